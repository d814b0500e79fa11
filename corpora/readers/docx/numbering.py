"""The numbers and bullets that Word puts before the paragraphs of its lists.

They are not in a document's text but counted when it is shown (ISO/IEC 29500-1, section 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpora.readers.markup import attribute, local_name
from corpora.readers.numerals import NumberFormat, numeral

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BULLET = "\N{BULLET}"
LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FORMATS = {
    "lowerLetter": NumberFormat.SMALL_LETTER,
    "upperLetter": NumberFormat.LETTER,
    "lowerRoman": NumberFormat.SMALL_ROMAN,
    "upperRoman": NumberFormat.ROMAN,
}
_MOST = 1_000_000
"""A list that is said to begin higher begins at 1."""


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list counts."""

    form: str = "decimal"
    shown: str = ""
    """What stands before its paragraphs, `%1` for the number of the first level and so on."""
    start: int = 1
    plain: bool = False
    """All numbers are written in digits."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Which list a paragraph or a style belongs to, as far as it says so itself."""

    list_id: str | None = None
    level: int | None = None


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Element | None, by_style: dict[str, Numbered]) -> None:
        self._by_style = by_style
        self._levels: dict[str, dict[int, Level]] = {}
        self._shared: dict[str, str] = {}
        """The lists that count together, by the id of each."""
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._restarts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def before(self, own: Numbered, style: str | None) -> str:
        """Count a paragraph and return what Word shows before it, or nothing."""
        styled = self._by_style.get(style or "", Numbered())
        ident = own.list_id if own.list_id is not None else styled.list_id
        level = own.level if own.level is not None else styled.level or 0
        if ident is None or ident not in self._levels or not 0 <= level < LEVELS:
            return ""
        levels = self._levels[ident]
        counts = self._counts.setdefault(self._shared[ident], [None] * LEVELS)
        this = levels.get(level, Level())
        restart = self._restarts.get(ident, {}).get(level)
        if restart is not None and (ident, level) not in self._begun:
            counts[level] = None
            this = replace(this, start=restart)
        self._begun.add((ident, level))
        last = counts[level]
        counts[level] = this.start if last is None else last + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        return _shown(levels, counts, this)

    def _read(self, root: Element) -> None:
        kept: dict[str, dict[int, Level]] = {}
        linked: dict[str, str] = {}
        for one in root:
            ident = attribute(one, "abstractNumId") or ""
            if local_name(one) == "abstractNum":
                kept[ident] = dict(_levels(one))
                style = next((_value(c) for c in one if local_name(c) == "numStyleLink"), None)
                if style:
                    linked[ident] = style
        shared = {
            attribute(one, "numId") or "": next(
                (_value(c) for c in one if local_name(c) == "abstractNumId"), ""
            )
            for one in root
            if local_name(one) == "num"
        }
        for one in root:
            if local_name(one) != "num":
                continue
            ident = attribute(one, "numId") or ""
            counted = shared[ident]
            if counted in linked:  # the style that carries the list says which it is
                styled = self._by_style.get(linked[counted], Numbered()).list_id
                counted = shared.get(styled or "", counted)
            levels = dict(kept.get(counted, {}))
            for change in one:
                if local_name(change) == "lvlOverride":
                    levels.update(_levels(change))
                    self._restart(ident, change)
            self._levels[ident] = levels
            self._shared[ident] = counted

    def _restart(self, ident: str, change: Element) -> None:
        at = _whole(attribute(change, "ilvl"), 0)
        for one in change:
            if local_name(one) == "startOverride":
                self._restarts.setdefault(ident, {})[at] = _whole(_value(one), 1)


def numbered(properties: Element) -> Numbered:
    """Read which list the properties of a paragraph or a style name."""
    for one in properties:
        if local_name(one) == "numPr":
            said = {local_name(c): _value(c) for c in one}
            level = said.get("ilvl")
            return Numbered(said.get("numId"), None if level is None else _whole(level, 0))
    return Numbered()


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for one in parent:
        if local_name(one) != "lvl":
            continue
        said = {local_name(child): child for child in one}
        form, shown, start = (said.get(name) for name in ("numFmt", "lvlText", "start"))
        yield (
            _whole(attribute(one, "ilvl"), 0),
            Level(
                "decimal" if form is None else _value(form),
                "" if shown is None else _value(shown),
                1 if start is None else _whole(_value(start), 1),
                plain="isLgl" in said,
            ),
        )


def _shown(levels: dict[int, Level], counts: list[int | None], this: Level) -> str:
    if this.form == "none":
        return ""
    if this.form == "bullet":
        return BULLET if not this.shown or _PRIVATE.search(this.shown) else this.shown
    return _PLACE.sub(lambda match: _number(levels, counts, int(match[1]) - 1, this), this.shown)


def _number(levels: dict[int, Level], counts: list[int | None], at: int, this: Level) -> str:
    level = levels.get(at, Level())
    count = counts[at]
    value = level.start if count is None else count
    if this.plain or level.form not in _FORMATS:
        return f"{value:02}" if level.form == "decimalZero" and not this.plain else str(value)
    return numeral(value, _FORMATS[level.form])


def _value(element: Element) -> str:
    return attribute(element, "val") or ""


def _whole(printed: str | None, otherwise: int) -> int:
    found = int(printed) if printed and re.fullmatch(r"[0-9]{1,7}", printed) else otherwise
    return found if found < _MOST else 1
