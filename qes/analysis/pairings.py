"""Pairs of ratings within units: what observed agreement is counted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qes.analysis.ratings import Dataset, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The pairs of ratings within all units that have the same number of ratings."""

    ratings: int
    """Ratings in each of these units; at least 2."""
    units: int
    pairs: Integers
    """Ordered pairs of ratings (q x q) by the categories of their two members."""


def pairings(data: Dataset) -> tuple[Pairing, ...]:
    """Count pairs of ratings within units, one count for each number of ratings a unit has.

    Integers throughout, so that a coefficient is rounded once, when it is divided.
    """
    q = len(data.categories)
    units: dict[int, int] = {}
    pairs: dict[int, Integers] = {}
    for counted, repeats in data.counts():
        sizes = counted.sum(axis=1)
        for size in np.unique(sizes[sizes >= 2]).tolist():
            rows, times = counted[sizes == size], repeats[sizes == size]
            # In floats the product is fast, and exact: whole numbers far below 2**53.
            weighted = (rows * times[:, None]).astype(np.float64)
            square = np.rint(weighted.T @ rows).astype(np.int64)
            square[np.diag_indices(q)] -= weighted.sum(axis=0).astype(np.int64)
            units[size] = units.get(size, 0) + int(times.sum())
            pairs[size] = pairs.get(size, np.zeros((q, q), dtype=np.int64)) + square
    return tuple(Pairing(size, units[size], pairs[size]) for size in sorted(units) if units[size])
