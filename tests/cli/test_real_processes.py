from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Process = Callable[..., CompletedProcess[str]]
_PATIENCE = 30
"""Seconds after which a process that should have got somewhere is taken to hang."""


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("words", [("codebook", "show"), ("codebook", "show", "--json"), ("info",)])
def test_a_reader_that_goes_away_is_no_failure(
    environment: dict[str, str], words: tuple[str, ...]
) -> None:
    running = subprocess.Popen(
        ["qes", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    complaint = running.stderr.read()
    running.stderr.close()
    assert (running.wait(_PATIENCE), complaint) == (0, b"")


def writer_of(pipe: Path) -> int:
    """Return the writing end of a named pipe once somebody reads from it."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nobody reads from {pipe}")


def pressed_until_ended(running: subprocess.Popen[str]) -> tuple[str, str]:
    """Press Ctrl-C, again every second: one press may fall just before a read begins to wait."""
    for _ in range(_PATIENCE):
        running.send_signal(signal.SIGINT)
        try:
            return running.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            continue
    raise TimeoutError(running.args)


@pytest.mark.usefixtures("work")
def test_ctrl_c_in_an_import_is_130_and_leaves_the_project_as_it_was(
    environment: dict[str, str], process: Process, folder: Path
) -> None:
    before = process("info", "--json").stdout
    (folder / "good.txt").write_text("EVA: Yes.\n", encoding="utf-8")
    os.mkfifo(folder / "slow.txt")
    running = subprocess.Popen(
        ["qes", "sources", "add", "good.txt", "slow.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
    )
    slow = writer_of(folder / "slow.txt")
    try:
        said, complaint = pressed_until_ended(running)
    finally:
        os.close(slow)
    assert (running.returncode, said) == (130, "")
    assert complaint.strip() == "qes: interrupted; what was on disk before is unchanged"
    assert process("info", "--json").stdout == before
    assert process("verify").returncode == 0


@pytest.mark.usefixtures("work")
def test_a_file_whose_name_begins_with_a_dash_is_taken_or_explained(
    process: Process, folder: Path
) -> None:
    (folder / "-rf.txt").write_text("EVA: Yes.\n", encoding="utf-8")
    done = process("sources", "add", "-rf.txt")
    assert done.returncode == 2
    assert "./-rf.txt" in done.stderr
    done = process("sources", "add", "--json", "--", "-rf.txt")
    assert [one["file"] for one in json.loads(done.stdout)] == ["-rf.txt"]
    assert (folder / "work.qes").exists()


@pytest.mark.usefixtures("work")
def test_a_pipe_gets_utf_8_whatever_the_locale(process: Process) -> None:
    for env in ({"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}):
        done = process("info", "--json", "--as", "Łucja 力", **env)
        assert done.returncode == 0
        assert json.loads(done.stdout)["title"] == "Work"
        done = process("code", "apply", "rita.txt.t2", "Łucja 力", **env)
        assert done.returncode == 2
        assert "Łucja 力" in done.stderr


@pytest.mark.usefixtures("work")
def test_bytes_that_are_not_text_are_refused_or_name_a_file(process: Process, folder: Path) -> None:
    (folder / os.fsdecode(b"\xe9t\xe9.txt")).write_text("EVA: Yes.\n", encoding="utf-8")
    assert process("sources", "add", b"\xe9t\xe9.txt", "--json").returncode == 0
    done = process("sources", "show", b"\xff\xfe")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.usefixtures("work")
def test_review_without_a_terminal_says_what_to_do_instead(process: Process) -> None:
    done = process("review")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr


@pytest.mark.parametrize("check", ["tamper", "casp-table", "quotes", "light-imports"])
def test_the_acceptance_checks_hold(environment: dict[str, str], shared: Path, check: str) -> None:
    done = subprocess.run(
        [shared / "checks" / check],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
