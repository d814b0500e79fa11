from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Qes = Callable[..., subprocess.CompletedProcess[str]]
TALK = "".join(
    f"ASKS: Question {n}?\n\nIDA: Answer {n} of mine.\n\nOTTO: Mine is another, {n}.\n\n"
    for n in range(1, 6)
)


def said(done: Any) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def talk(qes: Qes, work: Path, folder: Path) -> None:
    """A project with seventeen units of two sources."""
    del work
    (folder / "talk.txt").write_text(TALK, encoding="utf-8")
    assert qes("sources", "add", "talk.txt").returncode == 0


@pytest.mark.usefixtures("talk")
def test_status_says_how_far_everyone_is(qes: Qes) -> None:
    done = qes(
        "rounds", "open", "main", "--reviewers", "ann, bo", "--overlap", "50%", "--seed", "4"
    )
    assert "is open for ann, bo: 17 units of 17, 50% with two reviewers, seed 4" in done.stderr
    found = said(qes("rounds", "status", "--json"))
    assert [one["reviewer"] for one in found] == ["ann", "bo"]
    units = found[0]["units"]
    assert sum(one["assigned"] for one in found) == units + found[0]["overlap"]
    for one in found:
        assert one["left"] == one["assigned"]
        assert (one["state"], one["blind"], one["about"], one["rule"]) == (
            "open", True, "codes", None,
        )  # fmt: skip
        assert (one["seen"], one["decided"], one["decisions"]) == (0, 0, 0)
    table = qes("rounds", "status", "main")
    assert f"0 of {found[0]['overlap']} units done by two" in table.stdout


@pytest.mark.usefixtures("talk")
def test_reviewers_are_named_in_lists_and_one_at_a_time(qes: Qes) -> None:
    named = ("--reviewers", "ann,bo", "--reviewers", "cleo", "--reviewer", "bo")
    assert "is open for ann, bo, cleo" in qes("rounds", "open", "main", *named).stderr
    nobody = qes("rounds", "open", "other", "--reviewers", " ,")
    assert nobody.returncode == 2
    assert "--reviewers names nobody" in nobody.stderr


@pytest.mark.usefixtures("talk")
def test_a_round_goes_from_calibration_to_a_split_of_the_rest(qes: Qes, folder: Path) -> None:
    (folder / "units.txt").write_text("# tried\ntalk.txt.t2\ntalk.txt.t3\n", encoding="utf-8")
    opened = qes(
        "rounds", "open", "tried", "--reviewer", "ann", "--reviewer", "bo", "--calibrate",
        "--units", "units.txt", "--rule", "every parent code alpha ≥ .70",
    )  # fmt: skip
    assert opened.returncode == 0, opened.stderr
    for who in ("ann", "bo"):
        qes("code", "apply", "talk.txt.t2", "A1.practical", "--as", who)
        qes("code", "none", "talk.txt.t3", "--as", who)
    qes("code", "apply", "talk.txt.t3", "B2.employer_attitude", "--as", "bo")
    assert "held to alpha>=0.7 once it is compared" in qes("rounds", "status").stdout
    done = qes("rounds", "compare", "tried")
    assert "tried is compared" in done.stderr
    (first, _) = said(qes("rounds", "status", "--json"))
    codes = {one["code"]: one for one in first["calibration"]["codes"]}
    assert (codes["A1"]["alpha"], codes["A1"]["met"]) == (1.0, True)
    assert (codes["B2"]["met"], codes["C"]["met"]) == (False, None)
    assert codes["C"]["reason"] == "no_variation"
    assert first["calibration"]["met"] is False
    told = qes("rounds", "status").stdout
    assert f"alpha>=0.7 on 1 of {len(codes)} parent codes" in told
    unknown = [line for line in told.splitlines() if "not known" in line]
    assert len(unknown) == 1
    assert "nothing varies: one category only was used: " in unknown[0]
    assert all(
        (one["path"] in unknown[0].split("used: ")[1].split("; ")) is (one["met"] is None)
        for one in codes.values()
    )
    done = qes("rounds", "split", "tried", "main", "--overlap", ".2")
    assert done.returncode == 0, done.stderr
    assert "tried was held to alpha>=0.7" in done.stderr
    assert "is open for ann, bo: 15 units of 17, 20% with two reviewers" in done.stderr
    assert qes("rounds", "consensus", "tried").returncode == 0
    done = qes("rounds", "close", "tried")
    assert done.returncode == 0
    assert "1 disagreement is not settled" in done.stderr
    again = qes(
        "rounds", "open", "again", "--calibrate", "--sample", "3", "--reviewers", "cleo,dan"
    )
    assert "3 units of 17, none of r1" in again.stderr
    first, *_, last = said(qes("rounds", "status", "--json"))
    assert (first["choice"], first["calibrates"], first["of"]) == ("list", True, 17)
    assert (last["choice"], last["of"], last["without"]) == ("sample", 17, [first["round"]])
    qes("rounds", "close", "again")
    states = {one["title"]: one["state"] for one in said(qes("rounds", "status", "--json"))}
    assert states == {"tried": "closed", "main": "open", "again": "closed"}


