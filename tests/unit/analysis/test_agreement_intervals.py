"""Intervals over documents are those of the plain loop, and cover what they should."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.code_cells import CodeCells, cells_of_sets
from qes.analysis.agreement.code_statistics import Statistic, code_statistics
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import (
    Estimate,
    Interval,
    IntervalPlan,
    Level,
    Method,
    NoInterval,
    Weighting,
)
from qes.analysis.agreement.estimation import estimate, estimates
from qes.analysis.agreement.intervals import t_quantile
from qes.analysis.agreement.ratings import Ratings, ratings_of

NAMES = (
    "percent_agreement",
    "krippendorff_alpha",
    "fleiss_kappa",
    "conger_kappa",
    "gwet_ac",
    "brennan_prediger",
)
OF_TWO = ("cohen_kappa", "scott_pi")
STATISTICS = (
    *((name, Scale()) for name in (*NAMES, *OF_TWO)),
    *(("krippendorff_alpha", Scale(level)) for level in Level if level is not Level.NOMINAL),
    *((name, Scale(weights=Weighting.QUADRATIC)) for name in (*OF_TWO, "gwet_ac", "conger_kappa")),
)
PLAN = IntervalPlan(resamples=60, seed=5)
Rows = list[list[int | None]]


def by_method(found: Estimate) -> dict[Method, Interval]:
    assert found.headline is not None
    return {one.method: one for one in (found.headline, *found.beside)}


def made_study(documents: int, seed: int, *, missing: float = 0.0) -> tuple[Rows, list[str]]:
    """Make three coders' ratings of a few units of each document, alike within documents."""
    chance = np.random.default_rng(seed)
    rows: Rows = []
    where = []
    for document in range(documents):
        share = chance.beta(2, 2)
        for _ in range(int(chance.integers(3, 7))):
            truth = int(chance.random() < share) + int(chance.random() < 0.2)
            row = [truth if chance.random() < 0.8 else int(chance.integers(3)) for _ in range(3)]
            kept: list[int | None] = [None if chance.random() < missing else one for one in row]
            rows.append(kept)
            where.append(f"d{document}")
    return rows, where


def ratings(rows: Rows, documents: list[str]) -> Ratings:
    return ratings_of(rows, categories=(0, 1, 2), documents=documents)


def value(rows: Rows, name: str, scale: Scale | None = None) -> float:
    found = estimate(ratings_of(rows, categories=(0, 1, 2)), name, scale).value
    return float("nan") if found is None else found


def study_for(name: str, documents: int, seed: int) -> tuple[Rows, list[str]]:
    """Make a study, of two of the coders where a coefficient is of two."""
    rows, where = made_study(documents, seed, missing=0.1)
    return [row[:2] if name in OF_TWO else row for row in rows], where


@pytest.mark.parametrize("seed", [3, 8])
@pytest.mark.parametrize(("name", "scale"), STATISTICS)
def test_the_jackknife_is_that_of_leaving_out_and_counting_anew(
    name: str, scale: Scale, seed: int
) -> None:
    rows, documents = study_for(name, 9, seed)
    interval = by_method(estimate(ratings(rows, documents), name, scale, PLAN))[
        Method.DOCUMENT_JACKKNIFE
    ]
    left_out = [
        value([row for row, at in zip(rows, documents, strict=True) if at != one], name, scale)
        for one in sorted(set(documents))
    ]
    se = np.sqrt(8 / 9 * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    whole = value(rows, name, scale)
    assert interval.n == 9
    assert interval.se == pytest.approx(se, abs=1e-12)
    half = t_quantile(8) * se
    assert interval.ends == pytest.approx((whole - half, min(1, whole + half)), abs=1e-12)


@pytest.mark.parametrize("seed", [4, 9])
@pytest.mark.parametrize(("name", "scale"), STATISTICS)
def test_the_bootstrap_is_that_of_drawing_and_counting_anew(
    name: str, scale: Scale, seed: int
) -> None:
    rows, documents = study_for(name, 21, seed)
    interval = by_method(estimate(ratings(rows, documents), name, scale, PLAN))[
        Method.DOCUMENT_BOOTSTRAP
    ]
    each = [
        [row for row, at in zip(rows, documents, strict=True) if at == one]
        for one in dict.fromkeys(documents)
    ]
    drawn = np.random.default_rng(PLAN.seed).integers(21, size=(PLAN.resamples, 21))
    values = [value([row for at in one for row in each[at]], name, scale) for one in drawn]
    assert interval.se == pytest.approx(np.std(values, ddof=1), abs=1e-12)
    assert interval.ends == pytest.approx(np.quantile(values, (0.025, 0.975)), abs=1e-12)
    assert (interval.resamples, interval.seed) == (60, 5)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(6, 12))
