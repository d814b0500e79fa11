"""Lists of references: told by what a file holds, read by one module a format, written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpora.readers.limits import check_size
from corpora.source import Remark, RemarkCode
from corpora.text import canonical, change_remarks, decode
from qes.errors import Refused
from qes.exchange.citations import bibtex, endnote_xml, medline, refer, ris, web_of_science
from qes.exchange.citations.delimited import read_delimited, table_in
from qes.exchange.citations.workbook import read_workbook
from qes.store.citation import CitationFormat, CitationList, Flaw, FlawCode

FORMATS = (
    "RIS, PubMed (.nbib), BibTeX, EndNote XML, EndNote tagged (.enw), Web of Science, CSV, xlsx"
)
_READERS: dict[CitationFormat, Callable[[str, str | None], CitationList]] = {
    CitationFormat.RIS: ris.read_ris,
    CitationFormat.MEDLINE: medline.read_medline,
    CitationFormat.WEB_OF_SCIENCE: web_of_science.read_web_of_science,
    CitationFormat.REFER: refer.read_refer,
    CitationFormat.BIBTEX: bibtex.read_bibtex,
    CitationFormat.ENDNOTE_XML: endnote_xml.read_endnote_xml,
    CitationFormat.CSV: read_delimited,
}
_OPENINGS = {
    CitationFormat.RIS: ris.OPENING,
    CitationFormat.MEDLINE: medline.OPENING,
    CitationFormat.WEB_OF_SCIENCE: web_of_science.OPENING,
    CitationFormat.REFER: refer.OPENING,
    CitationFormat.BIBTEX: bibtex.OPENING,
}
_LOOKED_AT = 100_000
"""Characters within which a list shows what it is."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}\sencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_HINT = f"qes reads {FORMATS}"


def read_citations(data: bytes) -> CitationList:
    """Read a list of references, in whichever format it is; the file's name says nothing.

    Raises:
        Refused: It is empty, too big, damaged, or not a list of references that is known.
    """
    check_size(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _with_records(read_workbook(data))
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused("an old Excel or Word file", hint="save it as xlsx or CSV first")
    if data.startswith(b"%PDF-"):
        raise Refused("a PDF is not a list of references", hint=_HINT)
    decoded = decode(data, _declared(data))
    if not decoded.text.strip():
        raise Refused("the file is empty", hint="export the references anew")
    found = _READERS[_format_of(decoded.text)](decoded.text, decoded.encoding)
    return _with_records(_with_flaws(found, (*decoded.remarks, *_made_safe(decoded.text))))


def _declared(data: bytes) -> str | None:
    """Return the encoding that XML says it is in; UTF-8 and marked texts need no word for it."""
    found = _DECLARED.match(data)
    said = None if found is None else found[1].decode("ascii").lower()
    return None if said in {None, "utf-8", "utf8", "utf-16", "us-ascii"} else said


def _format_of(text: str) -> CitationFormat:
    """Tell a text's format by what it holds.

    Raises:
        Refused: It is none that is known.
    """
    head = text[:_LOOKED_AT].replace("\r\n", "\n").replace("\r", "\n")
    if head.lstrip("\ufeff \t\r\n").startswith("<"):
        return _format_of_xml(text)
    # the first that shows: an abstract may hold a line that looks like another format's
    shown = {
        form: found.start()
        for form, opening in _OPENINGS.items()
        if (found := opening.search(head)) is not None
    }
    if (table := table_in(head)) is not None:
        shown[CitationFormat.CSV] = table.start
    if not shown:
        raise Refused("not a list of references that qes knows", hint=_HINT)
    return min(shown, key=lambda form: shown[form])


def _format_of_xml(text: str) -> CitationFormat:
    endnote_xml.refuse_document_type(text)
    if endnote_xml.RECORD.search(text) is not None:
        return CitationFormat.ENDNOTE_XML
    raise Refused(
        "not EndNote's XML", hint="export the references as RIS, EndNote XML or PubMed (.nbib)"
    )


def _made_safe(text: str) -> tuple[Remark, ...]:
    return change_remarks(canonical(text).changes)


def _with_flaws(found: CitationList, remarks: Sequence[Remark]) -> CitationList:
    """Add what was remarked when bytes became text."""
    flaws = [
        Flaw(
            FlawCode.CONTROL_CHARACTERS
            if one.code is RemarkCode.CONTROL_CHARACTERS
            else FlawCode.ENCODING,
            one.message,
            one.where,
        )
        for one in remarks
    ]
    return replace(found, flaws=(*flaws, *found.flaws))


def _with_records(found: CitationList) -> CitationList:
    """Refuse a list without a single record.

    Raises:
        Refused: There is none.
    """
    if not found.records:
        raise Refused(f"no reference in it, though it looks like {found.format}", hint=_HINT)
    return found
