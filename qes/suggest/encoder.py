"""The encoder: texts in, vectors out, with whatever engine runs the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import groupby, pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qes.suggest.pieces import PieceIds, PieceReader, Window
from qes.suggest.static import StaticEncoder
from qes.suggest.vectors import Vectors, joined, unit

_BATCH_TEXTS, _BATCH_PIECES = 16, 512
"""Small batches: they are as fast as large ones and take a tenth of the memory."""


class Runner(Protocol):
    """Runs the model."""

    def run(self, pieces: PieceIds) -> NDArray[np.float32]:
        """Return the vectors, (n, width), of n equally long sequences of marked word pieces."""


class Encoder:
    """Turns texts into vectors."""

    def __init__(
        self, reader: PieceReader, engine: Runner, static: StaticEncoder, threads: int
    ) -> None:
        """Put the parts together; `threads` is how many batches the engine may run at a time."""
        self._reader = reader
        self._engine = engine
        self._static = static
        self._threads = ThreadPoolExecutor(threads)

    def encode(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        """Return one vector a text, (n, sentence width + static width).

        A text longer than the model reads at once (some 190 words) is read in windows, and the
        mean taken over all of them by length. A text's vector does not depend on the texts
        beside it, nor on the number of threads: only sequences of equal length share a batch,
        and nothing is padded.

        Args:
            texts: any texts; lone surrogates count as question marks.
            done: called now and then with the number of texts that are complete.
        """
        pieces = self._reader.read(texts)
        windows = self._reader.windows(texts, pieces)
        made = self._run(windows, len(texts), done)
        owners = np.array([one.owner for one in windows])
        weights = np.array([[one.weight] for one in windows], dtype=np.float32)
        sums = np.zeros((len(texts), made.shape[1]), dtype=np.float32)
        np.add.at(sums, owners, made * weights)
        return joined(unit(sums), self._static.encode(pieces))

    def _run(
        self, windows: Sequence[Window], texts: int, done: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Return the windows' vectors in their order, of length 1."""
        waiting = np.bincount([one.owner for one in windows], minlength=texts)
        batches = _batches(windows)
        runs = {
            self._threads.submit(
                self._engine.run, np.stack([windows[at].pieces for at in batch])
            ): batch
            for batch in batches
        }
        parts = {}
        for run in as_completed(runs):
            batch = runs[run]
            parts[batch[0]] = run.result()
            np.subtract.at(waiting, [windows[at].owner for at in batch], 1)
            done(int(np.count_nonzero(waiting == 0)))
        vectors = np.empty((len(windows), next(iter(parts.values())).shape[1]), dtype=np.float32)
        for batch in batches:
            vectors[batch] = parts[batch[0]]
        return unit(vectors)


def _batches(windows: Sequence[Window]) -> list[list[int]]:
    """Put windows of equal length together, the longest first so that all threads end as one."""
    order = sorted(range(len(windows)), key=lambda at: -len(windows[at].pieces))
    found: list[list[int]] = []
    for length, group in groupby(order, key=lambda at: len(windows[at].pieces)):
        members = list(group)
        most = max(1, min(_BATCH_TEXTS, _BATCH_PIECES // length))
        parts = -(-len(members) // most)
        # of like size: a batch of one costs as much as a batch of two
        ends = [round(part * len(members) / parts) for part in range(parts + 1)]
        found.extend(members[start:end] for start, end in pairwise(ends))
    return found
