"""Intervals over documents, and the standard error that units would have if independent.

Segments of a document are more alike than segments of different ones; intervals over units are
then far too narrow. The headline interval leaves out one document at a time (delete-one
jackknife; Efron & Stein 1981, doi:10.1214/aos/1176345462), with t on documents - 1 degrees of
freedom: it is the same whoever computes it. Beside it stands the percentile interval of documents drawn with
replacement (Efron 1979, doi:10.1214/aos/1176344552; for clusters Field & Welsh 2007,
doi:10.1111/j.1467-9868.2007.00593.x).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qes.analysis.agreement import student
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import Interval, IntervalPlan, Method, NoInterval
from qes.analysis.agreement.replicates import Replicable, parts

FEWEST_FOR_JACKKNIFE = 6
"""Documents below which no interval is given: it would rest on a handful of texts."""
FEWEST_FOR_BOOTSTRAP = 20
"""Documents below which resampling them is not shown: its intervals are then too narrow."""
MOST_UNDEFINED = 0.05
"""The share of resamples without a value above which the others are not taken for all."""
_TAIL = 0.025
_FEWEST_RESAMPLES = 2
_DRAWS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Standard errors and 95 % intervals of an array of statistics; NaN where there is none."""

    method: Method
    n: int
    se: Floats
    low: Floats
    high: Floats
    undefined: NoInterval
    """Why there is none where there is none, given a value."""
    resamples: int | None = None
    seed: int | None = None

    def at(self, *place: int, value: float | None) -> Interval:
        """Return the interval of one of the statistics, whose value is given."""
        se, low, high = (float(one[place]) for one in (self.se, self.low, self.high))
        if value is None or math.isnan(low):
            why = NoInterval.NO_VALUE if value is None else self.undefined
            return Interval(
                self.method, self.n, reason=why, resamples=self.resamples, seed=self.seed
            )
        return Interval(self.method, self.n, se, low, high, None, self.resamples, self.seed)


def document_jackknife(statistic: Replicable, value: Floats) -> Spread:
    """Leave out one document at a time.

    The interval is value +- t(documents - 1) se, at most 1. There is none for fewer than six
    documents, nor where the statistic is undefined without one of them.

    Args:
        statistic: Of documents that each have at least one unit.
        value: The statistic itself, from all documents.
    """
    n = statistic.n_documents
    if n < FEWEST_FOR_JACKKNIFE:
        return _nothing(Method.DOCUMENT_JACKKNIFE, n, value, NoInterval.TOO_FEW_DOCUMENTS)
    left_out = statistic.without_each()
    with np.errstate(invalid="ignore"):
        apart = left_out - left_out.mean(axis=-1, keepdims=True)
        se = np.sqrt((n - 1) / n * (apart**2).sum(axis=-1))
    return symmetric(
        Method.DOCUMENT_JACKKNIFE, n, value, se, undefined=NoInterval.RESTS_ON_ONE_DOCUMENT
    )


def symmetric(
    method: Method, n: int, value: Floats, se: Floats, *, undefined: NoInterval
) -> Spread:
    """Make value +- t(n - 1) se, at most 1."""
    half = t_quantile(n - 1) * se
    return Spread(method, n, se, value - half, np.minimum(1.0, value + half), undefined)


def document_bootstrap(statistic: Replicable, value: Floats, plan: IntervalPlan) -> Spread:
    """Draw as many documents as there are, with replacement, as often as planned.

    The same seed gives the same interval. There is none for fewer than twenty documents or two
    resamples, nor where more than one resample in twenty has no value. The ends are percentiles, interpolated.
    """
    n = statistic.n_documents
    if n < FEWEST_FOR_BOOTSTRAP:
        return _nothing(Method.DOCUMENT_BOOTSTRAP, n, value, NoInterval.TOO_FEW_DOCUMENTS)
    if plan.resamples < _FEWEST_RESAMPLES:
        return _nothing(Method.DOCUMENT_BOOTSTRAP, n, value, NoInterval.NOT_RESAMPLED)
    drawn = np.concatenate([statistic.reweighted(part) for part in _draws(n, plan)], axis=-1)
    # Undefined values are NaN and are sorted to the end.
    drawn.sort(axis=-1)
    defined = plan.resamples - np.isnan(drawn).sum(axis=-1)
    few = defined < math.ceil((1 - MOST_UNDEFINED) * plan.resamples)
    se = np.std(drawn, axis=-1, ddof=1)
    for place in map(tuple, np.argwhere((defined < plan.resamples) & ~few)):
        se[place] = np.std(drawn[place][: defined[place]], ddof=1)
    low, high = (_quantile(drawn, defined, share) for share in (_TAIL, 1 - _TAIL))
    for one in (se, low, high):
        one[few] = np.nan
    return Spread(
        Method.DOCUMENT_BOOTSTRAP,
        n,
        se,
        low,
        high,
        NoInterval.OFTEN_UNDEFINED,
        plan.resamples,
        plan.seed,
    )


def t_quantile(degrees: int, share: float = 1 - _TAIL) -> float:
    """Return the quantile of Student's t; infinite for no degree of freedom.

    >>> round(t_quantile(29), 4)
    2.0452
    """
    return student.t_quantile(degrees, share) if degrees > 0 else math.inf


def _draws(documents: int, plan: IntervalPlan) -> Iterator[Floats]:
    """Yield how often each document is drawn (resamples x documents), some resamples at a time."""
    chance = np.random.default_rng(plan.seed)
    for part in parts(plan.resamples, max(1, _DRAWS_AT_ONCE // documents)):
        rows = part.stop - part.start
        drawn = chance.integers(documents, size=(rows, documents))
        drawn += np.arange(rows)[:, None] * documents
        counted = np.bincount(drawn.ravel(), minlength=rows * documents)
        yield counted.reshape(rows, documents).astype(np.float64)


def _quantile(ordered: Floats, defined: np.ndarray, share: float) -> Floats:
    """Interpolate a quantile of the first `defined` values of each row."""
    at = np.maximum(defined - 1, 0) * share
    below = np.floor(at).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(defined - 1, 0))
    first = np.take_along_axis(ordered, below[..., None], axis=-1)[..., 0]
    second = np.take_along_axis(ordered, above[..., None], axis=-1)[..., 0]
    return np.asarray(first + (at - below) * (second - first))


def _nothing(method: Method, n: int, value: Floats, why: NoInterval) -> Spread:
    empty = np.full(value.shape, np.nan)
    return Spread(method, n, empty, empty, empty, why)
