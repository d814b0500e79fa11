"""The first line: whose review this is, where one is in it, and how far."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from qes.ui.printable import line, shortened


@dataclass(frozen=True, slots=True)
class Heading:
    """What the first line says; texts as people wrote them."""

    title: str
    standing: tuple[str, ...] = ()
    """Such as the round, whether it is blind, and who is at work."""
    where: str = ""
    """Such as `source 4/13`."""
    name: str = ""
    """The source's name."""
    decided: int = 0
    awaited: int = 0


class HeadLine(Static):
    """Shows the heading in whatever width there is; the source's name gives way last."""

    DEFAULT_CSS = """
    HeadLine { height: 1; padding: 0 1; color: $foreground 72%; }
    """
    heading: reactive[Heading] = reactive(Heading(""))

    def render(self) -> Content:
        """Draw the line."""
        width = max(10, self.content_size.width or self.size.width)
        heading = self.heading
        progress = _progress(heading, bar=12 if width >= 100 else 0)
        standing = " · ".join(line(part) for part in heading.standing)
        where, name = line(heading.where), line(heading.name)
        room = width - len(progress) - 2
        name = shortened(name, max(12, room // 3))
        right = "  ".join(part for part in (where, name) if part)
        room -= cell_len(right) + 2
        title = shortened(line(heading.title), max(8, room - cell_len(standing) - 3))
        left = title if room < cell_len(title) + 4 else f"{title}   {standing}"
        left = shortened(left, max(0, room))
        bold_to = min(cell_len(left), cell_len(title))
        gap = " " * max(1, width - cell_len(left) - cell_len(right) - len(progress) - 2)
        return Content.assemble(
            (left[:bold_to], "$foreground bold"), left[bold_to:], gap,
            (right, "$foreground"), "  ", progress,
        )  # fmt: skip


def _progress(heading: Heading, bar: int) -> Content:
    if not heading.awaited:
        return Content("")
    share = heading.decided / heading.awaited
    # All done is said only when all is done.
    percent = 100 if heading.decided == heading.awaited else min(99, int(share * 100))
    filled = int(share * bar)
    return Content.assemble(
        f"{percent} %" + (" " if bar else ""),
        ("▓" * filled, "$accent"), ("░" * (bar - filled), "$foreground 45%"),
    )  # fmt: skip
