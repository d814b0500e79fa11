"""People at work in processes that may be killed at any moment.

    python -m tests.crash.workshop

reads commands line by line. For each it forks a process that works until it is killed, which prints
its number, and then each piece of work once the service has returned: from then on it must be on
disk. Everything is loaded before the fork, so that a kill falls into work and not into imports.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from corpora.reading import read_source
from corpora.source import SourceKind
from qes.project import Project
from qes.services import review
from qes.services.coding import apply_code
from qes.services.sourcing import AddRequest, add_sources
from tests.contracts.sample_project import CODES

ROOT = Path(__file__).resolve().parents[2]
_WORDS = [
    "the",
    "bus",
    "was",
    "late",
    "again",
    "and",
    "nobody",
    "rang",
    "so",
    "we",
    "walked",
    "along",
    "the",
    "canal",
    "and",
    "talked",
]


def interview(n: int, turns: int = 150) -> str:
    """An interview like no other of the same size: long enough that writing it takes a while."""
    chance = random.Random(n)  # noqa: S311 - any words do
    return "\n\n".join(
        f"{'ASKS' if turn % 5 == 0 else 'ANNA'}: {' '.join(chance.choices(_WORDS, k=30))}. "
        f"{' '.join(chance.choices(_WORDS, k=12))}."
        for turn in range(turns)
    )


class Workshop:
    """A warm process from which workers are started, one at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @property
    def _said(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def start(self, command: str) -> int:
        """Start a worker and return its process number."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return int(self._said.readline())

    def next_word(self) -> str:
        """Return what the worker says next."""
        return self._said.readline().strip()

    def kill(self, worker: int) -> list[str]:
        """Kill the worker and return what it had said until then."""
        with suppress(ProcessLookupError):  # it was quicker, and is done
            os.kill(worker, signal.SIGKILL)
        return self.rest()

    def rest(self) -> list[str]:
        """Return what the worker says until its end."""
        return list(iter(self.next_word, "ended"))


@contextmanager
def workshop() -> Iterator[Workshop]:
    """Open a workshop."""
    command = [sys.executable, "-m", "tests.crash.workshop"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        one = Workshop(process)
        assert one.next_word() == "ready"
        yield one
        assert process.stdin is not None
        process.stdin.close()


def killed_while_coding(shop: Workshop, target: Path, author: str, seconds: float) -> list[str]:
    """Let someone code, kill them some time after their first word; return what they had said."""
    worker = shop.start(f"code {target} {author}")
    first = shop.next_word()
    time.sleep(seconds)
    return [first, *shop.kill(worker)]


def killed_while_importing(shop: Workshop, target: Path, files: Path, seconds: float) -> list[str]:
    """Let someone import files, kill them some time after one begins to be written."""
    worker = shop.start(f"import {target} {files}")
    said = []
    while (word := shop.next_word()) not in {"writing", "ended"}:
        said.append(word)
    if word == "ended":  # nothing was left to import
        return said
    time.sleep(seconds)
    return [word for word in (*said, *shop.kill(worker)) if word != "writing"]


def _say(word: str) -> None:
    # a pipe takes a short line whole or not at all
    os.write(1, f"{word}\n".encode())


def _code(target: str, author: str) -> None:
    with Project.open(target, author) as project:
        segments = review.read_source(project.desk, "interview.txt").segments
        for segment, code in itertools.cycle(itertools.product(segments, CODES)):
            _say(apply_code(project.desk, segment.id, code).id)


def _import(target: str, folder: str) -> None:
    def tell(what: str, _done: int, _all: int) -> None:
        if what == "writing":
            _say("writing")

    with Project.open(target, "lead") as project:
        known = {one.name for one in review.sources(project.desk)}
        for file in sorted(Path(folder).glob("*.txt")):
            if file.name not in known:
                added, _ = add_sources(project.desk, [file], AddRequest(), progress=tell)
                _say(added[0].source)


def main() -> None:
    """Start a worker for each line that comes in, and wait for its end."""
    read_source(interview(0).encode(), "warm.txt", kind=SourceKind.TRANSCRIPT)
    _say("ready")
    for line in sys.stdin:
        what, target, argument = line.split()
        worker = os.fork()
        if worker == 0:
            _say(str(os.getpid()))
            (_code if what == "code" else _import)(target, argument)
            os._exit(0)
        os.waitpid(worker, 0)
        _say("ended")


if __name__ == "__main__":
    main()
