"""What a record's fields mean: the step from a file's own names to a citation, for all formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpora.text import canonical
from qes.exchange.citations.identifiers import doi_of, named_pmid, pmcid_of, pmid_of, year_of
from qes.exchange.citations.record import AT_SEMICOLONS, Dialect, Draft, Meaning
from qes.exchange.citations.work_types import type_of
from qes.store.citation import Author, Citation, FlawCode, ListedCitation

_LINES = re.compile("\n")
_BEFORE_ADDRESSES = re.compile(r"\n|;\s*(?=https?://)")


class _Reader:
    """Takes from a record's fields what each is taken for, and keeps what nothing takes."""

    def __init__(self, draft: Draft, dialect: Dialect) -> None:
        self._draft = draft
        self._dialect = dialect
        order = {name: n for n, name in enumerate(dialect.meanings)}
        cleaned = ((name, canonical(value).text.strip()) for name, value in draft.fields)
        self._fields = [(name, value) for name, value in cleaned if value]
        self._taken = [False] * len(self._fields)
        known = (n for n, (name, _) in enumerate(self._fields) if name in order)
        self._meant: dict[Meaning, list[tuple[int, str]]] = {}
        # the sort is stable: fields of one name stay in the file's order
        for n in sorted(known, key=lambda n: order[self._fields[n][0]]):
            name, value = self._fields[n]
            self._meant.setdefault(dialect.meanings[name], []).append((n, value))

    def values(self, meaning: Meaning) -> Sequence[tuple[int, str]]:
        """Return the values that mean this, with their places, those that count most first."""
        return self._meant.get(meaning, ())

    def one(self, meaning: Meaning) -> str | None:
        """Take the first value, as one line; the same again in another field says nothing more."""
        found: str | None = None
        for n, value in self.values(meaning):
            line = " ".join(value.split())
            if found is None or line == found:
                found = line
                self._taken[n] = True
        return found

    def same(self, meaning: Meaning, wanted: str | None) -> str | None:
        """Take a value that is known."""
        for n, value in self.values(meaning):
            if value == wanted:
                self._taken[n] = True
        return None if wanted is None else " ".join(wanted.split())

    def text(self, meaning: Meaning) -> str | None:
        """Take the first value with its paragraphs."""
        found: str | None = None
        for n, value in self.values(meaning):
            if found is None or value == found:
                found = value
                self._taken[n] = True
        return found

    def many(self, meaning: Meaning, between: re.Pattern[str] = _LINES) -> tuple[str, ...]:
        """Take every value, each once, in order."""
        found: dict[str, None] = {}
        for n, value in self.values(meaning):
            self._taken[n] = True
            for part in between.split(value):
                if line := " ".join(part.split()):
                    found.setdefault(line)
        return tuple(found)

    def read_by(self, meaning: Meaning, read: Callable[[str], str | None]) -> str | None:
        """Take the first value that is what it should be."""
        for n, value in self.values(meaning):
            if (meant := read(value)) is not None:
                self._taken[n] = True
                return meant
        return None

    def authors(self) -> tuple[Author, ...]:
        """Take the names under the first tag that holds any: other tags say the same ones again."""
        values = self.values(Meaning.AUTHOR)
        tag = self._fields[values[0][0]][0] if values else None
        found: list[Author] = []
        for n, value in values:
            if self._fields[n][0] == tag:
                self._taken[n] = True
                read = (self._dialect.author(one) for one in self._dialect.names(value))
                found += [one for one in read if one is not None]
        return tuple(found)

    def year(self) -> int | None:
        for n, value in self.values(Meaning.YEAR):
            if (year := year_of(value)) is not None:
                # a date says more than its year: it is kept beside it
                self._taken[n] = value == str(year)
                return year
        return None

    def pages(self) -> str | None:
        whole = self.one(Meaning.PAGES)
        if whole is not None:
            return whole
        first, last = self.one(Meaning.FIRST_PAGE), self.one(Meaning.LAST_PAGE)
        if first is None or last is None or first == last or "-" in first:
            return first or last
        return f"{first}-{last}"

    def doi(self) -> str | None:
        for meaning in (Meaning.DOI, Meaning.URL, Meaning.NOTE):
            for n, value in self.values(meaning):
                if (found := doi_of(value)) is not None:
                    self._taken[n] = self._taken[n] or meaning is Meaning.DOI
                    return found
        for _, value in self.values(Meaning.DOI)[: self._dialect.only_dois]:
            self._draft.note(FlawCode.NOT_A_DOI, f"{_shown(value)} is no DOI")
        return None

    def pmid(self) -> str | None:
        found = self.read_by(Meaning.PMID, pmid_of)
        if found is not None:
            return found
        if any(_is_pubmed(value) for _, value in self.values(Meaning.DATABASE)):
            for _, value in self.values(Meaning.ACCESSION):
                if (bare := pmid_of(value)) is not None:
                    return bare
        for meaning in (Meaning.ACCESSION, Meaning.URL, Meaning.NOTE):
            for _, value in self.values(meaning):
                if (named := named_pmid(value)) is not None:
                    return named
        return None

    def serial_numbers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        issn, isbn = self.many(Meaning.ISSN, AT_SEMICOLONS), self.many(Meaning.ISBN, AT_SEMICOLONS)
        for one in self.many(Meaning.SERIAL_NUMBER, AT_SEMICOLONS):
            if sum(char.isdigit() for char in one) >= _ISBN_DIGITS:
                isbn = (*isbn, one)
            else:
                issn = (*issn, one)
        return issn, isbn

    def rest(self) -> tuple[tuple[str, str], ...]:
        """Return what nothing took."""
        return tuple(
            (canonical(name).text, value)
            for (name, value), taken in zip(self._fields, self._taken, strict=True)
            if not taken
        )


