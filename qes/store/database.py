"""The connection to a project: one writer at a time, readers beside it, failures in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from qes.errors import Busy, Refused, UserError

BUSY_SECONDS = 5
"""How long a command waits for another one that is writing."""

_SQLITE_FAILURES: tuple[tuple[str, type[UserError], str, str], ...] = (
    ("locked", Busy, "is being written by another program", "try again in a moment"),
    ("busy", Busy, "is being written by another program", "try again in a moment"),
    ("disk is full", UserError, "could not be written: the disk is full", "make room, then repeat the last step; nothing was half-written"),
    ("disk I/O error", UserError, "could not be written: the disk is full or failing", "make room or check the disk, then repeat the last step; nothing was half-written"),
    ("readonly", UserError, "cannot be written", "check the permissions of the file and of its folder"),
    ("unable to open", UserError, "cannot be opened", "check the permissions of the file and of its folder"),
    ("malformed", Refused, "is damaged", "restore it from a backup; 'qes verify' on a copy says more"),
    ("not a database", Refused, "is damaged or not a qes project", "restore it from a backup"),
)  # fmt: skip


class Store:
    """A project's database: hand out connections for reading and for writing."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """The path or URL (without password) as errors should name it."""
        self._writer = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Say whether the project is one file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a connection for reading one consistent state.

        Raises:
            Busy: the project is locked or out of reach.
            Refused: the project is damaged.
        """
        with self._plain_words(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Open the one transaction for writing; on leaving, it is on disk or nothing happened.

        Raises:
            Busy: another program writes, or the server is out of reach.
            UserError: the disk is full, or the file may not be written.
        """
        with self._writer, self._plain_words(), self.engine.connect() as connection:
            writing = connection.execution_options(qes_writing=True)
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            translated = plain_failure(error, self.name)
            if translated is None:
                raise
            raise translated from error


def plain_failure(error: DBAPIError, name: str) -> UserError | None:
    """Translate a database's failure into one a person can act on; None if it is our bug."""
    said = str(error.orig).lower()
    if isinstance(error.orig, sqlite3.Error):
        for sign, kind, what, hint in _SQLITE_FAILURES:
            if sign.lower() in said:
                return kind(f"{name} {what}", hint=hint)
        return None
    if isinstance(error, OperationalError) or error.connection_invalidated:
        first_line = str(error.orig).strip().splitlines()[0]
        return Busy(f"{name} is out of reach ({first_line})", hint="try again, or ask who runs it")
    return None


def sqlite_store(path: Path) -> Store:
    """Connect to an existing SQLite file; opened as untrusted, durable at every commit."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS, "autocommit": sqlite3.LEGACY_TRANSACTION_CONTROL}
        if hasattr(sqlite3, "LEGACY_TRANSACTION_CONTROL")
        else {"timeout": BUSY_SECONDS},
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # the driver's own notion of transactions is switched off: ours begin explicitly below
        connection.isolation_level = None
        for pragma in (
            "trusted_schema=OFF",
            "foreign_keys=ON",
            "cell_size_check=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # taking the write lock at once turns a deadlock in mid-transaction into a wait before it
        writing = connection.get_execution_options().get("qes_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return Store(engine, path.name)


def server_store(url: str) -> Store:
    """Connect to a PostgreSQL database given as `postgresql://…`."""
    parsed = sa.make_url(url.replace("postgres://", "postgresql://", 1)).set(
        drivername="postgresql+psycopg"
    )
    engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    return Store(engine, parsed.set(drivername="postgresql").render_as_string(hide_password=True))


def is_server(target: str | Path) -> bool:
    """Say whether a project is named by URL rather than by path."""
    return str(target).startswith(("postgresql://", "postgres://"))
