"""A text of any length as it is drawn: speakers, coded stretches, the place one is at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar, Protocol

from rich.cells import split_graphemes
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qes.ui.printable import printable
from qes.ui.theme import HUES
from qes.ui.widgets.blocks import Turn, blocks
from qes.ui.widgets.marks import Mark, MarkIndex
from qes.ui.widgets.painting import Columns, Palette, RowContent, painted
from qes.ui.widgets.passages import Passage
from qes.ui.widgets.wrapping import Rows, Wrapping

CONTEXT = 3
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


class TextView(ScrollView):
    """Draws a canonical text; every offset it takes or gives is a code point of that text.

    Wraps once for each width; draws and remembers only rows that have been in view.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text-view--quiet",
        "text-view--current",
        "text-view--passage",
        "text-view--number",
        "text-view--here",
        "text-view--speaker",
    }
    DEFAULT_CSS = """
    TextView {
        height: 1fr; overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $border;
        color: $foreground 82%; background: $background;
        &.-fits { scrollbar-color: $background; }
        & > .text-view--quiet { color: $foreground 58%; }
        & > .text-view--current { color: $foreground; }
        & > .text-view--passage { background: $accent 30%; color: $foreground; text-style: underline; }
        & > .text-view--number { color: $foreground 45%; }
        & > .text-view--here { color: $accent; text-style: bold; }
        & > .text-view--speaker { color: $foreground 72%; }
    }
    """

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

    # Rows and characters

    def bring_into_view(self, start: int, end: int) -> None:
        """Scroll, if that is needed, so that a stretch shows with what stands around it."""
        height = self.size.height
        if not height or not len(self._rows):
            return
        rows = self._rows.holding(start, end)
        top, bottom = rows[0], rows[-1]
        context = min(CONTEXT, max(0, (height - len(rows)) // 2))
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
            self.bring_into_view(segment.start, segment.end)
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
            return plain + self.get_component_rich_style(f"text-view--{name}")

        return Palette(
            text=plain,
            quiet=style("quiet"),
            current=style("current") + Style(bold=letters or None),
            passage=self.get_component_rich_style("text-view--passage") + Style(reverse=letters),
            number=style("number"),
            here=style("here"),
            speaker=style("speaker"),
            note=Style(italic=True),
            hues=tuple(plain + Style(color=hue.rich_color) for hue in colours),
            tints=tuple(Style(underline=True) for _ in tints) if letters else tuple(tints),
            letters=letters,
        )
