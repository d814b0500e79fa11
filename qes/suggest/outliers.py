"""Passages that lie far from the others of their own code: worth a second look, no more.

Far away may mean a slip of the key, a code that has come to mean two things, or the one passage
that shows a theme from another side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId
from qes.suggest.segment_space import Points

_PRIOR = 5.0
"""So many passages of ordinary likeness are counted with each code's: with two or three others
a likeness is largely chance and must not come first or last."""
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Outlier:
    """A passage that is unlike the others of one of its codes."""

    row: int
    code: CodeId
    likeness: float
    """Mean cosine with the code's other passages, as it is (-1 to 1)."""
    others: int
    """How many those are; one at least."""
    typical: int
    """The row of the one among those that is most like its code's others."""
    nearest: CodeId | None
    """The code it does not have whose passages it is most like; None where there is none."""
    nearest_likeness: float
    """Mean cosine with the passages of that code; 0 without one."""


def outliers(
    points: Points, codes: Sequence[Collection[CodeId]], *, limit: int = 20
) -> tuple[Outlier, ...]:
    """Return the passages least like the others of their code, least like first.

    Ranked by the mean cosine with the code's other passages, counted together with five passages
    of ordinary likeness. A passage that is the only one of its code has nothing to be compared
    with and is not listed. A passage with several codes is looked at for each.

    Args:
        points: the passages in `segment_space`, in which those of one code lie close together.
        codes: the codes each passage has.
        limit: how many to return at most.
    """
    names = sorted({code for ones in codes for code in ones})
    rows, columns = _codings(points, codes, names)
    totals = _Totals.of(points[rows], columns, len(names))
    compared = totals.sizes[columns] > 1
    rows, columns = rows[compared], columns[compared]
    if not len(rows):
        return ()
    own = _own_likeness(points, rows, columns, totals)
    others = totals.sizes[columns] - 1
    shrunk = (others * own + _PRIOR * own.mean()) / (others + _PRIOR)
    return tuple(
        Outlier(
            int(rows[at]),
            names[columns[at]],
            float(own[at]),
            int(others[at]),
            _most_typical(rows, columns, own, int(at)),
            *_nearest_other(points[rows[at]], codes[rows[at]], names, totals),
        )
        for at in np.argsort(shrunk, kind="stable")[:limit]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Totals:
    """Of each code's passages the sum of their places and their number."""

    sums: NDArray[np.float64]
    sizes: NDArray[np.intp]

    @classmethod
    def of(cls, points: Points, columns: NDArray[np.intp], count: int) -> _Totals:
        sums = np.zeros((count, points.shape[1]))
        np.add.at(sums, columns, points)
        return cls(sums, np.bincount(columns, minlength=count))


def _codings(
    points: Points, codes: Sequence[Collection[CodeId]], names: Sequence[CodeId]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return row and column of every coding of a passage of which something is known."""
    column = {code: at for at, code in enumerate(names)}
    known = np.asarray(points.any(axis=1))
    pairs = [
        (row, column[code]) for row, ones in enumerate(codes) if known[row] for code in sorted(ones)
    ]
    both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _own_likeness(
    points: Points, rows: NDArray[np.intp], columns: NDArray[np.intp], totals: _Totals
) -> NDArray[np.float64]:
    """Return each coding's mean cosine with the others of its code."""
    own = np.empty(len(rows))
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        passages = points[rows[part]].astype(np.float64)
        with_all = np.einsum("ij,ij->i", passages, totals.sums[columns[part]])
        with_itself = np.einsum("ij,ij->i", passages, passages)
        own[part] = (with_all - with_itself) / (totals.sizes[columns[part]] - 1)
    return own


def _most_typical(
    rows: NDArray[np.intp], columns: NDArray[np.intp], own: NDArray[np.float64], at: int
) -> int:
    """Return the row of the passage, another than this, that is most like its code's others."""
    likeness = np.where(columns == columns[at], own, -np.inf)
    likeness[at] = -np.inf
    return int(rows[likeness.argmax()])


def _nearest_other(
    point: NDArray[np.float32],
    has: Collection[CodeId],
    names: Sequence[CodeId],
    totals: _Totals,
) -> tuple[CodeId | None, float]:
    """Return the code it has not whose passages it is most like, and how like."""
    together = totals.sums @ point
    # counted together with five passages unlike it: a code with two is not nearest by chance
    likeness = together / (totals.sizes + _PRIOR)
    likeness[[code in has for code in names]] = -np.inf
    likeness[totals.sizes == 0] = -np.inf
    best = int(likeness.argmax())
    if not np.isfinite(likeness[best]):
        return None, 0.0
    return names[best], float(together[best] / totals.sizes[best])
