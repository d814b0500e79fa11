"""What the coefficients are made of that each have a notion of chance of their own.

Observed disagreement is over the units that two coders rated; what is expected by chance follows
each coefficient's own definition. `apart` is the distance of two categories (q x q).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qes.analysis.agreement.documents import Floats, Integers
from qes.analysis.agreement.ratings import UNRATED
from qes.analysis.agreement.terms import ROUNDING, Rows, Terms, beyond_chance, mean


def percent(apart: Floats) -> Terms:
    """Make the mean, over units with two ratings or more, of the share of pairs that agree.

    Fleiss (1971), Psychological Bulletin 76(5):378-382, equations 1 and 2,
    doi:10.1037/h0031619; with two coders the plain share of units on which they agree.
    """
    return _corrected(apart, 0, lambda _: np.zeros((0, 0)), lambda sums: 1 + 0 * sums[..., 0])


def cohen(apart: Floats, first: int, second: int) -> Terms:
    """Make Cohen's kappa of two of the coders: chance keeps to each coder's own distribution.

    Cohen (1960), Educational and Psychological Measurement 20(1):37-46,
    doi:10.1177/001316446002000104; weighted: Cohen (1968), Psychological Bulletin
    70(4):213-220, doi:10.1037/h0026256.
    """
    q = len(apart)

    def of_rows(rows: Rows) -> Floats:
        a, b, both = _two(rows, first, second)
        observed = apart[a, b] * both
        return np.column_stack((both, observed, np.eye(q)[a] * both[:, None], _ones(q, b, both)))

    def value(sums: Floats) -> Floats:
        n, observed = sums[..., 0], sums[..., 1]
        mine, theirs = sums[..., 2 : 2 + q], sums[..., 2 + q :]
        expected = ((mine @ apart) * theirs).sum(axis=-1)
        # Whole numbers to the end where unweighted, so that 0 and 0/0 are exact.
        return beyond_chance(n * observed, expected)

    return Terms(2 + 2 * q, of_rows, value, by_coder=True)


def scott(apart: Floats, first: int, second: int) -> Terms:
    """Make Scott's pi of two of the coders: chance draws from one distribution of both.

    Scott (1955), Public Opinion Quarterly 19(3):321-325, doi:10.1086/266577. Over the units that
    both rated.
    """
    q = len(apart)

    def of_rows(rows: Rows) -> Floats:
        a, b, both = _two(rows, first, second)
        return np.column_stack((both, apart[a, b] * both, _ones(q, a, both) + _ones(q, b, both)))

    def value(sums: Floats) -> Floats:
        n, observed, marginals = sums[..., 0], sums[..., 1], sums[..., 2:]
        expected = ((marginals @ apart) * marginals).sum(axis=-1)
        return beyond_chance(4 * n * observed, expected)

    return Terms(2 + q, of_rows, value, by_coder=True)


def conger(apart: Floats, coders: tuple[int, ...]) -> Terms:
    """Make Conger's kappa: chance keeps to each coder's own distribution, over what they rated.

    Conger (1980), Psychological Bulletin 88(2):322-328, doi:10.1037/0033-2909.88.2.322; with
    missing ratings Gwet (2014), chapter 3. With two coders it is Cohen's kappa.
    """
    q, g = len(apart), len(coders)

    def own(rows: Rows) -> Floats:
        given = (_known(rows)[:, coders, None] == np.arange(q)) * 1.0
        return np.asarray(given.reshape(len(given), g * q))

    def expected(sums: Floats) -> Floats:
        counts = sums[..., 3:].reshape(*sums.shape[:-1], g, q)
        shares = mean(counts, counts.sum(axis=-1, keepdims=True) + np.zeros_like(counts))
        together = shares.sum(axis=-2)
        # The mean over all ordered pairs of different coders.
        everyone = ((together @ apart) * together).sum(axis=-1)
        alone = ((shares @ apart) * shares).sum(axis=(-2, -1))
        return np.asarray((everyone - alone) / (g * (g - 1)))

    return _corrected(apart, g * q, own, expected, by_coder=True)


def fleiss(apart: Floats) -> Terms:
    """Make Fleiss' kappa: chance draws from one distribution, the mean of the units' own.

    Fleiss (1971), Psychological Bulletin 76(5):378-382, doi:10.1037/h0031619; with missing
    ratings Gwet (2014), Handbook of Inter-Rater Reliability, chapter 3: units with a single
    rating count here, though not in the observed agreement.
    """
    return _of_shares(apart, lambda shares: ((shares @ apart) * shares).sum(axis=-1))


def gwet(apart: Floats) -> Terms:
    """Make Gwet's AC1, or AC2 with weights: chance only where ratings are hard.

    The more evenly categories are used, the more chance is expected. Gwet (2008), British
    Journal of Mathematical and Statistical Psychology 61(1):29-48, doi:10.1348/000711006X126600;
    AC2: Gwet (2014), chapter 3.
    """
    q = len(apart)
    alike = float((1 - apart).sum()) / (q * (q - 1)) if q > 1 else 0.0

    def expected(shares: Floats) -> Floats:
        spread = (shares * (1 - shares)).sum(axis=-1)
        # With one category to choose from there is nothing to tell apart.
        return np.asarray(1 - alike * spread if q > 1 else 0 * spread)

    return _of_shares(apart, expected)


def brennan_prediger(apart: Floats) -> Terms:
    """Make Brennan and Prediger's coefficient: chance takes every declared category as often.

    Brennan & Prediger (1981), Educational and Psychological Measurement 41(3):687-699,
    doi:10.1177/001316448104100307; with two categories also called PABAK (Byrt, Bishop & Carlin
    1993, doi:10.1016/0895-4356(93)90018-V).
    """
    by_chance = float(apart.sum()) / max(1, len(apart)) ** 2
    return _corrected(
        apart, 0, lambda _: np.zeros((0, 0)), lambda sums: by_chance + 0 * sums[..., 0]
    )


def _of_shares(apart: Floats, expected: Callable[[Floats], Floats]) -> Terms:
    """Make a coefficient whose chance is a function of the categories' mean shares."""

    def of_sums(sums: Floats) -> Floats:
        return expected(mean(sums[..., 3:], sums[..., :1] + np.zeros_like(sums[..., 3:])))

    return _corrected(apart, len(apart), Rows.shares, of_sums)


