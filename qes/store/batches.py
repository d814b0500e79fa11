"""Turns and segments written many at a time: a long interview has millions of them.

To a database a statement costs as much as a row. So each statement writes many rows, and what they
share (the source, the unit, the number before the first) is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import isnan

import sqlalchemy as sa

from corpora.columns import Segments, Turns, UnitSegments
from corpora.source import Role
from qes.base import SourceId
from qes.store.segments import LETTERS

Written = Callable[[int], None]
"""Called with how many rows have been written since it was called last."""
_Cells = Sequence[str | int | float | None]
_Columns = Callable[[slice], tuple[_Cells, ...]]
"""Returns the cells of some rows, column by column."""

_BATCH = 10_000
"""Rows handed to the driver in one go."""
_ROWS = 100
"""Rows a statement to SQLite; more make it no faster."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """How a table's rows are written; columns come with their types on a server."""

    into: str
    shared: tuple[tuple[str, str], ...]
    """The last is the number before the first row."""
    own: tuple[tuple[str, str], ...]
    cells: str
    """From the columns, shared and a row's own, and `k`, which counts rows from 1."""


_TURNS = _Rows(
    into='turn (source, n, speaker, role, start, stop, "at")',
    shared=(("source", "text"), ("before", "int")),
    own=(
        ("speaker", "text"),
        ("role", "text"),
        ("start", "int"),
        ("stop", "int"),
        ("moment", "float8"),
    ),
    cells="{source}, {before} + {k}, {speaker}, {role}, {start}, {stop}, {moment}",
)
_SEGMENTS = _Rows(
    into="segment (source, unit, n, start, stop, turn, queued)",
    shared=(("source", "text"), ("unit", "text"), ("before", "int")),
    own=(("start", "int"), ("stop", "int"), ("turn", "int"), ("queued", "int")),
    cells="{source}, {unit}, {before} + {k}, {start}, {stop}, nullif({turn}, 0), {queued}",
)


def write_turns(
    connection: sa.Connection, source: SourceId, turns: Turns, written: Written
) -> None:
    """Write who said what in a source."""
    # the last are whose a turn is that is no one's
    labels = (*(label for label, _ in turns.people), None)
    roles = (*(role.value for _, role in turns.people), Role.UNKNOWN.value)

    def columns(rows: slice) -> tuple[_Cells, ...]:
        who = turns.who[rows]
        return (
            [labels[one] for one in who],
            [roles[one] for one in who],
            turns.starts[rows],
            turns.ends[rows],
            [None if isnan(at) else at for at in turns.ats[rows]],
        )

    _write(connection, _TURNS, (source,), len(turns), columns, written=written)


def write_segments(
    connection: sa.Connection,
    source: SourceId,
    segments: Segments,
    turns: Turns,
    written: Written,
) -> None:
    """Write the units of analysis of a source; where someone asks, no decision is awaited."""
    asks = [role.asks for _, role in turns.people]
    # the first is for what is in no turn, the last of `asks` for turns of no one
    queued = (1, *(int(not (*asks, False)[who]) for who in turns.who))
    # in the order of the table's key: a row at the end of a tree costs half of one amidst it
    for part in sorted(segments.units, key=lambda part: LETTERS[part.unit]):
        shared = (source, LETTERS[part.unit])
        _write(connection, _SEGMENTS, shared, len(part), _columns_of(part, queued), written=written)


def _columns_of(part: UnitSegments, queued: Sequence[int]) -> _Columns:
    def columns(rows: slice) -> tuple[_Cells, ...]:
        turns = part.turns[rows]
        return part.starts[rows], part.ends[rows], turns, [queued[turn] for turn in turns]

    return columns


def _write(
    connection: sa.Connection,
    rows: _Rows,
    shared: tuple[str, ...],
    count: int,
    columns: _Columns,
    *,
    written: Written,
) -> None:
    in_file = connection.dialect.name == "sqlite"
    for start in range(0, count, _BATCH):
        stop = min(start + _BATCH, count)
        cells = columns(slice(start, stop))
        if in_file:
            _write_in_file(connection, rows, shared, range(start, stop), cells)
        else:
            names = (name for name, _ in (*rows.shared, *rows.own))
            sent = dict(zip(names, (*shared, start, *map(list, cells)), strict=True))
            connection.exec_driver_sql(_on_server(rows), sent)
        written(stop - start)


def _write_in_file(
    connection: sa.Connection,
    rows: _Rows,
    shared: tuple[str, ...],
    places: range,
    columns: tuple[_Cells, ...],
) -> None:
    cells = tuple(chain.from_iterable(zip(*columns, strict=True)))
    width = len(columns)
    sent = [
        (*shared, before, *cells[at * width : (at + _ROWS) * width])
        for at, before in zip(range(0, len(places), _ROWS), places[::_ROWS], strict=True)
    ]
    rest = len(places) % _ROWS
    last = sent.pop() if rest else None
    if sent:
        connection.exec_driver_sql(_in_file(rows, _ROWS), sent)
    if last is not None:
        connection.exec_driver_sql(_in_file(rows, rest), last)


@cache
def _in_file(rows: _Rows, count: int) -> str:
    """Return SQLite's statement for so many rows."""
    shared = {name: f"?{at}" for at, (name, _) in enumerate(rows.shared, 1)}
    places = iter(range(len(shared) + 1, len(shared) + 1 + count * len(rows.own)))
    values = (
        rows.cells.format(k=k, **shared, **{name: f"?{next(places)}" for name, _ in rows.own})
        for k in range(1, count + 1)
    )
    return f"INSERT INTO {rows.into} VALUES {', '.join(f'({cells})' for cells in values)}"  # noqa: S608 - of this module's words


@cache
def _on_server(rows: _Rows) -> str:
    """Return PostgreSQL's statement for any number of rows, which come as an array a column."""
    own = {name: name for name, _ in rows.own}
    cells = rows.cells.format(
        k="k", **own, **{name: f"%({name})s::{kind}" for name, kind in rows.shared}
    )
    arrays = ", ".join(f"%({name})s::{kind}[]" for name, kind in rows.own)
    return (
        f"INSERT INTO {rows.into} SELECT {cells}"  # noqa: S608 - of this module's words
        f" FROM unnest({arrays}) WITH ORDINALITY AS u ({', '.join(own)}, k)"
    )
