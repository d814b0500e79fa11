"""What holds in every project file: strict tables, durable writing, an untrusted schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpora.source import Unit
from qes.base import AuthorName
from qes.store.database import Store
from qes.store.opening import open_store
from qes.store.progress import mark_seen, seen_by
from qes.store.schema import APPLICATION_ID, SCHEMA_VERSION, metadata
from qes.store.segments import read_segments
from qes.store.sources import list_sources


@pytest.fixture
def store(project_file: Path) -> Store:
    return open_store(project_file)


def test_every_table_of_ours_is_strict(store: Store) -> None:
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list").all()
    store.close()
    strict = {name for name, strict in rows if strict}
    assert strict == set(metadata.tables)
    assert {name for name, strict in rows if not strict and not name.startswith("sqlite_")} == {
        "alembic_version"
    }


def test_the_tables_of_many_rows_keep_each_row_once(store: Store) -> None:
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, wr FROM pragma_table_list").all()
        indexed = connection.exec_driver_sql(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'index'"
        ).scalars()
        assert not {"segment", "turn", "seen"} & set(indexed)
    store.close()
    assert {name for name, wr in rows if wr} == {
        name
        for name, table in metadata.tables.items()
        if not table.dialect_options["sqlite"]["with_rowid"]
    }


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("application_id", APPLICATION_ID),
        ("user_version", SCHEMA_VERSION),
        ("encoding", "UTF-8"),
    ],
)
def test_each_connection_is_set_up(store: Store, pragma: str, value: str | int) -> None:
    with store.read() as one, store.read() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    store.close()


def test_a_value_of_another_kind_is_refused_by_the_table(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="cannot store"), store.write() as connection:
        connection.exec_driver_sql("INSERT INTO place VALUES ('anna', 's', 't', x'00')")
    store.close()


def test_what_points_nowhere_is_refused_by_the_table(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"), store.write() as connection:
        connection.exec_driver_sql("INSERT INTO page VALUES ('nowhere', 1, 0)")
    store.close()


def test_a_failed_action_leaves_nothing_and_the_next_one_is_free_to_write(store: Store) -> None:
    def act(code: str, *, fail: bool) -> None:
        with store.write() as connection:
            connection.exec_driver_sql(f"INSERT INTO code VALUES ('{code}')")  # noqa: S608 - our own word
            if fail:
                raise KeyError(code)

    with pytest.raises(KeyError):
        act("lost", fail=True)
    act("kept", fail=False)
    with store.read() as connection:
        found = set(connection.exec_driver_sql("SELECT id FROM code").scalars())
    store.close()
    assert "kept" in found
    assert "lost" not in found


def test_more_units_can_be_seen_at_once_than_a_statement_has_places(store: Store) -> None:
    with store.write() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 10)
        units = [
            segment.id
            for source in list_sources(connection)
            for segment in read_segments(connection, source.id, Unit.TURN)
        ]
        assert len(units) > 10
        mark_seen(connection, AuthorName("anna"), units, None, "2026-03-02T14:00:05.000000Z")
        assert seen_by(connection) == {"anna": frozenset(units)}
    store.close()


def test_bytes_that_are_no_letters_are_damage_and_not_a_lock(project_file: Path) -> None:
    with closing(sqlite3.connect(project_file)) as other:
        other.execute("UPDATE source SET name = CAST(x'6c6f636b6564ff' AS TEXT)")
        other.commit()
    store = open_store(project_file)
    with pytest.raises(sa.exc.DBAPIError) as raised, store.engine.connect() as raw:
        raw.exec_driver_sql("SELECT name FROM source").all()
    assert "locked" in str(raised.value.orig)
    with pytest.raises(Exception, match=r"review\.qes is damaged"), store.read() as connection:
        connection.exec_driver_sql("SELECT name FROM source").all()
    store.close()
