"""Write a table into a file, in the format that its name asks for.

The same table gives the same bytes each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from qes.analysis.table import Cell, Row, Table
from qes.errors import UserError
from qes.exchange.plain import plain
from qes.exchange.table_csv import table_csv
from qes.exchange.table_json import table_json


class TableFormat(StrEnum):
    """A format that tables can be written in; its name is the file's suffix."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"
    JSON = "json"


def render_table(table: Table, table_format: TableFormat) -> bytes:
    """Write a table in a format; control characters in texts get a visible stand-in.

    Raises:
        UserError: If the format cannot hold the table (a cell too long for XLSX).
    """
    return _writer(table_format)(plain_table(table))


def format_of(path: Path) -> TableFormat:
    """Return the format that a file's suffix asks for.

    Raises:
        UserError: If no table is written in such files, naming the suffixes known.
    """
    suffix = path.suffix.lower().removeprefix(".")
    try:
        return TableFormat(suffix)
    except ValueError:
        said = f"the suffix {path.suffix!r}" if suffix else "a name without a suffix"
        known = ", ".join(f".{one}" for one in TableFormat)
        raise UserError(
            f"{path.name!r}: tables cannot be written to {said}", hint=f"use one of {known}"
        ) from None


def _writer(table_format: TableFormat) -> Callable[[Table], bytes]:
    # A format's library is loaded only when a table is written in it.
    match table_format:
        case TableFormat.CSV:
            return table_csv
        case TableFormat.JSON:
            return table_json
        case TableFormat.XLSX:
            from qes.exchange.table_xlsx import table_xlsx  # noqa: PLC0415 - loads XlsxWriter

            return table_xlsx
        case TableFormat.DOCX:
            from qes.exchange.table_docx import table_docx  # noqa: PLC0415 - loads python-docx

            return table_docx
        case TableFormat.HTML:
            from qes.exchange.table_html import table_html  # noqa: PLC0415 - loads Jinja2

            return table_html


def plain_table(table: Table) -> Table:
    """Replace control characters in all texts of a table by a visible stand-in."""
    return replace(
        table,
        title=plain(table.title),
        columns=tuple(replace(one, title=plain(one.title)) for one in table.columns),
        rows=tuple(
            Row(tuple(_plain_cell(cell) for cell in row.cells), row.group and plain(row.group))
            for row in table.rows
        ),
        notes=tuple(plain(note) for note in table.notes),
        header=tuple((plain(label), plain(text)) for label, text in table.header),
        group_title=plain(table.group_title),
    )


def _plain_cell(cell: Cell) -> Cell:
    return plain(cell) if isinstance(cell, str) else cell
