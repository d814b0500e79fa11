"""The sentence encoder: sentence-transformers on the packaged model, offline.

Method: Reimers & Gurevych 2019, doi:10.18653/v1/D19-1410; Wang et al. 2020, MiniLM,
arXiv:2002.10957. Imports torch: for the worker process only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from qes.suggest.model import NumberFormat

# set before transformers is imported: nothing may ever be looked for outside this machine
os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
from sentence_transformers import SentenceTransformer

_DTYPES = {NumberFormat.FP32: torch.float32, NumberFormat.BF16: torch.bfloat16}
_WINDOW = 254
"""Word pieces the model reads at once, without the two marks around them."""
_WIDTH = 384
_BATCH = 32
_CHUNK = 8 * _BATCH
"""Windows between two reports of progress."""


class Encoder:
    """Turns texts into unit vectors."""

    def __init__(self, folder: Path, number_format: NumberFormat) -> None:
        """Load the model from a folder whose files have been verified."""
        self._model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": _DTYPES[number_format]},
        )

    def encode(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> NDArray[np.float32]:
        """Return one unit vector a text, (n, 384).

        A text longer than the model reads at once (some 190 words) is read in windows, and the
        mean taken over all of them by length, where the library alone would drop the rest.

        Args:
            texts: any texts; lone surrogates count as question marks.
            done: called after each chunk with the number of texts that are complete.
        """
        windows = [
            (owner, window, weight)
            for owner, text in enumerate(texts)
            for window, weight in self._windows(text.encode("utf-8", "replace").decode("utf-8"))
        ]
        # windows of like length together: little is padded
        windows.sort(key=lambda one: len(one[1]))
        waiting = np.bincount([owner for owner, _, _ in windows], minlength=len(texts))
        sums = np.zeros((len(texts), _WIDTH), dtype=np.float32)
        for first in range(0, len(windows), _CHUNK):
            chunk = windows[first : first + _CHUNK]
            owners = [owner for owner, _, _ in chunk]
            vectors = self._vectors([window for _, window, _ in chunk])
            weights = np.array([[weight] for _, _, weight in chunk], dtype=np.float32)
            np.add.at(sums, owners, vectors * weights)
            np.subtract.at(waiting, owners, 1)
            done(int(np.count_nonzero(waiting == 0)))
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: NDArray[np.float32] = np.divide(sums, lengths, out=sums, where=lengths > 0)
        return unit

    def _windows(self, text: str) -> list[tuple[str, int]]:
        """Cut a text into stretches of so many word pieces, each with its number of them."""
        pieces = self._model.tokenizer(
            text,
            add_special_tokens=False,
            return_offsets_mapping=True,
            verbose=False,
        )["offset_mapping"]
        if len(pieces) <= _WINDOW:
            return [(text, 1)]
        return [
            (text[part[0][0] : part[-1][1]], len(part))
            for part in (pieces[at : at + _WINDOW] for at in range(0, len(pieces), _WINDOW))
        ]

    def _vectors(self, windows: Sequence[str]) -> NDArray[np.float32]:
        made = self._model.encode(
            list(windows),
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_tensor=True,
            normalize_embeddings=True,
        )
        vectors: NDArray[np.float32] = made.float().cpu().numpy()
        return vectors
