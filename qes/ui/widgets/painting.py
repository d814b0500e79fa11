"""A row of the reader as it is drawn: margin, speaker, words, and the names of codes beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from qes.ui.printable import padded, shortened
from qes.ui.widgets.marks import Mark, PlacedMark

MARGIN_COLUMNS = 4
_BAR = "▎"
_HERE = "▌"
_MAX_SPEAKER = 14
_MAX_TEXT = 88
_NUMBER_WIDTH = 5
_GAP = 2
_LEAST_NOTES = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of the reader stand, in cells."""

    number: int
    speaker: int
    text: int
    notes: int

    @classmethod
    def within(cls, width: int, speakers: Sequence[str]) -> Columns:
        """Share out `width`: the text gets a line length good to read, codes' names the rest."""
        longest = max((cell_len(name) for name in speakers), default=0)
        speaker = min(longest, _MAX_SPEAKER if width >= 72 else 9)
        speaker += _GAP if speaker else 0
        spare = width - _NUMBER_WIDTH - 1 - MARGIN_COLUMNS - 1 - speaker - 1
        text = max(8, min(_MAX_TEXT, spare))
        notes = spare - text - _GAP
        return cls(_NUMBER_WIDTH, speaker, text, notes if notes >= _LEAST_NOTES else 0)

    @property
    def text_left(self) -> int:
        """How many cells stand before the words."""
        return self.number + 1 + MARGIN_COLUMNS + 1 + self.speaker


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles a row is drawn with."""

    text: Style
    quiet: Style
    current: Style
    passage: Style
    number: Style
    here: Style
    speaker: Style
    note: Style
    hues: tuple[Style, ...]
    """The colour of each branch, for bars and names."""
    tints: tuple[Style, ...]
    """What lies under coded words, for each branch."""
    letters: bool
    """Whether bars are letters, because there is no colour to tell branches apart."""

    def hue(self, number: int) -> Style:
        """Return the colour of a branch."""
        return self.hues[number % len(self.hues)]

    def tint(self, number: int) -> Style:
        """Return what lies under words coded in a branch."""
        return self.tints[number % len(self.tints)]


@dataclass(frozen=True, slots=True)
class RowContent:
    """What one row shows."""

    text: str
    """The whole printable text."""
    start: int
    end: int
    speaker: str
    """Whose words begin here; empty on the rows after."""
    quiet: bool
    number: str
    """The number of the segment that begins here."""
    coded: tuple[PlacedMark, ...]
    tinted: tuple[Mark, ...]
    """Those of the coded stretches that colour the words under them."""
    current: tuple[int, int] | None
    passage: tuple[int, int] | None
    no_code: bool
    """Whether a segment that was given no code begins here."""
    blank: bool
    """A row between blocks."""


def painted(row: RowContent, columns: Columns, palette: Palette) -> list[Segment]:
    """Draw one row, from its left edge to the end of its words and notes."""
    here = row.current is not None and _touches(row, row.current)
    number_style = palette.here if here and row.number else palette.number
    return [
        Segment(f"{row.number:>{columns.number - 1}} ", number_style),
        Segment(_HERE if here else " ", palette.here),
        *_margin(row, palette),
        Segment(" ", palette.text),
        *_speaker(row, columns, palette),
        *_words(row, palette),
        *_notes(row, columns, palette),
    ]


def _touches(row: RowContent, stretch: tuple[int, int]) -> bool:
    start, end = stretch
    if row.blank:
        return False
    if row.start == row.end:
        return start <= row.start < end
    return start < row.end and end > row.start


def _margin(row: RowContent, palette: Palette) -> list[Segment]:
    """Draw up to four bars; where more codes lie, three bars and the count of the others."""
    if not row.coded:
        sign = "0" if row.no_code else " "
        return [Segment(sign.ljust(MARGIN_COLUMNS), palette.number)]
    lanes = {placed.lane: placed.mark for placed in row.coded}
    crowded = any(lane >= MARGIN_COLUMNS for lane in lanes)
    shown = MARGIN_COLUMNS - 1 if crowded else MARGIN_COLUMNS
    segments = []
    for lane in range(shown):
        mark = lanes.get(lane)
        if mark is None:
            segments.append(Segment(" ", palette.text))
        else:
            segments.append(
                Segment(mark.letter if palette.letters else _BAR, palette.hue(mark.hue))
            )
    if crowded:
        others = sum(lane >= shown for lane in lanes)
        segments.append(Segment(str(others) if others < 10 else "+", palette.number))
    return segments


def _speaker(row: RowContent, columns: Columns, palette: Palette) -> list[Segment]:
    if not columns.speaker:
        return []
    name = padded(row.speaker, columns.speaker - _GAP) + " " * _GAP
    return [Segment(name, palette.quiet if row.quiet else palette.speaker)]


def _words(row: RowContent, palette: Palette) -> list[Segment]:
    """Draw the words, cut where the current segment, a passage or a coded stretch begins or ends."""
    end = row.start + len(row.text[row.start : row.end].rstrip())
    stretches = [(mark.start, mark.end) for mark in row.tinted]
    stretches += [stretch for stretch in (row.current, row.passage) if stretch is not None]
    edges = {row.start, end}
    for stretch in stretches:
        edges.update(edge for edge in stretch if row.start < edge < end)
    cuts = sorted(edges)
    segments = []
    for left, right in pairwise(cuts):
        style = palette.quiet if row.quiet else palette.text
        coded = [mark for mark in row.tinted if mark.start <= left < mark.end]
        if row.current is not None and row.current[0] <= left < row.current[1]:
            style = palette.current
        if coded:
            # The shortest stretch says most about these words.
            nearest = min(coded, key=lambda mark: mark.end - mark.start)
            style += palette.tint(nearest.hue)
        if row.passage is not None and row.passage[0] <= left < row.passage[1]:
            style += palette.passage
        segments.append(Segment(row.text[left:right], style))
    return segments


def _notes(row: RowContent, columns: Columns, palette: Palette) -> list[Segment]:
    """Name, to the right of the text, the codes whose stretch begins on this row."""
    beginning = [p.mark for p in row.coded if row.start <= p.mark.start < row.end]
    if not columns.notes or not beginning:
        return []
    words = row.text[row.start : row.end].rstrip()
    segments = [Segment(" " * (columns.text - cell_len(words) + _GAP), palette.text)]
    room = columns.notes
    for number, mark in enumerate(beginning):
        others = len(beginning) - number - 1
        rest = f" +{others}" if others else ""
        gap = " · " if number else ""
        name = shortened(gap + mark.label, room - (len(rest) if others else 0))
        room -= cell_len(name)
        segments.append(Segment(name, palette.note + palette.hue(mark.hue)))
        if others and cell_len(gap + beginning[number + 1].label) > room - 3:
            segments.append(Segment(rest, palette.number))
            break
    return segments
