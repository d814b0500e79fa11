"""Web of Science's tagged plain text: two capitals, a space, the value, and three spaces before more.

https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html says what the tags mean.
"""

from __future__ import annotations

import re

from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import AT_SEMICOLONS, Dialect, Draft, Meaning
from qes.exchange.citations.tagged import Grammar, Mark, Part, read_tagged
from qes.store.citation import CitationFormat, CitationList

MEANINGS = {
    "DT": Meaning.TYPE,
    "PT": Meaning.TYPE,
    "TI": Meaning.TITLE,
    "AF": Meaning.AUTHOR,
    "AU": Meaning.AUTHOR,
    "CA": Meaning.AUTHOR,
    "PY": Meaning.YEAR,
    "EY": Meaning.YEAR,
    "SO": Meaning.JOURNAL,
    "JI": Meaning.JOURNAL,
    "J9": Meaning.JOURNAL,
    "VL": Meaning.VOLUME,
    "IS": Meaning.ISSUE,
    "BP": Meaning.FIRST_PAGE,
    "EP": Meaning.LAST_PAGE,
    "PS": Meaning.PAGES,
    "DI": Meaning.DOI,
    "PM": Meaning.PMID,
    "AB": Meaning.ABSTRACT,
    "DE": Meaning.KEYWORD,
    "ID": Meaning.KEYWORD,
    "SN": Meaning.ISSN,
    "EI": Meaning.ISSN,
    "BN": Meaning.ISBN,
    "LA": Meaning.LANGUAGE,
    "UT": Meaning.ACCESSION,
    "AN": Meaning.ACCESSION,
}
"""Also the names of the columns in its tab-separated tables."""
_A_NAME_A_LINE = frozenset(("AU", "AF", "CA", "CR"))
_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<value>.*))?", re.DOTALL)
OPENING = re.compile(r"^(?:FN .*\r?\n|VR .*\r?\n|PT [A-Z]\r?$)", re.MULTILINE)
"""Finds the first line of the file or of a record."""
_DIALECT = Dialect(MEANINGS, between=AT_SEMICOLONS)


def read_web_of_science(text: str, encoding: str | None) -> CitationList:
    """Read the records of a Web of Science file."""
    drafts, flaws = read_tagged(text, Grammar(_mark, ends=True))
    for draft in drafts:
        draft.fields[:] = [
            (tag, value if tag in _A_NAME_A_LINE else " ".join(value.split("\n")))
            for tag, value in draft.fields
        ]
    listed = all_listed(drafts, _DIALECT)
    return CitationList(CitationFormat.WEB_OF_SCIENCE, encoding, listed, flaws)


def _mark(line: str, record: Draft | None) -> Mark:
    found = None if line.startswith(" ") else _TAG.fullmatch(line.rstrip())
    if found is None:
        return Mark(Part.MORE)
    tag, value = found["tag"], found["value"] or ""
    if tag == "ER":
        return Mark(Part.END) if record is not None else Mark(Part.NOTHING)
    if tag in {"FN", "VR", "EF"} and record is None:
        return Mark(Part.NOTHING)
    return Mark(Part.OPENING if tag == "PT" else Part.FIELD, tag, value)
