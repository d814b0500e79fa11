from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.cli.settings import hoist, named

pytestmark = pytest.mark.usefixtures("work")

Qes = Callable[..., CompletedProcess[str]]
COMMON = (["--json"], ["--quiet"], ["--debug"], ["-p", "x.qes"], ["--as", "Ann"], ["--format=csv"])
WORDS = ("sources", "list", "--source", "a b", "é", "--reason", "it is so")


@given(
    words=st.lists(st.sampled_from(WORDS)),
    common=st.lists(st.tuples(st.sampled_from(COMMON), st.integers(0, 8)), max_size=4),
)
def test_common_options_come_to_the_front_from_anywhere_and_the_rest_keeps_its_order(
    words: list[str], common: list[tuple[list[str], int]]
) -> None:
    mixed = [[word] for word in words]
    for option, place in common:
        mixed.insert(min(place, len(mixed)), option)
    flat = [word for group in mixed for word in group]
    front = [word for group in mixed if group in COMMON for word in group]
    assert hoist(flat) == [*front, *words]


def test_nothing_behind_two_dashes_is_an_option() -> None:
    assert hoist(["memo", "--json", "--", "--quiet", "-p"]) == [
        "--json", "memo", "--", "--quiet", "-p",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("--json", "sources", "list"),
        ("sources", "--json", "list"),
        ("sources", "list", "--json"),
        ("sources", "list", "--format", "json"),
        ("sources", "--format=json", "list"),
    ],
)
def test_json_may_be_asked_for_anywhere(qes: Qes, words: tuple[str, ...]) -> None:
    assert [one["file"] for one in json.loads(qes(*words).stdout)] == ["rita.txt"]


def test_a_project_is_named_by_option_then_environment_then_folder(
    qes: Qes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qes("info").returncode == 0
    (folder / "other").mkdir()
    assert qes("init", "other/b.qes", "--title", "Other").returncode == 0
    monkeypatch.setenv("QES_PROJECT", "other/b.qes")
    assert json.loads(qes("info", "--json").stdout)["title"] == "Other"
    for words in (
        ("-p", "work.qes", "info"),
        ("info", "-pwork.qes"),
        ("info", "--project=work.qes"),
    ):
        assert json.loads(qes(*words, "--json").stdout)["title"] == "Work"


def test_no_project_or_two_are_not_guessed(
    qes: Qes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bare").mkdir()
    monkeypatch.chdir(folder / "bare")
    done = qes("info")
    assert done.returncode == 2
    assert "there is no project in this folder" in done.stderr
    assert "qes init" in done.stderr
    for name in ("a.qes", "b.qes"):
        qes("init", name)
    done = qes("info")
    assert done.returncode == 2
    assert "there are 2 projects in this folder" in done.stderr
    assert "-p a.qes" in done.stderr
    assert qes("info", "-p", "b.qes").returncode == 0


def test_who_works_is_named_by_option_then_environment(
    qes: Qes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in (("ann", ()), ("Zoë Å", ("--as", "Zoë Å"))):
        assert qes("code", "apply", "rita.txt.t2", "A1.practical", *words).returncode == 0
        (one,) = json.loads(qes("code", "list", "--json", *words).stdout)
        assert one["reviewer"] == name
    monkeypatch.setenv("QES_REVIEWER", " \t")
    done = qes("info")
    assert done.returncode == 2
    assert "who are you" in done.stderr


@pytest.mark.parametrize("name", ["a\x1b[31mb", "x" * 81, "a\u202eb", "a\udcffb"])
def test_a_name_that_could_mislead_is_refused(qes: Qes, name: str) -> None:
    done = qes("info", "--as", name)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_quiet_leaves_words_away_and_keeps_data_and_failures(qes: Qes) -> None:
    assert qes("memo", "list", "rita.txt").stderr != ""
    assert qes("memo", "list", "rita.txt", "--quiet").stderr == ""
    assert "rita.txt" in qes("sources", "list", "--quiet").stdout
    assert qes("sources", "show", "nonesuch", "--quiet").stderr.startswith("qes: no source")


LISTS = (
    ("sources", "list"),
    ("sources", "turns", "rita.txt"),
    ("sources", "segments", "rita.txt"),
    ("codebook", "show"),
    ("codebook", "shipped"),
    ("codebook", "check"),
    ("code", "list"),
    ("studies", "list"),
    ("appraise", "instruments"),
    ("appraise", "list"),
    ("rounds", "status"),
    ("findings", "table"),
    ("consensus", "list"),
    ("log",),
    ("info",),
)


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_what_lists_gives_csv_that_is_nothing_but_csv(qes: Qes, words: tuple[str, ...]) -> None:
    done = qes(*words, "--format", "csv")
    assert done.returncode == 0
    table = list(csv.reader(io.StringIO(done.stdout, newline="")))
    assert len({len(row) for row in table}) == 1


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_what_lists_gives_json_that_is_nothing_but_json(qes: Qes, words: tuple[str, ...]) -> None:
    done = qes(*words, "--json")
    assert done.returncode == 0
    json.loads(done.stdout)


def test_csv_keeps_texts_from_being_run_and_numbers_whole(qes: Qes) -> None:
    reason = "=1+1 and so on"
    qes("code", "apply", "rita.txt.t2", "A1.practical", "--reason", reason)
    qes("code", "apply", "rita.txt.t2", "A1.practical", "--reason", reason, "--as", "bo")
    qes("code", "apply", "rita.txt.t4", "A1.practical")
    qes("code", "none", "rita.txt.t4", "--as", "bo")
    (row,) = csv.DictReader(
        io.StringIO(qes("code", "list", "--as", "bo", "--format", "csv").stdout)
    )
    assert row["reason"] == f"'{reason}"
    done = qes("agreement", "report", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["percent"], row["alpha"]) == ("0.5", "0.0")
    assert "ann and bo" in done.stderr


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("postgresql://eva:s3cret@db.example/review", "postgresql://eva:***@db.example/review"),
        ("postgresql://eva@db.example/review", "postgresql://eva@db.example/review"),
        ("postgres://db.example:5432/review", "postgres://db.example:5432/review"),
        ("a/b.qes", "a/b.qes"),
    ],
)
def test_a_password_is_never_shown(target: str, shown: str) -> None:
    assert named(target) == shown


def test_the_version_is_one_line(qes: Qes) -> None:
    done = qes("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("qes ")
    assert done.stdout.count("\n") == 1
