"""MEDLINE's tagged format, which PubMed calls "PubMed" and saves as .nbib or .txt.

https://www.nlm.nih.gov/bsd/mms/medlineelements.html says what the tags mean.
"""

from __future__ import annotations

import re

from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import Dialect, Draft, Meaning
from qes.exchange.citations.tagged import Grammar, Mark, Part, read_tagged
from qes.store.citation import CitationFormat, CitationList

_MEANINGS = {
    "PT": Meaning.TYPE,
    "TI": Meaning.TITLE,
    "BTI": Meaning.TITLE,
    "TT": Meaning.TITLE,
    "FAU": Meaning.AUTHOR,
    "AU": Meaning.AUTHOR,
    "CN": Meaning.AUTHOR,
    "DP": Meaning.YEAR,
    "JT": Meaning.JOURNAL,
    "TA": Meaning.JOURNAL,
    "VI": Meaning.VOLUME,
    "IP": Meaning.ISSUE,
    "PG": Meaning.PAGES,
    "LID": Meaning.DOI,
    "AID": Meaning.DOI,
    "PMID": Meaning.PMID,
    "PMC": Meaning.PMCID,
    "AB": Meaning.ABSTRACT,
    "OAB": Meaning.ABSTRACT,
    "OT": Meaning.KEYWORD,
    "MH": Meaning.KEYWORD,
    "IS": Meaning.ISSN,
    "ISBN": Meaning.ISBN,
    "LA": Meaning.LANGUAGE,
    "GN": Meaning.NOTE,
}
_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}- ?(?P<value>.*)", re.DOTALL)
_MORE = re.compile(r"\s{2,}\S.*", re.DOTALL)
OPENING = re.compile(r"^PMID ?- ?\d", re.MULTILINE)
"""Finds the first line of a record."""
_DIALECT = Dialect(_MEANINGS, only_dois=False)


def read_medline(text: str, encoding: str | None) -> CitationList:
    """Read the records of a MEDLINE file."""
    drafts, flaws = read_tagged(text, Grammar(_mark, ends=False))
    for draft in drafts:
        # lines are cut at a width: what follows belongs to the same line
        draft.fields[:] = [(tag, " ".join(value.split("\n"))) for tag, value in draft.fields]
    return CitationList(CitationFormat.MEDLINE, encoding, all_listed(drafts, _DIALECT), flaws)


def _mark(line: str, record: Draft | None) -> Mark:
    if not line.strip():
        # an empty line parts records, except right after the file's first lines
        return Mark(Part.END) if record is not None else Mark(Part.NOTHING)
    if _MORE.fullmatch(line):
        return Mark(Part.MORE)
    found = _TAG.fullmatch(line)
    if found is None:
        return Mark(Part.MORE)
    begins = found["tag"] == "PMID" and (record is None or record.has("PMID"))
    return Mark(Part.OPENING if begins else Part.FIELD, found["tag"], found["value"])
