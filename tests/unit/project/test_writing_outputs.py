from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from codebooks.shipped import shipped_codebook
from codebooks.yaml_format import load_codebook
from corpora.source import SourceKind
from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.project import Project
from qes.project.drawing import draw
from qes.project.outputs import Output, file_word, write_outputs
from qes.services.appraising import NewAnswer, record_answers
from qes.services.assessing import write_finding
from qes.services.coding import apply_code, mark_no_code
from qes.services.desk import Desk
from qes.services.referencing import import_references
from qes.services.rounds import About, RoundWish, close_round, open_round
from qes.services.screening import screen
from qes.services.screening_form import Decision, Stage
from qes.services.sourcing import AddRequest, add_sources
from qes.services.studies import link_source

FINDING = "Those who were driven to work kept the job longer than those who had to walk there."


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A project with a little of everything, decided by two people with awkward names."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    report = tmp_path / "report.txt"
    report.write_text("A neighbour drove her.\n\nShe stayed on.\n", encoding="utf-8")
    file = tmp_path / "review.qes"
    book = shipped_codebook("supported-employment")
    with Project.create(file, author="Ann/Bo", codebook=book) as first:
        add_sources(first.desk, [report], AddRequest(kind=SourceKind.REPORT))
        open_round(first.desk)
        apply_code(first.desk, "report.txt.p1", "A1.practical")
        with Project.open(file, "../Zoë") as second:
            mark_no_code(second.desk, "report.txt.p1")
        close_round(first.desk)
        record_answers(first.desk, [NewAnswer("bo2020", "q6", "N", "not said")])
        link_source(first.desk, "bo2020", ["report.txt"])
        write_finding(first.desk, FINDING, codes=["A1.practical"])
        yield first.desk


def test_every_output_is_written_inside_its_folder_and_not_empty(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    written = write_outputs(desk, folder)
    assert {one.file for one in written} == set(folder.iterdir())
    assert all(one.file.stat().st_size > 30 for one in written)
    names = {one.file.name for one in written}
    assert {f"logic-model.{suffix}" for suffix in ("svg", "png", "pdf", "dot", "json")} <= names
    assert {"appraisal-Ann%2FBo.csv", "agreement-r1.html"} <= names
    assert {"summary-of-findings.docx", "evidence-profile.xlsx", "coded-passages.csv"} <= names


def test_a_round_in_which_references_were_screened_has_its_agreement_written(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "list.ris"
    file.write_text("TY  - JOUR\nTI  - Boats\nDO  - 10.1000/1\nER  - \n", encoding="utf-8")
    import_references(desk, [file], read_citations)
    open_round(desk, "titles", wish=RoundWish(about=About.SCREENING))
    with Project.open(tmp_path / "review.qes", "Cy") as other:
        for one in (desk, other.desk):
            screen(one, ["10.1000/1"], Stage.TITLE, Decision.INCLUDE)
    close_round(desk)
    names = {one.file.name for one in write_outputs(desk, tmp_path / "out")}
    assert {f"agreement-r2.{suffix}" for suffix in ("csv", "json", "html")} <= names


def test_writing_twice_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    both: list[tuple[Output, ...]] = [write_outputs(desk, tmp_path / name) for name in ("a", "b")]
    for one, other in zip(*both, strict=True):
        assert one.file.read_bytes() == other.file.read_bytes(), one.file.name


def test_a_container_tells_nothing_of_when_it_was_packed(desk: Desk, tmp_path: Path) -> None:
    packed = [
        one.file
        for one in write_outputs(desk, tmp_path / "out")
        if one.file.suffix in {".docx", ".xlsx"}
    ]
    assert packed
    for file in packed:
        with zipfile.ZipFile(file) as archive:
            times = {info.date_time for info in archive.infolist()}
        assert {year for year, *_ in times} == {1980}, file.name


def test_the_written_codebook_is_the_projects(desk: Desk, tmp_path: Path) -> None:
    write_outputs(desk, tmp_path / "out")
    text = (tmp_path / "out" / "codebook.yaml").read_text("utf-8")
    assert (
        load_codebook(text, "codebook.yaml").content_hash()
        == shipped_codebook("supported-employment").content_hash()
    )


def test_a_folder_that_cannot_be_made_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        write_outputs(desk, tmp_path / "file" / "out")


@pytest.mark.parametrize(("name", "page"), [("m.bmp", "190mm"), ("m.svg", "3 miles")])
def test_a_drawing_of_an_unknown_kind_is_refused(
    desk: Desk, tmp_path: Path, name: str, page: str
) -> None:
    with pytest.raises(UserError):
        draw(desk, tmp_path / name, page=page)
    assert not (tmp_path / name).exists()


def test_two_names_never_give_one_file() -> None:
    names = ["a/b", "a_b", "a%2Fb", "a b", ".a", "A", "Zoë", "a\\b", "a:b"]
    words = [file_word(name) for name in names]
    assert len(set(words)) == len(names)
    assert not any(character in word for word in words for character in '/\\:*?"<>|')
