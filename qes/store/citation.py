"""A reference as it is kept: what its fields say, what no field takes, and its record verbatim.

The readers of `qes.exchange.citations` make these, `qes.store.references` keeps them; there is no
SQL here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CitationFormat(StrEnum):
    """A format that lists of references come in."""

    RIS = "ris"
    MEDLINE = "medline"
    """PubMed's and MEDLINE's tagged format, also called NBIB."""
    WEB_OF_SCIENCE = "wos"
    """Web of Science's tagged plain text."""
    REFER = "refer"
    """EndNote's tagged export, with lines such as `%T Title`."""
    BIBTEX = "bibtex"
    ENDNOTE_XML = "endnote-xml"
    CSV = "csv"
    XLSX = "xlsx"


class ReferenceType(StrEnum):
    """What kind of work a reference is to; the names are BibTeX's where it has one."""

    ARTICLE = "article"
    BOOK = "book"
    CHAPTER = "incollection"
    CONFERENCE_PAPER = "inproceedings"
    PROCEEDINGS = "proceedings"
    THESIS = "thesis"
    REPORT = "report"
    PREPRINT = "preprint"
    WEB_PAGE = "webpage"
    DATASET = "dataset"
    PATENT = "patent"
    UNPUBLISHED = "unpublished"
    OTHER = "misc"


class FlawCode(StrEnum):
    """What may be wrong with a record or with the file it stands in."""

    ENCODING = "encoding"
    """The encoding was guessed, or bytes in it mean nothing."""
    CONTROL_CHARACTERS = "control-characters"
    """Characters that could steer a terminal were replaced one for one."""
    NO_END = "no-end"
    """The record ends where another begins, or with the file, not by its own end mark."""
    NO_TYPE = "no-type"
    """The record does not begin with its type."""
    EMPTY = "empty"
    """The record says nothing."""
    BROKEN = "broken"
    """The record's form is broken; what could be made out of it was kept."""
    ODD_ROW = "odd-row"
    """A row has more or fewer cells than the table has columns."""
    NOT_A_DOI = "not-a-doi"
    """What stands in the place of the DOI is none."""
    LOOSE_TEXT = "loose-text"
    """Lines that belong to no record."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something a person should know about how a record or a file was read."""

    code: FlawCode
    message: str
    where: str | None = None
    """As a person finds the place: a line, a row, a key."""


@dataclass(frozen=True, slots=True)
class Author:
    """One who wrote a work."""

    family: str
    """The whole name, where it is that of a body or cannot be parted."""
    given: str | None = None
    """Given names or initials, as printed."""

    def __str__(self) -> str:
        return self.family if self.given is None else f"{self.family}, {self.given}"


@dataclass(frozen=True, slots=True)
class Citation:
    """What one record of a list of references says."""

    type: ReferenceType = ReferenceType.OTHER
    given_type: str | None = None
    """The type in the file's own words."""
    title: str | None = None
    authors: tuple[Author, ...] = ()
    year: int | None = None
    journal: str | None = None
    """The journal, or the book or proceedings that a part is in."""
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    """Lower case, without a resolver before it or a stop after it."""
    pmid: str | None = None
    """PubMed's number."""
    pmcid: str | None = None
    """PubMed Central's number, with its `PMC`."""
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    language: str | None = None
    accession: str | None = None
    """The number the database knows it by."""
    notes: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    """What no field above holds, verbatim: the file's name of the field, and its value."""


@dataclass(frozen=True, slots=True)
class ListedCitation:
    """A record of a list: what it says, and the record itself."""

    citation: Citation
    raw: str
    """The record as it stands in the file, with its own line ends."""
    where: str
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationList:
    """A file of references, read."""

    format: CitationFormat
    encoding: str | None
    """As Python names it; None where the format settles it."""
    records: tuple[ListedCitation, ...]
    flaws: tuple[Flaw, ...] = ()
    """What concerns the file, not one record."""


@dataclass(frozen=True, slots=True)
class StoredReference:
    """A reference with its id, the lists it stands in, and what is wrong with its record."""

    id: str
    format: CitationFormat
    citation: Citation
    files: tuple[str, ...]
    """The names of the lists, in the order they came; a name twice where it is listed twice."""
    flaws: tuple[Flaw, ...]
