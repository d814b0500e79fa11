"""A passage that is shown under a number, to be gone to."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from qes.base import SegmentId
from qes.ui.printable import line


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage that can be gone to."""

    segment: SegmentId
    text: str
    where: str
    """Where it stands, or what it is."""


def quoted(number: int, one: Quoted) -> Content:
    """Write a passage under its number, with where it stands below it."""
    return Content.assemble(
        "\n", (f"{number} ", "$accent bold"), f"“{line(one.text)}”",
        (f"\n  {line(one.where)}", "$foreground 60%"),
    )  # fmt: skip
