"""RIS in the dialects that databases and reference managers write.

The form is two capitals, two spaces, a hyphen and a space; real files also have other spaces, small
letters, values that run over lines without an indent, and records without an end.
"""

from __future__ import annotations

import re

from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import Dialect, Draft, Meaning
from qes.exchange.citations.tagged import Grammar, Mark, Part, read_tagged
from qes.store.citation import CitationFormat, CitationList

MEANINGS = {
    "TY": Meaning.TYPE,
    "TI": Meaning.TITLE,
    "T1": Meaning.TITLE,
    "CT": Meaning.TITLE,
    "BT": Meaning.TITLE,
    "AU": Meaning.AUTHOR,
    "A1": Meaning.AUTHOR,
    "PY": Meaning.YEAR,
    "Y1": Meaning.YEAR,
    "YR": Meaning.YEAR,
    "DA": Meaning.YEAR,
    "JF": Meaning.JOURNAL,
    "T2": Meaning.JOURNAL,
    "JO": Meaning.JOURNAL,
    "J2": Meaning.JOURNAL,
    "JA": Meaning.JOURNAL,
    "VL": Meaning.VOLUME,
    "VO": Meaning.VOLUME,
    "IS": Meaning.ISSUE,
    "SP": Meaning.FIRST_PAGE,
    "EP": Meaning.LAST_PAGE,
    "DO": Meaning.DOI,
    "DI": Meaning.DOI,
    "AB": Meaning.ABSTRACT,
    "N2": Meaning.ABSTRACT,
    "KW": Meaning.KEYWORD,
    "UR": Meaning.URL,
    "LK": Meaning.URL,
    "L1": Meaning.URL,
    "L2": Meaning.URL,
    "SN": Meaning.SERIAL_NUMBER,
    "LA": Meaning.LANGUAGE,
    "AN": Meaning.ACCESSION,
    "DB": Meaning.DATABASE,
    "DP": Meaning.DATABASE,
    "N1": Meaning.NOTE,
    "C2": Meaning.PMCID,
}
_OTHERS = (
    "A2 A3 A4 AD AI AV C1 C3 C4 C5 C6 C7 C8 CA CN CP CY ED ET ID J1 L3 L4 M1 M2 M3 NV OP PB PP RI RN "
    "RP SE SO ST SV T3 TA TT U1 U2 U3 U4 U5 Y2"
)
_KNOWN = frozenset(_OTHERS.split()) | MEANINGS.keys()
_EXACT = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {2}-(?P<value>.*)", re.DOTALL)
_LOOSE = re.compile(
    r"\s{0,4}(?P<tag>[A-Za-z][A-Za-z0-9])(?P<gap>\s{1,4})[-\u2010-\u2013](?P<value>.*)", re.DOTALL
)
_END = re.compile(r"\s{0,4}ER(?:\s{0,4}[-\u2010-\u2013])?\s*", re.IGNORECASE)
OPENING = re.compile(
    r"^[^\S\n]{0,4}TY[^\S\n]{1,4}[-\u2010-\u2013]|^(?:ID|T1|A1)  - ", re.MULTILINE | re.IGNORECASE
)
"""Finds the first line of a record."""
_DIALECT = Dialect(MEANINGS)


def read_ris(text: str, encoding: str | None) -> CitationList:
    """Read the records of a RIS file."""
    drafts, flaws = read_tagged(text, Grammar(_mark, ends=True, opens="TY"))
    return CitationList(CitationFormat.RIS, encoding, all_listed(drafts, _DIALECT), flaws)


def _mark(line: str, record: Draft | None) -> Mark:
    if _END.fullmatch(line):
        return Mark(Part.END) if record is not None else Mark(Part.NOTHING)
    found = _EXACT.fullmatch(line) or _loosely(line)
    # ER with words after it is a word of an abstract
    if found is None or found["tag"].upper() == "ER":
        return Mark(Part.MORE)
    tag = found["tag"].upper()
    return Mark(Part.OPENING if tag == "TY" else Part.FIELD, tag, found["value"])


def _loosely(line: str) -> re.Match[str] | None:
    """Match a tag among stray spaces: only one that is known, for prose has hyphens too."""
    found = _LOOSE.fullmatch(line)
    if found is None or found["tag"].upper() not in _KNOWN:
        return None
    # "is - as" in running text: a tag in small letters needs the two spaces that mark one
    return found if found["tag"].isupper() or len(found["gap"]) > 1 else None
