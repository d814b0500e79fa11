"""Edges between elements, the evidence they rest on, and what may be accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qes.errors import UserError


class EdgeKind(StrEnum):
    """What an edge says of its two ends."""

    LEADS_TO = "leads_to"
    INFLUENCES = "influences"
    MODERATES = "moderates"
    MEDIATES = "mediates"
    PART_OF = "part_of"
    MITIGATES = "mitigates"
    FEEDBACK = "feedback"


class Sign(StrEnum):
    """Whether more of the source means more or less of the target."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class EdgeStatus(StrEnum):
    """What people have decided about an edge; only an accepted one is drawn."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PARKED = "parked"


class EdgeLevel(StrEnum):
    """Whether an edge joins two boxes, or a bullet with something."""

    BOX = "box"
    BULLET = "bullet"


class EvidenceKind(StrEnum):
    """Who claims the link, and on what ground; a description, not a score."""

    PARTICIPANT_CLAIM = "participant_claim"
    AUTHOR_CLAIM = "author_claim"
    COMPARATIVE = "comparative"
    QUANTITATIVE_LINK = "quantitative_link"
    COOCCURRENCE = "cooccurrence"
    """Both codes stand in one passage: association, no direction."""
    THEORY = "theory"
    REVIEWER_INFERENCE = "reviewer_inference"


WEAK_EVIDENCE = frozenset({EvidenceKind.COOCCURRENCE, EvidenceKind.REVIEWER_INFERENCE})
"""Kinds that say two things go together, not that somebody found one to follow from the other."""


class LineStyle(StrEnum):
    """How an accepted edge is drawn."""

    SOLID = "solid"
    DASHED = "dashed"
    """Rests on weak evidence alone, and the legend says so."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing an edge rests on."""

    kind: EvidenceKind
    study: str | None = None
    passage: str | None = None
    """The id of a passage, a page or a citation: where to look it up."""
    phrase: str = ""
    """The words that say so."""
    coder: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One directed link between two codes, or from a code to an edge it moderates."""

    id: str
    source: str
    target: str
    """A code; for `moderates` also the id of another edge."""
    kind: EdgeKind = EdgeKind.LEADS_TO
    sign: Sign = Sign.UNKNOWN
    status: EdgeStatus = EdgeStatus.PROPOSED
    level: EdgeLevel = EdgeLevel.BOX
    evidence: tuple[Evidence, ...] = ()

    @property
    def studies(self) -> tuple[str, ...]:
        """The distinct studies of its evidence, sorted."""
        return tuple(sorted({piece.study for piece in self.evidence if piece.study}))

    @property
    def is_accepted(self) -> bool:
        """Whether people took it into the model."""
        return self.status is EdgeStatus.ACCEPTED

    @property
    def rests_on_weak_evidence(self) -> bool:
        """Whether nothing but co-occurrence and reviewers' inference speaks for it."""
        return all(piece.kind in WEAK_EVIDENCE for piece in self.evidence)

    @property
    def line(self) -> LineStyle:
        """How it is drawn once accepted."""
        return LineStyle.DASHED if self.rests_on_weak_evidence else LineStyle.SOLID


def check_new_edge(edge: Edge, existing: Iterable[Edge]) -> None:
    """Refuse an edge that joins a code to itself or says again what a live edge says.

    A rejected edge does not stand in the way of a new one.

    Raises:
        UserError: naming the edge it repeats.
    """
    if edge.source == edge.target:
        raise UserError(
            f"edge {edge.id}: {edge.source} cannot lead to itself",
            hint="name two different codes",
        )
    for other in existing:
        if other.id == edge.id:
            raise UserError(f"edge {edge.id} is there already", hint="give it another id")
        if other.status is not EdgeStatus.REJECTED and _claim(other) == _claim(edge):
            raise UserError(
                f"edge {edge.source} -> {edge.target} ({edge.kind}) is there already as {other.id}",
                hint=f"add the evidence to {other.id}",
            )


def check_acceptance(edge: Edge, existing: Sequence[Edge]) -> LineStyle:
    """Say how an edge will be drawn if it is accepted, or refuse it.

    One piece of evidence by a participant, an author, a comparison, a quantitative result or a
    theory makes a solid line; co-occurrence or reviewers' inference alone a dashed one. A circle
    of accepted edges needs one of them to be of the kind `feedback`.

    Raises:
        UserError: without evidence, or when the edge closes a circle without feedback.
    """
    if not edge.evidence:
        raise UserError(
            f"edge {edge.id} has no evidence",
            hint="add a passage, a citation or your reasoning, then accept it",
        )
    accepted = [other for other in existing if other.is_accepted and other.id != edge.id]
    way_back = _way(edge.target, edge.source, accepted)
    if edge.kind is not EdgeKind.FEEDBACK and way_back:
        round_trip = " -> ".join((edge.source, *way_back))
        raise UserError(
            f"edge {edge.id} closes a circle: {round_trip}",
            hint="make one edge of the circle a feedback edge, or reject one",
        )
    return edge.line


def _claim(edge: Edge) -> tuple[str, str, EdgeKind]:
    return edge.source, edge.target, edge.kind


def _way(start: str, goal: str, edges: Iterable[Edge]) -> tuple[str, ...]:
    """Return a way from start to goal along edges other than feedback, or nothing."""
    onward: dict[str, list[str]] = {}
    for edge in edges:
        if edge.kind is not EdgeKind.FEEDBACK:
            onward.setdefault(edge.source, []).append(edge.target)
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for code in sorted(onward.get(way[-1], ())):
            if code not in seen:
                seen.add(code)
                ways.append((*way, code))
    return ()
