from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.cli.output import plain

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
HOSTILE = "a\x1b[31mred\x07 \x9b31m \x7f \x85 \u202eb\u2066 b\r"
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""They show words in an order they do not have."""


def controls(text: str) -> set[str]:
    driving = {one for one in text if unicodedata.category(one) in {"Cc", "Cs"}} - {"\n", "\t"}
    return driving | (TURNING & set(text))


@given(st.text(alphabet=st.characters(codec=None)))
def test_plain_text_holds_no_control_and_keeps_its_length(text: str) -> None:
    shown = plain(text)
    assert controls(shown) == set()
    assert len(shown) == len(text)
    assert plain(shown) == shown


WAYS = ((), ("--json",), ("--format", "csv"))


@pytest.mark.parametrize("way", WAYS)
def test_what_people_write_cannot_drive_a_terminal(qes: Qes, way: tuple[str, ...]) -> None:
    calls = (
        ("code", "apply", "rita.txt.t2", "A1.practical", "--reason", HOSTILE),
        ("memo", "add", "rita.txt.t2", HOSTILE),
        ("studies", "add", "a2020", "--label", HOSTILE, "--set", f"country={HOSTILE}"),
        ("findings", "add", HOSTILE, "--group", HOSTILE),
        ("rounds", "open", HOSTILE, "--source", "rita.txt"),
        ("code", "list"),
        ("memo", "list", "rita.txt"),
        ("studies", "list"),
        ("findings", "table"),
        ("rounds", "status"),
        ("log",),
        ("info",),
        ("sources", "show", HOSTILE),
        (HOSTILE,),
        ("code", "apply", "rita.txt.t4", HOSTILE),
        ("model", "export", "--out", f"{HOSTILE}/x.svg"),
    )
    for words in calls:
        done = qes(*words, *way)
        assert controls(done.stdout + done.stderr) == set(), words


def test_json_gives_the_text_back_as_it_was_written(qes: Qes) -> None:
    qes("code", "apply", "rita.txt.t2", "A1.practical", "--reason", HOSTILE)
    (one,) = json.loads(qes("code", "list", "--json").stdout)
    assert one["reason"] == HOSTILE


def test_texts_are_never_taken_for_markup(qes: Qes) -> None:
    qes("code", "apply", "rita.txt.t2", "A1.practical", "--reason", "[bold]she[/bold] [x]")
    assert "[bold]she[/bold] [x]" in qes("code", "list").stdout


@pytest.mark.parametrize(
    "name", ["two\nlines.txt", "bell\a.txt", "esc\x1b[31m.txt", "half\udcff.txt", "[red]x.txt"]
)
def test_an_odd_file_name_comes_in_and_is_shown_safely(qes: Qes, folder: Path, name: str) -> None:
    (folder / name).write_text("EVA: Yes.\n", encoding="utf-8")
    for done in (
        qes("sources", "add", name, "--json"),
        qes("sources", "list"),
        qes("sources", "list", "--json"),
        qes("sources", "list", "--format", "csv"),
    ):
        assert done.returncode == 0
        assert controls(done.stdout + done.stderr) == set()
    assert len(json.loads(qes("sources", "list", "--json").stdout)) == 2
    done = qes("sources", "add", name)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_named_in_one_line(qes: Qes) -> None:
    done = qes("sources", "add", "two\nlines.txt")
    assert done.stderr.count("\n") == 1
