"""Disagreements, their causes and what is agreed, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Done = CompletedProcess[str]
Qes = Callable[..., Done]
COMMANDS = ("list", "confusion", "definitions")


@pytest.fixture(autouse=True)
def _project(work: Path) -> None:
    assert work.exists()


@pytest.fixture
def differing(qes: Qes) -> Qes:
    """A closed round in which ann and bo differ on two units."""
    qes("rounds", "open", "first")
    qes("code", "apply", "rita.txt.t2", "A1.practical", "--reason", "filled in every form")
    qes("code", "apply", "rita.txt.t4", "B2.employer_attitude")
    qes("code", "apply", "rita.txt.t2", "A1.holistic", "--as", "bo")
    qes("code", "none", "rita.txt.t4", "--as", "bo")
    assert qes("rounds", "close").returncode == 0
    return qes


def listed(qes: Qes, *words: str) -> Any:
    done = qes("consensus", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def settle(qes: Qes, segment: str, code: str, *words: str) -> None:
    done = qes("consensus", "set", segment, code, *words, "--reason", "read again")
    assert done.returncode == 0, done.stderr


def test_agreement_is_told_from_nothing_to_compare(qes: Qes) -> None:
    qes("rounds", "open", "one")
    qes("code", "apply", "rita.txt.t2", "A1.practical")
    qes("rounds", "close")
    said = "nothing to compare: two people have seen no unit in one"
    assert said in qes("consensus", "list").stderr
    assert said in qes("consensus", "confusion").stderr
    qes("rounds", "open", "two")
    for who in ("ann", "bo"):
        qes("code", "apply", "rita.txt.t2", "A1.holistic", "--as", who)
    qes("rounds", "close")
    assert "coders agree on the 1 unit" in qes("consensus", "list").stderr


def test_a_disagreement_says_all_there_is_to_decide_by(differing: Qes) -> None:
    found = listed(differing, "list")
    assert [one["code"] for one in found] == ["A1.holistic", "A1.practical", "B2.employer_attitude"]
    one = found[1]
    assert (one["applied_by"], one["not_by"], one["settled"], one["distance"]) == (
        ["ann"],
        ["bo"],
        None,
        1.0,
    )
    assert one["text"].startswith("She sat in my kitchen")
    ann, bo = one["coders"]
    assert (ann["said"][0]["reason"], ann["stand"]) == ("filled in every form", "given")
    assert (bo["said"][0]["value"], bo["stand"]) == ("A1.holistic", "left")
    assert found[2]["coders"][1]["stand"] == "no code"


def test_the_progress_is_told_and_filters_choose(differing: Qes) -> None:
    assert "first · 3 of 3 disagreements left · most serious first" in differing(
        "consensus", "list"
    ).stdout  # fmt: skip
    settle(differing, "rita.txt.t2", "A1.practical", "--cause", "confusion", "--panel", "ann,bo")
    settle(differing, "rita.txt.t2", "A1.holistic", "--not", "--cause", "confusion", "--by", "ann")
    done = differing("consensus", "list", "--unsettled")
    assert "first · 1 of 3 disagreements left · 1 shown, most serious first" in done.stdout
    assert "B2.employer_attitude" in done.stdout
    assert "A1.practical" not in done.stdout
    found = listed(differing, "list", "--cause", "confusion")
    assert [(one["code"], one["settled"], one["panel"]) for one in found] == [
        ("A1.holistic", False, ["ann"]),
        ("A1.practical", True, ["ann", "bo"]),
    ]
    assert [one["code"] for one in listed(differing, "list", "--code", "B2")] == [
        "B2.employer_attitude"
    ]
    assert listed(differing, "list", "--perhaps", "missed") == []
    assert len(listed(differing, "list", "--limit", "2")) == 2


def test_a_person_reads_both_sides_and_what_was_agreed(differing: Qes) -> None:
    settle(differing, "rita.txt.t2", "A1.practical", "--cause", "definition", "--panel", "ann, bo")
    said = differing("consensus", "list").stdout
    assert "“She sat in my kitchen" in said
    assert "“filled in every form”" in said
    assert "A1.practical: agreed: applies (definition), ann and bo: “read again”" in said
    assert "bo said that no code applies" in said


def test_quotes_are_as_wide_as_the_terminal(
    differing: Qes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = differing("consensus", "list").stdout
    assert max(len(line) for line in said.splitlines()[1:]) <= 60


def test_a_consensus_can_be_taken_back(differing: Qes) -> None:
    settle(differing, "rita.txt.t2", "A1.practical")
    assert differing("consensus", "undo", "rita.txt.t2", "A1.practical").returncode == 0
    assert all(one["settled"] is None for one in listed(differing, "list"))
    again = differing("consensus", "undo", "rita.txt.t2", "A1.practical")
    assert (again.returncode, "nothing is settled" in again.stderr) == (2, True)


def test_a_cause_there_is_not_is_refused_in_a_line(differing: Qes) -> None:
    for words in (
        ("set", "rita.txt.t2", "A1.practical", "--reason", "x", "--cause", "tired"),
        ("list", "--cause", "tired"),
        ("list", "--level", "tree"),
        ("list", "--code", "nonesuch"),
        ("list", "--appraisal", "nonesuch"),
    ):
        done = differing("consensus", *words)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) <= 2
        assert "Traceback" not in done.stderr


def test_the_confusion_map_lists_pairs_and_then_what_stands_alone(differing: Qes) -> None:
    pair, alone = listed(differing, "confusion")
    assert (pair["one"], pair["other"], pair["weight"], pair["units"]) == (
        "A1.holistic",
        "A1.practical",
        1.0,
        1,
    )
    # ann is the first coder, and gave the second of the two
    assert (pair["forward"], pair["backward"]) == (0.0, 1.0)
    assert pair["examples"][0]["text"].startswith("She sat")
    assert (alone["one"], alone["other"]) == ("B2.employer_attitude", None)
    said = differing("consensus", "confusion").stdout
    assert "against" in said
    assert "nothing in its place" in said


def test_definitions_stand_side_by_side(differing: Qes) -> None:
    found = listed(differing, "definitions")
    assert {one["code"]: (one["rival"], one["unsettled"]) for one in found} == {
        "A1.holistic": ("A1.practical", 1),
        "A1.practical": ("A1.holistic", 1),
        "B2.employer_attitude": (None, 1),
    }
    assert all(one["definition"]["definition"] for one in found)
    done = differing("consensus", "definitions")
    assert done.stdout.count("(version 1)") >= 3
    assert any(line.count("(version 1)") == 2 for line in done.stdout.splitlines())


def test_appraisals_are_listed_in_the_same_way(qes: Qes) -> None:
    for who, value in (("ann", "Y"), ("bo", "N")):
        assert qes("appraise", "set", "rita2025", "q1", value, "--as", who).returncode == 0
    (one,) = listed(qes, "list", "--appraisal", "casp-qual")
    assert (one["segment"], one["code"], one["settled"]) == ("rita2025:q1", "q1", None)
    assert [each["answer"] for each in one["coders"]] == ["Y", "N"]
    qes("appraise", "set", "rita2025", "q1", "Y", "--consensus", "--reason", "on page 1")
    said = qes("consensus", "list", "--appraisal", "casp-qual").stdout
    assert "agreed: Y: “on page 1”" in said


def test_where_all_agree_nothing_is_listed(qes: Qes) -> None:
    for words in COMMANDS:
        assert listed(qes, words) == []
        assert qes("consensus", words).returncode == 0


def test_passages_that_overlap_in_part_are_told_and_listed(qes: Qes) -> None:
    (segment,) = [
        one
        for one in json.loads(qes("sources", "segments", "rita.txt", "--unit", "turn", "--json").stdout)
        if one["id"].endswith(".t2")
    ]  # fmt: skip
    start, stop = segment["start"], segment["end"]
    qes("code", "apply", f"rita.txt:{start}-{stop - 20}", "A1.practical")
    qes("code", "apply", f"rita.txt:{start + 10}-{stop}", "A1.practical", "--as", "bo")
    (one,) = listed(qes, "list", "--boundaries")
    assert (one["code"], one["first"], one["second"]) == ("A1.practical", "ann", "bo")
    assert one["first_text"] == segment["text"][:-20]
    assert one["distance"] == pytest.approx(30 / (stop - start))
    assert "(distance" in qes("consensus", "list", "--boundaries").stdout
    assert listed(qes, "list") == []
