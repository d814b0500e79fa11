from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from qes.errors import ExitCode
from qes.store import database

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
ID = "A1.practical"

WRONG = (
    (),
    ("nonesuch",),
    ("sources",),
    ("sources", "nonesuch"),
    ("sources", "add"),
    ("sources", "add", "absent.txt"),
    ("sources", "add", "."),
    ("sources", "add", "rita.txt", "--kind", "poem"),
    ("sources", "add", "rita.txt", "--encoding", "klingon"),
    ("sources", "add", "x" * 300),
    ("sources", "show", "nonesuch"),
    ("sources", "segments", "rita.txt", "--unit", "word"),
    ("code", "apply", "rita.txt.t2"),
    ("code", "apply", "rita.txt.t2", "nonesuch"),
    ("code", "apply", "rita.txt.t99", ID),
    ("code", "apply", "rita.txt:9-4", ID),
    ("code", "apply", "rita.txt:0-" + "9" * 5000, ID),
    ("code", "apply", "\udcff", ID),
    ("code", "apply", "rita.txt.t2", ID, "--reason", "\udcff"),
    ("code", "apply", "rita.txt.t2", ID, "--stance", "perhaps"),
    ("code", "apply", "rita.txt.t2", ID, "--suggestion", "nonesuch"),
    ("code", "remove", "rita.txt.t2", ID),
    ("code", "list", "--format", "yaml"),
    ("code", "list", "--format"),
    ("code", "list", "--nonesuch"),
    ("memo", "add", "rita.txt.t2", " "),
    ("rounds", "close"),
    ("rounds", "assign", "r9", "--reviewer", "bo"),
    ("consensus", "set", "rita.txt.t2", ID, "--reason", ""),
    ("consensus", "list", "--round", "r9"),
    ("agreement", "report"),
    ("agreement", "report", "--round", "r9"),
    ("agreement", "check", "absent.json"),
    ("agreement", "compute", "absent.csv", "--coefficient", "cohen_kappa"),
    ("appraise", "set", "a2020", "q99", "Y"),
    ("appraise", "set", "a2020", "q1", "perhaps"),
    ("appraise", "set", "a b", "q1", "Y"),
    ("appraise", "table", "--out", "t.pdf"),
    ("appraise", "table", "--out", "absent/t.csv"),
    ("appraise", "table", "--instrument", "nonesuch"),
    ("studies", "add", "a/b"),
    ("studies", "set", "a2020", "year"),
    ("studies", "set", "nonesuch", "year=2020"),
    ("studies", "add", "a2020", "--set", "theme:A1=x"),
    ("studies", "link", "nonesuch", "rita.txt"),
    ("studies", "link", "absent.csv"),
    ("findings", "add", " "),
    ("findings", "link", "f9", ID),
    ("findings", "assess", "f9", "coherence", "minor", "--reason", "x"),
    ("findings", "assess", "f9", "coherence", "huge", "--reason", "x"),
    ("model", "accept", "e9", "--reason", "x"),
    ("model", "add", "A", "A"),
    ("model", "add", "A", "B", "--evidence", "hearsay"),
    ("model", "export", "--out", "m.bmp"),
    ("model", "export", "--out", "m.svg", "--page", "3 miles"),
    ("model", "show", "--preset", "nonesuch"),
    ("codebook", "import", "nonesuch"),
    ("codebook", "import", "work.qes"),
    ("codebook", "export", "absent/c.yaml"),
    ("codebook", "check", "work.qes"),
    ("init", "work.qes"),
    ("init", "absent/w.qes"),
    ("init", "n.qes", "--codebook", "nonesuch"),
    ("info", "-p", "absent.qes"),
    ("info", "-p", "."),
    ("info", "-p", "x" * 300),
    ("info", "--as", ""),
    ("backup", "work.qes"),
    ("backup", "absent/b.qes"),
    ("review", "--mode", "nonesuch"),
    ("review",),
    ("suggest", "--top", "0"),
    ("suggest", "--source", "nonesuch"),
    ("demo", "."),
    ("verify", "--heads", "absent.json"),
    ("log", "--limit", "0"),
    ("log", "--limit", "9" * 20),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words)[:60] or "nothing")
