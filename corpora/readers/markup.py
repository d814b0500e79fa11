"""XML parts of document containers: parsed in memory, entities off, no document type."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

from corpora.readers.limits import part
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def xml_part(archive: ZipFile, name: str, program: str) -> Element:
    """Parse a part as XML; `program` is what the hint tells to save it anew with.

    Raises:
        Refused: It is not well-formed or declares a document type, which could bring in files.
    """
    from lxml import etree  # noqa: PLC0415 - light commands import this module

    content = part(archive, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    hint = f"open it in {program} and save it anew"
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Refused(f"{name} is not well-formed XML (line {line})", hint=hint) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(f"{name} declares a document type, which no {program} file does", hint=hint)
    return root


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
