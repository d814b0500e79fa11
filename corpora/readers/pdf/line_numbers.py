"""Line numbers printed beside the lines of a page, as reviewers and transcribers use them.

They stand left of the words and count by one, five or ten. Numbers of a list or a table stand where
words begin, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpora.readers.pdf.page import MARGIN, Line, Page

_DIGITS = re.compile(r"[0-9]{1,5}(?![0-9])")

STEPS = frozenset((1, 5, 10))
BESIDE = 5.0
"""How far left of the words a number stands at least."""


def without_line_numbers(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """Set line numbers aside; the second value is those of each page, one a line."""
    found = [_beside(page) for page in pages]
    numbered = sum(bool(numbers) for numbers in found)
    whole_document = 2 * numbered >= sum(bool(page.lines) for page in pages)
    bare: list[Page] = []
    told: list[str] = []
    last: int | None = None
    for page, beside in zip(pages, found, strict=True):
        values = [int(_number(line)) for line in beside]
        believed = _count(values, last) or (whole_document and len(values) == 1)
        numbers = beside if believed else ()
        last = values[-1] if numbers else None
        bare.append(replace(page, lines=tuple(_without(page.lines, frozenset(numbers)))))
        told.append("\n".join(_number(line) for line in numbers))
    return tuple(bare), tuple(told)


def _count(values: Sequence[int], before: int | None) -> bool:
    """Tell whether numbers count lines, or go on where those of the page before end."""
    counting = sum(b - a in STEPS for a, b in pairwise(values))
    if not values or counting < len(values) - 2:
        return False
    return counting >= 1 or (before is not None and values[0] - before in STEPS)


def _beside(page: Page) -> tuple[Line, ...]:
    """Return what may be line numbers, from the top of the page down."""
    alone = [line for line in page.lines if line.words == _number(line)]
    leading = [line for line in page.lines if 0 < len(_number(line)) < len(line.words)]
    if not alone and not leading:
        return ()
    taken = frozenset((*alone, *leading))
    words = [line for line in page.lines if line not in taken]
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    # The head of a table's column of numbers stands where they do; a running head may as well.
    body = [line for line in words if low < line.middle < high] or words or leading
    edge = min((line.inner if line in leading else line.left for line in body), default=0.0)
    beside = [line for line in alone if line.right < edge - 1]
    beside += (
        line
        for line in leading
        if line.words[len(_number(line))].isspace()
        and line.left < edge - BESIDE
        and line.inner > edge - 2
    )
    return tuple(sorted(beside, key=lambda line: -line.bottom))


def _without(lines: Sequence[Line], numbers: frozenset[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if line not in numbers:
            kept.append(line)
        elif line.words != _number(line):
            words = line.words[len(_number(line)) :].lstrip()
            gone = len(line.words) - len(words)
            marks = tuple(replace(mark, at=mark.at - gone) for mark in line.marks)
            kept.append(replace(line, words=words, left=line.inner, marks=marks))
    return kept


def _number(line: Line) -> str:
    match = _DIGITS.match(line.words)
    return match.group() if match is not None else ""
