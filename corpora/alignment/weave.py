"""Joining the words of two texts, the surest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.alignment.runs import Run, Slide, in_order, slide_between
from corpora.alignment.words import Words

SHINGLE = 8
"""So many words in a row are hardly ever said twice."""
SHORT_SHINGLE = 4
_AREA = 1 << 25
"""Words times words up to which a common subsequence is looked for: 4 MB, some milliseconds."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Old words and new words between two places that are joined."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def area(self) -> int:
        return (self.old_end - self.old) * (self.new_end - self.new)


class Weave:
    """Two texts while their words are being joined."""

    def __init__(self, old: Words, new: Words) -> None:
        self._old, self._new = old, new
        self._a, self._b = old.spellings, new.spellings
        self._to_new = [-1] * len(self._a)
        self._to_old = [-1] * len(self._b)
        self._moved = bytearray(len(self._a))

    def join(self) -> None:
        """Join what can be, the surest first."""
        whole = _Gap(0, len(self._a), 0, len(self._b))
        gaps = list(self._trim(whole))
        aside: list[tuple[int, int]] = []
        gaps = [part for gap in gaps for part in self._by_shingles(gap, SHINGLE, aside)]
        self._settle()
        for i, j in aside:
            self._move(i, j)
        gaps = [part for gap in gaps for part in self._by_shingles(gap, SHORT_SHINGLE)]
        for i, j in self._left_over():
            self._move(i, j)
        for k in (2, 1):
            gaps = [
                part
                for gap in gaps
                for part in (self._by_shingles(gap, k) if gap.area > _AREA else (gap,))
            ]
        for gap in gaps:
            if gap.area <= _AREA:
                self._by_subsequence(gap)
        self._settle()

    def runs(self) -> tuple[Run, ...]:
        """Return the joined words as runs."""
        found: list[Run] = []
        first = 0
        n = len(self._a)
        while first < n:
            new = self._to_new[first]
            if new < 0:
                first += 1
                continue
            moved, length = self._moved[first], 1
            while (
                first + length < n
                and self._to_new[first + length] == new + length
                and self._moved[first + length] == moved
            ):
                length += 1
            found.append(Run(first, new, length, bool(moved)))
            first += length
        return tuple(found)

    def _put(self, old: int, new: int, length: int, *, moved: bool = False) -> None:
        self._to_new[old : old + length] = range(new, new + length)
        self._to_old[new : new + length] = range(old, old + length)
        if moved:
            self._moved[old : old + length] = b"\1" * length

    def _alike(self, i: int, j: int) -> bool:
        return self._a[i] == self._b[j] and self._to_new[i] < 0 and self._to_old[j] < 0

    def _trim(self, gap: _Gap) -> Iterator[_Gap]:
        """Join what is equal at both edges of a gap, and yield what is left of it."""
        old, new = gap.old_end - gap.old, gap.new_end - gap.new
        shorter = min(old, new)
        left = right = 0
        while left < shorter and self._alike(gap.old + left, gap.new + left):
            left += 1
        while right < shorter and self._alike(gap.old_end - right - 1, gap.new_end - right - 1):
            right += 1
        right = min(right, shorter - left)
        self._put(gap.old, gap.new, left)
        self._put(gap.old_end - right, gap.new_end - right, right)
        if left + right < shorter:
            yield _Gap(gap.old + left, gap.old_end - right, gap.new + left, gap.new_end - right)

    def _by_shingles(
        self, gap: _Gap, k: int, aside: list[tuple[int, int]] | None = None
    ) -> Iterator[_Gap]:
        """Join runs of k words that each side of a gap has once; yield the gaps between them.

        Args:
            gap: Where.
            k: How many words.
            aside: Where to put the pairs that stand out of order.
        """
        news = _once(self._b, gap.new, gap.new_end, k, self._to_old)
        pairs = [
            (i, j)
            for shingle, i in _once(self._a, gap.old, gap.old_end, k, self._to_new).items()
            if (j := news.get(shingle, -1)) >= 0
        ]
        kept = _longest_rising(pairs)
        if aside is not None:
            aside += sorted(set(pairs).difference(kept))
        old, new = gap.old, gap.new
        for i, j, length in _blocks(kept, k):
            yield from self._trim(_Gap(old, i, new, j))
            self._put(i, j, length)
            old, new = i + length, j + length
        yield from self._trim(_Gap(old, gap.old_end, new, gap.new_end))

    def _move(self, i: int, j: int) -> None:
        """Join two equal words out of order, what is equal around them, and the rest of the line.

        A line goes as a whole: its label does not stay with another's.
        """
        if not self._alike(i, j):
            return
        start, new_start, end, new_end = i, j, i + 1, j + 1
        while start and new_start and self._alike(start - 1, new_start - 1):
            start, new_start = start - 1, new_start - 1
        a, b = len(self._a), len(self._b)
        while end < a and new_end < b and self._alike(end, new_end):
            end, new_end = end + 1, new_end + 1
        lead = start - self._old.line_start(start)
        if (
            new_start - self._new.line_start(new_start) == lead
            and self._a[start - lead : start] == self._b[new_start - lead : new_start]
        ):
            start, new_start = start - lead, new_start - lead
        rest = self._old.line_end(end) - end
        if (
            self._new.line_end(new_end) - new_end == rest
            and self._a[end : end + rest] == self._b[new_end : new_end + rest]
        ):
            end += rest
        self._part(start, new_start, end - start)
        self._put(start, new_start, end - start, moved=True)

    def _settle(self) -> None:
        """Let each omission and insertion that might lie here or there begin with a line."""
        one, *others = in_order(self.runs(), self._old, self._new)
        for two in others:
            shift = self._to_line(slide_between(one, two, self._old, self._new))
            if shift < 0:
                self._part(one.end + shift, one.new_end + shift, -shift)
                self._put(two.old + shift, two.new + shift, -shift)
            elif shift:
                self._part(two.old, two.new, shift)
                self._put(one.end, one.new_end, shift)
            one = Run(two.old + shift, two.new + shift, two.length - shift)

    def _to_line(self, slide: Slide | None) -> int:
        if slide is None:
            return 0
        words, joined = (self._new, self._to_old) if slide.inserted else (self._old, self._to_new)
        if any(one >= 0 for one in joined[slide.first : slide.behind]):
            return 0
        line = words.line_start(slide.first + slide.right)
        return line - slide.first if line >= slide.first - slide.left else 0

    def _part(self, old: int, new: int, length: int) -> None:
        joined = [(i, self._to_new[i]) for i in range(old, old + length)]
        joined += [(self._to_old[j], j) for j in range(new, new + length)]
        for i, j in joined:
            if i >= 0 and j >= 0:
                self._to_new[i] = self._to_old[j] = -1
                self._moved[i] = 0

    def _left_over(self) -> Iterator[tuple[int, int]]:
        """Yield where words in a row that nothing is found for stand once more, elsewhere."""
        k = SHORT_SHINGLE
        news = _once(self._b, 0, len(self._b), k, self._to_old, free=True)
        for shingle, i in _once(self._a, 0, len(self._a), k, self._to_new, free=True).items():
            if shingle in news:
                yield i, news[shingle]

    def _by_subsequence(self, gap: _Gap) -> None:
        from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - light commands import this module

        # what is joined elsewhere must equal nothing here
        olds = [self._a[i] if self._to_new[i] < 0 else -1 - i for i in range(gap.old, gap.old_end)]
        news = [
            self._b[j] if self._to_old[j] < 0 else -1 - len(olds) - gap.old - j
            for j in range(gap.new, gap.new_end)
        ]
        for step in LCSseq.opcodes(olds, news):
            if step.tag == "equal":
                self._put(
                    gap.old + step.src_start,
                    gap.new + step.dest_start,
                    step.src_end - step.src_start,
                )


