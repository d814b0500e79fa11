"""`qes agreement report`: its options, its files, and what it says when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Qes = Callable[..., CompletedProcess[str]]


@pytest.fixture
def coded(qes: Qes, work: Path) -> Path:
    """Two reviewers who saw two turns in a round that is closed."""
    qes("rounds", "open", "first")
    for who, verb in (("ann", "apply"), ("bo", "reject")):
        qes("code", verb, "rita.txt.t2", "A1.practical", "--as", who)
        qes("code", "apply", "rita.txt.t4", "B2", "--as", who)
    qes("rounds", "close")
    return work


def test_a_round_of_appraisals_is_told_on_the_screen_and_in_every_format(
    qes: Qes, work: Path, folder: Path
) -> None:
    assert work.exists()
    qes("studies", "add", "pine2020", "--label", "Pine 2020")
    qes("rounds", "open", "read", "--about", "appraisal", "--reviewers", "ann,bo")
    for who, answer in (("ann", "Y"), ("bo", "N")):
        assert qes("appraise", "set", "pine2020", "q1", answer, "--as", who).returncode == 0
    early = qes("appraise", "set", "pine2020", "q1", "N", "--consensus")
    assert "read is open: its reviewers are blind to each other" in early.stderr
    qes("rounds", "compare")
    shown = qes("agreement", "report", "--round", "read").stdout
    assert "ann and bo; 1 answer differs" in shown
    assert "q1" in shown
    for suffix in ("html", "docx", "xlsx", "csv", "json"):
        done = qes("agreement", "report", "--round", "read", "--out", f"r.{suffix}")
        assert done.returncode == 0, done.stderr
    page = (folder / "r.html").read_text("utf-8")
    assert "Where answers differ" in page
    assert "coders gave every segment" not in page
    assert page.index("Who coded what") < page.index("Pine 2020")
    found = json.loads((folder / "r.json").read_text("utf-8"))
    assert found["coders"] == ["ann", "bo"]
    (dispute,) = found["items"][0]["disputes"]
    assert (dispute["study"], dispute["answers"]) == ("Pine 2020", ["Yes", "No"])
    listed = json.loads(qes("consensus", "list", "--round", "read", "--json").stdout)
    assert [one["segment"] for one in listed] == ["pine2020:q1"]
    assert "1 disagreement is not settled" in qes("rounds", "close").stderr
    agreed = ("pine2020", "q1", "N", "--panel", "ann,bo", "--reason", "Page 3.")
    assert qes("appraise", "set", *agreed).returncode == 2
    why = ("--cause", "missed", "--consensus")
    assert qes("appraise", "set", *agreed, *why, "--json").returncode == 0
    qes("agreement", "report", "--round", "read", "--out", "r.html")
    assert "No (missed), ann and bo: Page 3." in (folder / "r.html").read_text("utf-8")


@pytest.mark.usefixtures("coded")
@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "csv", "json"])
def test_a_report_is_written_in_each_format(qes: Qes, folder: Path, suffix: str) -> None:
    done = qes("agreement", "report", "--out", f"r.{suffix}")
    assert (done.returncode, f"wrote r.{suffix}" in done.stderr) == (0, True)
    assert (folder / f"r.{suffix}").stat().st_size > 500


@pytest.mark.usefixtures("coded")
def test_what_is_printed_as_json_is_what_is_written(qes: Qes, folder: Path) -> None:
    printed = qes("agreement", "report", "--json", "--out", "r.json").stdout
    assert json.loads(printed) == json.loads((folder / "r.json").read_text("utf-8"))


@pytest.mark.usefixtures("coded")
@pytest.mark.parametrize("unit", ["segment", "turn", "document", "span"])
@pytest.mark.parametrize("level", ["LEAF", "parent"])
def test_units_and_levels_are_chosen(qes: Qes, unit: str, level: str) -> None:
    done = qes("agreement", "report", "--unit", unit, "--level", level, "--json")
    found = json.loads(done.stdout)
    assert (found["unit"], found["level"]) == (unit, level.lower())
    paths = {one["code"] for one in found["codes"] if one["a"]}
    assert paths == ({"B2"} if level == "LEAF" else {"B"})


@pytest.mark.usefixtures("coded")
def test_by_character_the_whole_is_u_alpha(qes: Qes, folder: Path) -> None:
    done = qes("agreement", "report", "--unit", "span", "--out", "r.html")
    assert "over all codes u-alpha" in done.stdout
    assert "u-alpha, of the sets of codes" in (folder / "r.html").read_text("utf-8")
    found = json.loads(qes("agreement", "report", "--unit", "span", "--json").stdout)
    assert found["pooled"]["alpha"] == found["spans"]["u_alpha"]["value"]
    assert "u-alpha, of the sets of codes, is" in found["methods"]


@pytest.mark.usefixtures("coded")
def test_a_threshold_is_held_against_the_interval_and_without_one_nothing_is(qes: Qes) -> None:
    found = json.loads(qes("agreement", "report", "--threshold", "alpha=.667", "--json").stdout)
    assert found["thresholds"] == [{"name": "alpha", "least": 0.667}]
    assert {one["met"] for row in found["codes"] for one in row["verdicts"]} == {None}
    plain = json.loads(qes("agreement", "report", "--json").stdout)
    assert not any(row["verdicts"] for row in plain["codes"])


@pytest.mark.usefixtures("coded")
def test_without_coefficients_there_are_counts_and_disagreements(qes: Qes) -> None:
    found = json.loads(qes("agreement", "report", "--no-coefficients", "--json").stdout)
    assert (found["pooled"], found["sets"], found["spans"]) == (None, None, None)
    assert "alpha" not in found["codes"][0]
    assert [one["disputed"] for one in found["disagreements"]] == [["A1.practical"]]
    done = qes("agreement", "report", "--no-coefficients")
    assert "alpha" not in done.stdout + done.stderr


@pytest.mark.usefixtures("coded")
def test_few_documents_are_said_to_make_no_interval(qes: Qes) -> None:
    assert "mind: No confidence intervals" in qes("agreement", "report").stderr


@pytest.mark.usefixtures("coded")
@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "word"),
        ("--level", "leaves"),
        ("--threshold", "alpha"),
        ("--threshold", "beta=.5"),
        ("--disagreements", "many"),
        ("--out", "r.pdf"),
        ("--out", "absent/r.html"),
        ("--round", "r9"),
    ],
)
def test_a_wrong_wish_is_refused_in_words(qes: Qes, words: tuple[str, ...]) -> None:
    done = qes("agreement", "report", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
