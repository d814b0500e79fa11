"""Versions of a source: which one stands, and what goes over from one to another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from qes.base import PassageId, SegmentId, SourceId
from qes.store.database import insert_missing
from qes.store.judgements import IN_TIME, SubjectKind
from qes.store.schema import judgement, passage, place, seen, source
from qes.store.segments import of_source
from qes.store.sources import StoredSource, list_sources

ANCHOR_ASPECT = "anchor"
"""Of a passage: where a person says it stands in the next version of its source."""
REPLACED_ASPECT = "replaced-by"
"""Of a source: that another version stands in its place."""


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be written."""

    id: PassageId
    source: SourceId
    start: int
    stop: int
    quote_sha256: str


def earlier_versions(connection: sa.Connection, id_: SourceId) -> tuple[StoredSource, ...]:
    """Return the versions in whose place a source stands, in the order they came."""
    return tuple(one for one in list_sources(connection, ever=True) if one.replaced_by == id_)


def version_before(connection: sa.Connection, id_: SourceId) -> StoredSource | None:
    """Return the version in whose place a source was last put."""
    earlier = {one.id: one for one in earlier_versions(connection, id_)}
    said = (
        sa.select(judgement.c.subject, judgement.c.value)
        .where(
            judgement.c.subject_kind == SubjectKind.SOURCE.value,
            judgement.c.subject.in_(list(earlier)),
            judgement.c.aspect == REPLACED_ASPECT,
        )
        .order_by(*(column.desc() for column in IN_TIME))
    )
    for subject, value in connection.execute(said):
        if json.loads(value)["source"] == id_:
            return earlier[SourceId(subject)]
    return None


def let_stand(connection: sa.Connection, new: SourceId, *, instead_of: SourceId) -> None:
    """Let one version of a source stand in the place of another, and of all that one stood for."""
    connection.execute(
        sa.update(source)
        .where(sa.or_(source.c.id == instead_of, source.c.replaced_by == instead_of))
        .values(replaced_by=new)
    )
    connection.execute(sa.update(source).where(source.c.id == new).values(replaced_by=None))


def put_passages(connection: sa.Connection, new: Sequence[NewPassage]) -> None:
    """Write passages, but those that are there."""
    if new:
        rows = [
            {
                "id": one.id,
                "source": one.source,
                "start": one.start,
                "stop": one.stop,
                "quote_sha256": one.quote_sha256,
            }
            for one in new
        ]
        connection.execute(insert_missing(connection, passage), rows)


def seen_segments(connection: sa.Connection, id_: SourceId) -> frozenset[SegmentId]:
    """Return the segments of a source that anyone has seen, or left off at."""
    seen_ones = sa.select(seen.c.segment).where(of_source(seen.c.segment, id_))
    left = sa.select(place.c.segment).where(place.c.source == id_)
    return frozenset(
        SegmentId(one) for one in connection.execute(sa.union(seen_ones, left)).scalars()
    )


def carry_seen(
    connection: sa.Connection, old: SourceId, segments: Mapping[SegmentId, SegmentId]
) -> None:
    """Let who has seen a segment have seen its like, in the same round and at the same time."""
    of_old = sa.select(seen).where(of_source(seen.c.segment, old))
    rows = [
        {"author": one.author, "segment": like, "round": one.round, "at": one.at}
        for one in connection.execute(of_old).all()
        if (like := segments.get(SegmentId(one.segment))) is not None
    ]
    if rows:
        connection.execute(insert_missing(connection, seen), rows)


def carry_places(
    connection: sa.Connection,
    old: SourceId,
    new: SourceId,
    segments: Mapping[SegmentId, SegmentId],
    otherwise: SegmentId,
) -> None:
    """Let those who left off in one version go on in another: at the same words, or `otherwise`."""
    left = connection.execute(sa.select(place).where(place.c.source == old)).all()
    for one in left:
        connection.execute(
            sa.update(place)
            .where(place.c.author == one.author)
            .values(source=new, segment=segments.get(SegmentId(one.segment), otherwise))
        )


def anchor_decisions(connection: sa.Connection, id_: SourceId) -> dict[PassageId, PassageId | None]:
    """Return where people said that passages of a source stand; None is nowhere.

    The last word counts, whoever said it.
    """
    chosen = (
        sa.select(judgement.c.subject, judgement.c.value)
        .join(passage, passage.c.id == judgement.c.subject)
        .where(
            judgement.c.subject_kind == SubjectKind.PASSAGE.value,
            judgement.c.aspect == ANCHOR_ASPECT,
            judgement.c.round.is_(None),
            passage.c.source == id_,
        )
        .order_by(*IN_TIME)
    )
    return {PassageId(subject): json.loads(value) for subject, value in connection.execute(chosen)}
