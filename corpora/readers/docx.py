"""Word documents: the words of the body as they read with all tracked changes accepted.

Headers, footers, comments and notes are not speech and stay out, and so does hidden text; each is
said. Only parts inside the container are read, into memory, with entities off. Both the
transitional and the strict form of ISO/IEC 29500 are read: elements are known by their local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript, Paragraph, ParagraphKind
from corpora.readers.docx_parts import (
    Styles,
    attribute,
    is_on,
    local_name,
    main_part,
    set_aside,
    styles,
    tree,
)
from corpora.source import Remark, RemarkCode
from corpora.text import REPLACEMENT, canonical, change_remarks
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BREAKS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_DROPPED = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"))
_SPACES = re.compile(r"[\r\n\t]+")


@dataclass(slots=True)
class _Told:
    """What is met on the way and must be said."""

    hidden: int = 0
    changes: int = 0


@dataclass(slots=True)
class _Line:
    """A paragraph on its way to text."""

    words: str
    heading: bool
    joined: bool = False
    """Its end mark is deleted: the next paragraph goes on in it."""
    boxes: list[_Line] = field(default_factory=list)


def read_docx(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read a Word document.

    Raises:
        Refused: The container or a part is damaged, protected, too big, or has a document type
            declaration, which could bring in files from elsewhere.
    """
    del encoding, password  # XML says its encoding; a protected document is no zip container
    try:
        with ZipFile(BytesIO(data)) as archive:
            main = main_part(archive)
            body = tree(archive, main)
            known = styles(archive, main)
            outside = set_aside(archive, main)
    except BadZipFile as error:
        raise Refused(
            f"a damaged docx: {error}", hint="open it in Word and save it anew"
        ) from error
    told = _Told()
    lines = tuple(_joined(_lines(body, known, told)))
    return _manuscript(lines, told, outside)


def _manuscript(lines: tuple[_Line, ...], told: _Told, outside: tuple[Remark, ...]) -> Manuscript:
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    length = 0
    for line in lines:
        words = line.words.rstrip()
        body = words.lstrip()
        if body:
            start = length + len(words) - len(body)
            kind = ParagraphKind.HEADING if line.heading else ParagraphKind.BODY
            paragraphs.append(Paragraph(start, length + len(words), kind))
        pieces.append(words)
        length += len(words) + 1
    made = canonical("\n".join(pieces) + "\n")
    remarks = (*_told_remarks(told), *outside, *change_remarks(made.changes))
    return Manuscript("docx", made.text, paragraphs=tuple(paragraphs), remarks=remarks)


def _told_remarks(told: _Told) -> Iterator[Remark]:
    if told.changes:
        yield Remark(
            RemarkCode.TRACKED_CHANGES,
            f"{told.changes} tracked changes: the text is the one with all of them accepted",
        )
    if told.hidden:
        yield Remark(RemarkCode.HIDDEN_TEXT, f"hidden text in {told.hidden} places is left out")


def _lines(parent: Element, styles: Styles, told: _Told) -> Iterator[_Line]:
    """Yield the paragraphs of a body, a table row as one with tabs between its cells."""
    for child in parent:
        name = local_name(child)
        if name in _DROPPED:
            told.changes += name in {"del", "moveFrom"}
        elif name == "p":
            yield _line(child, styles, told)
        elif name == "tr":
            cells = [
                list(_joined(_lines(cell, styles, told)))
                for cell in child
                if local_name(cell) == "tc"
            ]
            words = ("\n".join(line.words for line in cell).strip() for cell in cells)
            yield _Line("\t".join(words), heading=False)
        else:
            yield from _lines(child, styles, told)


def _joined(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Join paragraphs whose end mark is deleted, and put text boxes after their paragraph."""
    words = ""
    for line in lines:
        words += line.words
        if not line.joined:
            yield _Line(words, line.heading)
            words = ""
        yield from _joined(iter(line.boxes))
    if words:
        yield _Line(words, heading=False)


def _line(paragraph: Element, styles: Styles, told: _Told) -> _Line:
    line = _Line("", heading=False)
    hidden = False
    for properties in paragraph:
        if local_name(properties) != "pPr":
            continue
        for one in properties:
            name, value = local_name(one), attribute(one, "val") or ""
            line.heading |= name == "outlineLvl" and value.isdigit() and int(value) < 9
            line.heading |= name == "pStyle" and value in styles.headings
            hidden |= name == "pStyle" and value in styles.hidden
            line.joined |= name == "rPr" and any(local_name(mark) == "del" for mark in one)
    pieces: list[str] = []
    _walk(paragraph, pieces, line, styles, told)
    if hidden and "".join(pieces).strip():
        told.hidden += 1
        pieces.clear()
    line.words = "".join(pieces)
    return line


def _walk(element: Element, pieces: list[str], line: _Line, styles: Styles, told: _Told) -> None:
    """Collect the words of a paragraph, of its runs, links, fields and content controls."""
    for child in element:
        name = local_name(child)
        if name in _DROPPED:
            told.changes += name in {"del", "moveFrom"}
        elif name == "t":
            pieces.append(_SPACES.sub(" ", child.text or ""))
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "sym":
            pieces.append(_symbol(attribute(child, "char") or ""))
        elif name == "txbxContent":
            line.boxes.extend(_lines(child, styles, told))
        elif name == "r" and _is_hidden(child, styles):
            told.hidden += any(local_name(e) == "t" and e.text for e in child.iter())
        else:
            told.changes += name in {"ins", "moveTo"}
            _walk(child, pieces, line, styles, told)


def _is_hidden(run: Element, styles: Styles) -> bool:
    for properties in run:
        if local_name(properties) == "rPr":
            style = next(
                (attribute(c, "val") for c in properties if local_name(c) == "rStyle"), None
            )
            return is_on(properties, "vanish") or style in styles.hidden
    return False


def _symbol(code: str) -> str:
    """Return the character of a symbol run; a symbol font's own codes have no Unicode meaning."""
    try:
        number = int(code, 16)
    except ValueError:
        return REPLACEMENT
    return (
        REPLACEMENT if 0xE000 <= number <= 0xF8FF or not 0x20 <= number < 0x110000 else chr(number)
    )
