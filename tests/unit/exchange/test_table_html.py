"""The page is whole in itself, escapes what people wrote, and tells a screen reader the heads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lxml import html

from qes.analysis.table import Column, Row, Table, shown
from qes.exchange.plain import plain
from qes.exchange.tables import TableFormat, render_table
from tests.unit.exchange.table_samples import EMPTY, FINDINGS, LONG, matrices


def page_of(table: Table) -> html.HtmlElement:
    return html.document_fromstring(render_table(table, TableFormat.HTML).decode())


def cells(page: html.HtmlElement) -> list[list[str]]:
    return [[str(cell.text or "") for cell in row] for row in page.iter("tr")]


@pytest.mark.parametrize("table", [FINDINGS, EMPTY, LONG])
def test_cells_come_back_as_they_were(table: Table) -> None:
    head, *rows = cells(page_of(table))
    assert head == [column.title for column in table.columns]
    assert [row for row in rows if len(row) == len(head)] == [
        [shown(cell, one) for cell, one in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]


@given(matrices())
@settings(max_examples=40, deadline=None)
def test_no_text_becomes_markup(table: Table) -> None:
    page = page_of(table)
    known = {element.tag for element in page_of(FINDINGS).iter()}
    assert {element.tag for element in page.iter()} <= known
    assert len(list(page.iter("tr"))) == 1 + len(table.rows) + sum(
        group is not None for group, _ in table.groups()
    )


def test_a_script_in_a_text_stays_a_text() -> None:
    bad = "<script>alert(1)</script>"
    table = Table(bad, (Column("a", bad),), (Row((bad,), bad),), (bad,), ((bad, bad),))
    page = page_of(table)
    assert list(page.iter("script")) == []
    assert page.findtext(".//h1") == bad


def test_heads_groups_and_rows_are_marked_for_screen_readers() -> None:
    page = page_of(FINDINGS)
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//caption") == FINDINGS.title
    scopes = [head.get("scope") for head in page.iter("th")]
    assert scopes.count("col") == len(FINDINGS.columns)
    assert scopes.count("row") == len(FINDINGS.rows)
    assert scopes.count("rowgroup") == 2
    group = page.find(".//th[@scope='rowgroup']")
    assert group is not None
    assert group.get("colspan") == str(len(FINDINGS.columns))


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = page_of(FINDINGS)
    for element in page.iter():
        assert element.get("src") is None
        assert element.get("href") is None
    assert "url(" not in render_table(FINDINGS, TableFormat.HTML).decode()


def test_header_and_notes_are_there() -> None:
    page = page_of(FINDINGS)
    assert [term.text for term in page.iter("dt")] == [label for label, _ in FINDINGS.header]
    assert [one.text for one in page.iter("dd")] == [plain(text) for _, text in FINDINGS.header]
    assert [note.text for note in page.iterfind(".//div[@class='notes']/p")] == list(FINDINGS.notes)
