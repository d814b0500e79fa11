"""Units of analysis: reading them, counting them, finding those that a stretch touches.

A segment's id is its source's id, a dot, the first letter of its unit's name and its number in it.
The table holds these in columns of their own; other tables hold the id.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from corpora.source import Unit
from corpora.span import Span, Stretches
from qes.base import SegmentId, SourceId
from qes.store.database import in_parts
from qes.store.schema import segment, source, turn
from qes.store.sources import STANDING, StoredSource

LETTERS = {unit: unit.value[0] for unit in Unit}
"""How ids and the table name the units."""
_UNITS = {letter: unit for unit, letter in LETTERS.items()}
# a number of more digits is no column's
_ID = re.compile(rf"(\w+)\.([{''.join(_UNITS)}])([1-9][0-9]{{0,8}})", re.ASCII)
_REVIEWED = segment.c.unit == sa.func.substr(source.c.unit, 1, 1)
"""Chooses the units that reviewers go through, beside their document."""


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A unit of analysis with its id."""

    id: SegmentId
    source: SourceId
    unit: Unit
    n: int
    start: int
    stop: int
    turn: int | None
    queued: bool
    """False where an interviewer speaks: no decision is awaited there."""


def segment_id(source_: SourceId, unit: Unit, n: int) -> SegmentId:
    """Derive a segment's id: source, letter of the unit, number within it."""
    return SegmentId(f"{source_}.{LETTERS[unit]}{n}")


def of_source(ids: sa.ColumnElement[object], id_: SourceId) -> sa.ColumnElement[bool]:
    """Choose the rows of any table in which an id is that of a segment of a document."""
    # "/" is the character after ".": all that begins with the source's id and a dot lies between
    return sa.and_(ids >= f"{id_}.", ids < f"{id_}/")


def read_segments(
    connection: sa.Connection, id_: SourceId, unit: Unit
) -> tuple[StoredSegment, ...]:
    """Return a document's units of one kind, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .where(segment.c.source == id_, segment.c.unit == LETTERS[unit])
        .order_by(segment.c.n),
    )


def review_segments(connection: sa.Connection) -> tuple[StoredSegment, ...]:
    """Return every unit that reviewers go through, over all documents, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .join(source, source.c.id == segment.c.source)
        .where(_REVIEWED, STANDING)
        .order_by(source.c.added_at, source.c.name, source.c.id, segment.c.n),
    )


def segments_touching(
    connection: sa.Connection, of: StoredSource, start: int, stop: int
) -> tuple[StoredSegment, ...]:
    """Return the units reviewers go through that a stretch of text touches, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .where(
            segment.c.source == of.id,
            segment.c.unit == LETTERS[of.unit],
            segment.c.start < stop,
            segment.c.stop > start,
        )
        .order_by(segment.c.n),
    )


def find_segment(connection: sa.Connection, id_: str) -> StoredSegment | None:
    """Return the segment of this id, if there is one."""
    place = _ID.fullmatch(id_)
    if place is None:
        return None
    of, letter, n = place.groups()
    found = _segments(
        connection,
        sa.select(segment).where(
            segment.c.source == of, segment.c.unit == letter, segment.c.n == int(n)
        ),
    )
    return found[0] if found else None


def still_there(connection: sa.Connection, ids: Iterable[SegmentId]) -> frozenset[SegmentId]:
    """Return those segments of some that are in the project: others were withdrawn."""
    wanted: dict[tuple[str, str], list[int]] = {}
    for id_ in ids:
        if place := _ID.fullmatch(id_):
            of, letter, n = place.groups()
            wanted.setdefault((of, letter), []).append(int(n))
    found: set[SegmentId] = set()
    for (of, letter), numbers in wanted.items():
        for some in in_parts(numbers):
            chosen = sa.select(segment.c.n).where(
                segment.c.source == of,
                segment.c.unit == letter,
                segment.c.n.in_(some),
            )
            found.update(
                segment_id(SourceId(of), _UNITS[letter], n)
                for n in connection.execute(chosen).scalars()
            )
    return frozenset(found)


def _segments(
    connection: sa.Connection, chosen: sa.Select[*tuple[Any, ...]]
) -> tuple[StoredSegment, ...]:
    return tuple(
        StoredSegment(
            SegmentId(f"{of}.{letter}{n}"),
            SourceId(of),
            _UNITS[letter],
            n,
            start,
            stop,
            in_turn,
            bool(queued),
        )
        for of, letter, n, start, stop, in_turn, queued in connection.execute(chosen)
    )


def count_segments(connection: sa.Connection, id_: SourceId) -> dict[Unit, int]:
    """Return how many segments of each unit a document has."""
    rows = connection.execute(
        sa.select(segment.c.unit, sa.func.count())
        .where(segment.c.source == id_)
        .group_by(segment.c.unit)
    )
    return {_UNITS[letter]: n for letter, n in rows}


def count_queued(connection: sa.Connection) -> dict[SourceId, int]:
    """Return how many units of each document await a reviewer's decision."""
    queued = (
        sa.select(sa.func.count())
        .where(segment.c.source == source.c.id, _REVIEWED, segment.c.queued == 1)
        .scalar_subquery()
    )
    rows = connection.execute(sa.select(source.c.id, queued).where(STANDING))
    return {SourceId(id_): n for id_, n in rows if n}


def queue_turns(connection: sa.Connection, id_: SourceId, speaker: str, *, queued: bool) -> None:
    """Say whether the units in one speaker's turns await a decision."""
    theirs = sa.select(turn.c.n).where(turn.c.source == id_, turn.c.speaker == speaker)
    connection.execute(
        sa.update(segment)
        .where(segment.c.source == id_, segment.c.turn.in_(theirs))
        .values(queued=int(queued))
    )


def count_meeting(connection: sa.Connection, id_: SourceId, spans: Sequence[Span]) -> int:
    """Return how many segments, of any unit, lie wholly or in part in some stretches."""
    rows = connection.execute(
        sa.select(segment.c.start, segment.c.stop).where(segment.c.source == id_)
    )
    gone = Stretches(spans)
    return sum(gone.meets(start, stop) for start, stop in rows)


def ends_before(connection: sa.Connection, id_: SourceId, starts: Sequence[int]) -> tuple[int, ...]:
    """Return for each of some places in a text where the last segment before it ends, or 0."""
    chosen = sa.select(segment.c.stop).where(segment.c.source == id_).distinct()
    ends = sorted(connection.execute(chosen).scalars())
    return tuple(ends[at - 1] if (at := bisect_right(ends, start)) else 0 for start in starts)
