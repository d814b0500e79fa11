"""The first use of a model on a machine: export, comparison and the word half.

torch reads the model and exports it to ONNX, the word half is derived, both are compared with
what sentence-transformers gives, and kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.errors import Refused
from qes.suggest.cache import GRAPHS, RECIPE, STATIC, WEIGHTS, KeptModel, ModelCache, libraries
from qes.suggest.encoder import Encoder
from qes.suggest.model import TOKENIZER, Engine, Precision, SentenceModel, model_id, verify
from qes.suggest.pieces import PieceIds, PieceReader
from qes.suggest.preparation import (
    UNLOADABLE,
    ReadyModel,
    Say,
    Unusable,
    load_kept,
    load_onnx,
    load_torch,
    processors,
    unusable,
)
from qes.suggest.static import RunPieces, StaticEncoder, Table, derive
from qes.suggest.vectors import unit

if TYPE_CHECKING:
    from qes.suggest.torch_engine import TorchEngine

_WHOLE = "whole.onnx"
_EXACT_ENOUGH = 0.9999
"""Least cosine to the vectors of sentence-transformers."""
_FAST_ENOUGH = 0.985
"""Mean cosine to them. A processor without 8-bit dot products may overflow and stay below it;
then the model is run exactly."""
_TOLD_EVERY_SECONDS = 2.0
_TRIALS = (
    "Yes.",
    "The bus to the clinic only runs twice a day.",
    "I was not sure what they wanted from me, so I said nothing at all.",
    "My sister looks after the children while I am at the hospital; without her I could not go.",
    "We found that Staff who had worked on the ward for years described the change as a LOSS.",
    "How often do you drink alcohol, would you say? Every week? Or less than that?",
    "Café owners in the 3rd group (n = 12) paid £4.50 for it, didn't they?",
)
_CANNOT_EXPORT = (ImportError, RuntimeError, TypeError, ValueError)


def make(model: SentenceModel, precision: Precision, cache: ModelCache, say: Say) -> ReadyModel:
    """Make all that running a model takes, keep it if it can be kept, and load it.

    Raises:
        Refused: the model is not the expected one, or needs more than a text's words.
        UserError: a library that is needed is not installed.
    """
    say("preparing the sentence model, once for this machine")
    verify(model)
    reference = load_torch(model)
    description = (model.folder / TOKENIZER).read_bytes()
    try:
        reader = PieceReader(description, reference.longest)
    except ValueError as error:
        raise Refused(f"{model.folder / TOKENIZER} is {error}") from error
    making = _Making(model, precision, reference, reader, _Trial.of(reference, reader), say)
    making.refuse_unlike()
    try:
        with cache.workshop() as workshop:
            (workshop / TOKENIZER).write_bytes(description)
            kept = making.keep(cache, workshop)
    except OSError as error:
        why = error.strerror or type(error).__name__
        say(f"nothing can be kept in {cache.folder} ({why}): every start takes as long")
        return making.without_keeping()
    return load_kept(model, kept, cache)


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """Sentences and the vectors sentence-transformers gives them."""

    pieces: tuple[PieceIds, ...]
    expected: NDArray[np.float32]

    @classmethod
    def of(cls, reference: TorchEngine, reader: PieceReader) -> _Trial:
        found = reader.windows(_TRIALS, reader.read(_TRIALS))
        cut = {one.owner for one in found if one.weight > 1}  # the library would drop the rest
        whole = [one for one in found if one.owner not in cut]
        texts = [_TRIALS[one.owner] for one in whole]
        return cls(tuple(one.pieces for one in whole), reference.read(texts))

    def cosines(self, run: RunPieces) -> NDArray[np.float32]:
        """Compare what an engine gives; one that gives no numbers lies at zero."""
        made = unit(np.concatenate([run(one[None]) for one in self.pieces]))
        if made.shape != self.expected.shape:
            return np.zeros(len(self.pieces), dtype=np.float32)
        cosines: NDArray[np.float32] = (made * self.expected).sum(axis=1)
        return cosines


@dataclass(frozen=True, slots=True, eq=False)
class _Making:
    """One model being made ready."""

    model: SentenceModel
    precision: Precision
    reference: TorchEngine
    reader: PieceReader
    trial: _Trial
    say: Say

    def refuse_unlike(self) -> None:
        """Refuse a model whose vectors do not follow from word pieces alone."""
        if self.trial.cosines(self.reference.run).min() < _EXACT_ENOUGH:
            raise Refused(
                f"the model in {self.model.folder} gives no vectors, or needs more than the text",
                hint="choose a sentence-transformers model that takes plain sentences",
            )

    def keep(self, cache: ModelCache, workshop: Path) -> KeptModel:
        """Make the files and move them to the cache.

        Raises:
            OSError: they cannot be written.
        """
        try:
            engine, table = self._export(workshop)
            names = [TOKENIZER, STATIC, GRAPHS[engine], WEIGHTS[engine]]
        except (*_CANNOT_EXPORT, Unusable) as error:
            why = error if isinstance(error, Unusable) else type(error).__name__
            self.say(
                f"the model cannot be exported ({why}): sentence-transformers runs it, more slowly"
            )
            engine = self.torch_format()
            table = derive(self.reader, self.reference.run, 1, _teller(self.say))
            names = [TOKENIZER, STATIC]
        np.save(workshop / STATIC, table)
        kept = KeptModel(
            engine,
            self.trial.expected.shape[1],
            table.shape[1],
            self.reference.longest,
            libraries(),
            cache.keep(workshop, names),
        )
        cache.note(self.precision, kept, workshop)
        return kept

    def without_keeping(self) -> ReadyModel:
        """Make what can be done without a file."""
        engine = self.torch_format()
        static = StaticEncoder(derive(self.reader, self.reference.run, 1, _teller(self.say)))
        encoder = Encoder(self.reader, load_torch(self.model, engine), static, threads=1)
        width = self.trial.expected.shape[1] + static.width
        return ReadyModel(model_id(self.model, engine, RECIPE), width, encoder)

    def torch_format(self) -> Engine:
        """Return what torch is to calculate in: what was asked for, or what is faster here."""
        from qes.suggest.torch_engine import faster  # noqa: PLC0415 - torch

        exact = self.precision is Precision.EXACT
        return Engine.TORCH_FP32 if exact else faster(self.model.folder)

    def _export(self, workshop: Path) -> tuple[Engine, Table]:
        """Write the graph that is to be run, and derive the word half with the exact one.

        Raises:
            ValueError: it gives other vectors than sentence-transformers.
            Unusable: a library is missing or broken.
        """
        try:
            from qes.suggest.quantisation import quantise, separate  # noqa: PLC0415 - onnx
        except UNLOADABLE as error:
            raise unusable("onnx", error) from error
        self.reference.export(workshop / _WHOLE)
        separate(workshop / _WHOLE, workshop / GRAPHS[Engine.EXACT], WEIGHTS[Engine.EXACT])
        exact = load_onnx(workshop / GRAPHS[Engine.EXACT])
        if self.trial.cosines(exact.run).min() < _EXACT_ENOUGH:
            raise ValueError("the exported model gives other vectors")
        table = derive(self.reader, exact.run, processors(), _teller(self.say))
        if self.precision is Precision.EXACT:
            return Engine.EXACT, table
        try:
            quantise(workshop / _WHOLE, workshop / GRAPHS[Engine.FAST], WEIGHTS[Engine.FAST])
            fast = load_onnx(workshop / GRAPHS[Engine.FAST])
            near = float(self.trial.cosines(fast.run).mean())
        except (RuntimeError, Unusable):
            near = 0.0
        if near >= _FAST_ENOUGH:
            return Engine.FAST, table
        self.say("8-bit integers are too coarse for the model here: it is run exactly")
        return Engine.EXACT, table


def _teller(say: Say) -> Callable[[int, int], None]:
    """Say how far the word half is, now and then."""
    told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _TOLD_EVERY_SECONDS:
            told = time.monotonic()
            say(f"preparing the sentence model: {done:,} of {total:,} word pieces")

    return tell
