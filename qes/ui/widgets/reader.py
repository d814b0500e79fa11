"""The reader: moving about a text segment by segment, and selecting passages in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from textual import events
from textual.message import Message

from qes.ui.widgets.passages import Passage
from qes.ui.widgets.text_view import CONTEXT, Segment, TextView


class Reader(TextView, can_focus=True):
    """A text with a current segment and, at times, a passage being selected.

    The mouse selects by itself rather than through the screen: a drag that leaves the reader must
    not select the rest of the source.
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
        self._drag_from: tuple[int, int] | None = None

    # Moving

    def go_to(self, index: int | None) -> None:
        """Make a segment the current one and bring it into view with what stands around it."""
        before, self._current = self._current, index
        for moved in (before, index):
            if moved is not None and moved < len(self._segments):
                self._touch(self._segments[moved].start, self._segments[moved].end)
        if index is not None:
            self.bring_into_view(self._segments[index].start, self._segments[index].end)

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
        row = self._rows.at(here) + direction * max(1, self.size.height - 2 * CONTEXT)
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
            self.bring_into_view(passage.head, min(passage.head + 1, len(self._text)))
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
