"""Divide points into compact parts, always the same for the same points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qes.suggest.segment_space import Points

_MERGED = 3_000
"""The parts are found by merging at most so many points, taken at even steps: merging needs the
square of their number in memory (36 MB)."""
_ROUNDS = 20
_CHUNK = 16_384


def partition(points: Points, count: int) -> tuple[NDArray[np.intp], ...]:
    """Return at most `count` parts, each the rows of its points in ascending order.

    The points nearest one another are merged first (Ward 1963,
    doi:10.1080/01621459.1963.10500845); then each point goes to the nearest centre until none
    moves (Lloyd 1982, doi:10.1109/TIT.1982.1056489). Merging gives k-means a start that needs no
    chance, and k-means gives every point of a large set its part.

    Args:
        points: (n, axes), finite.
        count: 1 or more.
    """
    centres = _merged_centres(points, min(count, len(points)))
    parts = np.full(len(points), -1)
    for _ in range(_ROUNDS):
        nearest = _nearest(points, centres)
        if (nearest == parts).all():
            break
        parts = nearest
        centres = _centres(points, parts, len(centres))
    return tuple(rows for part in range(len(centres)) if len(rows := np.flatnonzero(parts == part)))


def _merged_centres(points: Points, count: int) -> Points:
    # imported here: no light command needs scipy's clustering
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    step = max(1, -(-len(points) // _MERGED))
    sample = points[::step]
    if len(sample) < 2 or count < 2:
        return np.asarray(points.mean(axis=0, keepdims=True), dtype=np.float32)
    labels = fcluster(linkage(sample, method="ward"), count, criterion="maxclust")
    return _centres(sample, np.asarray(labels) - 1, int(labels.max()))


def _centres(points: Points, parts: NDArray[np.intp], count: int) -> Points:
    """Return the mean of each part; an empty one's lies out of reach and stays empty."""
    order = np.argsort(parts, kind="stable")
    held, starts = np.unique(parts[order], return_index=True)
    sums = np.add.reduceat(points[order].astype(np.float64), starts, axis=0)
    sizes = np.diff([*starts, len(points)])
    centres = np.full((count, points.shape[1]), 1e15, dtype=np.float32)
    centres[held] = sums / sizes[:, None]
    return centres


def _nearest(points: Points, centres: Points) -> NDArray[np.intp]:
    """Return the nearest centre of each point; of equals the first."""
    nearest = np.empty(len(points), dtype=np.intp)
    lengths = (centres.astype(np.float64) ** 2).sum(axis=1)
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        nearest[start : start + _CHUNK] = (lengths - 2.0 * (chunk @ centres.T)).argmin(axis=1)
    return nearest
