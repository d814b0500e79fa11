"""The text of a Word document as it is put together: lines, rows of cells, and notes beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpora.manuscript import Manuscript, Paragraph, ParagraphKind, Utterance
from corpora.readers.draft_lines import label_of, labels_after_numbers, set_aside
from corpora.readers.tables.columns import Column, Layout, TableKind, column, layout_of
from corpora.readers.tables.heading import heading_of
from corpora.source import Aside, AsideKind, Remark
from corpora.span import Span
from corpora.speech.labels import seconds
from corpora.text import canonical, change_remarks

_NAME_AND_TIME = re.compile(
    r"([^\W\d][^\n]{0,58}?)[\s,(\[\u2013-]+(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?:?"
)

LEAST_ROWS = 3
"""How many rows a table has at least in which people speak."""


@dataclass(frozen=True, slots=True)
class Note:
    """Words that belong at a place of a line but not in it."""

    at: int
    kind: AsideKind
    words: str


@dataclass(slots=True)
class Line:
    """A paragraph or a row of a table on its way to text."""

    words: str = ""
    heading: bool = False
    joined: bool = False
    """Its end mark is deleted: the next paragraph goes on in it."""
    number: str = ""
    """What a list shows before it."""
    notes: list[Note] = field(default_factory=list)
    boxes: list[Line] = field(default_factory=list)
    cells: tuple[Span, ...] = ()
    """Where the cells of a row stand in its words."""
    alone: tuple[Line, ...] | None = None
    """Of a row with one filled cell at most, that cell's paragraphs."""
    spoken: Spoken | None = None

    def append(self, other: Line) -> None:
        """Let another line go on in this one."""
        length = len(self.words)
        self.words += other.words
        self.heading |= other.heading
        self.number = self.number if length else self.number or other.number
        self.notes += (Note(length + n.at, n.kind, n.words) for n in other.notes)
        self.boxes += other.boxes


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a row of a table in which people speak says, and who, when."""

    label: str | None
    at: float | None
    cell: int
    """The place of the cell that holds the words."""
    beside: frozenset[int]
    """The cells that say who and when."""


def row(cells: Sequence[Sequence[Line]]) -> Line:
    """Make one line of a row, with tabs between its cells."""
    line = Line()
    spans: list[Span] = []
    for n, cell in enumerate(cells):
        if n:
            line.words += "\t"
        start = len(line.words)
        for part in (one for one in cell if one.words.strip() or one.notes):
            if len(line.words) > start:
                line.words += "\n"
            lead = f"{part.number} " if part.number else ""
            place = len(line.words) + len(lead)
            line.words += lead + part.words
            line.notes += (Note(place + x.at, x.kind, x.words) for x in part.notes)
            line.boxes += part.boxes
        spans.append(Span(start, len(line.words)))
    line.cells = tuple(spans)
    if sum(any(part.words.strip() for part in cell) for cell in cells) < 2:
        line.alone = tuple(p for cell in cells for p in cell if p.words.strip() or p.notes)
    return line


def find_speech(rows: Sequence[Line]) -> Layout | None:
    """Mark the rows of a table in which each is what someone says, if it is such a table."""
    held = [line for line in rows if line.cells]
    if len(held) < LEAST_ROWS:
        return None
    texts = [[line.words[c.start : c.end] for c in line.cells] for line in held]
    heading = heading_of([[_name(cell) for cell in cells] for cells in texts], ragged=False)
    data = texts[heading.data :]
    columns = tuple(
        column(n, name, [_name(cells[n]) for cells in data if n < len(cells)])
        for n, name in enumerate(heading.names)
    )
    layout = layout_of(columns, unique=_unique(columns, data))
    if layout is None or layout.kind is not TableKind.UTTERANCES or layout.who is None:
        return None
    words, who = layout.words[0].index, layout.who.index
    time = layout.time or next((c for c in columns if c.timed), layout.who)
    beside = frozenset((who, *(c.index for c in columns if c.timed or c.numeric or c is time)))
    last: str | None = None
    for line, cells in zip(held[heading.data :], data, strict=True):
        if max(words, who, time.index) < len(cells) and cells[words].strip():
            last = _name(cells[who]).strip() or last
            line.spoken = Spoken(last, seconds(cells[time.index]), words, beside)
    return layout


def _name(cell: str) -> str:
    """Return a cell without the time that stands below or after a name."""
    found = _NAME_AND_TIME.fullmatch(cell.strip())
    return cell if found is None else found[1]


def program_of(layout: Layout) -> str | None:
    """Return the program that writes tables with these columns."""
    named = {layout.words[0].key, layout.time.key if layout.time is not None else ""}
    return "nvivo" if named == {"content", "timespan"} else None


def _unique(columns: Sequence[Column], data: Sequence[Sequence[str]]) -> frozenset[int]:
    return frozenset(c.index for c in columns if c.distinct == c.filled >= 0.9 * len(data))


def manuscript(
    lines: Sequence[Line],
    outside: Iterable[tuple[AsideKind, str]],
    remarks: Iterable[Remark],
    program: str | None = None,
) -> Manuscript:
    """Put lines together; where most words are in rows of speech, those are the utterances.

    Args:
        lines: Of the body, in order.
        outside: What belongs nowhere in the text, such as running heads.
        remarks: What the reader has to say.
        program: Whose export the rows of speech look like.
    """
    spoken = sum(len(line.words) for line in lines if line.spoken is not None)
    text = _Text(in_rows=2 * spoken >= sum(len(line.words) for line in lines) > 0)
    labels = labels_after_numbers(lines)
    for line in lines:
        text.add(line, labels)
    asides = (*text.asides, *(Aside(kind, canonical(words).text) for kind, words in outside))
    made = canonical("\n".join(text.pieces) + "\n")
    return Manuscript(
        "docx",
        made.text,
        paragraphs=tuple(text.paragraphs),
        layout=program if text.utterances else None,
        utterances=tuple(text.utterances) or None,
        labelled=sum(one.label is not None for one in text.utterances) or None,
        asides=asides,
        changes=made.changes,
        remarks=(*remarks, *set_aside(asides), *change_remarks(made.changes)),
    )


@dataclass(slots=True)
class _Text:
    """The text as it grows, line by line."""

    in_rows: bool
    """People speak in rows of a table."""
    pieces: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    length: int = 0
    resumes: bool = False
    """Words that no one says have come since the last utterance."""

    def add(self, line: Line, labels: frozenset[str]) -> None:
        """Add a line; numbers of a list before `labels` number the turns and stand beside them."""
        words = line.words.rstrip()
        body = words.lstrip()
        number = f"{line.number} " if line.number and body else ""
        if number and label_of(body) in labels:
            self.asides.append(Aside(AsideKind.FURNITURE, line.number, self.length))
            number = ""
        start = self.length + len(number)
        end = start + len(words)
        if self.in_rows and line.spoken is not None:
            self._say(line.spoken, line.cells, start, end)
        elif body:
            self.resumes = True
            kind = ParagraphKind.HEADING if line.heading else ParagraphKind.BODY
            first = self.length if number else end - len(body)
            self.paragraphs.append(Paragraph(first, end, kind))
        for note in line.notes:
            at = min(start + note.at, end)
            self.asides.append(Aside(note.kind, canonical(note.words).text, at))
        self.pieces.append(number + words)
        self.length = end + 1

    def _say(self, spoken: Spoken, cells: Sequence[Span], start: int, end: int) -> None:
        """Add a row of speech: each cell is a paragraph but those that say who and when."""
        text_of: list[Paragraph] = []
        for n, cell in enumerate(cells):
            last = min(start + cell.end, end)
            if n not in spoken.beside and start + cell.start < last:
                text_of.append(Paragraph(start + cell.start, last))
            if n == spoken.cell:
                said = Utterance(
                    spoken.label, start + cell.start, last, spoken.at, resumes=self.resumes
                )
                self.utterances.append(said)
        self.paragraphs += text_of
        self.resumes = False
