"""Two coders' codes of each unit: four counts a code, and all figures from them."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qes.analysis.agreement.estimates import Figure, Undefined
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import ratings_of
from qes.analysis.agreement.two_by_two import TwoByTwo
from qes.analysis.agreement.two_coders import compare, roll_up

CODES = ("trust", "pay", "hours")
codings = st.lists(
    st.tuples(*[st.frozensets(st.sampled_from(CODES))] * 2, st.sampled_from("de")), max_size=30
)
counts = st.builds(TwoByTwo, *[st.integers(0, 50)] * 4)


@given(codings)
def test_the_counts_are_those_of_counting_by_hand(
    units: list[tuple[frozenset[str], frozenset[str], str]],
) -> None:
    found = (
        compare(CODES, *map(list, zip(*units, strict=True)))
        if units
        else compare(CODES, [], [], [])
    )
    assert found.n_units == len(units)
    assert found.n_documents == len({document for _, _, document in units})
    for code, row in zip(CODES, found.codes, strict=True):
        cells = [(code in one, code in other) for one, other, _ in units]
        assert row.code == code
        assert row.counts == TwoByTwo(
            cells.count((True, True)),
            cells.count((True, False)),
            cells.count((False, True)),
            cells.count((False, False)),
        )


@given(counts)
def test_the_figures_are_those_of_the_general_coefficients(table: TwoByTwo) -> None:
    cells = [(1, 1, table.a), (1, 0, table.b), (0, 1, table.c), (0, 0, table.d)]
    rows = [[first, second] for first, second, times in cells for _ in range(times)]
    data = ratings_of(rows, categories=(0, 1))
    for name, figure in (
        ("percent_agreement", table.percent),
        ("cohen_kappa", table.kappa),
        ("krippendorff_alpha", table.alpha),
        ("gwet_ac", table.ac1),
    ):
        general = estimate(data, name)
        assert figure.reason == general.reason
        assert figure.value == pytest.approx(general.value, abs=1e-12)


def test_positive_and_negative_agreement_are_those_of_the_paradox_paper() -> None:
    # Cicchetti & Feinstein (1990): a table of 85 % agreement, kappa .32.
    table = TwoByTwo(80, 10, 5, 5)
    assert table.positive.value == pytest.approx(160 / 175)
    assert table.negative.value == pytest.approx(10 / 25)
    assert table.prevalence.value == pytest.approx(175 / 200)


def test_a_code_that_nobody_used_has_no_alpha_and_full_agreement() -> None:
    table = TwoByTwo(0, 0, 0, 40)
    assert table.percent == Figure(1.0)
    assert table.alpha == table.kappa == Figure(None, Undefined.NO_VARIATION)
    assert table.positive == Figure(None, Undefined.NEVER_USED)
    assert table.negative == Figure(1.0)


def test_a_code_given_to_every_unit_has_no_alpha_and_no_negative_agreement() -> None:
    table = TwoByTwo(40, 0, 0, 0)
    assert table.alpha.reason is Undefined.NO_VARIATION
    assert table.negative == Figure(None, Undefined.ALWAYS_USED)


def test_without_units_nothing_is_defined() -> None:
    table = compare(["trust"], [], [], []).codes[0].counts
    for figure in (table.prevalence, table.percent, table.positive, table.kappa, table.alpha):
        assert figure == Figure(None, Undefined.NO_DATA)
    assert compare(["trust"], [], [], []).pooled.alpha == Figure(None, Undefined.NO_DATA)


@given(st.lists(counts, min_size=1, max_size=5))
def test_swapping_the_coders_changes_no_figure(tables: list[TwoByTwo]) -> None:
    for table in tables:
        swapped = TwoByTwo(table.a, table.c, table.b, table.d)
        assert (swapped.kappa, swapped.alpha) == (table.kappa, table.alpha)
        assert (swapped.positive, swapped.negative) == (table.positive, table.negative)


@given(codings)
def test_a_code_that_nobody_used_does_not_change_the_pooled_figures(
    units: list[tuple[frozenset[str], frozenset[str], str]],
) -> None:
    assume(units)
    a, b, documents = map(list, zip(*units, strict=True))
    without, with_unused = (
        compare(CODES, a, b, documents),
        compare([*CODES, "new"], a, b, documents),
    )
    assert with_unused.pooled.alpha == without.pooled.alpha
    assert with_unused.pooled.kappa == without.pooled.kappa
    assert with_unused.pooled.counts.d == without.pooled.counts.d + len(units)


def test_pooled_kappa_takes_chance_within_each_code() -> None:
    # De Vries et al. (2008): (mean po - mean pe) / (1 - mean pe). By hand: trust po 3/4, pe 1/2;
    # pay po 2/4, pe (1/4 * 1/4 + 3/4 * 3/4) = 5/8.
    a = [frozenset({"trust"}), frozenset({"trust"}), frozenset({"pay"}), frozenset[str]()]
    b = [frozenset({"trust"}), frozenset({"pay"}), frozenset[str](), frozenset[str]()]
    found = compare(["trust", "pay"], a, b, ["d"] * 4)
    po, pe = (3 / 4 + 2 / 4) / 2, (1 / 2 + 5 / 8) / 2
    assert found.pooled.kappa.value == pytest.approx((po - pe) / (1 - pe))


def test_the_least_and_the_median_alpha_are_over_the_codes_that_have_one() -> None:
    a = [frozenset({"trust", "pay"}), frozenset({"trust"}), frozenset[str](), frozenset({"pay"})]
    b = [frozenset({"trust"}), frozenset({"trust"}), frozenset[str](), frozenset({"pay"})]
    found = compare(["trust", "pay", "hours"], a, b, ["d"] * 4)
    alphas = [one.counts.alpha.value for one in found.codes]
    assert alphas[2] is None
    defined = [alpha for alpha in alphas if alpha is not None]
    assert found.pooled.n_defined == 2
    assert found.pooled.alpha_least.value == min(defined)
    assert found.pooled.alpha_median.value == median(defined)


@pytest.mark.parametrize(
    ("codes", "a", "b", "documents"),
    [
        (["trust"], [frozenset()], [], ["d"]),
        (["trust"], [frozenset()], [frozenset()], []),
        (["trust", "trust"], [], [], []),
        (["trust"], [frozenset({"other"})], [frozenset()], ["d"]),
    ],
)
def test_units_that_do_not_belong_together_are_a_mistake_of_the_caller(
    codes: list[str], a: list[frozenset[str]], b: list[frozenset[str]], documents: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        compare(codes, a, b, documents)


def test_rolled_up_codes_agree_where_the_leaves_do_not() -> None:
    parents = {"pay": "terms", "hours": "terms"}
    a, b = [frozenset({"pay"}), frozenset({"trust"})], [frozenset({"hours"}), frozenset({"trust"})]
    leaf = compare(["pay", "hours", "trust"], a, b, ["d", "d"])
    above = compare(["terms", "trust"], roll_up(a, parents), roll_up(b, parents), ["d", "d"])
    assert leaf.codes[0].counts == TwoByTwo(0, 1, 0, 1)
    assert above.codes[0].counts == TwoByTwo(1, 0, 0, 1)


def test_counts_below_nought_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="less than 0"):
        TwoByTwo(1, -1, 0, 0)
