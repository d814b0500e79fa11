"""A share of a count, with how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError("a part is no less than nothing and no more than the whole")

    @property
    def share(self) -> float | None:
        """Return part / whole; None where there is nothing to have a part of."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % score interval, which stays within 0 and 1 and holds for small counts.

        None where there is nothing to have a part of.

        Wilson (1927), Journal of the American Statistical Association 22(158):209-212,
        doi:10.1080/01621459.1927.10502953. Units are taken to be independent of one another.

        >>> [round(end, 3) for end in Proportion(8, 10).interval]
        [0.49, 0.943]
        """
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        # what rounding leaves of exact 0 and 1 is no part of the interval
        low = 0.0 if self.part == 0 else middle - half
        high = 1.0 if self.part == self.whole else middle + half
        return low, high
