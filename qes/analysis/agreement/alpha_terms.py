"""What Krippendorff's alpha is made of.

`apart` is the distance of two categories (q x q).
"""

from __future__ import annotations

import numpy as np

from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.terms import ROUNDING, Rows, Terms, beyond_chance


def alpha(apart: Floats) -> Terms:
    """Make Krippendorff's alpha where the distance of categories is given.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections C and F
    (https://repository.upenn.edu/asc_papers/43).
    """

    def of_rows(rows: Rows) -> Floats:
        paired = rows.paired()
        return np.column_stack((paired, rows.agreed(apart, 0), rows.counts * paired[:, None]))

    def expected(sums: Floats) -> Floats:
        marginals = sums[..., 2:]
        return np.asarray(((marginals @ apart) * marginals).sum(axis=-1))

    def smooth(sums: Floats, held: Floats) -> Floats:
        # Gwet (2014), chapter 5: the mean number of ratings is held, and agreement is moved by
        # how far a unit's number of ratings is from that mean.
        n, units = sums[..., 2:].sum(axis=-1), sums[..., 0]
        ratings = held[2:].sum()
        each = ratings / held[0]
        agreement = (ratings - held[1]) / ratings * (1 - 1 / ratings) + 1 / ratings
        apart_now = 1 - (n - sums[..., 1]) / (each * units) + agreement * (n / units / each - 1)
        return beyond_chance(apart_now, expected(sums) / n**2)

    def value(sums: Floats) -> Floats:
        return beyond_chance((sums[..., 2:].sum(axis=-1) - 1) * sums[..., 1], expected(sums))

    return Terms(2 + len(apart), of_rows, value, smooth)


def ordinal_alpha(q: int) -> Terms:
    """Make Krippendorff's alpha where distance depends on how often each category was used.

    Source as for `alpha`; the distance is that of `scales.distances`.
    """

    def of_rows(rows: Rows) -> Floats:
        counts = rows.counts
        pairs = counts[:, :, None] * counts[:, None, :]
        each = np.arange(q)
        pairs[:, each, each] -= counts
        return (pairs / np.maximum(1, rows.ratings - 1)[:, None, None]).reshape(len(counts), q * q)

    def smooth(sums: Floats, held: Floats) -> Floats:
        # n - 1 is n times (n - 1) / n, of which the second is held.
        return _ordinal(sums, sums.sum(axis=-1) * (1 - 1 / held.sum()), q)

    def summed(rows: Rows, times: Floats) -> Floats:
        each = rows.counts * (times / np.maximum(1, rows.ratings - 1))[:, None]
        pairs = each.T @ rows.counts
        pairs[np.diag_indices(q)] -= each.sum(axis=0)
        return np.asarray(pairs.reshape(q * q))

    def value(sums: Floats) -> Floats:
        return _ordinal(sums, sums.sum(axis=-1) - 1, q)

    return Terms(q * q, of_rows, value, smooth, summed=summed)


def _ordinal(sums: Floats, factor: Floats, q: int) -> Floats:
    coincidences = sums.reshape(*sums.shape[:-1], q, q)
    marginals = coincidences.sum(axis=-1)
    reached = np.cumsum(marginals, axis=-1) - marginals / 2
    apart = (reached[..., :, None] - reached[..., None, :]) ** 2
    by_chance = marginals[..., :, None] * marginals[..., None, :]
    observed = (apart * coincidences).sum(axis=(-2, -1))
    # Fractions of pairs leave a residue where nothing is left.
    nothing = ROUNDING * float(np.abs(marginals).sum(axis=-1).max(initial=0)) ** 4
    return beyond_chance(factor * observed, (apart * by_chance).sum(axis=(-2, -1)), nothing)
