"""EndNote's tagged export, which descends from refer: lines such as `%T Title`, saved as .enw."""

from __future__ import annotations

import re

from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import Dialect, Draft, Meaning
from qes.exchange.citations.tagged import Grammar, Mark, Part, read_tagged
from qes.store.citation import CitationFormat, CitationList

_MEANINGS = {
    "%0": Meaning.TYPE,
    "%T": Meaning.TITLE,
    "%A": Meaning.AUTHOR,
    "%D": Meaning.YEAR,
    "%8": Meaning.YEAR,
    "%J": Meaning.JOURNAL,
    "%B": Meaning.JOURNAL,
    "%V": Meaning.VOLUME,
    "%N": Meaning.ISSUE,
    "%P": Meaning.PAGES,
    "%R": Meaning.DOI,
    "%X": Meaning.ABSTRACT,
    "%K": Meaning.KEYWORD,
    "%U": Meaning.URL,
    "%@": Meaning.SERIAL_NUMBER,
    "%G": Meaning.LANGUAGE,
    "%M": Meaning.ACCESSION,
    "%W": Meaning.DATABASE,
    "%Z": Meaning.NOTE,
}
_TAG = re.compile(r"(?P<tag>%\S)(?:\s(?P<value>.*))?", re.DOTALL)
OPENING = re.compile(r"^%[0AT] \S", re.MULTILINE)
"""Finds the first line of a record."""
_TYPED = re.compile(r"^%0(?:\s|$)", re.MULTILINE)
_DIALECT = Dialect(_MEANINGS)


def read_refer(text: str, encoding: str | None) -> CitationList:
    """Read the records of a refer file."""
    # only where records do not say their type are they parted by empty lines alone
    grammar = Grammar(_mark if _TYPED.search(text) else _parted, ends=False)
    drafts, flaws = read_tagged(text, grammar)
    return CitationList(CitationFormat.REFER, encoding, all_listed(drafts, _DIALECT), flaws)


def _mark(line: str, record: Draft | None) -> Mark:
    del record
    found = _TAG.fullmatch(line)
    if found is None:
        return Mark(Part.MORE)
    opens = found["tag"] == "%0"
    return Mark(Part.OPENING if opens else Part.FIELD, found["tag"], found["value"] or "")


def _parted(line: str, record: Draft | None) -> Mark:
    if line.strip():
        return _mark(line, record)
    return Mark(Part.END) if record is not None else Mark(Part.NOTHING)
