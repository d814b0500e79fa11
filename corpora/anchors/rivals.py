"""Passages that stood apart never come to stand on the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto

from corpora.anchors.anchor import Anchor, AnchorKind, Why
from corpora.span import Span


class Ground(IntEnum):
    """What the place of a passage rests on, the surest last."""

    TRANSLATED = auto()
    """What its words should have become stands among its neighbours."""
    QUOTED = auto()
    """Its very words stand among its neighbours, or in what its line became."""
    JOINED = auto()
    """Its lines are these lines, or each of its words is joined with one of these, and no other."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands by itself, before others are asked whose the words are."""

    anchor: Anchor
    ground: Ground = Ground.JOINED


@dataclass(frozen=True, slots=True)
class _Claim:
    number: int
    old: Span
    new: Span
    ground: Ground


def without_rivals(found: Sequence[Found]) -> list[Anchor]:
    """Return anchors of which no two hold the same words, unless their passages overlap.

    Of two that claim the same words, the one on firmer ground has them, and on equal ground
    neither: a person says whose they are.
    """
    lost: set[int] = set()
    for one, other in _conflicts(found):
        if one.ground <= other.ground:
            lost.add(one.number)
        if other.ground <= one.ground:
            lost.add(other.number)
    return [_left_to_people(one.anchor) if n in lost else one.anchor for n, one in enumerate(found)]


def _conflicts(found: Sequence[Found]) -> Iterator[tuple[_Claim, _Claim]]:
    """Yield each two that claim the same words although their passages stood apart."""
    claims = [
        _Claim(n, one.anchor.old, one.anchor.new, one.ground)
        for n, one in enumerate(found)
        if one.anchor.attached and one.anchor.new is not None
    ]
    reaching: list[_Claim] = []
    for claim in sorted(claims, key=lambda one: one.new):
        reaching = [one for one in reaching if one.new.end > claim.new.start]
        for other in reaching:
            if other.old.end <= claim.old.start or claim.old.end <= other.old.start:
                yield other, claim
        reaching.append(claim)


def _left_to_people(one: Anchor) -> Anchor:
    return Anchor(one.old, AnchorKind.CHANGED, one.new, one.likeness, Why.REPEATED)
