from __future__ import annotations

from typing import cast

import pytest

from corpora.readers.pdf.boxes import Box, Boxes
from corpora.readers.pdf.text_layer import _height, _Token

SMALL, TALL, RAISED = (
    Box(0, 100, 5, 107.1),
    Box(0, 100, 5, 109.4),
    Box(0, 104.6, 3, 111.0),
)
"""A letter like `s`, one like `T`, and a raised number."""


def boxes(words: str) -> Boxes:
    """The letters of a line in a font of which PDFium tells how high each letter is."""
    places = [RAISED if c.isdigit() else TALL if c in "Tbdfhiklt" else SMALL for c in words]
    return cast("Boxes", places)


def tokens(words: str) -> list[_Token]:
    at, made = 0, []
    for word in words.split():
        start = words.index(word, at)
        at = start + len(word)
        made.append(_Token(start, at, boxes(words)[start]))
    return made


@pytest.mark.parametrize(
    "words",
    ["Tom came", "some other", "so we came over on a Monday to see Tom", "come on there1"],
)
def test_lines_of_one_size_are_equally_high_whatever_letters_they_hold(words: str) -> None:
    usual = SMALL if words[0] in "sc" else TALL
    assert _height(boxes(words), 0, tokens(words), usual) == pytest.approx(9.4)
