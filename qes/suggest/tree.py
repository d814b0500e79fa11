"""The tree of the codebook as a constraint: a parent is never less probable than its child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

NO_PARENT = -1


def depths_in(parents: Sequence[int]) -> tuple[int, ...]:
    """Return how deep each code stands, 0 at the root.

    Args:
        parents: for each code the position of its parent, or -1 for none.

    Raises:
        ValueError: a code is its own ancestor.
    """
    return _depths(tuple(parents))


def lifted(values: NDArray[np.float64], parents: Sequence[int]) -> NDArray[np.float64]:
    """Return values with each code's raised to its highest descendant's.

    Args:
        values: (..., codes) probabilities or shares; further codes than `parents` has are left.
        parents: as in `depths_in`.
    """
    found = values.copy()
    for level in _levels(tuple(parents)):
        highest = np.maximum.reduceat(found[..., level.children], level.families, axis=-1)
        found[..., level.parents] = np.maximum(found[..., level.parents], highest)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """The codes of one depth that have a parent, siblings together."""

    children: NDArray[np.intp]
    families: NDArray[np.intp]
    """Where the children of each parent begin."""
    parents: NDArray[np.intp]


@lru_cache(maxsize=8)  # asked at every answer, for the same few codebooks
def _depths(parents: tuple[int, ...]) -> tuple[int, ...]:
    found = []
    for code in range(len(parents)):
        depth, above = 0, parents[code]
        while above != NO_PARENT:
            depth, above = depth + 1, parents[above]
            if depth == len(parents):
                raise ValueError("a code is its own ancestor")
        found.append(depth)
    return tuple(found)


@lru_cache(maxsize=8)
def _levels(parents: tuple[int, ...]) -> tuple[_Level, ...]:
    """Return the levels of the tree, the deepest first and without the roots."""
    at_depth: dict[int, list[int]] = {}
    for code, depth in enumerate(_depths(parents)):
        if depth:
            at_depth.setdefault(depth, []).append(code)
    found = []
    for _, codes in sorted(at_depth.items(), reverse=True):
        children = np.array(sorted(codes, key=lambda code: parents[code]), dtype=np.intp)
        above, families = np.unique(np.array(parents)[children], return_index=True)
        found.append(_Level(children, families, above))
    return tuple(found)
