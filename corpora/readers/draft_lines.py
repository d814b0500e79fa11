"""The lines of a draft, and the text they make with everything in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from corpora.manuscript import Paragraph, ParagraphKind
from corpora.readers.pdf.page import LABEL
from corpora.source import Aside, AsideKind, Remark, RemarkCode
from corpora.speech.speakers import label_key, speaks_by_itself
from corpora.text import canonical


@dataclass(slots=True)
class Place:
    """Where in a draft an aside stands, or a page begins."""

    column: int
    """Of its paragraph."""
    kind: AsideKind | None
    """None for the beginning of a page."""
    words: str = ""
    """What the aside says; it may be told later, and one that says nothing is not kept."""


class Line(NamedTuple):
    """A paragraph; a tuple, since there may be a million of them."""

    words: str
    heading: bool
    gap: int
    """Line ends between it and the line before."""
    places: tuple[Place, ...]
    number: str
    """What a list shows before it."""

    def numbered(self) -> str:
        """Return the words after their number."""
        return f"{self.number} {self.words}" if self.number and self.words else self.words


class Layout:
    """A text as it grows, line by line, and where everything stands in it."""

    def __init__(self, *, paged: bool) -> None:
        self.pieces: list[str] = []
        self.paragraphs: list[Paragraph] = []
        self.asides: list[Aside] = []
        self.pages = [0] if paged else []
        self._length = 0

    def add(self, line: Line, labels: frozenset[str]) -> None:
        """Add a line; numbers of a list before `labels` number the turns and stand beside them."""
        self._length += line.gap
        words, number = line.words, line.number if line.words else ""
        if number and label_of(words) in labels:
            self.asides.append(Aside(AsideKind.FURNITURE, canonical(number).text, self._length))
            number = ""
        whole = f"{number} {words}" if number else words
        end = self._length + len(whole)
        first = end - len(whole.lstrip())
        if first < end:
            kind = ParagraphKind.HEADING if line.heading else ParagraphKind.BODY
            self.paragraphs.append(Paragraph(first, end, kind))
        for place in line.places:
            at = min(end - len(words) + place.column, end)
            if place.kind is None and self.pages and at > self.pages[-1]:
                self.pages.append(at)
            elif place.kind is not None and place.words.strip():
                self.asides.append(Aside(place.kind, canonical(place.words.strip()).text, at))
        self.pieces.append("\n" * line.gap + whole)
        self._length = end


def label_of(words: str) -> str | None:
    """Return what may be a speaker's label at the start of a paragraph."""
    found = LABEL.match(words.lstrip())
    return found[1] if found is not None else None


class Numbered(Protocol):
    """A line with what a list shows before it."""

    @property
    def words(self) -> str:
        """The line without its number."""

    @property
    def number(self) -> str:
        """What a list shows before it; empty where none does."""


def labels_after_numbers(lines: Iterable[Numbered]) -> frozenset[str]:
    """Return what recurs like a speaker's label right after the number of a list.

    Where anything does, a role or a code need not recur.
    """
    counts = Counter(label_of(line.words) for line in lines if line.number)
    known = frozenset(label for label, n in counts.items() if label is not None and n > 1)
    if not known:
        return known
    return known | {label for label in counts if label and speaks_by_itself(label_key(label))}


def set_aside(asides: Iterable[Aside]) -> Iterator[Remark]:
    """Say which words stand beside the text."""
    counts = Counter(aside.kind for aside in asides)
    numbers = counts.pop(AsideKind.FURNITURE, 0)
    if counts:
        said = ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items())
        yield Remark(RemarkCode.SET_ASIDE, f"kept beside the text, not in it: {said}")
    if numbers:
        said = f"{numbers:,} numbers before speakers' labels stand beside the text"
        yield Remark(RemarkCode.SET_ASIDE, said)
