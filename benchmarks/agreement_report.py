"""Measure the whole agreement report of a round with 100,000 codings of 60 codes by two coders.

A hundred sources of a thousand turns; a fifth of the second coder's codings differ. Each run is a
process of its own; prints CPU time and the clock's, of which the start of the program is said too,
and memory.

    python -m benchmarks.agreement_report [--file KEPT.qes] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from codebooks.yaml_format import load_codebook
from qes.base import AuthorName, sha256
from qes.project import Project
from qes.services.coding import CODE_ASPECT
from qes.services.rounds import close_round, open_round
from qes.store.database import Store
from qes.store.judgements import Draft, Signature, Subject, SubjectKind, append
from qes.store.passages import passage_id
from qes.store.progress import mark_seen
from qes.store.schema import passage
from qes.store.segments import StoredSegment, review_segments
from tests.contracts.sample_project import take_in

SOURCES, TURNS, CODINGS = 100, 1_000, 50_000
DOMAINS = ("elements", "factors", "early", "late")
CODES = tuple(f"{domain}.c{n:02}" for domain in DOMAINS for n in range(15))
DAYS = 28
_Given = tuple[StoredSegment, str]


def codebook() -> str:
    """Write a codebook of four domains with fifteen codes each."""
    lines = ["id: bench", "title: Bench", 'version: "1"', "codes:"]
    for domain in DOMAINS:
        lines.append(f"  - {{id: {domain}, name: {domain}, kind: context, definition: x}}")
        lines += [
            f"  - {{id: {code}, parent: {domain}, name: {code}, definition: x}}"
            for code in CODES
            if code.startswith(domain)
        ]
    return "\n".join(lines) + "\n"


def build(file: Path) -> None:
    """Make the project; the rows are written by the function that the services use."""
    book = load_codebook(codebook(), "bench.yaml")
    with Project.create(file, author="lead", codebook=book) as project:
        for n in range(SOURCES):
            lines = tuple(
                f"{'ANNA' if m % 2 else 'INTERVIEWER'}: In the year {n} the bus came late {m} times "
                "and nobody could say why, so we walked along the river until it got dark."
                for m in range(TURNS)
            )
            take_in(project.desk, f"interview-{n:03}.txt", lines)
        open_round(project.desk, "first", reviewers=("anna", "ben"))
        with project.desk.store.read() as connection:
            segments = review_segments(connection)
        with project.desk.store.write() as connection:
            connection.execute(sa.insert(passage), [_passage(one) for one in segments])
        chance = random.Random(7)  # noqa: S311 - any codings do
        mine = {(chance.choice(segments), chance.choice(CODES)) for _ in range(CODINGS)}
        theirs = {
            one if chance.random() < 0.8 else (one[0], chance.choice(CODES)) for one in sorted(mine, key=_key)
        }  # fmt: skip
        for author, given in (("anna", mine), ("ben", theirs)):
            _judge(project.desk.store, AuthorName(author), segments, sorted(given, key=_key))
        close_round(project.desk, "first")


def _key(one: _Given) -> tuple[str, str]:
    return one[0].id, one[1]


def _passage(one: StoredSegment) -> dict[str, str | int]:
    return {
        "id": passage_id(one.source, one.start, one.stop),
        "source": one.source,
        "start": one.start,
        "stop": one.stop,
        "quote_sha256": sha256(one.id),
    }


def _judge(
    store: Store, author: AuthorName, segments: Sequence[StoredSegment], given: Sequence[_Given]
) -> None:
    for day in range(DAYS):
        at = f"2026-03-{1 + day:02}T09:00:00.000000Z"
        drafts = [
            Draft(
                Subject(SubjectKind.PASSAGE, passage_id(one.source, one.start, one.stop)),
                f"{CODE_ASPECT}{code}",
                {"state": "applied", "stance": "supports"},
                round="r1",
            )
            for one, code in given[day::DAYS]
        ]
        with store.write() as connection:
            append(connection, drafts, Signature(author, author, at, "0.1"))
            mark_seen(connection, author, [one.id for one in segments[day::DAYS]], "r1", at)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the program took."""

    cpu: float
    """Seconds, as the clock's."""
    clock: float
    memory: float
    """In MB; the most of any run so far."""


def measure(words: Sequence[str]) -> Run:
    """Run the program and say what it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from qes.cli import main; main()", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(cpu, clock, after.ru_maxrss / 1024)


def main() -> None:
    """Build the project unless it is there, and measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--file", type=Path)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "bench.qes"
        if not file.exists():
            build(file)
        report = ["-p", str(file), "agreement", "report", "--json"]
        runs = [measure(report) for _ in range(given.runs)]
        start = [measure(["-p", str(file), "info"]) for _ in range(given.runs)]
    for what, some in (("the whole report as JSON", runs), ("of which start (qes info)", start)):
        cpu, clock = (
            statistics.median(one) for one in zip(*((r.cpu, r.clock) for r in some), strict=True)
        )
        print(f"{what}: {cpu:.2f} s of CPU, {clock:.2f} s by the clock")
    print(f"at most {max(run.memory for run in runs):.0f} MB; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
