"""Where there is no value there is a reason, and never a perfect score."""

from __future__ import annotations

import pytest

from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.estimates import Caution, Label, Level, Matrix, Undefined, Weighting
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import distribution_of, ratings_of, ratings_of_contingency
from qes.errors import NotFound, UserError

BINARY: tuple[Label, ...] = (0, 1)
BY_DOMAIN = ("brennan_prediger", "gwet_ac")
ALL_RATINGS = ("fleiss_kappa", "conger_kappa", "gwet_ac")
"""Coefficients whose chance takes in units with a single rating."""
CHANCE_CORRECTED = tuple(
    one for one in COEFFICIENTS if one not in {"percent_agreement", *BY_DOMAIN}
)


@pytest.mark.parametrize("name", CHANCE_CORRECTED)
@pytest.mark.parametrize("categories", [None, BINARY])
def test_one_category_throughout_is_undefined_and_not_perfect(
    name: str, categories: tuple[Label, ...] | None
) -> None:
    found = estimate(ratings_of([[1, 1]] * 6, categories=categories), name)
    assert (found.value, found.reason) == (None, Undefined.NO_VARIATION)
    assert found.n_units_used == 6


@pytest.mark.parametrize("name", BY_DOMAIN)
def test_one_category_of_two_declared_is_perfect_with_a_caution(name: str) -> None:
    found = estimate(ratings_of([[1, 1]] * 6, categories=BINARY), name)
    assert (found.value, found.cautions) == (1.0, (Caution.ONE_CATEGORY_USED,))


@pytest.mark.parametrize("name", BY_DOMAIN)
def test_one_category_of_one_declared_is_undefined(name: str) -> None:
    found = estimate(ratings_of([[1, 1]] * 6), name)
    assert (found.value, found.reason) == (None, Undefined.ONE_CATEGORY)


def test_percent_agreement_of_one_category_is_whole() -> None:
    assert estimate(ratings_of([[1, 1]] * 6), "percent_agreement").value == 1.0


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Undefined.NO_DATA),
        ([[None, None], [None, None]], Undefined.NO_DATA),
        ([[1], [0]], Undefined.ONE_CODER),
        ([[1, None], [0, None]], Undefined.ONE_CODER),
        ([[1, None], [0, None], [None, 1], [None, 0]], Undefined.NO_PAIRABLE),
    ],
)
def test_data_without_pairs_are_undefined_for_every_coefficient(
    name: str, rows: list[list[Label | None]], reason: Undefined
) -> None:
    found = estimate(ratings_of(rows, categories=BINARY), name)
    assert (found.value, found.reason) == (None, reason)
    assert found.n_units == len(rows)
    assert found.n_units_used == 0


def test_a_distribution_of_single_ratings_has_no_pairs() -> None:
    found = estimate(distribution_of([[1, 0], [0, 1]]), "krippendorff_alpha")
    assert found.reason is Undefined.NO_PAIRABLE


def test_a_constant_coder_gives_a_kappa_of_exactly_nought_and_a_caution() -> None:
    data = ratings_of([[1, 1], [1, 0], [1, 1], [1, 0], [1, 1]], categories=BINARY)
    kappa = estimate(data, "cohen_kappa")
    assert kappa.value == 0.0
    assert kappa.cautions == (Caution.CONSTANT_CODER,)
    assert estimate(data, "krippendorff_alpha").value == pytest.approx(-0.125, abs=1e-12)


def test_total_disagreement_is_a_kappa_of_minus_one() -> None:
    found = estimate(ratings_of([[1, 0], [0, 1]]), "cohen_kappa")
    assert found.value == -1.0
    assert found.cautions == ()


def test_a_single_rating_of_a_unit_is_left_out_and_counted() -> None:
    data = ratings_of([[1, 1], [0, 0], [1, 0], [0, 0], [1, None], [1, None]])
    without = ratings_of([[1, 1], [0, 0], [1, 0], [0, 0]])
    for name in COEFFICIENTS:
        found = estimate(data, name)
        assert (found.n_units, found.n_units_used) == (6, 4)
        if name not in ALL_RATINGS:
            assert found.value == estimate(without, name).value


def test_a_single_rating_counts_for_chance_where_the_definition_says_so() -> None:
    # By hand: pa 3/4; shares of 1 over six units (1 + 1/2 + 1 + 1) / 6 = 7/12.
    data = ratings_of([[1, 1], [0, 0], [1, 0], [0, 0], [1, None], [1, None]])
    spread = 2 * (7 / 12) * (5 / 12)
    assert estimate(data, "gwet_ac").value == pytest.approx((3 / 4 - spread) / (1 - spread))
    assert estimate(data, "fleiss_kappa").value == pytest.approx(1 - (1 / 4) / spread)


