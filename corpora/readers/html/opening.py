"""What is open while a page is gone through: elements, lists, and what is skipped."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.readers.html.elements import DROPPED
from corpora.readers.html.notes import NoteKey
from corpora.readers.numerals import NumberFormat
from corpora.source import AsideKind


@dataclass(frozen=True, slots=True)
class Opened:
    """What the end of an element means."""

    gap: int = 0
    heading: bool = False
    as_typed: bool = False
    after: str = ""
    is_list: bool = False
    is_item: bool = False
    is_row: bool = False
    note: AsideKind | None = None
    key: NoteKey | None = None


INLINE = Opened()


@dataclass(slots=True)
class Skipped:
    """An element whose words are not the text's, on its way to its end."""

    hidden: bool = False
    depth: int = 1
    muted: int = 0
    """The depth inside an element that holds no words a person could see anyway."""
    held: bool = False
    """Words were in it."""

    def start(self, tag: str) -> None:
        """Go into an element."""
        self.depth += 1
        self.muted += bool(self.muted) or tag in DROPPED

    def end(self) -> None:
        """Leave an element."""
        self.depth -= 1
        self.muted -= bool(self.muted)

    def data(self, words: str) -> None:
        """Pass words by."""
        self.held |= not self.muted and bool(words.strip())


@dataclass(slots=True)
class Numbering:
    """A list that is open: how it counts, and the number that is next."""

    form: NumberFormat | None
    count: int
