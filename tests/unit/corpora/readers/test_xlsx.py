from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript
from corpora.readers.tables.number_format import number_format
from corpora.readers.tables.xlsx import read_xlsx
from corpora.source import AsideKind, Change, ChangeKind, RemarkCode
from qes.errors import Refused, UserError

TALK = (
    ("speaker", "words", "n"),
    ("Ida", "How did you hear of it?", 1),
    ("Tom", "A friend told me.\nI think.", 2),
)
Sheet = Any
"""xlsxwriter has no types."""


def workbook(*fillings: Callable[[Sheet, Any], None]) -> bytes:
    """Make a workbook of a sheet a filling."""
    kept = BytesIO()
    made = xlsxwriter.Workbook(kept)
    for fill in fillings:
        fill(made.add_worksheet(), made)
    made.close()
    return kept.getvalue()


def rows(cells: Sequence[Sequence[object]]) -> Callable[[Sheet, Any], None]:
    def fill(sheet: Sheet, made: object) -> None:
        del made
        for n, row in enumerate(cells):
            sheet.write_row(n, 0, row)

    return fill


def read(*fillings: Callable[[Sheet, Any], None]) -> Manuscript:
    return read_xlsx(workbook(*fillings), None, None)


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of a container."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for one in old.namelist():
            content = old.read(one)
            new.writestr(one, change(content) if one == name else content)
    return kept.getvalue()


def codes(found: Manuscript) -> list[RemarkCode]:
    return [remark.code for remark in found.remarks]


def values(found: Manuscript, column: str) -> list[str | None]:
    return [dict(record.values).get(column) for record in found.records]


def test_a_sheet_of_utterances_is_a_talk() -> None:
    found = read(rows(TALK))
    assert found.text == "Ida: How did you hear of it?\n\nTom: A friend told me.\nI think.\n"
    assert (found.format, found.rows, found.labelled) == ("xlsx", 2, 2)
    assert values(found, "n") == ["1", "2"]
    assert codes(found) == [RemarkCode.LAYOUT]


def test_the_first_visible_sheet_with_words_is_read_and_the_others_are_told() -> None:
    def hidden(sheet: Sheet, made: object) -> None:
        del made
        sheet.hide()
        sheet.write_row(0, 0, ("speaker", "words"))
        sheet.write_row(1, 0, ("Secret", "The real names of all."))

    figures = rows([("unit", "A"), (1, 2), (2, 2)])
    # the first sheet of a workbook made so cannot be hidden, being the active one
    found = read(figures, hidden, rows(TALK), rows([("x", "y"), (1, 2)]))
    assert "real names" not in found.text
    assert found.rows == 2
    told = " ".join(remark.message for remark in found.remarks)
    assert "only the sheet 'Sheet3' is read, not 'Sheet1' (3 rows), 'Sheet4' (2 rows)" in told
    assert "hidden sheets are left out: 'Sheet2'" in told


def test_hidden_rows_and_columns_are_left_out_and_told() -> None:
    def fill(sheet: Sheet, made: object) -> None:
        del made
        for n, row in enumerate([*TALK, ("Gone", "This row is hidden.", 3)]):
            sheet.write_row(n, 0, (*row, f"real name {n}"))
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})

    found = read(fill)
    assert "Gone" not in found.text
    assert "real name" not in repr(found.records)
    (told,) = [r.message for r in found.remarks if r.code is RemarkCode.HIDDEN_TEXT]
    assert told.startswith("1 row and 1 column")


def test_formulas_show_their_stored_value_or_their_text() -> None:
    def fill(sheet: Sheet, made: object) -> None:
        del made
        sheet.write_row(0, 0, ("speaker", "text"))
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(2, 1, "=cmd|'/C calc'!A0", None, "")
        sheet.write_string(3, 1, "=not a formula but words")
        for n in (1, 2, 3):
            sheet.write_string(n, 0, "Ida")

    found = read(fill)
    assert found.text.split("\n\n") == [
        "Ida: 2",
        "Ida: =cmd|'/C calc'!A0",
        "Ida: =not a formula but words\n",
    ]
    assert any(
        "without a stored value, which stand as they are written: 1" in remark.message
        for remark in found.remarks
    )


def test_comments_are_kept_beside_the_row_they_are_made_on() -> None:
    def fill(sheet: Sheet, made: object) -> None:
        rows(TALK)(sheet, made)
        sheet.write_comment("B3", "check the tape", {"author": "R"})

    (aside,) = read(fill).asides
    assert (aside.kind, aside.text) == (AsideKind.COMMENT, "check the tape")
    assert aside.at == len("Ida: How did you hear of it?\n\nTom: ")


def test_merged_cells_reach_down_but_words_are_not_said_again() -> None:
    def fill(sheet: Sheet, made: object) -> None:
        del made
        sheet.write_row(0, 0, ("topic", "speaker", "words"))
        sheet.merge_range("A2:A4", "arrival")
        sheet.merge_range("B2:B3", "Ida")
        sheet.write_column("C2", ("Where do we begin?", "At the station?", "At home."))
        sheet.write("B4", "Tom")

    found = read(fill)
    assert values(found, "topic") == ["arrival"] * 3
    assert found.text == "Ida: Where do we begin?\n\nAt the station?\n\nTom: At home.\n"
    assert found.labelled == 2


