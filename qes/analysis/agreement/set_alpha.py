"""Krippendorff's alpha where a rating is a whole set of codes.

The disagreement expected by chance is a sum over all pairs of ratings. Of documents it is a
quadratic form in how often each of them counts, so a table of documents by documents is all that
an interval needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qes.analysis.agreement.code_sets import SetDistance, SetMembers, SetRatings
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import (
    Estimate,
    Interval,
    IntervalPlan,
    Method,
    NoInterval,
    Undefined,
)
from qes.analysis.agreement.intervals import (
    document_bootstrap,
    document_jackknife,
    symmetric,
)
from qes.analysis.agreement.patterns import Patterns, patterns_of
from qes.analysis.agreement.ratings import UNRATED

NAME = "krippendorff_alpha_set"
_MOST_SETS_BY_DOCUMENT = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class _SetSums:
    """What each document adds to alpha over sets."""

    observed: Floats
    """Summed distance within the units of each document."""
    ratings: Floats
    """Pairable ratings of each document."""
    own: Floats
    """Summed distance of the ratings of each document from one another."""
    cross: Floats
    """Summed distance of the ratings of each document from those of all."""
    chance: Floats | None
    """Documents x documents: of one from those of the other; None where there are many sets."""

    @property
    def n_documents(self) -> int:
        return len(self.observed)

    def without_each(self) -> Floats:
        chance = self.cross.sum() - 2 * self.cross + self.own
        ratings = self.ratings.sum() - self.ratings
        return _alpha(self.observed.sum() - self.observed, ratings, chance)[None]

    def reweighted(self, times: Floats) -> Floats:
        if self.chance is None:
            return np.full((1, len(times)), np.nan)
        chance = ((times @ self.chance) * times).sum(axis=1)
        return _alpha(times @ self.observed, times @ self.ratings, chance)[None]


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Patterns of two ratings or more, and what a unit of each adds."""

    used: Patterns
    counts: list[tuple[int, ...]]
    """The sets of each pattern."""
    within: Floats
    """The summed distance of a pattern's ordered pairs, over ratings - 1."""


def alpha_of_sets(
    data: SetRatings,
    distance: SetDistance = SetDistance.MASI,
    plan: IntervalPlan | None = None,
) -> Estimate:
    """Compute alpha over sets of codes, for any number of coders, with missing ratings.

    Krippendorff (2011, https://repository.upenn.edu/asc_papers/43) with the distance of sets in
    the place of that of categories (Passonneau 2006). Two empty sets agree; where all sets are
    the same there is no value.
    """
    patterns = patterns_of(data.ratings)
    totals = patterns.totals
    paired = totals[patterns.ratings > 1].sum()
    value: float | None = None
    intervals: tuple[Interval, ...] = ()
    reason: Undefined | None
    if not paired:
        few = {0: Undefined.NO_DATA, 1: Undefined.ONE_CODER}
        reason = few.get(data.ratings.n_coders, Undefined.NO_PAIRABLE)
    else:
        value, intervals = _value(data, patterns, distance, plan)
        reason = None if value is not None else Undefined.NO_VARIATION
    codes = sorted({str(code) for one in data.sets for code in one})
    return Estimate(
        NAME,
        value,
        reason,
        n_units=int(totals.sum()),
        n_units_used=int(paired),
        n_coders=data.ratings.n_coders,
        n_documents=data.ratings.n_documents,
        categories=tuple(codes),
        distance=distance.value,
        headline=intervals[0] if intervals else None,
        beside=intervals[1:],
    )


def _counted(patterns: Patterns, members: SetMembers, distance: SetDistance) -> _Counted:
    used = patterns.with_entries(patterns.ratings[patterns.pattern] > 1)
    counts = [tuple(row[row != UNRATED].tolist()) for row in patterns.rows]
    within = np.zeros(len(counts))
    rows: dict[int, list[int]] = {}
    for at, sets in enumerate(counts):
        rows.setdefault(len(sets), []).append(at)
    # Patterns of as many ratings are taken together; each pair of their places is one column.
    for size, places in rows.items():
        if size < 2:
            continue
        table = np.array([counts[at] for at in places], dtype=np.int64).reshape(-1, size)
        for i in range(size):
            for j in range(i + 1, size):
                apart = members.apart_in_pairs(table[:, i], table[:, j], distance)
                within[places] += 2 * apart / (size - 1)
    return _Counted(used, counts, within)


