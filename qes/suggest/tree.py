"""The tree of the codebook as a constraint: a parent is never less probable than its child."""

from __future__ import annotations

from collections.abc import Sequence

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
    found = []
    for code in range(len(parents)):
        depth, above = 0, parents[code]
        while above != NO_PARENT:
            depth, above = depth + 1, parents[above]
            if depth == len(parents):
                raise ValueError("a code is its own ancestor")
        found.append(depth)
    return tuple(found)


def lifted(values: NDArray[np.float64], parents: Sequence[int]) -> NDArray[np.float64]:
    """Return values with each code's raised to its highest descendant's.

    Args:
        values: (..., codes) probabilities or shares; further codes than `parents` has are left.
        parents: as in `depths_in`.
    """
    found = values.copy()
    depths = depths_in(parents)
    for code in sorted(range(len(parents)), key=lambda one: -depths[one]):
        if parents[code] != NO_PARENT:
            above = found[..., parents[code]]
            np.maximum(above, found[..., code], out=above)
    return found
