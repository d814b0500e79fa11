"""A real project on disk for the screen tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

# The modules beside this one are shared by tests under the name they have for the type checker.
sys.path.insert(0, str(Path(__file__).parents[2]))

from qes.project import Project
from qes.services.sourcing import AddRequest, add_sources
from qes.services.suggesting import grouping
from qes.services.suggesting.grouping import OfferedGroup
from qes.ui import sitting
from tests.ui.material import (
    SECOND,
    TRANSCRIPT,
    FixedAdviser,
    StillClock,
    codebook,
    group,
    passages,
)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing blinks, moves, or depends on this machine."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with two transcripts and a codebook; nothing decided, nothing suggested."""
    (tmp_path / "focus-group.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "joel.txt").write_text(SECOND, encoding="utf-8")
    made = Project.create(
        tmp_path / "review.qes",
        author="alice",
        title="Supported employment review",
        codebook=codebook(),
        clock=StillClock(),
    )
    with made:
        add_sources(made.desk, [tmp_path / "focus-group.txt", tmp_path / "joel.txt"], AddRequest())
        yield made


@pytest.fixture
def adviser(project: Project) -> FixedAdviser:
    """What suggests three codes for every segment of the project, after 212 decisions."""
    return FixedAdviser(project.desk, [("outlook", 0.81), ("flexible", 0.62), ("relation", 0.4)])


@pytest.fixture
def suggested(project: Project, adviser: FixedAdviser, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project, with the adviser at work in it."""
    monkeypatch.setattr(sitting, "learning_adviser", lambda _desk: adviser)
    return project


@pytest.fixture
def found(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[OfferedGroup]:
    """Two groups are found, whatever is asked."""
    every = passages(project)
    groups = [
        group("a" * 16, every[:3], "month", "asked [b]her[/b]"),
        group("b" * 16, every[3:], "walked"),
    ]

    def find(_desk: object, *, progress: grouping.Progress) -> list[OfferedGroup]:
        progress("putting passages together", 1, 1)
        return groups

    monkeypatch.setattr(grouping, "find_groups", find)
    return groups
