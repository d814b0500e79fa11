"""A table as one HTML page that needs nothing beside it: to read, to print, to paste from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from qes.analysis.table import Row, Table, shown
from qes.exchange.table_layout import TALL_ROW, Alignment, alignments, row_lines, shares

_PORTRAIT, _LANDSCAPE = 95, 150
_LANGUAGE = "en-GB"


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    alignment: Alignment
    width: float


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[str, ...]
    tall: bool


def table_html(table: Table) -> bytes:
    """Write a table as HTML: texts escaped, heads marked for screen readers, light and dark."""
    template = files("qes.exchange").joinpath("templates", "table.html.j2")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    characters = _LANDSCAPE if table.landscape else _PORTRAIT
    widths = shares(table, characters)
    columns = tuple(
        _Head(column.title, alignment, round(100 * width, 2))
        for column, alignment, width in zip(table.columns, alignments(table), widths, strict=True)
    )
    groups = tuple(
        (group, tuple(_line(row, table, [width * characters for width in widths]) for row in rows))
        for group, rows in table.groups()
    )
    page = environment.from_string(template.read_text(encoding="utf-8")).render(
        table=table, columns=columns, groups=groups, language=_LANGUAGE
    )
    return page.encode()


def _line(row: Row, table: Table, widths: Sequence[float]) -> _Line:
    cells = tuple(shown(cell, one) for cell, one in zip(row.cells, table.columns, strict=True))
    return _Line(cells, tall=row_lines(cells, widths) > TALL_ROW)
