"""The best codes of very many segments at the price of little more than one matrix product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CHUNK = 16_384
"""Rows at a time: enough for all processors to share a product, little enough to hold."""


def ranked(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float32],
    constant: NDArray[np.float32],
    top: int,
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the `top` highest of `vectors @ weights + constant` in each row, best first.

    Args:
        vectors: (n, d).
        weights: (d, codes).
        constant: one number a code; -inf for one that must not come up.
        top: how many; there are no more than codes.

    Returns:
        (n, top) columns and scores; of equal scores the earlier column comes first.
    """
    top = min(top, weights.shape[1])
    columns = np.empty((len(vectors), top), dtype=np.intp)
    scores = np.empty((len(vectors), top), dtype=np.float32)
    board = np.empty((_CHUNK, weights.shape[1]), dtype=np.float32)
    for first in range(0, len(vectors), _CHUNK):
        chunk = vectors[first : first + _CHUNK]
        part = board[: len(chunk)]
        np.matmul(chunk, weights, out=part)
        part += constant
        rows = np.arange(len(chunk))
        for place in range(top):
            best = part.argmax(axis=1)
            columns[first : first + len(chunk), place] = best
            scores[first : first + len(chunk), place] = part[rows, best]
            part[rows, best] = -np.inf
    return columns, scores
