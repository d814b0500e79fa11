"""EndNote's XML: each `<record>` is cut out verbatim and parsed by itself, with entities off.

So one broken record costs no other, memory holds one tree at a time, and no entity can be declared:
a file with a document type, where entities live, is refused before anything is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from qes.errors import Refused
from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import Dialect, Draft, Meaning
from qes.store.citation import CitationFormat, CitationList, FlawCode

if TYPE_CHECKING:
    from lxml.etree import XMLParser
    from lxml.etree import _Element as Element

_MEANINGS = {
    "ref-type": Meaning.TYPE,
    "titles/title": Meaning.TITLE,
    "contributors/authors/author": Meaning.AUTHOR,
    "dates/year": Meaning.YEAR,
    "dates/pub-dates/date": Meaning.YEAR,
    "periodical/full-title": Meaning.JOURNAL,
    "titles/secondary-title": Meaning.JOURNAL,
    "alt-periodical/full-title": Meaning.JOURNAL,
    "periodical/abbr-1": Meaning.JOURNAL,
    "volume": Meaning.VOLUME,
    "number": Meaning.ISSUE,
    "pages": Meaning.PAGES,
    "electronic-resource-num": Meaning.DOI,
    "custom2": Meaning.PMCID,
    "abstract": Meaning.ABSTRACT,
    "keywords/keyword": Meaning.KEYWORD,
    "urls/related-urls/url": Meaning.URL,
    "urls/web-urls/url": Meaning.URL,
    "urls/pdf-urls/url": Meaning.URL,
    "isbn": Meaning.SERIAL_NUMBER,
    "language": Meaning.LANGUAGE,
    "accession-num": Meaning.ACCESSION,
    "remote-database-name": Meaning.DATABASE,
    "remote-database-provider": Meaning.DATABASE,
    "notes": Meaning.NOTE,
}
RECORD = re.compile(r"<record(?=[\s/>])")
_LAST = re.compile(r"</record\s*>")
_DOCTYPE = "<!DOCTYPE"
# what XML cannot hold, as characters and as references to them
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9a-fA-F]{1,8})|(?P<number>[0-9]{1,8}));")


def read_endnote_xml(text: str, encoding: str | None) -> CitationList:
    """Read the records of an EndNote XML file.

    Raises:
        Refused: The file declares a document type.
    """
    refuse_document_type(text)
    drafts = tuple(_read(raw, at) for at, raw in _slices(text))
    dialect = Dialect(_MEANINGS)
    return CitationList(CitationFormat.ENDNOTE_XML, encoding, all_listed(drafts, dialect))


def refuse_document_type(text: str) -> None:
    """Refuse XML in which entities may be declared; no export of references needs that.

    Raises:
        Refused: It declares a document type.
    """
    if 0 <= text.find(_DOCTYPE) < _first_record(text):
        raise Refused(
            "the file declares a document type, which could expand without end",
            hint="export the references anew, as RIS or EndNote XML",
        )


def _first_record(text: str) -> int:
    found = RECORD.search(text)
    return len(text) if found is None else found.start()


def _slices(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each record stands, and the record; the last may lack its end."""
    opening = RECORD.search(text)
    closing = _LAST.search(text)
    while opening is not None:
        while closing is not None and closing.start() < opening.start():
            closing = _LAST.search(text, closing.end())
        following = RECORD.search(text, opening.end())
        end = len(text) if following is None else following.start()
        if closing is not None and closing.start() < end:
            end = closing.end()
        yield opening.start(), text[opening.start() : end]
        opening = following


def _read(raw: str, at: int) -> Draft:
    draft = Draft(f"character {at}", [raw])
    root, whole = _parsed(_legal(raw))
    if not whole:
        draft.note(FlawCode.BROKEN, "not well-formed; what could be made out was kept")
    if root is not None:
        number = root.findtext("rec-number") or ""
        draft.where = f"record {number}" if number.isdigit() else draft.where
        draft.fields += _fields(root)
    return draft


def _parsed(raw: str) -> tuple[Element | None, bool]:
    """Return a record's tree, mended if need be, and whether it was well-formed."""
    from lxml import etree  # noqa: PLC0415 - only this format needs it

    for mend in (False, True):
        try:
            return etree.fromstring(raw, _parser(mend=mend)), not mend
        except etree.XMLSyntaxError:
            continue
    return None, False


@cache
def _parser(*, mend: bool) -> XMLParser:
    from lxml import etree  # noqa: PLC0415 - as above

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=mend,
        remove_comments=True,
        remove_pis=True,
    )


def _legal(raw: str) -> str:
    """Replace what no XML may hold, and exporters write all the same."""
    return _REFERENCE.sub(_legal_reference, _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", raw))


def _legal_reference(found: re.Match[str]) -> str:
    number = int(found["hex"], 16) if found["hex"] else int(found["number"])
    legal = number < 0x110000 and _ILLEGAL.match(chr(number)) is None
    return found.group() if legal else "\N{REPLACEMENT CHARACTER}"


def _fields(root: Element) -> Iterator[tuple[str, str]]:
    """Yield each element that holds words, by the names on the way to it."""
    stack = [("", child) for child in reversed(root)]
    while stack:
        path, element = stack.pop()
        tag: object = element.tag
        if not isinstance(tag, str):
            continue
        name = f"{path}/{tag}" if path else tag
        inner = [child for child in element if child.tag != "style"]
        stack += [(name, child) for child in reversed(inner)]
        value = _own_words(element) if inner else "".join(element.itertext())
        if name == "ref-type":
            value = element.get("name") or value
        if value.strip() or not inner:
            yield name, value


def _own_words(element: Element) -> str:
    """Return an element's words beside its parts: there are some only where a record is broken."""
    words = [element.text or ""]
    for child in element:
        words += ["".join(child.itertext()) if child.tag == "style" else "", child.tail or ""]
    return "".join(words)
