"""What stretches of text add up to, document by document, for u-alpha and cu-alpha of two coders.

The disagreement expected by chance is a quadratic form in how often each document counts, so that
a table of documents by documents is all that an interval needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qes.analysis.agreement.documents import Floats, Integers
from qes.analysis.agreement.estimates import (
    Estimate,
    Interval,
    IntervalPlan,
    Method,
    NoInterval,
    Undefined,
)
from qes.analysis.agreement.intervals import document_bootstrap, document_jackknife
from qes.analysis.agreement.terms import beyond_chance
from qes.analysis.agreement.unitized_alpha import Unitized

_ROUNDING = 1e-12
_MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """A coefficient that is 1 - observed / (unlike pairs / pairs that could be drawn)."""

    length: Floats
    """Of each document, both coders' together."""
    agreed: Floats
    squares: Floats
    by_set: Floats
    """Documents x sets: the length of the stretches that have each set of codes."""

    @property
    def n_documents(self) -> int:
        """Count the documents."""
        return len(self.length)

    def value(self, length: Floats, agreed: Floats, squares: Floats, alike: Floats) -> Floats:
        """Return the coefficient of sums over documents."""
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = (length**2 - alike) / (length**2 - squares)
            return beyond_chance((length - agreed) / length, np.nan_to_num(expected), _ROUNDING)

    def whole(self) -> Floats:
        """Return the coefficient of all documents."""
        alike = np.array([(self.by_set.sum(axis=0) ** 2).sum()])
        sums = (np.array([one.sum()]) for one in (self.length, self.agreed, self.squares))
        length, agreed, squares = sums
        return self.value(length, agreed, squares, alike)

    def without_each(self) -> Floats:
        """Return the coefficient with each document left out in turn."""
        total = self.by_set.sum(axis=0)
        alike = (total**2).sum() - 2 * self.by_set @ total + (self.by_set**2).sum(axis=1)
        return self.value(
            self.length.sum() - self.length,
            self.agreed.sum() - self.agreed,
            self.squares.sum() - self.squares,
            alike,
        )[None]

    def reweighted(self, times: Floats) -> Floats:
        """Return the coefficient with each document counted so many times."""
        alike = ((times @ (self.by_set @ self.by_set.T)) * times).sum(axis=1)
        return self.value(times @ self.length, times @ self.agreed, times @ self.squares, alike)[
            None
        ]


@dataclass(frozen=True, slots=True, eq=False)
class SetSums:
    """Two coders' texts as stretches, each with the set of codes that it has."""

    every: Chance
    """All of the text, for u-alpha."""
    shared: Chance
    """What both coders marked, for cu-alpha."""

    @classmethod
    def of(cls, edges: Integers, at: Integers, sets: Integers, cuts: Sequence[Integers]) -> SetSums:
        """Add up stretches.

        Args:
            edges: Where each document begins, and where the last one ends.
            at: Every place at which a document or a span of either coder begins or ends.
            sets: Of each coder the number of the set from each place to the next; 0 is none.
            cuts: Of each coder the indices of the places at which their own spans begin or end.
        """
        size = np.diff(at).astype(np.float64)
        document = np.searchsorted(edges, at[:-1], side="right") - 1
        n, width = len(edges) - 1, int(sets.max(initial=0)) + 1
        first, second = sets[0, :-1], sets[1, :-1]
        alike = np.where(first == second, 2 * size, 0.0)
        both = (first > 0) & (second > 0)

        def summed(values: Floats) -> Floats:
            return np.asarray(np.bincount(document, weights=values, minlength=n), np.float64)

        squares, shared_squares = np.zeros(n), np.zeros(n)
        for own, cut in zip((first, second), cuts, strict=True):
            squares += summed(np.where(own == 0, size, 0.0))
            if len(cut) < 2:
                continue
            # From one of a coder's own places to the next, what they marked is one stretch.
            here = (own > 0)[cut[:-1]]
            part = slice(0, cut[-1])
            of = document[cut[:-1]][here]
            whole, shared = (
                np.add.reduceat(one[part], cut[:-1])[here] for one in (size, size * both)
            )
            squares += np.bincount(of, weights=whole**2, minlength=n)
            shared_squares += np.bincount(of, weights=shared**2, minlength=n)
        tables = [_by_set(document, own, size, n, width) for own in (first, second)]
        inner = [_by_set(document, own, size * both, n, width) for own in (first, second)]
        return cls(
            Chance(2 * summed(size), summed(alike), squares, tables[0] + tables[1]),
            Chance(
                2 * summed(size * both), summed(alike * both), shared_squares, inner[0] + inner[1]
            ),
        )

    def estimate(self, which: Unitized, plan: IntervalPlan | None = None) -> Estimate:
        """Compute u-alpha or cu-alpha with its intervals."""
        chance = self.every if which is Unitized.U else self.shared
        value = float(chance.whole()[0])
        length = float(self.every.length.sum())
        marked = float(self.shared.length.sum())
        bare = Estimate(
            which.value,
            None if np.isnan(value) else value,
            None,
            n_units=round(length / 2),
            n_units_used=round(float(chance.length.sum()) / 2),
            n_coders=2,
            n_documents=chance.n_documents,
            categories=(),
            coverage=marked / length if length else None,
        )
        if bare.value is None:
            common = which is Unitized.U or marked > 0
            reason = Undefined.NO_VARIATION if common else Undefined.NO_INTERSECTION
            return _with(bare, reason, ())
        if chance.by_set.size > _MOST_CELLS:
            why = NoInterval.TOO_MANY_CATEGORIES
            return _with(bare, None, (Interval(Method.DOCUMENT_JACKKNIFE, 0, reason=why),))
        here = np.array([value])
        return _with(
            bare,
            None,
            (
                document_jackknife(chance, here).at(0, value=value),
                document_bootstrap(chance, here, plan or IntervalPlan()).at(0, value=value),
            ),
        )


def _with(bare: Estimate, reason: Undefined | None, found: tuple[Interval, ...]) -> Estimate:
    return replace(bare, reason=reason, headline=found[0] if found else None, beside=found[1:])


def _by_set(document: Integers, own: Integers, size: Floats, n: int, width: int) -> Floats:
    at = document * width + own
    summed = np.bincount(at, weights=size, minlength=n * width)
    return np.asarray(summed, dtype=np.float64).reshape(n, width)
