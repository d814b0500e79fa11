"""Spans of many codes counted at once, against the same coefficients one code and text at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.code_spans import (
    CoderSpans,
    CodeSpans,
    bar_u_of_codes,
    ku_of_codes,
)
from qes.analysis.agreement.estimates import IntervalPlan, Undefined
from qes.analysis.agreement.span_matches import span_matches
from qes.analysis.agreement.spans import Span, SpannedText, of_code, spanned_text
from qes.analysis.agreement.unitized_alpha import Unitized, unitized_alpha

CODES = ("a", "b", "c")
LENGTH = 20
PLAN = IntervalPlan(resamples=50)


@st.composite
def overlapping(draw: st.DrawFn) -> list[Span]:
    """Draw spans that may overlap, of one code or of several."""
    ends = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH))
    found = draw(st.lists(st.tuples(ends, st.sampled_from(CODES)), max_size=5))
    return [Span(start, max(stop, start + 1), code) for (start, stop), code in found]


@st.composite
def apart(draw: st.DrawFn) -> list[Span]:
    """Draw spans that may touch and never overlap."""
    edges = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=7)))
    return [
        Span(start, stop, draw(st.sampled_from(CODES)))
        for start, stop in pairwise(edges)
        if draw(st.booleans())
    ]


def texts(spans: st.SearchStrategy[list[Span]]) -> st.SearchStrategy[list[SpannedText]]:
    two = st.tuples(spans, spans)
    return st.lists(two, min_size=1, max_size=8).map(
        lambda each: [spanned_text(f"d{n}", LENGTH, pair) for n, pair in enumerate(each)]
    )


def in_columns(each: list[SpannedText]) -> CodeSpans:
    sides = []
    for coder in range(2):
        rows = [
            (CODES.index(one.code), n * LENGTH + one.start, n * LENGTH + one.stop)
            for n, text in enumerate(each)
            for one in text.coders[coder]
        ]
        code, start, stop = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        sides.append(CoderSpans(code, start, stop))
    return CodeSpans.of(CODES, np.arange(len(each) + 1) * LENGTH, *sides)


def number(value: float | None) -> float:
    return float("nan") if value is None else value


@settings(deadline=None)
@given(texts(overlapping()))
def test_a_code_is_told_from_all_else_as_well_as_when_it_is_taken_alone(
    each: list[SpannedText],
) -> None:
    found = bar_u_of_codes(in_columns(each), PLAN)
    for at, code in enumerate(CODES):
        alone = unitized_alpha([of_code(one, code) for one in each], plan=PLAN)
        assert found.values[at] == pytest.approx(number(alone.value), nan_ok=True)
        if alone.headline is not None and alone.ci is not None:
            assert found.jackknife.low[at] == pytest.approx(alone.ci[0])
            assert found.jackknife.n == alone.headline.n


@settings(deadline=None)
@given(texts(apart()))
def test_a_code_is_told_from_other_codes_as_the_definition_says_where_none_overlap(
    each: list[SpannedText],
) -> None:
    found = ku_of_codes(in_columns(each), PLAN)
    for at, code in enumerate(CODES):
        one = unitized_alpha(each, Unitized.KU, code=code, plan=PLAN)
        assert found.values[at] == pytest.approx(number(one.value), nan_ok=True)


@settings(deadline=None)
@given(texts(overlapping()))
def test_stretches_with_several_codes_have_their_set_for_a_value(each: list[SpannedText]) -> None:
    sets = in_columns(each).sets()
    for which in (Unitized.U, Unitized.CU):
        mine, theirs = sets.estimate(which, PLAN), unitized_alpha(each, which, plan=PLAN)
        assert number(mine.value) == pytest.approx(number(theirs.value), nan_ok=True)
        assert mine.reason == theirs.reason
        if theirs.coverage is not None:
            assert mine.coverage == pytest.approx(theirs.coverage)
        if theirs.ci is not None and len(each) > 1:
            assert mine.ci == pytest.approx(theirs.ci)


@settings(deadline=None)
@given(texts(overlapping()))
def test_spans_that_match_are_those_found_one_by_one(each: list[SpannedText]) -> None:
    exact, half = in_columns(each).matches()
    one_by_one = span_matches(each, CODES)
    assert exact.tolist() == [one.exact for one in one_by_one]
    assert half.tolist() == [one.half for one in one_by_one]


def test_more_codes_than_a_word_has_bits_are_told_apart() -> None:
    codes = tuple(f"c{n}" for n in range(130))
    edges = np.array([0, 1_300])
    every = np.arange(130)
    first = CoderSpans(every, every * 10, every * 10 + 10)
    other = CoderSpans((every + 62) % 130, every * 10, every * 10 + 10)
    same = CodeSpans.of(codes, edges, first, first).sets().estimate(Unitized.U)
    shifted = CodeSpans.of(codes, edges, first, other).sets().estimate(Unitized.U)
    assert same.value == 1.0
    assert shifted.value is not None
    assert shifted.value < 0


def test_two_who_marked_nothing_have_no_value() -> None:
    nothing = CoderSpans(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    spans = CodeSpans.of(CODES, np.array([0, 9]), nothing, nothing)
    assert np.isnan(bar_u_of_codes(spans).values).all()
    assert spans.sets().estimate(Unitized.U).reason is Undefined.NO_VARIATION
    assert spans.sets().estimate(Unitized.CU).reason is Undefined.NO_INTERSECTION
    assert [one.tolist() for one in spans.matches()] == [[0, 0, 0], [0, 0, 0]]
