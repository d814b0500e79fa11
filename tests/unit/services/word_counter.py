"""A stand-in for the sentence model, so that tests of what is around it need no torch."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import ClassVar, Self

import numpy as np

from qes.base import sha256
from qes.suggest.embedder import DIMENSIONS, Identity, Progress, Vectors
from qes.suggest.vectors import rounded


class WordCounter:
    """Stands for the model: texts that share words lie near each other."""

    model_id = "word-counter"
    dimensions = DIMENSIONS
    embedded: ClassVar[list[str]] = []

    def __init__(self, **_chosen: object) -> None:
        """Take any model and precision for its own."""

    def at_hand(self) -> Identity:
        return Identity(self.model_id, self.dimensions)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def start(self) -> None:
        return None

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        self.embedded.extend(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().replace(".", " ").replace(",", " ").split():
                vectors[row, int(sha256(word)[:8], 16) % DIMENSIONS] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return rounded(np.asarray(vectors / np.maximum(lengths, 1), dtype=np.float32))
