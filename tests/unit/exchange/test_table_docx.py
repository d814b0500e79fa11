"""A Word document holds the table with its head on every page, in its order, and nothing lost."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings

from qes.analysis.table import Column, Row, Table, shown
from qes.exchange.plain import plain
from qes.exchange.tables import TableFormat, render_table
from tests.unit.exchange.table_samples import EMPTY, FINDINGS, LONG, matrices


def document_of(table: Table) -> Document:
    return docx.Document(io.BytesIO(render_table(table, TableFormat.DOCX)))


def expected(table: Table) -> list[list[str]]:
    rows = [[plain(column.title) for column in table.columns]]
    for group, run in table.groups():
        if group is not None:
            rows.append([plain(group)] * len(table.columns))
        rows += [
            [plain(shown(cell, one)) for cell, one in zip(row.cells, table.columns, strict=True)]
            for row in run
        ]
    return rows


@pytest.mark.parametrize("table", [FINDINGS, EMPTY, LONG])
def test_cells_come_back_as_they_were(table: Table) -> None:
    document = document_of(table)
    assert len(document.tables) == 1
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == expected(table)


@given(matrices())
@settings(max_examples=30, deadline=None)
def test_texts_come_back_as_they_were(table: Table) -> None:
    written = document_of(table).tables[0]
    assert [[cell.text for cell in row.cells] for row in written.rows] == expected(table)


def test_title_header_and_notes_stand_around_the_table() -> None:
    document = document_of(FINDINGS)
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[0] == FINDINGS.title
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Heading 1"
    assert texts[1] == "Review question: What helps people into work?"
    assert tuple(texts[-2:]) == FINDINGS.notes
    tags = [child.tag for child in document.element.body]
    assert tags.index(qn("w:tbl")) == 1 + len(FINDINGS.header)


def test_the_head_is_repeated_and_a_group_spans_the_table() -> None:
    rows = document_of(FINDINGS).tables[0].rows
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in rows]
    assert heads == [True] + [False] * (len(rows) - 1)
    group = rows[1]._tr
    assert len(group.tc_lst) == 1
    assert group.tc_lst[0].grid_span == len(FINDINGS.columns)


def test_a_landscape_table_lies_across_the_page_and_fills_it() -> None:
    document = document_of(FINDINGS)
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    widths = [int(one.get(qn("w:w"), "0")) for one in document.element.body.iter(qn("w:gridCol"))]
    room = (297 - 36) / 25.4 * 1440
    assert sum(widths) == pytest.approx(room, abs=len(widths))
    assert widths[1] == max(widths)


def test_many_narrow_columns_get_smaller_letters_rather_than_broken_words() -> None:
    words = ["Recruitment", "Reflexivity", "Collection", "Limitations", "Transparency"] * 2
    crowded = Table("T", tuple(Column(str(at), word) for at, word in enumerate(words)))
    roomy = Table("T", tuple(Column(str(at), word) for at, word in enumerate(words[:3])))

    def points(table: Table) -> float:
        size = document_of(table).tables[0].rows[0].cells[0].paragraphs[0].runs[0].font.size
        assert size is not None
        return float(size.pt)

    assert points(roomy) == 8
    assert 6.5 <= points(crowded) < 8


def test_a_tall_row_may_be_cut_by_a_page_and_a_short_one_may_not() -> None:
    table = Table("T", (Column("a", "A"),), (Row(("short",)), Row(("long words " * 300,))))
    rows = document_of(table).tables[0].rows
    whole = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in rows]
    assert whole == [True, True, False]


def test_the_properties_say_no_time_and_no_person() -> None:
    core = document_of(FINDINGS).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("qes", "qes", "")
    assert core.title == FINDINGS.title
    assert core.created is not None
    assert core.created.year == 2000
