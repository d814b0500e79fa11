"""Making a model ready: from the cache, or on first use from the model itself.

From the cache neither torch nor transformers is imported. Runs the libraries: for the worker
process only.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qes.errors import Refused, UserError
from qes.suggest.cache import GRAPHS, RECIPE, STATIC, Checked, KeptModel, ModelCache
from qes.suggest.encoder import Encoder, Runner
from qes.suggest.model import TOKENIZER, Engine, Precision, SentenceModel, model_id, verify
from qes.suggest.pieces import PieceReader
from qes.suggest.static import StaticEncoder

if TYPE_CHECKING:
    from qes.suggest.onnx_engine import OnnxEngine
    from qes.suggest.torch_engine import TorchEngine

_THREADS_AT_MOST = 8
_TORCH_HINT = "install it with: pip install torch==2.13.0 sentence-transformers==6.2.0"
UNLOADABLE = (
    *(ArithmeticError, AttributeError, ImportError, LookupError, OSError),
    *(RuntimeError, SyntaxError, SystemError, TypeError, ValueError),
)
"""What comes out of a library that is missing, half installed or at odds with another."""
Say = Callable[[str], None]


class Unusable(Exception):
    """A library is not there or does not work here; the text says which."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadyModel:
    """A model that is loaded."""

    id: str
    dimensions: int
    encoder: Encoder


def ready_model(
    model: SentenceModel, precision: Precision, cache: ModelCache, checked: Checked, say: Say
) -> ReadyModel:
    """Load what is kept of a model, or make it and keep it.

    Args:
        model: which model; its files are read and verified only where they are needed.
        precision: what is asked of it.
        cache: where what is made is kept.
        checked: what the cache holds for this precision.
        say: told, in a sentence each, what takes long or is out of the ordinary.

    Raises:
        Refused: the model is not the expected one, or cannot be run.
        UserError: a library that is needed is not installed.
    """
    if checked.damaged is not None:
        say(f"{checked.damaged} is damaged: it is made anew")
    elif checked.kept is not None:
        with suppress(Unusable):  # making it anew finds another way, and says so
            return load_kept(model, checked.kept, cache)
    from qes.suggest.first_use import make  # noqa: PLC0415 - its libraries are wanted once

    return make(model, precision, cache, say)


def load_kept(model: SentenceModel, kept: KeptModel, cache: ModelCache) -> ReadyModel:
    """Load a model from files of the cache that have been verified.

    Raises:
        Unusable: onnxruntime has to run it and cannot.
        Refused, UserError: sentence-transformers has to run it and cannot.
    """
    onnx = kept.engine in GRAPHS
    with ThreadPoolExecutor() as beside:  # each part takes some hundredths of a second
        reader = beside.submit(_reader, cache, kept)
        static = beside.submit(_static, cache)
        runner: Runner
        if onnx:
            runner = load_onnx(cache.folder / GRAPHS[kept.engine])
        else:
            verify(model)
            runner = load_torch(model, kept.engine)
    # torch spreads one batch over the processors itself
    encoder = Encoder(reader.result(), runner, static.result(), processors() if onnx else 1)
    return ReadyModel(model_id(model, kept.engine, RECIPE), kept.dimensions, encoder)


def _reader(cache: ModelCache, kept: KeptModel) -> PieceReader:
    return PieceReader((cache.folder / TOKENIZER).read_bytes(), kept.longest)


def _static(cache: ModelCache) -> StaticEncoder:
    return StaticEncoder(np.load(cache.folder / STATIC, allow_pickle=False))


def import_onnx() -> None:
    """Import onnxruntime where it can be, for a caller who has nothing else to wait for."""
    with suppress(*UNLOADABLE):  # whoever needs it will say so
        import qes.suggest.onnx_engine  # noqa: F401, PLC0415 - may be absent or broken


def load_onnx(graph: Path) -> OnnxEngine:
    """Load a graph, which has been verified, with onnxruntime.

    Raises:
        Unusable: the library is not there, or cannot run it.
    """
    try:
        from qes.suggest.onnx_engine import OnnxEngine  # noqa: PLC0415 - may be absent or broken
    except UNLOADABLE as error:
        raise unusable("onnxruntime", error) from error
    try:
        return OnnxEngine(graph)
    except RuntimeError as error:
        raise unusable("onnxruntime", error) from error


def unusable(library: str, error: BaseException) -> Unusable:
    """Say what is wrong with a library."""
    if isinstance(error, ModuleNotFoundError):
        return Unusable(f"{error.name or library} is not installed")
    return Unusable(f"{library} does not work here ({type(error).__name__})")


def load_torch(model: SentenceModel, engine: Engine = Engine.TORCH_FP32) -> TorchEngine:
    """Load a model, whose files have been verified, with sentence-transformers.

    Raises:
        Refused: the library cannot load it.
        UserError: the library is not installed.
    """
    try:
        from safetensors import SafetensorError  # noqa: PLC0415 - first use only

        from qes.suggest.torch_engine import TorchEngine  # noqa: PLC0415 - torch
    except UNLOADABLE as error:
        why = unusable("torch", error)
        raise UserError(
            f"the sentence model cannot be prepared: {why}", hint=_TORCH_HINT
        ) from error
    try:
        return TorchEngine(model.folder, engine)
    except (*UNLOADABLE, SafetensorError) as error:
        raise Refused(
            f"sentence-transformers cannot load the model in {model.folder}",
            hint="choose another model; --debug shows what it says",
        ) from error


def processors() -> int:
    """Return how many processors there are for this process, at most eight."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _THREADS_AT_MOST)
    return min(os.cpu_count() or 1, _THREADS_AT_MOST)
