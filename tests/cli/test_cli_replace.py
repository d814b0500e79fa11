"""A corrected version of a source, from the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import TRANSCRIPT

Qes = Callable[..., subprocess.CompletedProcess[str]]

FORM = "filled in every form with me"
POST = "I stopped dreading the post."
MONTH = "It took a month."
CORRECTED = TRANSCRIPT.replace("filled in every", "filled out every").replace(f" {MONTH}", "")


def place(words: str, text: str = TRANSCRIPT) -> str:
    start = text.index(words)
    return f"{start}-{start + len(words)}"


@pytest.fixture
def file(work: Path, qes: Qes) -> Path:
    """A corrected file beside a project in which three passages are coded."""
    for words in (FORM, POST, MONTH):
        assert qes("code", "apply", f"rita.txt:{place(words)}", "A1.practical").returncode == 0
    corrected = work.parent / "rita.txt"
    corrected.write_text(CORRECTED, encoding="utf-8")
    return corrected


def coded(qes: Qes) -> list[str]:
    """The places that count as coded."""
    return [one["passage"] for one in json.loads(qes("code", "list", "--json").stdout)]


def standing(qes: Qes) -> str:
    """The id of the source that stands."""
    (one,) = json.loads(qes("sources", "list", "--json").stdout)
    return str(one["source"])


def passage(qes: Qes, words: str) -> str:
    """The id of a passage of the first version."""
    listed = json.loads(qes("sources", "anchors", "rita.txt", "--json").stdout)
    return next(str(one["passage"]) for one in listed if one["old"] == words)


def test_replacing_says_in_numbers_what_became_of_the_passages(file: Path, qes: Qes) -> None:
    done = qes("sources", "replace", "rita.txt", file, "--reason", "typing errors")
    assert done.returncode == 0
    assert "3 passages: 1 kept, 1 changed, 1 orphaned" in done.stdout
    for words in (FORM, "filled out every form with me", MONTH):
        assert words in done.stdout
    assert f"qes sources anchors {standing(qes)} --accept PASSAGE…" in done.stderr
    assert coded(qes) == [f"{standing(qes)}:{place(POST, CORRECTED)}"]


def test_a_dry_run_says_the_same_and_changes_nothing(file: Path, qes: Qes) -> None:
    before, counted = standing(qes), coded(qes)
    planned = json.loads(qes("sources", "replace", "rita.txt", file, "--dry-run", "--json").stdout)
    assert (standing(qes), coded(qes)) == (before, counted)
    done = json.loads(qes("sources", "replace", "rita.txt", file, "--json").stdout)
    assert (planned.pop("done"), done.pop("done")) == (False, True)
    assert planned == done
    assert done["replaces"] == before
    assert (done["kept"], done["changed"], done["orphaned"]) == (1, 1, 1)
    assert {one["old"] for one in done["passages"]} == {FORM, POST, MONTH}


def test_a_proposed_place_is_accepted_rejected_and_given_anew(file: Path, qes: Qes) -> None:
    qes("sources", "replace", "rita.txt", file)
    first, gone = passage(qes, FORM), passage(qes, MONTH)
    doubtful = qes("sources", "anchors", "rita.txt", "--doubtful", "--json").stdout
    assert [one["passage"] for one in json.loads(doubtful)] == [first, gone]
    assert qes("sources", "anchors", "rita.txt", "--accept", first).returncode == 0
    assert f"{standing(qes)}:{place('filled out every form with me', CORRECTED)}" in coded(qes)
    assert qes("sources", "anchors", "rita.txt", "--reject", first, gone).returncode == 0
    assert coded(qes) == [f"{standing(qes)}:{place(POST, CORRECTED)}"]
    assert json.loads(qes("sources", "anchors", "rita.txt", "--doubtful", "--json").stdout) == []
    span = place("every form", CORRECTED)
    put = qes("sources", "anchors", "rita.txt", "--put", first, span, "--json")
    (told,) = json.loads(put.stdout)
    assert (told["outcome"], told["new"]) == ("accepted", "every form")
    assert f"{standing(qes)}:{span}" in coded(qes)


def test_the_version_before_stands_again(file: Path, qes: Qes) -> None:
    before = standing(qes), coded(qes)
    qes("sources", "replace", "rita.txt", file)
    done = qes("sources", "replace", "rita.txt", "--restore")
    assert done.returncode == 0, done.stderr
    assert (standing(qes), coded(qes)) == before
    assert qes("verify").returncode == 0


def test_white_space_is_accepted_without_a_look(file: Path, qes: Qes) -> None:
    file.write_text(TRANSCRIPT.replace("dreading the", "dreading\nthe"), encoding="utf-8")
    done = qes("sources", "replace", "rita.txt", file, "--accept", "spacing", "--json")
    assert json.loads(done.stdout)["accepted"] == 1
    assert len(coded(qes)) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("replace", "rita.txt"),
        ("replace", "rita.txt", "rita.txt", "--restore"),
        ("replace", "rita.txt", "--restore"),
        ("replace", "rita.txt", "no-such.txt"),
        ("replace", "nobody.txt", "rita.txt"),
        ("replace", "rita.txt", "rita.txt", "--accept", "some"),
        ("anchors", "rita.txt", "--accept"),
        ("anchors", "rita.txt", "x:1-2"),
        ("anchors", "rita.txt", "x:1-2", "--accept", "--reject"),
        ("anchors", "rita.txt", "--put", "x:1-2"),
        ("anchors", "rita.txt", "--put", "rita.txt:1-2", "9-3"),
        ("anchors", "rita.txt", "--put", "rita.txt:1-2", "3-9"),
        ("anchors", "rita.txt", "--reject", "rita.txt:1-2"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    file: Path, qes: Qes, words: tuple[str, ...]
) -> None:
    before = standing(qes)
    done = qes("sources", *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert standing(qes) == before
    assert file.exists()
