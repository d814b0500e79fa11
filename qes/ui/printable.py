"""What of people's text may reach the terminal: everything but what could command it."""

from __future__ import annotations

import re

from rich.cells import cell_len, split_graphemes

# Control and escape characters, line and paragraph separators, characters that turn the reading
# direction, invisible tags and lone surrogates (which no terminal encoding can carry).
_COMMANDING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_STAND_IN = "\ufffd"


def _replacement(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\n":
        return character
    return " " if character == "\t" else _STAND_IN


def printable(text: str) -> str:
    """Replace what could command a terminal, one character for one; line ends stay.

    The result has the length of `text`, so offsets into one are offsets into the other.
    """
    return _COMMANDING.sub(_replacement, text)


def line(text: str) -> str:
    """Make one printable line of `text`: runs of white space become a single space."""
    return " ".join(printable(text).split())


def shortened(text: str, cells: int) -> str:
    """Cut a printable line to at most `cells` terminal cells, with an ellipsis where it is cut."""
    if cell_len(text) <= cells:
        return text
    if cells < 1:
        return ""
    used = 0
    for start, _end, width in split_graphemes(text)[0]:
        if used + width > cells - 1:
            return text[:start].rstrip() + "…"
        used += width
    return text


def padded(text: str, cells: int) -> str:
    """Cut or fill a printable line to exactly `cells` terminal cells."""
    cut = shortened(text, cells)
    return cut + " " * (cells - cell_len(cut))
