"""The embedder as the rest of the program sees it: texts in, unit vectors out, no torch here."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np

from qes.errors import Refused, UserError
from qes.suggest.cache import RECIPE, ModelCache, user_cache
from qes.suggest.frames import Frame, read_frame, write_frame
from qes.suggest.model import (
    DEFAULT_PRECISION,
    Precision,
    SentenceModel,
    installed_model,
    model_id,
    model_in,
)
from qes.suggest.vectors import DIMENSIONS, Vectors, unpack
from qes.suggest.worker_process import Identity, WorkerProcess

__all__ = ["DIMENSIONS", "Embedder", "Identity", "Progress", "Vectors"]

Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all), at most once a batch."""

_CHUNK_TEXTS, _CHUNK_CHARACTERS = 512, 65_536
_CHUNKS_UNDER_WAY = 2
"""One being computed and one waiting, so that the worker never idles."""


class Embedder:
    """Turn texts into vectors in a process of its own; use as a context manager.

    Light to import and to make: the process starts with `start` or the first `embed`. One
    `embed` runs at a time; `close` may be called from any thread.

    The first use of a model on a machine exports it and keeps the result in the user's cache,
    which takes about half a minute; from then on it is ready in a fraction of a second.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        precision: Precision = DEFAULT_PRECISION,
        cache: Path | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Choose the model.

        Args:
            folder: a sentence-transformers model of one's own; None is the installed one.
            precision: exact or fast.
            cache: where what is made of models is kept; None is the user's cache.
            say: told, in a sentence each, what takes long or is out of the ordinary; called in
                the thread that waits.
        """
        self._folder = folder
        self._precision = precision
        self._root = user_cache() if cache is None else cache
        self._say = say
        self._model: SentenceModel | None = None
        self._identity: Identity | None = None
        self._worker: WorkerProcess | None = None
        self._starting = Lock()
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def model_id(self) -> str:
        """Name weights, engine and precision: vectors of different ids never mix.

        Known at once where the model has been used on this machine before; else the first use
        comes first.

        Raises:
            UserError: the model cannot be made ready.
        """
        return self._known().model_id

    @property
    def dimensions(self) -> int:
        """Columns of a vector; known at once for the installed model.

        Raises:
            UserError: the model cannot be made ready.
        """
        return DIMENSIONS if self._folder is None else self._known().dimensions

    def at_hand(self) -> Identity | None:
        """Return name and width of the vectors where they are known without running the model.

        None before the first use of a model on this machine, and where it is not installed.
        """
        if self._identity is None:
            try:
                model = self._chosen()
            except UserError:
                return None
            kept = ModelCache(model, self._root).find(self._precision)
            if kept is not None:
                named = model_id(model, kept.engine, RECIPE)
                self._identity = Identity(named, kept.dimensions)
        return self._identity

    def start(self) -> None:
        """Begin loading the model in the background and return at once.

        Raises:
            UserError: the model is not installed, or not one.
        """
        self._running()

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one vector a text, (n, dimensions) float32; a blank text gives a zero vector.

        Equal texts are embedded once. Anything that ends this call early, Ctrl-C too, ends the
        worker process at once and returns nothing: whoever wants to keep what is done embeds a
        few thousand texts a call.

        Raises:
            UserError: the model is not installed, or its process ended.
            Refused: the model is not the expected one.
        """
        distinct = {text for text in texts if not _blank(text)}
        ordered = sorted(distinct, key=lambda text: (-len(text), text))
        if not ordered:
            return np.zeros((len(texts), self.dimensions), dtype=np.float32)
        rows = {text: row for row, text in enumerate(ordered)}
        known = len(texts) - len(ordered)

        def report(done: int) -> None:
            if progress is not None:
                progress(known + done, len(texts))

        with self._turn, ExitStack() as on_failure:
            worker = self._running()
            on_failure.callback(self.close)
            identity = self._greeted(worker)
            computed = self._exchange(worker, ordered, identity.dimensions, report)
            on_failure.pop_all()
        vectors = np.zeros((len(texts), identity.dimensions), dtype=np.float32)
        for at, text in enumerate(texts):
            if text in rows:
                vectors[at] = computed[rows[text]]
        return vectors

    def close(self) -> None:
        """End the process at once, from any thread; an `embed` under way raises UserError."""
        with self._starting:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _chosen(self) -> SentenceModel:
        if self._model is None:
            folder = self._folder
            self._model = installed_model() if folder is None else model_in(folder)
        return self._model

    def _known(self) -> Identity:
        """Return what the vectors are called, from the cache or else from the worker."""
        known = self.at_hand()
        if known is not None:
            return known
        with self._turn, ExitStack() as on_failure:
            worker = self._running()
            on_failure.callback(self.close)
            identity = self._greeted(worker)
            on_failure.pop_all()
        return identity

    def _running(self) -> WorkerProcess:
        with self._starting:
            if self._worker is not None and self._worker.process.poll() is not None:
                self._worker.end()  # it ended between two calls; another takes its place
                self._worker = None
            if self._worker is None:
                self._worker = WorkerProcess.started(self._chosen(), self._precision, self._root)
            return self._worker

    def _greeted(self, worker: WorkerProcess) -> Identity:
        """Wait until the worker is ready; pass on what it says on the way."""
        while worker.identity is None:
            kind, payload = self._heard(worker)
            if kind is Frame.READY:
                worker.identity = Identity(*json.loads(payload))
        if self._identity is None:
            self._identity = worker.identity
        if self._identity != worker.identity:
            raise UserError(
                "the sentence model is run differently than before, and old and new vectors "
                "must not mix",
                hint="start it again",
            )
        return worker.identity

    def _exchange(
        self,
        worker: WorkerProcess,
        texts: Sequence[str],
        dimensions: int,
        report: Callable[[int], None],
    ) -> Vectors:
        """Send the texts in chunks, two under way at a time, and gather the vectors."""
        unsent = deque(_chunks(texts))
        under_way: deque[int] = deque()
        parts: list[Vectors] = []
        done = 0
        while unsent or under_way:
            while unsent and len(under_way) < _CHUNKS_UNDER_WAY:
                chunk = unsent.popleft()
                under_way.append(len(chunk))
                try:
                    with suppress(OSError):  # what it said before it ended is still to be read
                        write_frame(worker.requests, Frame.TEXTS, json.dumps(chunk).encode())
                except ValueError as closed:  # by another thread
                    raise self._ended(worker) from closed
            kind, payload = self._heard(worker)
            if kind is Frame.PROGRESS:
                report(done + int(payload))
            elif kind is Frame.VECTORS:
                parts.append(unpack([payload], len(payload) // 2).reshape(-1, dimensions))
                done += under_way.popleft()
        return np.concatenate(parts)

    def _heard(self, worker: WorkerProcess) -> tuple[Frame, bytes]:
        """Return the worker's next frame; raise what it reports, pass on what it says."""
        try:
            frame = read_frame(worker.answers)
        except ValueError as closed:  # by another thread
            raise self._ended(worker) from closed
        if frame is None:
            raise self._ended(worker)
        kind, payload = frame
        if kind is Frame.FAILED:
            message, hint = json.loads(payload)
            raise Refused(message, hint=hint)
        if kind is Frame.NOTE and self._say is not None:
            self._say(payload.decode("utf-8", "replace"))
        return frame

    def _ended(self, worker: WorkerProcess) -> UserError:
        with self._starting:
            if self._worker is worker:
                return worker.obituary()
        return UserError("the embedding was stopped before it was done", hint="start it again")


def _blank(text: str) -> bool:
    return not text.strip()


def _chunks(texts: Sequence[str]) -> list[list[str]]:
    chunks: list[list[str]] = []
    characters = 0
    for text in texts:
        full = not chunks or len(chunks[-1]) == _CHUNK_TEXTS
        if full or characters + len(text) > _CHUNK_CHARACTERS:
            chunks.append([])
            characters = 0
        chunks[-1].append(text)
        characters += len(text)
    return chunks
