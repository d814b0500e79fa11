"""Where in an SQLite file the bytes of a table's or an index's rows lie.

After the file format description, https://sqlite.org/fileformat2.html, sections 1.6 and 2.1.
Rows that overflow their page are not followed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13


@dataclass(frozen=True, slots=True)
class Cell:
    """One row as it lies in the file."""

    start: int
    """Where its length, row number and record begin."""
    record: int
    """Where its record begins: first the record's header, then the values."""
    stop: int


def cells(file: Path, name: str) -> tuple[Cell, ...]:
    """Return where the rows of a table or of an index lie."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = connection.execute(query, (name,)).fetchone()
    data = file.read_bytes()
    return tuple(_cells(data, root, int.from_bytes(data[16:18], "big")))


def indexes(file: Path, table: str) -> tuple[str, ...]:
    """Return the names of a table's indexes."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
        return tuple(name for (name,) in connection.execute(query, (table,)))


def _cells(data: bytes, page: int, size: int) -> Iterator[Cell]:
    base = (page - 1) * size
    head = base + (100 if page == 1 else 0)
    kind = data[head]
    count = int.from_bytes(data[head + 3 : head + 5], "big")
    interior = kind in {_INTERIOR_INDEX, _INTERIOR_TABLE}
    pointers = head + (12 if interior else 8)
    for n in range(count):
        at = pointers + 2 * n
        start = base + int.from_bytes(data[at : at + 2], "big")
        if interior:
            yield from _cells(data, int.from_bytes(data[start : start + 4], "big"), size)
        if kind != _INTERIOR_TABLE:
            yield _cell(data, start + (4 if interior else 0), rowid=kind == _LEAF_TABLE)
    if interior:
        yield from _cells(data, int.from_bytes(data[head + 8 : head + 12], "big"), size)


def _cell(data: bytes, start: int, *, rowid: bool) -> Cell:
    length, record = _varint(data, start)
    if rowid:
        _, record = _varint(data, record)
    return Cell(start, record, record + length)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    while data[at] & 0x80:
        value = value << 7 | data[at] & 0x7F
        at += 1
    return value << 7 | data[at], at + 1
