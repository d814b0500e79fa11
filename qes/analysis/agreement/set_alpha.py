"""Krippendorff's alpha where a rating is a whole set of codes.

The disagreement expected by chance is a sum over all pairs of ratings. Of documents it is a
quadratic form in how often each of them counts, so a table of documents by documents is all that
an interval needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
    within: Floats
    """Of each pattern: the summed distance of its ordered pairs, over ratings - 1."""
    spread: Floats
    """Of each set: its summed distance from all ratings."""

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
    """Patterns of two ratings or more."""

    used: Patterns

    def within(self, members: SetMembers, distance: SetDistance) -> Floats:
        """Return the summed distance of each pattern's ordered pairs, over ratings - 1."""
        rows, sizes = self.used.rows, self.used.ratings
        found = np.zeros(len(rows))
        # Patterns of as many ratings are taken together; each pair of their places is one column.
        for size in range(2, rows.shape[1] + 1):
            places = np.flatnonzero(sizes == size)
            some = rows[places]
            table = some[some != UNRATED].reshape(-1, size)
            for i in range(size):
                for j in range(i + 1, size):
                    apart = members.apart_in_pairs(table[:, i], table[:, j], distance)
                    found[places] += 2 * apart / (size - 1)
        return found

    def marginals(self, n_sets: int) -> Floats:
        """Count ratings by their set, in each document (sets x documents)."""
        used = self.used
        found = np.zeros((n_sets, used.n_documents))
        for column in used.rows.T:
            given = column[used.pattern]
            there = given != UNRATED
            np.add.at(found, (given[there], used.document[there]), used.times[there])
        return found


def alpha_of_sets(
    data: SetRatings,
    distance: SetDistance = SetDistance.MASI,
    plan: IntervalPlan | None = None,
) -> Estimate:
    """Compute alpha over sets of codes, as `alphas_of_sets` does for several distances."""
    return alphas_of_sets(data, (distance,), plan)[0]


def alphas_of_sets(
    data: SetRatings, distances: Sequence[SetDistance], plan: IntervalPlan | None = None
) -> tuple[Estimate, ...]:
    """Compute alpha over sets of codes, for any number of coders, with missing ratings.

    Krippendorff (2011, https://repository.upenn.edu/asc_papers/43) with a distance of sets in
    the place of that of categories (Passonneau 2006). Two empty sets agree; where all sets are
    the same there is no value.
    """
    patterns = patterns_of(data.ratings)
    totals = patterns.totals
    paired = totals[patterns.ratings > 1].sum()
    few = {0: Undefined.NO_DATA, 1: Undefined.ONE_CODER}
    codes = sorted({str(code) for one in data.sets for code in one})
    bare = Estimate(
        NAME,
        None,
        Undefined.NO_VARIATION if paired else few.get(data.ratings.n_coders, Undefined.NO_PAIRABLE),
        n_units=int(totals.sum()),
        n_units_used=int(paired),
        n_coders=data.ratings.n_coders,
        n_documents=data.ratings.n_documents,
        categories=tuple(codes) if data.domain is None else data.domain,
    )
    if not paired:
        return tuple(replace(bare, distance=one.value) for one in distances)
    counted = _Counted(patterns.with_entries(patterns.ratings[patterns.pattern] > 1))
    members = SetMembers.of(data.sets)
    return tuple(
        _of_sums(replace(bare, distance=one.value), counted, sums, data, plan)
        for one, sums in zip(distances, _sums(counted, members, distances), strict=True)
    )


def _of_sums(
    bare: Estimate, counted: _Counted, sums: _SetSums, data: SetRatings, plan: IntervalPlan | None
) -> Estimate:
    found = _alpha(sums.observed.sum(), sums.ratings.sum(), sums.cross.sum())
    if np.isnan(found):
        return bare
    value = float(found)
    over_units = _over_units(counted, value, sums)
    bare = replace(bare, value=value, reason=None, headline=over_units)
    if data.ratings.documents is None:
        return bare
    here = np.array([value])
    jackknife = document_jackknife(sums, here).at(0, value=value)
    if sums.chance is None:
        why = NoInterval.TOO_MANY_CATEGORIES
        bootstrap = Interval(Method.DOCUMENT_BOOTSTRAP, sums.n_documents, reason=why)
    else:
        bootstrap = document_bootstrap(sums, here, plan or IntervalPlan()).at(0, value=value)
    return replace(bare, headline=jackknife, beside=(bootstrap, over_units))


def _sums(
    counted: _Counted, members: SetMembers, distances: Sequence[SetDistance]
) -> Iterator[_SetSums]:
    """Yield, for each kind of distance, what each document with a pair adds."""
    used = counted.used
    marginals = counted.marginals(len(members.table))
    paired = marginals.any(axis=0)
    marginals = marginals[:, paired]
    ratings = marginals.sum(axis=0)
    few = len(marginals) <= _MOST_SETS_BY_DOCUMENT or marginals.shape[1] == 1
    counts = marginals if few else marginals.sum(axis=1, keepdims=True)
    for distance, products in zip(distances, members.products(counts, distances), strict=True):
        within = counted.within(members, distance)
        summed = np.bincount(
            used.document, weights=used.times * within[used.pattern], minlength=used.n_documents
        )
        observed = np.asarray(summed[paired], dtype=np.float64)
        spread = products.sum(axis=1)
        if few:
            chance = marginals.T @ products
            yield _SetSums(
                observed, ratings, np.diag(chance), chance.sum(axis=1), chance, within, spread
            )
            continue
        own = np.empty(len(ratings))
        for at, column in enumerate(marginals.T):
            there = np.flatnonzero(column)
            own[at] = column[there] @ members.apart(there, there, distance) @ column[there]
        yield _SetSums(observed, ratings, own, spread @ marginals, None, within, spread)


def _alpha(observed: Floats, ratings: Floats, chance: Floats) -> Floats:
    # Distances are thirds: less than this is what rounding leaves of nothing.
    nothing = 1e-12 * np.maximum(1, ratings)
    value = np.full(np.shape(observed), np.nan)
    np.divide(
        chance - (ratings - 1) * observed, chance, out=value, where=np.asarray(chance > nothing)
    )
    return value


def _over_units(counted: _Counted, value: float, sums: _SetSums) -> Interval:
    """Linearise over units as `summing.unit_spread` does: alpha is 1 - n observed / chance."""
    used = counted.used
    n = round(float(used.times.sum()))
    if n < 2:
        return Interval(Method.UNIT, n, reason=NoInterval.ONE_UNIT)
    chance, observed, ratings = sums.cross.sum(), sums.observed.sum(), sums.ratings.sum()
    spread = np.where(used.rows != UNRATED, sums.spread[used.rows], 0).sum(axis=1)
    moved = (used.ratings * observed + ratings * sums.within) / chance
    answer = 2 * ratings * observed * spread / chance**2 - moved
    square = float(used.times @ answer[used.pattern] ** 2)
    se = np.array([np.sqrt(square * n / (n - 1))])
    spread_of = symmetric(Method.UNIT, n, np.array([value]), se, undefined=NoInterval.ONE_UNIT)
    return spread_of.at(0, value=value)
