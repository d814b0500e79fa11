from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from qes.cli.catalogue import ENTRIES

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def packages() -> list[str]:
    """The folders of code, down to the rooms of qes."""
    rooms = sorted(one.parent for one in (ROOT / "qes").glob("*/__init__.py"))
    tops = [ROOT / name for name in ("corpora", "codebooks", "logicmodel", "qes/base.py")]
    return [one.relative_to(ROOT).as_posix().removesuffix(".py") for one in (*tops, *rooms)]


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return match[0]


@pytest.mark.parametrize("package", packages())
def test_the_architecture_names_every_room(package: str) -> None:
    assert re.search(rf"(?<![\w/]){re.escape(package)}(?![\w/])", ARCHITECTURE)


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_every_dependency_is_in_the_table_with_reason_licence_and_place(requirement: str) -> None:
    rows = [line for line in ARCHITECTURE.splitlines() if line.startswith("|")]
    found = [row for row in rows if row.split("|")[1].strip() == name_of(requirement)]
    assert len(found) == 1
    assert all(cell.strip() for cell in found[0].split("|")[1:5])


def test_the_table_names_nothing_that_is_not_needed() -> None:
    table = ARCHITECTURE.partition("## Dependencies")[2].partition("\n## ")[0]
    named = {row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")}
    wanted = {name_of(one) for one in PROJECT["dependencies"]}
    assert named - wanted == {"package"}


@pytest.mark.parametrize(
    "requirement", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
)
def test_every_dependency_is_pinned_in_the_constraints(requirement: str) -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8").casefold()
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]) for line in text.splitlines()}
    assert re.sub(r"[-_.]+", "-", name_of(requirement).casefold()) in pinned


def test_the_readme_names_only_commands_that_are_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\s*(?:\$ )?qes ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= {entry.name for entry in ENTRIES}
