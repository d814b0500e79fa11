"""The embedding process: `python -m qes.suggest.worker FOLDER FORMAT`.

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
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from qes.errors import UserError
from qes.suggest.frames import Frame, read_frame, write_frame
from qes.suggest.model import TOKENIZER, WEIGHTS, NumberFormat, read_verified

_THREADS = 2


def main(arguments: Sequence[str]) -> int:
    """Load the model, then answer each list of texts until there is no one to answer."""
    folder, number_format = arguments
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(requests,), daemon=True).start()
    Thread(target=_mind_parent, args=(os.getppid(),), daemon=True).start()
    try:
        _serve(requests, answers, Path(folder), NumberFormat(number_format))
    except UserError as error:
        payload = json.dumps([error.message, error.hint]).encode()
        write_frame(answers, Frame.FAILED, payload)
        return int(error.exit_code)
    return 0


def _serve(
    requests: SimpleQueue[bytes], answers: BinaryIO, folder: Path, number_format: NumberFormat
) -> None:
    # before the libraries are loaded: a wrong model is refused at once
    for name in (WEIGHTS, TOKENIZER):
        read_verified(folder, name)
    import torch  # noqa: PLC0415 - takes a second: the threads that end the process come first

    from qes.suggest.encoder import Encoder  # noqa: PLC0415 - imports torch

    torch.set_num_threads(_THREADS)
    encoder = Encoder(folder, number_format)
    write_frame(answers, Frame.READY)
    while True:
        texts: list[str] = json.loads(requests.get())
        vectors = encoder.encode(
            texts, lambda n: write_frame(answers, Frame.PROGRESS, str(n).encode())
        )
        write_frame(answers, Frame.VECTORS, vectors.tobytes())


def _listen(requests: SimpleQueue[bytes]) -> None:
    """Take requests in as they come, so that the other side never waits to write."""
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        requests.put(frame[1])
    os._exit(0)  # the other side is gone: nobody wants what is being computed


def _mind_parent(parent: int) -> None:
    """End the process when its parent is gone but another process holds the pipe open."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
