"""The parts of a Word document: its container, relationships, styles, and what is not its body.

Parts are read into memory only, with entities off. Both the transitional and the strict form of
ISO/IEC 29500 are read: elements are known by their local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from typing import TYPE_CHECKING
from zipfile import ZipFile

from corpora.readers.docx.numbering import Numbered, Numbering, numbered
from corpora.readers.markup import attribute, local_name, xml_part
from corpora.source import AsideKind

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING_NAME = re.compile(r"(?:heading ?\d|title|subtitle)", re.IGNORECASE)
_FALSE = frozenset(("0", "false", "off", "none"))
_NOTES = {
    "footnotes": AsideKind.FOOTNOTE,
    "endnotes": AsideKind.ENDNOTE,
    "comments": AsideKind.COMMENT,
}
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))
"""Notes that only draw the line above notes."""
_DEEPEST = 20
"""How many styles are based on one another at most."""
_MARGINS = {"header": AsideKind.HEADER, "footer": AsideKind.FOOTER}


@dataclass(frozen=True, slots=True)
class Styles:
    """Which styles are headings, and which hide their text, by their ids."""

    headings: frozenset[str]
    hidden: frozenset[str]
    lists: dict[str, Numbered]
    """Which list the paragraphs of a style belong to."""


def tree(archive: ZipFile, name: str) -> Element:
    """Parse a part as XML; see `xml_part`."""
    return xml_part(archive, name, "Word")


def relations(archive: ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the target of each relationship of a part."""
    folder, _, leaf = name.rpartition("/")
    path = join(folder, "_rels", f"{leaf}.rels")
    if path not in archive.namelist():
        return
    for relation in tree(archive, path):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        inside = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        yield relation.get("Type", "").rpartition("/")[2], inside


def main_part(archive: ZipFile) -> str:
    """Return the name of the part that holds the body."""
    for kind, target in relations(archive, ""):
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def styles(archive: ZipFile, main: str) -> Styles:
    """Return which styles matter to reading."""
    path = next((t for kind, t in relations(archive, main) if kind == "styles"), None)
    if path is None or path not in archive.namelist():
        return Styles(frozenset(), frozenset(), {})
    headings: set[str] = set()
    hidden: set[str] = set()
    lists: dict[str, Numbered] = {}
    based: dict[str, str] = {}
    for style in tree(archive, path):
        if local_name(style) != "style":
            continue
        ident = attribute(style, "styleId") or ""
        for child in style:
            name, value = local_name(child), attribute(child, "val") or ""
            if name == "name" and _HEADING_NAME.fullmatch(value):
                headings.add(ident)
            elif name == "basedOn":
                based[ident] = value
            elif name == "rPr" and is_on(child, "vanish"):
                hidden.add(ident)
            elif name == "pPr" and numbered(child) != Numbered():
                lists[ident] = numbered(child)
    for ident in based:
        lists.setdefault(ident, _inherited(ident, lists, based))
    return Styles(frozenset(headings), frozenset(hidden), lists)


def _inherited(ident: str, lists: dict[str, Numbered], based: dict[str, str]) -> Numbered:
    """Return the list that a style belongs to by the styles it is based on."""
    for _ in range(_DEEPEST):
        if ident in lists:
            return lists[ident]
        ident = based.get(ident, "")
    return Numbered()


def notes(archive: ZipFile, main: str) -> Iterator[tuple[AsideKind, str, Element]]:
    """Yield the footnotes, endnotes and comments of a document, each with its kind and its id."""
    for kind, target in relations(archive, main):
        if kind in _NOTES and target in archive.namelist():
            for note in tree(archive, target):
                if attribute(note, "type") in _SEPARATORS:
                    continue
                yield _NOTES[kind], attribute(note, "id") or "", note


def margins(archive: ZipFile, main: str) -> Iterator[tuple[AsideKind, Element]]:
    """Yield the headers and footers of a document."""
    for kind, target in relations(archive, main):
        if kind in _MARGINS and target in archive.namelist():
            yield _MARGINS[kind], tree(archive, target)


def numbering(archive: ZipFile, main: str, styles: Styles) -> Numbering:
    """Return the lists of a document."""
    path = next((t for kind, t in relations(archive, main) if kind == "numbering"), None)
    root = tree(archive, path) if path is not None and path in archive.namelist() else None
    return Numbering(root, styles.lists)


def is_on(properties: Element, name: str) -> bool:
    """Tell whether a switch such as `vanish` is set among a run's properties."""
    return any(
        local_name(c) == name and (attribute(c, "val") or "1") not in _FALSE for c in properties
    )
