"""How many relevant segments are still unseen, judged from those drawn at random.

What a learner puts first tells nothing certain about what it puts last, so the estimate rests on
draws from `qes.suggest.order.random_order` among the segments unseen at that moment. In between,
any number may be looked at in any other order. The interval is a confidence sequence: it holds
at whatever moment one looks and stops, however often one looks. All numbers of relevant segments
are kept under which the draws are not too unlikely, compared with their mean over a prior (the
prior-posterior ratio of Waudby-Smith & Ramdas 2020, Confidence sequences for sampling without
replacement, doi:10.48550/arXiv.2006.04347, here with other segments looked at between the
draws). The prior decides how narrow the interval is, never whether it holds: the learner's
calibrated probabilities may inform it.

For one look planned beforehand `planned_interval` is narrower: the exact hypergeometric
counterpart of the binomial interval (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404), as
used for stopping by Callaghan & Müller-Hansen 2020 (doi:10.1186/s13643-020-01521-4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qes.suggest.random_draws import Draw, Evidence


@dataclass(frozen=True, slots=True)
class Remaining:
    """How many of the unseen segments are relevant."""

    unseen: int
    low: int
    likely: float
    """The mean under prior and draws; it leans on the prior while draws are few."""
    high: int
    level: float
    """With what confidence, 0 to 1, the number lies from low to high."""
    found: int
    """Relevant segments found so far, before the first draw too."""
    draws: int

    @property
    def share_found(self) -> float:
        """The least share of all relevant segments that is found, at this confidence (recall)."""
        return self.found / (self.found + self.high) if self.found + self.high else 1.0


def remaining(
    draws: Sequence[Draw],
    *,
    unseen: int,
    found: int,
    found_before: int = 0,
    expected: float | None = None,
    level: float = 0.95,
) -> Remaining:
    """Estimate how many relevant segments are unseen, with an interval that holds at any time.

    Args:
        draws: in the order they were made; none gives the interval from nothing to everything.
        unseen: segments unseen now.
        found: relevant ones found since just before the first draw, in whatever order.
        found_before: relevant ones found before the first draw.
        expected: how many relevant ones were expected among the unseen just before the first
            draw, from what was known then (such as the sum of calibrated probabilities); 5 %
            of them if None. One that leans on a draw makes the interval wrong.
        level: the confidence asked for, above 0 and below 1.
    """
    state = Evidence.after(draws, unseen, found, expected)
    low, high = state.interval(level)
    return Remaining(unseen, low, state.mean(), high, level, found_before + found, len(draws))


def draws_needed(
    draws: Sequence[Draw],
    *,
    unseen: int,
    found: int,
    target: float,
    found_before: int = 0,
    expected: float | None = None,
    level: float = 0.95,
) -> int:
    """Return how many more draws without a find show that the target share is found.

    Args:
        draws: as for `remaining`, and so for the others.
        unseen: segments unseen now.
        found: relevant ones found since just before the first draw.
        target: the share of all relevant segments to have found, above 0, at most 1.
        found_before: relevant ones found before the first draw.
        expected: how many were expected just before the first draw.
        level: the confidence asked for.

    Returns:
        0 if it is shown already, `unseen` at most: then all must be looked at.
    """
    state = Evidence.after(draws, unseen, found, expected)
    allowed = math.floor((found_before + found) * (1 - target) / target + 1e-9)
    least, most = 0, unseen
    while least < most:
        middle = (least + most) // 2
        if state.after_none(middle).interval(level)[1] <= allowed:
            most = middle
        else:
            least = middle + 1
    return least


def planned_interval(
    population: int, drawn: int, relevant: int, *, level: float = 0.95
) -> tuple[int, int]:
    """Return between which numbers the relevant segments of a population lie.

    Holds for one look at a simple random sample whose size was settled beforehand. Exact: either
    bound is the last number that a test at half the remaining risk does not reject.

    Args:
        population: segments the sample was drawn from, the sample itself included.
        drawn: size of the sample, at most the population.
        relevant: relevant segments in the sample, at most its size.
        level: the confidence asked for.
    """
    from scipy.stats import hypergeom  # noqa: PLC0415 - slow to import, and seldom needed

    risk = (1 - level) / 2
    numbers = np.arange(relevant, population - (drawn - relevant) + 1)
    at_least = hypergeom.sf(relevant - 1, population, numbers, drawn)
    at_most = hypergeom.cdf(relevant, population, numbers, drawn)
    kept = numbers[(at_least > risk) & (at_most > risk)]
    return int(kept[0]), int(kept[-1])


def advice(estimate: Remaining, *, target: float = 0.95, more: int | None = None) -> str:
    """Say in words what is still unseen and whether the target is reached.

    Args:
        estimate: from `remaining`.
        target: the share of all relevant segments one wants to have found.
        more: from `draws_needed`, to be named where the target is not reached.
    """
    if not estimate.unseen:
        return f"Every segment has been looked at; {estimate.found:,} are relevant."
    if not estimate.draws:
        return (
            f"Nothing has been drawn at random yet, so nothing can be said of the "
            f"{estimate.unseen:,} unseen segments."
        )
    sentences = [
        (
            f"At {_percent(estimate.level)}: between {estimate.low:,} and {estimate.high:,} unseen of "
            f"about {estimate.found + estimate.likely:,.0f}."
        ),
        f"{estimate.found:,} found, at least {math.floor(100 * estimate.share_found)} % of all.",
    ]
    if estimate.share_found >= target:
        sentences.append(f"That is the {_percent(target)} asked for.")
    elif more is not None:
        sentences.append(
            f"For {_percent(target)}, {more:,} more drawn at random without a find would do."
            if more < estimate.unseen
            else f"For {_percent(target)}, all {estimate.unseen:,} must be looked at."
        )
    return " ".join(sentences)


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