def _corrected(
    apart: Floats,
    width: int,
    of_chance: Callable[[Rows], Floats],
    expected: Callable[[Floats], Floats],
    *,
    by_coder: bool = False,
) -> Terms:
    """Make a coefficient of which observed disagreement is the mean of the units' own.

    Args:
        apart: The distance of two categories.
        width: How many sums chance needs beyond the first three: units rated, units rated twice,
            observed disagreement.
        of_chance: What a row adds to them.
        expected: Expected disagreement, from all sums.
        by_coder: Whether chance depends on who rated what.
    """

    def of_rows(rows: Rows) -> Floats:
        first = ((rows.ratings > 0) * 1.0, rows.paired(), rows.agreed(apart, 1))
        return np.column_stack((*first, *of_chance(rows).T)) if width else np.column_stack(first)

    def value(sums: Floats) -> Floats:
        return beyond_chance(mean(sums[..., 2], sums[..., 1]), expected(sums), ROUNDING)

    def smooth(sums: Floats, held: Floats) -> Floats:
        # Gwet (2008) holds the share of units that two coders rated.
        by_chance = expected(sums)
        units = held[1] / held[0] * sums[..., 0]
        return np.asarray((sums[..., 1] * by_chance - sums[..., 2]) / (units * by_chance))

    return Terms(3 + width, of_rows, value, smooth, by_coder)


def _known(rows: Rows) -> Integers:
    if rows.values is None:
        raise ValueError("who rated what is not known")
    return rows.values


def _two(rows: Rows, first: int, second: int) -> tuple[Integers, Integers, Floats]:
    """Return two coders' categories, and 1 for each row that both rated, else 0."""
    values = _known(rows)
    a, b = values[:, first], values[:, second]
    return a, b, np.asarray(((a != UNRATED) & (b != UNRATED)) * 1.0)


def _ones(q: int, category: Integers, there: Floats) -> Floats:
    return np.asarray(np.eye(q)[category] * there[:, None])
