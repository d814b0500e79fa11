from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpora.columns import Segments
from corpora.reading import read_source
from corpora.source import Reading, SourceKind, Unit
from qes.store import batches, large_values, segments, sources
from qes.store.database import Store, plain_failure
from qes.store.intake import add_source
from qes.store.opening import create_store
from qes.store.schema import source_bytes

TALK = "".join(
    f"{('Interviewer', 'P1', 'Ida')[n % 3]} [0:{n % 60:02}]: It was {n}. “So…” 😀\n\nAnd then?\n\n"
    for n in range(57)
).encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "p.qes")
    yield made
    made.close()


def added(store: Store, reading: Reading, told: list[tuple[int, int]]) -> None:
    with store.write() as connection:
        add_source(
            connection,
            reading,
            TALK,
            unit=Unit.TURN,
            by="anna",
            at="2026",
            progress=lambda done, of: told.append((done, of)),
        )


@pytest.mark.parametrize(("batch", "rows"), [(7, 3), (10, 10), (1, 1), (50, 20), (10_000, 100)])
def test_rows_written_in_any_number_at_a_time_are_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, batch: int, rows: int
) -> None:
    monkeypatch.setattr(batches, "_BATCH", batch)
    monkeypatch.setattr(batches, "_ROWS", rows)
    monkeypatch.setattr(large_values, "_LARGE", 10)
    monkeypatch.setattr(large_values, "_PIECE", 7)
    reading = read_source(TALK, "a.txt", kind=SourceKind.TRANSCRIPT)
    told: list[tuple[int, int]] = []
    added(store, reading, told)
    new = sources.source_id(reading.bytes_sha256)
    with store.read() as connection:
        assert sources.read_text(connection, new) == reading.text
        data = connection.execute(sa.select(source_bytes.c.data)).scalar_one()
        assert data == TALK
        assert sources.read_turns(connection, new) == reading.turns
        for unit in Unit:
            stored = segments.read_segments(connection, new, unit)
            assert [(one.n, one.start, one.stop, one.turn) for one in stored] == [
                (one.n, one.start, one.end, one.turn)
                for one in reading.segments
                if one.unit is unit
            ]
            assert [one.id for one in stored] == [
                segments.segment_id(new, unit, one.n) for one in stored
            ]
            asked = {turn.n for turn in reading.turns if turn.role.asks}
            assert [one.queued for one in stored] == [one.turn not in asked for one in stored]
    count = len(reading.turns) + len(reading.segments)
    assert told == sorted(told)
    assert told[-1] == (count, count)


def test_what_a_reading_holds_as_objects_is_written_as_what_it_holds_in_columns(
    store: Store,
) -> None:
    reading = read_source(TALK, "a.txt", kind=SourceKind.TRANSCRIPT)
    listed = replace(reading, turns=tuple(reading.turns), segments=tuple(reading.segments))
    added(store, listed, [])
    with store.read() as connection:
        new = sources.source_id(reading.bytes_sha256)
        assert sources.read_turns(connection, new) == reading.turns
        assert segments.count_segments(connection, new) == {
            unit: n for unit, n in Segments.of(reading.segments).counts().items() if n
        }


def test_a_file_that_fails_in_a_large_value_fails_as_in_any_other(store: Store) -> None:
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(sa.exc.DBAPIError) as failed:
            large_values._fill(raw, ("source_text", "text", 1), [b"x"])
    said = plain_failure(failed.value, "p.qes")
    assert said is not None
    assert said.message == "p.qes cannot be written"
