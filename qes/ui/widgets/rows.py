"""A list of any length, of which only the rows in view are ever fetched or drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qes.ui.actions import Scope, bindings_for
from qes.ui.printable import line, printable, shortened

_PAGE = 256

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row: what it says and the theme variable of its colour."""

    text: str
    colour: str = ""
    """A theme variable such as `code-3`; empty for the list's own colour."""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class RowPieces:
    """A row: pieces from the left, cut where they do not fit, and a piece kept at the right."""

    left: tuple[Piece, ...]
    right: Piece | None = None


Fetch = Callable[[Sequence[Key]], Sequence[RowPieces]]
"""Returns the rows of some keys, in their order."""


class RowList(ScrollView, Generic[Key], can_focus=True):
    """Holds the keys of all rows and fetches what they say by the page, when it comes into view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor", "row-list--faint"}
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.LIST)
    DEFAULT_CSS = """
    RowList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $border;
        background: $background;
        & > .row-list--faint { color: $foreground 60%; }
        & > .row-list--cursor { background: $block-cursor-background; color: $foreground; }
    }
    """
    cursor: reactive[int] = reactive(0, repaint=False)
    """The row one is at, from 0."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        index: int

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, RowList.Moved)

    @dataclass
    class Chosen(Message):
        """Enter was pressed, or a row was clicked twice."""

        index: int

    def __init__(self, fetch: Fetch[Key], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._fetch = fetch
        self._keys: Sequence[Key] = ()
        self._pages: LRUCache[int, tuple[RowPieces, ...]] = LRUCache(64)
        self._strips: LRUCache[tuple[int, bool, int], Strip] = LRUCache(2048)

    def load(self, keys: Sequence[Key], cursor: int = 0) -> None:
        """Show other rows; `cursor` is the row to stand on."""
        self._keys = keys
        self._pages.clear()
        self._strips.clear()
        self.virtual_size = Size(self.size.width, len(keys))
        self.set_reactive(RowList.cursor, min(max(0, cursor), max(0, len(keys) - 1)))
        self._show_cursor()
        self.refresh()
        if keys:
            self.post_message(self.Moved(self.cursor))

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of all rows."""
        return self._keys

    @property
    def key(self) -> Key | None:
        """The key of the row one is at."""
        return self._keys[self.cursor] if self._keys else None

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return min(max(0, cursor), max(0, len(self._keys) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two rows that changed."""
        if old == new:
            return
        self.refresh_line(old)
        self.refresh_line(new)
        self._show_cursor()
        self.post_message(self.Moved(new))

    def _show_cursor(self) -> None:
        if self._keys and self.size.height:
            self.scroll_to_region(
                Region(0, self.cursor, 1, 1), animate=False, force=True, immediate=True
            )

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by some pages."""
        self.cursor += pages * max(1, self.size.height - 1)

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last row."""
        self.cursor = len(self._keys) - 1

    def action_choose(self) -> None:
        """Choose the row one is at."""
        if self._keys:
            self.post_message(self.Chosen(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Move to the row under the pointer; a second click chooses it."""
        row = self.scroll_offset.y + event.y
        if row < len(self._keys):
            self.cursor = row
            if event.chain > 1:
                self.action_choose()

    def on_resize(self) -> None:
        """Fit the rows to the new width."""
        self._strips.clear()
        self.virtual_size = Size(self.size.width, len(self._keys))
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._strips.clear()

    @property
    def shows_cursor(self) -> bool:
        """Whether the row one is at is marked: where keys would move it."""
        return self.has_focus or not self.can_focus

    def on_focus(self) -> None:
        """Mark the row one is at."""
        self.refresh()

    def on_blur(self) -> None:
        """Mark no row."""
        self.refresh()

    def _row(self, index: int) -> RowPieces:
        number = index // _PAGE
        page = self._pages.get(number)
        if page is None:
            page = tuple(self._fetch(self._keys[number * _PAGE : (number + 1) * _PAGE]))
            self._pages[number] = page
        return page[index - number * _PAGE]

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view."""
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if index >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        at = index == self.cursor and self.shows_cursor
        strip = self._strips.get((index, at, width))
        if strip is None:
            strip = self._strips[index, at, width] = self._drawn(self._row(index), width, at=at)
        return strip

    def _drawn(self, row: RowPieces, width: int, *, at: bool) -> Strip:
        base = self.rich_style
        if at:
            base += self.get_component_rich_style("row-list--cursor")
            if self.app.no_color:
                base += Style(reverse=True)
        faint = Style(color=self.get_component_rich_style("row-list--faint").color)
        right = line(row.right.text) if row.right else ""
        room = width - (cell_len(right) + 3 if right else 2)
        segments = [Segment(" ", base)]
        for piece in row.left:
            text = shortened(printable(piece.text).replace("\n", " "), room)
            room -= cell_len(text)
            segments.append(Segment(text, self._piece_style(piece, base, faint)))
        if row.right:
            segments.append(Segment(" " * (room + 1), base))
            segments.append(Segment(right, self._piece_style(row.right, base, faint)))
        return Strip(segments).adjust_cell_length(width, base)

    def _piece_style(self, piece: Piece, base: Style, faint: Style) -> Style:
        style = base + faint if piece.faint else base
        if piece.colour:
            style += Style.parse(self.app.theme_variables[piece.colour])
        return style
