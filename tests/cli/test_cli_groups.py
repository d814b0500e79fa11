"""Groups of passages without a code, and second looks, from the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codebooks.shipped import shipped_codebook
from qes.base import utc_now
from qes.project import Project
from qes.services.coding import apply_code
from tests.unit.services.made_review import BUS, CHOIR, EACH, FILES, RENT, about, make_review

Qes = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("groups")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        make_review(folder / "work.qes", shipped_codebook("supported-employment"), utc_now)
    return folder / "work.qes"


@pytest.fixture(autouse=True)
def review(_made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the folder, 48 passages about four subjects; those about the bus are coded."""
    monkeypatch.setattr("qes.suggest.embedder.Embedder.at_hand", lambda _self: None)
    file = Path(shutil.copy(_made, folder / "work.qes"))
    with Project.open(file, "ann") as project:
        for one in about(project.desk, BUS):
            apply_code(project.desk, one, "A1.practical")
    return file


def listed(qes: Qes, *words: str) -> list[dict[str, Any]]:
    done = qes("suggest", "--new-codes", "--groups", "3", "--json", *words)
    assert done.returncode == 0
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def coded(qes: Qes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(qes("code", "list", "--json").stdout)
    return found


def test_groups_are_shown_with_what_they_are_made_of_and_are_not_named(qes: Qes) -> None:
    done = qes("suggest", "--new-codes", "--groups", "3")
    assert done.returncode == 0
    assert "no code until you make one of it" in done.stdout.replace("\n", " ")
    groups = listed(qes)
    assert len(groups) == 3
    for n, one in enumerate(groups, start=1):
        assert (
            f"\n{n}. {one['group'][:8]}  {one['passages']} passages in 2 sources\n" in done.stdout
        )
        assert [each["name"] in FILES for each in one["typical"]] == [True] * len(one["typical"])
        for each in one["typical"]:
            assert f"   {each['segment']}  {each['text']}\n" in done.stdout
        phrase = one["phrases"][0]
        assert f"   words: {phrase['text']} ({phrase['passages']})" in done.stdout
    # the way to act on one names what the list was asked with
    assert "qes suggest --new-codes --groups 3 --make ID" in done.stderr


def test_listing_changes_nothing(qes: Qes) -> None:
    before = coded(qes)
    assert listed(qes) == listed(qes)
    assert coded(qes) == before


def test_lines_are_as_wide_as_the_terminal(qes: Qes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "44")
    for what in ("--new-codes", "--second-look"):
        lines = qes("suggest", what).stdout.splitlines()
        assert lines
        assert max(map(len, lines)) <= 44


def test_a_group_put_aside_is_told_with_its_reason(qes: Qes) -> None:
    first = listed(qes)[0]
    done = qes(
        "suggest", "--groups", "3", "--dismiss", first["group"][:6], "--reason", "small talk"
    )
    assert done.returncode == 0
    assert f"put aside a group of {first['passages']} passages" in done.stderr
    last = listed(qes)[-1]
    assert last["group"] == first["group"]
    assert last["before"]["decision"] == "dismissed"
    assert (last["before"]["by"], last["before"]["reason"]) == ("ann", "small talk")
    shown = qes("suggest", "--new-codes", "--groups", "3").stdout.partition("Decided about before:")
    assert first["group"][:8] in shown[2]
    assert "you put it aside on " in shown[2]
    assert first["group"][:8] not in shown[0]


def test_merged_groups_are_listed_as_one(qes: Qes) -> None:
    first, second, third = listed(qes)
    done = qes("suggest", "--groups", "3", "--merge", first["group"], "--with", second["group"])
    total = first["passages"] + second["passages"]
    assert f"2 groups are now offered as one of {total} passages" in done.stderr
    groups = {one["group"]: one["passages"] for one in listed(qes)}
    assert groups.pop(third["group"]) == third["passages"]
    ((union, passages),) = groups.items()
    assert done.stdout.strip() == union[:8]
    assert passages == total


def test_a_code_is_made_of_a_group_and_given_to_what_is_named(qes: Qes) -> None:
    before = coded(qes)
    first = listed(qes)[0]
    given = first["members"][:2]
    done = qes(
        "suggest", "--groups", "3", "--make", first["group"], "--name", "Something new",
        "--definition", "As it is said.", "--parent", "A1", "--give", given[0], "--give", given[1],
    )  # fmt: skip
    assert done.returncode == 0
    code = done.stdout.strip()
    shown = {one["id"]: one for one in json.loads(qes("codebook", "show", "--json").stdout)}
    assert (shown[code]["name"], shown[code]["parent"], shown[code]["n"]) == (
        "Something new",
        "A1",
        2,
    )
    assert f"of a group of {first['passages']} passages; you gave it to 2 of them" in done.stderr
    new = [one for one in coded(qes) if one not in before]
    assert [one["code"] for one in new] == [code, code]
    again = listed(qes)[-1]
    assert (again["before"]["decision"], again["before"]["code"]) == ("code", code)
    assert (
        "you made the code 'Something new'" in qes("suggest", "--new-codes", "--groups", "3").stdout
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--make", "{}"), "--make needs --name"),
        (("--merge", "{}"), "--merge needs --with"),
        (("--dismiss", "{}"), "--dismiss needs --reason"),
        (("--dismiss", "{}", "--reason", " "), "needs a reason"),
        (("--name", "New"), "--name goes with --make"),
        (("--give", "a.t1"), "--give goes with --make"),
        (("--make", "{}", "--name", "New", "--dismiss", "{}", "--reason", "x"), "at once"),
        (("--make", "0000000000000000", "--name", "New"), "is offered now"),
        (("--make", "{}", "--name", "New", "--parent", "nowhere"), "no code fits"),
        (("--make", "{}", "--name", "New", "--give", "rita.t1"), "no segment"),
        (("--merge", "{}", "--with", "{}"), "one group alone"),
    ],
)
def test_what_does_not_fit_is_one_line_and_changes_nothing(
    qes: Qes, words: tuple[str, ...], said: str
) -> None:
    before, first = coded(qes), listed(qes)[0]["group"]
    codes = qes("codebook", "show", "--json").stdout
    done = qes("suggest", "--groups", "3", *(word.format(first) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert coded(qes) == before
    assert qes("codebook", "show", "--json").stdout == codes
    assert all(one["before"] is None for one in listed(qes))


def test_a_passage_unlike_its_codes_others_gets_a_second_look(qes: Qes, review: Path) -> None:
    with Project.open(review, "ann") as project:
        slip = about(project.desk, CHOIR)[0]
        for one in about(project.desk, RENT):
            apply_code(project.desk, one, "B3.staffing")
        apply_code(project.desk, slip, "A1.practical")
    done = qes("suggest", "--second-look")
    assert done.returncode == 0
    assert "Nothing is changed here." in done.stdout.replace("\n", " ")
    (first, *_) = json.loads(qes("suggest", "--second-look", "--json").stdout)
    assert (first["segment"], first["code"], first["others"]) == (slip, "A1.practical", EACH)
    assert first["typical"]["segment"] != slip
    assert f"\n1. {first['path']}, as {EACH} other passages\n   {slip}  " in done.stdout
    assert first["text"] in done.stdout
    assert first["typical"]["text"] in done.stdout


def test_lists_come_as_csv_too(qes: Qes) -> None:
    done = qes("suggest", "--new-codes", "--groups", "3", "--format", "csv")
    assert done.stdout.splitlines()[0] == "group,passages,n_sources,words,nearest_path,decided"
    assert len(done.stdout.splitlines()) == 4
    done = qes("suggest", "--second-look", "--format", "csv")
    assert done.stdout.startswith("segment,path,others,likeness,nearer_path,text\n")


def test_where_there_is_nothing_to_show_that_is_said(qes: Qes, review: Path) -> None:
    done = qes("suggest", "--second-look", "--as", "newcomer")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no code has two passages yet" in done.stderr
    with Project.open(review, "ann") as project:
        for subject in (CHOIR, RENT, "garden"):
            for one in about(project.desk, subject):
                apply_code(project.desk, one, "B3.staffing")
    done = qes("suggest", "--new-codes")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no five passages" in done.stderr
