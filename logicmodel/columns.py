"""The columns of the flow: swimlanes of equal width and height, filled with boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logicmodel.box_text import BoxText, study_mark
from logicmodel.drawing import Polygon, Rect, Shape, Text
from logicmodel.graph import Column
from logicmodel.lines import TooNarrow, break_lines
from logicmodel.page import Type
from logicmodel.palette import Tone
from qes.errors import UserError

_LOOSEST = 0.55
"""How much the spaces between bullets may grow to even out columns, in lines."""
_SIDE = 1.2
"""Left and right of a head's title, in mm."""
_WIDEST_GAP = 2.0
"""How much wider the gaps between boxes may become, in gaps."""


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its place on the page."""

    text: BoxText
    frame: Rect
    extra: float
    """Additional space between its bullets, in mm."""
    tone: Tone

    @property
    def levels(self) -> dict[str, float]:
        """The y of the middle of the first line of every bullet, by code."""
        half = self.text.types.bullet.leading / 2
        tops = self.text.bullet_tops(self.frame.y, self.extra)
        return {code: top + half for code, top in tops.items()}

    def shapes(self) -> Iterator[Shape]:
        """Draw the frame and its text."""
        yield self.frame
        yield from self.text.shapes(self.frame, self.tone, self.extra)


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a column or band, broken into lines."""

    owner: str
    lines: tuple[str, ...]
    mark: str
    """`(n=4)` behind the last line, or nothing."""
    type: Type

    @property
    def height(self) -> float:
        """The least height of the head in mm."""
        return len(self.lines) * self.type.leading + 2 * self._padding

    @property
    def _padding(self) -> float:
        return self.type.leading * 0.4

    def shapes(self, frame: Rect, tone: Tone) -> Iterator[Shape]:
        """Draw the band of colour and the title in its middle."""
        yield frame
        free = frame.height - len(self.lines) * self.type.leading
        for number, line in enumerate(self.lines):
            yield Text(
                self.owner,
                frame.x + frame.width / 2,
                frame.y + free / 2 + self.type.baseline + number * self.type.leading,
                line,
                self.type.points,
                tone.head_ink,
                bold=self.type.bold,
                centred=True,
                mark=self.mark if number == len(self.lines) - 1 else "",
                mark_ink=tone.head_ink,
            )


def set_head(column: Column, width: float, kind: Type, *, counted: bool) -> Head:
    """Break the title of a column for its width in mm.

    Raises:
        UserError: a character does not fit the width; the message names the column.
    """
    mark = study_mark(column.n_studies) if counted and column.boxes else ""
    try:
        inner = width - 2 * _SIDE
        lines = break_lines(column.title, inner, kind.points, bold=kind.bold, tail=mark)
    except TooNarrow as error:
        raise UserError(
            f"the column {column.title!r} is too narrow for its title at {kind.points:g} pt",
            hint="choose a wider page",
        ) from error
    return Head(f"column:{column.id}", lines, mark, kind)


def box_frame(box: str, x: float, y: float, size: tuple[float, float], tone: Tone) -> Rect:
    """Make the frame of a box."""
    return Rect(f"box:{box}", x, y, *size, tone.box, tone.border, 0.25, 0.8)


def natural_height(texts: Sequence[BoxText], gap: float) -> float:
    """Return the height of boxes stacked without extra space, in mm."""
    return sum(text.height for text in texts) + gap * max(0, len(texts) - 1)


def stack_boxes(
    texts: Sequence[BoxText], area: Rect, gap: float, tone: Tone
) -> tuple[PlacedBox, ...]:
    """Stack boxes in an area: looser bullets first, then wider gaps, the rest above and below."""
    if not texts:
        return ()
    free = max(0.0, area.height - natural_height(texts, gap))
    n_spaces = sum(text.n_spaces for text in texts)
    loosest = texts[0].types.bullet.leading * _LOOSEST
    extra = min(loosest, free / n_spaces) if n_spaces else 0.0
    free -= extra * n_spaces
    n_gaps = len(texts) - 1
    wider = min(gap * _WIDEST_GAP, free / n_gaps) if n_gaps else 0.0
    free -= wider * n_gaps
    placed = []
    y = area.y + free / 2
    for text in texts:
        height = text.height + extra * text.n_spaces
        frame = box_frame(text.box.id, area.x, y, (area.width, height), tone)
        placed.append(PlacedBox(text, frame, extra, tone))
        y += height + gap + wider
    return tuple(placed)


def arrow_right(owner: str, x: float, y: float, size: tuple[float, float], fill: str) -> Polygon:
    """Make a block arrow to the right around the middle of its left end."""
    width, height = size
    neck, half, shaft = x + width * 0.45, height / 2, height * 0.24
    return Polygon(
        owner,
        (
            (x, y - shaft),
            (neck, y - shaft),
            (neck, y - half),
            (x + width, y),
            (neck, y + half),
            (neck, y + shaft),
            (x, y + shaft),
        ),
        fill,
    )


def arrow_up(owner: str, x: float, y: float, size: tuple[float, float], fill: str) -> Polygon:
    """Make a block arrow upwards around the middle of its lower end."""
    width, height = size
    neck, half, shaft = y - height * 0.45, width / 2, width * 0.24
    return Polygon(
        owner,
        (
            (x - shaft, y),
            (x - shaft, neck),
            (x - half, neck),
            (x, y - height),
            (x + half, neck),
            (x + shaft, neck),
            (x + shaft, y),
        ),
        fill,
    )
