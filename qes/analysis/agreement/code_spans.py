"""Spans of two coders in columns: |u-alpha and (k)u-alpha of every code, u and cu over all.

The same coefficients as `unitized_alpha`, for many codes and texts at once: what spans add up to is
counted once for each document, and values and intervals are made of these sums. Here codes may
overlap: |u and (k)u take each code for itself, and in u and cu the set of codes that a stretch has
is its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.documents import Floats, Integers
from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.intervals import Spread, document_bootstrap, document_jackknife
from qes.analysis.agreement.span_sums import SetSums
from qes.analysis.agreement.terms import beyond_chance

_ROUNDING = 1e-12
_CODES_A_WORD = 62
"""Codes whose presence one whole number holds, a bit each."""


@dataclass(frozen=True, slots=True, eq=False)
class CoderSpans:
    """One coder's spans, in columns, on one axis on which documents stand one after another."""

    code: Integers
    start: Integers
    stop: Integers
    """Exclusive; no span is empty or crosses from one document into the next."""

    def merged(self, length: int) -> CoderSpans:
        """Join spans of one code that overlap; those that only touch stay two.

        They are then in the order of codes and starts.
        """
        order = np.lexsort((self.stop, self.start, self.code))
        code, start, stop = self.code[order], self.start[order], self.stop[order]
        if not len(code):
            return CoderSpans(code, start, stop)
        shift = code * (length + 1)
        reached = np.maximum.accumulate(stop + shift)
        first = np.r_[True, (start + shift)[1:] >= reached[:-1]]
        at = np.flatnonzero(first)
        ends = np.r_[at[1:], len(code)] - 1
        return CoderSpans(code[at], start[at], reached[ends] - shift[ends])

    @property
    def size(self) -> Integers:
        """Return the length of each span."""
        return self.stop - self.start


@dataclass(frozen=True, eq=False)
class CodeSpans:
    """What two coders marked in documents that both of them read."""

    codes: tuple[str, ...]
    edges: Integers
    """Where each document begins on the axis, and where the last one ends."""
    first: CoderSpans
    """Merged, as the second's."""
    second: CoderSpans

    @classmethod
    def of(
        cls, codes: tuple[str, ...], edges: Integers, first: CoderSpans, second: CoderSpans
    ) -> CodeSpans:
        """Take two coders' spans, each coder's overlapping ones of one code joined."""
        length = int(edges[-1])
        return cls(codes, edges, first.merged(length), second.merged(length))

    @property
    def lengths(self) -> Floats:
        """Return the length of each document."""
        return np.diff(self.edges).astype(np.float64)

    @property
    def coders(self) -> tuple[CoderSpans, CoderSpans]:
        """Return both coders' spans."""
        return self.first, self.second

    def by_code(self, spans: CoderSpans, added: Floats | Integers) -> Floats:
        """Sum what spans add, for each document and code."""
        width = len(self.codes)
        at = (np.searchsorted(self.edges, spans.start, side="right") - 1) * width + spans.code
        n = (len(self.edges) - 1) * width
        counted = np.bincount(at, weights=added, minlength=n).astype(np.float64)
        return counted.reshape(-1, width)

    @cached_property
    def common(self) -> Floats:
        """Return the length that both gave each code (documents x codes)."""
        return self.by_code(self.first, _covered(self._line(self.second), self._line(self.first)))

    @cached_property
    def given(self) -> tuple[Floats, Floats]:
        """Return the length that each coder gave each code (documents x codes)."""
        return (
            self.by_code(self.first, self.first.size),
            self.by_code(self.second, self.second.size),
        )

    @cached_property
    def marked(self) -> tuple[CoderSpans, CoderSpans]:
        """Return what each coder marked, with any code."""
        length = int(self.edges[-1])
        first, second = (
            CoderSpans(0 * one.code, one.start, one.stop).merged(length) for one in self.coders
        )
        return first, second

    def _line(self, spans: CoderSpans) -> tuple[Integers, Integers]:
        """Return the ends of spans on a line on which codes stand one after another."""
        shift = spans.code * (int(self.edges[-1]) + 1)
        return spans.start + shift, spans.stop + shift

    def matches(self) -> tuple[Integers, Integers]:
        """Count for each code the spans that both marked alike, and those that nearly are.

        Nearly alike is a common length of at least half of the longer; each span counts once.
        """
        ours, theirs = self._line(self.first), self._line(self.second)
        exact, half = (np.zeros(len(self.codes), dtype=np.int64) for _ in range(2))
        if not len(theirs[0]) or not len(ours[0]):
            return exact, half
        middle = (ours[0] + ours[1]) // 2
        # What covers half of a span covers its middle, or ends or begins there.
        at = np.searchsorted(theirs[0], middle, side="right") - 1
        near = np.full(len(middle), -1, dtype=np.int64)
        for step in (1, 0, -1):
            place = at + step
            there = (place >= 0) & (place < len(theirs[0]))
            start, stop = (one[np.clip(place, 0, len(one) - 1)] for one in theirs)
            shared = np.minimum(ours[1], stop) - np.maximum(ours[0], start)
            longer = np.maximum(ours[1] - ours[0], stop - start)
            near = np.where(there & (2 * shared >= longer), place, near)
            same = there & (start == ours[0]) & (stop == ours[1])
            np.add.at(exact, self.first.code[same], 1)
        _, once = np.unique(near[near >= 0], return_index=True)
        np.add.at(half, self.first.code[near >= 0][once], 1)
        return exact, half

    def sets(self) -> SetSums:
        """Return what stretches of like sets of codes add up to, for u and cu."""
        ends = np.sort(np.concatenate([self.edges, *(_ends(one) for one in self.coders)]))
        at = ends[np.r_[True, ends[1:] != ends[:-1]]]
        names, cuts = _sets(self.coders, at, len(self.codes))
        return SetSums.of(self.edges, at, names, cuts)


