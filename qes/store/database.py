"""The connection to a project: one writer at a time, readers beside it, failures in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from qes.base import AuthorName
from qes.errors import Busy, Refused, UserError

__all__ = [
    "Connection",
    "Engine",
    "Store",
    "in_parts",
    "insert_missing",
    "is_server",
    "plain_failure",
    "role_in_force",
    "server_store",
    "sqlite_store",
]
# Connection is what services hand from one store function to the next: they never look into it

BUSY_SECONDS = 5
"""How long a command waits for another one that is writing."""

_WRITERS = 0x71657300
"""The advisory lock that every writing transaction on a server takes."""


Item = TypeVar("Item")
_NAMED_AT_ONCE = 500
"""So many values one statement names: every database takes them."""


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield items in parts that one statement may name."""
    return (items[at : at + _NAMED_AT_ONCE] for at in range(0, len(items), _NAMED_AT_ONCE))


def insert_missing(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """Return the statement that writes rows, but those whose key is there."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # what it says takes a twentieth of a command's start, and a file needs none of it
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table).on_conflict_do_nothing()


class _Failure(NamedTuple):
    """What a database's failure is to a person."""

    kind: type[UserError]
    what: str
    hint: str


_WRITTEN = _Failure(Busy, "is being written by another program", "try again in a moment")
_FULL = _Failure(
    UserError,
    "could not be written: the disk is full",
    "make room, then repeat the last step; nothing was half-written",
)
_FAILING = _FULL._replace(what="could not be written: the disk is full or failing")
_READ_ONLY = _Failure(
    UserError, "cannot be written", "check the permissions of the file and of its folder"
)
_SHUT = _READ_ONLY._replace(what="cannot be opened")
_DAMAGED = _Failure(
    Refused, "is damaged", "restore it from a backup; 'qes verify' on a copy says more"
)
_SQLITE_FAILURES = {
    sqlite3.SQLITE_BUSY: _WRITTEN,
    sqlite3.SQLITE_LOCKED: _WRITTEN,
    sqlite3.SQLITE_PROTOCOL: _WRITTEN,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _SHUT,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED._replace(what="is damaged or not a qes project"),
}
"""By SQLite's primary result code: its words may quote what people wrote, its codes do not."""
_SERVER_FAILURES = {
    "55P03": _WRITTEN,
    "53100": _FULL,
    "25006": _Failure(UserError, "cannot be written", "the server takes no changes now"),
    "42501": _Failure(UserError, "is not yours to use", "ask who runs it for the rights"),
}
"""By PostgreSQL's SQLSTATE."""


class Store:
    """A project's database: hand out connections for reading and for writing."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """The path or URL (without password) as errors should name it."""
        self.role: AuthorName | None = None
        """The reviewer whose sight the server narrows; None where it shows everything."""
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
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Open the one transaction for writing; on leaving, it is on disk or nothing happened.

        On a server as in a file, writing transactions come one after another.

        Raises:
            Busy: another program writes, or the server is out of reach.
            UserError: the disk is full, or the file may not be written.
        """
        with self._writer, self._plain_words(), self.engine.connect() as connection:
            writing = connection.execution_options(qes_writing=True)
            with writing.begin():
                if not self.is_sqlite:
                    # one writer at a time here too: what a service has looked up still holds
                    # when it writes
                    writing.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                    writing.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS)))
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
    failure: _Failure | None
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None)
        failure = None if code is None else _SQLITE_FAILURES.get(code & 0xFF)
        if str(error.orig).startswith("Could not decode to UTF-8"):
            # the driver's own: bytes were changed from outside
            failure = _DAMAGED
    else:
        failure = _SERVER_FAILURES.get(getattr(error.orig, "sqlstate", None) or "")
        if failure is None and (
            isinstance(error, OperationalError) or error.connection_invalidated
        ):
            first_line = next(iter(str(error.orig).strip().splitlines()), "no answer")
            failure = _Failure(
                Busy, f"is out of reach ({first_line})", "try again, or ask who runs it"
            )
    return None if failure is None else failure.kind(f"{name} {failure.what}", hint=failure.hint)


def sqlite_store(path: Path, name: str | None = None) -> Store:
    """Connect to an existing SQLite file; opened as untrusted, durable at every commit.

    Args:
        path: The file.
        name: What errors call it; None is the file's name.
    """
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
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # taking the write lock at once turns a deadlock in mid-transaction into a wait before it
        writing = connection.get_execution_options().get("qes_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return Store(engine, name or path.name)


def server_store(url: str) -> Store:
    """Connect to a PostgreSQL database given as `postgresql://…`.

    Raises:
        UserError: that is no such URL.
    """
    try:
        parsed = sa.make_url(url.replace("postgres://", "postgresql://", 1)).set(
            drivername="postgresql+psycopg"
        )
    except (ArgumentError, ValueError) as error:
        # the URL is not repeated: it may hold a password
        raise UserError(
            "the project's URL cannot be read", hint="write postgresql://USER@HOST:PORT/DATABASE"
        ) from error
    engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    return Store(engine, parsed.set(drivername="postgresql").render_as_string(hide_password=True))


def role_in_force(connection: sa.Connection) -> AuthorName | None:
    """Return the role whose sight a server narrows; None where everything is shown."""
    if connection.dialect.name == "sqlite":
        return None
    row = connection.exec_driver_sql("SELECT current_user, row_security_active('judgement')").one()
    return AuthorName(row[0]) if row[1] else None


def is_server(target: str | Path) -> bool:
    """Say whether a project is named by URL rather than by path."""
    return str(target).startswith(("postgresql://", "postgres://"))
