"""One sheet of an Excel workbook, row after row, so that memory follows the words and not the XML."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from corpora.readers.limits import part
from corpora.readers.markup import local_name
from corpora.readers.tables.number_format import GENERAL, NumberFormat
from corpora.readers.tables.tables import MAX_COLUMNS
from corpora.source import Change
from corpora.text import canonical, tallied
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HINT = "open it in Excel and save it anew"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ON = frozenset(("1", "true", "on"))


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the cells of all sheets point to."""

    strings: Sequence[str]
    formats: Sequence[NumberFormat]
    """By the number of the style."""


@dataclass(slots=True)
class Sheet:
    """What a sheet shows, and how much it hides."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """What Excel prints beside each row."""
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """First row, last row and column of cells that reach down, as places in `rows`."""
    hidden_rows: int = 0
    """Rows that hold something."""
    hidden_columns: set[int] = field(default_factory=set)
    """Columns in which something stands."""
    unvalued: int = 0
    """Formulas without a stored value, of which the text is taken."""
    changes: tuple[Change, ...] = ()

    def place(self, number: int) -> int | None:
        """Return the place in `rows` of the row that Excel gives a number."""
        at = bisect_left(self.numbers, number)
        return at if at < len(self.numbers) and self.numbers[at] == number else None


def read_sheet(archive: ZipFile, name: str, meanings: Meanings) -> Sheet:
    """Read a sheet.

    Raises:
        Refused: The part is damaged, too big, declares a document type or has too many columns.
    """
    reader = _SheetReader(meanings)
    for element in _elements(archive, name, ("row", "col", "mergeCell")):
        kind = local_name(element)
        if kind == "row":
            reader.add(element)
        elif kind == "col":
            reader.hide(element)
        else:
            reader.merge(element.get("ref") or "")
    return reader.sheet


def shared_strings(archive: ZipFile, name: str) -> tuple[str, ...]:
    """Read the strings that the cells of all sheets share."""
    return tuple(_words(element) for element in _elements(archive, name, ("si",)))


def place_of(reference: str) -> tuple[int, int] | None:
    """Return the row, from 1, and the column, from 0, that a reference such as `B4` means."""
    found = _PLACE.fullmatch(reference)
    return (int(found[2]), _column(found[1])) if found is not None else None


@lru_cache(maxsize=MAX_COLUMNS)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


class _SheetReader:
    """Takes the elements of a sheet in their order: columns, rows, merged cells."""

    def __init__(self, meanings: Meanings) -> None:
        self.sheet = Sheet()
        self._meanings = meanings
        self._hidden: set[int] = set()
        self._number = 0

    def hide(self, col: Element) -> None:
        """Note columns that are hidden."""
        if col.get("hidden") in _ON:
            first, last = _number(col.get("min")), _number(col.get("max"))
            self._hidden.update(range(max(first - 1, 0), min(last, MAX_COLUMNS)))

    def add(self, row: Element) -> None:
        """Take a row's cells."""
        self._number = _number(row.get("r")) or self._number + 1
        cells: list[str] = []
        at = -1
        for cell in row.iterchildren("{*}c"):
            found = _PLACE.fullmatch(cell.get("r") or "")
            at = _column(found[1]) if found is not None else at + 1
            if at >= MAX_COLUMNS:
                raise Refused(f"more than {MAX_COLUMNS:,} columns", hint="is it a table at all?")
            value = self._value(cell)
            if not value:
                continue
            if at in self._hidden:
                self.sheet.hidden_columns.add(at)
                continue
            if at == len(cells):
                cells.append(value)
            else:
                cells.extend("" for _ in range(at + 1 - len(cells)))
                cells[at] = value
        if not any(cells):
            return
        if row.get("hidden") in _ON:
            self.sheet.hidden_rows += 1
            return
        self.sheet.numbers.append(self._number)
        self.sheet.rows.append(cells)

    def merge(self, reference: str) -> None:
        """Note a merged cell that reaches down over rows."""
        first, _, last = reference.partition(":")
        begin, end = place_of(first), place_of(last)
        top = self.sheet.place(begin[0]) if begin is not None else None
        if begin is None or end is None or top is None:
            return
        bottom = bisect_right(self.sheet.numbers, end[0]) - 1
        if bottom > top and len(self.sheet.merged) < MAX_COLUMNS:
            self.sheet.merged.append((top, bottom, begin[1]))

    def _value(self, cell: Element) -> str:
        """Return what a cell shows; a formula without a stored value shows its text."""
        kind = cell.get("t") or "n"
        stored = formula = None
        for child in cell:
            tag = str(child.tag)
            if tag.endswith("}v"):
                stored = child.text
            elif tag.endswith("}f"):
                formula = child.text or ""
            elif tag.endswith("}is"):
                stored = _words(child)
        if not stored:
            if formula:
                self.sheet.unvalued += 1
                return self._safe("=" + formula)
            return ""
        if kind == "s":
            strings = self._meanings.strings
            at = _number(stored)
            return self._safe(strings[at]) if at < len(strings) else ""
        if kind == "b":
            return "TRUE" if stored in _ON else "FALSE"
        if kind == "n":
            formats, style = self._meanings.formats, _number(cell.get("s"))
            return self._safe((formats[style] if style < len(formats) else GENERAL).printed(stored))
        return self._safe(stored)

    def _safe(self, words: str) -> str:
        if words.isprintable():
            return words
        made = canonical(words)
        if made.changes:
            self.sheet.changes = tallied(self.sheet.changes, made.changes)
        return made.text


def _elements(archive: ZipFile, name: str, kinds: Sequence[str]) -> Iterator[Element]:
    """Yield elements of a part as they end, and forget each."""
    from lxml import etree  # noqa: PLC0415 - light commands import this module

    content = BytesIO(part(archive, name))
    found = etree.iterparse(
        content,
        tag=[f"{{*}}{kind}" for kind in kinds],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in found:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Refused(f"{name} is not well-formed XML (line {line})", hint=_HINT) from error
    if found.root is not None and found.root.getroottree().docinfo.internalDTD is not None:
        raise Refused(f"{name} declares a document type, which no Excel file does", hint=_HINT)


def _words(element: Element) -> str:
    """Join the runs of a string, without its phonetic reading."""
    if len(element) == 1 and len(element[0]) == 0:
        words = element[0].text or ""
    else:
        words = "".join(
            text.text or ""
            for text in element.iter("{*}t")
            if (above := text.getparent()) is None or local_name(above) != "rPh"
        )
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words) if "_x" in words else words


def _number(digits: str | None) -> int:
    """Read a whole number; 0 for what is none."""
    return int(digits) if digits is not None and digits.isdecimal() and len(digits) < 10 else 0