_ISBN_DIGITS = 9
"""An ISBN has at least nine digits and a check sign, an ISSN seven and one."""
_SHOWN = 60
_PUBMED = ("pubmed", "medline", "nlm")


def listed(draft: Draft, dialect: Dialect) -> ListedCitation:
    """Make of a record's fields what they mean; what means nothing known is kept verbatim."""
    if not any(value.strip() for _, value in draft.fields):
        draft.note(FlawCode.EMPTY, "a record that says nothing")
    reader = _Reader(draft, dialect)
    kind, given = type_of([value for _, value in reader.values(Meaning.TYPE)])
    issn, isbn = reader.serial_numbers()
    citation = Citation(
        type=kind,
        given_type=reader.same(Meaning.TYPE, given),
        title=reader.one(Meaning.TITLE),
        authors=reader.authors(),
        year=reader.year(),
        journal=reader.one(Meaning.JOURNAL),
        volume=reader.one(Meaning.VOLUME),
        issue=reader.one(Meaning.ISSUE),
        pages=reader.pages(),
        doi=reader.doi(),
        pmid=reader.pmid(),
        pmcid=reader.read_by(Meaning.PMCID, pmcid_of),
        abstract=reader.text(Meaning.ABSTRACT),
        keywords=reader.many(Meaning.KEYWORD, dialect.between),
        urls=reader.many(Meaning.URL, _BEFORE_ADDRESSES),
        issn=issn,
        isbn=isbn,
        language=reader.one(Meaning.LANGUAGE),
        accession=reader.one(Meaning.ACCESSION),
        notes=reader.many(Meaning.NOTE),
        extra=reader.rest(),
    )
    return ListedCitation(citation, "".join(draft.lines), draft.where, tuple(draft.flaws))


def all_listed(drafts: Sequence[Draft], dialect: Dialect) -> tuple[ListedCitation, ...]:
    """Make of every record what its fields mean."""
    return tuple(listed(draft, dialect) for draft in drafts)


def _is_pubmed(database: str) -> bool:
    said = database.casefold()
    # Embase holds MEDLINE's records too, under numbers of its own
    return "embase" not in said and any(name in said for name in _PUBMED)


def _shown(value: str) -> str:
    line = " ".join(value.split())
    return repr(line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…")
