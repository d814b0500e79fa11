"""A source's text and file, written piece by piece: they may be larger than there is room for twice.

Handed over whole, a value is held four times at once: here, in its encoding, by the driver and in
the row that is made of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from qes.base import SourceId
from qes.store.schema import source_bytes, source_text

_LARGE = 4_000_000
"""Characters or bytes from which on it matters."""
_PIECE = 1_000_000


def write_text(connection: sa.Connection, source: SourceId, text: str) -> None:
    """Write a source's canonical text."""
    raw = _file(connection)
    if raw is None or len(text) < _LARGE:
        connection.execute(sa.insert(source_text).values(source=source, text=text))
        return
    pieces = range(0, len(text), _PIECE)
    size = sum(len(text[at : at + _PIECE].encode()) for at in pieces)
    room = sa.cast(sa.func.zeroblob(size), sa.Text)
    made = connection.execute(sa.insert(source_text).values(source=source, text=room))
    encoded = (text[at : at + _PIECE].encode() for at in pieces)
    _fill(raw, ("source_text", "text", made.lastrowid), encoded)


def write_bytes(connection: sa.Connection, source: SourceId, data: bytes) -> None:
    """Write the file a source came in."""
    raw = _file(connection)
    if raw is None or len(data) < _LARGE:
        connection.execute(sa.insert(source_bytes).values(source=source, data=data))
        return
    room = sa.func.zeroblob(len(data))
    made = connection.execute(sa.insert(source_bytes).values(source=source, data=room))
    view = memoryview(data)
    pieces = (view[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    _fill(raw, ("source_bytes", "data", made.lastrowid), pieces)


def _file(connection: sa.Connection) -> sqlite3.Connection | None:
    raw = connection.connection.driver_connection
    return raw if isinstance(raw, sqlite3.Connection) else None


def _fill(
    raw: sqlite3.Connection, place: tuple[str, str, int], pieces: Iterable[bytes | memoryview]
) -> None:
    """Write over the bytes of a cell, given by table, column and row."""
    try:
        with raw.blobopen(*place) as cell:
            for piece in pieces:
                cell.write(piece)
    except sqlite3.Error as error:
        # what the store expects of a database that fails, whoever asked it
        raise OperationalError("writing a large value", None, error) from error
