from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qes", "corpora", "codebooks", "logicmodel")
_NOT_OURS = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")
_CODE = frozenset({".py", ".pyc"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of all files in the wheel, built from a copy of the tree."""
    copy = tmp_path_factory.mktemp("tree")
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=_NOT_OURS)
    for file in ("pyproject.toml", "README.md", "LICENSE", "tui.py"):
        shutil.copy(ROOT / file, copy / file)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"],
        capture_output=True,
        cwd=copy,
        check=True,
        timeout=120,
    )
    (built,) = (copy / "dist").iterdir()
    with zipfile.ZipFile(built) as archive:
        return frozenset(archive.namelist())


def test_the_top_level_names_are_the_four_packages(wheel: frozenset[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {name for name in tops if not name.endswith(".dist-info")} == set(PACKAGES)


def test_every_module_and_data_file_of_the_packages_is_in_it(wheel: frozenset[str]) -> None:
    wanted = {
        file.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted - wheel == set()
    data = {Path(name).suffix for name in wanted} - _CODE
    assert {".yaml", ".csv", ".tcss", ".mako", ".j2", ".vtt", ".pdf", ".docx", ".typed"} <= data


def test_what_is_for_developers_is_not_in_it(wheel: frozenset[str]) -> None:
    assert not any(name.startswith(("tests/", "tui", "benchmarks/", "docs/")) for name in wheel)


def test_the_command_and_the_licence_are_in_it(wheel: frozenset[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)
