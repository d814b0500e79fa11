from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import active_children

import pytest

from corpora import crew as crews
from corpora import segmentation
from corpora.crew import LONG_BYTES, WORTH_BYTES, Crew, crew
from corpora.reading import Request, read_source
from corpora.source import SourceKind
from qes.errors import Refused, UserError

REQUEST = Request(SourceKind.TRANSCRIPT)
TALK = "".join(
    f"{'Interviewer' if n % 2 else 'P1'}: It was {n}, I think. And then? Dr. Hill… left.\n"
    for n in range(400)
).encode()


@pytest.fixture(scope="module")
def pair() -> Iterator[Crew]:
    """Two processes, which are slow to start: all tests share them."""
    with crew(WORTH_BYTES, 2) as opened:
        yield opened


def test_little_work_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(*_: object, **__: object) -> None:
        raise AssertionError("nothing here is worth a process")

    monkeypatch.setattr(crews, "ProcessPoolExecutor", unwanted)
    alone = read_source(TALK, "a.txt", kind=SourceKind.TRANSCRIPT)
    with crew(WORTH_BYTES - 1) as few, crew(WORTH_BYTES, 1) as one:
        assert few.read(TALK, "a.txt", REQUEST).reading() == alone
        assert one.read(TALK, "a.txt", REQUEST).reading() == alone


def test_files_read_by_processes_are_read_as_they_are_alone(pair: Crew) -> None:
    awaited = [pair.read(TALK[n:], f"{n}.txt", REQUEST) for n in range(3)]
    for n, one in enumerate(awaited):
        assert one.reading() == read_source(TALK[n:], f"{n}.txt", kind=SourceKind.TRANSCRIPT)


def test_a_long_text_cut_by_processes_is_cut_as_it_is_alone(
    pair: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read_source(TALK, "a.txt", kind=SourceKind.TRANSCRIPT)
    monkeypatch.setattr(crews, "LONG_BYTES", 1)
    monkeypatch.setattr(segmentation, "CHUNK", 2_000)
    told: list[tuple[int, int]] = []
    together = pair.read(TALK, "a.txt", REQUEST, lambda done, of: told.append((done, of)))
    assert together.reading() == alone
    assert told == sorted(told)
    assert len(told) > 10
    assert told[-1] == (len(alone.text), len(alone.text))


@pytest.mark.parametrize("long", [False, True])
def test_what_is_refused_is_refused_in_the_same_words(
    pair: Crew, monkeypatch: pytest.MonkeyPatch, *, long: bool
) -> None:
    monkeypatch.setattr(crews, "LONG_BYTES", 0 if long else 1_000)
    with pytest.raises(Refused, match=r"^a\.txt: holds no text") as refused:
        pair.read(b" \n", "a.txt", REQUEST).reading()
    assert refused.value.hint == "is it the right file, and whole?"


def test_a_killed_process_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    others = set(active_children())
    with crew(WORTH_BYTES, 2) as opened:
        awaited = opened.read(TALK, "a.txt", REQUEST)
        for process in set(active_children()) - others:
            process.kill()
            process.join()
        with pytest.raises(
            UserError, match=r"^a\.txt: a process that helped to read it was killed"
        ):
            awaited.reading()
        for size in (LONG_BYTES, 1):
            monkeypatch.setattr(crews, "LONG_BYTES", size)
            with pytest.raises(UserError, match="was killed"):
                opened.read(TALK, "a.txt", REQUEST).reading()


ABANDONED = """
import sys
from multiprocessing import active_children
from corpora.crew import WORTH_BYTES, crew
from corpora.reading import Request
from corpora.source import SourceKind
with crew(WORTH_BYTES, 2) as opened:
    opened.read(b"I: So.", "a.txt", Request(SourceKind.TRANSCRIPT)).reading()
    print(*[process.pid for process in active_children()], flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="asks the kernel of Linux")
def test_processes_end_when_the_one_they_help_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ABANDONED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as helped:
        assert helped.stdout is not None
        watched = [os.pidfd_open(int(pid)) for pid in helped.stdout.readline().split()]
        helped.kill()
    assert watched
    for descriptor in watched:
        ended, _, _ = select.select([descriptor], [], [], 10)
        os.close(descriptor)
        assert ended
