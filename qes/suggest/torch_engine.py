"""Runs a model with sentence-transformers, and exports it to ONNX.

Method: Reimers & Gurevych 2019, doi:10.18653/v1/D19-1410; Wang et al. 2020, MiniLM,
arXiv:2002.10957. Imports torch: for the worker process only, where nothing is kept yet.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from qes.suggest.cache import GRAPH_INPUT, GRAPH_OUTPUT
from qes.suggest.model import Engine
from qes.suggest.pieces import PieceIds

# set before transformers is imported: nothing may ever be looked for outside this machine
os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
from sentence_transformers import SentenceTransformer

_OPSET = 17
_DTYPES = {Engine.TORCH_FP32: torch.float32, Engine.TORCH_BF16: torch.bfloat16}
_UNLIMITED = 512
"""What is read at once of a model that sets no limit."""
_WORTH_IT = 1.2
"""How much faster bf16 must be, so that one machine gives one answer."""
_TIMED = (32, 24)
"""Segments of the timed batch, and word pieces in each: as many as a sentence has."""
_TURNS = 5


class TorchEngine:
    """A model in sentence-transformers; runs one batch at a time, on all threads."""

    def __init__(self, folder: Path, engine: Engine = Engine.TORCH_FP32) -> None:
        """Load the model from a folder whose files have been verified.

        Raises:
            OSError, ValueError, RuntimeError: it cannot be loaded.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of no use to someone who codes interviews
            self._model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": _DTYPES[engine], "attn_implementation": "eager"},
            )
        self._model.eval()

    @property
    def longest(self) -> int:
        """Word pieces the model reads at once, with its marks."""
        return self._model.max_seq_length or _UNLIMITED

    def run(self, pieces: PieceIds) -> NDArray[np.float32]:
        """Return the vectors, (n, width), of n equally long sequences of marked word pieces."""
        with torch.inference_mode():
            made = _Bare(self._model)(torch.from_numpy(pieces))
        vectors: NDArray[np.float32] = made.float().numpy()
        return vectors

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what sentence-transformers itself gives for texts, tokenizing and all."""
        made = self._model.encode(
            list(texts), show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
        )
        return np.asarray(made, dtype=np.float32)

    def export(self, graph: Path) -> None:
        """Write the model as one ONNX file: word pieces in, vectors out, any number and length.

        Raises:
            RuntimeError, ValueError, TypeError: a part of it has no equivalent in ONNX.
            ImportError: the library onnx is not installed.
        """
        example = torch.tensor([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]])
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # the tracer's remarks; the result is compared instead
            torch.onnx.export(
                _Bare(self._model),
                (example,),
                str(graph),
                dynamo=False,
                opset_version=_OPSET,
                input_names=[GRAPH_INPUT],
                output_names=[GRAPH_OUTPUT],
                dynamic_axes={GRAPH_INPUT: {0: "n", 1: "length"}, GRAPH_OUTPUT: {0: "n"}},
            )


def faster(folder: Path) -> Engine:
    """Time 32 segments in both formats, turn by turn, and return the format to use here."""
    engines = {engine: TorchEngine(folder, engine) for engine in _DTYPES}
    batch = np.ones(_TIMED, dtype=np.int64)
    best = dict.fromkeys(engines, float("inf"))
    for turn in range(_TURNS):
        for name, engine in engines.items():
            begin = time.perf_counter()
            engine.run(batch)
            if turn:  # the first go is slower
                best[name] = min(best[name], time.perf_counter() - begin)
    gain = best[Engine.TORCH_FP32] / best[Engine.TORCH_BF16]
    return Engine.TORCH_BF16 if gain >= _WORTH_IT else Engine.TORCH_FP32


class _Bare(torch.nn.Module):
    """The model from word pieces to vectors, without its tokenizer; nothing is padded."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        features = {"input_ids": pieces, "attention_mask": torch.ones_like(pieces)}
        made: torch.Tensor = self.model(features)["sentence_embedding"]
        return made
