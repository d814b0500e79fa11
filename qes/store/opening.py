"""Making, opening and upgrading a project, and refusing what is not ours, newer or damaged."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qes.errors import Refused, UserError
from qes.store.database import (
    Store,
    is_server,
    plain_failure,
    role_in_force,
    server_store,
    sqlite_store,
)
from qes.store.schema import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from alembic.config import Config

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_QUICK_CHECK_BYTES = 64 * 1024 * 1024
"""Above this size the structure is checked by `qes verify` only: opening must stay fast."""


def create_store(target: str | Path) -> Store:
    """Make an empty project at a path or in an empty PostgreSQL database.

    Raises:
        Refused: something is there already.
        UserError: the place cannot be written.
    """
    if is_server(target):
        return _create_on_server(str(target))
    path = Path(target)
    try:
        if path.exists():
            raise Refused(f"{path} is there already", hint="choose another name, or open it")
        if not path.parent.is_dir():
            raise UserError(f"the folder {path.parent} does not exist", hint="make it first")
        _create_file(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror})") from error
    return sqlite_store(path)


def open_store(target: str | Path) -> Store:
    """Open an existing project, upgrading an older file after backing it up.

    Raises:
        Refused: not a qes project, written by a newer qes, or damaged.
        Busy: a server that does not answer.
    """
    return _open_server(str(target)) if is_server(target) else _open_file(Path(target))


def upgrade_server(url: str) -> None:
    """Bring a PostgreSQL project up to this version; never done without being asked.

    Raises:
        Refused: no qes project, or written by a newer qes.
        Busy: the server does not answer.
    """
    with closing(server_store(url)) as store:
        _server_version(store)
        _migrate(store)
        # imported here: the driver of servers costs more than opening a file
        from qes.store.row_security import grant_again  # noqa: PLC0415

        with store.write() as connection:
            grant_again(connection)


@contextmanager
def _closed_on_failure(store: Store) -> Iterator[Store]:
    try:
        yield store
    except BaseException:
        store.close()
        raise


def _create_on_server(url: str) -> Store:
    with _closed_on_failure(server_store(url)) as store:
        with store.read() as connection:
            if sa.inspect(connection).has_table("judgement"):
                raise Refused(f"{store.name} holds a qes project already", hint="open it instead")
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
            if encoding != "UTF8":
                raise Refused(
                    f"{store.name} cannot hold every letter (its encoding is {encoding})",
                    hint="make a database with ENCODING 'UTF8'",
                )
        _migrate(store)
        return store


def _create_file(path: Path) -> None:
    # made under another name and moved into place, so that a project is whole or not there
    draft = _draft_of(path)
    _remove(draft)
    draft.touch()
    store = sqlite_store(draft, path.name)
    try:
        with store.write() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        _migrate(store)
        store.close()
        draft.rename(path)
    finally:
        store.close()
        _remove(draft)


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            Path(f"{draft}{suffix}").unlink()


def _open_server(url: str) -> Store:
    with _closed_on_failure(server_store(url)) as store:
        if _server_version(store) < SCHEMA_VERSION:
            raise Refused(
                f"{store.name} was written by an older qes", hint="upgrade it: qes migrate -p URL"
            )
        with store.read() as connection:
            store.role = role_in_force(connection)
        return store


def _server_version(store: Store) -> int:
    with store.read() as connection:
        there = sa.inspect(connection)
        if not (there.has_table("judgement") and there.has_table("alembic_version")):
            raise Refused(f"{store.name} holds no qes project", hint="make one: qes init URL")
        version = _recorded_version(connection)
    if version is None:
        raise Refused(f"{store.name} holds no qes project that this qes can read")
    if version > SCHEMA_VERSION:
        raise _newer(store.name)
    return version


def _open_file(path: Path) -> Store:
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder, not a project", hint="name the .qes file in it")
        if not path.exists():
            raise Refused(f"there is no project at {path}", hint=f"make one: qes init {path}")
        if not path.is_file():
            raise Refused(f"{path} is no file", hint="name a file that 'qes init' has made")
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror})") from error
    if not header:
        raise Refused(f"{path} is empty", hint="restore it from a backup, or make another project")
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        raise Refused(f"{path} is not a qes project", hint="name a file that 'qes init' has made")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Refused(f"{path} is a database, but not a qes project")
    with _closed_on_failure(sqlite_store(path)) as store:
        version = _checked_version(store, path)
        if version < SCHEMA_VERSION:
            _back_up(store, path, version)
            _migrate(store)
        return store


def _checked_version(store: Store, path: Path) -> int:
    try:
        with store.engine.connect() as connection:
            version = _recorded_version(connection)
            if version is None:
                raise _broken(path)
            if version > SCHEMA_VERSION:
                raise _newer(str(path))
            if path.stat().st_size <= _QUICK_CHECK_BYTES:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
                if found != "ok":
                    raise _broken(path)
    except DBAPIError as error:
        raise plain_failure(error, str(path)) or _broken(path) from error
    return version


def _recorded_version(connection: sa.Connection) -> int | None:
    """Read the migration a project is at: "0001" is 1, a name is newer than us; None is none."""
    recorded = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if len(recorded) != 1:
        return None
    name = str(recorded[0])
    number = int(name) if name.isascii() and name.isdecimal() else SCHEMA_VERSION + 1
    if number < 1:
        return None
    if connection.dialect.name == "sqlite":
        number = max(number, connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    return number


def _newer(name: str) -> Refused:
    return Refused(f"{name} was written by a newer qes", hint="update qes, then open it again")


def _broken(path: Path) -> Refused:
    return Refused(f"{path} is damaged", hint="restore it from a backup")


def copy_store(store: Store, destination: Path) -> None:
    """Copy a project's file as it stands at this moment; the copy is whole or not there.

    Raises:
        UserError: the destination cannot be written.
    """
    draft = _draft_of(destination)
    with store.read() as connection:
        raw = connection.connection.driver_connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError(f"{store.name} is not a file")
        try:
            _remove(draft)
            with closing(sqlite3.connect(draft)) as copy:
                raw.backup(copy)
            draft.rename(destination)
        except (sqlite3.Error, OSError) as error:
            raise UserError(f"{destination} cannot be written ({error})") from error
        finally:
            _remove(draft)


def _back_up(store: Store, path: Path, version: int) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    backup = path.with_name(f"{path.stem}.before-upgrade-from-{version}.{stamp}{path.suffix}")
    copy_store(store, backup)
    shutil.copymode(path, backup)


def _migrate(store: Store) -> None:
    # imported here: opening an up-to-date project must not pay for it
    from alembic import command  # noqa: PLC0415

    with store.write() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        if store.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "qes.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
