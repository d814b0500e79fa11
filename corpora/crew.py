"""More hands for much work: processes that read files, and cut a long text, beside the main one.

Files are read whole, each by one process; a text too long for that is read here and cut by all of
them. What comes out is the same either way. Below `WORTH_BYTES` in all, no process is started.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process

from corpora.reading import Progress, Request, read_requested
from corpora.segmentation import Chunk, Pieces, cut, cut_here
from corpora.source import Reading
from qes.errors import UserError

WORTH_BYTES = 3_000_000
"""Starting two processes takes as long as reading so much text."""
LONG_BYTES = 8_000_000
"""A file from this size on is read here, its sentences cut by all."""
MOST = 8
"""Processes; each takes some 60 MB."""
_AHEAD = 2
"""Chunks in hand for each process: enough to keep it busy, few enough to stay small."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file that is being read, or will be when it is asked for."""

    name: str
    _future: Future[Reading]

    def reading(self) -> Reading:
        """Return what the file holds, when it is there.

        Raises:
            UserError: As `read_source` does; or the process that read it was killed.
        """
        try:
            return self._future.result()
        except BrokenProcessPool as error:
            raise _killed(self.name) from error


class Crew:
    """Processes that help; made by `crew`."""

    def __init__(self, pool: ProcessPoolExecutor | None, processes: int) -> None:
        self._pool = pool
        self._in_hand = _AHEAD * processes

    def read(
        self, data: bytes, name: str, request: Request, progress: Progress | None = None
    ) -> Awaited:
        """Begin to read a file; without processes, or if it is long, it is read on return.

        Args:
            data: The file's bytes.
            name: The file's name.
            request: How it is to be read.
            progress: Called while it is read here; a process does not tell how far it is.
        """
        read: Future[Reading] = Future()
        try:
            if self._pool is not None and len(data) < LONG_BYTES:
                read = self._pool.submit(read_requested, data, name, request)
            else:
                read.set_result(
                    read_requested(data, name, request, cutter=self.cut, progress=progress)
                )
        except (UserError, BrokenProcessPool) as error:
            read.set_exception(error)
        return Awaited(name, read)

    def cut(self, chunks: Iterable[Chunk]) -> Iterator[Pieces]:
        """Return the sentences of each chunk, in order."""
        if self._pool is None:
            yield from cut_here(chunks)
            return
        in_hand: deque[Future[Pieces]] = deque()
        for chunk in chunks:
            in_hand.append(self._pool.submit(cut, chunk))
            if len(in_hand) > self._in_hand:
                yield in_hand.popleft().result()
        while in_hand:
            yield in_hand.popleft().result()


@contextmanager
def crew(total_bytes: int, processes: int | None = None) -> Iterator[Crew]:
    """Open a crew for files of so many bytes together.

    Args:
        total_bytes: Of all files; for few bytes everything is done here.
        processes: How many; None is one for each processor this process may use.
    """
    count = _processors() if processes is None else processes
    if count < 2 or total_bytes < WORTH_BYTES:
        yield Crew(None, 1)
        return
    # a fresh process holds no lock, connection or screen of this one, as a fork would
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield Crew(pool, count)
    finally:
        pool.shutdown(cancel_futures=True)


def _processors() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, MOST)


def _begin() -> None:
    """Make a process of the crew end with the main one, and quietly."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # without this it would wait for work, with people's words in its memory, for ever
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _killed(name: str) -> UserError:
    return UserError(
        f"{name}: a process that helped to read it was killed",
        hint="is memory short? Add fewer or smaller files at once",
    )