def test_eight_statistics_at_once_are_those_of_one_after_another(seed: int, n: int) -> None:
    chance = np.random.default_rng(seed)
    first = chance.random((60, 2)) < 0.4
    second = first ^ (chance.random((60, 2)) < 0.2)
    documents = [f"d{at}" for at in np.sort(chance.integers(n, size=60))]
    codes = ("pay", "hours")
    sets = [
        [frozenset(code for code, on in zip(codes, row, strict=True) if on) for row in one]
        for one in (first, second)
    ]
    found = code_statistics(cells_of_sets(codes, sets[0], sets[1], documents), PLAN)
    names = {
        Statistic.PERCENT: "percent_agreement",
        Statistic.KAPPA: "cohen_kappa",
        Statistic.PI: "scott_pi",
        Statistic.ALPHA: "krippendorff_alpha",
        Statistic.AC1: "gwet_ac",
        Statistic.BRENNAN_PREDIGER: "brennan_prediger",
    }
    for at in range(2):
        pairs = [[int(a), int(b)] for a, b in zip(first[:, at], second[:, at], strict=True)]
        general = estimates(
            ratings_of(pairs, categories=(0, 1), documents=documents),
            tuple(names.values()),
            plan=PLAN,
        )
        for statistic, one in zip(names, general, strict=True):
            assert found.figure(statistic, at).value == pytest.approx(one.value, abs=1e-12)
            for method, interval in by_method(one).items() if one.value is not None else ():
                mine = found.interval(statistic, at, method)
                assert mine.reason == interval.reason
                assert mine.n == interval.n
                if interval.ends is not None and mine.ends is not None:
                    assert mine.se == pytest.approx(interval.se, abs=1e-9)
                    assert mine.ends == pytest.approx(interval.ends, abs=1e-9)


def test_below_six_documents_there_is_no_interval_over_them_and_below_twenty_no_bootstrap() -> None:
    rows, documents = made_study(5, 1)
    found = by_method(estimate(ratings(rows, documents), "krippendorff_alpha"))
    assert found[Method.DOCUMENT_JACKKNIFE].reason is NoInterval.TOO_FEW_DOCUMENTS
    assert found[Method.DOCUMENT_JACKKNIFE].ends is None
    assert found[Method.UNIT].ends is not None
    rows, documents = made_study(19, 1)
    found = by_method(estimate(ratings(rows, documents), "krippendorff_alpha"))
    assert found[Method.DOCUMENT_JACKKNIFE].ends is not None
    assert found[Method.DOCUMENT_BOOTSTRAP].reason is NoInterval.TOO_FEW_DOCUMENTS


@pytest.mark.parametrize("resamples", [0, 1])
def test_documents_that_are_hardly_drawn_anew_give_no_interval(resamples: int) -> None:
    rows, documents = made_study(21, 1)
    plan = IntervalPlan(resamples)
    found = by_method(estimate(ratings(rows, documents), "gwet_ac", plan=plan))
    interval = found[Method.DOCUMENT_BOOTSTRAP]
    assert (interval.ends, interval.se, interval.reason) == (None, None, NoInterval.NOT_RESAMPLED)
    assert found[Method.DOCUMENT_JACKKNIFE].ends is not None


def test_documents_that_one_coder_alone_read_do_not_make_an_interval() -> None:
    rows, documents = made_study(5, 1)
    alone: Rows = [[1, None, None]] * 10
    found = estimate(
        ratings(rows + alone, documents + [f"alone {at}" for at in range(10)]), "gwet_ac"
    )
    assert found.headline is not None
    assert (found.n_documents, found.headline.n) == (15, 5)
    assert found.headline.reason is NoInterval.TOO_FEW_DOCUMENTS


def test_a_code_that_stands_in_one_document_has_no_interval() -> None:
    given = [frozenset({"pay"})] + [frozenset[str]()] * 29
    documents = [f"d{at // 3}" for at in range(30)]
    found = code_statistics(cells_of_sets(["pay"], given, given, documents))
    assert found.figure(Statistic.ALPHA, 0).value == 1.0
    interval = found.interval(Statistic.ALPHA, 0, Method.DOCUMENT_JACKKNIFE)
    assert (interval.ends, interval.reason) == (None, NoInterval.RESTS_ON_ONE_DOCUMENT)


def test_resamples_without_a_value_are_left_out_where_few_and_refuse_where_many() -> None:
    def interval(documents_with: int) -> Interval:
        given = [frozenset({"pay"} if at < documents_with else ()) for at in range(40)]
        cells = cells_of_sets(["pay"], given, given, [f"d{at}" for at in range(40)])
        return code_statistics(cells).interval(Statistic.POSITIVE, 0, Method.DOCUMENT_BOOTSTRAP)

    # Not drawn at all: (38/40)**40 = .13 of the resamples, or (35/40)**40 = .005.
    assert interval(2).reason is NoInterval.OFTEN_UNDEFINED
    assert interval(5).ends == (1.0, 1.0)


