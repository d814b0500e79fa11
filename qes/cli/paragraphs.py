"""Texts of people in lines: paragraphs and passages as wide as the terminal."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import data

if TYPE_CHECKING:
    from qes.services.suggesting.quoted import QuotedPassage

_WIDTH_IN_A_PIPE = 100
_NARROWEST, _WIDEST = 40, 120
_LINES_OF_A_PASSAGE = 2


def width() -> int:
    """Return how wide a line may be: as the terminal, within reason."""
    columns = shutil.get_terminal_size((_WIDTH_IN_A_PIPE, 24)).columns
    return min(max(columns, _NARROWEST), _WIDEST)


def print_paragraph(text: str, first: str = "", after: str | None = None) -> None:
    """Print words in lines that begin with `first`, and from the second on with `after`."""
    indent = first if after is None else after
    for line in textwrap.wrap(text, width(), initial_indent=first, subsequent_indent=indent):
        data(line)


def print_passage(one: QuotedPassage) -> None:
    """Print a passage's id and its beginning, at most two lines of it."""
    lines = textwrap.wrap(
        " ".join(one.text.split()),
        width(),
        initial_indent=f"   {one.segment}  ",
        subsequent_indent="     ",
        max_lines=_LINES_OF_A_PASSAGE,
        placeholder=" …",
    )
    for line in lines:
        data(line)


def passage_row(one: QuotedPassage) -> dict[str, Json]:
    """Return a passage as JSON lists it."""
    return {"segment": one.segment, "source": one.source, "name": one.name, "text": one.text}
