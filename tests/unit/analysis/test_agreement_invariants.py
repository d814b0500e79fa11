"""Against other implementations on random data, and what must not change the value."""

from __future__ import annotations

import warnings

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qes.analysis.coefficients import COEFFICIENTS, Scale, estimate
from qes.analysis.estimates import Level, Weighting
from qes.analysis.ratings import Distribution, ratings_of, ratings_of_contingency

Rows = list[list[int | None]]


@st.composite
def ratings(draw: st.DrawFn, coders: int | None = None, *, missing: bool = True) -> Rows:
    """Draw 2 to 25 units rated by 2 to 5 coders in up to four categories."""
    width = coders or draw(st.integers(2, 5))
    rating = st.integers(1, 4)
    cell = st.none() | rating if missing else rating
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=25))


def value(rows: Rows, name: str, scale: Scale | None = None) -> float | None:
    return estimate(ratings_of(rows, categories=(1, 2, 3, 4)), name, scale).value


@given(ratings(), st.sampled_from(Level))
def test_alpha_is_that_of_the_krippendorff_package(rows: Rows, level: Level) -> None:
    ours = value(rows, "krippendorff_alpha", Scale(level))
    assume(ours is not None)
    theirs = krippendorff.alpha(
        reliability_data=np.array(rows, dtype=float).T,
        value_domain=[1, 2, 3, 4],
        level_of_measurement=level.value,
    )
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3),
    st.sampled_from([None, Weighting.LINEAR, Weighting.QUADRATIC]),
)
def test_kappa_is_that_of_statsmodels(table: list[list[int]], weights: Weighting | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.inter_rater import cohens_kappa  # noqa: PLC0415 - warns on import
    ours = estimate(ratings_of_contingency(table), "cohen_kappa", Scale(weights=weights)).value
    assume(ours is not None)
    kind = {None: None, Weighting.LINEAR: "linear", Weighting.QUADRATIC: "quadratic"}[weights]
    theirs = cohens_kappa(np.array(table), wt=kind, return_results=False)
    assert ours == pytest.approx(float(theirs), abs=1e-9)


@given(ratings(), st.sampled_from(sorted(COEFFICIENTS)), st.randoms())
def test_the_order_of_units_does_not_matter(rows: Rows, name: str, chance: object) -> None:
    assume(name != "cohen_kappa")
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert value(shuffled, name) == value(rows, name)


@given(ratings(coders=2), st.sampled_from(sorted(COEFFICIENTS)))
def test_the_order_of_coders_does_not_matter(rows: Rows, name: str) -> None:
    assert value([row[::-1] for row in rows], name) == pytest.approx(value(rows, name))


@given(ratings(coders=2), st.sampled_from(sorted(COEFFICIENTS)), st.permutations([1, 2, 3, 4]))
def test_the_names_of_nominal_categories_do_not_matter(
    rows: Rows, name: str, names: list[int]
) -> None:
    renamed: Rows = [[None if one is None else names[one - 1] for one in row] for row in rows]
    assert value(renamed, name) == pytest.approx(value(rows, name), abs=1e-12)


@given(ratings(coders=2, missing=False), st.sampled_from(sorted(COEFFICIENTS)))
def test_no_value_is_above_one_and_one_is_full_agreement(rows: Rows, name: str) -> None:
    found = value(rows, name)
    assume(found is not None)
    assert found is not None
    assert found <= 1
    assert (found == 1) == all(one == other for one, other in rows)


@given(ratings())
def test_who_rated_does_not_matter_to_alpha_and_percent_agreement(rows: Rows) -> None:
    table = [[row.count(category) for category in (1, 2, 3, 4)] for row in rows]
    known = ratings_of(rows, categories=(1, 2, 3, 4))
    unknown = Distribution(np.array(table, dtype=np.int64), (1, 2, 3, 4))
    for name in ("krippendorff_alpha", "percent_agreement"):
        assert estimate(unknown, name).value == estimate(known, name).value


@given(ratings(coders=2, missing=False))
def test_a_contingency_table_says_what_its_ratings_say(rows: Rows) -> None:
    categories = (1, 2, 3, 4)
    table = [[rows.count([one, other]) for other in categories] for one in categories]
    for name in COEFFICIENTS:
        ours = estimate(ratings_of_contingency(table), name)
        assert ours.value == value(rows, name)
        assert ours.n_units == len(rows)
