from __future__ import annotations

from pathlib import Path

import pytest

from corpora.source import SourceKind, Unit
from qes.errors import NotFound, Refused, UserError
from qes.services import sourcing
from qes.services.auditing import verify_project
from qes.services.desk import Desk
from qes.services.showing_sources import show_segments, show_source, show_sources
from qes.services.sourcing import AddRequest, add_sources
from qes.services.studies import list_studies


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def names(desk: Desk) -> list[str]:
    return [one.source.name for one in show_sources(desk)]


def test_a_source_keeps_its_text_turns_and_units(empty: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, "one.txt", "ANN: Good day. Come in.\n\nBEN: Thanks.\n")
    added, refused = add_sources(empty, [file], AddRequest())
    assert refused == ()
    found = show_source(empty, added[0].source)
    assert [turn.speaker for turn in found.turns] == ["ANN", "BEN"]
    said = [text for _, text in show_segments(empty, "one.txt", Unit.SENTENCE)]
    assert said == ["Good day.", "Come in.", "Thanks."]
    for segment, text in show_segments(empty, "one.txt"):
        assert text == found.text[segment.start : segment.stop]
    assert verify_project(empty).ok


def test_transcripts_go_by_turn_and_reports_by_paragraph_unless_told(
    empty: Desk, tmp_path: Path
) -> None:
    text = "ANN: Good day. Come in.\n\nBEN: Thanks.\n"
    add_sources(empty, [written(tmp_path, "a.txt", text)], AddRequest())
    add_sources(empty, [written(tmp_path, "b.txt", text + " ")], AddRequest(kind=SourceKind.REPORT))
    add_sources(empty, [written(tmp_path, "c.txt", text + "  ")], AddRequest(unit=Unit.SENTENCE))
    assert [one.source.unit for one in show_sources(empty)] == [
        Unit.TURN,
        Unit.PARAGRAPH,
        Unit.SENTENCE,
    ]


def test_one_refused_file_keeps_all_out(empty: Desk, tmp_path: Path) -> None:
    good = written(tmp_path, "good.txt", "ANN: Good day.\n")
    with pytest.raises(UserError, match=r"empty\.txt"):
        add_sources(empty, [good, written(tmp_path, "empty.txt", "")], AddRequest())
    assert names(empty) == []
    assert verify_project(empty).judgements == 0


def test_keeping_going_takes_in_what_can_be_and_tells_the_rest(empty: Desk, tmp_path: Path) -> None:
    files = [
        written(tmp_path, "good.txt", "ANN: Good day.\n"),
        written(tmp_path, "empty.txt", ""),
        tmp_path / "absent.txt",
        tmp_path,
        written(tmp_path, "also.txt", "BEN: Good night.\n"),
    ]
    added, refused = add_sources(empty, files, AddRequest(), keep_going=True)
    assert [Path(one.file).name for one in added] == ["good.txt", "also.txt"]
    assert [one.file for one in refused] == [str(file) for file in files[1:4]]
    assert names(empty) == ["good.txt", "also.txt"]


def test_the_same_bytes_come_in_once(empty: Desk, tmp_path: Path) -> None:
    text = "ANN: Good day.\n"
    first, twin = written(tmp_path, "first.txt", text), written(tmp_path, "twin.txt", text)
    with pytest.raises(Refused, match=r"twin\.txt is the same file as first\.txt"):
        add_sources(empty, [first, twin], AddRequest())
    add_sources(empty, [first], AddRequest())
    with pytest.raises(Refused, match=r"twin\.txt is in the project already, as first\.txt"):
        add_sources(empty, [twin], AddRequest())


def test_no_two_sources_have_one_name(empty: Desk, tmp_path: Path) -> None:
    here = written(tmp_path, "x/one.txt", "ANN: Good day.\n")
    there = written(tmp_path, "y/one.txt", "ANN: Good night.\n")
    with pytest.raises(Refused, match=r"another source is named one\.txt"):
        add_sources(empty, [here, there], AddRequest())
    assert names(empty) == []
    add_sources(empty, [here], AddRequest())
    with pytest.raises(Refused, match=r"another source is named one\.txt"):
        add_sources(empty, [there], AddRequest())


def test_a_file_that_someone_else_adds_meanwhile_is_refused(
    alice: Desk, bob: Desk, tmp_path: Path
) -> None:
    file = written(tmp_path, "one.txt", "ANN: Good day.\n")

    def overtaken(what: str, _done: int, _total: int) -> None:
        if what == "writing":
            add_sources(bob, [file], AddRequest())

    with pytest.raises(Refused, match="is in the project already"):
        add_sources(alice, [file], AddRequest(study="harbour2025"), progress=overtaken)
    assert names(alice) == ["interview.txt", "diary.txt", "one.txt"]
    assert list_studies(alice) == ()


def test_no_more_than_the_limit_is_read_of_a_file(
    empty: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcing, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(Refused, match="larger than 1 MB"):
        add_sources(empty, [Path("/dev/zero")], AddRequest())
    with pytest.raises(Refused, match="larger than 1 MB"):
        add_sources(empty, [written(tmp_path, "big.txt", "a" * 1_048_577)], AddRequest())


def test_a_study_named_with_its_sources_is_made_and_linked(empty: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, "one.txt", "ANN: Good day.\n")
    added, _ = add_sources(empty, [file], AddRequest(study="harbour2025"))
    (study,) = list_studies(empty)
    assert (study.id, study.sources) == ("harbour2025", (added[0].source,))
    assert show_sources(empty)[0].study == "harbour2025"


def test_a_name_that_is_no_study_keeps_the_source_out(empty: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, "one.txt", "ANN: Good day.\n")
    with pytest.raises(UserError, match="cannot name a study"):
        add_sources(empty, [file], AddRequest(study="harbour 2025"))
    assert names(empty) == []


def test_progress_is_told_file_by_file(empty: Desk, tmp_path: Path) -> None:
    files = [written(tmp_path, f"{n}.txt", f"ANN: Good day {n}.\n") for n in range(3)]
    told: list[tuple[str, int, int]] = []
    add_sources(
        empty,
        files,
        AddRequest(),
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    named = list(dict.fromkeys(what for what, _, _ in told))
    read, wrote = [f"reading {n}.txt" for n in range(3)], [f"writing {n}.txt" for n in range(3)]
    assert named == [*read, "writing", *wrote]
    assert all(0 <= done <= total for _, done, total in told)
    for what in wrote:
        _, done, total = [one for one in told if one[0] == what][-1]
        assert done == total > 0


def test_a_source_is_found_by_id_start_of_id_name_and_stem(alice: Desk) -> None:
    id_ = show_source(alice, "interview.txt").source.id
    for text in (id_, id_[:4], "interview", "INTERVIEW.TXT", f" {id_} "):
        assert show_source(alice, text).source.id == id_
    with pytest.raises(NotFound, match=r"there are: interview\.txt, diary\.txt"):
        show_source(alice, "no such")
    with pytest.raises(NotFound):
        show_source(alice, "")
