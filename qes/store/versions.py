"""Versions of a source: which one stands, and what goes over from one to another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from qes.base import PassageId, SegmentId, SourceId
from qes.store.judgements import IN_TIME, SubjectKind
from qes.store.schema import judgement, passage, place, seen, source, successor
from qes.store.segments import of_source
from qes.store.sources import StoredSource, list_sources
from qes.store.succession import Successor, put

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
        connection.execute(_insert(connection, passage).on_conflict_do_nothing(), rows)


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
        connection.execute(_insert(connection, seen).on_conflict_do_nothing(), rows)


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


def put_together(connection: sa.Connection, successors: Sequence[Successor]) -> None:
    """Write what stands in the place of what, as `put` does, many at a time."""
    last = {(one.subject.kind, one.subject.id): one for one in successors}
    led = {place: one for place, one in last.items() if one.target != one.subject.id}
    if any((one.subject.kind, one.target) in led for one in last.values()):
        # one leads to another's subject: what leads where is known only one after the other
        put(connection, successors)
        return
    rows = [
        {"of": kind.value, "led": id_, "to": one.target, "because": one.why}
        for (kind, id_), one in last.items()
    ]
    of_kind = successor.c.kind == sa.bindparam("of")
    leading = sa.update(successor).where(of_kind, successor.c.target == sa.bindparam("led"))
    own = sa.delete(successor).where(of_kind, successor.c.subject == sa.bindparam("led"))
    back = sa.delete(successor).where(of_kind, successor.c.subject == sa.bindparam("to"))
    new = sa.insert(successor).values(
        kind=sa.bindparam("of"),
        subject=sa.bindparam("led"),
        target=sa.bindparam("to"),
        why=sa.bindparam("because"),
    )
    for statement, several in (
        (leading.values(target=sa.bindparam("to")), rows),
        (own, rows),
        (back, [row for row in rows if row["to"] is not None]),
        (new, [row for row in rows if row["to"] != row["led"]]),
    ):
        if several:
            connection.execute(statement, several)


def leading_to(
    connection: sa.Connection, kind: SubjectKind, targets: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return for each of some subjects those in whose place it stands."""
    found: dict[str, tuple[str, ...]] = {}
    for at in range(0, len(targets), 500):
        chosen = (
            sa.select(successor.c.subject, successor.c.target)
            .where(
                successor.c.kind == kind.value,
                successor.c.target.in_(list(targets[at : at + 500])),
            )
            .order_by(successor.c.subject)
        )
        for subject, target in connection.execute(chosen):
            found[target] = (*found.get(target, ()), subject)
    return found


def written_because(
    connection: sa.Connection, kind: SubjectKind, beginning: str
) -> tuple[tuple[str, str], ...]:
    """Return the subjects of a kind that something stands for with a reason that begins so."""
    chosen = (
        sa.select(successor.c.subject, successor.c.why)
        .where(
            successor.c.kind == kind.value,
            sa.func.substr(successor.c.why, 1, len(beginning)) == beginning,
        )
        .order_by(successor.c.subject)
    )
    return tuple((subject, why) for subject, why in connection.execute(chosen))


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


def _insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table)