def _ends(spans: CoderSpans) -> Integers:
    return np.concatenate([spans.start, spans.stop])


def _covered(line: tuple[Integers, Integers], of: tuple[Integers, Integers]) -> Floats:
    """Return how much of each stretch is covered by spans that are sorted and do not overlap."""
    starts, stops = line
    if not len(starts):
        return np.zeros(len(of[0]))
    before = np.r_[0, np.cumsum(stops - starts)]

    def up_to(place: Integers) -> Integers:
        at = np.searchsorted(starts, place, side="right") - 1
        own = np.minimum(place, stops[at]) - starts[at]
        return np.where(at >= 0, before[at] + own, 0)

    return np.asarray(up_to(of[1]) - up_to(of[0]), dtype=np.float64)


def _sets(
    coders: tuple[CoderSpans, CoderSpans], at: Integers, codes: int
) -> tuple[NDArray[np.int64], tuple[Integers, Integers]]:
    """Number the set of codes that each coder gave from each place on to the next; 0 is none."""
    n = len(at)
    states = np.zeros((2 * n,), dtype=np.int64)
    for low in range(0, max(1, codes), _CODES_A_WORD):
        word = np.concatenate([_word(one, at, low) for one in coders])
        _, word = np.unique(np.r_[0, word], return_inverse=True)
        _, both = np.unique(
            np.r_[0, states * (int(word.max()) + 1) + word[1:]], return_inverse=True
        )
        states = both[1:]
    return states.reshape(2, n), (_places(coders[0], at), _places(coders[1], at))


def _places(spans: CoderSpans, at: Integers) -> Integers:
    """Return which of some places are those at which spans begin or end."""
    here = np.zeros(len(at), dtype=np.bool_)
    here[np.searchsorted(at, _ends(spans))] = True
    return np.flatnonzero(here)


def _word(spans: CoderSpans, at: Integers, low: int) -> Integers:
    """Return at each place, a bit a code, which of some codes a coder gave from there on."""
    here = (spans.code >= low) & (spans.code < low + _CODES_A_WORD)
    bit = np.left_shift(np.int64(1), spans.code[here] - low)
    places = np.searchsorted(at, np.r_[spans.start[here], spans.stop[here]])
    change = np.zeros(len(at), dtype=np.int64)
    np.add.at(change, places, np.r_[bit, -bit])
    return np.cumsum(change)


@dataclass(frozen=True, slots=True, eq=False)
class CodeAlphas:
    """A coefficient of every code, with its intervals; NaN where it has no value."""

    values: Floats
    jackknife: Spread
    bootstrap: Spread


@dataclass(frozen=True, slots=True, eq=False)
class _CodeSums:
    """Sums of documents by codes, of which a coefficient of every code is made."""

    sums: Floats
    """Terms x documents x codes."""
    told_apart: bool
    """Whether the code is told from all other text (|u), and not from other codes ((k)u)."""

    @property
    def n_documents(self) -> int:
        return int(self.sums.shape[1])

    def without_each(self) -> Floats:
        return self.value(self.sums.sum(axis=1, keepdims=True) - self.sums)

    def reweighted(self, times: Floats) -> Floats:
        return self.value(np.stack([times @ term for term in self.sums]))

    def value(self, sums: Floats) -> Floats:
        """Return the values (codes x replicates)."""
        length, given, agreed, squares = sums
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.told_apart:
                unlike = length**2 - given**2 - (length - given) ** 2
                expected = unlike / (length**2 - squares - (length - given))
                observed = (length - agreed) / length
            else:
                observed = (given - agreed) / given
                expected = given * (length - given) / (given * length - squares)
        return beyond_chance(observed, np.nan_to_num(expected), _ROUNDING).T


def bar_u_of_codes(spans: CodeSpans, plan: IntervalPlan | None = None) -> CodeAlphas:
    """Compute |u-alpha of every code: how well its stretches are told from all other text."""
    first, second = spans.given
    given = first + second
    length = np.broadcast_to(2 * spans.lengths[:, None], given.shape)
    squares = sum(spans.by_code(one, one.size.astype(np.float64) ** 2) for one in spans.coders)
    # What neither gave the code is agreed on too.
    agreed = 2 * spans.common + length - 2 * (given - spans.common)
    return _alphas(_CodeSums(np.stack([length, given, agreed, squares]), told_apart=True), plan)


def ku_of_codes(spans: CodeSpans, plan: IntervalPlan | None = None) -> CodeAlphas:
    """Compute (k)u-alpha of every code: how well it is told from others where both marked."""
    given = np.zeros_like(spans.common)
    squares, length = np.zeros_like(given), np.zeros(len(given))
    for one, own, other in zip(spans.coders, spans.marked, spans.marked[::-1], strict=True):
        line = (other.start, other.stop)
        marked = _covered(line, (one.start, one.stop))
        given += spans.by_code(one, marked)
        squares += spans.by_code(one, marked**2)
        length += spans.by_code(own, _covered(line, (own.start, own.stop)))[:, 0]
    wide = np.broadcast_to(length[:, None], given.shape)
    sums = np.stack([wide, given, 2 * spans.common, squares])
    return _alphas(_CodeSums(sums, told_apart=False), plan)


def _alphas(sums: _CodeSums, plan: IntervalPlan | None) -> CodeAlphas:
    values = sums.value(sums.sums.sum(axis=1, keepdims=True))[:, 0]
    return CodeAlphas(
        values,
        document_jackknife(sums, values),
        document_bootstrap(sums, values, plan or IntervalPlan()),
    )
