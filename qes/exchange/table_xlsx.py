"""A table as a sheet of a workbook: title, header block, head that stays in sight, rows, notes.

Every text is written as a text, so none is ever a formula or a link; numbers stay numbers,
unrounded, and are only shown rounded.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from qes.analysis.table import Cell, Column, Kind, Table, shown
from qes.errors import UserError
from qes.exchange.csv_guard import guarded
from qes.exchange.table_layout import (
    Alignment,
    alignments,
    crowding,
    row_lines,
    shares,
    wrapped_lines,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# A file that says when it was written would differ each time.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MOST_CHARACTERS = 32_767
_WHOLE = 10**15
"""A sheet keeps fifteen digits of a number; a longer one is written as a text."""
_MOST_ROWS = 1_000_000
_PORTRAIT, _LANDSCAPE = 95, 140
_LINE_POINTS, _HIGHEST_ROW = 12.0, 409
_PLAIN = 1.3
"""Letters of a plain text in the width of one bold letter."""
_NEVER_A_GUESS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Styles:
    title: Format
    label: Format
    text: Format
    group: Format
    end: Format
    note: Format
    heads: tuple[Format, ...]
    columns: tuple[Format, ...]
    quoted: tuple[Format, ...]
    """As the columns' own, for texts that look like formulas."""


def table_xlsx(table: Table) -> bytes:
    """Write a table as XLSX.

    Raises:
        UserError: If a cell or the table is larger than a sheet can hold; nothing is cut off.
    """
    return tables_xlsx(table.title, (("Table", table),))


def tables_xlsx(title: str, sheets: Sequence[tuple[str, Table]]) -> bytes:
    """Write tables as one XLSX, a sheet each.

    Args:
        title: Of the workbook.
        sheets: A name of at most 31 letters, digits, spaces and commas, and the table.

    Raises:
        UserError: If a cell or a table is larger than a sheet can hold; nothing is cut off.
    """
    for _, table in sheets:
        _check_size(table)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _NEVER_A_GUESS) as book:
        book.set_properties({"title": title[:255], "author": "qes", "created": _MOMENT})
        for name, table in sheets:
            sheet = book.add_worksheet(name)
            page = _LANDSCAPE if table.landscape else _PORTRAIT
            characters = page * max(1.0, crowding(table, page))
            widths = [round(share * characters, 1) for share in shares(table, characters)]
            _set_page(sheet, table, widths)
            _fill(sheet, table, widths, _styles(book, table))
    return out.getvalue()


