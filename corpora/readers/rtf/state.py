"""What holds where an RTF reader stands: groups within groups, and the fonts and styles declared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpora.readers.draft import Draft
from corpora.readers.rtf import words as rtf

_HEADING_NAME = re.compile(r"\s*(?:heading ?\d|title|subtitle)\s*(?:;|\Z)", re.IGNORECASE)
_MAX_FALLBACK = 100


@dataclass(slots=True)
class Group:
    """What holds inside a pair of braces, and in those within it unless they say otherwise."""

    draft: Draft | None
    """Where words go; None where they are not the text's."""
    page: str
    """The code page of the font."""
    fallback: int = 1
    """How many characters after a Unicode one stand for it in readers that know none."""
    hidden: bool = False
    deleted: bool = False
    heading: bool = False
    table: bytes = b""
    """`fonttbl` or `stylesheet` inside those."""
    starred: bool = False
    """The next control word may be one to skip."""
    begins: bytes = b""
    """The control word by which this very group is a note, a box or a label."""
    outer: Draft | None = None
    """Where words went before `begins`."""
    at: int = 0
    """Where its brace stands in the file."""

    def inner(self, at: int) -> Group:
        """Return what a group within this one begins with."""
        return Group(
            self.draft,
            self.page,
            self.fallback,
            self.hidden,
            self.deleted,
            self.heading,
            self.table,
            at=at,
        )


@dataclass(slots=True)
class Fonts:
    """Code pages by the numbers of fonts."""

    own: str
    """The document's."""
    default: int = 0
    pages: dict[int, str] = field(default_factory=dict)
    current: int = 0
    """The one that is being declared."""

    def page(self, number: int) -> str:
        """Return the code page of a font."""
        return self.pages.get(number, self.own)


@dataclass(slots=True)
class Styles:
    """Paragraph styles: which are headings, by name or outline level."""

    current: int = 0
    """The one that is being declared."""
    headings: set[int] = field(default_factory=set)
    _names: dict[int, str] = field(default_factory=dict)

    def name(self, part: str) -> None:
        """Read on in the name of the current style."""
        name = self._names.get(self.current, "")
        if len(name) < 100:
            self._names[self.current] = name + part
        if _HEADING_NAME.match(self._names[self.current]):
            self.headings.add(self.current)


class State:
    """The groups that are open, and what the document declares."""

    def __init__(self, body: Draft, told: str | None) -> None:
        self._told = told
        self._fonts = Fonts(told or "cp1252")
        self._styles = Styles()
        self.groups = [Group(body, self._fonts.own)]
        """Never empty: the first stands for what is outside all braces."""

    @property
    def group(self) -> Group:
        """Return the innermost group."""
        return self.groups[-1]

    def declare(self, words: bytes) -> None:
        """Take the words of a declaration: only the names of styles matter."""
        if self.group.table == b"stylesheet":
            self._styles.name(words.decode("latin-1"))

    def set_declared(self, word: bytes, number: int) -> None:
        """Take what a font or a style is."""
        if self.group.table == b"stylesheet":
            if word == b"s":
                self._styles.current = number
            elif word == b"outlinelevel" and 0 <= number < 9:
                self._styles.headings.add(self._styles.current)
        elif word == b"f":
            self._fonts.current = number
        elif word == b"fcharset" and number in rtf.CHARSETS:
            self._fonts.pages[self._fonts.current] = rtf.CHARSETS[number]
        elif word == b"cpg" and (page := rtf.code_page(number)) is not None:
            self._fonts.pages[self._fonts.current] = page

    def set_property(self, word: bytes, number: int | None) -> None:
        """Take a property of characters or of paragraphs."""
        group = self.group
        match word:
            case b"f":
                group.page = self._fonts.page(number or 0)
            case b"plain":
                group.page = self._fonts.page(self._fonts.default)
                group.hidden = group.deleted = False
            case b"v":
                group.hidden = number != 0
            case b"deleted" | b"mvf":
                group.deleted = number != 0
            case b"uc":
                group.fallback = max(0, min(number or 0, _MAX_FALLBACK))
            case b"pard":
                group.heading = False
            case b"s":
                group.heading |= number in self._styles.headings
            case b"outlinelevel":
                group.heading |= 0 <= (number or 0) < 9

    def set_header(self, word: bytes, number: int) -> None:
        """Take what holds for the document, or begin a declaration."""
        group = self.group
        match word:
            case b"fonttbl" | b"stylesheet":
                group.table = word
            case b"ansicpg":
                self._own(rtf.code_page(number) or self._fonts.own)
            case b"mac" | b"pc" | b"pca":
                self._own(rtf.FAMILIES[word])
            case b"deff":
                self._fonts.default = number
            case b"upr":
                # Its first group is for programs without Unicode; `ud` in it has the words.
                group.outer, group.draft = group.draft, None
            case b"ud":
                group.draft = self.groups[-2].outer if len(self.groups) > 1 else None
            case b"ftnalt":
                group.begins = word if group.begins == b"footnote" else group.begins

    def _own(self, page: str) -> None:
        """Take the document's code page, unless the person told it."""
        if self._told is not None:
            return
        self._fonts.own = page
        for group in self.groups:
            group.page = page
