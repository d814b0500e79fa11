"""Titles as they may be printed: one line, nothing that writes to a terminal or breaks XML."""

from __future__ import annotations

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: one left open would turn the text after it round."""


def clean_title(text: str) -> str:
    """Return a title on one line, controls and unpaired surrogates replaced.

    Runs of white space become one space; everything else stays as it is.
    """
    spaced = " ".join(text.split())
    return "".join(_printable(character) for character in spaced)


def _printable(character: str) -> str:
    if character in _DIRECTION_MARKS:
        return ""
    if unicodedata.category(character) in {"Cc", "Cs"} or ord(character) & 0xFFFE == 0xFFFE:
        return _REPLACEMENT
    return character


def reads_from_right(text: str) -> bool:
    """Say whether a text begins in a script that is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def counted(number: int, noun: str) -> str:
    """Return `1 study`-like wording: a number and its noun, in the plural where it is not one."""
    plural = (
        noun[:-1] + "ies" if noun.endswith("y") else f"{noun}{'es' if noun[-1] in 'xs' else 's'}"
    )
    return f"{number} {noun if number == 1 else plural}"
