"""The worker process as its parent holds it: started, heard, ended, and why it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

import qes
from qes.errors import UserError
from qes.suggest.model import Precision, SentenceModel

_TAIL = 4_000
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "RAYON_NUM_THREADS": "2",
}
"""No library may reach for the network, and the tokenizer takes no more than two threads."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a worker's vectors are called and how wide they are."""

    model_id: str
    dimensions: int


@dataclass(slots=True)
class WorkerProcess:
    """The process, its three pipes, and what it is once it has said so."""

    process: subprocess.Popen[bytes]
    requests: BinaryIO
    answers: BinaryIO
    chatter: IO[bytes]
    identity: Identity | None = None

    @classmethod
    def started(cls, model: SentenceModel, precision: Precision, root: Path) -> WorkerProcess:
        """Start a process for a model; `root` is the folder in which models are kept."""
        chatter = _notebook()
        here = str(Path(qes.__file__).resolve().parents[1])
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        arguments = [str(model.folder), model.fingerprint, precision, str(root)]
        # -P: a file in the current folder must never be taken for a library
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "qes.suggest.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=chatter,
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        return cls(
            process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout), chatter
        )

    def end(self) -> None:
        """Kill the process, wait for it and close what led to it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.requests, self.answers, self.chatter):
            with suppress(OSError):  # what was written but not yet read has nowhere to go
                stream.close()

    def obituary(self) -> UserError:
        """Say that the process ended of itself; what it printed is a note for --debug."""
        status = self.process.wait()
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        error = UserError(
            f"the embedding process ended before it was done ({how})",
            hint="try again with 1 GB of memory free; --debug shows what it printed",
        )
        self.chatter.seek(0, os.SEEK_END)
        self.chatter.seek(max(0, self.chatter.tell() - _TAIL))
        error.add_note(self.chatter.read().decode("utf-8", "replace"))
        return error


def _notebook() -> IO[bytes]:
    """Open what the process writes its errors to; on a full disk they are lost, and only they."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return Path(os.devnull).open("w+b")
