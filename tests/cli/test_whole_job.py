"""The job of two reviewers and their lead, by the commands alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from qes.project.outputs import Output
from qes.project.sample import Built

Qes = Callable[..., CompletedProcess[str]]
TALK = """\
INTERVIEWER: What changed?

RITA: She filled in every form with me.

OTTO: The foreman asked her, never me.

RITA: That too.

OTTO: And then he did.
"""


def test_two_reviewers_get_from_an_empty_folder_to_figure_and_tables(
    qes: Qes, folder: Path
) -> None:
    def done(*words: str) -> CompletedProcess[str]:
        result = qes(*words)
        assert result.returncode == 0, (words, result.stderr)
        return result

    def listed(*words: str) -> Any:
        return json.loads(done(*words, "--json").stdout)

    (folder / "talk.txt").write_text(TALK, encoding="utf-8")
    done("init", "review.qes", "--title", "Our review", "--codebook", "supported-employment")
    done("sources", "add", "talk.txt", "--study", "rita2025")
    done("rounds", "open", "first", "--reviewer", "ann", "--reviewer", "bo")
    done("code", "apply", "talk.txt.t2", "A1.practical")
    done("code", "none", "talk.txt.t3")
    done("code", "apply", "talk.txt.t2", "A1.holistic", "--as", "bo")
    done("code", "apply", "talk.txt.t3", "B2.employer_attitude", "--as", "bo")

    # blind: nothing of the other's is shown, compared or settled
    assert [one["code"] for one in listed("code", "list", "--everyone")] == ["A1.practical"]
    for words in (
        ("agreement", "report"),
        ("consensus", "list", "--round", "first"),
        ("consensus", "set", "talk.txt.t2", "A1.holistic", "--reason", "x"),
    ):
        assert qes(*words).returncode == 2
    assert {one["reviewer"]: one["decisions"] for one in listed("rounds", "status")} == {
        "ann": 2,
        "bo": 2,
    }

    done("rounds", "close", "--reason", "both are done")
    assert len(listed("code", "list", "--everyone")) == 3
    assert listed("agreement", "report")["n_units"] == 2
    left = listed("consensus", "list", "--left")
    assert [one["code"] for one in left] == ["A1.holistic", "A1.practical", "B2.employer_attitude"]
    for one in left:
        applies = "--applies" if one["code"] == "A1.practical" else "--applies-not"
        settle = ("consensus", "set", one["segment"], one["code"], applies)
        done(*settle, "--reason", "read again", "--by", "ann", "--by", "bo")
    assert listed("consensus", "list", "--left") == []

    done("appraise", "set", "rita2025", "q1", "Y", "--reason", "said on page 1", "--consensus")
    done("findings", "add", "Forms were filled in with people at home.", "--code", "A1.practical")
    (finding,) = listed("findings", "table")
    assert finding["studies"] == ["rita2025"]
    done("report", "all", "--out", "out")
    drawn = json.loads((folder / "out" / "logic-model.json").read_text("utf-8"))
    counts = {
        bullet["code"]: bullet["n_studies"] for node in drawn["nodes"] for bullet in node["bullets"]
    }
    assert (counts["A1.practical"], counts["A1.holistic"]) == (1, 0)
    assert "Our review" in (folder / "out" / "logic-model.svg").read_text("utf-8")
    assert listed("verify")["ok"] is True
    done("backup", "copy.qes")
    assert listed("verify", "-p", "copy.qes")["judgements"] == listed("verify", "-p", "review.qes")[
        "judgements"
    ]  # fmt: skip


def test_the_demo_says_what_it_built_and_where(
    qes: Qes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = Built(folder / "d" / "x.qes", (Output(folder / "d" / "t.csv", "a table"),), ("done",))
    monkeypatch.setattr("qes.project.sample.build_sample", lambda *_, **__: built)
    said = qes("demo", "d").stdout
    assert "done" in said
    assert "t.csv  a table" in said
    assert "cd d && qes --as you review" in said
    assert json.loads(qes("demo", "d", "--json").stdout)["outputs"] == [
        {"file": str(folder / "d" / "t.csv"), "what": "a table"}
    ]
