"""The embedding process: `python -m qes.suggest.worker FOLDER FINGERPRINT PRECISION CACHE`.

Texts come in on standard input and vectors go out on what was standard output, in the frames of
`qes.suggest.frames`; whatever libraries print goes to standard error. The process ends as soon
as standard input closes or its parent is gone, in the middle of a batch too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, cast

from qes.errors import UserError
from qes.suggest.cache import ModelCache
from qes.suggest.frames import Frame, read_frame, write_frame
from qes.suggest.model import Precision, SentenceModel


def main(arguments: Sequence[str]) -> int:
    """Load the model, then answer each list of texts until there is no one to answer."""
    folder, fingerprint, precision, root = arguments
    model = SentenceModel(Path(folder), fingerprint)
    cache = ModelCache(model, Path(root))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(requests,), daemon=True).start()
    Thread(target=_mind_parent, args=(os.getppid(),), daemon=True).start()
    try:
        _serve(requests, answers, model, Precision(precision), cache)
    except UserError as error:
        return _failed(answers, error)
    except ModuleNotFoundError as error:
        return _failed(
            answers,
            UserError(
                f"the sentence model cannot be run: {error.name} is not installed",
                hint="install qes again, with all it depends on",
            ),
        )
    return 0


def _serve(
    requests: SimpleQueue[bytes],
    answers: BinaryIO,
    model: SentenceModel,
    precision: Precision,
    cache: ModelCache,
) -> None:
    with ThreadPoolExecutor(1) as beside:
        checked = beside.submit(cache.check, precision)
        # the libraries take a while: the threads that end the process come first
        from qes.suggest.preparation import import_onnx, ready_model  # noqa: PLC0415
        from qes.suggest.vectors import pack  # noqa: PLC0415

        import_onnx()

    def say(sentence: str) -> None:
        write_frame(answers, Frame.NOTE, sentence.encode("utf-8", "replace"))

    def report(done: int) -> None:
        write_frame(answers, Frame.PROGRESS, str(done).encode())

    ready = ready_model(model, precision, cache, checked.result(), say)
    write_frame(answers, Frame.READY, json.dumps([ready.id, ready.dimensions]).encode())
    while True:
        vectors = ready.encoder.encode(json.loads(requests.get()), report)
        write_frame(answers, Frame.VECTORS, b"".join(pack(vectors)))


def _failed(answers: BinaryIO, error: UserError) -> int:
    write_frame(answers, Frame.FAILED, json.dumps([error.message, error.hint]).encode())
    return int(error.exit_code)


def _listen(requests: SimpleQueue[bytes]) -> None:
    """Take requests in as they come, so that the other side never waits to write."""
    # unbuffered: a thread that waits within a buffer holds its lock, and an interpreter that ends
    # for whatever reason meanwhile would abort instead of saying why
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as stream:
        while (frame := read_frame(cast("BinaryIO", stream))) is not None:
            requests.put(frame[1])
    os._exit(0)  # the other side is gone: nobody wants what is being computed


def _mind_parent(parent: int) -> None:
    """End the process when its parent is gone but another process holds the pipe open."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
