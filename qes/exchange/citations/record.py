"""A record while it is read: its fields by the file's own names, and how a format says things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from qes.exchange.citations.author_names import author_of
from qes.store.citation import Author, Flaw, FlawCode


class Meaning(Enum):
    """What a field of a record is."""

    TYPE = auto()
    TITLE = auto()
    AUTHOR = auto()
    YEAR = auto()
    JOURNAL = auto()
    VOLUME = auto()
    ISSUE = auto()
    PAGES = auto()
    FIRST_PAGE = auto()
    LAST_PAGE = auto()
    DOI = auto()
    PMID = auto()
    PMCID = auto()
    ABSTRACT = auto()
    KEYWORD = auto()
    URL = auto()
    ISSN = auto()
    ISBN = auto()
    SERIAL_NUMBER = auto()
    """An ISSN or an ISBN."""
    LANGUAGE = auto()
    ACCESSION = auto()
    DATABASE = auto()
    NOTE = auto()


Meanings = Mapping[str, Meaning]
"""What a format's names of fields mean; of names that mean the same, the first counts most."""
NameSplitter = Callable[[str], Iterable[str]]
_LINES = re.compile("\n")
AT_SEMICOLONS = re.compile("[;\n]")
AT_COMMAS = re.compile("[,;\n]")


@dataclass(slots=True)
class Draft:
    """A record while it is read."""

    where: str
    lines: list[str] = field(default_factory=list)
    """As they stand in the file, with their ends."""
    fields: list[tuple[str, str]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    def note(self, code: FlawCode, message: str) -> None:
        """Remember what is wrong with the record."""
        self.flaws.append(Flaw(code, message, self.where))

    def has(self, name: str) -> bool:
        """Tell whether a field of this name was read."""
        return any(known == name for known, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format says things."""

    meanings: Meanings
    between: re.Pattern[str] = _LINES
    """What parts several keywords in one field."""
    names: NameSplitter = str.splitlines
    """Parts a list of authors."""
    author: Callable[[str], Author | None] = author_of
    only_dois: bool = True
    """A field for the DOI holds nothing else; MEDLINE's holds other numbers too."""