def _once(
    spellings: Sequence[int],
    start: int,
    end: int,
    k: int,
    joined: Sequence[int],
    *,
    free: bool = False,
) -> dict[tuple[int, ...], int]:
    """Return the runs of k words that stand once and are not joined yet, each with its place.

    With `free`, what is joined does not count as standing there.
    """
    part = spellings[start:end]
    shingles = zip(*(part[offset:] for offset in range(k)), strict=False)
    found: dict[tuple[int, ...], int] = {}
    for at, shingle in enumerate(shingles, start=start):
        if not free or (joined[at] < 0 and joined[at + k - 1] < 0):
            found[shingle] = -1 if shingle in found else at
    return {
        shingle: at for shingle, at in found.items() if at >= 0 and max(joined[at : at + k]) < 0
    }


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs in which both numbers rise; the first already does."""
    tails: list[int] = []
    at_tail: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(at_tail[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            at_tail.append(n)
        else:
            tails[place], at_tail[place] = j, n
    chosen: list[tuple[int, int]] = []
    n = at_tail[-1] if at_tail else -1
    while n >= 0:
        chosen.append(pairs[n])
        n = before[n]
    return chosen[::-1]


def _blocks(pairs: Sequence[tuple[int, int]], k: int) -> Iterator[tuple[int, int, int]]:
    """Yield what runs of k words, given by where they begin, cover together: places and length.

    What overlaps the one before in one text only is left out.
    """
    if not pairs:
        return
    old, new = pairs[0]
    length = k
    for i, j in pairs[1:]:
        if i - old == j - new and i <= old + length:
            length = i + k - old
        elif i >= old + length and j >= new + length:
            yield old, new, length
            old, new, length = i, j, k
    yield old, new, length
