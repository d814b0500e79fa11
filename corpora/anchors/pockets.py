"""What stands between neighbours that are known beyond doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from corpora.alignment import SHINGLE, Words
from corpora.anchors.texts import AlignedTexts

_NEAR = 2_000
"""Neighbours further apart than so many characters do not tell which of two short lines is which."""


@dataclass(frozen=True, slots=True)
class Pocket:
    """Words of both texts, first and behind the last, that have the same neighbours."""

    old: tuple[int, int]
    new: tuple[int, int]
    bounded: bool
    """There is a neighbour, on one side at least; else it is all of both texts."""


class Pockets:
    """Two texts, asked what stands around words between the runs that are no accident."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._old, self._new = texts.old_words, texts.new_words
        self._firm = [run for run in texts.in_order if run.length >= SHINGLE]
        self._firm_starts = [run.old for run in self._firm]
        self._firm_ends = [run.end for run in self._firm]
        self._arrived = [run for run in texts.by_new if run.moved and run.length >= SHINGLE]
        self._arrivals = [run.new for run in self._arrived]

    def came(self, first: int, behind: int) -> bool:
        """Say whether new words, all of them, are known to have come from elsewhere."""
        n = bisect_right(self._arrivals, first)
        return n > 0 and behind <= self._arrived[n - 1].new_end

    def around(self, first: int, behind: int) -> Pocket | None:
        """Return what stands between the neighbours of old words; None if they are far apart."""
        old, new = 0, 0
        old_end, new_end = len(self._old.starts), len(self._new.starts)
        n = bisect_left(self._firm_starts, first)
        m = bisect_right(self._firm_ends, behind)
        if n:
            run = self._firm[n - 1]
            old = min(run.end, first)
            new = old + run.new - run.old
        if m < len(self._firm):
            run = self._firm[m]
            old_end = max(run.old, behind)
            new_end = old_end + run.new - run.old
        if max(_width(self._old, old, old_end), _width(self._new, new, new_end)) > _NEAR:
            return None
        return Pocket((old, old_end), (new, new_end), n > 0 or m < len(self._firm))


def _width(words: Words, first: int, behind: int) -> int:
    return words.ends[behind - 1] - words.starts[first] if first < behind else 0
