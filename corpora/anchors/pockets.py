"""What stands between neighbours that are known beyond doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from corpora.alignment import SHINGLE, Run, Words
from corpora.anchors.texts import AlignedTexts

_NEAR = 2_000
"""Neighbours further apart than so many characters do not tell what became of a short line."""


@dataclass(frozen=True, slots=True)
class Pocket:
    """Words of both texts, first and behind the last, that have the same neighbours."""

    old: tuple[int, int]
    new: tuple[int, int]
    bounded: bool
    """It has a neighbour on one side at least; else it is the whole texts."""


class Pockets:
    """Two texts, asked what stands around words between the runs that are no accident."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._old, self._new = texts.old_words, texts.new_words
        by_new = [run for run in texts.by_new if run.length >= SHINGLE]
        self._by_old = sorted(by_new, key=lambda run: run.old)
        self._firm = [run for run in self._by_old if not run.moved]
        self._moved_new = [(run.new, run.new_end) for run in by_new if run.moved]
        self._moved_old = [(run.old, run.end) for run in self._by_old if run.moved]

    def run_of(self, first: int, behind: int) -> Run | None:
        """Return the run beyond doubt that old words lie in, all of them."""
        n = bisect_right(self._by_old, first, key=lambda run: run.old)
        run = self._by_old[n - 1] if n else None
        return run if run is not None and behind <= run.end else None

    def went(self, first: int, behind: int) -> bool:
        """Say whether old words, all of them, are known to have gone elsewhere."""
        return _inside(self._moved_old, first, behind)

    def came(self, first: int, behind: int) -> bool:
        """Say whether new words, all of them, are known to have come from elsewhere."""
        return _inside(self._moved_new, first, behind)

    def around(self, first: int, behind: int) -> Pocket | None:
        """Return what stands between the neighbours of old words; None if they are far apart."""
        old, new = 0, 0
        old_end, new_end = len(self._old.starts), len(self._new.starts)
        n = bisect_left(self._firm, first, key=lambda run: run.old)
        m = bisect_right(self._firm, behind, key=lambda run: run.end)
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


def _inside(stretches: list[tuple[int, int]], first: int, behind: int) -> bool:
    n = bisect_right(stretches, first, key=lambda one: one[0])
    return n > 0 and behind <= stretches[n - 1][1]


def _width(words: Words, first: int, behind: int) -> int:
    return words.ends[behind - 1] - words.starts[first] if first < behind else 0