def test_a_category_that_nobody_used_matters_only_where_chance_is_by_the_domain() -> None:
    rows = [[1, 1], [2, 2], [1, 2], [1, 1], [2, 2]]
    for name in COEFFICIENTS:
        declared, found = (
            estimate(ratings_of(rows, categories=labels), name) for labels in ((1, 2, 3), None)
        )
        assert (declared.value == found.value) == (name not in BY_DOMAIN)
        assert declared.categories == (1, 2, 3)


def test_codes_that_differ_in_case_only_are_two_categories() -> None:
    found = estimate(ratings_of([["Trust", "trust"], ["Trust", "Trust"]]), "percent_agreement")
    assert found.value == 0.5


def test_kappa_takes_the_two_coders_who_rated_and_refuses_three() -> None:
    two = ratings_of([[1, None, 1], [0, None, 1], [0, None, 0]])
    assert (
        estimate(two, "cohen_kappa").value
        == estimate(ratings_of([[1, 1], [0, 1], [0, 0]]), "cohen_kappa").value
    )
    with pytest.raises(UserError, match="two coders, and these data have 3"):
        estimate(ratings_of([[1, 1, 1], [0, 0, 1]]), "cohen_kappa")


def test_who_rated_must_be_known_where_the_definition_needs_it() -> None:
    for name, instead in (
        ("cohen_kappa", "krippendorff_alpha"),
        ("scott_pi", "fleiss_kappa"),
        ("conger_kappa", "fleiss_kappa"),
    ):
        with pytest.raises(UserError, match=instead):
            estimate(distribution_of([[2, 0], [1, 1]]), name)


def test_an_unknown_coefficient_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match=r"'kappa'.*cohen_kappa"):
        estimate(ratings_of([[1, 1]]), "kappa")


@pytest.mark.parametrize(
    ("name", "scale", "said"),
    [
        ("percent_agreement", Scale(Level.ORDINAL), "no level"),
        ("percent_agreement", Scale(weights=Weighting.LINEAR), "no weights"),
        ("cohen_kappa", Scale(Level.ORDINAL), "give weights instead"),
        ("krippendorff_alpha", Scale(Level.RATIO, Weighting.LINEAR), "both say"),
    ],
)
def test_a_scale_that_a_coefficient_does_not_take_is_refused(
    name: str, scale: Scale, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        estimate(ratings_of([[1, 2], [2, 2]]), name, scale)


@pytest.mark.parametrize(
    "weights",
    [
        ((1.0, 0.5),),
        ((1.0, 0.5), (0.5,)),
        ((1.0, 2.0), (2.0, 1.0)),
        ((0.0, 1.0), (1.0, 0.0)),
        ((1.0, float("nan")), (0.0, 1.0)),
    ],
)
def test_weights_that_are_not_weights_are_refused(weights: Matrix) -> None:
    with pytest.raises(UserError, match="weights must be"):
        estimate(ratings_of([[1, 2], [2, 2]]), "cohen_kappa", Scale(weights=weights))


def test_alpha_refuses_weights_that_are_not_symmetric() -> None:
    with pytest.raises(UserError, match="symmetric"):
        estimate(
            ratings_of([[1, 2], [2, 2]]),
            "krippendorff_alpha",
            Scale(weights=((1.0, 0.5), (0.2, 1.0))),
        )


def test_a_level_that_needs_an_order_refuses_texts_whose_order_is_not_known() -> None:
    rows = [["low", "high"], ["low", "low"], ["middle", "low"]]
    with pytest.raises(UserError, match="order is not known"):
        estimate(ratings_of(rows), "krippendorff_alpha", Scale(Level.ORDINAL))
    declared = ratings_of(rows, categories=("low", "middle", "high"))
    assert estimate(declared, "krippendorff_alpha", Scale(Level.ORDINAL)).value is not None
    with pytest.raises(UserError, match="'low' is not"):
        estimate(declared, "krippendorff_alpha", Scale(Level.INTERVAL))


def test_numbers_written_as_text_have_their_order() -> None:
    as_text = ratings_of([["2", "10"], ["10", "10"], ["9", "2"], ["9", "9"]])
    as_numbers = ratings_of([[2, 10], [10, 10], [9, 2], [9, 9]])
    assert as_text.categories == ("2", "9", "10")
    for level in Level:
        scale = Scale(level)
        text = estimate(as_text, "krippendorff_alpha", scale)
        assert text.value == estimate(as_numbers, "krippendorff_alpha", scale).value


def test_the_ratio_level_refuses_numbers_below_nought() -> None:
    with pytest.raises(UserError, match="from 0 upwards"):
        estimate(ratings_of([[-1, 2], [2, 2]]), "krippendorff_alpha", Scale(Level.RATIO))


def test_too_many_categories_are_refused() -> None:
    with pytest.raises(UserError, match="501 categories"):
        ratings_of([[number, number] for number in range(501)])


def test_a_table_that_is_not_square_is_refused() -> None:
    with pytest.raises(UserError, match="row 1"):
        ratings_of_contingency([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(UserError, match="2 rows cannot have 3"):
        ratings_of_contingency([[1, 2], [3, 4]], ("a", "b", "c"))
