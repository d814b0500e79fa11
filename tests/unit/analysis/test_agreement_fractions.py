"""Every coefficient of ratings on random small tables, from its definition in exact fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.estimates import Level, Weighting
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import ratings_of

CATEGORIES = (0, 1, 2)
Rows = list[list[int | None]]
Distance = dict[tuple[int, int], Fraction]
OF_TWO = ("cohen_kappa", "scott_pi")
BY_WEIGHTS = tuple(name for name, one in COEFFICIENTS.items() if one.takes_weights)
WEIGHTS = (Weighting.IDENTITY, Weighting.LINEAR, Weighting.QUADRATIC, Weighting.ORDINAL)


@st.composite
def tables(draw: st.DrawFn, coders: int | None = None) -> Rows:
    """Draw up to eight units of two to four coders, some not rated."""
    width = coders or draw(st.integers(2, 4))
    row = st.lists(st.none() | st.sampled_from(CATEGORIES), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=8))


def by_weights(weights: Weighting) -> Distance:
    """Cohen (1968) and Gwet (2014): a gap of categories, over the largest one."""
    gaps = {
        Weighting.IDENTITY: (0, 1, 1),
        Weighting.LINEAR: (0, 1, 2),
        Weighting.QUADRATIC: (0, 1, 4),
        Weighting.ORDINAL: (0, 1, 3),
    }[weights]
    return {(a, b): Fraction(gaps[abs(a - b)], gaps[2]) for a, b in product(CATEGORIES, repeat=2)}


def by_level(level: Level, pool: Sequence[int]) -> Distance:
    """Krippendorff (2011), section F."""

    def apart(a: int, b: int) -> Fraction:
        if level is Level.NOMINAL:
            return Fraction(a != b)
        if level is Level.RATIO:
            return Fraction(a - b, a + b) ** 2 if a + b else Fraction(0)
        if level is Level.INTERVAL:
            return Fraction(a - b) ** 2
        low, high = sorted((a, b))
        between = sum(pool.count(one) for one in range(low, high + 1))
        return (between - Fraction(pool.count(low) + pool.count(high), 2)) ** 2

    return {(a, b): apart(a, b) for a, b in product(CATEGORIES, repeat=2)}


def rated(rows: Rows) -> list[list[int]]:
    """Return the ratings of each unit."""
    return [[one for one in row if one is not None] for row in rows]


def mean(values: Iterator[Fraction]) -> Fraction:
    """Return the mean of one value or more."""
    found = list(values)
    return sum(found, Fraction(0)) / len(found)


def within(row: Sequence[int], apart: Distance) -> Fraction:
    """Return the mean distance of a unit's pairs."""
    return mean(apart[pair] for pair in permutations(row, 2))


def shares(row: Sequence[int]) -> list[Fraction]:
    """Return the share of each category."""
    return [Fraction(row.count(one), len(row)) for one in CATEGORIES]


def by_chance(one: Sequence[Fraction], other: Sequence[Fraction], apart: Distance) -> Fraction:
    """Return the mean distance of what is drawn from two distributions."""
    return sum(
        (one[a] * other[b] * apart[a, b] for a, b in product(CATEGORIES, repeat=2)), Fraction(0)
    )


def expected(name: str, rows: Rows, apart: Distance) -> Fraction:
    """Return the disagreement that each definition expects by chance."""
    some = [row for row in rated(rows) if row]
    q = len(CATEGORIES)
    if name in {"percent_agreement", "brennan_prediger"}:
        even = [Fraction(1, q)] * q
        return Fraction(1) if name == "percent_agreement" else by_chance(even, even, apart)
    if name in {"fleiss_kappa", "gwet_ac"}:
        pooled = [mean(shares(row)[k] for row in some) for k in CATEGORIES]
        alike = sum((1 - one for one in apart.values()), Fraction(0)) / (q * (q - 1))
        spread = sum((p * (1 - p) for p in pooled), Fraction(0))
        return by_chance(pooled, pooled, apart) if name == "fleiss_kappa" else 1 - alike * spread
    if name == "conger_kappa":
        own = [[row[at] for row in rows if row[at] is not None] for at in range(len(rows[0]))]
        coders = [shares([one for one in those if one is not None]) for those in own if those]
        return mean(by_chance(a, b, apart) for a, b in permutations(coders, 2))
    mine, theirs = ([row[at] for row in some if len(row) == 2] for at in (0, 1))
    if name == "scott_pi":
        mine = theirs = mine + theirs
    return by_chance(shares(mine), shares(theirs), apart)


def exact(name: str, rows: Rows, apart: Distance) -> Fraction | None:
    """Return 1 - observed / expected disagreement, None where it is 0/0."""
    paired = [row for row in rated(rows) if len(row) > 1]
    if not paired:
        return None
    if name == "krippendorff_alpha":
        pool = [one for row in paired for one in row]
        observed = sum((len(row) * within(row, apart) for row in paired), Fraction(0)) / len(pool)
        chance = within(pool, apart)
    else:
        observed = mean(within(row, apart) for row in paired)
        chance = expected(name, rows, apart)
    return 1 - observed / chance if chance else None


def assert_is(found: float | None, wanted: Fraction | None) -> None:
    assert found == (None if wanted is None else pytest.approx(float(wanted), abs=1e-12))


@settings(deadline=None)
@given(tables(), st.sampled_from(BY_WEIGHTS), st.sampled_from(WEIGHTS))
def test_a_weighted_coefficient_is_that_of_its_definition(
    rows: Rows, name: str, weights: Weighting
) -> None:
    assume(name not in OF_TWO)
    found = estimate(ratings_of(rows, categories=CATEGORIES), name, Scale(weights=weights))
    assert_is(found.value, exact(name, rows, by_weights(weights)))


@settings(deadline=None)
@given(tables(coders=2), st.sampled_from(OF_TWO), st.sampled_from(WEIGHTS))
def test_a_coefficient_of_two_coders_is_that_of_its_definition(
    rows: Rows, name: str, weights: Weighting
) -> None:
    found = estimate(ratings_of(rows, categories=CATEGORIES), name, Scale(weights=weights))
    assert_is(found.value, exact(name, rows, by_weights(weights)))


@settings(deadline=None)
@given(tables(), st.sampled_from(Level))
def test_alpha_at_every_level_is_that_of_its_definition(rows: Rows, level: Level) -> None:
    pool = [one for row in rated(rows) if len(row) > 1 for one in row]
    found = estimate(ratings_of(rows, categories=CATEGORIES), "krippendorff_alpha", Scale(level))
    assert_is(found.value, exact("krippendorff_alpha", rows, by_level(level, pool)))


@settings(deadline=None)
@given(tables())
def test_percent_agreement_is_that_of_its_definition(rows: Rows) -> None:
    found = estimate(ratings_of(rows, categories=CATEGORIES), "percent_agreement")
    assert_is(found.value, exact("percent_agreement", rows, by_weights(Weighting.IDENTITY)))
