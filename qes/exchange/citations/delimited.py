"""Tables of references as text: comma, semicolon, tab or bar between the cells.

Python's csv module reads them; its limit on a cell (131,072 characters, fewer than a column of
cited references may hold) is lifted and set back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from qes.errors import Refused
from qes.exchange.citations.columns import head_row, meanings_of, table_records
from qes.exchange.citations.tagged import lines_of
from qes.exchange.csv_guard import unguarded
from qes.store.citation import CitationFormat, CitationList, Flaw, FlawCode

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 60
_LONGEST_CELL = 200_000_000
_MOST_CELLS = 20_000
"""In one line; beyond it lies no table, only memory spent."""
_LIMIT = Lock()
_Row = tuple[str, Sequence[str], str]
"""Where it stands, its cells, and its lines."""


def read_delimited(text: str, encoding: str | None) -> CitationList:
    """Read the rows of a table of references.

    Raises:
        Refused: No row at the top names columns of references.
    """
    found = table_in(text)
    if found is None:
        raise Refused(
            "no row at the top names columns of references",
            hint="the first row must hold names such as Title, Authors, Year, DOI",
        )
    with _any_cell_size():
        rows = list(_parsed(list(lines_of(text)), found.delimiter))
    head = head_row([cells for _, cells, _ in rows]) or 0
    names = rows[head][1]
    # a row means what it means only under its head: the record is both
    above = rows[head][2]
    listed = table_records(
        names,
        (
            (where, cells, above + raw)
            for where, cells, raw in rows[head + 1 :]
            if any(cell.strip() for cell in cells)
        ),
    )
    return CitationList(CitationFormat.CSV, encoding, listed, tuple(_beside(rows, head)))


def _beside(rows: Sequence[_Row], head: int) -> Iterator[Flaw]:
    """Say which rows are no records: those above the head, and those that hold no cell."""
    above = [where for where, cells, _ in rows[:head] if any(cell.strip() for cell in cells)]
    if above:
        said = f"rows above the head of the table: {len(above)}"
        yield Flaw(FlawCode.LOOSE_TEXT, said, above[0])
    empty = [
        where
        for where, cells, _ in rows[head + 1 :]
        if len(cells) > 1 and not any(cell.strip() for cell in cells)
    ]
    if empty:
        yield Flaw(FlawCode.EMPTY, f"rows without a single word: {len(empty)}", empty[0])


@dataclass(frozen=True, slots=True)
class TableShown:
    """How a text shows that it is a table of references."""

    delimiter: str
    start: int
    """Where the row stands that names the columns."""


def table_in(text: str) -> TableShown | None:
    """Tell whether a text is a table of references: its cells are parted by what names most columns."""
    sample = list(islice(lines_of(text), _SAMPLE_LINES))
    most, best = 0, None
    for delimiter in _DELIMITERS:
        if any(line.count(delimiter) > _MOST_CELLS for line in sample):
            continue
        with _any_cell_size():
            rows = list(_parsed(sample, delimiter))
        head = head_row([cells for _, cells, _ in rows])
        if head is None:
            continue
        named = len(meanings_of([cell.strip() for cell in rows[head][1]]))
        if named > most:
            above = sum(len(raw) for _, _, raw in rows[:head])
            most, best = named, TableShown(delimiter, above)
    return best


@contextmanager
def _any_cell_size() -> Iterator[None]:
    with _LIMIT:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[_Row]:
    """Yield where each row stands, its cells, and its lines verbatim."""
    parser = csv.reader(lines, delimiter=delimiter)
    at = 0
    for cells in parser:
        raw = "".join(lines[at : parser.line_num])
        yield f"line {at + 1}", [unguarded(cell) for cell in cells], raw
        at = parser.line_num
