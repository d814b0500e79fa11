"""Two versions of a text, and how places in them compare."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from corpora.alignment import Run, align
from corpora.span import Span

CONTEXT = 80
"""So many characters on each side are compared to tell one place from another."""
FITTING = 0.75
"""The likeness of what stands on one side from which on a place is the same; of two unrelated
English sentences it is about a half."""
MARGIN = 0.2
"""By so much one must fit better than another, or be more like something, to be taken for it."""
_COMPARABLE = 10**9
"""Characters times characters up to which texts are compared letter by letter, above word by
word."""
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of the old text and the words it touches, numbered."""

    span: Span
    first: int
    behind: int

    @property
    def length(self) -> int:
        """How many words and marks it has."""
        return self.behind - self.first


class AlignedTexts:
    """Two versions of a text, aligned word by word."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        alignment = align(old, new)
        self.old_words, self.new_words = alignment.old, alignment.new
        self.sliding = alignment.sliding
        self._runs = alignment.runs
        self._starts = [run.old for run in self._runs]
        self.in_order = [run for run in self._runs if not run.moved]
        self._ordered = [run.old for run in self.in_order]
        self.by_new = sorted(self._runs, key=lambda run: run.new)
        self.arrivals = [run.new for run in self.by_new]

    def quoted(self, span: Span) -> Quoted | None:
        """Return a passage with its words; None where it has none."""
        first = bisect_right(self.old_words.ends, span.start)
        behind = bisect_left(self.old_words.starts, span.end)
        return Quoted(span, first, behind) if first < behind and span.start < span.end else None

    def touching(self, first: int, behind: int) -> list[Run]:
        """Return the runs that old words from one to another belong to."""
        n = max(bisect_right(self._starts, first) - 1, 0)
        return [run for run in self._runs[n : bisect_left(self._starts, behind)] if run.end > first]

    def run_of(self, first: int, behind: int) -> Run | None:
        """Return the run that old words belong to, all of them."""
        n = bisect_right(self._starts, first)
        return self._runs[n - 1] if n and behind <= self._runs[n - 1].end else None

    def slides(self, first: int, behind: int) -> bool:
        """Say whether all of some old words might as well be their neighbours."""
        return self.zone(first, behind) is not None

    def zone(self, first: int, behind: int) -> tuple[int, int] | None:
        """Return the old words among which some, all of them, might as well be their neighbours."""
        n = bisect_right(self.sliding, (first, len(self.old_words.starts) + 1))
        for zone in self.sliding[max(n - 2, 0) : n]:
            if behind <= zone[1]:
                return zone
        return None

    def same(self, one: Quoted, start: int, end: int) -> bool:
        """Say whether a passage's very words stand at a place."""
        if start < 0 or end > len(self.new):
            return False
        return self.old[one.span.start : one.span.end] == self.new[start:end]

    def likeness(self, one: Quoted, place: Span) -> float:
        """Return how alike a passage and a place are, from 0 to 1."""
        return likeness(one.span.of(self.old), place.of(self.new))

    def fit(self, span: Span, place: Span) -> tuple[float, float]:
        """Return how alike what stands before and what stands after is in both texts."""
        return (
            likeness(
                self.old[max(span.start - CONTEXT, 0) : span.start],
                self.new[max(place.start - CONTEXT, 0) : place.start],
            ),
            likeness(
                self.old[span.end : span.end + CONTEXT], self.new[place.end : place.end + CONTEXT]
            ),
        )

    def gap(self, one: Quoted) -> tuple[Span, Span]:
        """Return, of both texts, what stands between the nearest neighbours that kept their order."""
        old_start, old_end, new_start, new_end = 0, len(self.old), 0, len(self.new)
        at = bisect_left(self._ordered, one.first)
        if at:
            run = self.in_order[at - 1]
            last = min(one.first, run.end) - 1
            old_start = self.old_words.ends[last]
            new_start = self.new_words.ends[last + run.new - run.old]
        at = bisect_right(self._ordered, one.behind)
        if at and self.in_order[at - 1].end > one.behind:
            at -= 1
        if at < len(self.in_order):
            run = self.in_order[at]
            next_ = max(run.old, one.behind)
            old_end = self.old_words.starts[next_]
            new_end = self.new_words.starts[next_ + run.new - run.old]
        return Span(old_start, old_end), Span(new_start, new_end)

    def found(self, one: Quoted, within: Span) -> list[Span]:
        """Return where a passage's very words stand that are not known to be others."""
        quote, edges = one.span.of(self.old), _edges(self.old, one.span)
        found: list[Span] = []
        at = self.new.find(quote, within.start, within.end)
        while at >= 0 and len(found) < _CANDIDATES:
            place = Span(at, at + len(quote))
            if _edges(self.new, place) == edges and self.is_free(place, one):
                found.append(place)
            at = self.new.find(quote, at + 1, within.end)
        return found

    def is_free(self, place: Span, one: Quoted) -> bool:
        """Say whether no word of a place is known to come from outside a passage."""
        left = bisect_right(self.new_words.ends, place.start)
        right = bisect_left(self.new_words.starts, place.end)
        n = max(bisect_right(self.arrivals, left) - 1, 0)
        for run in self.by_new[n : bisect_left(self.arrivals, right)]:
            begin = run.old + max(left - run.new, 0)
            end = run.old + min(right - run.new, run.length)
            if begin < end and not one.first <= begin < end <= one.behind:
                return False
        return True


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: how much of both is a common subsequence."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - light commands import this module

    if one == other:
        return 1.0
    if len(one) * len(other) > _COMPARABLE:
        return fuzz.ratio(one.split(), other.split()) / 100
    return fuzz.ratio(one, other) / 100


def _edges(text: str, span: Span) -> tuple[bool, bool]:
    """Say whether a word is cut at the beginning of a stretch, and at its end."""

    def inside(at: int) -> bool:
        return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()

    return inside(span.start), inside(span.end)
