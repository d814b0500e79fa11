"""The text of a table: its cells of words laid out for reading, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpora.manuscript import Paragraph, ParagraphKind, Utterance
from corpora.readers.tables.column_names import is_generic
from corpora.readers.tables.columns import Layout, TableKind, seconds_of
from corpora.source import Record
from corpora.speech.speakers import clean_label

_EMPTY_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_NOT_LETTERS = re.compile(r"[\W_]+")
_NON_ANSWERS = frozenset(
    ("", "na", "none", "nil", "notapplicable", "noanswer", "noresponse", "nocomment", "nocomments")
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of data: its cells, and what stands in cells beyond the last column."""

    cells: Sequence[str]
    values: tuple[tuple[str, str], ...]
    """Column and cell, but for the columns of words."""


class TableText:
    """Takes rows one by one and writes them as the layout says."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._pieces: list[str] = []
        self._length = 0
        self._speaker: str | None = None
        self.paragraphs: list[Paragraph] = []
        self.utterances: list[Utterance] = []
        self.records: list[Record] = []
        self.people: dict[str, dict[str, str]] = {}
        """What the other columns say of each respondent."""
        self.labelled = 0
        self.non_answers: list[str] = []

    def add(self, row: Row) -> None:
        """Write a row."""
        at = len(self._pieces)
        begins = self._length
        if self._layout.kind is TableKind.RESPONDENTS:
            start = self._answer(row)
        else:
            start = self._utter(row)
        if at == len(self._pieces):
            start = begins  # nothing of it stands in the text
        self.records.append(Record(len(self.records) + 1, start, self._length, row.values))

    def text(self) -> str:
        """Return what is written."""
        return "".join(self._pieces) + "\n"

    def _utter(self, row: Row) -> int:
        """Write words under who says them; where no one is named the one before goes on."""
        who, time = self._layout.who, self._layout.time
        label = row.cells[who.index].strip() if who is not None else ""
        words = row.cells[self._layout.words[0].index]
        at = seconds_of(row.cells[time.index], time.name) if time is not None else None
        shown = clean_label(label)
        if not shown:
            if not words.strip():
                return self._length
            start = self._write(words)
            self._go_on(words, start, at)
            return start
        self._speaker = label
        self.labelled += 1
        start = self._write(words, f"{shown}: " if words.strip() else f"{shown}:")
        self._say(label, words, start, at)
        return start

    def _go_on(self, words: str, start: int, at: float | None) -> None:
        if self._speaker is None:
            self._say(None, words, start, at, resumes=True)
        else:
            said = self.utterances.pop()
            if said.start == said.end:  # a label stood alone
                said = replace(said, start=start + len(words) - len(words.lstrip()))
            self.utterances.append(replace(said, end=start + len(words.rstrip())))

    def _answer(self, row: Row) -> int:
        """Write a respondent's answers, each below its question."""
        label = self._respondent(row.cells)
        self.people.setdefault(label, {}).update(
            (name, cell) for name, cell in row.values if cell.strip() != label
        )
        first: int | None = None
        for asked in self._layout.words:
            answer = row.cells[asked.index]
            if not answer.strip():
                continue
            if first is None:
                self._write(label, heading=True)
            if len(self._layout.words) > 1 or not is_generic(asked.name):
                self._write(asked.name, heading=True)
            start = self._write(answer)
            self._say(label, answer, start, None, resumes=True)
            self.labelled += 1
            first = start if first is None else first
            if _NOT_LETTERS.sub("", answer).casefold() in _NON_ANSWERS:
                self.non_answers.append(answer.strip())
        return self._length if first is None else first

    def _respondent(self, cells: Sequence[str]) -> str:
        """Return what a respondent goes by: a bare number is no name."""
        who = self._layout.who
        label = " ".join(cells[who.index].split()) if who is not None else ""
        if not clean_label(label):
            return f"Respondent {len(self.records) + 1}"
        return f"Respondent {label}" if label.isdigit() else label

    def _write(self, words: str, opening: str = "", *, heading: bool = False) -> int:
        """Write words, parted from what stands before; return where they begin."""
        before = ("\n\n" if self._pieces else "") + opening
        start = self._length + len(before)
        self._pieces.append(before + words)
        self._length = start + len(words)
        kind = ParagraphKind.HEADING if heading else ParagraphKind.BODY
        self.paragraphs.extend(_paragraphs(words, start, kind))
        return start

    def _say(
        self, label: str | None, words: str, start: int, at: float | None, *, resumes: bool = False
    ) -> None:
        begin = start + len(words) - len(words.lstrip())
        end = start + len(words.rstrip())
        self.utterances.append(Utterance(label, min(begin, end), end, at, resumes=resumes))


def _paragraphs(words: str, start: int, kind: ParagraphKind) -> list[Paragraph]:
    """Part the words of a cell at its empty lines."""
    ends = [gap.start() for gap in _EMPTY_LINE.finditer(words)] if "\n" in words else []
    found: list[Paragraph] = []
    begin = 0
    for end in (*ends, len(words)):
        part = words[begin:end]
        first = begin + len(part) - len(part.lstrip())
        last = begin + len(part.rstrip())
        if first < last:
            found.append(Paragraph(start + first, start + last, kind))
        begin = end
    return found
