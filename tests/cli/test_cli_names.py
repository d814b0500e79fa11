"""`qes sources names`: from real names to pseudonyms and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from corpora.names import recognition
from corpora.names.recognition import is_available

Qes = Callable[..., CompletedProcess[str]]
TALK = """\
INTERVIEWER: What changed?\r
\r
Rita Holm: Otto's neighbour drove me. Call 07700 900123.\r
\r
INTERVIEWER: And then, Rita?\r
\r
Rita Holm: Annual leave, said Mr Holm.\r
"""


@pytest.fixture
def talk(qes: Qes, folder: Path) -> Path:
    """A project with one transcript in which people are named."""
    qes("init", "talks.qes")
    file = folder / "talk.txt"
    file.write_bytes(TALK.encode())
    assert qes("sources", "add", file).returncode == 0
    return folder


def test_names_are_listed_with_what_would_stand_for_them(qes: Qes, talk: Path) -> None:
    done = qes("sources", "names", "--no-ner", "--json")
    found = json.loads(done.stdout)
    assert [(one["n"], one["kind"], one["text"], one["pseudonym"], one["accepted"]) for one in found] == [
        (1, "person", "Rita Holm", "Person 1", False),
        (2, "phone", "07700 900123", "Phone 1", False),
    ]  # fmt: skip
    assert found[0]["variants"] == ["Rita", "Holm"]
    assert found[0]["count"] == 4
    assert not list(talk.glob("*.json"))


def test_accepted_names_are_replaced_and_the_original_comes_back(qes: Qes, talk: Path) -> None:
    done = qes(
        "sources", "names", "--no-ner", "--accept", "all", "--accept", "Otto=Pilar", "--apply"
    )
    assert done.returncode == 0
    assert (
        "talk.txt: replaced 6 names (2 in labels and beside the text, 4 in speech)" in done.stdout
    )
    shown = qes("sources", "show", "talk.txt").stdout
    assert "Person 1: Pilar's neighbour drove me. Call Phone 1." in shown
    assert "Annual leave, said Mr Person 1." in shown
    key = talk / "talks.names-key.json"
    assert key.stat().st_mode & 0o077 == 0
    back = qes("sources", "names", "talk.txt", "--restore", "--out", "back.txt")
    assert back.returncode == 0
    assert (talk / "back.txt").read_bytes() == TALK.encode()
    again = qes("sources", "names", "talk.txt", "--restore", "--out", "back.txt")
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


def test_a_second_run_has_nothing_to_do(qes: Qes, talk: Path) -> None:
    words = ("sources", "names", "--no-ner", "--accept", "all", "--apply")
    qes(*words)
    key = (talk / "talks.names-key.json").read_bytes()
    before = qes("sources", "list", "--json").stdout
    done = qes(*words)
    assert "nothing to replace" in done.stdout
    assert qes("sources", "list", "--json").stdout == before
    assert (talk / "talks.names-key.json").read_bytes() == key


def test_a_dry_run_writes_nothing(qes: Qes, talk: Path) -> None:
    before = qes("sources", "list", "--json").stdout
    done = qes("sources", "names", "--no-ner", "--accept", "all", "--apply", "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (told["applied"], told["sources"][0]["replaced"]) == (False, 5)
    assert not list(talk.glob("*.json"))
    assert qes("sources", "list", "--json").stdout == before


@pytest.mark.usefixtures("talk")
def test_names_elsewhere_are_told_with_the_command(qes: Qes) -> None:
    qes("memo", "add", "talk.txt:0-5", "Rita seems tired")
    done = qes("sources", "names", "--no-ner", "--accept", "all", "--apply")
    assert "1 other place, unchanged" in done.stderr
    assert "Rita seems tired" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--apply",), "no names are accepted yet"),
        (("--accept", "77"), "no proposal 77"),
        (("--accept", "Rita Holm=a:b"), "cannot be a pseudonym"),
        (("--accept", "Rita Holm=Otto"), "stands in the texts already"),
        (("--restore",), "one source and a file are needed"),
        (("talk.txt", "--restore", "--out", "x.txt"), "has no original"),
        (("nosuch.txt",), "no source 'nosuch.txt'"),
        (("--key", "no/such/folder/key.json", "--accept", "all"), "cannot be written"),
        (("--key", "talk.txt"), "is no key to pseudonyms"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    qes: Qes, talk: Path, words: tuple[str, ...], told: str
) -> None:
    assert talk.is_dir()
    done = qes("sources", "names", "--no-ner", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_the_recogniser_it_says_how_to_get_it(
    qes: Qes, talk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talk.is_dir()
    monkeypatch.setattr(recognition, "_PACKAGE", "no_such_pipeline")
    done = qes("sources", "names")
    assert done.returncode == 0
    assert "qes[names]" in done.stderr


def test_the_two_calls_are_pseudonymised_alike_and_come_back_to_the_byte(
    qes: Qes, shared: Path, folder: Path
) -> None:
    if not is_available():
        pytest.skip("the English pipeline is not installed")
    calls = sorted(
        file
        for file in (shared / "corpora/transcripts/vtt_zoom").glob("*.vtt")
        if "corrected" not in file.name
    )
    assert len(calls) == 2
    qes("init", "calls.qes")
    qes("sources", "add", *calls)
    labels = {
        turn["speaker"] for call in calls for turn in json.loads(qes("sources", "turns", call.name, "--json").stdout)
    }  # fmt: skip
    done = qes("sources", "names", "--accept", "all", "--apply", "--json")
    told = json.loads(done.stdout)
    assert [one["turns_before"] - one["turns_after"] for one in told["sources"]] == [0, 0]
    assert [one["remaining"] for one in told["sources"]] == [[], []]
    parts = {word.strip("()|") for label in labels for word in label.split() if len(word) > 4}
    spoken = " ".join(qes("sources", "show", call.name).stdout for call in calls)
    assert parts
    assert {part for part in parts if part in spoken.replace("\n", " ").split(" ")} == set()
    for call in calls:
        out = folder / f"back-{call.name}"
        assert qes("sources", "names", call.name, "--restore", "--out", out).returncode == 0
        assert out.read_bytes() == call.read_bytes()
    again = json.loads(qes("sources", "names", "--accept", "all", "--apply", "--json").stdout)
    assert again["sources"] == []
