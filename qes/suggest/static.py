"""The word half of a vector: the mean of its word pieces' vectors, derived from the same model.

Each word piece is read by the model as a text of its own, the vectors are brought to 256 columns
by principal components and weighted by how rare the piece is (Tulkens & van Dongen 2024,
Model2Vec, doi:10.5281/zenodo.17270888; the weights are SIF: Arora, Liang & Ma 2017, A simple but
tough-to-beat baseline for sentence embeddings, ICLR). It sees words where the model sees sense:
joined, the two rank codes better than either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from qes.suggest.pieces import PieceIds, PieceReader
from qes.suggest.vectors import STATIC_WIDTH, unit

_SMOOTHING = 3e-3
"""The parameter `a` of SIF, of which 3e-5 to 3e-3 is usual: common words keep some of their say."""
_AT_ONCE = 128
Table = NDArray[np.float16]
"""One row a word piece, weighted; marks and rows held free are zero."""
RunPieces = Callable[[PieceIds], NDArray[np.float32]]
"""Gives sequences of word pieces, (n, length), the model's vectors, (n, width)."""


def derive(
    reader: PieceReader,
    run: RunPieces,
    threads: int,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Table:
    """Return the word pieces' vectors, (vocabulary, at most 256); the same for any threads.

    Args:
        reader: the model's word pieces.
        run: the model itself.
        threads: how many batches it may run at a time.
        tell: called with (pieces done, pieces in all) now and then.
    """
    count = reader.vocabulary
    spoken = np.ones(count, dtype=np.bool_)
    unspoken = reader.unspoken()
    spoken[unspoken[unspoken < count]] = False
    words = np.flatnonzero(spoken)
    batches = [
        np.stack([reader.marked([at]) for at in words[first : first + _AT_ONCE]])
        for first in range(0, len(words), _AT_ONCE)
    ]
    parts = []
    with ThreadPoolExecutor(threads) as pool:
        for done, part in enumerate(pool.map(run, batches), start=1):
            parts.append(unit(part))
            tell(min(done * _AT_ONCE, len(words)), len(words))
    made = _principal(np.concatenate(parts).astype(np.float64))
    table = np.zeros((count, made.shape[1]), dtype=np.float16)
    table[words] = made * _rarity(len(words))[:, None]
    return table


class StaticEncoder:
    """Gives texts the mean vector of their word pieces."""

    def __init__(self, table: Table) -> None:
        """Take a table that `derive` made."""
        self._table = table.astype(np.float32)

    @property
    def width(self) -> int:
        """Columns of the vectors."""
        return int(self._table.shape[1])

    def encode(self, pieces: Sequence[PieceIds]) -> NDArray[np.float32]:
        """Return one vector a text, of length 1; zero for a text without a known word piece."""
        made = np.empty((len(pieces), self.width), dtype=np.float32)
        for row, ids in enumerate(pieces):  # text by text: what is gathered stays in the cache
            made[row] = self._table[ids].sum(axis=0)  # the mean, but for its length
        return unit(made)


def _principal(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn the vectors onto their principal components and keep the first of them."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    chosen = axes[:, ::-1][:, :STATIC_WIDTH]
    # an axis may point either way: its largest part is to be positive
    largest = np.abs(chosen).argmax(axis=0)
    chosen = chosen * np.sign(chosen[largest, np.arange(chosen.shape[1])])
    turned: NDArray[np.float64] = centred @ chosen
    return turned


def _rarity(count: int) -> NDArray[np.float64]:
    """Weigh pieces by their rank: a vocabulary is in order of frequency, which falls as Zipf's."""
    chance = 1 / np.arange(2, count + 2)
    weights: NDArray[np.float64] = _SMOOTHING / (_SMOOTHING + chance / chance.sum())
    return weights
