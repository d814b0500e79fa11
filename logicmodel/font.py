"""Widths of text in DejaVu Sans, the typeface that ships with matplotlib.

Every renderer draws with these same two fonts, so a line that fits here fits in the file. Widths
are sums of unhinted advances without kerning. A character the fonts lack is taken as one em wide
(pictographs as one and a quarter), which is what fallback fonts give it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

MM_PER_POINT = 25.4 / 72
FAMILY = "DejaVu Sans"
_FIRST_PICTOGRAPH = "\U0001f000"
_PICTOGRAPH_EM = 1.25


def font_file(*, bold: bool) -> Path:
    """Return the file of the regular or the bold font."""
    import matplotlib  # noqa: PLC0415 - heavy, and only a drawing needs it

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in mm at a type size in points."""
    ems = sum(_advance(character, bold=bold) for character in text)
    return ems * points * MM_PER_POINT


def missing_characters(text: str) -> tuple[str, ...]:
    """Return the characters of a text that the fonts cannot draw, each once, sorted."""
    font = _font(bold=False)
    return tuple(
        sorted({one for one in text if not _is_silent(one) and not font.get_char_index(ord(one))})
    )


@cache
def _font(*, bold: bool) -> FT2Font:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - heavy, and only a drawing needs it

    return FT2Font(str(font_file(bold=bold)))


@cache
def _advance(character: str, *, bold: bool) -> float:
    """Return the width of one character in em."""
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415 - heavy

    font = _font(bold=bold)
    if font.get_char_index(ord(character)):
        glyph = font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
        return float(glyph.horiAdvance / font.units_per_EM)
    if _is_silent(character):
        return 0.0
    return _PICTOGRAPH_EM if character >= _FIRST_PICTOGRAPH else 1.0


def _is_silent(character: str) -> bool:
    """Say whether a character adds no width of its own where a font lacks it."""
    return category(character) in {"Mn", "Me", "Cf"}
