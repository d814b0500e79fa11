"""Places that may be a passage's whose words were edited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from corpora.alignment import SHORT_SHINGLE, Run
from corpora.anchors.texts import AlignedTexts, Quoted
from corpora.span import Span, trimmed

_SPREAD = 3
"""Changed words may be so many times as many as they were."""
_MARKS = 6
"""And so many words and marks on top: a name may become `[Person 3]`."""
FAR = 20_000
"""Neighbours further apart than so many characters say little about what is between them."""
_CANDIDATES = 20


class Proposals:
    """Two texts, asked for places that are like a passage."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts
        self._old, self._new = texts.old_words, texts.new_words
        self._lines: dict[Span, tuple[Span, ...]] = {}

    def best(self, one: Quoted) -> tuple[float, Span | None]:
        """Return the place that is most like a passage, and how much it is."""
        touched = self._texts.touching(one.first, one.behind)
        places = [
            place
            for group in _groups(touched, one)
            if (place := self._grown(one, group)) is not None
        ]
        if not touched:
            places = self._lines_between(one)
        places += self._elsewhere(one)
        rated = [(self._texts.likeness(one, place), -n) for n, place in enumerate(places)]
        if not rated:
            return 0.0, None
        likeness, n = max(rated)
        return likeness, places[-n]

    def _grown(self, one: Quoted, group: Sequence[Run]) -> Span | None:
        """Return the place of some runs with the new words that stand for what they lack."""
        old, new = self._texts.old, self._texts.new
        head, tail = group[0], group[-1]
        left, right = max(head.old, one.first), min(tail.end, one.behind)
        new_left, new_right = left + head.new - head.old, right + tail.new - tail.old
        start, end = self._new.starts[new_left], self._new.ends[new_right - 1]
        if left > one.first:
            lines = old.count("\n", one.span.start, self._old.starts[left])
            start = _behind_lines(new, self._free_before(new_left, left - one.first), start, lines)
        else:
            start += max(one.span.start - self._old.starts[left], 0)
        if right < one.behind:
            lines = old.count("\n", self._old.ends[right - 1], one.span.end)
            end = _before_lines(new, end, self._free_after(new_right, one.behind - right), lines)
        else:
            end -= max(self._old.ends[right - 1] - one.span.end, 0)
        return trimmed(new, start, end) if start < end else None

    def _free_before(self, word: int, lacking: int) -> int:
        """Return where those words before a new word begin that come from nowhere."""
        n = bisect_left(self._texts.arrivals, word)
        taken = min(self._texts.by_new[n - 1].new_end, word) if n else 0
        return self._new.starts[max(taken, word - _SPREAD * lacking - _MARKS)]

    def _free_after(self, word: int, lacking: int) -> int:
        """Return where those words from a new word on end that come from nowhere."""
        n = bisect_left(self._texts.arrivals, word)
        taken = n and self._texts.by_new[n - 1].new_end > word
        following = (
            self._texts.arrivals[n] if n < len(self._texts.arrivals) else len(self._new.starts)
        )
        free = word if taken else min(following, word + _SPREAD * lacking + _MARKS)
        return self._new.ends[free - 1]

    def _lines_between(self, one: Quoted) -> list[Span]:
        """Return the lines, as many as the passage has, that stand where it stood."""
        _, gap = self._texts.gap(one)
        if gap.end - gap.start > FAR:
            return []
        if gap not in self._lines:
            self._lines[gap] = tuple(_lines(self._texts.new, gap))
        lines = self._lines[gap]
        height = sum(bool(line.strip()) for line in one.span.of(self._texts.old).split("\n"))
        return [
            Span(lines[n].start, lines[n + height - 1].end) for n in range(len(lines) - height + 1)
        ]

    def _elsewhere(self, one: Quoted) -> list[Span]:
        """Return one other place of the very words, if there are enough of them."""
        beginning = tuple(self._old.spellings[one.first : one.first + SHORT_SHINGLE])
        if one.length < SHORT_SHINGLE:
            return []
        before = one.span.start - self._old.starts[one.first]
        for word in self._beginnings.get(beginning, ())[:_CANDIDATES]:
            start = self._new.starts[word] + before
            end = start + one.span.end - one.span.start
            if self._texts.same(one, start, end):
                place = Span(start, end)
                if self._texts.is_free(place, one):
                    return [place]
        return []

    @cached_property
    def _beginnings(self) -> dict[tuple[int, ...], list[int]]:
        """Where in the new text some words in a row stand."""
        found: dict[tuple[int, ...], list[int]] = {}
        shifted = (self._new.spellings[n:] for n in range(SHORT_SHINGLE))
        for word, some in enumerate(zip(*shifted, strict=False)):
            found.setdefault(some, []).append(word)
        return found


def _groups(touched: Sequence[Run], one: Quoted) -> list[list[Run]]:
    """Return runs that may be one passage: those in order, those moved together, the largest."""
    if not touched:
        return []
    near = _SPREAD * one.length + _MARKS
    in_order = [run for run in touched if not run.moved]
    groups: list[list[Run]] = []
    for run in touched:
        if run.moved and groups and 0 <= run.new - groups[-1][-1].new_end <= near:
            groups[-1].append(run)
        elif run.moved:
            groups.append([run])
    largest = max(touched, key=lambda run: min(run.end, one.behind) - max(run.old, one.first))
    return [*([in_order] if in_order else []), *groups, [largest]]


def _lines(text: str, within: Span) -> Iterator[Span]:
    """Yield the lines of a stretch that say something."""
    start = within.start
    while start < within.end:
        end = text.find("\n", start, within.end)
        end = within.end if end < 0 else end
        line = trimmed(text, start, end)
        if line is not None:
            yield line
        start = end + 1


def _behind_lines(text: str, start: int, end: int, lines: int) -> int:
    """Return where the part of a stretch begins that has no more than so many line ends."""
    at = end
    for _ in range(lines + 1):
        at = text.rfind("\n", start, at)
        if at < 0:
            return start
    return at + 1


def _before_lines(text: str, start: int, end: int, lines: int) -> int:
    """Return where the part of a stretch ends that has no more than so many line ends."""
    at = start - 1
    for _ in range(lines + 1):
        at = text.find("\n", at + 1, end)
        if at < 0:
            return end
    return at
