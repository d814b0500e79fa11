"""How a text falls into rows of a given width."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import split_graphemes

# Stretches of Unicode in which every character takes one cell; a line of nothing else can be
# measured by counting. Tests hold this against the cell table of Rich.
NARROW_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x377),
    (0x37A, 0x37F),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x482),
    (0x48A, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20A0, 0x20BF),
    (0x2100, 0x218B),
)
_NOT_NARROW = re.compile(
    "[^\n" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in NARROW_RANGES) + "]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that begins on a row of its own, with what stands beside its first row."""

    start: int
    end: int
    speaker: str = ""
    quiet: bool = False
    """Shown in the background: an interviewer's turn, or text outside any turn."""


class Rows:
    """The rows of a wrapped text, in order: each a stretch of the text, some of them blank."""

    def __init__(self) -> None:
        self.starts = array("q")
        self.ends = array("q")
        self.blocks = array("q")
        """The index of the block a row belongs to."""
        self.first = bytearray()
        """1 on the first row of a block."""

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, start: int, end: int, block: int, *, first: bool) -> None:
        """Append one row."""
        self.starts.append(start)
        self.ends.append(end)
        self.blocks.append(block)
        self.first.append(first)

    def at(self, offset: int) -> int:
        """Return the row that holds `offset`; between rows, the one before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def holding(self, start: int, end: int) -> range:
        """Return the rows that show any of `start`-`end`."""
        return range(self.at(start), self.at(max(start, end - 1)) + 1)


class Wrapping:
    """A printable text and its blocks, ready to be wrapped at any width."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._text = text
        self._blocks = tuple(blocks)
        self._narrow = _NOT_NARROW.search(text) is None

    def rows(self, width: int) -> Rows:
        """Wrap to rows of at most `width` cells, at spaces where there are any.

        A space at which a row is broken hangs at its end and is not counted. One blank row
        stands between blocks, and at most one where the text has blank lines.
        """
        rows = Rows()
        width = max(2, width)
        for number, block in enumerate(self._blocks):
            if number:
                rows.add(block.start, block.start, number, first=False)
            self._wrap_block(rows, number, block, width)
        return rows

    def _wrap_block(self, rows: Rows, number: int, block: Block, width: int) -> None:
        text = self._text
        first = True
        blank = False
        line_start = block.start
        while line_start < block.end:
            newline = text.find("\n", line_start, block.end)
            line_end = block.end if newline < 0 else newline
            if line_end == line_start:
                if not blank and not first:
                    rows.add(line_start, line_start, number, first=False)
                blank = True
            else:
                for start, end in self._wrap_line(line_start, line_end, width):
                    rows.add(start, end, number, first=first)
                    first = False
                blank = False
            line_start = line_end + 1

    def _wrap_line(self, start: int, end: int, width: int) -> list[tuple[int, int]]:
        narrow = self._narrow or _NOT_NARROW.search(self._text, start, end) is None
        if not narrow:
            return _wrap_by_cells(self._text, start, end, width)
        stretches = []
        text = self._text
        while end - start > width:
            space = text.rfind(" ", start, start + width + 1)
            cut = space + 1 if space > start else start + width
            stretches.append((start, cut))
            start = cut
        if start < end:
            stretches.append((start, end))
        return stretches


def _wrap_by_cells(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Wrap a line that has characters of no cell or of two; never between a letter and its mark."""
    stretches: list[tuple[int, int]] = []
    row_start = 0
    cells = 0
    opening, cells_before_opening = 0, 0
    for left, right, size in split_graphemes(text[start:end])[0]:
        if text[start + left] == " ":
            cells += size
            opening, cells_before_opening = right, cells
            continue
        if size == 2 and cells <= width:
            opening, cells_before_opening = left, cells
        while cells + size > width and left > row_start:
            if opening <= row_start:
                opening, cells_before_opening = left, cells
            stretches.append((start + row_start, start + opening))
            row_start = opening
            cells -= cells_before_opening
            opening, cells_before_opening = row_start, 0
        cells += size
        if size == 2 and cells <= width:
            opening, cells_before_opening = right, cells
    if start + row_start < end:
        stretches.append((start + row_start, end))
    return stretches
