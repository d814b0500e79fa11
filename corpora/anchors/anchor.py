"""What became of a passage in a new version of its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpora.span import Span


class AnchorKind(StrEnum):
    """What became of a passage."""

    KEPT = "kept"
    """The same words in the same order of things."""
    MOVED = "moved"
    """The same words, elsewhere."""
    CHANGED = "changed"
    """A place is proposed; a person says whether it is the same passage."""
    ORPHANED = "orphaned"
    """Nothing like it is found."""


class Why(StrEnum):
    """What an anchor rests on, or what speaks against it."""

    SAME_PLACE = "the same words in the same place"
    ELSEWHERE = "the same words elsewhere"
    SPACING = "only white space differs"
    EDITED = "words were edited"
    REPEATED = "the same words stand there more than once"
    ALONE = "the same words, but nothing around them is as it was"
    GONE = "its words are gone"
    TRANSLATED = "names replaced"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where one passage stands in the new text."""

    old: Span
    kind: AnchorKind
    new: Span | None
    """Where it stands, or for CHANGED where it might; None for ORPHANED."""
    likeness: float
    """1 where the words are equal, 0 where they have nothing in common."""
    why: Why

    @property
    def attached(self) -> bool:
        """Say whether it may stand without anyone being asked."""
        return self.kind in {AnchorKind.KEPT, AnchorKind.MOVED}
