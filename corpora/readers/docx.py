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
from posixpath import join, normpath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript, Paragraph, ParagraphKind
from corpora.readers.limits import part
from corpora.source import Remark, RemarkCode
from corpora.text import REPLACEMENT, canonical, change_remarks
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING_NAME = re.compile(r"(?:heading ?\d|title|subtitle)", re.IGNORECASE)
_FALSE = frozenset(("0", "false", "off", "none"))
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_DROPPED = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"))
_SPACES = re.compile(r"[\r\n\t]+")
_NOTES = (
    ("header", "header"), ("footer", "footer"), ("comments", "set of comments"),
    ("footnotes", "set of footnotes"), ("endnotes", "set of endnotes"),
)


@dataclass(frozen=True, slots=True)
class _Styles:
    headings: frozenset[str]
    hidden: frozenset[str]


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
            main = _main_part(archive)
            body = _tree(archive, main)
            styles = _styles(archive, main)
            outside = _outside(archive, main)
    except BadZipFile as error:
        raise Refused(f"a damaged docx: {error}", hint="open it in Word and save it anew") from error
    told = _Told()
    lines = tuple(_joined(_lines(body, styles, told)))
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


def _tree(archive: ZipFile, name: str) -> Element:
    from lxml import etree  # noqa: PLC0415 - light commands import this module

    content = part(archive, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Refused(
            f"{name} is not well-formed XML (line {line})", hint="open it in Word and save it anew"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(
            f"{name} declares a document type, which no Word file does",
            hint="open it in Word and save it anew",
        )
    return root


def _relations(archive: ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the target of each relationship of a part."""
    folder, _, leaf = name.rpartition("/")
    path = join(folder, "_rels", f"{leaf}.rels")
    if path not in archive.namelist():
        return
    for relation in _tree(archive, path):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        inside = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        yield relation.get("Type", "").rpartition("/")[2], inside


def _main_part(archive: ZipFile) -> str:
    for kind, target in _relations(archive, ""):
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _styles(archive: ZipFile, main: str) -> _Styles:
    path = next((t for kind, t in _relations(archive, main) if kind == "styles"), None)
    if path is None or path not in archive.namelist():
        return _Styles(frozenset(), frozenset())
    headings: set[str] = set()
    hidden: set[str] = set()
    for style in _tree(archive, path):
        if _local(style) != "style":
            continue
        ident = _attribute(style, "styleId") or ""
        name = next((_attribute(child, "val") or "" for child in style if _local(child) == "name"), "")
        if _HEADING_NAME.fullmatch(name):
            headings.add(ident)
        if any(_local(c) == "rPr" and _is_on(c, "vanish") for c in style):
            hidden.add(ident)
    return _Styles(frozenset(headings), frozenset(hidden))


def _outside(archive: ZipFile, main: str) -> tuple[Remark, ...]:
    """Say which words stand outside the body; notes that only draw a line hold none."""
    said: list[str] = []
    relations = tuple(_relations(archive, main))
    for kind, spoken in _NOTES:
        paths = [target for its, target in relations if its == kind and target in archive.namelist()]
        held = sum(any(_local(e) == "t" and e.text for e in _tree(archive, p).iter()) for p in paths)
        if held:
            said.append(f"{held} {spoken}{'s' if held > 1 else ''}".replace("sets of", "set of"))
    if not said:
        return ()
    return (Remark(RemarkCode.SET_ASIDE, f"not in the text: {', '.join(said)}"),)


def _lines(parent: Element, styles: _Styles, told: _Told) -> Iterator[_Line]:
    """Yield the paragraphs of a body, a table row as one with tabs between its cells."""
    for child in parent:
        name = _local(child)
        if name in _DROPPED:
            told.changes += name in {"del", "moveFrom"}
        elif name == "p":
            yield _line(child, styles, told)
        elif name == "tr":
            cells = [list(_joined(_lines(cell, styles, told))) for cell in child if _local(cell) == "tc"]
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


def _line(paragraph: Element, styles: _Styles, told: _Told) -> _Line:
    line = _Line("", heading=False)
    hidden = False
    for properties in paragraph:
        if _local(properties) != "pPr":
            continue
        for one in properties:
            name, value = _local(one), _attribute(one, "val") or ""
            line.heading |= name == "outlineLvl" and value.isdigit() and int(value) < 9
            line.heading |= name == "pStyle" and value in styles.headings
            hidden |= name == "pStyle" and value in styles.hidden
            line.joined |= name == "rPr" and any(_local(mark) == "del" for mark in one)
    pieces: list[str] = []
    _walk(paragraph, pieces, line, styles, told)
    if hidden and "".join(pieces).strip():
        told.hidden += 1
        pieces.clear()
    line.words = "".join(pieces)
    return line


def _walk(element: Element, pieces: list[str], line: _Line, styles: _Styles, told: _Told) -> None:
    """Collect the words of a paragraph, of its runs, links, fields and content controls."""
    for child in element:
        name = _local(child)
        if name in _DROPPED:
            told.changes += name in {"del", "moveFrom"}
        elif name == "t":
            pieces.append(_SPACES.sub(" ", child.text or ""))
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "sym":
            pieces.append(_symbol(_attribute(child, "char") or ""))
        elif name == "txbxContent":
            line.boxes.extend(_lines(child, styles, told))
        elif name == "r" and _is_hidden(child, styles):
            told.hidden += any(_local(e) == "t" and e.text for e in child.iter())
        else:
            told.changes += name in {"ins", "moveTo"}
            _walk(child, pieces, line, styles, told)


def _is_hidden(run: Element, styles: _Styles) -> bool:
    for properties in run:
        if _local(properties) == "rPr":
            style = next((_attribute(c, "val") for c in properties if _local(c) == "rStyle"), None)
            return _is_on(properties, "vanish") or style in styles.hidden
    return False


def _is_on(properties: Element, name: str) -> bool:
    return any(
        _local(c) == name and (_attribute(c, "val") or "1") not in _FALSE for c in properties
    )


def _symbol(code: str) -> str:
    """Return the character of a symbol run; a symbol font's own codes have no Unicode meaning."""
    try:
        number = int(code, 16)
    except ValueError:
        return REPLACEMENT
    return REPLACEMENT if 0xE000 <= number <= 0xF8FF or not 0x20 <= number < 0x110000 else chr(number)


def _local(element: Element) -> str:
    """Return an element's name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Element, name: str) -> str | None:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
