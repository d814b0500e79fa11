"""Runs of words that two texts have in common, and what lies between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.alignment.words import Words


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand one after the other in both texts; `old` and `new` number their first."""

    old: int
    new: int
    length: int
    moved: bool = False
    """They stand out of the order that the other runs keep."""

    @property
    def end(self) -> int:
        """The first old word behind it."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """The first new word behind it."""
        return self.new + self.length


@dataclass(frozen=True, slots=True)
class Slide:
    """An omission from the old words, or an insertion among the new, that might lie elsewhere."""

    inserted: bool
    first: int
    behind: int
    left: int
    """By how many words it may be moved to the left unnoticed."""
    right: int


def slide_between(one: Run, two: Run, old: Words, new: Words) -> Slide | None:
    """Return what lies between two runs, if it may slide."""
    omitted, inserted = two.old - one.end, two.new - one.new_end
    if bool(omitted) is bool(inserted):
        return None
    first, behind = (one.new_end, two.new) if inserted else (one.end, two.old)
    spellings = (new if inserted else old).spellings
    left = right = 0
    while left < one.length and spellings[first - left - 1] == spellings[behind - left - 1]:
        left += 1
    while right < two.length and spellings[first + right] == spellings[behind + right]:
        right += 1
    return Slide(bool(inserted), first, behind, left, right) if left or right else None


def sliding(runs: Sequence[Run], old: Words, new: Words) -> Iterator[tuple[int, int]]:
    """Yield the old words beside what may slide that equal their likes there."""
    for one, two in pairwise(in_order(runs, old, new)):
        slide = slide_between(one, two, old, new)
        if slide is not None:
            yield one.end - slide.left, two.old + slide.right


def in_order(runs: Sequence[Run], old: Words, new: Words) -> list[Run]:
    """Return the runs that are not moved, between one of no length at each end of the texts."""
    end = Run(len(old.starts), len(new.starts), 0)
    return [Run(0, 0, 0), *(run for run in runs if not run.moved), end]
