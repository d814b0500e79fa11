"""Widths of text in DejaVu Sans, the typeface that ships with matplotlib.

Every renderer draws with these same two fonts, so a line that fits here fits in the file. A
character the fonts lack is taken as one em wide (pictographs as one and a quarter), which is what
fallback fonts give it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

MM_PER_POINT = 25.4 / 72
FAMILY = "DejaVu Sans"
_SHAPING_POINTS = 1000
_RESERVE = 1.03
_FIRST_PICTOGRAPH = "\U0001f000"
_PICTOGRAPH_EM = 1.25


def font_file(*, bold: bool) -> Path:
    """Return the file of the regular or the bold font."""
    import matplotlib as mpl  # noqa: PLC0415 - heavy, and only a drawing needs it

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name


@lru_cache(maxsize=50_000)
def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the most a line of text takes in mm, drawn with kerning or without.

    Args:
        text: one line.
        points: type size.
        bold: whether the bold font is meant.
    """
    return max(_width(text, points, bold=bold), drawn_width(text, points, bold=bold))


def drawn_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a line in mm as matplotlib draws it, kerning and ligatures included.

    A line with characters the fonts lack is given a little more than the sum of its characters.
    """
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415 - heavy, and only a drawing needs it

    if missing_characters(text, bold=bold):
        return _width(text, points, bold=bold) * _RESERVE
    font = _font(bold=bold)
    font.set_size(_SHAPING_POINTS, 72)
    if any(unicodedata.bidirectional(one) in {"R", "AL"} for one in text):
        # Glyphs come in the order they are seen, so only the ink tells the width.
        inked = text.rstrip()
        font.set_text(inked, 0, flags=LoadFlags.NO_HINTING)
        shaped = font.get_width_height()[0]
        spaces = _width(text[len(inked) :], points, bold=bold)
    else:
        # A character set behind the text stands where the text ends, its last space included.
        shaped = font.set_text(f"{text}(", 0, flags=LoadFlags.NO_HINTING)[-1][0]
        spaces = 0.0
    return float(shaped) / 64 / _SHAPING_POINTS * points * MM_PER_POINT + spaces


def missing_characters(text: str, *, bold: bool = False) -> tuple[str, ...]:
    """Return the characters of a text that the font meant cannot draw, each once, sorted.

    The bold font has fewer than the regular one.
    """
    font = _font(bold=bold)
    return tuple(sorted({one for one in text if not font.get_char_index(ord(one))}))


def _width(text: str, points: float, *, bold: bool) -> float:
    """Return the sum of the advances of a line in mm."""
    return sum(_advance(one, bold=bold) for one in text) * points * MM_PER_POINT


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
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}
