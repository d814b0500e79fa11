"""Tables of references: which columns mean what, in the exports of databases and of programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qes.exchange.citations.author_names import parted_at_semicolons
from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import AT_SEMICOLONS, Dialect, Draft, Meaning
from qes.exchange.citations.web_of_science import MEANINGS as WEB_OF_SCIENCE
from qes.store.citation import FlawCode, ListedCitation

_NAMES = """
TYPE: item type, document type, publication type, reference type, type of reference, type
TYPE: publication types, ref type, doctype
TITLE: title, article title, document title, primary title, titles, original title
AUTHOR: authors, author, author names, author s, author full names, primary authors, creators
YEAR: year, publication year, published year, pub year, year of publication, publication date
YEAR: date of publication, date, published
JOURNAL: journal, publication title, source title, journal book, journal title, publication name
JOURNAL: secondary title, journal name, container title, book title, publication, source
JOURNAL: pubtitle, pub title, abbreviated source title, journal abbreviation
VOLUME: volume, vol
ISSUE: issue, number, no, journal issue
PAGES: pages, page range, page, page s
FIRST_PAGE: page start, start page, first page, beginning page
LAST_PAGE: page end, end page, last page, ending page
DOI: doi, digital object identifier, doi link, electronic resource num
PMID: pmid, pubmed id, pubmedid, medline pmid, pubmed pmid, pubmed
PMCID: pmcid, pmc id, pmc
ABSTRACT: abstract, abstract note, abstracts, summary
KEYWORD: keywords, author keywords, keyword, index keywords, manual tags, automatic tags
KEYWORD: keywords plus, tags, mesh terms, mesh, subjects, subject terms
URL: url, link, urls, links, embase link, full text link, plink, permalink
ISSN: issn, eissn, e issn
ISBN: isbn, isbns
SERIAL_NUMBER: isbn issn, issn isbn
LANGUAGE: language, language of original document, article language, languages
ACCESSION: accession number, accession num, eid, ut unique wos id, pui, embase accession id
DATABASE: database, name of database, library catalog, database name
NOTE: notes, note, extra, reviewer notes
"""
"""What columns are called, as `folded` leaves their names, the likeliest of each meaning first."""
_MEANT = {
    name.strip(): Meaning[meaning]
    for meaning, _, names in (line.partition(":") for line in _NAMES.split("\n") if line)
    for name in names.split(",")
}
_TELLING = frozenset((Meaning.TITLE, Meaning.DOI, Meaning.PMID))
"""One column of these makes a table one of references."""
_FOLDS = re.compile(r"[\W_]+")
_NO_NAME = re.compile(r"[={}@<>\"\\]|\s-\s|.{80}", re.DOTALL)
"""What the names of columns do not hold, and lines of other formats do."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_HEADS_WITHIN = 25
"""Rows at the top of a table among which its head stands: some exports begin with the search."""


def folded(name: str) -> str:
    """Return a column's name without capitals and signs.

    >>> folded("Author(s)"), folded("Covidence #")
    ('author s', 'covidence')
    """
    return _FOLDS.sub(" ", name).strip().casefold()


def _meaning(name: str) -> str | None:
    """Return the known name that a column goes by: as it is, or its words in one, as in `PubYear`."""
    if _NO_NAME.search(name):
        return None
    known = (folded(name), folded(_HUMP.sub(" ", name)))
    return next((one for one in known if one in _MEANT), None)


def meanings_of(head: Sequence[str]) -> dict[str, Meaning]:
    """Return what the columns of a table mean, in order of how much each counts for its meaning."""
    if {"PT", "TI"} <= set(head):
        return {name: WEB_OF_SCIENCE[name] for name in WEB_OF_SCIENCE if name in head}
    rank = {name: n for n, name in enumerate(_MEANT)}
    found = [(name, bare) for name in head if (bare := _meaning(name)) is not None]
    return {name: _MEANT[bare] for name, bare in sorted(found, key=lambda one: rank[one[1]])}


def head_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row names the columns of a table of references, if any does."""
    for n, row in enumerate(rows[:_HEADS_WITHIN]):
        meant = set(meanings_of([cell.strip() for cell in row]).values())
        if meant & _TELLING:
            return n
    return None


def table_records(
    head: Sequence[str], rows: Iterable[tuple[str, Sequence[str], str]]
) -> tuple[ListedCitation, ...]:
    """Read the rows of a table.

    Args:
        head: The names of the columns.
        rows: For each row where it stands, its cells, and the row verbatim.
    """
    names = [cell.strip() or f"column {n}" for n, cell in enumerate(head, start=1)]
    drafts: list[Draft] = []
    for where, cells, raw in rows:
        draft = Draft(where, [raw])
        spare = [f"column {n}" for n in range(len(names) + 1, len(cells) + 1)]
        draft.fields += zip([*names, *spare], cells, strict=False)
        if len(cells) != len(names):
            said = f"{len(cells)} cells under {len(names)} columns"
            draft.note(FlawCode.ODD_ROW, said)
        drafts.append(draft)
    dialect = Dialect(meanings_of(names), between=AT_SEMICOLONS, names=parted_at_semicolons)
    return all_listed(drafts, dialect)