def _set_page(sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.set_paper(9)  # A4
    if table.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&C&8&P / &N")


def _fill(sheet: Worksheet, table: Table, widths: Sequence[float], styles: _Styles) -> None:
    whole = sum(widths)
    at = _write_across(sheet, 0, (len(widths), whole * 0.8), table.title, styles.title)
    for label, text in table.header:
        at = _write_across(sheet, at, (len(widths), whole), f"{label}: {text}", styles.text)
        if label and text:
            parts = (styles.label, f"{label}: ", styles.text, text)
            sheet.write_rich_string(at - 1, 0, *parts, styles.text)
    at += 1
    heads = [column.title for column in table.columns]
    for number, head in enumerate(heads):
        sheet.write_string(at, number, head, styles.heads[number])
    _set_height(sheet, at, row_lines(heads, widths))
    sheet.freeze_panes(at + 1, 0)
    sheet.repeat_rows(at)
    at += 1
    for group, rows in table.groups():
        if group is not None:
            at = _write_across(sheet, at, (len(widths), whole), group, styles.group)
        for row in rows:
            for number, cell in enumerate(row.cells):
                _write_cell(sheet, at, number, cell, styles)
            texts = [shown(cell, one) for cell, one in zip(row.cells, table.columns, strict=True)]
            _set_height(sheet, at, row_lines(texts, [width * _PLAIN for width in widths]))
            at += 1
    for number in range(len(widths)):
        sheet.write_blank(at, number, None, styles.end)
    at += 1
    for note in table.notes:
        at = _write_across(sheet, at, (len(widths), whole), note, styles.note)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    style = styles.columns[column]
    if cell is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        # Else a text that looks like a formula becomes one as soon as someone edits it.
        runs = guarded(cell) != cell
        sheet.write_string(row, column, cell, styles.quoted[column] if runs else style)
    elif abs(cell) > _WHOLE:
        sheet.write_string(row, column, str(cell), style)
    else:
        sheet.write_number(row, column, cell, style)


def _write_across(
    sheet: Worksheet, row: int, span: tuple[int, float], text: str, style: Format
) -> int:
    """Write a text over so many columns, so many characters wide, and return the next row."""
    columns, width = span
    if columns > 1:
        sheet.merge_range(row, 0, row, columns - 1, "", style)
    sheet.write_string(row, 0, text, style)
    _set_height(sheet, row, wrapped_lines(text, width))
    return row + 1


def _set_height(sheet: Worksheet, row: int, lines: int) -> None:
    # Not all programs make a row as high as its text, and none does where cells are merged.
    sheet.set_row(row, min(_HIGHEST_ROW, _LINE_POINTS * lines + 4))


def _styles(book: Workbook, table: Table) -> _Styles:
    base = {"font_name": "Arial", "font_size": 9, "text_wrap": True, "valign": "top"}
    hair = {"bottom": 1, "bottom_color": "#CCCCCC"}
    head = base | {"bold": True, "top": 2, "bottom": 1, "valign": "bottom"}
    aligned = list(zip(table.columns, alignments(table), strict=True))
    cells = [
        base | hair | _place(where) | {"num_format": _number_format(column)}
        for column, where in aligned
    ]
    return _Styles(
        title=book.add_format(base | {"bold": True, "font_size": 11}),
        label=book.add_format({"font_name": "Arial", "font_size": 9, "bold": True}),
        text=book.add_format(base),
        group=book.add_format(base | hair | {"bold": True, "bg_color": "#EEEEEE"}),
        end=book.add_format({"top": 2}),
        note=book.add_format(base | {"font_size": 8}),
        heads=tuple(book.add_format(head | _place(where)) for _, where in aligned),
        columns=tuple(book.add_format(one) for one in cells),
        quoted=tuple(book.add_format(one | {"quote_prefix": True}) for one in cells),
    )


def _place(where: Alignment) -> dict[str, object]:
    # A number would touch the text to its right.
    return {"align": str(where), "indent": 1 if where is Alignment.RIGHT else 0}


def _number_format(column: Column) -> str:
    match column.kind:
        case Kind.TEXT:
            return "General"
        case Kind.PERCENT:
            digits = 1 if column.digits is None else column.digits
            return f"0.{'0' * digits}%" if digits else "0%"
        case Kind.NUMBER:
            return f"0.{'0' * column.digits}" if column.digits else "General"


def _check_size(table: Table) -> None:
    if len(table.rows) > _MOST_ROWS:
        raise UserError(
            f"an XLSX sheet holds {_MOST_ROWS:,} rows, and the table has {len(table.rows):,}",
            hint="write it as CSV",
        )
    places = [("the title", table.title)]
    places += [(f"“{label}”", f"{label}: {text}") for label, text in table.header]
    places += [("a column's title", column.title) for column in table.columns]
    places += [("a note", note) for note in table.notes]
    places += [("a group's title", group) for group, _ in table.groups() if group is not None]
    places += [
        (f"row {number}, “{column.title}”", cell)
        for number, row in enumerate(table.rows, start=1)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if isinstance(cell, str)
    ]
    for place, text in places:
        if (
            len(text) * 2 > _MOST_CHARACTERS
            and len(text.encode("utf-16-le")) // 2 > _MOST_CHARACTERS
        ):
            raise UserError(
                f"{place[:80]}: {len(text):,} characters, and an XLSX cell holds {_MOST_CHARACTERS:,}",
                hint="write the table as DOCX, HTML or CSV",
            )
