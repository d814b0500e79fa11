"""Records of tagged lines: what RIS, MEDLINE, Web of Science's text and EndNote's refer share.

Read here rather than by rispy or nbib: those keep neither a record's own lines nor the tags they do
not know, run records together where an end mark is missing, and read nothing where spaces stray.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from qes.exchange.citations.record import Draft
from qes.store.citation import Flaw, FlawCode

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
"""Only carriage returns and line feeds end a line: other ends may stand inside a value."""
_NUMBERING = re.compile(r"\s*[<\[(]?\d*[>\])]?[.:]?\s*")
"""What some programs write before each record."""


class Part(Enum):
    """What a line is to its record."""

    OPENING = auto()
    """The first field of a record."""
    FIELD = auto()
    END = auto()
    MORE = auto()
    """More of the field above."""
    NOTHING = auto()
    """A mark of the file, of no record."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line says."""

    part: Part
    tag: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How lines make records."""

    mark: Callable[[str, Draft | None], Mark]
    """Tells what a line (without its end) is, given the record that is open."""
    ends: bool
    """Records have an end mark of their own."""
    opens: str | None = None
    """The tag every record must begin with; None where nothing is missed without."""


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends."""
    return (found.group() for found in _LINE.finditer(text))


def read_tagged(text: str, grammar: Grammar) -> tuple[tuple[Draft, ...], tuple[Flaw, ...]]:
    """Part a text into records and these into fields.

    Returns:
        The records, and what is wrong with the file beside them.
    """
    reader = _Tagged(grammar)
    for n, line in enumerate(lines_of(text), start=1):
        reader.take(n, line)
    return reader.finish()


class _Tagged:
    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._done: list[Draft] = []
        self._open: Draft | None = None
        self._value: list[str] = []
        self._loose: list[int] = []

    def take(self, n: int, line: str) -> None:
        # lists put end to end have byte-order marks inside
        bare = line.rstrip("\r\n").lstrip("\ufeff")
        mark = self._grammar.mark(bare, self._open)
        match mark.part:
            case Part.OPENING if not self._awaits(mark.tag):
                self._close(ended=False)
                self._begin(n, line, mark)
            case Part.OPENING | Part.FIELD:
                self._begin(n, line, mark)
            case Part.END:
                if self._open is not None:
                    self._open.lines.append(line)
                self._close(ended=True)
            case Part.MORE if self._open is not None:
                self._open.lines.append(line)
                self._value.append(bare.strip())
            case Part.MORE if not _NUMBERING.fullmatch(bare):
                self._loose.append(n)

    def finish(self) -> tuple[tuple[Draft, ...], tuple[Flaw, ...]]:
        self._close(ended=False)
        if not self._loose:
            return tuple(self._done), ()
        count = len(self._loose)
        said = "1 line belongs" if count == 1 else f"{count} lines belong"
        flaw = Flaw(FlawCode.LOOSE_TEXT, f"{said} to no record", f"line {self._loose[0]}")
        return tuple(self._done), (flaw,)

    def _awaits(self, tag: str) -> bool:
        """Tell whether the open record has only had fields that stand before its first."""
        return self._open is not None and self._grammar.opens == tag and not self._open.has(tag)

    def _begin(self, n: int, line: str, mark: Mark) -> None:
        if self._open is None:
            self._open = Draft(f"line {n}")
        self._settle()
        self._open.lines.append(line)
        self._open.fields.append((mark.tag, ""))
        self._value = [mark.value.strip()]

    def _settle(self) -> None:
        """Give the last field its whole value."""
        if self._open is not None and self._open.fields:
            tag, _ = self._open.fields[-1]
            self._open.fields[-1] = (tag, "\n".join(self._value).strip())

    def _close(self, *, ended: bool) -> None:
        if self._open is None:
            return
        self._settle()
        opens = self._grammar.opens
        if opens is not None and not self._open.has(opens):
            self._open.note(FlawCode.NO_TYPE, f"the record does not begin with {opens}")
        if self._grammar.ends and not ended:
            self._open.note(FlawCode.NO_END, "the record has no end mark (ER)")
        self._done.append(self._open)
        self._open = None
