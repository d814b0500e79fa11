"""Cases that speak against a finding, recorded from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qes.cli.command import run

STATEMENT = "People stay in work where somebody they know looks in on them from time to time."


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QES_REVIEWER", "alice")
    monkeypatch.delenv("QES_PROJECT", raising=False)
    assert run(["init", "work.qes", "--quiet"]) == 0
    assert run(["findings", "add", STATEMENT]) == 0
    return tmp_path / "work.qes"


@pytest.mark.usefixtures("project")
def test_a_negative_case_is_kept_with_its_finding(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    case = ["findings", "negative", "f1", "One man stayed on alone."]
    assert run([*case, "--handling", "explained", "--reason", "He had a brother there."]) == 0
    assert capsys.readouterr().out.strip()
    assert run(["findings", "table", "--json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding["negative_cases"] == ["One man stayed on alone."]


@pytest.mark.usefixtures("project")
def test_a_case_is_not_set_aside_without_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    case = ["findings", "negative", "f1", "One man stayed on alone."]
    assert run([*case, "--handling", "set_aside"]) == 2
    assert run([*case, "--handling", "forgotten"]) == 2
    assert "kept_as_exception" in capsys.readouterr().err
