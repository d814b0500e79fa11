"""Ids of findings, arrows and rounds: short, and different in every copy of a project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qes.errors import NotFound
from qes.project import Project
from qes.services.assessing import write_finding
from qes.services.naming import find_id

STATEMENT = "People stay in work where somebody they know looks in on them from time to time."


def _write(file: Path) -> str:
    with Project.open(file, "alice") as project:
        return write_finding(project.desk, STATEMENT)


def test_two_copies_of_a_project_never_give_one_id_to_two_things(tmp_path: Path) -> None:
    home, copy = tmp_path / "home.qes", tmp_path / "copy.qes"
    Project.create(home, author="alice").close()
    assert _write(home) == "f1"
    shutil.copy(home, copy)
    there, here = _write(copy), _write(home)
    assert here == "f2"
    assert there != here
    assert there.startswith("f2-")


def test_an_id_may_be_typed_without_its_mark_while_one_fits() -> None:
    known = ("f1", "f2-9c1e", "f3-9c1e", "f3-77aa")
    assert find_id("f2", known, what="finding", where="list") == "f2-9c1e"
    assert find_id("f1", known, what="finding", where="list") == "f1"
    with pytest.raises(NotFound, match="fits 2"):
        find_id("f3", known, what="finding", where="list")
    with pytest.raises(NotFound, match="no finding"):
        find_id("f4", known, what="finding", where="list")
