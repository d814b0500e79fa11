"""The disagreement that each coefficient expects by chance, where nominal or weighted.

Each function returns the mean distance of two ratings drawn by chance, as the coefficient
understands chance; `apart` is the distance of two categories (q x q), 1 - their agreement weight.
"""

from __future__ import annotations

import numpy as np

from qes.analysis.ratings import Dataset, Distribution, Integers, Ratings
from qes.analysis.scales import Floats
from qes.errors import UserError


def scott(data: Dataset, apart: Floats) -> float:
    """Expect two coders to share one distribution, over the units that both rated.

    Scott (1955), Public Opinion Quarterly 19(3):321-325, doi:10.1086/266577.

    Raises:
        UserError: If the data are not those of two known coders.
    """
    table = two_coders(data, "Scott's pi", "fleiss_kappa")
    shares = (table.sum(axis=0) + table.sum(axis=1)) / (2 * table.sum())
    return _drawn_twice(shares, apart)


def fleiss(data: Dataset, apart: Floats) -> float:
    """Expect all coders to share one distribution: the mean of the units' own.

    Fleiss (1971), Psychological Bulletin 76(5):378-382, doi:10.1037/h0031619; with missing
    ratings Gwet (2014), Handbook of Inter-Rater Reliability, chapter 3: units with a single
    rating count here, though not in the observed agreement.
    """
    return _drawn_twice(mean_shares(data), apart)


def conger(data: Dataset, apart: Floats) -> float:
    """Expect each coder to keep to a distribution of their own, over the units they rated.

    Conger (1980), Psychological Bulletin 88(2):322-328, doi:10.1037/0033-2909.88.2.322; with
    missing ratings Gwet (2014), chapter 3. With two coders it is Cohen's kappa.

    Raises:
        UserError: If the data do not say who rated what.
    """
    if isinstance(data, Distribution):
        raise UserError(
            "Conger's kappa needs to know who rated what, which a distribution does not say",
            hint="give ratings, or ask for fleiss_kappa",
        )
    own = np.stack([_own_shares(data, coder) for coder in data.active()])
    coders = len(own)
    # The mean over all ordered pairs of different coders.
    together = own.sum(axis=0)
    pairs = np.outer(together, together) - own.T @ own
    return float((apart * pairs).sum()) / (coders * (coders - 1))


def brennan_prediger(data: Dataset, apart: Floats) -> float:
    """Expect every declared category as often as any other.

    Brennan & Prediger (1981), Educational and Psychological Measurement 41(3):687-699,
    doi:10.1177/001316448104100307; with two categories also called PABAK (Byrt, Bishop & Carlin
    1993, doi:10.1016/0895-4356(93)90018-V).
    """
    return float(apart.sum()) / max(1, len(data.categories)) ** 2


def gwet(data: Dataset, apart: Floats) -> float:
    """Expect chance only where ratings are hard, the more so the more evenly categories are used.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1):29-48,
    doi:10.1348/000711006X126600 (AC1); with weights Gwet (2014), chapter 3 (AC2).
    """
    q = len(data.categories)
    if q < 2:
        return 0.0
    shares = mean_shares(data)
    alike = float((1 - apart).sum()) / (q * (q - 1))
    return 1 - alike * float((shares * (1 - shares)).sum())


def mean_shares(data: Dataset) -> Floats:
    """Return each category's mean share of a unit's ratings, over all units with a rating."""
    total, units = np.zeros(len(data.categories)), 0
    for counted, repeats in data.counts():
        ratings = counted.sum(axis=1)
        rated = ratings > 0
        total += repeats[rated] @ (counted[rated] / ratings[rated, None])
        units += int(repeats[rated].sum())
    return total / units


def two_coders(data: Dataset, title: str, otherwise: str) -> Integers:
    """Return the table (q x q) of the two coders who rated, for a coefficient of two coders.

    Raises:
        UserError: If the data are not those of two known coders; `otherwise` is what to ask for.
    """
    if isinstance(data, Distribution):
        raise UserError(
            f"{title} needs to know who rated what, which a distribution does not say",
            hint=f"give ratings or a contingency table, or ask for {otherwise}",
        )
    active = data.active()
    if len(active) != 2:
        raise UserError(
            f"{title} is for two coders, and these data have {len(active)}",
            hint=f"give two of them, or ask for {otherwise}",
        )
    return data.contingency(active[0], active[1])


def _own_shares(data: Ratings, coder: int) -> Floats:
    values, repeats = data.patterns()
    column = values[:, coder]
    rated = column >= 0
    counted = np.bincount(column[rated], repeats[rated], minlength=len(data.categories))
    return np.asarray(counted / counted.sum())


def _drawn_twice(shares: Floats, apart: Floats) -> float:
    return float((apart * np.outer(shares, shares)).sum())
