"""What segments drawn at random tell of the number of relevant ones among the unseen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_USUAL_SHARE = 0.05
"""A code is expected to apply to so many of the unseen where nothing else is known."""
_PRIOR_SEGMENTS = 10.0
"""So many segments is the expectation worth."""
_LEAST_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class Draw:
    """One segment that chance has chosen among the unseen, and what a reviewer found."""

    unseen: int
    """Segments unseen just before the draw, this one among them."""
    found: int
    """Relevant ones found, by whatever order, between the first draw and this one."""
    relevant: bool


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """How well every number of relevant segments at the outset agrees with what was drawn."""

    prior: NDArray[np.float64]
    """Logarithms, for 0 to all of the segments unseen before the first draw."""
    likelihood: NDArray[np.float64]
    """Logarithms of the chance of the draws."""
    unseen: int
    found: int

    @classmethod
    def after(
        cls, draws: Sequence[Draw], unseen: int, found: int, expected: float | None
    ) -> Evidence:
        """Weigh the draws; raise ValueError where the counts cannot all be true.

        Args:
            draws: in the order they were made.
            unseen: segments unseen now.
            found: relevant ones found since just before the first draw.
            expected: how many relevant ones the prior expects among those unseen just before
                the first draw; 5 % of them if None.
        """
        _check(draws, unseen, found)
        start = draws[0].unseen if draws else unseen + found
        numbers = np.arange(start + 1)
        likelihood = np.zeros(start + 1)
        at = 0
        while at < len(draws):
            run = _run_without_find(draws, at)
            left = numbers - draws[at].found
            if run:
                likelihood += _log_chance_of_none(left, draws[at].unseen, run)
            else:
                chance = np.clip(left / draws[at].unseen, 0.0, 1.0)
                likelihood += np.log(chance, where=chance > 0, out=np.full(len(left), -np.inf))
            at += max(run, 1)
        return cls(_log_prior(start, expected), likelihood, unseen, found)

    def after_none(self, count: int) -> Evidence:
        """Return what would be known after so many more draws without a find."""
        left = np.arange(len(self.prior)) - self.found
        more = _log_chance_of_none(left, self.unseen, count)
        return Evidence(self.prior, self.likelihood + more, self.unseen - count, self.found)

    def interval(self, level: float) -> tuple[int, int]:
        """Return the least and the greatest number of relevant unseen ones that is kept."""
        possible = self.likelihood[self.found : self.found + self.unseen + 1]
        threshold = math.log1p(-level) + _log_sum(self.prior + self.likelihood)
        kept = np.flatnonzero(possible >= threshold)
        if not len(kept):
            # chance has been as unkind as it is once in twenty times: the likeliest stands
            kept = np.array([int(possible.argmax())])
        return int(kept[0]), int(kept[-1])

    def mean(self) -> float:
        """Return the mean number of relevant unseen ones, given prior and draws."""
        part = slice(self.found, self.found + self.unseen + 1)
        weights = self.prior[part] + self.likelihood[part]
        weights = np.exp(weights - weights.max())
        return float(weights @ np.arange(len(weights)) / weights.sum())


def _check(draws: Sequence[Draw], unseen: int, found: int) -> None:
    """Raise ValueError where the counts cannot all be true."""
    steps = [*((one.unseen, one.found) for one in draws), (unseen, found)]
    if draws and draws[0].found:
        raise ValueError("something was found before the first draw: count it as found_before")
    for one, (later_unseen, later_found) in zip(draws, steps[1:], strict=True):
        finds = later_found - one.found
        others = one.unseen - later_unseen - finds
        if finds < int(one.relevant) or others < int(not one.relevant):
            raise ValueError(f"after {one} cannot come {later_unseen} unseen, {later_found} found")
    if unseen < 0 or found < 0:
        raise ValueError("counts are not negative")


def _run_without_find(draws: Sequence[Draw], at: int) -> int:
    """Return how many draws from this one on follow directly on one another and find nothing."""
    first, end = draws[at], at
    while (
        end < len(draws)
        and not draws[end].relevant
        and draws[end].found == first.found
        and draws[end].unseen == first.unseen - (end - at)
    ):
        end += 1
    return end - at


def _log_chance_of_none(relevant: NDArray[np.int_], unseen: int, count: int) -> NDArray[np.float64]:
    """Return the log chance that `count` draws from `unseen` segments find none of the relevant."""
    from scipy.special import gammaln  # noqa: PLC0415 - no light command needs scipy

    others = unseen - np.maximum(relevant, 0)
    possible = others >= count
    kept = np.where(possible, others, count)
    chance = (
        gammaln(kept + 1)
        - gammaln(kept - count + 1)
        - gammaln(unseen + 1)
        + gammaln(unseen - count + 1)
    )
    return np.asarray(np.where(possible, chance, -np.inf), dtype=np.float64)


def _log_prior(total: int, expected: float | None) -> NDArray[np.float64]:
    """Return the log of a beta-binomial prior over 0 to `total` relevant segments."""
    from scipy.special import betaln, gammaln  # noqa: PLC0415 - no light command needs scipy

    share = _USUAL_SHARE if expected is None else expected / max(total, 1)
    share = min(max(share, 0.0), 1.0)
    a = max(share * _PRIOR_SEGMENTS, _LEAST_WEIGHT)
    b = max((1 - share) * _PRIOR_SEGMENTS, _LEAST_WEIGHT)
    number = np.arange(total + 1)
    ways = gammaln(total + 1) - gammaln(number + 1) - gammaln(total - number + 1)
    return np.asarray(
        ways + betaln(number + a, total - number + b) - betaln(a, b), dtype=np.float64
    )


def _log_sum(logarithms: NDArray[np.float64]) -> float:
    greatest = float(logarithms.max())
    return greatest + math.log(float(np.exp(logarithms - greatest).sum()))
