"""The pages a drawing may be made for, and the measures that go with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logicmodel.font import MM_PER_POINT

SMALLEST_TYPE = 7.0
"""Points; nothing is ever set smaller."""
LEADING = 1.2
_BASELINE = 0.945
"""Where in a line of type the baseline is, in em below its top."""


class Page(StrEnum):
    """The paper: widths of a journal's columns, or a whole sheet."""

    FULL = "190mm"
    MIDDLE = "140mm"
    COLUMN = "90mm"
    A4_LANDSCAPE = "a4-landscape"
    SLIDE = "16:9"


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """A page in mm and the type sizes to try on it, largest first."""

    width: float
    least_height: float
    """0: as high as the drawing; otherwise the sheet, which grows when nothing fits."""
    margin: float
    gap: float
    """Between boxes."""
    padding: float
    """Between a box and its text, and between a lane and its boxes."""
    gutter: float
    """Between columns."""
    space: float
    """Between bullets, in em."""
    sizes: tuple[float, ...]
    """Type sizes of the bullets in points."""


_SHEET_SIZES = (9.0, 8.5, 8.0, 7.5, SMALLEST_TYPE)
_PAGES = {
    Page.FULL: PageMeasures(190.0, 0.0, 1.0, 3.0, 2.0, 9.0, 0.32, (8.0, 7.5, SMALLEST_TYPE)),
    Page.MIDDLE: PageMeasures(140.0, 0.0, 1.0, 2.5, 1.6, 7.0, 0.3, (7.5, SMALLEST_TYPE)),
    Page.COLUMN: PageMeasures(90.0, 0.0, 0.5, 2.0, 1.2, 5.0, 0.3, (SMALLEST_TYPE,)),
    Page.A4_LANDSCAPE: PageMeasures(297.0, 210.0, 8.0, 2.5, 1.7, 11.0, 0.16, _SHEET_SIZES),
    Page.SLIDE: PageMeasures(338.7, 190.5, 6.0, 2.5, 1.7, 12.0, 0.16, _SHEET_SIZES),
}


def page_measures(page: Page) -> PageMeasures:
    """Return the measures of a page."""
    return _PAGES[page]


@dataclass(frozen=True, slots=True)
class Type:
    """One size of type, regular or bold."""

    points: float
    bold: bool = False

    @property
    def leading(self) -> float:
        """The height of a line in mm."""
        return self.points * MM_PER_POINT * LEADING

    @property
    def baseline(self) -> float:
        """How far the baseline lies below the top of a line, in mm."""
        return self.points * MM_PER_POINT * _BASELINE


@dataclass(frozen=True, slots=True)
class TypeSet:
    """The sizes used together on a page, derived from that of the bullets."""

    bullet: Type
    title: Type
    head: Type
    heading: Type
    legend: Type

    @classmethod
    def of(cls, points: float) -> TypeSet:
        """Make the set around a bullet size in points."""
        return cls(
            bullet=Type(points),
            title=Type(points + 0.5, bold=True),
            head=Type(points + 1.0, bold=True),
            heading=Type(points + 2.0, bold=True),
            legend=Type(max(SMALLEST_TYPE, points - 1.0)),
        )
