"""Measure the comparison of two coders: units by coders by codes, from the project's file.

    python benchmarks/comparison.py [--units N] [--codes N]

Makes a project in which two coders gave each unit some of the codes and differ in a quarter of the
units, part of which is settled. Prints medians in milliseconds, of the clock and of this process,
beside the load of the machine: reading what was decided, the whole comparison, the confusion map,
and versions of the codebook.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from codebooks.code import Code, Level
from codebooks.codebook import Codebook
from corpora.source import SourceKind, Unit
from qes.base import CodeId
from qes.project import Project
from qes.services.codebook_versions import by_codebook_version
from qes.services.comparing import compare, confusion_of
from qes.services.desk import Desk
from qes.services.ratings import read_ratings
from qes.services.rounds import close_round, open_round
from qes.services.sourcing import AddRequest, add_sources
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.passages import ensure_passage, passage_id
from qes.store.progress import mark_seen
from qes.store.segments import StoredSegment, review_segments

CODERS = ("alice", "bob")
SOURCES = 20
REPEATS = 5


def build(file: Path, units: int, codes: int) -> None:
    """Make the project with its decisions."""
    chance = random.Random(1)  # noqa: S311 - the same project each time
    ids = [CodeId(f"c{at:02}") for at in range(codes)]
    book = Codebook(
        id=CodeId("many"),
        codes=tuple(Code(id=id_, name=f"Code {id_}", level=Level.DOMAIN) for id_ in ids),
    )
    texts = []
    for number in range(SOURCES):
        texts.append(file.parent / f"text-{number:02}.txt")
        words = "\n\n".join(f"Passage {at} of text {number}." for at in range(units // SOURCES))
        texts[-1].write_text(words, encoding="utf-8")
    with Project.create(file, author="lead", codebook=book) as made:
        add_sources(made.desk, texts, AddRequest(kind=SourceKind.REPORT, unit=Unit.PARAGRAPH))
        round_ = open_round(made.desk, "first").id
        with made.desk.store.read() as connection:
            segments = review_segments(connection)
    both = [chance.choices(ids, k=chance.choice((0, 1, 1, 2, 3))) for _ in segments]
    for who in CODERS:
        with Project.open(file, who) as made:
            sets = [
                chance.choices(ids, k=2) if chance.random() < 1 / 8 else agreed for agreed in both
            ]
            _decide(made.desk, segments, sets, round_)
    with Project.open(file, "alice") as made:
        close_round(made.desk)
        half = [(one, codes[0]) for one, codes in zip(segments, both, strict=True) if codes]
        with made.desk.store.write() as connection:
            value = {"state": "applied", "panel": list(CODERS), "method": "discussion"}
            made.desk.judge(
                connection,
                [
                    Draft(_subject(one), f"consensus:code:{code}", value, "read again")
                    for one, code in half[:: max(1, 8 * len(half) // units)]
                ],
            )


def _decide(
    desk: Desk, segments: tuple[StoredSegment, ...], sets: list[list[CodeId]], round_: str
) -> None:
    with desk.store.write() as connection:
        for one in segments:
            ensure_passage(connection, one.source, one.start, one.stop, one.id)
        mark_seen(connection, desk.author, [one.id for one in segments], round_, desk.now())
        value = {"state": "applied", "stance": "supports"}
        desk.judge(
            connection,
            [
                Draft(_subject(one), f"code:{code}", value, None, None, round_)
                for one, given in zip(segments, sets, strict=True)
                for code in set(given)
            ],
        )


def _subject(one: StoredSegment) -> Subject:
    return Subject(SubjectKind.PASSAGE, passage_id(one.source, one.start, one.stop))


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds of some runs, by the clock and of this process."""
    clock, process = [], []
    for _ in range(REPEATS):
        began, worked = time.perf_counter(), time.process_time()
        what()
        clock.append(1_000 * (time.perf_counter() - began))
        process.append(1_000 * (time.process_time() - worked))
    return statistics.median(clock), statistics.median(process)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--codes", type=int, default=60)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "review.qes"
        build(file, chosen.units, chosen.codes)
        with Project.open(file, "bob") as made:
            desk = made.desk

            def read() -> object:
                with desk.store.read() as connection:
                    return read_ratings(connection, desk, "first")

            found = compare(desk, "first")
            print(
                f"{len(found.units):,} units, {chosen.codes} codes, "
                f"{len(found.disagreements):,} disagreements in {len(found.differences):,} units, "
                f"{found.left:,} left; load {os.getloadavg()[0]:.1f}"
            )
            for name, what in (
                ("reading", read),
                ("comparison", lambda: compare(desk, "first")),
                ("confusion map", lambda: confusion_of(found)),
                ("codebook versions", lambda: by_codebook_version(desk, "first")),
            ):
                clock, process = timed(what)
                print(f"  {name:<20}{clock:8.0f} ms, {process:6.0f} ms of this process")


if __name__ == "__main__":
    main()
