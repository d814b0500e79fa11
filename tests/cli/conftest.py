"""Commands run in this process and in real ones, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from codebooks.shipped import shipped_codebook
from qes.cli.command import run
from qes.project import Project
from qes.services.sourcing import AddRequest, add_sources

TRANSCRIPT = """\
INTERVIEWER: What changed for you?

RITA: She sat in my kitchen and filled in every form with me. I stopped dreading the post.

INTERVIEWER: And at work?

OTTO: The foreman asked her, never me. It took a month.
"""
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    source = folder / "rita.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")
    book = shipped_codebook("supported-employment")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        file = folder / "work.qes"
        with Project.create(file, author="lead", title="Work", codebook=book) as project:
            add_sources(project.desk, [source], AddRequest())
    return file


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in, and nothing of this machine in the environment."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("QES_REVIEWER", "ann")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("QES_PROJECT", raising=False)
    return here


@pytest.fixture
def work(_template: Path, folder: Path) -> Path:
    """A project in the folder, with the shipped codebook and one transcript, rita.txt."""
    return Path(shutil.copy(_template, folder / "work.qes"))


@pytest.fixture
def qes(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command in this process."""

    def call(*words: str | Path) -> Done:
        capsys.readouterr()
        code = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Done(words, code, out, err)

    return call


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a real process: this one's, with the same programs on its path."""
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join((programs, os.environ["PATH"]))}


@pytest.fixture
def process(environment: dict[str, str]) -> Callable[..., Done]:
    """Run a command in a process of its own."""

    def call(*words: str | bytes | Path, **env: str) -> Done:
        return subprocess.run(
            ["qes", *words],
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            env={**environment, **env},
            check=False,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )

    return call
