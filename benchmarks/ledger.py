"""Measure a project with a million judgements: opening, one source's state, verifying.

Four reviewers go through 100,000 segments in 200 sources; the rows are written by the function
that the services use. Prints one line for each thing measured: the median of a few runs, wall time.

    python -m benchmarks.ledger [--judgements 1000000] [--file KEPT.qes]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from qes.base import AuthorName, sha256, timestamp
from qes.project import Project
from qes.services import coding, review, undoing
from qes.services.auditing import note_heads, read_log, verify_project
from qes.services.codebook import count_codings
from qes.services.coding import CODE_ASPECT, list_codings
from qes.services.overviewing import look
from qes.services.rounds import close_round, open_round
from qes.store.database import Store
from qes.store.judgements import Draft, Signature, Subject, SubjectKind, append
from qes.store.passages import passage_id
from qes.store.schema import passage
from qes.store.segments import StoredSegment, review_segments
from qes.store.sources import read_text
from tests.contracts.sample_project import CODES, small_codebook, take_in

AUTHORS = tuple(AuthorName(name) for name in ("anna", "ben", "eva", "ole"))
SOURCES = 200
TURNS = 500
_AT_ONCE = 5_000


def build(file: Path, judgements: int) -> None:
    """Make the project."""
    with Project.create(file, author="lead", codebook=small_codebook()) as project:
        for n in range(SOURCES):
            lines = tuple(
                f"ANNA: In the year {n} the bus was late {m} times." for m in range(TURNS)
            )
            take_in(project.desk, f"interview-{n:03}.txt", lines)
        open_round(project.desk, "first")
        with project.desk.store.read() as connection:
            segments = review_segments(connection)
        _passages(project.desk.store, segments)
        for author in AUTHORS:
            _judge(project.desk.store, author, segments, judgements // len(AUTHORS))
        close_round(project.desk, "first")


def _passages(store: Store, segments: tuple[StoredSegment, ...]) -> None:
    """Write a passage for each segment at once: the services would write them one by one."""
    with store.write() as connection:
        texts = {one.source: "" for one in segments}
        for id_ in texts:
            texts[id_] = read_text(connection, id_)
        rows = [
            {
                "id": passage_id(one.source, one.start, one.stop),
                "source": one.source,
                "start": one.start,
                "stop": one.stop,
                "quote_sha256": sha256(texts[one.source][one.start : one.stop]),
            }
            for one in segments
        ]
        connection.execute(sa.insert(passage), rows)


def _judge(store: Store, author: AuthorName, segments: tuple[StoredSegment, ...], n: int) -> None:
    chance = random.Random(author)  # noqa: S311 - any decisions do
    endless = (
        Draft(
            Subject(SubjectKind.PASSAGE, passage_id(one.source, one.start, one.stop)),
            f"{CODE_ASPECT}{chance.choice(CODES)}",
            {"state": chance.choice(["applied", "applied", "rejected"]), "stance": "supports"},
            round="r1" if turn % 2 else None,
        )
        for turn in range(1 + n // len(segments))
        for one in segments
    )
    drafts = islice(endless, n)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while chunk := list(islice(drafts, _AT_ONCE)):
        with store.write() as connection:
            for one in chunk:
                at += timedelta(milliseconds=7)
                append(connection, [one], Signature(author, "here", timestamp(at), "0.1"))


def measure(what: str, do: Callable[[], object], *, times: int = 5) -> None:
    """Print how long something takes."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        taken.append(time.perf_counter() - start)
    print(f"{what:45} {statistics.median(taken) * 1000:10,.1f} ms", flush=True)


def _open(file: Path) -> None:
    Project.open(file, "anna").close()


def main() -> None:
    """Build the project unless it is there, and measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--judgements", type=int, default=1_000_000)
    arguments.add_argument("--file", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "ledger.qes"
        if not file.exists():
            start = time.perf_counter()
            build(file, given.judgements)
            taken = time.perf_counter() - start
            print(f"built in {taken:,.0f} s, {taken / given.judgements * 1e6:,.0f} µs a judgement")
        print(f"{file.stat().st_size / 1e6:,.0f} MB")
        measure("open", lambda: _open(file))
        with Project.open(file, "anna") as project:
            _measure_services(project)


def _measure_services(project: Project) -> None:
    desk = project.desk
    sources = review.sources(desk)
    one = sources[len(sources) // 2].id
    unit = review.read_source(desk, one).segments[100].id
    steps: tuple[tuple[str, Callable[[], object], int], ...] = (
        ("one source: own decisions", lambda: review.decisions(desk, one), 9),
        ("one source: own codings", lambda: list_codings(desk, one), 9),
        ("one source: everyone's codings", lambda: list_codings(desk, one, everyone=True), 9),
        ("one source: its text and units", lambda: review.read_source(desk, one), 9),
        ("accept a code", lambda: coding.apply_code(desk, unit, "winter"), 9),
        ("undo", lambda: undoing.undo(desk), 9),
        ("redo", lambda: undoing.redo(desk), 9),
        ("the codebook's tree with own counts", lambda: review.codebook(desk), 3),
        ("the list of sources with own progress", lambda: review.sources(desk), 3),
        ("qes info", lambda: look(desk), 3),
        ("qes log, the newest 50", lambda: read_log(desk, limit=50), 3),
        ("qes log --heads", lambda: note_heads(desk), 3),
        ("everyone's counts by code", lambda: count_codings(desk), 1),
        ("qes verify", lambda: verify_project(desk), 1),
    )
    for what, do, times in steps:
        measure(what, do, times=times)


if __name__ == "__main__":
    main()
