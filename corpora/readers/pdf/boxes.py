"""Where the characters of a PDF page stand, counted from its visible corner and turned upright."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from corpora.readers.pdf.page import Line, is_right_to_left

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage


class Running(IntEnum):
    """Which way words run on the page as it is stored, in quarter turns."""

    RIGHT = 0
    UP = 1
    LEFT = 2
    DOWN = 3


class Box(NamedTuple):
    """A character's place."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.top - self.bottom


class Boxes:
    """Where the characters of a page stand, counted from its visible corner and turned upright."""

    def __init__(self, layer: PdfTextPage, visible: Box) -> None:
        from pypdfium2.raw import (  # noqa: PLC0415 - light commands import this
            FS_RECTF,
            FPDFText_GetLooseCharBox,
            FPDFText_IsGenerated,
        )

        self._layer = layer
        self._visible = visible
        self._measure = FPDFText_GetLooseCharBox
        self._is_generated = FPDFText_IsGenerated
        self._rectangle = FS_RECTF()
        self.turned = Running.RIGHT

    def __getitem__(self, at: int) -> Box:
        """Return the place of a character; all zero where it has none."""
        found = self._rectangle
        if not self._measure(self._layer, at, found):
            return Box(0.0, 0.0, 0.0, 0.0)
        low_x, low_y = self._visible.left, self._visible.bottom
        return self.upright(
            Box(found.left - low_x, found.bottom - low_y, found.right - low_x, found.top - low_y)
        )

    def supplied(self, at: int) -> bool:
        """Tell whether PDFium has put a character there that the file does not write."""
        return bool(self._is_generated(self._layer, at) == 1)

    @property
    def size(self) -> tuple[float, float]:
        """Return the width and the height of the page once it is turned."""
        left, bottom, right, top = self._visible
        wide, high = right - left, top - bottom
        return (high, wide) if self.turned % 2 else (wide, high)

    def upright(self, box: Box) -> Box:
        """Turn a place with the page."""
        if self.turned is Running.RIGHT:
            return box
        left, bottom, right, top = box
        wide, high = self._visible.right - self._visible.left, self._visible.height
        if self.turned is Running.UP:
            return Box(bottom, wide - right, top, wide - left)
        if self.turned is Running.LEFT:
            return Box(wide - right, high - top, wide - left, high - bottom)
        return Box(high - top, left, high - bottom, right)

    def running(self, words: str, start: int) -> Running | None:
        """Tell which way the characters of a line run; one or two do not show it."""
        if len(words) < 3:
            return None
        first, last = self[start], self[start + len(words) - 1]
        along, up = last.left - first.left, last.bottom - first.bottom
        if abs(up) > max(2 * abs(along), first.height / 2):
            return Running.UP if up > 0 else Running.DOWN
        backwards = along < 0 and not any(map(is_right_to_left, words))
        return Running.LEFT if backwards else Running.RIGHT

    def shows(self, line: Line) -> bool:
        """Tell whether a line stands inside the visible page: the rest is clipped."""
        wide, high = self.size
        if not line.height:
            return True
        return 0 <= line.middle <= high and line.right > 0 and line.left < wide
