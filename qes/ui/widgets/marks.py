"""Coded stretches of a text: which columns of the margin they take, and which touch a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

_BUCKET = 4096
"""Characters; a screen of text touches two or three buckets."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A coded stretch as the reader shows it."""

    start: int
    end: int
    hue: int
    """Number of the code's branch, from 0; it chooses the colour."""
    letter: str
    """One letter that stands for the branch where there is no colour."""
    label: str
    """The code's name, one printable line."""


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark with its column in the margin, counted from 0."""

    mark: Mark
    lane: int


class MarkIndex:
    """Marks in text order, each in a margin column that no overlapping mark shares."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.hue, mark.label))
        self._placed = _placed(ordered)
        self._starts = [mark.start for mark in ordered]
        self._buckets: dict[int, tuple[PlacedMark, ...]] = {}

    def __len__(self) -> int:
        return len(self._placed)

    def over(self, start: int, end: int) -> tuple[PlacedMark, ...]:
        """Return the marks that touch `start`-`end`, in text order."""
        found: dict[PlacedMark, None] = {}
        for number in range(start // _BUCKET, max(start, end - 1) // _BUCKET + 1):
            for placed in self._bucket(number):
                if placed.mark.start < end and placed.mark.end > start:
                    found[placed] = None
        return tuple(found)

    def differences(self, other: MarkIndex) -> tuple[tuple[int, int], ...]:
        """Return the stretches whose mark or column is not the same in the other index."""
        changed = set(self._placed) ^ set(other._placed)
        return tuple({(placed.mark.start, placed.mark.end) for placed in changed})

    def _bucket(self, number: int) -> tuple[PlacedMark, ...]:
        """Return the marks that touch one bucket; looked up once, when it is first shown."""
        bucket = self._buckets.get(number)
        if bucket is None:
            low = number * _BUCKET
            last = bisect_left(self._starts, low + _BUCKET)
            bucket = tuple(placed for placed in self._placed[:last] if placed.mark.end > low)
            self._buckets[number] = bucket
        return bucket


def _placed(ordered: Sequence[Mark]) -> tuple[PlacedMark, ...]:
    """Give every mark the lowest margin column that is free where it begins."""
    placed = []
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    lanes = 0
    for mark in ordered:
        while busy and busy[0][0] <= mark.start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane = lanes
            lanes += 1
        heappush(busy, (mark.end, lane))
        placed.append(PlacedMark(mark, lane))
    return tuple(placed)
