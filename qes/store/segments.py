"""Units of analysis: reading them, counting them, finding those that a stretch touches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from corpora.source import Unit
from corpora.span import Span, Stretches
from qes.base import SegmentId, SourceId
from qes.store.schema import segment, source, turn
from qes.store.sources import STANDING, StoredSource

_UNIT_LETTERS = {Unit.TURN: "t", Unit.SENTENCE: "s", Unit.PARAGRAPH: "p", Unit.QUOTE: "q"}


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
    return SegmentId(f"{source_}.{_UNIT_LETTERS[unit]}{n}")


def read_segments(
    connection: sa.Connection, id_: SourceId, unit: Unit
) -> tuple[StoredSegment, ...]:
    """Return a document's units of one kind, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .where(segment.c.source == id_, segment.c.unit == unit.value)
        .order_by(segment.c.n),
    )


def review_segments(connection: sa.Connection) -> tuple[StoredSegment, ...]:
    """Return every unit that reviewers go through, over all documents, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == source.c.unit, STANDING)
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
            segment.c.unit == of.unit.value,
            segment.c.start < stop,
            segment.c.stop > start,
        )
        .order_by(segment.c.n),
    )


def first_queued(connection: sa.Connection, of: StoredSource) -> SegmentId | None:
    """Return the first unit of a document that awaits a decision."""
    found = connection.execute(
        sa.select(segment.c.id)
        .where(
            segment.c.source == of.id,
            segment.c.unit == of.unit.value,
            segment.c.queued == 1,
        )
        .order_by(segment.c.n)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else SegmentId(found)


def find_segment(connection: sa.Connection, id_: str) -> StoredSegment | None:
    """Return the segment of this id, if there is one."""
    found = _segments(connection, sa.select(segment).where(segment.c.id == id_))
    return found[0] if found else None


def _segments(
    connection: sa.Connection, chosen: sa.Select[tuple[object, ...]]
) -> tuple[StoredSegment, ...]:
    return tuple(
        StoredSegment(
            SegmentId(row.id),
            SourceId(row.source),
            Unit(row.unit),
            row.n,
            row.start,
            row.stop,
            row.turn,
            bool(row.queued),
        )
        for row in connection.execute(chosen)
    )


def count_segments(connection: sa.Connection, id_: SourceId) -> dict[Unit, int]:
    """Return how many segments of each unit a document has."""
    rows = connection.execute(
        sa.select(segment.c.unit, sa.func.count())
        .where(segment.c.source == id_)
        .group_by(segment.c.unit)
    )
    return {Unit(unit): n for unit, n in rows}


def count_queued(connection: sa.Connection) -> dict[SourceId, int]:
    """Return how many units of each document await a reviewer's decision."""
    rows = connection.execute(
        sa.select(segment.c.source, sa.func.count())
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == source.c.unit, segment.c.queued == 1, STANDING)
        .group_by(segment.c.source)
    )
    return {SourceId(id_): n for id_, n in rows}


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
