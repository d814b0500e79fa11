"""Tables as text: comma, semicolon, tab or bar between the cells, told from the cells themselves.

Python's csv module reads them, guarded: its limit on a cell is lifted and set back, a quote that is
never closed does not swallow the rows below it, and characters are made safe in the cells, after
parsing, where some of them are line ends.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from threading import Lock
from typing import Protocol

from corpora.manuscript import Manuscript
from corpora.readers.limits import MAX_BYTES
from corpora.readers.tables.column_names import known_names
from corpora.readers.tables.tables import Grid, table
from corpora.source import Remark, RemarkCode
from corpora.text import canonical, change_remarks, decode, tallied
from qes.errors import Refused

_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 200
_ALIKE = 0.6
"""Share of rows that have one width in a table whose columns have names of its own."""
_MAX_IN_LINE = 1_000_000
"""Delimiters in one line; beyond it lies no table, only memory spent."""
_MAX_OPEN = 5
"""How many quotes that are never closed are worth finding."""
_ONE_COLUMN = "\x1f"
"""A delimiter that no line holds."""
_SAYS_DELIMITER = re.compile(r"sep=([^\w\s\"\\]|\t)(?:\r\n?|\n)", re.IGNORECASE)
_LINE_IN_CELL = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_LIMIT = Lock()


class _Parser(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a file writes its cells."""

    delimiter: str
    escape: str | None = None
    """What stands before a quote inside a quoted cell, where it is not doubled."""


def read_csv(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read a table of text.

    Raises:
        Refused: It is no table, or holds no column of words.
    """
    del password
    decoded = decode(data, encoding)
    made = canonical(decoded.text)
    # where no character but CR and LF ends a line, cells may be cut out of the canonical text
    plain = _LINE_IN_CELL.search(decoded.text) is None
    text = made.text if plain else decoded.text
    said = _SAYS_DELIMITER.match(text)
    manner = _Manner(said[1]) if said is not None else _manner(text)
    _check_shape(text, manner)
    with _any_cell_size():
        rows, open_at = _rows(text[said.end() :] if said is not None else text, manner)
    if not plain:
        rows = [[canonical(cell).text for cell in row] for row in rows]
    remarks = [*decoded.remarks, *change_remarks(made.changes)]
    if open_at:
        told = f"quotes that are never closed, taken as they stand: {len(open_at)}"
        remarks.append(Remark(RemarkCode.DAMAGED, told, f"line {open_at[0]}"))
    return table(
        "csv",
        Grid(rows, delimiter=manner.delimiter),
        encoding=decoded.encoding,
        changes=tallied(decoded.changes, made.changes),
        remarks=remarks,
    )


@contextmanager
def _any_cell_size() -> Iterator[None]:
    """Let a cell be as long as a file may be; the module's limit is one for the whole process."""
    with _LIMIT:
        before = csv.field_size_limit(MAX_BYTES)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _manner(text: str) -> _Manner:
    """Tell how the cells are parted: by what gives rows of one width, and known names at the top."""
    sample = text[:_SAMPLE_CHARACTERS]
    escapes = (None, "\\") if '\\"' in sample else (None,)
    manners = [_Manner(part, escape) for escape in escapes for part in (*_DELIMITERS, _ONE_COLUMN)]
    return max(manners, key=lambda manner: _fitness(sample, manner))


def _check_shape(text: str, manner: _Manner) -> None:
    """Refuse prose that only has commas in it: no line names columns, and widths vary.

    Raises:
        Refused: It is no table.
    """
    known, alike, _ = _shape(text[:_SAMPLE_CHARACTERS], manner)
    if not known and alike < _ALIKE:
        raise Refused(
            "not a table: its lines hold different numbers of cells",
            hint="if it is a plain text, name it .txt",
        )


def _fitness(sample: str, manner: _Manner) -> tuple[float, int]:
    known, alike, width = _shape(sample, manner)
    if manner.delimiter == _ONE_COLUMN:
        return (2.0 * known, 1)
    return (min(known, 4) + alike, width) if width > 1 else (0.0, 0)


def _shape(sample: str, manner: _Manner) -> tuple[int, float, int]:
    """Return how many known names the top holds, the share of rows of one width, and that width."""
    with _any_cell_size():
        parsed = _parsed(StringIO(sample, newline=""), manner)
        rows = [row for row in islice(parsed, _SAMPLE_ROWS) if row]
    if not rows:
        return (0, 1.0, 0)
    width, times = Counter(map(len, rows)).most_common(1)[0]
    return (max(known_names(row) for row in rows[:5]), times / len(rows), width)


def _parsed(lines: Iterable[str], manner: _Manner) -> _Parser:
    return csv.reader(lines, delimiter=manner.delimiter, escapechar=manner.escape)


def _rows(text: str, manner: _Manner) -> tuple[list[list[str]], list[int]]:
    """Parse the whole text; return its rows, and the lines with a quote that is never closed."""
    # newline="" leaves only CR and LF to end a line
    lines = StringIO(text, newline="").readlines()
    if any(line.count(manner.delimiter) > _MAX_IN_LINE for line in lines):
        raise Refused(f"a line of more than {_MAX_IN_LINE:,} cells", hint="is it a table at all?")
    rows: list[list[str]] = []
    unclosed: list[int] = []
    at = 0
    while at < len(lines):
        last = following = at
        parser = _parsed(islice(lines, at, None), manner)
        for row in parser:
            rows.append(row)
            last, following = following, at + parser.line_num
        if len(unclosed) == _MAX_OPEN or not _swallowed(lines[last:], manner, rows):
            break
        # the quote that opens the last row takes in all below it: it is taken as it stands
        unclosed.append(last + 1)
        rows[-1] = next(
            csv.reader(lines[last : last + 1], delimiter=manner.delimiter, quoting=csv.QUOTE_NONE)
        )
        at = last + 1
    return rows, unclosed


def _swallowed(lines: Sequence[str], manner: _Manner, rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the last row holds rows that a quote has swallowed, not a cell of many lines."""
    if len(lines) < 2:
        return False
    probed = sum(1 for _ in _parsed([*lines, "\n", "end\n"], manner))
    if probed > 1:
        return False  # the quote is closed
    width = Counter(map(len, rows[:_SAMPLE_ROWS])).most_common(1)[0][0]
    below = lines[1 : 1 + _SAMPLE_ROWS]
    alike = sum(len(row) == width for row in _parsed(below, manner))
    return width > 1 and 2 * alike >= len(below)