def _value(
    data: SetRatings, patterns: Patterns, distance: SetDistance, plan: IntervalPlan | None
) -> tuple[float | None, tuple[Interval, ...]]:
    members = SetMembers.of(data.sets)
    counted = _counted(patterns, members, distance)
    sums, products = _sums(counted, members, distance)
    found = _alpha(sums.observed.sum(), sums.ratings.sum(), sums.cross.sum())
    if np.isnan(found):
        return None, ()
    value = float(found)
    over_units = _over_units(counted, value, sums, products)
    if data.ratings.documents is None:
        return value, (over_units,)
    here = np.array([value])
    jackknife = document_jackknife(sums, here).at(0, value=value)
    if sums.chance is None:
        why = NoInterval.TOO_MANY_CATEGORIES
        bootstrap = Interval(Method.DOCUMENT_BOOTSTRAP, sums.n_documents, reason=why)
    else:
        bootstrap = document_bootstrap(sums, here, plan or IntervalPlan()).at(0, value=value)
    return value, (jackknife, bootstrap, over_units)


def _sums(counted: _Counted, members: SetMembers, distance: SetDistance) -> tuple[_SetSums, Floats]:
    """Return what each document with a pair adds, and each set's distance from all ratings."""
    used = counted.used
    marginals = np.zeros((len(members.table), used.n_documents))
    for column in used.rows.T:
        given = column[used.pattern]
        there = given != UNRATED
        np.add.at(marginals, (given[there], used.document[there]), used.times[there])
    paired = marginals.any(axis=0)
    marginals = marginals[:, paired]
    summed = np.bincount(
        used.document, weights=used.times * counted.within[used.pattern], minlength=used.n_documents
    )
    observed = np.asarray(summed[paired], dtype=np.float64)
    ratings = marginals.sum(axis=0)
    if len(marginals) <= _MOST_SETS_BY_DOCUMENT:
        products = members.products(marginals, distance)
        chance = marginals.T @ products
        sums = _SetSums(observed, ratings, np.diag(chance), chance.sum(axis=1), chance)
        return sums, products.sum(axis=1)
    products = members.products(marginals.sum(axis=1, keepdims=True), distance)[:, 0]
    own = np.empty(len(ratings))
    for at, column in enumerate(marginals.T):
        there = np.flatnonzero(column)
        apart = members.apart(there, there, distance)
        own[at] = column[there] @ apart @ column[there]
    return _SetSums(observed, ratings, own, products @ marginals, None), products


def _alpha(observed: Floats, ratings: Floats, chance: Floats) -> Floats:
    # Distances are thirds: less than this is what rounding leaves of nothing.
    nothing = 1e-12 * np.maximum(1, ratings)
    value = np.full(np.shape(observed), np.nan)
    np.divide(
        chance - (ratings - 1) * observed, chance, out=value, where=np.asarray(chance > nothing)
    )
    return value


def _over_units(counted: _Counted, value: float, sums: _SetSums, products: Floats) -> Interval:
    """Linearise over units as `summing.unit_spread` does: alpha is 1 - n observed / chance."""
    used = counted.used
    n = round(float(used.times.sum()))
    if n < 2:
        return Interval(Method.UNIT, n, reason=NoInterval.ONE_UNIT)
    chance, observed, ratings = sums.cross.sum(), sums.observed.sum(), sums.ratings.sum()
    sizes = np.array([len(one) for one in counted.counts])
    spread = np.array([products[list(one)].sum() for one in counted.counts])
    moved = (sizes * observed + ratings * counted.within) / chance
    answer = 2 * ratings * observed * spread / chance**2 - moved
    square = float(used.times @ answer[used.pattern] ** 2)
    se = np.array([np.sqrt(square * n / (n - 1))])
    spread_of = symmetric(Method.UNIT, n, np.array([value]), se, undefined=NoInterval.ONE_UNIT)
    return spread_of.at(0, value=value)
