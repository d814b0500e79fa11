from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "torch", "transformers", "sentence_transformers", "spacy", "sklearn", "scipy", "pandas",
    "matplotlib", "networkx", "textual", "docx", "pypdfium2", "xlsxwriter", "jinja2",
)  # fmt: skip
_LOOK = """
import json, sys
from qes.cli.command import run
code = run(sys.argv[1:])
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps([code, sorted(names)]), file=sys.stderr)
"""


def loaded(folder: Path, *words: str) -> frozenset[str]:
    """Return the top-level packages that a command has loaded when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        check=True,
        timeout=60,
    )
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return frozenset(names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project in it."""
    made = tmp_path_factory.mktemp("light")
    loaded(made, "--as", "ann", "init", "a.qes", "--codebook", "supported-employment")
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("sources", "add", "--help"),
        ("review", "--help"),
        ("demo", "--help"),
        ("info",),
        ("codebook", "show"),
        ("codebook", "shipped"),
        ("sources", "list"),
        ("code", "list"),
        ("rounds", "status"),
        ("log",),
        ("verify",),
    ],
    ids=" ".join,
)
def test_a_light_command_loads_nothing_heavy(folder: Path, words: tuple[str, ...]) -> None:
    names = loaded(folder, "--as", "ann", *words)
    assert names & set(HEAVY) == set()


def test_help_alone_opens_no_database(folder: Path) -> None:
    assert loaded(folder, "--help") & {"sqlalchemy", "sqlite3", "alembic", "psycopg"} == set()


def test_what_is_heavy_would_be_seen(folder: Path) -> None:
    names = loaded(folder, "--as", "ann", "model", "export", "--out", "m.svg")
    assert "matplotlib" in names
    assert names & {"torch", "spacy", "textual", "pandas"} == set()
