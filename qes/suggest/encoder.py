"""The sentence encoder itself: a BERT of six layers on torch, with mean pooling.

It gives the vectors of `SentenceTransformer.encode` (a test holds the two together) at a third
more speed in fp32 and without importing transformers, which takes longer than loading the model.
Method: Reimers & Gurevych 2019, doi:10.18653/v1/D19-1410; Wang et al. 2020, MiniLM,
arXiv:2002.10957. Imports torch: for the worker process only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from qes.suggest.model import TOKENIZER, WEIGHTS, NumberFormat, read_verified

_DTYPES = {NumberFormat.FP32: torch.float32, NumberFormat.BF16: torch.bfloat16}
_LAYERS, _HEADS, _HEAD_WIDTH, _WIDTH = 6, 12, 32, 384
_EPSILON = 1e-12
_WINDOW = 256
"""Word pieces the model was made to read at once."""
_BATCH = 1024
"""Word pieces a batch: large enough for the matrix product, small enough for the cache."""


@dataclass(frozen=True, slots=True)
class _Affine:
    """A weight and a bias: of a linear map or of a layer norm."""

    weight: Tensor
    bias: Tensor

    def map(self, values: Tensor) -> Tensor:
        return functional.linear(values, self.weight, self.bias)

    def norm(self, values: Tensor) -> Tensor:
        return functional.layer_norm(values, (_WIDTH,), self.weight, self.bias, _EPSILON)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One transformer layer."""

    attend: _Affine
    """Query, key and value in one product."""
    attended: _Affine
    attended_norm: _Affine
    widen: _Affine
    narrow: _Affine
    narrow_norm: _Affine

    def __call__(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        texts, length, _ = hidden.shape
        split = self.attend.map(hidden).view(texts, length, 3, _HEADS, _HEAD_WIDTH)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        joined = seen.transpose(1, 2).reshape(texts, length, _WIDTH)
        hidden = self.attended_norm.norm(hidden + self.attended.map(joined))
        wide = functional.gelu(self.widen.map(hidden))
        return self.narrow_norm.norm(hidden + self.narrow.map(wide))


class Encoder:
    """Turns texts into unit vectors."""

    def __init__(self, folder: Path, number_format: NumberFormat) -> None:
        """Load the model.

        Raises:
            Refused: a file of it is missing or not the expected one.
        """
        stored = safetensors.torch.load(read_verified(folder, WEIGHTS))
        weights = {
            name: w.to(_DTYPES[number_format])
            for name, w in stored.items()
            if w.is_floating_point()
        }
        self._words = weights["embeddings.word_embeddings.weight"]
        # every text is of the first of the two token types, so its vector is part of the place
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._input_norm = _affine(weights, "embeddings.LayerNorm")
        self._layers = tuple(_layer(weights, number) for number in range(_LAYERS))
        self._tokenizer = Tokenizer.from_buffer(read_verified(folder, TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_WINDOW)

    def encode(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> NDArray[np.float32]:
        """Return one unit vector a text, (n, 384).

        A text longer than 256 word pieces (some 190 words) is read in windows and the mean
        taken over all of it, where sentence-transformers would drop the rest.

        Args:
            texts: any texts; lone surrogates count as question marks.
            done: called after each batch with the number of texts that are complete.
        """
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, whole in enumerate(self._tokenizer.encode_batch(readable)):
            for part in (whole, *whole.overflowing):
                windows.append(part.ids)
                owners.append(owner)
        waiting = np.bincount(owners, minlength=len(texts))
        sums = torch.zeros(len(texts), _WIDTH)
        for batch in _batches([len(window) for window in windows]):
            owned = [owners[at] for at in batch]
            sums.index_add_(0, torch.tensor(owned), self._sums([windows[at] for at in batch]))
            np.subtract.at(waiting, owned, 1)
            done(int(np.count_nonzero(waiting == 0)))
        # the mean and the sum of a text's word pieces point the same way
        vectors: NDArray[np.float32] = functional.normalize(sums, dim=1).numpy()
        return vectors

    @torch.inference_mode()
    def _sums(self, windows: Sequence[Sequence[int]]) -> Tensor:
        """Return for each window the sum of its word pieces' last hidden states, in float32."""
        length = max(map(len, windows))
        ids = torch.zeros(len(windows), length, dtype=torch.long)
        filled = torch.zeros(len(windows), length, dtype=torch.bool)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = torch.tensor(window)
            filled[row, : len(window)] = True
        mask = None if bool(filled.all()) else filled[:, None, None, :]
        hidden = self._input_norm.norm(self._words[ids] + self._places[:length])
        for layer in self._layers:
            hidden = layer(hidden, mask)
        return (hidden.float() * filled[..., None]).sum(dim=1)


def _affine(weights: dict[str, Tensor], name: str) -> _Affine:
    return _Affine(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _layer(weights: dict[str, Tensor], number: int) -> _Layer:
    name = f"encoder.layer.{number}"
    parts = [_affine(weights, f"{name}.attention.self.{p}") for p in ("query", "key", "value")]
    return _Layer(
        attend=_Affine(
            torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])
        ),
        attended=_affine(weights, f"{name}.attention.output.dense"),
        attended_norm=_affine(weights, f"{name}.attention.output.LayerNorm"),
        widen=_affine(weights, f"{name}.intermediate.dense"),
        narrow=_affine(weights, f"{name}.output.dense"),
        narrow_norm=_affine(weights, f"{name}.output.LayerNorm"),
    )


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group windows of like length, longest first, so that padded each holds `_BATCH` at most."""
    order = sorted(range(len(lengths)), key=lambda at: (-lengths[at], at))
    batches: list[list[int]] = []
    for at in order:
        if batches and lengths[batches[-1][0]] * (len(batches[-1]) + 1) <= _BATCH:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches
