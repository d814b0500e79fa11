"""Word documents: the words of the body as they read with all tracked changes accepted.

Headers, footers, comments and notes stand beside the text; hidden text and deleted passages stay
out and are told. Only parts inside the container are read, into memory, with entities off. Both the
transitional and the strict form of ISO/IEC 29500 are read: elements are known by their local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript
from corpora.readers.docx.numbering import Numbered, Numbering, numbered
from corpora.readers.docx.parts import (
    Styles,
    is_on,
    main_part,
    margins,
    notes,
    numbering,
    styles,
    tree,
)
from corpora.readers.docx.text import Line, Note, find_speech, manuscript, program_of, row
from corpora.readers.markup import attribute, local_name
from corpora.readers.tables.columns import Layout
from corpora.source import AsideKind, Remark, RemarkCode
from corpora.text import REPLACEMENT
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
_REFERENCES = {
    "footnoteReference": AsideKind.FOOTNOTE,
    "endnoteReference": AsideKind.ENDNOTE,
    "commentReference": AsideKind.COMMENT,
}
_SPACES = re.compile(r"[\r\n\t]+")


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
            counted = numbering(archive, main, known)
            beside = tuple(notes(archive, main))
            around = tuple(margins(archive, main))
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(
            f"a damaged docx: {error}", hint="open it in Word and save it anew"
        ) from error
    told = _Told()
    said = {
        (kind, ident): _words(note, _Walk(known, Numbering(None, {}), told))
        for kind, ident, note in beside
    }
    walk = _Walk(known, counted, told, said)
    lines = tuple(_joined(walk.lines(body)))
    outside = [
        (kind, _words(part, _Walk(known, Numbering(None, {}), told))) for kind, part in around
    ]
    outside += ((kind, words) for (kind, _), words in walk.notes.items())
    kept = dict.fromkeys((kind, words) for kind, words in outside if words)
    program = next(filter(None, map(program_of, told.speech)), None)
    return manuscript(lines, kept, tuple(told.remarks()), program)


@dataclass(slots=True)
class _Told:
    """What is met on the way and must be said."""

    hidden: int = 0
    changes: int = 0
    speech: list[Layout] = field(default_factory=list)

    def remarks(self) -> Iterator[Remark]:
        """Say it."""
        if self.changes:
            said = f"{self.changes} tracked changes: the text is the one with all of them accepted"
            yield Remark(RemarkCode.TRACKED_CHANGES, said)
        if self.hidden:
            said = f"hidden text in {self.hidden} places is left out"
            yield Remark(RemarkCode.HIDDEN_TEXT, said)
        for layout in self.speech:
            who = layout.who.name if layout.who is not None else ""
            said = (
                f"in a table, speakers from column “{who}” and words from “{layout.words[0].name}”"
            )
            yield Remark(RemarkCode.LAYOUT, said)


def _words(part: Element, walk: _Walk) -> str:
    """Return the words of a note or a margin, a paragraph a line."""
    lines = (line.words.strip() for line in _joined(walk.lines(part)))
    return "\n".join(words for words in lines if words)


def _joined(lines: Iterator[Line]) -> Iterator[Line]:
    """Join paragraphs whose end mark is deleted, and put text boxes after their paragraph."""
    waiting: Line | None = None
    for line in lines:
        if waiting is not None:
            waiting.append(line)
        whole = waiting or line
        if line.joined:
            waiting = whole
            continue
        waiting = None
        yield whole
        yield from _joined(iter(whole.boxes))
    if waiting is not None:
        yield waiting
        yield from _joined(iter(waiting.boxes))


@dataclass(slots=True)
class _Walk:
    """Goes through the body of a document or a part of it."""

    styles: Styles
    numbering: Numbering
    told: _Told
    notes: dict[tuple[AsideKind, str], str] = field(default_factory=dict)
    """The words of notes by their kind and id, until their place is met."""

    def lines(self, parent: Element) -> Iterator[Line]:
        """Yield the paragraphs of a body, a table row as one with tabs between its cells."""
        for child in parent:
            name = local_name(child)
            if name in _DROPPED:
                self.told.changes += name in {"del", "moveFrom"}
            elif name == "p":
                yield self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name == "tr":
                yield row([list(_joined(self.lines(cell))) for cell in _cells(child)])
            else:
                yield from self.lines(child)

    def _table(self, table: Element) -> Iterator[Line]:
        rows = list(self.lines(table))
        layout = find_speech(rows)
        if layout is not None:
            self.told.speech.append(layout)
        for line in rows:
            if line.alone is None or line.spoken is not None:
                yield line
            else:
                yield from line.alone

    def _paragraph(self, paragraph: Element) -> Line:
        line = Line()
        hidden = False
        own, style = Numbered(), None
        for properties in paragraph:
            if local_name(properties) != "pPr":
                continue
            own = numbered(properties)
            for one in properties:
                name, value = local_name(one), attribute(one, "val") or ""
                line.heading |= name == "outlineLvl" and value.isdigit() and int(value) < 9
                line.joined |= name == "rPr" and any(local_name(mark) == "del" for mark in one)
                if name == "pStyle":
                    style = value
                    line.heading |= value in self.styles.headings
                    hidden |= value in self.styles.hidden
        pieces: list[str] = []
        self._collect(paragraph, pieces, line)
        line.words = "".join(pieces)
        if hidden and line.words.strip():
            self.told.hidden += 1
            line.words = ""
        elif not line.joined or line.words.strip():
            line.number = self.numbering.before(own, style)
        return line

    def _collect(self, element: Element, pieces: list[str], line: Line) -> None:
        """Collect the words of a paragraph, of its runs, links, fields and content controls."""
        for child in element:
            name = local_name(child)
            if name in _DROPPED:
                self.told.changes += name in {"del", "moveFrom"}
            elif name == "t":
                pieces.append(_SPACES.sub(" ", child.text or ""))
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name == "sym":
                pieces.append(_symbol(attribute(child, "char") or ""))
            elif name in _REFERENCES:
                self._note(_REFERENCES[name], attribute(child, "id") or "", pieces, line)
            elif name == "txbxContent":
                line.boxes.extend(self.lines(child))
            elif name == "r" and _is_hidden(child, self.styles):
                self.told.hidden += any(local_name(e) == "t" and e.text for e in child.iter())
            else:
                self.told.changes += name in {"ins", "moveTo"}
                self._collect(child, pieces, line)

    def _note(self, kind: AsideKind, ident: str, pieces: list[str], line: Line) -> None:
        words = self.notes.pop((kind, ident), "")
        if words:
            line.notes.append(Note(sum(map(len, pieces)), kind, words))


def _cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row, also those that content controls stand around."""
    for child in row:
        name = local_name(child)
        if name == "tc":
            yield child
        elif name not in _DROPPED:
            yield from _cells(child)


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
