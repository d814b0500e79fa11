"""Against the krippendorff package, statsmodels, scikit-learn and NLTK, on random data.

Where there is no value here, the peers give 1, an error or nothing; these data are left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, jaccard_distance, masi_distance

from qes.analysis.agreement.code_sets import CodeSet, SetDistance, set_distance, set_ratings
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Level, Weighting
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import ratings_of, ratings_of_contingency
from qes.analysis.agreement.set_alpha import alpha_of_sets

Rows = list[list[int | None]]
Rated = TypeVar("Rated", bound=Hashable)
CATEGORIES = (1, 2, 3, 4)
BY_LETTER = {None: None, Weighting.LINEAR: "linear", Weighting.QUADRATIC: "quadratic"}
THEIRS = {SetDistance.MASI: masi_distance, SetDistance.JACCARD: jaccard_distance}
code_sets: st.SearchStrategy[CodeSet] = st.frozensets(st.sampled_from("abcd"))


@st.composite
def ratings(draw: st.DrawFn, coders: int | None = None, *, missing: bool = True) -> Rows:
    """Draw 2 to 25 units rated by 2 to 5 coders in up to four categories."""
    width = coders or draw(st.integers(2, 5))
    rating = st.sampled_from(CATEGORIES)
    cell = st.none() | rating if missing else rating
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=25))


@st.composite
def units_of_sets(draw: st.DrawFn) -> list[list[CodeSet | None]]:
    """Draw 1 to 9 units to which 2 to 4 coders gave sets of codes, some empty, some not rated."""
    width = draw(st.integers(2, 4))
    unit = st.lists(st.none() | code_sets, min_size=width, max_size=width)
    return draw(st.lists(unit, min_size=1, max_size=9))


def value(rows: Rows, name: str, scale: Scale | None = None) -> float:
    found = estimate(ratings_of(rows, categories=CATEGORIES), name, scale).value
    assume(found is not None)
    return float(found or 0)


def task(
    units: Sequence[Sequence[Rated | None]], distance: Callable[[Rated, Rated], float]
) -> AnnotationTask:
    """Hand data to NLTK, to which a rating that is not listed is missing."""
    return AnnotationTask(
        [
            (f"coder {at}", f"unit {number}", one)
            for number, unit in enumerate(units)
            for at, one in enumerate(unit)
            if one is not None
        ],
        distance=distance,
    )


@given(ratings(), st.sampled_from(Level))
def test_alpha_is_that_of_the_krippendorff_package(rows: Rows, level: Level) -> None:
    ours = value(rows, "krippendorff_alpha", Scale(level))
    theirs = krippendorff.alpha(
        reliability_data=np.array(rows, dtype=float).T,
        value_domain=CATEGORIES,
        level_of_measurement=level.value,
    )
    assert ours == pytest.approx(theirs, abs=1e-9)


@settings(deadline=None)
@given(units_of_sets(), st.sampled_from(SetDistance))
def test_alpha_of_sets_is_that_of_nltk(
    units: list[list[CodeSet | None]], kind: SetDistance
) -> None:
    # NLTK cannot divide where both sets are empty, which are at no distance.
    def theirs(one: CodeSet, other: CodeSet) -> float:
        return 0.0 if one == other else float(THEIRS[kind](one, other))

    found = alpha_of_sets(set_ratings(units), kind)
    assume(found.value is not None)
    assert found.value == pytest.approx(task(units, theirs).alpha(), abs=1e-12)


@given(code_sets, code_sets, st.sampled_from(SetDistance))
def test_a_distance_of_sets_is_that_of_nltk(a: CodeSet, b: CodeSet, kind: SetDistance) -> None:
    assume(a or b)
    assert set_distance(a, b, kind) == pytest.approx(THEIRS[kind](a, b), abs=1e-15)


@settings(deadline=None)
@given(ratings())
def test_nominal_alpha_is_that_of_nltk(rows: Rows) -> None:
    ours = value(rows, "krippendorff_alpha")
    assert ours == pytest.approx(task(rows, binary_distance).alpha(), abs=1e-12)


@settings(deadline=None)
@given(ratings(missing=False))
def test_coefficients_without_missing_ratings_are_those_of_nltk(rows: Rows) -> None:
    peer = task(rows, binary_distance)
    assert value(rows, "percent_agreement") == pytest.approx(peer.avg_Ao(), abs=1e-12)
    assert value(rows, "conger_kappa") == pytest.approx(peer.multi_kappa(), abs=1e-9)
    if len(rows[0]) == 2:
        assert value(rows, "scott_pi") == pytest.approx(peer.pi(), abs=1e-9)
        assert value(rows, "cohen_kappa") == pytest.approx(peer.kappa(), abs=1e-9)
    # NLTK takes for categories those that occur.
    used = sorted({one for row in rows for one in row if one is not None})
    found = estimate(ratings_of(rows, categories=used), "brennan_prediger").value
    assert found == pytest.approx(peer.S(), abs=1e-9)


@settings(deadline=None)
@given(ratings(coders=2, missing=False), st.sampled_from(list(BY_LETTER)))
def test_kappa_is_that_of_scikit_learn(rows: Rows, weights: Weighting | None) -> None:
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415 - a second to load

    ours = value(rows, "cohen_kappa", Scale(weights=weights))
    first, second = zip(*rows, strict=True)
    theirs = cohen_kappa_score(first, second, labels=CATEGORIES, weights=BY_LETTER[weights])
    assert ours == pytest.approx(float(theirs), abs=1e-9)


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3),
    st.sampled_from(list(BY_LETTER)),
)
def test_kappa_and_its_error_are_those_of_statsmodels(
    table: list[list[int]], weights: Weighting | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.inter_rater import cohens_kappa  # noqa: PLC0415 - warns on import
    ours = estimate(ratings_of_contingency(table), "cohen_kappa", Scale(weights=weights))
    assume(ours.value is not None)
    assume(ours.se is not None)
    theirs = cohens_kappa(np.array(table), wt=BY_LETTER[weights])
    assert ours.value == pytest.approx(float(theirs.kappa), abs=1e-9)
    assert ours.se == pytest.approx(float(theirs.std_kappa), abs=1e-7)


@given(ratings(missing=False), st.sampled_from(["fleiss", "randolph"]))
def test_kappa_of_several_coders_is_that_of_statsmodels(rows: Rows, method: str) -> None:
    name = {"fleiss": "fleiss_kappa", "randolph": "brennan_prediger"}[method]
    ours = value(rows, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.inter_rater import fleiss_kappa  # noqa: PLC0415 - warns on import
    table = np.array([[row.count(category) for category in CATEGORIES] for row in rows])
    assert ours == pytest.approx(float(fleiss_kappa(table, method)), abs=1e-9)
