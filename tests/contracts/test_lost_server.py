"""A server that goes away in mid-action: nothing by halves, and one can go on when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from qes.errors import Busy, ExitCode
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.services.coding import list_codings
from qes.store.database import Store
from qes.store.schema import study
from tests.contracts.sites import Room, ServerSite


@pytest.fixture
def server_room(databases: ServerSite) -> Iterator[Room]:
    """A copy of the sample project on a server."""
    room = Room(databases.sample())
    yield room
    room.close()
    databases.clear()


def _cut_off(databases: ServerSite, room: Room) -> None:
    """End every connection to the project but the one that does so."""
    with databases.raw(room.target) as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _study_ids(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(sa.select(study.c.id)).scalars())


@pytest.mark.parametrize("at_the_end", [True, False])
def test_a_connection_lost_in_mid_action_leaves_nothing_of_it(
    databases: ServerSite, server_room: Room, *, at_the_end: bool
) -> None:
    store = server_room.desk("anna").store

    def act() -> None:
        with store.write() as connection:
            connection.execute(sa.insert(study).values(id="lost"))
            _cut_off(databases, server_room)
            if not at_the_end:
                connection.execute(sa.insert(study).values(id="never"))

    with pytest.raises(Busy, match="out of reach") as caught:
        act()
    assert caught.value.exit_code is ExitCode.BUSY
    assert "\n" not in str(caught.value)
    assert _study_ids(store) == []


def test_one_goes_on_when_the_server_is_back(databases: ServerSite, server_room: Room) -> None:
    anna = server_room.desk("anna")
    segment = review.read_source(anna, "interview.txt").segments[1].id
    coding.apply_code(anna, segment, "winter")
    _cut_off(databases, server_room)
    coding.apply_code(anna, segment, "letters")
    assert {one.code for one in list_codings(anna)} == {"winter", "letters"}
    assert verify_project(anna).ok
