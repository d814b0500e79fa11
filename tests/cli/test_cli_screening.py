"""Screening references from the command line: apart, compared, settled, reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
INCLUDED = {"ann": (1, 2), "bo": (1, 3)}


@pytest.fixture
def listed(qes: Qes, folder: Path) -> Qes:
    """Four references in the project, and an open round of screening."""
    records = (
        f"TY  - JOUR\nTI  - Paper \x1b[31m{n}\nDO  - 10.1000/{n}\nER  - \n" for n in range(1, 5)
    )
    (folder / "list.ris").write_text("\n".join(records), encoding="utf-8")
    assert qes("references", "import", "list.ris").returncode == 0
    assert qes("rounds", "open", "titles", "--about", "screening").returncode == 0
    return qes


@pytest.fixture
def screened(listed: Qes) -> Qes:
    """The round is compared, and two reviewers differ on two of four references."""
    for who, included in INCLUDED.items():
        for n in range(1, 5):
            decision = "include" if n in included else "exclude"
            done = listed("references", "screen", f"10.1000/{n}", decision, "--as", who)
            assert done.returncode == 0, done.stderr
    assert listed("rounds", "compare", "titles").returncode == 0
    return listed


def loaded(qes: Qes, *words: str) -> Any:
    done = qes(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_left_is_listed_with_titles(listed: Qes) -> None:
    found = loaded(listed, "references", "screen")
    assert [one["title"][-1] for one in found] == ["1", "2", "3", "4"]
    made = loaded(listed, "references", "screen", found[0]["id"], "10.1000/3", "unclear")
    assert [one["reference"] for one in made] == [found[0]["id"], found[2]["id"]]
    table = listed("references", "screen")
    assert "\x1b" not in table.stdout
    assert table.stdout.count("Paper") == 2
    assert "2 references left for you" in table.stderr
    assert len(loaded(listed, "references", "screen", "--stage", "full")) == 4
    listed("references", "screen", "10.1000/3", "--undo")
    assert len(loaded(listed, "references", "screen")) == 3
    assert len(loaded(listed, "references", "screen", "--as", "bo")) == 4


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("screen", "10.1000/1"), "'10.1000/1' stands alone"),
        (("screen", "10.1000/1", "maybe"), "it may be include, exclude, unclear"),
        (("screen", "10.1000/9", "include"), "no reference '10.1000/9'"),
        (("screen", "10.1000/1", "include", "--stage", "abstract"), "it may be title, full"),
        (("screen", "10.1000/1", "exclude", "--stage", "full"), "needs a reason"),
        (("screen", "--undo"), "no reference is named"),
        (("screen", "10.1000/1", "include", "--undo"), "one decision is taken back at a time"),
        (("screen", "10.1000/1", "--undo"), "can be taken back"),
        (("consensus", "10.1000/1"), "either a decision is agreed"),
        (("consensus", "10.1000/1", "include", "--undo"), "either a decision is agreed"),
        (("consensus", "10.1000/1", "include"), "needs a reason"),
        (("consensus", "10.1000/1", "include", "--reason", "x"), "titles is open"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    listed: Qes, words: tuple[str, ...], message: str
) -> None:
    done = listed("references", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert loaded(listed, "references", "decisions") == []


def test_disagreements_are_listed_with_titles_and_settled(screened: Qes) -> None:
    (pair,) = loaded(screened, "consensus", "confusion")
    assert (pair["one"], pair["other"], pair["units"]) == ("exclude", "include", 2)
    assert pair["examples"][0]["text"].endswith("2, Title and abstract")
    assert "exclude against include: 2 units" in screened("consensus", "confusion").stdout
    first, second = loaded(screened, "consensus", "list")
    assert [(one["name"][-1], one["code"], one["settled"]) for one in (first, second)] == [
        ("2", "title", None),
        ("3", "title", None),
    ]
    assert first["coders"][0]["answer"] == "include"
    words = ("--panel", "ann", "--panel", "bo", "--cause", "missed", "--reason", "it has talks")
    assert screened("references", "consensus", "10.1000/2", "include", *words).returncode == 0
    (left,) = loaded(screened, "consensus", "list", "--round", "titles", "--unsettled")
    assert left["segment"] == second["segment"]
    settled = loaded(screened, "consensus", "list", "--screening")[0]
    assert [settled[name] for name in ("settled", "cause", "panel", "reason")] == [
        "include",
        "missed",
        ["ann", "bo"],
        "it has talks",
    ]
    said = screened("consensus", "list")
    assert "Paper" in said.stdout
    assert "agreed: include (missed), ann and bo: “it has talks”" in said.stdout
    assert "1 disagreement is not settled" in screened("rounds", "close", "titles").stderr
    decided = loaded(screened, "references", "decisions")
    assert [one["reviewer"] for one in decided if one["title"].endswith("2")] == [
        "consensus",
        "ann",
        "bo",
    ]
    screened("references", "consensus", "10.1000/2", "--undo")
    assert len(loaded(screened, "consensus", "list", "--unsettled")) == 2


def test_agreement_on_screening_is_printed_and_written(screened: Qes, folder: Path) -> None:
    done = screened("agreement", "report", "--round", "titles")
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.splitlines()
    assert head.startswith("Screening (titles): ann and bo; 2 answers differ")
    assert lines[0].split()[:4] == ["stage", "references", "agreement", "positive"]
    assert lines[1].split()[3:8] == ["4", "0.500", "0.500", "0.500", "0.000"]
    assert [line.split()[-2:] for line in lines[-2:]] == [["1", "1"], ["1", "1"]]
    assert "no interval over documents" in done.stderr
    (items,) = loaded(screened, "agreement", "report")["items"]
    assert items["items"][0]["table"] == [[1, 1], [1, 1]]
    for suffix in ("html", "docx", "xlsx", "csv", "json"):
        out = f"agreement.{suffix}"
        assert screened("agreement", "report", "--out", out).returncode == 0
        assert (folder / out).stat().st_size > 0
