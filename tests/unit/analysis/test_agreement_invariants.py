"""What must not change a value, and how coefficients hang together."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.estimates import Weighting
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import Distribution, ratings_of, ratings_of_contingency

Rows = list[list[int | None]]
OF_TWO = ("cohen_kappa", "scott_pi")


@st.composite
def ratings(draw: st.DrawFn, coders: int | None = None, *, missing: bool = True) -> Rows:
    """Draw 2 to 25 units rated by 2 to 5 coders in up to four categories."""
    width = coders or draw(st.integers(2, 5))
    rating = st.integers(1, 4)
    cell = st.none() | rating if missing else rating
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=25))


def value(rows: Rows, name: str, scale: Scale | None = None) -> float | None:
    return estimate(ratings_of(rows, categories=(1, 2, 3, 4)), name, scale).value


@given(ratings(), st.sampled_from(sorted(COEFFICIENTS)), st.randoms())
def test_the_order_of_units_does_not_matter(rows: Rows, name: str, chance: random.Random) -> None:
    assume(name not in OF_TWO)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert value(shuffled, name) == pytest.approx(value(rows, name), abs=1e-12)


@given(ratings(), st.sampled_from(sorted(COEFFICIENTS)), st.data())
def test_the_order_of_coders_does_not_matter(rows: Rows, name: str, data: st.DataObject) -> None:
    assume(name not in OF_TWO or len(rows[0]) == 2)
    order = data.draw(st.permutations(range(len(rows[0]))))
    turned = [[row[at] for at in order] for row in rows]
    assert value(turned, name) == pytest.approx(value(rows, name), abs=1e-12)


@given(ratings(coders=2), st.sampled_from(OF_TWO), st.sampled_from(Weighting))
def test_the_order_of_two_coders_does_not_matter(rows: Rows, name: str, weights: Weighting) -> None:
    scale = Scale(weights=weights)
    turned = [row[::-1] for row in rows]
    assert value(turned, name, scale) == pytest.approx(value(rows, name, scale), abs=1e-12)


@given(ratings(), st.sampled_from(sorted(COEFFICIENTS)), st.permutations([1, 2, 3, 4]))
def test_the_names_of_nominal_categories_do_not_matter(
    rows: Rows, name: str, names: list[int]
) -> None:
    assume(name not in OF_TWO or len(rows[0]) == 2)
    renamed: Rows = [[None if one is None else names[one - 1] for one in row] for row in rows]
    assert value(renamed, name) == pytest.approx(value(rows, name), abs=1e-12)


@given(ratings(coders=2, missing=False), st.sampled_from(sorted(COEFFICIENTS)))
def test_no_value_is_above_one_and_one_is_full_agreement(rows: Rows, name: str) -> None:
    found = value(rows, name)
    assume(found is not None)
    assert found is not None
    assert found <= 1 + 1e-12
    assert (found == pytest.approx(1)) == all(one == other for one, other in rows)


@given(ratings())
def test_who_rated_does_not_matter_where_coders_share_one_distribution(rows: Rows) -> None:
    table = [[row.count(category) for category in (1, 2, 3, 4)] for row in rows]
    known = ratings_of(rows, categories=(1, 2, 3, 4))
    unknown = Distribution(np.array(table, dtype=np.int64), (1, 2, 3, 4))
    for name in ("krippendorff_alpha", "percent_agreement", "fleiss_kappa", "gwet_ac"):
        ours, theirs = estimate(known, name).value, estimate(unknown, name).value
        assert ours == pytest.approx(theirs, abs=1e-12)


@given(ratings(coders=2, missing=False))
def test_a_contingency_table_says_what_its_ratings_say(rows: Rows) -> None:
    categories = (1, 2, 3, 4)
    table = [[rows.count([one, other]) for other in categories] for one in categories]
    for name in COEFFICIENTS:
        ours = estimate(ratings_of_contingency(table), name)
        assert ours.value == pytest.approx(value(rows, name), abs=1e-12)
        assert ours.n_units == len(rows)


@given(ratings(coders=2, missing=False))
def test_with_two_coders_some_coefficients_are_one(rows: Rows) -> None:
    assert value(rows, "conger_kappa") == pytest.approx(value(rows, "cohen_kappa"), abs=1e-9)
    assert value(rows, "fleiss_kappa") == pytest.approx(value(rows, "scott_pi"), abs=1e-9)


@given(ratings(missing=False))
def test_alpha_is_fleiss_kappa_with_its_correction_for_few_ratings(rows: Rows) -> None:
    # alpha = kappa + (1 - kappa) / ratings, where all units have as many ratings.
    kappa, alpha = value(rows, "fleiss_kappa"), value(rows, "krippendorff_alpha")
    assume(kappa is not None)
    assert kappa is not None
    assert alpha == pytest.approx(kappa + (1 - kappa) / (len(rows) * len(rows[0])), abs=1e-9)


@given(ratings(), st.sampled_from(sorted(COEFFICIENTS)), st.integers(1, 12))
def test_units_and_coders_without_a_rating_change_no_value(
    rows: Rows, name: str, more: int
) -> None:
    assume(name not in OF_TWO)
    empty: list[int | None] = [None] * more
    padded = [row + empty for row in rows] + [empty + [None] * len(rows[0])]
    assert value(padded, name) == pytest.approx(value(rows, name), abs=1e-12)
