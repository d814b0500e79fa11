"""What is offered for a segment as a panel and a line show it alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from qes.ui.printable import line

MAX_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion as it is shown; all texts are as people wrote them."""

    name: str
    hue: int
    figure: str
    """How likely it is: `.81`, or three marks such as `●●○` while no number can be given."""
    because: str
    """The nearest accepted passage, or empty."""
    where: str
    """Which passage that is, such as `s. 64`."""
    words: tuple[str, ...] = ()
    """Words of the segment that speak for it."""
    definition: str = ""
    given: bool = False
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class NoCode:
    """How likely it is that no code applies."""

    figure: str
    likeliest: bool
    """Whether that is likelier than any code; then it is said first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """All that is shown of the suggestions for one segment."""

    title: str
    items: tuple[Suggested, ...] = ()
    no_code: NoCode | None = None
    notice: str = ""
    """Shown in place of suggestions: that there are none, or how far a computation is."""
    highlighted: int = 0
    given: tuple[str, ...] = ()
    """Codes the segment has that are not among the suggestions."""


def quoted_words(words: Sequence[str]) -> str:
    """Write words that speak for a code, each in quotation marks of its own."""
    flat = (line(word) for word in words)
    return ", ".join(word if "“" in word else f"“{word}”" for word in flat)


def wrapped(text: str, cells: int, rows: int) -> list[str]:
    """Break a printable line at spaces into at most `rows` rows; the last is cut with an ellipsis."""
    made: list[str] = []
    words = text.split(" ")
    while words and len(made) < rows:
        row = words.pop(0)
        while words and (cell_len(row) + 1 + cell_len(words[0]) <= cells):
            row = f"{row} {words.pop(0)}"
        made.append(row)
    if words:
        made[-1] = f"{made[-1]} {' '.join(words)}"
    return made
