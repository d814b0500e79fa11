"""From the lines of printed pages to running text.

Furniture is set aside, lines are put in reading order, footnotes are taken out, and lines are
joined while they stand close, are full, and nothing says a new paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from corpora.manuscript import Paragraph
from corpora.readers.pdf.footnotes import Footnote, without_footnotes
from corpora.readers.pdf.furniture import Furniture, without_furniture
from corpora.readers.pdf.hyphens import Vocabulary
from corpora.readers.pdf.measure import Measure, measures_of
from corpora.readers.pdf.page import CAPTION, LABEL, Column, Line, Page
from corpora.readers.pdf.reading_order import read_in_order
from corpora.source import Aside, AsideKind, Remark, RemarkCode
from corpora.text import canonical

_ITEM = re.compile(r"(?:[•▪◦‣·●○■□➢➤✓❖\u2043]|[-\u2013*]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)")
_ENDED = re.compile(r"[.!?:…][\"'”\u2019)\]]*$")

WIDE_GAP = 1.35
"""Of the usual distance between lines: a wider one parts paragraphs."""
RESIZED, MUCH_RESIZED = 0.1, 0.2
"""Of the greater height: a heading of 12 points differs so from its text in 10, a line with a small
word in it from the one above by less; a line that begins a sentence needs less."""
LEFT_OFF = 0.3
"""Of the usual width: a last line of a page that leaves so much empty ends a paragraph."""
CAPTION_LINES = 4
"""How many lines a caption above a table has at most."""
LEAST_ROWS = 3
"""How many rows a table without a caption has that is put after the sentence it stands in."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Running text made of pages."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    page_starts: tuple[int, ...]
    asides: tuple[Aside, ...]
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Running:
    """The text as it grows."""

    vocabulary: Vocabulary
    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where paragraphs begin."""
    page_starts: list[int] = field(default_factory=list)
    begins: list[dict[int, int]] = field(default_factory=list)
    """For each page, where each of its lines begins, by their numbers."""
    above: Line | None = None
    length: int = 0

    def add(self, n: int, line: Line, *, goes_on: bool) -> None:
        """Add the line with a number, to the paragraph that stands or as a new one."""
        joint = "\n\n" if self.pieces else ""
        if goes_on:
            joint, cut = self.vocabulary.joint(self.pieces[-1], line.words)
            if cut:
                self.pieces[-1] = self.pieces[-1][:-1]
                self.length -= 1
        at = self.length + len(joint)
        if not goes_on:
            self.starts.append(at)
        if not self.begins[-1]:
            self.page_starts[-1] = at
        self.begins[-1][n] = at
        self.pieces += (joint, line.words)
        self.length = at + len(line.words)
        self.above = line

    def turn(self) -> None:
        """Begin a page."""
        self.begins.append({})
        self.page_starts.append(self.length)


def laid_out(pages: Sequence[Page]) -> Layout:
    """Make running text: a blank line between paragraphs, one space where lines were joined."""
    bared = without_furniture(pages)
    vocabulary = Vocabulary.of(line for page in bared.pages for line in page.lines)
    read, notes = without_footnotes(bared.pages, read_in_order(bared.pages, vocabulary), vocabulary)
    running = _running(read, vocabulary)
    text = "".join(running.pieces) + "\n"
    ends = (*(start - 2 for start in running.starts[1:]), running.length)
    paragraphs = tuple(Paragraph(a, b) for a, b in zip(running.starts, ends, strict=False))
    page_starts = (0, *running.page_starts[1:])
    asides = (
        *(_furniture(one, page_starts, running.length) for one in bared.furniture),
        *(_footnote(note, running.begins) for note in notes),
    )
    remarks = (*bared.remarks, *_order_remarks(read), *_note_remarks(notes))
    ordered = tuple(sorted(asides, key=lambda aside: aside.page or 0))
    return Layout(text, paragraphs, page_starts, ordered, remarks)


def _running(read: Sequence[Sequence[Column]], vocabulary: Vocabulary) -> _Running:
    """Put the lines of all pages together.

    A table that stands in the middle of a sentence comes after the sentence's paragraph.
    """
    running = _Running(vocabulary)
    measures = measures_of(read)
    last: Column | None = None
    for page in read:
        running.turn()
        lines = [line for column in page for line in column.lines]
        columns = [column for column in page for _ in column.lines]
        held: list[int] = []
        inside = _inside_sentences(lines, running.above)
        for n, (line, column) in enumerate(zip(lines, columns, strict=True)):
            if n in inside:
                held.append(n)
                continue
            above = running.above
            turned = line is column.lines[0] or n - 1 in inside
            upper = measures[last] if last is not None else measures[column]
            goes_on = above is not None and not _parts(
                above, line, measures[column], upper, turned=turned
            )
            if turned and n and goes_on and _is_other_width(columns[n - 1], column):
                goes_on = line.words[:1].islower()
            while held and not goes_on:
                running.add(held[0], lines[held.pop(0)], goes_on=False)
            running.add(n, line, goes_on=goes_on)
            last = column
        for n in held:
            running.add(n, lines[n], goes_on=False)
    return running


def _is_other_width(before: Column, column: Column) -> bool:
    """Tell whether one of two columns spans the page and the other does not."""
    return (before.left > 0 or before.right < inf) != (column.left > 0 or column.right < inf)


def _inside_sentences(lines: Sequence[Line], above: Line | None) -> frozenset[int]:
    """Return the numbers of the lines of tables, with captions, that part a sentence of a page."""
    found: set[int] = set()
    begin = 0
    while begin < len(lines):
        if not lines[begin].closes:
            begin += 1
            continue
        end = next((n for n in range(begin, len(lines)) if not lines[n].closes), len(lines))
        near = range(max(0, begin - CAPTION_LINES), begin)
        first = next((n for n in near if CAPTION.match(lines[n].words)), begin)
        before = lines[first - 1] if first else above
        sure = first < begin or end - begin >= LEAST_ROWS
        parted = before is not None and not before.closes and not _ENDED.search(before.words)
        if sure and parted and end < len(lines) and lines[end].words[:1].islower():
            found.update(range(first, end))
        begin = end
    return frozenset(found)


def _parts(above: Line, line: Line, measure: Measure, upper: Measure, *, turned: bool) -> bool:
    """Tell whether a paragraph ends between two lines; `turned` where a page or column does.

    `measure` is that of the lower line's column, `upper` that of the upper line's.
    """
    label = LABEL.match(line.words)
    if above.closes or line.opens or (label is not None and label[1] in measure.labels):
        return True
    if _ITEM.match(line.words) or CAPTION.match(line.words):
        return True
    ended = _ENDED.search(above.words) is not None
    opens = not line.words[:1].islower()
    other = abs(above.height - line.height) / max(above.height, line.height, 1.0)
    resized = other > (RESIZED if opens else MUCH_RESIZED)
    if turned or line.bottom > above.bottom:  # a new page, or a new column
        left_off = upper.right - above.right > LEFT_OFF * upper.width
        return ended or (opens and (resized or left_off))
    if not measure.spacing:
        return ended and opens and len(above.words) < measure.width
    apart = above.bottom - line.bottom > WIDE_GAP * measure.spacing
    short = measure.right - above.right
    indented = line.left > above.left + 8
    sentence = ended and (short > 0.15 * measure.width or indented)
    return apart or resized or (opens and (sentence or short > 0.4 * measure.width))


def _furniture(one: Furniture, page_starts: Sequence[int], length: int) -> Aside:
    ends = (*page_starts[1:], length)
    at = ends[one.page] if one.foot else page_starts[one.page]
    return Aside(AsideKind.FURNITURE, canonical(one.words).text, at, one.page + 1)


def _footnote(note: Footnote, begins: Sequence[dict[int, int]]) -> Aside:
    at = None if note.line is None else begins[note.page][note.line] + note.at
    return Aside(AsideKind.FOOTNOTE, canonical(note.words).text, at, note.page + 1)


def _order_remarks(read: Sequence[Sequence[Column]]) -> Iterator[Remark]:
    parted = sum(any(column.left or column.right < inf for column in page) for page in read)
    if parted:
        said = f"read column by column: {parted:,} page{'' if parted == 1 else 's'}"
        yield Remark(RemarkCode.LAYOUT, said)
    cells = sum(line.closes for page in read for column in page for line in column.lines)
    if cells:
        said = f"{cells:,} lines are rows of tables, with a tab between cells"
        yield Remark(RemarkCode.LAYOUT, said)


def _note_remarks(notes: Sequence[Footnote]) -> Iterator[Remark]:
    if notes:
        n = len(notes)
        said = f"{n:,} footnote{'' if n == 1 else 's'} stand{'s' if n == 1 else ''} beside the text"
        yield Remark(RemarkCode.SET_ASIDE, said)
