"""Where the codes in use lie among the passages: which one a group is most like."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId
from qes.suggest.segment_space import Points

_NO_LENGTH = 1e-9
_PRIOR = 5.0
_LIKE = 0.1
"""With less likeness than this no code is named as the nearest."""


@dataclass(frozen=True, slots=True, eq=False)
class CodePlaces:
    """The codes in use, the mean place of each one's passages, and how many those are."""

    names: tuple[CodeId, ...]
    centres: Points
    sizes: NDArray[np.intp]

    def nearest(self, centre: NDArray[np.float32]) -> tuple[CodeId | None, float | None]:
        """Return the code whose passages are most like a centre, and how unlike they are.

        The likeness is their mean cosine with the centre, counted together with five passages
        unlike it: a code with one or two is not nearest by chance.
        """
        if not self.names:
            return None, None
        length = max(float(np.linalg.norm(centre)), _NO_LENGTH)
        likeness = self.centres @ centre / length * self.sizes / (self.sizes + _PRIOR)
        best = int(likeness.argmax())
        named = self.names[best] if likeness[best] >= _LIKE else None
        return named, 1.0 - float(likeness[best])


def code_places(space: Points, codes: Sequence[Collection[CodeId]]) -> CodePlaces:
    """Return the mean place of each code's passages."""
    rows_of: dict[CodeId, list[int]] = {}
    for row, ones in enumerate(codes):
        for code in ones:
            rows_of.setdefault(code, []).append(row)
    names = tuple(sorted(rows_of))
    centres = [space[rows_of[code]].mean(axis=0) for code in names]
    return CodePlaces(
        names,
        np.array(centres, dtype=np.float32).reshape(-1, space.shape[1]),
        np.array([len(rows_of[code]) for code in names], dtype=np.intp),
    )
