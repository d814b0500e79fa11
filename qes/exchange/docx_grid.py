"""The table of a Word document as XML: three rules and no vertical lines, as journals set them.

Built at once, since adding a thousand rows one by one through the library takes minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qes.analysis.table import Table, shown
from qes.exchange.table_layout import TALL_ROW, alignments, crowding, row_lines, shares

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_TWIPS_A_MM = 1440 / 25.4
_CHARACTERS_A_MM = 0.49
"""Of bold capitals and small letters of 8 points, in a broad font without serifs."""
_POINTS, _LEAST_POINTS = 8.0, 6.5
_BLACK, _HAIR, _BAND = "000000", "BFBFBF", "EEEEEE"


@dataclass(frozen=True, slots=True)
class _Grid:
    widths: tuple[int, ...]
    """Of the columns, in twentieths of a point."""
    characters: tuple[float, ...]
    """How many characters a line of each column holds."""
    aligned: tuple[str, ...]
    points: float


def docx_grid(table: Table, width: float) -> BaseOxmlElement:
    """Build the table, `width` millimetres wide; its letters shrink where words would break."""
    grid = _grid(table, width)
    built = element("w:tbl")
    built.append(_table_properties(table, sum(grid.widths)))
    columns = element("w:tblGrid")
    for one in grid.widths:
        columns.append(element("w:gridCol", ("w:w", str(one))))
    built.append(columns)
    built.append(_row([column.title for column in table.columns], grid, head=True))
    for group, rows in table.groups():
        if group is not None:
            built.append(_group_row(group, grid))
        for row in rows:
            texts = [shown(cell, one) for cell, one in zip(row.cells, table.columns, strict=True)]
            built.append(_row(texts, grid))
    return built


def element(name: str, *attributes: tuple[str, str]) -> BaseOxmlElement:
    """Make an element of the document's XML."""
    made = cast("BaseOxmlElement", OxmlElement(name))
    for key, value in attributes:
        made.set(qn(key), value)
    return made


def text_run(text: str, *, points: float, bold: bool = False) -> BaseOxmlElement:
    """Make a run of text, whose line ends and tabs stay."""
    run = element("w:r")
    properties = element("w:rPr")
    if bold:
        properties.append(element("w:b"))
    properties.append(element("w:sz", ("w:val", str(round(2 * points)))))
    run.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(element("w:br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                run.append(element("w:tab"))
            if part:
                written = element("w:t", ("xml:space", "preserve"))
                written.text = part
                run.append(written)
    return run


def _grid(table: Table, width: float) -> _Grid:
    characters = width * _CHARACTERS_A_MM
    shrunk = _POINTS / max(1.0, crowding(table, characters))
    points = max(_LEAST_POINTS, int(2 * shrunk) / 2)
    characters *= _POINTS / points
    divided = shares(table, characters)
    return _Grid(
        widths=tuple(round(share * width * _TWIPS_A_MM) for share in divided),
        characters=tuple(share * characters for share in divided),
        aligned=tuple(str(one) for one in alignments(table)),
        points=points,
    )


def _table_properties(table: Table, width: int) -> BaseOxmlElement:
    properties = element("w:tblPr")
    properties.append(element("w:tblW", ("w:w", str(width)), ("w:type", "dxa")))
    borders = element("w:tblBorders")
    borders.append(_border("top", 12, _BLACK))
    borders.append(_border("bottom", 12, _BLACK))
    borders.append(_border("insideH", 4, _HAIR))
    properties.append(borders)
    properties.append(element("w:tblLayout", ("w:type", "fixed")))
    margins = element("w:tblCellMar")
    for side, size in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70)):
        margins.append(element(f"w:{side}", ("w:w", str(size)), ("w:type", "dxa")))
    properties.append(margins)
    properties.append(element("w:tblLook", ("w:firstRow", "1"), ("w:firstColumn", "1")))
    properties.append(element("w:tblCaption", ("w:val", table.title[:255])))
    return properties


def _row(texts: Sequence[str], grid: _Grid, *, head: bool = False) -> BaseOxmlElement:
    row = element("w:tr")
    properties = element("w:trPr")
    if head or row_lines(texts, grid.characters) <= TALL_ROW:
        properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    row.append(properties)
    for text, width, alignment in zip(texts, grid.widths, grid.aligned, strict=True):
        cell = element("w:tc")
        about = element("w:tcPr")
        about.append(element("w:tcW", ("w:w", str(width)), ("w:type", "dxa")))
        if head:
            borders = element("w:tcBorders")
            borders.append(_border("bottom", 6, _BLACK))
            about.append(borders)
            about.append(element("w:vAlign", ("w:val", "bottom")))
        cell.append(about)
        cell.append(_paragraph(text, alignment, grid.points, strong=head))
        row.append(cell)
    return row


def _group_row(text: str, grid: _Grid) -> BaseOxmlElement:
    row = element("w:tr")
    properties = element("w:trPr")
    properties.append(element("w:cantSplit"))
    row.append(properties)
    cell = element("w:tc")
    about = element("w:tcPr")
    about.append(element("w:tcW", ("w:w", str(sum(grid.widths))), ("w:type", "dxa")))
    about.append(element("w:gridSpan", ("w:val", str(len(grid.widths)))))
    about.append(element("w:shd", ("w:val", "clear"), ("w:color", "auto"), ("w:fill", _BAND)))
    cell.append(about)
    cell.append(_paragraph(text, "left", grid.points, strong=True))
    row.append(cell)
    return row


def _paragraph(text: str, alignment: str, points: float, *, strong: bool) -> BaseOxmlElement:
    """Make a cell's paragraph; a strong one is bold and stays with the row below it."""
    paragraph = element("w:p")
    properties = element("w:pPr")
    if strong:
        properties.append(element("w:keepNext"))
    properties.append(element("w:spacing", ("w:before", "0"), ("w:after", "0")))
    properties.append(element("w:jc", ("w:val", alignment)))
    paragraph.append(properties)
    if text:
        paragraph.append(text_run(text, points=points, bold=strong))
    return paragraph


def _border(side: str, eighths: int, colour: str) -> BaseOxmlElement:
    return element(
        f"w:{side}",
        ("w:val", "single"),
        ("w:sz", str(eighths)),
        ("w:space", "0"),
        ("w:color", colour),
    )
