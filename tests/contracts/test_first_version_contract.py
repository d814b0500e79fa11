"""A project of the first version is brought up to this one, and nothing in it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corpora.source import Role, Turn, Unit
from qes.base import AuthorName, SegmentId, SourceId
from qes.project import Project
from qes.services.auditing import verify_project
from qes.store import opening, progress, segments, showings, sources, vectors
from qes.store.database import Store, server_store, sqlite_store
from qes.store.opening import open_store, upgrade_server
from qes.store.schema import APPLICATION_ID, metadata, showing, suggestion
from tests.contracts.sites import Site

ONE, OTHER = SourceId("0a1b2c3d4e"), SourceId("ffffffffff")
LETTERS = {"turn": "t", "sentence": "s", "paragraph": "p", "quote": "q"}
AT = "2026-03-02T14:00:00.000000Z"


def segment_rows() -> Iterator[tuple[str, str, str, int, int, int, int | None, int]]:
    """Rows as the first version wrote them, in no order."""
    for source in (OTHER, ONE):
        for unit, letter in LETTERS.items():
            for n in (12, 2, 1, 100):
                turn = n if unit == "turn" else None
                id_ = f"{source}.{letter}{n}"
                yield id_, source, unit, n, n * 10, n * 10 + 7, turn, n % 2


SEEN = [
    (who, f"{source}.{unit}", round_, AT)
    for who in ("anna", "ben")
    for source, unit in ((ONE, "t1"), (ONE, "s100"), (OTHER, "t2"))
    for round_ in ("", "r1")
    if (who, round_) != ("ben", "r1")
]
LATER = "2026-03-02T15:00:00.000000Z"
SUGGESTED: list[tuple[object, ...]] = [
    *(
        (f"s{rank}", f"{ONE}.t1", code, rank, 0.5, 0.25 * (rank + 1), "[]", "m", "b", None, at)
        for rank, code, at in ((1, "winter", AT), (0, None, LATER), (2, "letters", LATER))
    ),
    ("anna's", f"{ONE}.t1", "letters", 1, 0.5, None, "[]", "m", "b", "anna", AT),
    ("another", f"{ONE}.t1", "winter", 1, 0.5, None, '["gone"]', "m", "c", None, AT),
    ("elsewhere", f"{OTHER}.s2", "winter", 1, 0.5, None, "[]", "m", "b", None, AT),
]
"""Four groups of one segment, basis and author, as the first version wrote them."""
TURNS = [(n, None if n == 12 else f"P{n}", n * 10, n * 10 + 7, n / 4) for n in (1, 2, 12)]


def _fill(connection: sa.Connection) -> None:
    def put(table: str, rows: list[tuple[object, ...]]) -> None:
        columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
        made = sa.table(table, *map(sa.column, columns))
        connection.execute(sa.insert(made), [dict(zip(columns, row, strict=True)) for row in rows])

    put("source", [
        (id_, f"{id_}.txt", "transcript", "txt", "utf-8", unit, "s 1", 2000, "x", id_, "[]", "a", AT)
        for id_, unit in ((ONE, "turn"), (OTHER, "sentence"))
    ])  # fmt: skip
    put("source_text", [(id_, "word " * 400) for id_ in (ONE, OTHER)])
    put("turn", [
        (ONE, n, speaker, "participant", start, stop, at)
        for n, speaker, start, stop, at in TURNS
    ])  # fmt: skip
    put("segment", list(segment_rows()))
    put("seen", list(SEEN))
    put("suggestion", SUGGESTED)
    put("embedding", [("a hash", "m", b"1234" * 384)])
    put("place", [("anna", ONE, f"{ONE}.s100", AT)])


@contextmanager
def _store(site: Site, target: str) -> Iterator[Store]:
    if not site.is_server:
        Path(target).touch()
    store = server_store(target) if site.is_server else sqlite_store(Path(target))
    yield store
    store.close()


@pytest.fixture
def upgraded(site: Site) -> Iterator[Store]:
    """A project that the first migration alone has made, filled and then upgraded."""
    target = site.empty()
    with _store(site, target) as store, store.write() as connection:
        command.upgrade(opening._config(connection), "0001")
        _fill(connection)
        if not site.is_server:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql("PRAGMA user_version=1")
    if site.is_server:
        upgrade_server(target)
    with Project.open(target, "anna") as project:
        assert verify_project(project.desk).first_bad is None
    store = open_store(target)
    yield store
    store.close()


def test_every_segment_is_there_under_its_id(upgraded: Store) -> None:
    before = {row[0]: row[1:] for row in segment_rows()}
    with upgraded.read() as connection:
        now = [
            one
            for source in (ONE, OTHER)
            for unit in Unit
            for one in segments.read_segments(connection, source, unit)
        ]
        assert len(now) == len(before)
        assert {
            one.id: (one.source, one.unit, one.n, one.start, one.stop, one.turn, one.queued)
            for one in now
        } == before
        assert [segments.find_segment(connection, one.id) for one in now] == now
        assert segments.count_queued(connection) == {ONE: 1, OTHER: 1}
        reviewed = [one.id for one in segments.review_segments(connection)]
    assert reviewed == [
        f"{source}.{letter}{n}" for source, letter in ((ONE, "t"), (OTHER, "s")) for n in (1, 2, 12, 100)
    ]  # fmt: skip


def test_every_turn_is_there(upgraded: Store) -> None:
    with upgraded.read() as connection:
        assert sources.read_turns(connection, ONE) == tuple(
            Turn(n, speaker, Role.PARTICIPANT, start, stop, at)
            for n, speaker, start, stop, at in TURNS
        )


def test_what_was_seen_is_kept(upgraded: Store) -> None:
    def of(who: str, round_: str) -> set[str]:
        return {row[1] for row in SEEN if row[0] == who and row[2] == round_}

    anna, ben = AuthorName("anna"), AuthorName("ben")
    with upgraded.read() as connection:
        for round_ in ("", "r1"):
            seen = progress.seen_by(connection, round_=round_)
            assert seen == {who: of(who, round_) for who in (anna, ben) if of(who, round_)}
        assert progress.seen_by(connection, source=OTHER) == {
            who: {f"{OTHER}.t2"} for who in (anna, ben)
        }
        assert progress.read_place(connection, anna) == progress.Place(
            ONE, SegmentId(f"{ONE}.s100")
        )


def test_every_suggestion_keeps_its_id_under_what_was_shown(upgraded: Store) -> None:
    with upgraded.read() as connection:
        kept = {
            row.id: (row.code, row.rank, row.probability, row.showing)
            for row in connection.execute(sa.select(suggestion))
        }
        shown = {
            row.id: (row.segment, row.basis, row.author, row.at, row.none_probability, row.way)
            for row in connection.execute(sa.select(showing))
        }
        assert showings.count_of_first_format(connection) == len(shown) == 4
        assert showings.read_showings(connection, AuthorName("anna"), others_in=["r1"]) == ()
        assert all(showings.is_known(connection, id_) for id_ in kept)
    assert {id_: row[:3] for id_, row in kept.items()} == {
        id_: (code, rank, probability) for id_, _, code, rank, _, probability, *_ in SUGGESTED
    }
    assert {id_: shown[row[3]] for id_, row in kept.items()} == {
        "s0": (f"{ONE}.t1", "b", None, AT, 0.25, "listed"),
        "s1": (f"{ONE}.t1", "b", None, AT, 0.25, "listed"),
        "s2": (f"{ONE}.t1", "b", None, AT, 0.25, "listed"),
        "anna's": (f"{ONE}.t1", "b", "anna", AT, None, "listed"),
        "another": (f"{ONE}.t1", "c", None, AT, None, "listed"),
        "elsewhere": (f"{OTHER}.s2", "b", None, AT, None, "listed"),
    }
    assert len({row[3] for row in kept.values()}) == 4


def test_vectors_of_the_form_before_are_not_read_as_vectors_now(upgraded: Store) -> None:
    with upgraded.read() as connection:
        assert vectors.kept_models(connection) == {}


def test_what_was_upgraded_is_what_the_schema_says(upgraded: Store) -> None:
    with upgraded.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert sa.inspect(connection).get_pk_constraint("segment")["constrained_columns"] == [
            "source",
            "unit",
            "n",
        ]
        assert sa.inspect(connection).get_foreign_keys("seen") == []
        (points,) = sa.inspect(connection).get_foreign_keys("suggestion")
        assert (points["constrained_columns"], points["referred_table"]) == (["showing"], "showing")
        assert [
            one["name"]
            for table in ("showing", "suggestion")
            for one in sa.inspect(connection).get_indexes(table)
        ] == ["ix_showing_segment", "ix_suggestion_showing"]
