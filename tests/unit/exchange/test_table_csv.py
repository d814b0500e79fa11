"""The plain matrix as CSV comes back as it was, and no spreadsheet runs a cell of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.table import Column, Row, Table
from qes.exchange.csv_guard import guarded, unguarded
from qes.exchange.plain import plain
from qes.exchange.tables import TableFormat, render_table
from tests.unit.exchange.table_samples import EMPTY, FINDINGS, FORMULAS, matrices


def reread(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


def test_the_matrix_alone_is_written_with_its_groups_last() -> None:
    rows = reread(render_table(FINDINGS, TableFormat.CSV))
    assert rows[0] == ["No.", "Summary of review finding", "Share", "Alpha", "Group"]
    assert rows[1][2:] == ["0.5", "-0.0234567", "Getting in"]
    assert rows[4] == ["4", "", "", "0.0", ""]
    assert len(rows) == 5


def test_a_table_without_groups_has_no_column_for_them() -> None:
    assert reread(render_table(EMPTY, TableFormat.CSV)) == [["Study", "N"]]


def test_it_begins_with_a_byte_order_mark_and_ends_lines_as_the_standard_says() -> None:
    data = render_table(EMPTY, TableFormat.CSV)
    assert data == b"\xef\xbb\xbfStudy,N\r\n"


@given(matrices())
def test_every_text_comes_back_as_it_was(table: Table) -> None:
    rows = reread(render_table(table, TableFormat.CSV))
    assert rows[0][: len(table.columns)] == [plain(column.title) for column in table.columns]
    for written, row in zip(rows[1:], table.rows, strict=True):
        expected = ["" if cell is None else plain(str(cell)) for cell in row.cells]
        assert written[: len(expected)] == expected
        assert not table.grouped or written[-1] == (row.group or "")


@given(st.text() | st.sampled_from(FORMULAS) | st.from_regex(r"'{0,3}[=+@-].{0,5}", fullmatch=True))
def test_guarding_is_undone_by_reading(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    table = Table("T", (Column("a", text),), (Row((text,)),))
    for row in csv.reader(io.StringIO(render_table(table, TableFormat.CSV).decode("utf-8-sig"))):
        assert row[0].startswith("'")


def test_a_number_below_nought_is_left_a_number() -> None:
    table = Table("T", (Column("a", "A"),), (Row((-2,)), Row((-0.5,))))
    assert render_table(table, TableFormat.CSV).split(b"\r\n")[1:3] == [b"-2", b"-0.5"]


def test_the_hostile_survey_reads_the_same_after_writing_and_reading(shared: Path) -> None:
    path = shared / "corpora" / "hostile" / "csv_injection.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    table = Table("T", tuple(Column(one, one) for one in head), tuple(Row(tuple(r)) for r in rows))
    assert len(rows) == 6
    assert reread(render_table(table, TableFormat.CSV)) == [head, *rows]
