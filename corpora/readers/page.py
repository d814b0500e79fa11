"""Lines of printed pages and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

LABEL = re.compile(r"([^\W\d_][\w .'\u2019()\-]{0,40}?)\s*:\s")
"""What may be a speaker's label at the start of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and its place; all zero where the place is unknown."""

    words: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0
    inner: float = 0.0
    """Where the words begin that follow a number at the line's start."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of its content."""

    lines: tuple[Line, ...]
    height: float
