"""References as RIS, as `qes.exchange.citations.ris` and reference managers read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qes.exchange.plain import plain
from qes.store.citation import CitationFormat, ReferenceType, StoredReference

_TYPES = {
    ReferenceType.ARTICLE: "JOUR",
    ReferenceType.BOOK: "BOOK",
    ReferenceType.CHAPTER: "CHAP",
    ReferenceType.CONFERENCE_PAPER: "CPAPER",
    ReferenceType.PROCEEDINGS: "CONF",
    ReferenceType.THESIS: "THES",
    ReferenceType.REPORT: "RPRT",
    ReferenceType.PREPRINT: "UNPB",
    ReferenceType.WEB_PAGE: "ELEC",
    ReferenceType.DATASET: "DATA",
    ReferenceType.PATENT: "PAT",
    ReferenceType.UNPUBLISHED: "UNPB",
    ReferenceType.OTHER: "GEN",
}
_TAG = re.compile(r"[A-Z][A-Z0-9]")
_OURS = frozenset(("TY", "ER", "C8"))
_MORE = "\r\n      "
"""An indent that no reader takes for a tag."""


def ris(references: Sequence[StoredReference]) -> bytes:
    """Write references as RIS in UTF-8; `C8` holds the id that qes knows each by.

    What no field of a citation holds goes back under its own tag where it came from RIS; of other
    formats it has no place here (JSON holds all).
    """
    lines = [line for one in references for line in (*_lines(one), "")]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _lines(one: StoredReference) -> Iterator[str]:
    for tag, value in _fields(one):
        if value:
            parts = [part.strip() for part in plain(value).split("\n")]
            yield f"{tag}  - {_MORE.join(parts)}"
    yield "ER  - "


def _fields(one: StoredReference) -> Iterator[tuple[str, str]]:
    said = one.citation
    yield "TY", _type(one)
    yield "TI", said.title or ""
    for author in said.authors:
        # without a comma at its end, a reader would part a body's name at its last word
        yield "AU", str(author)
    yield "PY", "" if said.year is None else str(said.year)
    yield "T2", said.journal or ""
    yield "VL", said.volume or ""
    yield "IS", said.issue or ""
    first, _, last = (said.pages or "").partition("-")
    yield from (("SP", first), ("EP", last))
    yield "DO", said.doi or ""
    yield "AB", said.abstract or ""
    for tag, values in (("KW", said.keywords), ("UR", said.urls), ("SN", said.issn + said.isbn)):
        yield from ((tag, value) for value in values)
    yield "LA", said.language or ""
    yield "AN", said.accession or ""
    yield "C2", said.pmcid or ""
    yield from (("N1", note) for note in said.notes)
    if said.pmid is not None and not any(said.pmid in note for note in said.notes):
        yield "N1", f"PMID: {said.pmid}"
    if one.format is CitationFormat.RIS:
        yield from (pair for pair in said.extra if _TAG.fullmatch(pair[0]) and pair[0] not in _OURS)
    yield "C8", f"qes:{one.id}"


def _type(one: StoredReference) -> str:
    given = one.citation.given_type or ""
    if one.format is CitationFormat.RIS and given:
        return given
    return _TYPES[one.citation.type]
