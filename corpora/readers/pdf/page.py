"""Lines of printed pages and where they stand.

All distances are in points (1/72 inch). Places are measured from the visible page's bottom left
corner, with the page turned so that most of its words run from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

LABEL = re.compile(r"([^\W\d_][\w .'\u2019()\-]{0,40}?)\s*:\s")
"""What may be a speaker's label at the start of a line."""
CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)|Table|Box|Chart|Appendix)\s+[A-Z]?\d+[A-Za-z]?\s*[.:|\u2013—]"
)
"""How the line under a figure or above a table begins."""
MARGIN = 0.12
"""Share of a page's height, at its head and at its foot, in which furniture stands."""
TOUCHING = 0.15
"""Of the height of a line: a full stop that stands nearer belongs to what it follows."""
CLOSING = ".,;:!?)]\u2019”"
SAME_ROW = 0.45
"""Of the height of a line: how far the middles of lines lie apart that stand side by side."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A raised number or sign that points to a note."""

    at: int
    """Where it stands in its line's words."""
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a stretch of one between wide gaps; all zero where it has no place."""

    words: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0
    inner: float = 0.0
    """Where the words begin that follow a number at the line's start."""
    order: int = 0
    """The how many-th stretch of its page it is, as the file draws them."""
    marks: tuple[Mark, ...] = ()
    opens: bool = False
    """It begins a paragraph, whatever stands above: a row of a table, words beside a label."""
    closes: bool = False
    """It is a paragraph of its own: a row of a table."""

    @property
    def middle(self) -> float:
        """Return the height on the page at which the line is centred."""
        return self.bottom + self.height / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line drawn on a page."""

    left: float
    right: float
    at: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of its content."""

    lines: tuple[Line, ...]
    height: float
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of a page that are read one after the other, and the share of the page they fill."""

    lines: tuple[Line, ...]
    left: float
    right: float
    """Infinite at the page's right edge, as `left` is 0 at its left."""


def rows(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines that stand side by side, from the top of the page down."""
    found: list[list[Line]] = []
    tallest: Line | None = None
    for line in sorted(lines, key=lambda one: -one.middle):
        high = max(line.height, tallest.height) if tallest is not None else 0.0
        if tallest is not None and tallest.middle - line.middle < SAME_ROW * high:
            found[-1].append(line)
            tallest = max(tallest, line, key=lambda one: one.height)
        else:
            found.append([line])
            tallest = line
    return tuple(tuple(sorted(row, key=lambda one: one.left)) for row in found)


def is_right_to_left(char: str) -> bool:
    """Tell whether a letter is of a script that runs from right to left."""
    return unicodedata.bidirectional(char) in {"R", "AL"}


def goes_left(words: str) -> bool:
    """Tell whether words begin in a script that runs from right to left."""
    first = next(filter(str.isalpha, words), "")
    return bool(first) and is_right_to_left(first)


def joined(lines: tuple[Line, ...], between: str = " ") -> Line:
    """Put lines that stand side by side into one, in the order given."""
    if len(lines) == 1:
        return lines[0]
    words, marks = "", list[Mark]()
    for n, line in enumerate(lines):
        words += between if n and not (between == " " and _touch(lines[n - 1], line)) else ""
        marks += (Mark(len(words) + mark.at, mark.words) for mark in line.marks)
        words += line.words
    longest = max(lines, key=lambda line: len(line.words))
    return replace(
        lines[0],
        words=words,
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        bottom=longest.bottom,
        height=longest.height,
        marks=tuple(marks),
    )


def _touch(before: Line, line: Line) -> bool:
    """Tell whether a line begins with what belongs to the words before it, as a full stop does."""
    return line.words[0] in CLOSING and abs(line.left - before.right) < TOUCHING * line.height
