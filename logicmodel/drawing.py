"""What a layout produces and every renderer draws: a few shapes, in mm from the top left."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, its corners rounded by `radius`."""

    owner: str
    """What it belongs to: `box:CODE`, `column:ID`, `edge:ID`, `legend`, `heading`."""
    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str | None = None
    stroke_width: float = 0.0
    radius: float = 0.0

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on a baseline.

    `x` is where the line begins: its left end, its right end where it reads from the right, its
    middle where it is centred. `mark` follows the text
    after a space, in an ink of its own.
    """

    owner: str
    x: float
    baseline: float
    content: str
    points: float
    ink: str
    bold: bool = False
    centred: bool = False
    from_right: bool = False
    mark: str = ""
    mark_ink: str = ""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape."""

    owner: str
    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, solid or dashed."""

    owner: str
    points: tuple[Point, ...]
    stroke: str
    width: float
    dashed: bool = False


Shape = Rect | Text | Polygon | Line


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished page: its size in mm, its shapes from back to front, and what it shows in words."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]
