"""The blindness that services promise holds where each reviewer is a role that the server narrows."""

from __future__ import annotations

import pytest

from tests.contracts import test_blindness
from tests.contracts.roles import RoleRoom
from tests.contracts.sites import ServerSite
from tests.unit.services.word_counter import WordCounter


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)


def test_the_blindness_contract_holds_where_each_is_a_role(
    databases: ServerSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_blindness, "Room", RoleRoom)
    test_blindness.test_in_an_open_round_one_reads_what_one_would_if_the_other_had_done_nothing(
        databases
    )
    test_blindness.test_once_the_round_is_closed_each_reads_all_that_the_other_decided(databases)


def test_what_was_decided_before_a_round_stays_in_sight(databases: ServerSite) -> None:
    room = RoleRoom(databases.sample())
    test_blindness.test_what_one_decided_before_the_round_is_seen_and_what_one_changes_in_it_is_not(
        room
    )
    room.close()
    databases.clear()
