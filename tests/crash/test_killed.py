"""Whoever is killed at whatever moment: all that was acknowledged is there, and nothing by halves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from qes.base import AuthorName
from qes.project import Project
from qes.services.auditing import verify_project
from qes.services.showing_sources import show_source, show_sources
from qes.store.judgements import by_author
from tests.contracts.sample_project import make_sample
from tests.crash.workshop import (
    Workshop,
    interview,
    killed_while_coding,
    killed_while_importing,
    workshop,
)

_KILLS = 5


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """A warm process from which those are started who are to be killed."""
    with workshop() as one:
        yield one


def test_every_code_that_was_acknowledged_is_there_after_a_kill(
    project_file: Path, shop: Workshop
) -> None:
    said: list[str] = []
    chance = random.Random()  # noqa: S311 - another moment at each run
    for kill in range(_KILLS):
        who = ("anna", "ben")[kill % 2]
        said += killed_while_coding(shop, project_file, who, chance.uniform(0, 0.2))
        with Project.open(project_file, "lead") as project:
            found = verify_project(project.desk)
            assert found.ok
            with project.desk.store.read() as connection:
                stored = {
                    one.id
                    for author in ("anna", "ben")
                    for one in by_author(connection, AuthorName(author))
                }
        assert set(said) <= stored
        # what was on its way when the kill came: at most one decision each time
        assert len(stored) <= len(said) + kill + 1
    assert len(said) > _KILLS


def _content(file: Path, name: str) -> tuple[object, ...]:
    with Project.open(file, "lead") as project:
        found = show_source(project.desk, name)
    return (found.text, found.turns, found.quotes, found.units)


def test_a_source_is_wholly_there_or_not_at_all_after_a_kill(
    project_file: Path, tmp_path: Path, shop: Workshop
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:02}.txt").write_text(interview(n), encoding="utf-8")
    whole = tmp_path / "whole.qes"
    make_sample(whole)
    said: list[str] = []
    chance = random.Random()  # noqa: S311 - another moment at each run
    for _ in range(_KILLS):
        said += killed_while_importing(shop, project_file, folder, chance.uniform(0, 0.06))
        with Project.open(project_file, "lead") as project:
            assert verify_project(project.desk).ok
            stored = {one.source.id: one.source.name for one in show_sources(project.desk)}
        assert set(said) <= set(stored)
    shop.start(f"import {whole} {folder}")
    shop.rest()
    for name in set(stored.values()) - {"interview.txt", "second.txt"}:
        assert _content(project_file, name) == _content(whole, name)
