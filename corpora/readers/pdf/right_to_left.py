"""Words of scripts that run from right to left, which a PDF may store as seen from the left."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from corpora.readers.pdf.boxes import Box, Boxes
from corpora.readers.pdf.page import is_right_to_left


def in_reading_order(boxes: Boxes, body: str, first: int) -> str:
    """Turn right-to-left words that are stored as seen from the left into reading order."""
    turned: list[str] = []
    at = 0
    while at < len(body):
        end = at
        while end < len(body) and (is_right_to_left(body[end]) or unicodedata.combining(body[end])):
            end += 1
        run = body[at:end] if end > at else body[at]
        if end > at + 1:
            run = _turned(run, [boxes[first + n] for n in range(at, end)])
        turned.append(run)
        at += len(run)
    return "".join(turned)


def _turned(run: str, boxes: Sequence[Box]) -> str:
    """Put a right-to-left run into reading order by where its characters stand.

    PDFium hands out the several characters of one glyph in the opposite order.
    """
    glyphs: list[str] = []
    for at, char in enumerate(run):
        if at and boxes[at] == boxes[at - 1]:
            glyphs[-1] = char + glyphs[-1]
        else:
            glyphs.append(char)
    if boxes[0].left < boxes[-1].left:
        glyphs.reverse()
    return "".join(glyphs)


def runs_left(words: str) -> bool:
    """Tell whether any of the words are of a script that runs from right to left."""
    return not words.isascii() and any(map(is_right_to_left, words))