@pytest.mark.usefixtures("talk")
def test_assigning_units_to_someone_more(qes: Qes, folder: Path) -> None:
    (folder / "more.txt").write_text("talk.txt.t2\n", encoding="utf-8")
    qes("rounds", "open", "x", "--reviewers", "ann,bo", "--sample", "20%", "--visible")
    done = qes("rounds", "assign", "x", "--reviewers", "cleo", "--units", "more.txt")
    assert done.returncode == 0, done.stderr
    found = {one["reviewer"]: one for one in said(qes("rounds", "status", "--json"))}
    assert found["cleo"]["assigned"] == 1
    assert found["cleo"]["blind"] is False


@pytest.mark.usefixtures("talk")
def test_each_reviewer_lists_their_own_units_and_what_is_left_of_them(qes: Qes) -> None:
    qes("rounds", "open", "x", "--reviewers", "ann,bo", "--overlap", "0", "--source", "talk.txt")
    mine, theirs = (
        {one["unit"]: one for one in said(qes("rounds", "units", "--json", "--as", who))}
        for who in ("ann", "bo")
    )
    assert not mine.keys() & theirs.keys()
    done = {one["reviewer"]: one["assigned"] for one in said(qes("rounds", "status", "--json"))}
    assert done == {"ann": len(mine), "bo": len(theirs)}
    assert all(one["text"] and one["text"] in TALK for one in mine.values())
    first, *rest = mine
    qes("code", "apply", first, "A1.practical")
    after = said(qes("rounds", "units", "x", "--json"))
    assert [one["progress"] for one in after] == ["decided", *("left" for _ in rest)]
    assert [one["unit"] for one in said(qes("rounds", "units", "--left", "--json"))] == rest
    assert len(said(qes("rounds", "units", "--left", "--json", "--as", "bo"))) == len(theirs)
    assert "no unit of it is yours" in qes("rounds", "units", "x", "--as", "eva").stderr


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("units",), "ann works in none that is open"),
        (("open", "--sample", "many"), "'many' is no share"),
        (("open", "--sample", "1000"), "a sample of 1000 cannot be drawn"),
        (("open", "--sample", "150%"), "is no share"),
        (("open", "--overlap", "x", "--reviewers", "a,b"), "the overlap 'x' is no share"),
        (("open", "--overlap", ".2"), "two reviewers or more"),
        (("open", "--units", "absent.txt"), "there is no file absent.txt"),
        (("open", "--about", "weather"), "no round is about 'weather'"),
        (("open", "--rule", "good"), "cannot be read"),
        (("open", "--by", "source"), "strata are for a sample"),
        (("compare",), "name the round to compare"),
        (("compare", "r7"), "no round 'r7'"),
        (("split", "r7"), "no round 'r7'"),
        (("consensus", "r7"), "no round 'r7'"),
        (("status", "r7"), "no round 'r7'"),
        (("size",), "say how narrow"),
        (("size", "--width", ".2", "--lower", ".6"), "say how narrow"),
        (("size", "--width", "7"), "out of its range"),
        (("size", "--width", ".2", "--documents", "12"), "it takes 43 documents at least"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(qes: Qes, words: tuple[str, ...], wrong: str) -> None:
    done = qes("rounds", *words)
    assert done.returncode == 2
    assert wrong in done.stderr
    assert done.stderr.count("\n") == 1


def test_size_needs_no_project_and_names_its_formula(qes: Qes) -> None:
    found = said(qes("rounds", "size", "--width", ".2", "--prevalence", ".3", "--json"))
    assert (found["units"], found["design_effect"], found["icc"]) == (167, 1.0, None)
    assert "10.2307/2532052" in found["formula"]
    found = said(qes("rounds", "size", "--width", ".3", "--documents", "60", "--json"))
    assert found["units"] > found["independent_units"]
    assert found["icc"] == 0.1
    words = qes("rounds", "size", "--lower", ".6", "--documents", "40", "--icc", "0.05").stdout
    assert "agreement within them alike by 0.05" in words
    assert "10.1002/sim.4780111109" in words
