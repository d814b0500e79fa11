"""A project of made-up passages about a few subjects, with vectors that follow the subject."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np

from codebooks.codebook import Codebook
from corpora.source import SourceKind, Unit
from qes.base import Clock, SegmentId, sha256
from qes.project import Project
from qes.services.desk import Desk
from qes.services.sourcing import AddRequest, add_sources
from qes.store.segments import review_segments
from qes.store.sources import read_text
from qes.store.vectors import store_vectors
from qes.suggest.vectors import pack

WORDS = {
    "bus": "bus ticket timetable station driver platform",
    "garden": "garden tomato compost watering spade seedling",
    "choir": "choir rehearsal alto concert piano songbook",
    "rent": "rent landlord deposit heating mould kitchen",
}
BUS, GARDEN, CHOIR, RENT = WORDS
EACH = 12
"""So many passages about each subject, half of them in either file."""
FILES = ("first.txt", "second.txt")
MODEL, DIMENSIONS = "by hand", 24


def texts_about(subject: str) -> tuple[str, ...]:
    """Return the passages about a subject, all different."""
    pairs = list(permutations(WORDS[subject].split(), 2))
    return tuple(f"We spoke about the {a} and the {b} again." for a, b in pairs[:EACH])


def make_review(file: Path, book: Codebook, clock: Clock) -> None:
    """Make a project of two files in which nothing is decided; every passage has its vector."""
    every = [(n, text) for subject in WORDS for n, text in enumerate(texts_about(subject))]
    with Project.create(file, author="lead", codebook=book, clock=clock) as project:
        for at, name in enumerate(FILES):
            words = "\n\n".join(text for n, text in every if n % len(FILES) == at)
            (file.parent / name).write_text(words, encoding="utf-8")
            request = AddRequest(kind=SourceKind.REPORT, unit=Unit.PARAGRAPH)
            add_sources(project.desk, [file.parent / name], request)
        add_vectors(project.desk)


def add_vectors(desk: Desk) -> None:
    """Give every passage its vector; one about no subject has one of its own."""
    generator = np.random.default_rng(4)
    centres = dict(zip(WORDS, generator.normal(size=(len(WORDS), DIMENSIONS)), strict=True))
    made = []
    for text in sorted(set(passages(desk).values())):
        own = np.random.default_rng(int(sha256(text)[:8], 16)).normal(size=DIMENSIONS)
        subject = subject_of(text)
        vector = own if subject is None else centres[subject] + 0.4 * own
        row = (vector / np.linalg.norm(vector)).astype(np.float32)
        made.append((sha256(text), pack(row[np.newaxis])[0]))
    with desk.store.write() as connection:
        store_vectors(connection, MODEL, made)


def passages(desk: Desk) -> dict[SegmentId, str]:
    """Return the words of every unit, in reading order."""
    with desk.store.read() as connection:
        return {
            one.id: read_text(connection, one.source)[one.start : one.stop]
            for one in review_segments(connection)
        }


def subject_of(text: str) -> str | None:
    """Return what a passage is about."""
    return next((name for name in WORDS if text in texts_about(name)), None)


def about(desk: Desk, subject: str) -> tuple[SegmentId, ...]:
    """Return the units about a subject, in reading order."""
    return tuple(id_ for id_, text in passages(desk).items() if subject_of(text) == subject)
