"""A workbook holds texts as texts, numbers as numbers, and a head that stays in sight."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.worksheet.worksheet import Worksheet

from qes.analysis.table import Column, Kind, Row, Table
from qes.errors import UserError
from qes.exchange.plain import plain
from qes.exchange.tables import TableFormat, render_table
from tests.unit.exchange.table_samples import EMPTY, FINDINGS, FORMULAS, LONG, matrices


def sheet_of(table: Table) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(render_table(table, TableFormat.XLSX)))
    assert book.sheetnames == ["Table"]
    sheet = book["Table"]
    assert isinstance(sheet, Worksheet)
    return sheet


def matrix(table: Table, sheet: Worksheet) -> list[list[object]]:
    """Return the head and all rows of the table, a group heading as a row of one cell."""
    first = 3 + len(table.header)
    last = first + len(expected(table)) - 1
    merged = {str(one).partition(":")[0] for one in sheet.merged_cells.ranges}
    rows: list[list[object]] = []
    for row in sheet.iter_rows(min_row=first, max_row=last, max_col=len(table.columns)):
        # A sheet does not tell an empty text from an empty cell.
        values: list[object] = [None if cell.value == "" else cell.value for cell in row]
        rows.append(values[:1] if row[0].coordinate in merged else values)
    return rows


def expected(table: Table) -> list[list[object]]:
    rows: list[list[object]] = [[plain(column.title) or None for column in table.columns]]
    for group, run in table.groups():
        if group is not None:
            rows.append([plain(group) or None])
        rows += [
            [(plain(cell) or None) if isinstance(cell, str) else cell for cell in row.cells]
            for row in run
        ]
    return rows


def test_cells_come_back_as_they_were() -> None:
    sheet = sheet_of(FINDINGS)
    assert matrix(FINDINGS, sheet) == expected(FINDINGS)
    assert sheet["A1"].value == FINDINGS.title
    assert sheet["A2"].value == "Review question: What helps people into work?"
    below = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert tuple(below[-2:]) == FINDINGS.notes


def test_numbers_are_shown_rounded_and_kept_whole() -> None:
    sheet = sheet_of(FINDINGS)
    cells = {cell.value: cell.number_format for row in sheet.iter_rows() for cell in row}
    assert cells[-0.0234567] == "0.000"
    assert cells[0.333333] == "0.0%"


def test_the_head_stays_in_sight_and_is_printed_on_every_page() -> None:
    sheet = sheet_of(FINDINGS)
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["B7"].alignment.wrap_text


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_or_a_link(text: str) -> None:
    table = Table(text, (Column("a", text),), (Row((text,)), Row(("http://example.org",))), (text,))
    sheet = sheet_of(table)
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    assert sheet["A4"].value == plain(text)
    assert sheet["A4"].quotePrefix
    assert not sheet["A5"].quotePrefix


def test_a_number_longer_than_a_sheet_keeps_is_written_as_text() -> None:
    table = Table("T", (Column("n", "N", Kind.NUMBER),), (Row((12345678901234567,)), Row((12,))))
    sheet = sheet_of(table)
    assert [sheet["A4"].value, sheet["A5"].value] == ["12345678901234567", 12]


@given(matrices())
@settings(max_examples=40, deadline=None)
def test_texts_come_back_as_they_were(table: Table) -> None:
    assert matrix(table, sheet_of(table)) == expected(table)


def test_an_empty_table_has_its_head() -> None:
    assert matrix(EMPTY, sheet_of(EMPTY)) == [["Study", "N"]]


def test_a_long_cell_is_whole_and_one_too_long_is_refused_and_not_cut() -> None:
    assert matrix(LONG, sheet_of(LONG))[1][1] == "word " * 4000
    table = Table("T", (Column("a", "Explanation"),), (Row(("x",)), Row(("x" * 32_768,))))
    with pytest.raises(UserError, match="row 2, “Explanation”: 32,768 characters"):
        render_table(table, TableFormat.XLSX)
    with pytest.raises(UserError, match="a note"):
        render_table(Table("T", (Column("a", "A"),), notes=("😀" * 16_384,)), TableFormat.XLSX)


def test_a_long_text_makes_its_row_high() -> None:
    table = Table("T", (Column("a", "A"),), (Row(("word " * 200,)), Row(("word",))))
    sheet = sheet_of(table)
    high, low = sheet.row_dimensions[4].height, sheet.row_dimensions[5].height
    assert high is not None
    assert low is not None
    assert high > 5 * low


def test_the_properties_say_no_time_and_no_person() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_table(FINDINGS, TableFormat.XLSX)))
    assert book.properties.creator == "qes"
    assert book.properties.title == FINDINGS.title
    assert book.properties.created == datetime(2000, 1, 1)  # noqa: DTZ001 - the file says no zone
