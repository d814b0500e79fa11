"""What each coefficient of agreement is made of: sums over units, and a function of the sums.

Observed disagreement is over the units that two coders rated; what is expected by chance follows
each coefficient's own definition. A value is 1 - observed / expected disagreement; where nothing
could be expected it is NaN. `apart` is the distance of two categories (q x q).

The functions take complex sums too, so that their derivative comes out of one evaluation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qes.analysis.agreement.documents import Floats, Integers

ROUNDING = 1e-12
"""Shares are sums of fractions; less than this is what rounding leaves of nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some patterns of the data."""

    counts: Floats
    """Rows x categories: how many coders gave each."""
    values: Integers | None
    """Rows x coders, or None where it is not known who rated what."""

    @property
    def ratings(self) -> Floats:
        """Count the ratings of each row."""
        return np.asarray(self.counts.sum(axis=1))

    def agreed(self, apart: Floats, at_least: int) -> Floats:
        """Return each row's summed distance over ordered pairs of ratings, over their number.

        `at_least` is 1 to divide by r (r - 1), the pairs, and 0 to divide by r - 1.
        """
        r = self.ratings
        pairs = np.where(r > 1, (r - 1) * (r if at_least else 1), 1)
        return np.asarray(((self.counts @ apart) * self.counts).sum(axis=1) / pairs)

    def paired(self) -> Floats:
        """Return 1 for each row with two ratings or more, and else 0."""
        return np.asarray((self.ratings > 1) * 1.0)

    def shares(self) -> Floats:
        """Return each category's share of a row's ratings."""
        return self.counts / np.maximum(1, self.ratings)[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """A coefficient as a function of sums over units."""

    width: int
    of_rows: Callable[[Rows], Floats]
    """What one unit of each row adds to the sums (rows x width)."""
    value: Callable[[Floats], Floats]
    """Sums (... x width) to values (...)."""
    smooth: Callable[[Floats, Floats], Floats] | None = None
    """The same with what depends on the number of units held at that of other sums."""
    by_coder: bool = False
    """Whether it matters who rated what."""
    summed: Callable[[Rows, Floats], Floats] | None = None
    """The sums over rows that each stand for so many units, where there are too many terms to
    have those of each row."""


def beyond_chance(observed: Floats, expected: Floats, nothing: float = 0.0) -> Floats:
    """Return 1 - observed / expected, and NaN where expected is nothing."""
    value = np.full(np.broadcast_shapes(observed.shape, expected.shape), np.nan, observed.dtype)
    np.divide(expected - observed, expected, out=value, where=np.abs(expected) > nothing)
    return value


def mean(total: Floats, units: Floats) -> Floats:
    """Return total / units, and NaN where there are none."""
    value = np.full(total.shape, np.nan, total.dtype)
    np.divide(total, units, out=value, where=np.abs(units) > 0)
    return value
