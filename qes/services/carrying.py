"""What was decided about one version of a source, carried over to another.

A judgement stays about the passage it was made about. What stands in that passage's place is
written beside it, so that the judgement counts for the same words in the version that stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpora.anchors import Anchor, Anchoring, AnchorKind, Why
from corpora.source import Unit
from corpora.span import Span
from qes.base import PassageId, SegmentId, SourceId, sha256
from qes.services.standing_in import FOLLOWS, Outcome, Stand, write_stands, written_of
from qes.store.judgements import SubjectKind
from qes.store.passages import StoredPassage, passage_id, passages, span_of
from qes.store.sources import read_text
from qes.store.succession import leading_to
from qes.store.versions import (
    NewPassage,
    anchor_decisions,
    earlier_versions,
    put_passages,
)

if TYPE_CHECKING:
    from qes.store.database import Connection

DECIDED = "a person said so"


class Accept(StrEnum):
    """Which proposals are taken without a look at each."""

    NONE = "none"
    SPACING = "spacing"
    """Where nothing but white space differs."""
    ALL = "all"


_WAITING = frozenset((Outcome.CHANGED.value, Outcome.ORPHANED.value))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a source, as much as is needed to carry something over."""

    id: SourceId
    text: str
    segments: tuple[tuple[Unit, SegmentId, Span], ...]

    def at(self, span: Span) -> PassageId:
        """Return the id of a passage of it."""
        return passage_id(self.id, span.start, span.end)

    def first(self, unit: Unit) -> SegmentId | None:
        """Return the first segment of a unit, if there is one."""
        return next((id_ for its, id_, _ in self.segments if its is unit), None)


@dataclass(frozen=True, slots=True)
class Carried:
    """One passage of an earlier version, and where it stands."""

    passage: PassageId
    outcome: Outcome
    target: PassageId | None
    """Where it stands, or might."""
    why: str
    likeness: float
    old: str
    """Its words."""
    new: str | None
    """The words where it stands, or might."""
    at_once: bool = False
    """It is accepted now, without a look."""


def carry_passages(
    connection: Connection, old: SourceId, new: Version, anchoring: Anchoring, accept: Accept
) -> tuple[Carried, ...]:
    """Find where the passages of a source and its earlier versions stand in a new one.

    Nothing is written. Passages of the version before come first, in text order; then those of
    earlier versions that wait for a decision or were lost.
    """
    text = read_text(connection, old)
    written = written_of(connection, old)
    own = [one for one in passages(connection, old) if one.id not in written]
    found = carried_from(connection, own, (text, new), anchoring, accept)
    for version in earlier_versions(connection, old):
        if version.id != new.id and version.withdrawn_at is None:
            lost = _lost(connection, version.id, _WAITING.__contains__)
            if lost:
                text = read_text(connection, version.id)
                again = Anchoring(text, new.text)
                found += carried_from(connection, lost, (text, new), again, accept)
    return tuple(found)


def _lost(
    connection: Connection, source: SourceId, whys: Callable[[str], bool]
) -> list[StoredPassage]:
    """Return the passages of an earlier version that count for nothing, for one of some reasons."""
    written = written_of(connection, source)
    return [
        one
        for one in passages(connection, source)
        if (said := written.get(one.id)) is not None and said.target is None and whys(said.why)
    ]


def carried_from(
    connection: Connection,
    own: Sequence[StoredPassage],
    texts: tuple[str, Version],
    anchoring: Anchoring,
    accept: Accept,
) -> list[Carried]:
    """Find where passages stand, with what people have said of this very version."""
    old, new = texts
    said = {**_sent_here(connection, own, new.id), **_decisions(connection, own)}
    anchors = anchoring.anchors([Span(one.start, one.stop) for one in own])
    return [
        _one(one.id, anchor, said.get(one.id), (old, new), accept)
        for one, anchor in zip(own, anchors, strict=True)
    ]


def _decisions(
    connection: Connection, own: Sequence[StoredPassage]
) -> dict[PassageId, PassageId | None]:
    return anchor_decisions(connection, own[0].source) if own else {}


def _sent_here(
    connection: Connection, own: Sequence[StoredPassage], new: SourceId
) -> dict[PassageId, PassageId | None]:
    """Return for passages those of a version that goes back in force which they stood for."""
    leading = leading_to(connection, SubjectKind.PASSAGE, [one.id for one in own])
    found: dict[PassageId, PassageId | None] = {}
    for id_, subjects in leading.items():
        theirs = [PassageId(one) for one in subjects if span_of(one)[0] == new]
        if len(theirs) == 1:
            found[PassageId(id_)] = theirs[0]
    return found


def _one(
    id_: PassageId,
    anchor: Anchor,
    said: PassageId | None,
    texts: tuple[str, Version],
    accept: Accept,
) -> Carried:
    old, new = texts
    place, outcome, why = anchor.new, Outcome(anchor.kind.value), anchor.why.value
    at_once = False
    if not anchor.attached and said is not None and span_of(said)[0] == new.id:
        place, outcome, why = Span(*span_of(said)[1:]), Outcome.ACCEPTED, DECIDED
    elif anchor.kind is AnchorKind.CHANGED and (
        accept is Accept.ALL or (accept is Accept.SPACING and anchor.why is Why.SPACING)
    ):
        outcome, at_once = Outcome.ACCEPTED, True
    return Carried(
        passage=id_,
        outcome=outcome,
        target=None if place is None else new.at(place),
        why=why,
        likeness=anchor.likeness,
        old=anchor.old.of(old),
        new=None if place is None else place.of(new.text),
        at_once=at_once,
    )


def write_carried(connection: Connection, carried: Sequence[Carried], new: Version) -> None:
    """Write where passages stand, and the same of those in whose place they stood themselves."""
    attached = [one.target for one in carried if one.outcome.attached and one.target is not None]
    put_passages(connection, [_passage(id_, new) for id_ in attached])
    write_stands(
        connection,
        [
            Stand(one.passage, one.target if one.outcome.attached else None, one.outcome)
            for one in carried
        ],
    )


def recover(connection: Connection, new: Version) -> None:
    """Let what was lost on the way through versions stand where its own words stand again."""
    for version in earlier_versions(connection, new.id):
        if version.withdrawn_at is not None:
            continue
        lost = _lost(connection, version.id, lambda why: why.startswith(FOLLOWS))
        if not lost:
            continue
        text = read_text(connection, version.id)
        found = carried_from(connection, lost, (text, new), Anchoring(text, new.text), Accept.NONE)
        write_carried(connection, [one for one in found if one.outcome.attached], new)


def _passage(id_: PassageId, version: Version) -> NewPassage:
    source, start, stop = span_of(id_)
    return NewPassage(id_, source, start, stop, sha256(version.text[start:stop]))
