"""The styles of an OpenDocument text that matter to reading, and how its lists count.

OpenDocument 1.3, part 3: styles in section 16, lists in 19.880 and after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpora.readers.numerals import NumberFormat, numeral

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:form:1.0": "form",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_HEADING_NAME = re.compile(r"(?:Heading(?:_20_\d+)?|Title|Subtitle)", re.IGNORECASE)
_BULLET = "\N{BULLET}"
_LONGEST_LINE = 100
"""How many styles are looked through for what one inherits; they may go round in a circle."""
_LEVELS = 10
"""How many a list style has."""


def prefixed(name: object) -> str:
    """Return a name of the standard's own with its usual prefix; of others, nothing."""
    if not isinstance(name, str):
        return ""
    space, _, local = name[1:].rpartition("}")
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix is not None else ""


def attributes(element: Element) -> dict[str, str]:
    """Return an element's attributes by their prefixed names."""
    return {prefixed(key): str(value) for key, value in element.attrib.items()}


def number(printed: str | None, otherwise: int) -> int:
    """Read a count of at most six digits."""
    return int(printed) if printed and re.fullmatch(r"[0-9]{1,6}", printed) else otherwise


@dataclass(frozen=True, slots=True)
class Level:
    """What stands before the items of one level of a list."""

    form: NumberFormat | None = None
    """None where a bullet stands there, or nothing."""
    before: str = ""
    after: str = ""
    starts: int = 1
    shown: int = 1
    """How many levels' numbers are printed."""
    bullet: str = ""


@dataclass(slots=True)
class Styles:
    """Styles by what reading asks of them; a style of no such kind is in no set."""

    headings: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    new_page: set[str] = field(default_factory=set)
    lists: dict[str, tuple[Level, ...]] = field(default_factory=dict)


def read_styles(roots: Iterable[Element]) -> Styles:
    """Collect styles from the parts of a document that define them; styles inherit."""
    found = Styles()
    parents: dict[str, str] = {}
    for style in (style for root in roots for style in root.iter("{*}style", "{*}list-style")):
        named = attributes(style)
        name = named.get("style:name", "")
        if prefixed(style.tag) == "text:list-style":
            found.lists[name] = tuple(_levels(style))
            continue
        parents[name] = named.get("style:parent-style-name", "")
        if named.get("style:default-outline-level"):
            found.headings.add(name)
        for properties in style:
            said = attributes(properties)
            if said.get("text:display") == "none":
                found.hidden.add(name)
            if said.get("fo:break-before") == "page":
                found.new_page.add(name)
    # A document may use the program's own styles without defining them.
    used = {*parents, *parents.values(), "Title", "Subtitle"}
    found.headings |= {name for name in used if _HEADING_NAME.fullmatch(name)}
    for kind in (found.headings, found.hidden):
        _inherit(kind, parents)
    return found


def _inherit(kind: set[str], parents: dict[str, str]) -> None:
    for name in parents:
        line = [name]
        while line[-1] in parents and line[-1] not in kind and len(line) < _LONGEST_LINE:
            line.append(parents[line[-1]])
        if line[-1] in kind:
            kind.update(line)


def _levels(style: Element) -> Iterator[Level]:
    levels = {}
    for one in style:
        said = attributes(one)
        at = number(said.get("text:level"), 0)
        before, after = said.get("style:num-prefix", ""), said.get("style:num-suffix", "")
        if prefixed(one.tag) == "text:list-level-style-number":
            printed = said.get("style:num-format", "")
            form = NumberFormat(printed) if printed in set(NumberFormat) else None
            starts = number(said.get("text:start-value"), 1)
            shown = number(said.get("text:display-levels"), 1)
            levels[at] = Level(form, before, after, starts, shown)
        elif prefixed(one.tag) == "text:list-level-style-bullet":
            printed = said.get("text:bullet-char", "")
            # A symbol font's own codes have no meaning outside it.
            bullet = _BULLET if "\ue000" <= printed <= "\uf8ff" else printed
            levels[at] = Level(bullet=bullet)  # LibreOffice prints no prefix or suffix of bullets
    for at in range(1, _LEVELS + 1):
        yield levels.get(at, Level())


@dataclass(slots=True)
class _List:
    style: str
    count: int
    started: bool
    ident: str


class ListCount:
    """Counts the items of lists within lists as they are met."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_List] = []
        self._ended: dict[tuple[str, int], int] = {}
        self._by_ident: dict[tuple[str, int], int] = {}
        self._labelled: list[bool] = []

    def open_list(self, said: dict[str, str]) -> None:
        """Begin a list, which may go on counting where another ended."""
        above = self._open[-1] if self._open else None
        style = said.get("text:style-name", above.style if above else "")
        depth = len(self._open)
        goes_on = said.get("text:continue-list", "")
        count = None
        if goes_on:
            count = self._by_ident.get((goes_on, depth))
        elif said.get("text:continue-numbering") == "true":
            count = self._ended.get((style, depth))
        ident = said.get("xml:id", goes_on or (above.ident if above else ""))
        self._open.append(_List(style, count or 0, count is not None, ident))

    def close_list(self) -> None:
        """End the innermost list."""
        ended = self._open.pop()
        depth = len(self._open)
        if ended.started:
            self._ended[ended.style, depth] = ended.count
            self._by_ident[ended.ident, depth] = ended.count

    def open_item(self, said: dict[str, str], *, labelled: bool) -> None:
        """Begin an item, or a header, which has no label."""
        self._labelled.append(not labelled)
        if self._open and "text:start-value" in said:
            self._open[-1].count = number(said["text:start-value"], 1) - 1
            self._open[-1].started = True

    def close_item(self) -> None:
        """End the innermost item."""
        self._labelled.pop()

    def label(self) -> str:
        """Return what stands before a paragraph: nothing unless it is the first of an item."""
        if not self._open or not self._labelled or self._labelled[-1]:
            return ""
        self._labelled[-1] = True
        levels = self._styles.lists.get(self._open[-1].style)
        depth = len(self._open) - 1
        if levels is None or depth >= _LEVELS:
            return ""
        level = levels[depth]
        its = self._open[-1]
        its.count = its.count + 1 if its.started else level.starts
        its.started = True
        if level.form is None:
            label = level.bullet or level.before + level.after
        else:
            label = level.before + ".".join(self._numbers(levels, level)) + level.after
        return label.strip()

    def _numbers(self, levels: tuple[Level, ...], level: Level) -> Iterator[str]:
        depth = len(self._open) - 1
        for at in range(max(0, depth - max(level.shown, 1) + 1), depth + 1):
            form, one = levels[at].form, self._open[at]
            if form is not None:
                yield numeral(one.count if one.started else levels[at].starts, form)
