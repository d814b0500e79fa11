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

from corpora.readers.limits import part
from corpora.source import Remark, RemarkCode
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING_NAME = re.compile(r"(?:heading ?\d|title|subtitle)", re.IGNORECASE)
_FALSE = frozenset(("0", "false", "off", "none"))
_NOTES = (
    ("header", "header"),
    ("footer", "footer"),
    ("comments", "set of comments"),
    ("footnotes", "set of footnotes"),
    ("endnotes", "set of endnotes"),
)


@dataclass(frozen=True, slots=True)
class Styles:
    """Which styles are headings, and which hide their text, by their ids."""

    headings: frozenset[str]
    hidden: frozenset[str]


def tree(archive: ZipFile, name: str) -> Element:
    """Parse a part as XML.

    Raises:
        Refused: It is not well-formed or declares a document type, which could bring in files.
    """
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
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(
            f"{name} declares a document type, which no Word file does",
            hint="open it in Word and save it anew",
        )
    return root


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
        return Styles(frozenset(), frozenset())
    headings: set[str] = set()
    hidden: set[str] = set()
    for style in tree(archive, path):
        if local_name(style) != "style":
            continue
        ident = attribute(style, "styleId") or ""
        name = next(
            (attribute(child, "val") or "" for child in style if local_name(child) == "name"), ""
        )
        if _HEADING_NAME.fullmatch(name):
            headings.add(ident)
        if any(local_name(c) == "rPr" and is_on(c, "vanish") for c in style):
            hidden.add(ident)
    return Styles(frozenset(headings), frozenset(hidden))


def set_aside(archive: ZipFile, main: str) -> tuple[Remark, ...]:
    """Say which words stand outside the body; notes that only draw a line hold none."""
    said: list[str] = []
    related = tuple(relations(archive, main))
    for kind, spoken in _NOTES:
        paths = [target for its, target in related if its == kind and target in archive.namelist()]
        held = sum(
            any(local_name(e) == "t" and e.text for e in tree(archive, p).iter()) for p in paths
        )
        if held:
            said.append(f"{held} {spoken}{'s' if held > 1 else ''}".replace("sets of", "set of"))
    if not said:
        return ()
    return (Remark(RemarkCode.SET_ASIDE, f"not in the text: {', '.join(said)}"),)


def is_on(properties: Element, name: str) -> bool:
    """Tell whether a switch such as `vanish` is set among a run's properties."""
    return any(
        local_name(c) == name and (attribute(c, "val") or "1") not in _FALSE for c in properties
    )


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; comments have none."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name without a namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
