"""Sets of codes: how far apart two are, and alpha over whole sets."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qes.analysis.agreement import code_sets as sets_of_codes
from qes.analysis.agreement import set_alpha
from qes.analysis.agreement.code_sets import (
    CodeSet,
    SetDistance,
    SetMembers,
    mean_set_distance,
    set_distance,
    set_distances,
    set_ratings,
)
from qes.analysis.agreement.estimates import IntervalPlan, Method, NoInterval, Undefined
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.intervals import t_quantile
from qes.analysis.agreement.ratings import ratings_of
from qes.analysis.agreement.set_alpha import alpha_of_sets, alphas_of_sets
from qes.errors import UserError

code_sets: st.SearchStrategy[CodeSet] = st.frozensets(st.sampled_from("abcd"))
rated: st.SearchStrategy[CodeSet | None] = st.none() | code_sets


def exact_distance(a: CodeSet, b: CodeSet, distance: SetDistance) -> Fraction:
    """Passonneau (2006), in fractions."""
    if a == b:
        return Fraction(0)
    like = Fraction(len(a & b), len(a | b))
    if distance is SetDistance.MASI:
        within = a < b or b < a
        like *= Fraction(2, 3) if within else Fraction(1, 3) if a & b else 0
    return 1 - like


def exact_alpha(units: list[list[CodeSet | None]], distance: SetDistance) -> Fraction | None:
    """Krippendorff (2011) over all pairs of ratings, in fractions."""
    rows = [[one for one in unit if one is not None] for unit in units]
    rows = [row for row in rows if len(row) > 1]
    pool = [one for row in rows for one in row]
    observed = sum(
        (
            sum((exact_distance(a, b, distance) for a, b in permutations(row, 2)), Fraction(0))
            / (len(row) - 1)
            for row in rows
        ),
        Fraction(0),
    )
    expected = sum((exact_distance(a, b, distance) for a, b in permutations(pool, 2)), Fraction(0))
    return None if expected == 0 else 1 - (len(pool) - 1) * observed / expected


@given(code_sets, code_sets, st.sampled_from(SetDistance))
def test_a_distance_is_that_of_its_definition(a: CodeSet, b: CodeSet, kind: SetDistance) -> None:
    found = set_distance(a, b, kind)
    assert found == pytest.approx(float(exact_distance(a, b, kind)), abs=1e-15)
    assert (found == 0) == (a == b)
    assert found == set_distance(b, a, kind)
    assert set_distances((a, b), (b,), kind)[0, 0] == found


@settings(deadline=None)
@given(
    st.lists(st.lists(rated, min_size=3, max_size=3), min_size=1, max_size=9),
    st.sampled_from(SetDistance),
)
def test_alpha_is_that_of_all_pairs_in_fractions(
    units: list[list[CodeSet | None]], kind: SetDistance
) -> None:
    exact = exact_alpha(units, kind)
    found = alpha_of_sets(set_ratings(units), kind)
    assert found.value == (None if exact is None else pytest.approx(float(exact), abs=1e-12))
    assert (found.value is None) == (found.reason is not None)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=2, max_size=2), min_size=2, max_size=12))
def test_sets_of_one_code_each_are_nominal_ratings(rows: list[list[int]]) -> None:
    plain = estimate(ratings_of(rows), "krippendorff_alpha")
    units: list[list[CodeSet | None]] = [[frozenset({one}) for one in row] for row in rows]
    assume(plain.value is not None)
    for kind in SetDistance:
        assert alpha_of_sets(set_ratings(units), kind).value == pytest.approx(plain.value)


@settings(deadline=None)
@given(
    st.lists(st.lists(rated, min_size=3, max_size=3), min_size=1, max_size=9),
    st.sampled_from(SetDistance),
    st.permutations("abcd"),
    st.permutations(range(3)),
)
def test_neither_the_names_of_codes_nor_the_order_of_coders_matters(
    units: list[list[CodeSet | None]], kind: SetDistance, names: list[str], order: list[int]
) -> None:
    new = dict(zip("abcd", names, strict=True))
    turned: list[list[CodeSet | None]] = [
        [None if one is None else frozenset(new[str(code)] for code in one) for one in unit]
        for unit in ([unit[at] for at in order] for unit in units)
    ]
    mine, theirs = (alpha_of_sets(set_ratings(one), kind) for one in (units, turned))
    assert mine.value == pytest.approx(theirs.value, abs=1e-12)
    assert mine.reason == theirs.reason


def test_two_distances_at_once_are_those_of_one_after_another() -> None:
    units, where = made_units(21)
    data, plan = set_ratings(units, where), IntervalPlan(resamples=40, seed=3)
    both = alphas_of_sets(data, tuple(SetDistance), plan)
    assert both == tuple(alpha_of_sets(data, one, plan) for one in SetDistance)


def made_units(documents: int) -> tuple[list[list[CodeSet | None]], list[str]]:
    chance = np.random.default_rng(8)
    units: list[list[CodeSet | None]] = []
    where = []
    for document in range(documents):
        for _ in range(int(chance.integers(2, 6))):
            truth = {code for code in "abcd" if chance.random() < 0.3}
            row: list[CodeSet | None] = []
            for _coder in range(3):
                kept = {code for code in truth if chance.random() < 0.8}
                row.append(None if chance.random() < 0.1 else frozenset(kept))
            units.append(row)
            where.append(f"d{document}")
    return units, where


@pytest.mark.parametrize("many", [False, True])
def test_its_intervals_are_those_of_counting_anew(
    monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    if many:
        monkeypatch.setattr(set_alpha, "_MOST_SETS_BY_DOCUMENT", 2)
    units, where = made_units(21)
    plan = IntervalPlan(resamples=40, seed=3)
    found = alpha_of_sets(set_ratings(units, where), SetDistance.MASI, plan)
    names = list(dict.fromkeys(where))
    each = [[row for row, at in zip(units, where, strict=True) if at == one] for one in names]

    def value(documents: list[int]) -> float:
        rows = [row for at in documents for row in each[at]]
        return float(alpha_of_sets(set_ratings(rows)).value or 0)

    left_out = [value([at for at in range(21) if at != one]) for one in range(21)]
    se = np.sqrt(20 / 21 * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    assert found.value == pytest.approx(value(list(range(21))), abs=1e-12)
    assert found.se == pytest.approx(se, abs=1e-12)
    assert found.ci is not None
    assert found.value is not None
    assert found.ci[0] == pytest.approx(found.value - t_quantile(20) * se, abs=1e-12)
    (bootstrap,) = (one for one in found.beside if one.method is Method.DOCUMENT_BOOTSTRAP)
    if many:
        assert bootstrap.reason is NoInterval.TOO_MANY_CATEGORIES
        return
    drawn = np.random.default_rng(3).integers(21, size=(40, 21)).tolist()
    ends = np.quantile([value(one) for one in drawn], (0.025, 0.975))
    assert bootstrap.ends == pytest.approx(ends, abs=1e-12)


def test_the_error_over_units_of_sets_of_one_code_is_near_that_of_nominal_ratings() -> None:
    chance = np.random.default_rng(1)
    truth = chance.integers(1, 4, size=(400, 1))
    rows = np.where(chance.random((400, 3)) < 0.7, truth, chance.integers(1, 4, size=(400, 3)))
    plain = estimate(ratings_of(rows.tolist()), "krippendorff_alpha")
    units: list[list[CodeSet | None]] = [[frozenset({one}) for one in row] for row in rows.tolist()]
    found = alpha_of_sets(set_ratings(units), SetDistance.JACCARD)
    assert found.se == pytest.approx(plain.se, rel=1e-3)


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], Undefined.NO_DATA),
        ([[None, None]], Undefined.NO_DATA),
        ([[frozenset("a"), None]], Undefined.ONE_CODER),
        ([[frozenset("a"), None], [None, frozenset("a")]], Undefined.NO_PAIRABLE),
        ([[frozenset(), frozenset()]] * 3, Undefined.NO_VARIATION),
        ([[frozenset("a"), frozenset("a")]] * 3, Undefined.NO_VARIATION),
    ],
)
def test_where_there_is_no_value_there_is_a_reason(
    units: list[list[CodeSet | None]], reason: Undefined
) -> None:
    found = alpha_of_sets(set_ratings(units))
    assert (found.value, found.reason) == (None, reason)


def test_rows_of_unlike_length_are_refused() -> None:
    with pytest.raises(UserError, match="unit 2 has 1"):
        set_ratings([[frozenset(), frozenset()], [frozenset()]])


def test_the_mean_distance_of_no_pairs_is_none() -> None:
    assert mean_set_distance(()) is None


@pytest.mark.parametrize(
    ("name", "jaccard", "masi"),
    [
        ("iaa-v1.csv", 0.1981, 0.1474),
        ("iaa-v2_double-annotations.csv", 0.1812, 0.0915),
    ],
)
def test_a_published_study_of_several_coders_comes_out(
    shared: Path, name: str, jaccard: float, masi: float
) -> None:
    file = shared / "corpora" / "coded" / "inlg20ychec" / name
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["key"].strip()]
    given: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        by_coder = given.setdefault(row["key"], {})
        by_coder.setdefault(row["source_spreadsheet"], set()).add(row["criterion_paraphrase"])
    coders = sorted({row["source_spreadsheet"] for row in rows})
    units = [
        [frozenset(those[one]) if one in those else None for one in coders]
        for those in given.values()
    ]
    data = set_ratings(units)
    assert len(coders) >= 4
    for kind, published in ((SetDistance.JACCARD, jaccard), (SetDistance.MASI, masi)):
        assert alpha_of_sets(data, kind).value == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("at_once", [1, 7, 24, 1_000])
def test_distances_summed_part_by_part_are_those_of_all_pairs(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(sets_of_codes, "_PAIRS_AT_ONCE", at_once)
    sets: list[CodeSet] = [
        frozenset(one) for one in ("", "a", "ab", "abc", "", "d", "cd", "bd", "acd", "e")
    ]
    counts = np.arange(len(sets) * 3, dtype=np.float64).reshape(len(sets), 3)
    kinds = (SetDistance.JACCARD, SetDistance.MASI, SetDistance.JACCARD)
    found = SetMembers.of(sets).products(counts, kinds)
    for kind, products in zip(kinds, found, strict=True):
        np.testing.assert_allclose(products, set_distances(sets, sets, kind) @ counts, rtol=1e-13)
