"""A table as CSV: the plain matrix, for programs and spreadsheets.

RFC 4180 in UTF-8 with a byte order mark (so that spreadsheets know the encoding): the head, then
one line a row; numbers unrounded, shares as fractions. Title, header block and notes are left
out; where rows have groups, a last column says which.
"""

from __future__ import annotations

import csv
import io

from qes.analysis.table import Cell, Table
from qes.exchange.csv_guard import guarded


def table_csv(table: Table) -> bytes:
    """Write a table as CSV; texts that a spreadsheet would run as formulas are guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    heads: list[Cell] = [column.title for column in table.columns]
    writer.writerow(_line([*heads, table.group_title] if table.grouped else heads))
    for row in table.rows:
        writer.writerow(_line([*row.cells, row.group] if table.grouped else list(row.cells)))
    return out.getvalue().encode("utf-8-sig")


def _line(cells: list[Cell]) -> list[str]:
    return [_written(cell) for cell in cells]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else repr(cell)
