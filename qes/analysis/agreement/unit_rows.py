"""A CSV of units by coders: its first column `unit`, then perhaps `document`, then the coders."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from qes.analysis.agreement.estimates import quoted
from qes.errors import UserError

_MISSING = frozenset({"nan", "na", "n/a", "<na>", "#n/a", "null"})
_OF_DOCUMENTS = frozenset(
    {
        "document",
        "doc",
        "docs",
        "documents",
        "document id",
        "document name",
        "source",
        "file",
        "filename",
    }
)
_OF_TEXTS = frozenset({"text", "segment", "quote", "note", "notes", "comment", "comments", "memo"})
_TOTALS = frozenset({"", "total", "totals", "sum", "all", "n"})
"""What stands over the sums of a table's rows or columns."""
_DELIMITERS = (";", "\t")
"""Beside the comma: what spreadsheets write where the comma is for decimals."""
_DIGITS = 19
"""Fewer than these has any count."""
_Row = tuple[int, list[str]]
"""A row's number, as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True, slots=True)
class UnitRows:
    """A CSV of units by coders, as it stands."""

    coders: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """One row a unit, one cell a coder."""
    documents: tuple[str, ...] | None
    numbers: tuple[int, ...]
    """The number of each row, as a spreadsheet shows it."""
    delimiter: str


def says_missing(cell: str) -> bool:
    """Say whether a cell holds a word that stands for nothing.

    >>> says_missing(" NaN"), says_missing("none")
    (True, False)
    """
    return cell.strip().casefold() in _MISSING


def rows_of_csv(text: str) -> UnitRows:
    """Read the rows of a CSV of units by coders, with commas, semicolons or tabs between cells.

    Raises:
        UserError: If it is not of that form, a unit stands twice, or it is a table of counts.
    """
    delimiter = _delimiter(text)
    (_, first), *rows = _read(text, delimiter) or [(1, [""])]
    head = [name.strip() for name in first]
    named = head[0].casefold() == "unit"
    has_documents = named and len(head) > 1 and head[1].casefold() == "document"
    coders = head[2 if has_documents else 1 :]
    _check_not_counts(coders, [cells for _, cells in rows])
    if not named:
        raise UserError(
            "the first column of the CSV is not headed “unit”",
            hint="the columns are unit, document (if known), then one for each coder",
        )
    if not all(coders) or len(set(coders)) != len(coders):
        raise UserError("every column of the CSV needs a heading of its own")
    _check_coders(coders)
    _check_rows(head, rows)
    return UnitRows(
        tuple(coders),
        tuple(tuple(cells[len(head) - len(coders) :]) for _, cells in rows),
        _documents(rows) if has_documents else None,
        tuple(number for number, _ in rows),
        delimiter,
    )


def _delimiter(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    beside = [one for one in _DELIMITERS if one in head]
    return beside[0] if beside and "," not in head else ","


def _read(text: str, delimiter: str) -> list[_Row]:
    """Read the rows that have a cell with something in it."""
    table = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        return [
            (number, cells)
            for number, cells in enumerate(table, start=1)
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise UserError(f"the CSV cannot be read: {error}") from error


def _check_coders(coders: Sequence[str]) -> None:
    """Refuse headings under which no coder's ratings stand."""
    for one in coders:
        plain = one.casefold().replace("_", " ")
        if plain in _OF_DOCUMENTS | _OF_TEXTS:
            raise UserError(
                f"the column {quoted(one)} would be taken for a coder",
                hint="head it “document” and let it stand second"
                if plain in _OF_DOCUMENTS
                else "leave it out, or head it with the coder's name",
            )


def _check_rows(head: Sequence[str], rows: Sequence[_Row]) -> None:
    units: set[str] = set()
    for number, cells in rows:
        if len(cells) != len(head):
            raise UserError(f"row {number} has {len(cells)} cells where the head has {len(head)}")
        unit = cells[0].strip()
        if not unit:
            raise UserError(f"row {number} does not name its unit")
        if unit in units:
            raise UserError(
                f"row {number}: the unit {quoted(unit)} stands twice", hint="give each unit one row"
            )
        units.add(unit)


def _documents(rows: Sequence[_Row]) -> tuple[str, ...] | None:
    """Return the document of each row; None where no row names one."""
    named = tuple(cells[1].strip() for _, cells in rows)
    if not any(named):
        return None
    if not all(named):
        raise UserError(
            f"row {rows[named.index('')][0]} does not name its document, and others do",
            hint="name each unit's document, or leave the column out",
        )
    return named


def _check_not_counts(coders: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Refuse a table of counts: its rows and columns have the same names, or nearly so."""
    cells = [cell.strip() for row in rows for cell in row[1:]]
    if not all(not one or one.isdecimal() for one in cells):
        return
    units = [row[0].strip() for row in rows]
    across, down = ({one.casefold() for one in names} - _TOTALS for names in (coders, units))
    bare = _bare(across)
    worded = bare == _bare(down) and not any(one.isdecimal() for one in bare)
    # Under names that are only alike, numbers above that of the cells are no ratings.
    counted = any(one and len(one) < _DIGITS and int(one) > len(cells) for one in cells)
    if len(across) > 1 and (across == down or (worded and counted)):
        raise UserError(
            "units and coders have the same names: this is a table of counts, not of ratings",
            hint="give it as JSON of the kind “contingency”",
        )


def _bare(names: set[str]) -> set[str]:
    """Return names without what all of them begin or end with."""
    each = sorted(names)
    for _ in range(2):
        first, last = (each[0], each[-1]) if each else ("", "")
        same = 0
        while same < min(len(first), len(last)) and first[same] == last[same]:
            same += 1
        each = sorted(one[same:][::-1] for one in each)
    return set(each)
