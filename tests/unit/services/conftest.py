"""A small review of our own on disk, and the desks of the people who work in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codebooks.codebook import Codebook
from codebooks.yaml_format import load_codebook
from corpora.source import SourceKind
from qes.project import Project
from qes.services.desk import Desk
from qes.services.sourcing import AddRequest, add_sources

CODEBOOK = """\
id: starting-work
title: Starting work
version: "1"
codes:
  - {id: help, name: What the service does, kind: programme_element, definition: What is done.}
  - {id: help.support, parent: help, name: The support, definition: How support is given.}
  - id: help.forms
    parent: help.support
    name: Forms
    definition: Filling in forms with the person.
    examples: [We did the forms at her table.]
  - {id: help.rides, parent: help.support, name: Rides, definition: Getting there by car or bus.}
  - {id: help.calls, parent: help.support, name: Calls, definition: Ringing up to ask., status: retired}
  - {id: site, name: What helps or hinders, kind: influencing_factor, definition: Circumstances.}
  - {id: site.boss, parent: site, name: The employer, definition: What the employer does.}
  - {id: site.boss.shouting, parent: site.boss, name: Shouting, definition: Harsh words at work.}
  - {id: soon, name: First effects, kind: short_term_effect, definition: Within months.}
  - {id: soon.calm, parent: soon, name: Less dread, definition: Fear grows less.}
  - {id: later, name: Later effects, kind: long_term_effect, definition: After a year.}
  - {id: later.staying, parent: later, name: Staying on, definition: Keeping the job.}
"""
INTERVIEW = """\
INTERVIEWER: What changed for you?

RITA: She sat in my kitchen and filled in every form with me. I stopped dreading the post.

INTERVIEWER: And at work?

RITA: The foreman asked her, never me. It took a month.

OTTO: Mine shouted on the first day. I went home and slept.

INTERVIEWER: Who helped you get there?

OTTO: Nobody. The early bus does not run, so I walked.
"""
DIARY = """\
A neighbour drove three of the women to the bakery until spring.

Nobody who was driven gave the job up in the first year.
"""

Seat = Callable[[str], Desk]
"""Opens the project as the person named."""


class StillClock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self, day: int = 2) -> None:
        self._moment = datetime(2026, 3, day, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project every test gets a copy of: making one costs ten times as much."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "interview.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "diary.txt").write_text(DIARY, encoding="utf-8")
    clock = StillClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        book = load_codebook(CODEBOOK, "starting-work.yaml")
        file = folder / "review.qes"
        with Project.create(file, author="lead", codebook=book, clock=clock) as made:
            add_sources(made.desk, [folder / "interview.txt"], AddRequest())
            add_sources(made.desk, [folder / "diary.txt"], AddRequest(kind=SourceKind.REPORT))
    return file


@pytest.fixture(autouse=True)
def _own_config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def review_file(_template: Path, tmp_path: Path) -> Path:
    """The file of a project with two sources and a codebook, in which nothing is decided yet."""
    return Path(shutil.copy(_template, tmp_path / "review.qes"))


@pytest.fixture
def seat(review_file: Path) -> Iterator[Seat]:
    """Open the project as whoever is named."""
    clock = StillClock(day=3)
    with ExitStack() as open_projects:

        def sit(name: str) -> Desk:
            return open_projects.enter_context(Project.open(review_file, name, clock=clock)).desk

        yield sit


@pytest.fixture
def alice(seat: Seat) -> Desk:
    """One reviewer's desk."""
    return seat("alice")


@pytest.fixture
def bob(seat: Seat) -> Desk:
    """Another reviewer's desk in the same project."""
    return seat("bob")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A project without sources, codes or studies."""
    with Project.create(tmp_path / "empty.qes", author="lead", clock=StillClock()) as made:
        yield made.desk


@pytest.fixture
def book() -> Codebook:
    """The codebook of the project."""
    return load_codebook(CODEBOOK, "starting-work.yaml")
