"""In an open round no command prints or writes a trace of what another reviewer decides.

Each is run by Ben twice: where Anna has worked, and where she has done nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

from qes.cli.catalogue import ENTRIES
from qes.cli.command import run
from qes.errors import ExitCode
from qes.project import Project
from qes.services.review import read_source
from tests.contracts.blind_project import (
    FIRST,
    OTHER_REFERENCE,
    REFERENCE,
    files_in,
    make_project,
    secrets_of,
    write_sources,
)
from tests.contracts.test_blindness import _without_chance
from tests.unit.services.word_counter import WordCounter

SECOND_NOW = "second-2.txt"

RUN: dict[str, tuple[str, ...]] = {
    "info": ("info",),
    "sources add": ("sources", "add", "third.txt"),
    "sources list": ("sources", "list"),
    "sources show": ("sources", "show", FIRST),
    "sources turns": ("sources", "turns", FIRST),
    "sources segments": ("sources", "segments", FIRST),
    "sources quotes": ("sources", "quotes", FIRST),
    "sources asides": ("sources", "asides", FIRST),
    "sources rows": ("sources", "rows", FIRST),
    "sources report": ("sources", "report", SECOND_NOW),
    "sources speakers": ("sources", "speakers"),
    "sources speaker": ("sources", "speaker", FIRST, "BEN", "--name", "Ben"),
    "sources replace": ("sources", "replace", FIRST, "new.txt", "--accept", "all"),
    "sources anchors": ("sources", "anchors", SECOND_NOW),
    "sources names": ("sources", "names", "--key", "key.json"),
    "sources withdraw": ("sources", "withdraw", FIRST, "--speaker", "ANNA", "--dry-run"),
    "references import": ("references", "import", "list.ris"),
    "references list": ("references", "list"),
    "references show": ("references", "show", "x"),
    "references export": ("references", "export", "list.csv"),
    "references screen": ("references", "screen", OTHER_REFERENCE, "include"),
    "references decisions": ("references", "decisions"),
    "references consensus": (
        "references", "consensus", REFERENCE, "include", "--panel", "anna,ben", "--reason", "x",
    ),
    "studies add": ("studies", "add", "study-two"),
    "studies set": ("studies", "set", "study-one", "n=3"),
    "studies list": ("studies", "list"),
    "studies link": ("studies", "link", "study-one", SECOND_NOW),
    "codebook shipped": ("codebook", "shipped"),
    "codebook show": ("codebook", "show"),
    "codebook import": ("codebook", "import", "book.yaml"),
    "codebook export": ("codebook", "export", "book.yaml"),
    "codebook check": ("codebook", "check", "book.yaml"),
    "suggest": ("suggest", "--top", "5"),
    "code apply": ("code", "apply", "{segment}", "winter"),
    "code reject": ("code", "reject", "{segment}", "winter"),
    "code remove": ("code", "remove", "{coded}", "transport"),
    "code none": ("code", "none", "{other}"),
    "code undo": ("code", "undo"),
    "code redo": ("code", "redo"),
    "code list": ("code", "list", "--everyone"),
    "memo add": ("memo", "add", "{segment}", "hm"),
    "memo list": ("memo", "list", FIRST),
    "rounds open": ("rounds", "open", "more"),
    "rounds assign": ("rounds", "assign", "blind", "--reviewer", "eva"),
    "rounds consensus": ("rounds", "consensus", "blind"),
    "rounds split": ("rounds", "split", "blind", "--overlap", ".2"),
    "rounds status": ("rounds", "status", "blind"),
    "rounds units": ("rounds", "units", "blind"),
    "rounds size": ("rounds", "size", "--width", ".2"),
    "agreement report": ("agreement", "report", "--round", "blind"),
    "consensus list": ("consensus", "list", "--round", "blind"),
    "consensus set": ("consensus", "set", "{segment}", "winter", "--applies", "--reason", "x"),
    "consensus undo": ("consensus", "undo", "{segment}", "winter"),
    "consensus confusion": ("consensus", "confusion", "--round", "blind"),
    "consensus definitions": ("consensus", "definitions", "--round", "blind"),
    "appraise instruments": ("appraise", "instruments"),
    "appraise set": ("appraise", "set", "study-one", "q2", "Y"),
    "appraise import": ("appraise", "import", "answers.csv"),
    "appraise list": ("appraise", "list"),
    "appraise table": ("appraise", "table", "--out", "table.html", "--appraiser", "anna"),
    "findings add": ("findings", "add", "Cold.", "--code", "winter"),
    "findings link": ("findings", "link", "f1", "winter"),
    "findings assess": ("findings", "assess", "f1", "coherence", "minor", "--reason", "x"),
    "findings negative": (
        "findings", "negative", "f1", "x", "--handling", "explained", "--reason", "x",
    ),
    "findings check": ("findings", "check"),
    "findings table": ("findings", "table", "--out", "table.docx"),
    "model show": ("model", "show"),
    "model add": ("model", "add", "winter", "staying"),
    "model evidence": ("model", "evidence", "e1", "--evidence", "theory"),
    "model accept": ("model", "accept", "e1", "--reason", "x"),
    "model reject": ("model", "reject", "e1", "--reason", "x"),
    "model park": ("model", "park", "e1", "--reason", "x"),
    "model export": ("model", "export", "--out", "model.svg"),
    "report all": ("report", "all", "--out", "out"),
    "report suggestions": ("report", "suggestions", "--out", "suggestions.html"),
    "verify": ("verify",),
    "log": ("log", "--limit", "1000"),
    "reviewers list": ("reviewers", "list"),
    "reviewers add": ("reviewers", "add", "eva"),
    "reviewers remove": ("reviewers", "remove", "eva"),
}  # fmt: skip
"""How Ben runs each command."""
MORE: tuple[tuple[str, ...], ...] = (
    ("agreement", "report", "--out", "agreement.json"),
    ("references", "screen"),
    ("references", "screen", "--stage", "full"),
    ("references", "screen", REFERENCE, "--undo"),
    ("references", "decisions", "--stage", "full"),
    ("references", "consensus", REFERENCE, "--undo"),
    ("rounds", "units", "screened"),
    ("agreement", "report", "--round", "screened"),
    ("consensus", "list", "--round", "screened"),
    ("consensus", "list", "--screening"),
    ("consensus", "list"),
    ("consensus", "confusion"),
    ("consensus", "definitions"),
    ("sources", "withdraw", FIRST, "--yes"),
    ("sources", "replace", FIRST, "new.txt", "--dry-run"),
    ("sources", "anchors", SECOND_NOW, "--doubtful"),
    ("suggest", "--groups", "2"),
    ("suggest", "--second-look"),
    ("log", "--heads"),
    ("appraise", "table", "--out", "table.xlsx"),
    ("findings", "table", "--profile", "--out", "table.csv"),
    ("model", "export", "--out", "model.json"),
    ("report", "suggestions", "--out", "suggestions.json"),
)
"""Other ways in which some are run."""
NOT_RUN = {
    "init": "makes another project",
    "demo": "makes a project of its own",
    "review": "the terminal shows what `qes.services.review` and `Advisor` return",
    "evaluate": "reads a file of coded segments and no project",
    "backup": "copies the file: whoever holds it can read all of it",
    "migrate": "reads nothing",
    "rounds compare": "ends blindness, for a reason that is kept",
    "rounds close": "ends blindness, for a reason that is kept",
    "agreement compute": "reads a table and no project",
    "agreement check": "reads a table and no project",
}
_ANSWERS = (
    "study," + ",".join(f"q{n}" for n in range(1, 11)) + "\nstudy-one," + ",".join("Y" * 10) + "\n"
)
REFUSED = {
    *(
        one
        for one in (*RUN.values(), *MORE)
        if {"blind", "screened"} & {*one} and one[1] not in {"status", "units"}
    ),
    *(RUN[one] for one in RUN if one.startswith(("reviewers", "consensus set", "consensus undo"))),
    RUN["references show"],
    RUN["references consensus"],
    ("references", "consensus", REFERENCE, "--undo"),
    ("consensus", "list", "--screening"),
    RUN["rounds open"],
    RUN["model accept"],
}
"""What is refused, most of it because the round is open; the others must give something."""
COUNTS = {"info", "rounds status", "verify", "log", "sources replace"}
"""What says how much others have done, in numbers, or writes their hashes: never what."""


def commands() -> Iterator[str]:
    """Every command there is."""
    for entry in ENTRIES:
        if not entry.group:
            yield entry.name
            continue
        group = typer.main.get_command(import_module(f"qes.cli.{entry.module}").app)
        yield from (f"{entry.name} {name}" for name in getattr(group, "commands", {}))


def test_every_command_is_run() -> None:
    assert {*RUN, *NOT_RUN} == set(commands())
    assert RUN.keys() & NOT_RUN.keys() == set()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project with what Anna has done, and without."""
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qes.suggest.embedder.Embedder", WordCounter)
        for with_anna in (True, False):
            folder = tmp_path_factory.mktemp("blind")
            make_project(folder, with_anna=with_anna)
            made.append(folder)
    return made[0], made[1]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command gave."""

    code: int
    out: str
    err: str
    files: str


@pytest.fixture
def ben(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ben:
    """Ben in a folder of his own."""
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    monkeypatch.setenv("QES_REVIEWER", "ben")
    monkeypatch.delenv("QES_PROJECT", raising=False)
    return Ben(tmp_path, monkeypatch, capsys)


@dataclass(frozen=True, slots=True)
class Ben:
    """One who runs commands in copies of the project."""

    folder: Path
    patch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, project: Path, words: tuple[str, ...], *more: str) -> Said:
        """Run a command in a fresh copy of a project."""
        here = self.folder / "here"
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir()
        self.patch.chdir(here)
        shutil.copyfile(project / "project.qes", here / "project.qes")
        first = write_sources(here)[0].read_text("utf-8")
        changed = first.replace("years", "ages").replace("yes, and", "yes and")
        (here / "new.txt").write_text(changed, encoding="utf-8")
        (here / "third.txt").write_text("ANNA: Yes.\n\nBEN: No.", encoding="utf-8")
        (here / "list.ris").write_text("TY  - JOUR\nTI  - Buses\nER  - \n", encoding="utf-8")
        (here / "answers.csv").write_text(_ANSWERS, encoding="utf-8")
        (here / "book.yaml").write_text("id: small\ntitle: Small\ncodes: []\n", encoding="utf-8")
        self.capsys.readouterr()
        id_ = _id_of(here)
        units = {"segment": f"{id_}.t2", "other": f"{id_}.t4", "coded": f"{id_}.t6"}
        code = run([word.format(**units) for word in (*words, *more)])
        out, err = self.capsys.readouterr()
        return Said(code, out, err, files_in(here))


def _id_of(folder: Path) -> str:
    with Project.open(folder / "project.qes", "ben") as opened:
        return read_source(opened.desk, FIRST).id


_WAYS = [*RUN.values(), *MORE]


@pytest.mark.parametrize("words", _WAYS, ids=" ".join)
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_command_leaves_a_trace(
    ben: Ben, both: tuple[Path, Path], words: tuple[str, ...], form: str
) -> None:
    with_anna, without = both
    secrets = secrets_of(with_anna / "project.qes")
    said = ben.run(with_anna, words, "--format", form)
    assert (said.code == ExitCode.INPUT_WRONG) == (words in REFUSED), said.err
    assert secrets.found_in(said.out, said.err, said.files) == set()
    if " ".join(words[:2]) not in COUNTS and words[0] not in COUNTS:
        alone = ben.run(without, words, "--format", form)
        assert (said.code, *map(_plain, (said.out, said.err, said.files))) == (
            alone.code,
            *map(_plain, (alone.out, alone.err, alone.files)),
        )


_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|\+00:00))?|\b[0-9a-f]{12,64}\b|\.[0-9a-z]{8,}\.tmp"
)


def _plain(text: str) -> str:
    return _MOMENT.sub("#", _without_chance(text))
