"""The reader: a text of any length with its speakers, coded stretches and the place one is at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import split_graphemes
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qes.ui.printable import printable
from qes.ui.theme import HUES
from qes.ui.widgets.blocks import Turn, blocks
from qes.ui.widgets.marks import Mark, MarkIndex
from qes.ui.widgets.painting import Columns, Palette, RowContent, painted
from qes.ui.widgets.passages import Passage
from qes.ui.widgets.wrapping import Rows, Wrapping

_CONTEXT = 3
"""Rows kept in view above and below the current segment."""


class Segment(Protocol):
    """A unit of analysis."""

    @property
    def n(self) -> int:
        """Its number in the source."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


class Reader(ScrollView, can_focus=True):
    """Shows a canonical text; every offset it takes or gives is a code point of that text.

    Wraps once for each width; draws and remembers only rows that have been in view. The mouse
    selects by itself rather than through the screen: a drag that leaves the reader must not
    select the rest of the source.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reader--quiet",
        "reader--current",
        "reader--passage",
        "reader--number",
        "reader--here",
        "reader--speaker",
    }
    DEFAULT_CSS = """
    Reader {
        height: 1fr; overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $border;
        color: $foreground 82%; background: $background;
        &.-fits { scrollbar-color: $background; }
        & > .reader--quiet { color: $foreground 58%; }
        & > .reader--current { color: $foreground; }
        & > .reader--passage { background: $accent 30%; color: $foreground; text-style: underline; }
        & > .reader--number { color: $foreground 45%; }
        & > .reader--here { color: $accent; text-style: bold; }
        & > .reader--speaker { color: $foreground 72%; }
    }
    """

    @dataclass
    class Picked(Message):
        """A segment was chosen with the mouse."""

        index: int

    @dataclass
    class PassageChanged(Message):
        """A passage was selected, changed or, when None, let go."""

        start_end: tuple[int, int] | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._text = ""
        self._segments: Sequence[Segment] = ()
        self._segment_starts: list[int] = []
        self._no_code: frozenset[int] = frozenset()
        self._marks = MarkIndex()
        self._blocks = blocks("", ())
        self._block_edges: set[int] = set()
        self._wrapping = Wrapping("", ())
        self._rows = Rows()
        self._columns = Columns.within(80, ())
        self._strips: LRUCache[int, Strip] = LRUCache(1024)
        self._palette: Palette | None = None
        self._width = 0
        self._current: int | None = None
        self._passage: Passage | None = None
        self._drag_from: tuple[int, int] | None = None

    # What is shown

    def show(
        self,
        text: str,
        turns: Sequence[Turn],
        segments: Sequence[Segment],
        marks: Sequence[Mark] = (),
        no_code: frozenset[int] = frozenset(),
    ) -> None:
        """Show another source; `no_code` holds the indexes of segments that were given no code."""
        self._text = printable(text)
        self._segments = segments
        self._segment_starts = [segment.start for segment in segments]
        self._blocks = blocks(self._text, turns)
        self._block_edges = {edge for block in self._blocks for edge in (block.start, block.end)}
        self._wrapping = Wrapping(self._text, self._blocks)
        self._marks = MarkIndex(marks)
        self._no_code = no_code
        self._current = None
        self._passage = None
        self._width = 0
        self._rewrap()
        self.scroll_to(y=0, animate=False)

    def set_marks(self, marks: Sequence[Mark], no_code: frozenset[int] = frozenset()) -> None:
        """Show other coded stretches over the same text; draws only rows where any changed."""
        before, self._marks = self._marks, MarkIndex(marks)
        for start, end in self._marks.differences(before):
            self._touch(start, end)
        for index in no_code ^ self._no_code:
            self._touch(self._segments[index].start, self._segments[index].end)
        self._no_code = no_code

    @property
    def current(self) -> int | None:
        """The index of the segment one is at."""
        return self._current

    @property
    def passage(self) -> Passage | None:
        """The passage being selected."""
        return self._passage

    @property
    def text_left(self) -> int:
        """The column, in cells, at which the words begin."""
        return self._columns.text_left

    def row_span(self, row: int) -> tuple[int, int]:
        """Return which stretch of the text a row shows."""
        return self._rows.starts[row], self._rows.ends[row]

    @property
    def row_count(self) -> int:
        """How many rows the text takes at this width."""
        return len(self._rows)

    # Moving

    def go_to(self, index: int | None) -> None:
        """Make a segment the current one and bring it into view with what stands around it."""
        before, self._current = self._current, index
        for moved in (before, index):
            if moved is not None and moved < len(self._segments):
                self._touch(self._segments[moved].start, self._segments[moved].end)
        if index is not None:
            self._bring_into_view(self._segments[index].start, self._segments[index].end)

    def _bring_into_view(self, start: int, end: int) -> None:
        height = self.size.height
        if not height or not len(self._rows):
            return
        rows = self._rows.holding(start, end)
        top, bottom = rows[0], rows[-1]
        context = min(_CONTEXT, max(0, (height - len(rows)) // 2))
        first = self.scroll_offset.y
        if top - context < first or bottom + context >= first + height:
            near = first - height < top < first + 2 * height
            if not near:
                first = top - height // 3
            elif top - context < first:
                first = top - context
            else:
                first = min(bottom + context - height + 1, top - context)
            self.scroll_to(y=max(0, first), animate=False, force=True)

    def make_room(self, below: int) -> bool:
        """Scroll so that the lowest rows may be covered without hiding where one is.

        Returns whether that could be done; near the end of the text it cannot.
        """
        if self._current is None:
            return True
        here: Segment | Passage = self._passage or self._segments[self._current]
        rows = self._rows.holding(here.start, here.end)
        room = max(1, self.size.height - below)
        covered = rows[-1] - (self.scroll_offset.y + room - 1)
        if covered > 0:
            wanted = min(self.scroll_offset.y + covered, rows[0])
            self.scroll_to(y=wanted, animate=False, force=True)
        return min(rows[-1], rows[0] + room - 1) < self.scroll_target_y + room

    def scroll_within_current(self, direction: int) -> bool:
        """Scroll on inside a current segment taller than the view; False where nothing is hidden."""
        if self._current is None:
            return False
        segment = self._segments[self._current]
        rows = self._rows.holding(segment.start, segment.end)
        first, height = self.scroll_offset.y, self.size.height
        hidden = rows[-1] - (first + height - 1) if direction > 0 else first - rows[0]
        if hidden <= 0 or len(rows) <= height - 2:
            return False
        step = min(hidden + 1, max(1, height - 2))
        self.scroll_to(y=first + direction * step, animate=False, force=True)
        return True

    def index_a_page_away(self, direction: int) -> int | None:
        """Return the segment one page up (-1) or down (1) from the current one."""
        if not self._segments:
            return None
        here = self._segments[self._current or 0].start
        row = self._rows.at(here) + direction * max(1, self.size.height - 2 * _CONTEXT)
        row = min(max(0, row), len(self._rows) - 1)
        index = max(0, bisect_right(self._segment_starts, self._rows.starts[row]) - 1)
        if self._current is not None and direction > 0:
            index = min(max(index, self._current + 1), len(self._segments) - 1)
        elif self._current is not None:
            index = max(0, min(index, self._current - 1))
        return index

    def index_at(self, offset: int) -> int | None:
        """Return the segment that holds `offset`, or the nearest before it."""
        if not self._segments:
            return None
        return max(0, bisect_right(self._segment_starts, offset) - 1)

    # Passages

    def select(self, passage: Passage | None) -> None:
        """Show a passage as selected, or none."""
        before, self._passage = self._passage, passage
        if before == passage:
            return
        for changed in (before, passage):
            if changed is not None:
                self._touch(changed.start, changed.end)
        if passage is not None:
            self._bring_into_view(passage.head, min(passage.head + 1, len(self._text)))
        self.post_message(
            self.PassageChanged(None if passage is None else (passage.start, passage.end))
        )

    def head_moved_by_rows(self, passage: Passage, rows: int) -> Passage:
        """Return `passage` with its moving end some rows further, in the same column."""
        inside = passage.head - (1 if passage.head > passage.tail else 0)
        row = self._rows.at(inside)
        column = passage.head - self._rows.starts[row]
        step = 1 if rows > 0 else -1
        wanted = row + rows
        while 0 <= wanted < len(self._rows) and self._blank(wanted):
            wanted += step
        if not 0 <= wanted < len(self._rows):
            return passage.to(len(self._text) if rows > 0 else 0)
        return passage.to(min(self._rows.starts[wanted] + column, self._rows.ends[wanted]))

    def _blank(self, row: int) -> bool:
        return self._rows.starts[row] == self._rows.ends[row]

    # The mouse

    def grapheme_at(self, x: int, y: int) -> tuple[int, int]:
        """Return start and end of the character under a cell, with its combining marks.

        Left of the words it is an empty stretch at the row's start, right of them at its end.
        """
        row = min(max(0, self.scroll_offset.y + y), len(self._rows) - 1)
        start = self._rows.starts[row]
        words = self._text[start : self._rows.ends[row]].rstrip()
        cells = x - self._columns.text_left
        if cells < 0:
            return start, start
        used = 0
        for left, right, width in split_graphemes(words)[0]:
            used += width
            if cells < used:
                return start + left, start + right
        return start + len(words), start + len(words)

    async def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the character under the pointer."""
        if event.button == 1 and len(self._rows):
            self._drag_from = self.grapheme_at(event.x, event.y)
            self.capture_mouse()

    async def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from the character taken hold of to the one under the pointer."""
        if self._drag_from is None:
            return
        if event.y < 0 or event.y >= self.size.height:
            self.scroll_relative(y=-1 if event.y < 0 else 1, animate=False)
        under = self.grapheme_at(event.x, min(max(0, event.y), self.size.height - 1))
        if under != self._drag_from or self._passage is not None:
            self.select(Passage.across(self._drag_from, under))

    async def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go; without a movement, choose the segment under the pointer."""
        if self._drag_from is None:
            return
        held, self._drag_from = self._drag_from, None
        self.release_mouse()
        if self.grapheme_at(event.x, min(max(0, event.y), self.size.height - 1)) != held:
            return
        self.select(None)
        index = self.index_at(held[0])
        if index is not None:
            self.post_message(self.Picked(index))

    # Drawing

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def on_resize(self) -> None:
        """Wrap to the new width and stay at the same place of the text."""
        self._rewrap()
        self._fit_height()

    def _rewrap(self) -> None:
        width = self.scrollable_content_region.width
        if not width or width == self._width:
            return
        top = self.scroll_offset.y
        anchor = self._rows.starts[min(top, len(self._rows) - 1)] if len(self._rows) else 0
        self._width = width
        names = sorted({block.speaker for block in self._blocks})
        self._columns = Columns.within(width, names)
        self._rows = self._wrapping.rows(self._columns.text)
        self._strips.clear()
        self._fit_height()
        self.scroll_to(y=self._rows.at(anchor) if anchor else 0, animate=False, force=True)
        if self._current is not None:
            segment = self._segments[self._current]
            self._bring_into_view(segment.start, segment.end)
        self.refresh()

    def _fit_height(self) -> None:
        """Let half a view be scrolled past the end, so that the last words need not be lowest.

        At the bottom a dialog would cover them.
        """
        height = self.size.height
        beyond = height // 2 if len(self._rows) > height // 2 else 0
        self.virtual_size = Size(self._width, len(self._rows) + beyond)
        self.set_class(len(self._rows) <= height, "-fits")

    def _touch(self, start: int, end: int) -> None:
        """Draw again the rows that show `start`-`end`."""
        if not len(self._rows):
            return
        rows = self._rows.holding(start, end)
        for row in rows if len(rows) <= self.size.height else list(self._strips.keys()):
            if row in rows:
                self._strips.discard(row)
        top = rows[0] - self.scroll_offset.y
        region = Region(0, top, self.size.width, len(rows)).intersection(self.size.region)
        if region:
            self.refresh(region)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view."""
        row = self.scroll_offset.y + y
        width = self.size.width
        if row >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(row)
        if strip is None:
            if self._palette is None:
                self._palette = self._current_palette()
            segments = painted(self._content(row), self._columns, self._palette)
            strip = Strip(segments).adjust_cell_length(width, self.rich_style)
            self._strips[row] = strip
        return strip

    def _content(self, row: int) -> RowContent:
        rows = self._rows
        start, end = rows.starts[row], rows.ends[row]
        block = self._blocks[rows.blocks[row]]
        between = start == end and not rows.first[row] and start == block.start
        first = bisect_left(self._segment_starts, start)
        begins = first < len(self._segments) and self._segment_starts[first] < end
        current = None if self._current is None else self._segments[self._current]
        passage = self._passage
        coded = () if between else self._marks.over(start, end)
        return RowContent(
            text=self._text,
            start=start,
            end=end,
            speaker=block.speaker if rows.first[row] else "",
            quiet=block.quiet,
            number=str(self._segments[first].n) if begins else "",
            coded=coded,
            tinted=tuple(p.mark for p in coded if not self._is_whole(p.mark)),
            current=None if current is None else (current.start, current.end),
            passage=None if passage is None else (passage.start, passage.end),
            no_code=begins and first in self._no_code,
            blank=between,
        )

    def _is_whole(self, mark: Mark) -> bool:
        """Say whether a mark takes in whole turns or paragraphs.

        Then the bar beside them says all; colouring every word too would be a wall of colour.
        """
        text = self._text
        begins = mark.start in self._block_edges or text[mark.start - 1 : mark.start] in {"", "\n"}
        ends = mark.end in self._block_edges or text[mark.end : mark.end + 1] in {"", "\n"}
        return begins and ends

    def _current_palette(self) -> Palette:
        background = self.background_colors[1]
        plain = self.rich_style
        variables = self.app.theme_variables
        colours = [Color.parse(variables[f"code-{number}"]) for number in range(1, HUES + 1)]
        letters = self.app.no_color
        tints = [Style(bgcolor=background.blend(hue, 0.18).rich_color) for hue in colours]

        def style(name: str) -> Style:
            # The whole component style, for only that mixes a faint colour with what is under it.
            return plain + self.get_component_rich_style(f"reader--{name}")

        return Palette(
            text=plain,
            quiet=style("quiet"),
            current=style("current") + Style(bold=letters or None),
            passage=self.get_component_rich_style("reader--passage") + Style(reverse=letters),
            number=style("number"),
            here=style("here"),
            speaker=style("speaker"),
            note=Style(italic=True),
            hues=tuple(plain + Style(color=hue.rich_color) for hue in colours),
            tints=tuple(Style(underline=True) for _ in tints) if letters else tuple(tints),
            letters=letters,
        )