def test_wrong_input_is_2_and_one_line_that_says_what_to_do(
    qes: Qes, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    if "--as" in words:
        monkeypatch.setenv("QES_REVIEWER", "")
        monkeypatch.setattr("getpass.getuser", lambda: "")
    before = sorted(folder.iterdir())
    done = qes(*words)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    if words in ((), ("sources",)):
        assert done.stderr.startswith("Usage: qes")
    else:
        assert done.stderr.startswith("qes: ")
        assert done.stderr.count("\n") == 1
        assert len(done.stderr) > 30
    assert "Traceback" not in done.stderr
    assert sorted(folder.iterdir()) == before


def test_a_wrong_option_is_named(qes: Qes) -> None:
    assert "--kind" in qes("sources", "add", "rita.txt", "--kind", "poem").stderr
    assert "FILE" in qes("sources", "add").stderr
    assert "--top" in qes("suggest", "--top", "0").stderr


def test_a_check_that_finds_something_is_1(qes: Qes, work: Path) -> None:
    qes("findings", "add", "Rides helped.")
    done = qes("findings", "check")
    assert done.returncode == ExitCode.FOUND_WRONG
    assert "reads like a title" in done.stdout
    with sqlite3.connect(work) as database_:
        for (name,) in database_.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            database_.execute(f'DROP TRIGGER "{name}"')
        database_.execute("UPDATE judgement SET reason = 'other' WHERE n = 7")
    database_.close()
    done = qes("verify")
    assert done.returncode == ExitCode.FOUND_WRONG
    assert done.stdout.startswith("decision 7 of lead (row 7")


def test_a_project_that_another_program_writes_is_3(
    qes: Qes, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(work, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        done = qes("code", "apply", "rita.txt.t2", ID)
        assert done.returncode == ExitCode.BUSY
        assert "try again" in done.stderr
        assert qes("code", "list").returncode == 0
    finally:
        other.close()
    assert qes("code", "apply", "rita.txt.t2", ID).returncode == 0


def test_a_server_out_of_reach_is_3_and_its_password_is_not_shown(qes: Qes) -> None:
    done = qes("info", "-p", "postgresql://eva:s3cret@127.0.0.1:1/review")
    assert done.returncode == ExitCode.BUSY
    assert "s3cret" not in done.stderr
    assert done.stderr.count("\n") == 1


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("line one\nline two")


def test_an_interrupted_import_is_130_and_leaves_the_project_as_it_was(
    qes: Qes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("EVA: Yes.\n", encoding="utf-8")
    (folder / "b.txt").write_text("EVA: No.\n", encoding="utf-8")
    before = qes("info", "--json").stdout
    # the files are read and the sources written; the study they report is what is interrupted
    monkeypatch.setattr("qes.services.sourcing.link_in", interrupt)
    done = qes("sources", "add", "a.txt", "b.txt", "--study", "eva2020")
    assert done.returncode == ExitCode.INTERRUPTED
    assert "interrupted" in done.stderr
    monkeypatch.undo()
    assert qes("info", "--json", "-p", folder / "work.qes").stdout.replace(
        str(folder / "work.qes"), "work.qes"
    ) == before  # fmt: skip


def test_a_fault_of_ours_is_70_in_one_line_and_a_traceback_with_debug(
    qes: Qes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.services.overviewing.list_sources", fail)
    done = qes("info")
    assert done.returncode == ExitCode.FAULT
    assert done.stderr.count("\n") == 1
    assert "--debug" in done.stderr
    with pytest.raises(ZeroDivisionError):
        qes("info", "--debug")
