r"""BibTeX, split by bibtexparser; entries it cannot parse are mended or kept, never dropped.

Of bibtexparser the splitter and the names are used: its middlewares do not join strings with `#`,
drop an entry whose key came before, and read LaTeX in every value, which takes seconds for a list
of a thousand.
"""

from __future__ import annotations

import logging
import re
from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qes.exchange.citations.author_names import author_of
from qes.exchange.citations.latex import plain_address, plain_text
from qes.exchange.citations.meaning import all_listed
from qes.exchange.citations.record import AT_COMMAS, Dialect, Draft, Meaning
from qes.store.citation import Author, CitationFormat, CitationList, Flaw, FlawCode

if TYPE_CHECKING:
    from bibtexparser.model import Entry

_MEANINGS = {
    "@": Meaning.TYPE,
    "title": Meaning.TITLE,
    "author": Meaning.AUTHOR,
    "year": Meaning.YEAR,
    "date": Meaning.YEAR,
    "journal": Meaning.JOURNAL,
    "journaltitle": Meaning.JOURNAL,
    "booktitle": Meaning.JOURNAL,
    "volume": Meaning.VOLUME,
    "number": Meaning.ISSUE,
    "issue": Meaning.ISSUE,
    "pages": Meaning.PAGES,
    "doi": Meaning.DOI,
    "pmid": Meaning.PMID,
    "pmcid": Meaning.PMCID,
    "abstract": Meaning.ABSTRACT,
    "keywords": Meaning.KEYWORD,
    "keyword": Meaning.KEYWORD,
    "url": Meaning.URL,
    "issn": Meaning.ISSN,
    "isbn": Meaning.ISBN,
    "language": Meaning.LANGUAGE,
    "note": Meaning.NOTE,
    "notes": Meaning.NOTE,
    "annote": Meaning.NOTE,
}
_ADDRESSES = frozenset(("doi", "url", "file", "eprint", "pmid", "pmcid", "issn", "isbn"))
_MONTHS = {name[:3].lower(): name for name in month_name if name}
OPENING = re.compile(r"^[\s\ufeff]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
"""Finds the first line of an entry."""
_ENTRY = re.compile(r"[\s\ufeff]*@\s*(?P<type>[A-Za-z]+)\s*[{(]\s*(?P<key>[^\s,{}()=\"#%]*)\s*,?")
_NO_ENTRIES = frozenset(("comment", "preamble", "string"))
_FIELD = re.compile(r"(?:\A|[,\n}\"])\s*(?P<name>[A-Za-z][\w.:+-]*)\s*=\s*")


_WORD = re.compile(r"#|[^\s#{}\"]+")


def read_bibtex(text: str, encoding: str | None) -> CitationList:
    """Read the entries of a BibTeX file."""
    book = _Book()
    if "\n" not in text:
        # the splitter knows no other line end
        text = text.replace("\r", "\n")
    starts = [found.start() for found in OPENING.finditer(text)]
    line = 1
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        line += text.count("\n", starts[at - 1] if at else 0, start)
        # each by itself: where one is broken, the splitter may take others for part of it
        book.take(text[start:end], line)
    dialect = Dialect(_MEANINGS, between=AT_COMMAS, names=_names, author=_author)
    listed = all_listed(book.drafts, dialect)
    return CitationList(CitationFormat.BIBTEX, encoding, listed, tuple(book.flaws))


class _Book:
    """What has been read of a file."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.flaws: list[Flaw] = []
        self._strings: dict[str, str] = dict(_MONTHS)
        self._keys: set[str] = set()

    def take(self, stretch: str, line: int) -> None:
        """Read a stretch of the file that begins with an entry."""
        from bibtexparser.model import Entry, ImplicitComment, String  # noqa: PLC0415 - as below
        from bibtexparser.splitter import Splitter  # noqa: PLC0415 - only this format needs it

        with _silent("bibtexparser.splitter"):
            blocks = Splitter(stretch).split().blocks
        broken, kept = "", len(self.drafts)
        for block in blocks:
            # what was set aside for a field that stands twice is whole
            whole = getattr(block, "ignore_error_block", None) or block
            where = f"line {line + (block.start_line or 0)}"
            if isinstance(whole, Entry):
                self._close(broken, line)
                broken = ""
                if all(_is_one_value(str(field.value)) for field in whole.fields):
                    self.drafts.append(self._entry(whole, where))
                else:
                    broken = whole.raw or ""
            elif isinstance(whole, String):
                self._strings[whole.key.lower()] = _joined(whole.value, self._strings)
            elif hasattr(whole, "error") or (broken and isinstance(whole, ImplicitComment)):
                # the splitter gives up where it stumbles: what follows is the rest of the entry
                broken += whole.raw or ""
        alone = broken and len(self.drafts) == kept
        # the splitter's pieces lack the blanks between them
        self._close(stretch.strip() if alone else broken, line)

    def _close(self, broken: str, line: int) -> None:
        if not broken:
            return
        head = _ENTRY.match(broken)
        if head is None or head["type"].lower() in _NO_ENTRIES:
            kind = "text" if head is None else f"@{head['type']}"
            self.flaws.append(Flaw(FlawCode.BROKEN, f"a broken {kind}, not read", f"line {line}"))
            return
        self.drafts.append(_mended(broken, head, self._strings, f"line {line}"))
        self._know(head["key"], self.drafts[-1])

    def _entry(self, entry: Entry, where: str) -> Draft:
        draft = Draft(where, [entry.raw or ""])
        draft.fields += [("@", entry.entry_type), ("key", entry.key)]
        for one in entry.fields:
            draft.fields += _meant(one.key.lower(), _joined(str(one.value), self._strings))
        self._know(entry.key, draft)
        return draft

    def _know(self, key: str, draft: Draft) -> None:
        if key in self._keys:
            draft.note(FlawCode.BROKEN, f"the key {key!r} is there twice; both are kept")
        self._keys.add(key)


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a library from printing what is said in our own words."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _mended(raw: str, head: re.Match[str], strings: Mapping[str, str], where: str) -> Draft:
    """Make of an entry that cannot be parsed what can be made of it."""
    draft = Draft(where, [raw])
    draft.fields += [("@", head["type"].lower()), ("key", head["key"])]
    body = raw[head.end() :]
    found = list(_FIELD.finditer(body))
    ends = [*(one.start() for one in found), len(body)]
    for one, end in zip(found, ends[1:], strict=True):
        value = body[one.end() : end].strip().rstrip(",} \t\r\n")
        # a brace that stays open is taken off with those that close
        bare = value[1:].removesuffix('"') if value[:1] in {"{", '"'} else strings.get(value, value)
        draft.fields += _meant(one["name"].lower(), bare)
    draft.note(
        FlawCode.BROKEN,
        f"the entry {head['key']!r} is broken (is a brace or a comma missing?); "
        "what could be made out was kept",
    )
    return draft


def _meant(name: str, value: str) -> Sequence[tuple[str, str]]:
    if name == "author":
        # names are parted before their braces go
        others = [("author et al.", "others")] if _names(value)[-1:] == ("others",) else []
        return [(name, value), *others]
    return [(name, plain_address(value) if name in _ADDRESSES else plain_text(value))]


def _joined(value: str, strings: Mapping[str, str]) -> str:
    """Put together a value of parts in braces, in quotes, of digits and of the names of strings."""
    return "".join(
        part[1:].removesuffix("}" if part[0] == "{" else '"')
        if part[0] in '{"'
        else strings.get(part.lower(), part)
        for part in _parts(value)
        if part != "#"
    )


def _is_one_value(value: str) -> bool:
    """Tell whether only `#` joins a value's parts: else a comma is missing, or a brace too many."""
    joints = [part == "#" for part in _parts(value)]
    return joints == [n % 2 == 1 for n in range(len(joints))]


def _parts(value: str) -> Iterator[str]:
    at = 0
    while at < len(value):
        if value[at] in '{"':
            end = _closing(value, at) + 1
            yield value[at:end]
            at = end
        elif (found := _WORD.match(value, at)) is not None:
            yield found.group()
            at = found.end()
        else:
            at += 1


def _closing(value: str, at: int) -> int:
    """Return where the part that opens at a place closes, at the latest where the value ends."""
    depth = 0
    for n in range(at, len(value)):
        if value[n] in "{}" and value[n - 1 : n] != "\\":
            depth += 1 if value[n] == "{" else -1
            if depth == 0 and value[at] == "{":
                return n
        elif value[n] == '"' == value[at] and n > at and depth == 0:
            return n
    return len(value)


def _names(value: str) -> tuple[str, ...]:
    from bibtexparser.middlewares.names import (  # noqa: PLC0415 - as above
        split_multiple_persons_names,
    )

    if ";" in value and " and " not in value:
        return tuple(one.strip() for one in value.split(";") if one.strip())
    return tuple(split_multiple_persons_names(value))


def _author(name: str) -> Author | None:
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # noqa: PLC0415 - above

    if name == "others":
        return None
    parts = parse_single_name_into_parts(name, strict=False)
    family = plain_text(" ".join((*parts.von, *parts.last)))
    given = plain_text(" ".join(parts.first))
    if not family:
        return author_of(plain_text(name))
    return Author(family, ", ".join((*filter(None, [given]), *parts.jr)) or None)
