"""How a table lies on a page: how columns are aligned, how wide they are, how high rows get."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from enum import StrEnum

from qes.analysis.table import Kind, Table, shown

TALL_ROW = 10
"""A row of more lines may be cut by the end of a page; a shorter one goes to the next."""
_SHORT = 8
_LONGEST_WORD = 16.0
_GAP = 1.6
_NARROW, _BROAD = frozenset("fijlrtI.,;:'|!()[]- "), frozenset("mwMW@%")
_BREAKS = re.compile(r"[\s/–-]+")  # noqa: RUF001 - the dash of ranges is meant


class Alignment(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


def alignments(table: Table) -> tuple[Alignment, ...]:
    """Say how each column is aligned: numbers right, columns of short marks centred, text left."""
    return tuple(_alignment(table, at) for at in range(len(table.columns)))


def crowding(table: Table, characters: float) -> float:
    """Return how many lines of `characters` the longest words of all columns need side by side.

    Above 1, words are broken unless the letters are made smaller.
    """
    return sum(_least(table)) / characters


def shares(table: Table, characters: float) -> tuple[float, ...]:
    """Divide the width of a line that holds `characters` between the columns; the sum is 1.

    Each column gets its hint's share, but at least its longest word: what narrow columns lack
    is taken from those that have more than they need.
    """
    hints = [column.width_hint for column in table.columns]
    least = [one / characters for one in _least(table)]
    if sum(least) >= 1:
        return tuple(one / sum(least) for one in least)
    fixed: set[int] = set()
    while True:
        room = 1 - sum(least[at] for at in fixed)
        free = sum(hint for at, hint in enumerate(hints) if at not in fixed)
        widths = [least[at] if at in fixed else room * hint / free for at, hint in enumerate(hints)]
        narrow = {at for at, width in enumerate(widths) if width < least[at]}
        if not narrow:
            return tuple(widths)
        fixed |= narrow


def row_lines(texts: Sequence[str], widths: Sequence[float]) -> int:
    """Estimate how many lines a row takes whose columns are `widths` characters wide."""
    return max(wrapped_lines(text, width) for text, width in zip(texts, widths, strict=True))


def wrapped_lines(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a width of characters; at least 1.

    >>> wrapped_lines("one two three", 8)
    2
    """
    return sum(_wrapped(line, max(1.0, width)) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in line.split():
        size = _cells(word)
        if used and used + 1 + size > width:
            lines, used = lines + 1, 0.0
        used += size + (1 if used else 0)
        if used > width:
            broken = math.ceil(used / width) - 1
            lines, used = lines + broken, used - broken * width
    return lines


def _cells(text: str) -> float:
    """Estimate the width of a text in letters of middling width, as fonts without serifs have."""
    return sum(_letter(character) for character in text)


def _letter(character: str) -> float:
    if character > "\u2e7f":  # scripts of East Asia
        return 2.0
    if character in _NARROW:
        return 0.6
    return 1.4 if character in _BROAD else 1.15 if character.isupper() else 1.0


def _alignment(table: Table, at: int) -> Alignment:
    column = table.columns[at]
    if column.kind is not Kind.TEXT:
        return Alignment.RIGHT
    longest = max((len(shown(row.cells[at], column)) for row in table.rows), default=_SHORT + 1)
    return Alignment.CENTRE if at > 0 and longest <= _SHORT else Alignment.LEFT


def _least(table: Table) -> list[float]:
    """Return the characters that each column's longest word and the gap beside it need."""
    return [_longest_word(table, at) + _GAP for at in range(len(table.columns))]


def _longest_word(table: Table, at: int) -> float:
    """Return the characters of the longest word; a very long one may be broken."""
    column = table.columns[at]
    texts = [column.title, *(shown(row.cells[at], column) for row in table.rows)]
    longest = max((_cells(word) for text in texts for word in _BREAKS.split(text)), default=1.0)
    return min(longest, _LONGEST_WORD)