def test_numbers_and_dates_stand_as_they_are_printed() -> None:
    def fill(sheet: Sheet, made: Any) -> None:
        styles = ("yyyy-mm-dd", "hh:mm:ss", "[h]:mm:ss", "000", "0.0%", "#,##0.00", "d/m/yy h:mm")
        shown = [made.add_format({"num_format": style}) for style in styles]
        sheet.write_row(0, 0, ("speaker", "words", "a", "b", "c", "d", "e", "f", "g", "h"))
        sheet.write_row(1, 0, ("Ida", "It is so."))
        sheet.write_datetime(1, 2, datetime(2020, 7, 3), shown[0])  # noqa: DTZ001 - as in Excel
        sheet.write_datetime(1, 3, time(0, 5, 31), shown[1])
        sheet.write_datetime(1, 4, timedelta(hours=30, seconds=5), shown[2])
        sheet.write_number(1, 5, 7, shown[3])
        sheet.write_number(1, 6, 0.125, shown[4])
        sheet.write_number(1, 7, -1234.5, shown[5])
        sheet.write_datetime(1, 8, datetime(2021, 3, 4, 10, 22), shown[6])  # noqa: DTZ001
        sheet.write_boolean(1, 9, boolean=True)

    assert [value for _, value in read(fill).records[0].values[1:]] == [
        "2020-07-03",
        "00:05:31",
        "30:00:05",
        "007",
        "12.5%",
        "-1,234.50",
        "2021-03-04 10:22:00",
        "TRUE",
    ]


@pytest.mark.parametrize(
    ("code", "stored", "printed"),
    [
        ("General", "3.0", "3"),
        ("General", "0.1", "0.1"),
        ("General", "1E+20", "1e+20"),
        ("General", "abc", "abc"),
        ("0", "-0.2", "0"),
        ('"P"000', "12", "012"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "-4", "-4"),
        ("yyyy-mm-dd", "1E+300", "1E+300"),
        ("yyyy-mm-dd", "nan", "nan"),
        ("h:mm", "0.75", "18:00:00"),
        ("0.00", "inf", "inf"),
    ],
)
def test_formats_are_read_as_excel_means_them(code: str, stored: str, printed: str) -> None:
    assert number_format(code, from_1904=False).printed(stored) == printed


def test_old_macintosh_workbooks_count_from_1904() -> None:
    assert number_format("yyyy-mm-dd", from_1904=True).printed("1") == "1904-01-02"


def test_control_characters_are_made_safe_and_counted() -> None:
    found = read(rows([("speaker", "words"), ("Ida", "a\x1b[31mb\rc\u202ed")]))
    assert found.text == "Ida: a\ufffd[31mb\nc\ufffdd\n"
    assert found.changes == (
        Change(ChangeKind.LINE_END, 1),
        Change(ChangeKind.CONTROL, 1),
        Change(ChangeKind.DIRECTION, 1),
    )


def test_a_phonetic_reading_is_no_part_of_the_words() -> None:
    data = repacked(
        workbook(rows([("speaker", "words"), ("Ida", "KANJI"), ("Ida", "Yes.")])),
        "xl/sharedStrings.xml",
        lambda old: old.replace(
            b"<t>KANJI</t>",
            "<r><t>漢</t></r><r><t>字</t></r><rPh sb='0' eb='1'><t>kan</t></rPh>".encode(),
        ),
    )
    assert read_xlsx(data, None, None).text == "Ida: 漢字\n\nIda: Yes.\n"


def test_a_document_type_is_refused_and_nothing_is_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        data = repacked(workbook(rows(TALK)), name, lambda old: old.replace(b"?>", b"?>" + bomb, 1))
        with pytest.raises(Refused, match="document type"):
            read_xlsx(data, None, None)


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    data = repacked(
        workbook(rows(TALK)), "xl/worksheets/sheet1.xml", lambda old: old + b" " * 20_000_000
    )
    with pytest.raises(Refused, match="more than is safe"):
        read_xlsx(data, None, None)


@pytest.mark.parametrize(
    ("filling", "said"),
    [
        (rows([]), "without any row of data"),
        (rows([("unit", "A"), (1, 2)]), "without a column of words"),
    ],
)
def test_a_workbook_without_words_is_refused(
    filling: Callable[[Sheet, Any], None], said: str
) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        read(filling)
    assert refusal.value.hint


WHOLE = workbook(rows(TALK))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_container_is_never_a_fault(at: int, noise: bytes) -> None:
    for damaged in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at]):
        with suppress(UserError):
            read_xlsx(damaged, None, None)


PARTS = (
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
    "xl/_rels/workbook.xml.rels",
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PARTS),
    st.integers(0, 1500),
    st.sampled_from([b"", b"9", b"-1", b'"', b"<c>", b"x", b"\xff", b"1e999", b"99999999999"]),
    st.integers(0, 12),
)
def test_a_damaged_part_is_never_a_fault(name: str, at: int, noise: bytes, cut: int) -> None:
    data = repacked(WHOLE, name, lambda old: old[:at] + noise + old[at + cut :])
    with suppress(UserError):
        read_xlsx(data, None, None)
