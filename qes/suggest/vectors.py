"""Vectors as they are kept: half-precision bytes, one row a text, and what their parts are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One row a text: the sentence half beside the word half, together of length 1 (0.7 where no word
is known, so that there is no word half); all zero for a blank text. Every number is one that 16
bits can hold, so that keeping loses nothing."""
STATIC_WIDTH = 256
"""Columns of the word half, at the end of each row; fewer where the model itself is narrower."""
SENTENCE_WIDTH = 384
DIMENSIONS = SENTENCE_WIDTH + STATIC_WIDTH
"""Columns of the installed model's vectors."""
_KEPT = np.dtype("<f2")


def pack(vectors: Vectors) -> tuple[bytes, ...]:
    """Return each row as little-endian 16-bit floating-point numbers."""
    return tuple(row.tobytes() for row in vectors.astype(_KEPT))


def unpack(rows: Sequence[bytes], dimensions: int) -> Vectors:
    """Return kept rows as an array, (n, dimensions); `pack` and `unpack` lose nothing.

    Raises:
        ValueError: a row is damaged; see `whole`.
    """
    if not all(whole(row, dimensions) for row in rows):
        raise ValueError("a kept vector is damaged")
    every = np.frombuffer(b"".join(rows), dtype=_KEPT)
    return every.reshape(-1, dimensions).astype(np.float32)


def whole(row: bytes, dimensions: int) -> bool:
    """Whether a kept row has the right length and holds nothing but numbers."""
    if len(row) != dimensions * _KEPT.itemsize:
        return False
    return bool(np.isfinite(np.frombuffer(row, dtype=_KEPT)).all())


def rounded(vectors: NDArray[np.float32]) -> Vectors:
    """Round each number to the nearest that 16 bits can hold."""
    return vectors.astype(_KEPT).astype(np.float32)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring each row to length 1; a row of zeros stays, and one that is no number becomes zero."""
    clean = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, np.float32(0))
    lengths = np.linalg.norm(clean, axis=1, keepdims=True)
    made: NDArray[np.float32] = np.divide(
        clean, lengths, out=np.zeros_like(clean), where=lengths > 0
    )
    return made


def joined(sentence: NDArray[np.float32], static: NDArray[np.float32]) -> Vectors:
    """Set the two halves side by side, so that a cosine is the mean of the halves' cosines."""
    return rounded(np.hstack([sentence, static]) * np.float32(np.sqrt(0.5)))


def sentence_half(vectors: Vectors, static_width: int = STATIC_WIDTH) -> Vectors:
    """Return the sentence model's own vectors, of length 1, without the word half."""
    return vectors[:, : vectors.shape[1] - static_width] * np.float32(np.sqrt(2))
