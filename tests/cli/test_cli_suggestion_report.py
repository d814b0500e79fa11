"""The report on suggestions from the command line, and settling how suggestions are made."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from qes.base import CodeId
from qes.cli.suggest_settings import SHIPPED, settle
from qes.errors import UserError
from qes.project import Project
from qes.services.coding import apply_code
from qes.services.showing_sources import show_segments
from qes.services.suggesting.settings import read_settings_of_suggestions
from qes.services.suggesting.showing import Showing, ShownCode, Way
from tests.unit.suggest.tiny_model import write_tiny_model

Qes = Callable[..., CompletedProcess[str]]


@pytest.fixture
def project(work: Path) -> Iterator[Project]:
    """The project, as Ann has it open."""
    with Project.open(work, "ann") as opened:
        yield opened


def _decide(project: Project) -> None:
    """Ann accepts the second of two codes."""
    segment = next(one.id for one, _ in show_segments(project.desk, "rita.txt") if one.queued)
    offered = tuple(
        ShownCode(CodeId(code), rank, 0.4, None)
        for rank, code in enumerate(_codes(project)[:2], start=1)
    )
    shown = Showing(
        segment, Way.DOCUMENT, None, offered, 0.1, None, withheld=False, model="m", basis="b"
    )
    apply_code(project.desk, segment, offered[1].code, shown=shown)


def _codes(project: Project) -> list[str]:
    from qes.services.codebook import current_codebook  # noqa: PLC0415 - one test needs it

    book = current_codebook(project.desk)
    return [code.id for code in book.in_tree_order() if not book.children(code.id)]


def test_the_report_says_what_was_accepted_at_each_rank(qes: Qes, project: Project) -> None:
    _decide(project)
    done = qes("report", "suggestions", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert [
        (one["rank"], one["shown"], one["accepted"], one["neither"]) for one in found["acceptance"]
    ] == [(1, 1, 0, 1), (2, 1, 1, 0)]
    low, high = found["acceptance"][1]["ci"]
    assert 0 < low < high == 1
    assert found["not_listed"]["codes"] == {
        "part": 0, "n": 1, "share": 0.0, "ci": found["not_listed"]["codes"]["ci"], "reason": None,
    }  # fmt: skip
    changed = found["change_on_sight"]["changed"]
    assert (changed["share"], changed["reason"]) == (None, "no_data")
    assert found["provenance"]["decisions"] == found["provenance"]["lists"] == 1


@pytest.mark.usefixtures("work")
def test_in_a_new_project_the_report_says_that_there_is_nothing_yet(qes: Qes) -> None:
    done = qes("report", "suggestions")
    assert done.returncode == 0
    assert "No decision was made with a list of suggestions before the eyes." in done.stdout
    assert json.loads(qes("report", "suggestions", "--json").stdout)["acceptance"] == []


def test_what_is_printed_is_what_is_written(qes: Qes, folder: Path, project: Project) -> None:
    _decide(project)
    printed = qes("report", "suggestions", "--format", "csv", "--out", "used.csv")
    assert printed.returncode == 0
    shown = list(csv.reader(printed.stdout.splitlines()))
    with (folder / "used.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    # a file has the section last
    assert shown[1:] == [[row[-1], *row[:-1]] for row in written[1:]]
    assert ["rank 2: accepted", "1", "1"] in [row[1:4] for row in shown]


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "json"])
def test_the_report_is_written_in_every_form(
    qes: Qes, folder: Path, project: Project, suffix: str
) -> None:
    _decide(project)
    assert qes("report", "suggestions", "--out", f"used.{suffix}").returncode == 0
    assert (folder / f"used.{suffix}").stat().st_size > 100


@pytest.mark.usefixtures("work")
def test_a_form_that_is_not_known_is_one_line(qes: Qes) -> None:
    done = qes("report", "suggestions", "--out", "used.xyz")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_what_is_settled_is_said_and_stands(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(project.desk, None, None, None)
    assert capsys.readouterr().err == ""
    model = write_tiny_model(tmp_path / "tiny")
    settle(project.desk, str(model), "EXACT", 0.2)
    said = capsys.readouterr().err
    assert re.search(r"precision exact, suggestions withheld on 20 % of segments", said)
    settle(project.desk, SHIPPED, None, None)
    assert f"model {SHIPPED}" in capsys.readouterr().err
    with project.desk.store.read() as connection:
        stands = read_settings_of_suggestions(connection)
    assert (stands.folder, stands.withheld) == (None, 0.2)


def test_a_precision_that_is_none_is_refused(project: Project) -> None:
    with pytest.raises(UserError, match="'half' is not known here"):
        settle(project.desk, None, "half", 0.5)