def test_without_documents_the_interval_is_over_units_and_says_so() -> None:
    rows, _ = made_study(9, 2)
    found = estimate(ratings_of(rows), "krippendorff_alpha")
    assert (found.ci_method, found.beside) == (Method.UNIT, ())
    alone = estimate(ratings_of([[1, 1, 2]], categories=(1, 2)), "krippendorff_alpha")
    assert alone.headline is not None
    assert (alone.ci, alone.headline.reason) == (None, NoInterval.ONE_UNIT)


def test_a_value_that_is_undefined_has_no_interval() -> None:
    found = estimate(
        ratings_of([[1, 1]] * 12, categories=(1, 2), documents=list("abcdefghijkl")),
        "krippendorff_alpha",
    )
    assert found.headline is None
    assert found.ci is None


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=4, max_size=20),
    st.sampled_from(NAMES),
    st.data(),
)
def test_the_error_over_units_is_that_of_small_steps(
    rows: Rows, name: str, data: st.DataObject
) -> None:
    missing = data.draw(st.booleans())
    assume(not missing or name == "percent_agreement")
    whole = ratings_of(rows, categories=(0, 1, 2))
    found = estimate(whole, name)
    assume(found.value is not None)
    n, step = len(rows), 1e-6
    answers = []
    for at in range(n):
        repeats = np.full(n, 1_000_000)
        ends = []
        for sign in (1, -1):
            moved = repeats.copy()
            moved[at] += sign
            one = Ratings(whole.values, moved, whole.categories, whole.coders)
            ends.append(estimate(one, name).value)
        assume(None not in ends)
        answers.append((float(ends[0] or 0) - float(ends[1] or 0)) / (2 * step))
    expected = np.sqrt(np.sum(np.square(answers)) * n / (n - 1))
    # Of millions of units alpha has no correction for few, which its published error leaves out.
    assert found.se == pytest.approx(expected, rel=2e-3, abs=2e-3)


@pytest.mark.parametrize(("studies", "seed"), [(400, 2026), (4_000, 2)])
def test_the_headline_interval_covers_the_truth_about_ninety_five_times_in_a_hundred(
    studies: int, seed: int
) -> None:
    # Every study is a code of one table: 30 documents of 40 units, whose prevalence and errors
    # differ from document to document.
    def cells(studies: int, documents: int, seed: int) -> CodeCells:
        chance = np.random.default_rng(seed)
        shape = (documents, studies)
        share = chance.beta(1.5, 3.5, shape)
        error = chance.beta(1.2, 8.0, shape)
        present = chance.binomial(40, share)
        absent = 40 - present
        # Of present units: found by both, by one, by the other, by none; so too of absent ones.
        right = (1 - error) ** 2
        one = error * (1 - error)
        kinds = np.stack((right, one, one, error**2), axis=-1)
        first = chance.multinomial(present, kinds)
        second = chance.multinomial(absent, kinds[..., ::-1])
        both = first + second
        return CodeCells(
            tuple(map(str, range(studies))),
            tuple(map(str, range(documents))),
            both[..., 0],
            both[..., 1],
            both[..., 2],
            np.full(documents, 40),
        )

    truth = code_statistics(cells(1, 400_000, 1), IntervalPlan(0)).values[:, 0]
    found = code_statistics(cells(studies, 30, seed), IntervalPlan(0))
    for at, statistic in enumerate(Statistic):
        low, high = found.jackknife.low[at], found.jackknife.high[at]
        covered = float(((low <= truth[at]) & (truth[at] <= high)).mean())
        assert 0.93 <= covered <= 0.97, statistic
        # Taking units for independent is far too narrow.
        low, high = found.over_units.low[at], found.over_units.high[at]
        assert float(((low <= truth[at]) & (truth[at] <= high)).mean()) < 0.85, statistic


def test_of_very_many_ordered_categories_there_is_a_value_without_an_interval() -> None:
    chance = np.random.default_rng(0)
    rows = chance.integers(1, 300, size=(500, 2)).tolist()
    documents = [f"d{at % 9}" for at in range(500)]
    many = ratings_of(rows, categories=range(1, 301), documents=documents)
    few = ratings_of(rows[:30], categories=range(1, 301), documents=documents[:30])
    used = sorted({one for row in rows[:30] for one in row})
    found = estimate(many, "krippendorff_alpha", Scale(Level.ORDINAL))
    assert found.value is not None
    assert found.headline is not None
    assert (found.ci, found.headline.reason) == (None, NoInterval.TOO_MANY_CATEGORIES)
    # Categories that nobody used change nothing, so this is the same by the other way.
    plain = ratings_of(rows[:30], categories=used, documents=documents[:30])
    mine, theirs = (
        estimate(one, "krippendorff_alpha", Scale(Level.ORDINAL)) for one in (few, plain)
    )
    assert mine.value == pytest.approx(theirs.value, abs=1e-12)
    assert theirs.ci is not None


def test_agreement_loads_no_heavy_library() -> None:
    asked = (
        "import sys, qes.analysis.agreement.computation, qes.analysis.agreement.code_statistics; "
        "print([one for one in ('scipy', 'pandas', 'sklearn', 'torch') if one in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]"
