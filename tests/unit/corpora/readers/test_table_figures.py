"""Figures recounted by other tools on real tables and captions that are not part of the project."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpora.reading import read_source
from corpora.source import Reading, RemarkCode, SourceKind
from qes.errors import Refused

TABLES = (
    "csv_oralhistory/Akin_Ron.csv",
    "csv_oralhistory/armantrout.csv",
    "csv_oralhistory/bielenberg_len.csv",
    "csv_oralhistory/gluck.csv",
    "csv_oralhistory/white_linda.csv",
    "xlsx_classroom/7th grade math.xlsx",
    "xlsx_classroom/Boats and Fish 2_Grade 4.xlsx",
)


def read(path: Path) -> Reading:
    return read_source(path.read_bytes(), path.name, kind=SourceKind.TRANSCRIPT)


def figures(shared: Path, name: str) -> dict[str, Any]:
    expected = json.loads((shared / "corpora" / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = expected[f"transcripts/{name}"]
    return found


def column(found: Reading, name: str) -> Counter[str]:
    """Count what a column holds, by its name in any case."""
    cells = [{k.lower(): v.strip() for k, v in record.values} for record in found.records]
    return Counter(row.get(name, "") for row in cells)


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_talk_give_the_figures_counted_elsewhere(shared: Path, name: str) -> None:
    expected = figures(shared, name)
    found = read(shared / "corpora" / "transcripts" / name)
    assert found.rows == expected["rows"] == len(found.records)
    labels: Counter[str] = Counter(expected.get("speaker_labels", expected.get("speakers")))
    assert column(found, "speaker") == labels
    assert found.labelled == labels.total() - labels[""]
    if "tagged_rows" in expected:
        tags = column(found, "tags")
        assert tags.total() - tags[""] == expected["tagged_rows"]
        codes = Counter(
            code.strip() for cell in tags.elements() for code in cell.split(";") if code.strip()
        )
        assert (codes.total(), len(codes)) == (
            expected["code_applications"],
            expected["distinct_codes"],
        )
    for key in ("teacher_tags", "student_tags"):
        tags = column(found, key.replace("_", " ")[:-1])
        tags.pop("", None)
        assert tags == Counter(expected.get(key, {}))


def test_every_answer_of_the_survey_is_one_of_its_respondents(shared: Path) -> None:
    found = read(shared / "corpora" / "transcripts" / "csv_survey" / "wac_transcripts.csv")
    assert (found.rows, found.labelled, len(found.speakers)) == (57, 278, 57)
    assert len(found.turns) == 278
    assert found.encoding == "windows-1252"
    assert all(len(speaker.attributes) == 7 for speaker in found.speakers)


def test_the_captions_with_names_in_brackets_give_the_figures(shared: Path) -> None:
    name = "srt_bracket_speaker/acdc_2026-06-25_181.srt"
    expected = figures(shared, name)
    found = read(shared / "corpora" / "transcripts" / name)
    assert (found.cues, len(found.speakers), len(found.turns)) == (
        expected["cues"],
        expected["speakers"],
        expected["merged_turns"],
    )


@pytest.mark.parametrize(
    ("name", "rows", "labelled"),
    [
        ("csv_huge_cell.csv", 1, 1),
        ("csv_injection.csv", 6, 6),
        ("csv_newlines_quotes.csv", 3, 3),
        ("csv_survey_multi.csv", 2, 5),
        ("xlsx_formulas_hidden.xlsx", 3, 3),
    ],
)
def test_hostile_tables_lose_nothing(shared: Path, name: str, rows: int, labelled: int) -> None:
    found = read(shared / "corpora" / "hostile" / name)
    assert (found.rows, found.labelled) == (rows, labelled)


def test_what_is_hidden_in_a_workbook_is_told_and_not_read(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "xlsx_formulas_hidden.xlsx")
    assert "secret" not in found.text
    assert RemarkCode.HIDDEN_TEXT in {remark.code for remark in found.warnings}
    assert len(found.asides) == 1


def test_the_workbook_that_unpacks_without_end_is_refused(shared: Path) -> None:
    with pytest.raises(Refused, match="more than is safe"):
        read(shared / "corpora" / "hostile" / "xlsx_zipbomb.xlsx")


def test_broken_captions_lose_no_words(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "srt_missing_bits.srt")
    for words in ("broken arrow", "no blank line before\nand two lines", "hour 100, no index"):
        assert words in found.text


def test_overlapping_captions_stay_in_order(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "srt_overlap.srt")
    assert [(turn.speaker, turn.at) for turn in found.turns] == [
        ("Anna", 1.0),
        ("Ben", 3.0),
        ("Anna", 4.5),
    ]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("txt_utf8_bom.txt", "utf-8"),
        ("txt_utf16be_bom.txt", "utf-16-be"),
        ("txt_cp1252_quotes.txt", "windows-1252"),
        ("txt_macroman_cr.txt", "mac-roman"),
        ("txt_mixed_eol.txt", "utf-8"),
        ("txt_invalid_utf8.txt", "utf-8"),
    ],
)
def test_the_canonical_text_differs_from_the_bytes_as_counted(
    shared: Path, name: str, encoding: str
) -> None:
    path = shared / "corpora" / "hostile" / name
    found = read(path)
    assert found.encoding == encoding
    meant = path.read_bytes().decode(encoding, "replace")
    single = meant.replace("\r\n", "\n").removeprefix("\ufeff")
    differing = sum(a != b for a, b in zip(single, found.text, strict=True))
    lost = path.read_bytes().decode(encoding, "ignore")
    counted = sum(change.count for change in found.changes)
    broken = meant.count("\ufffd") - lost.count("\ufffd")
    assert counted == len(meant) - len(found.text) + differing + broken
