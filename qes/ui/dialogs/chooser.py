"""Choosing one of many by typing part of its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import line
from qes.ui.widgets.rows import RowList, RowPieces

Key = TypeVar("Key")

_TALL = 30
_AROUND_LIST = 6


def chooser_rows(screen_height: int) -> int:
    """Return how many rows a chooser takes on a screen of some height."""
    return _AROUND_LIST + (12 if screen_height >= _TALL else 6)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """What a chooser needs to know of the things to choose from."""

    title: str
    placeholder: str
    search: Callable[[str], Sequence[Key]]
    """Returns the keys that fit what is typed, best first; all of them for nothing typed."""
    row: Callable[[Key], RowPieces]
    detail: Callable[[Key], str]
    """Says more about the one that is highlighted."""
    nothing: str
    """Said when nothing fits."""
    other: Callable[[str, Key | None], Awaitable[None]] | None = None
    """What Tab does where none of them is meant: it gets what was typed, if nothing fits that,
    or else the key that is marked."""


class LineInput(Input):
    """A line that is handed in with Enter in the order keys were typed.

    An Enter that went up to the app first, as bindings do, would be overtaken by the next keys.
    Keys after it belong to whatever stands there when the dialog is gone, and are passed on.
    """

    handed_in = False

    async def _on_key(self, event: events.Key) -> None:
        if self.handed_in:
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.handed_in = True
            self.post_message(self.Submitted(self, self.value))


class Chooser(Dialog[Key], Generic[Key]):
    """A line to type in, what fits it, and more about the one highlighted; Enter chooses."""

    DEFAULT_CSS = """
    Chooser { align: center bottom; background: $background 25%; }
    Chooser > .dialog { margin: 0 0 2 0; }
    Chooser.-above { align: center top; }
    Chooser.-above > .dialog { margin: 2 0 0 0; }
    Chooser Input { border: none; height: 1; padding: 0; background: $surface; }
    Chooser Input:focus { border: none; }
    Chooser > .dialog { border-title-color: $foreground 82%; }
    Chooser RowList { height: 6; background: $surface; }
    Chooser.-tall RowList { height: 12; }
    Chooser .chooser--detail { height: 2; margin-top: 1; }
    """

    VERTICAL_BREAKPOINTS = [(0, "-short"), (_TALL, "-tall")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, choice: Choice[Key], *, above: bool = False) -> None:
        """Stand at the bottom of the screen, or `above` where what it is about is at the bottom."""
        super().__init__(classes="-above" if above else "")
        self._choice = choice
        self._list: RowList[Key] = RowList(lambda keys: [choice.row(key) for key in keys])
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(line(self._choice.title))
            yield LineInput(placeholder=self._choice.placeholder, select_on_focus=False)
            yield self._list
            yield Static(classes="chooser--detail dialog--hint")

    def on_mount(self) -> None:
        """Show all there is to choose from, ready to be typed at."""
        self._list.load(self._choice.search(""))
        self._tell()

    def take_keys(self) -> None:
        """Put the cursor in the line at once, so that keys typed ahead arrive there."""
        self.set_focus(self.query_one(LineInput))

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._list.load(self._choice.search(event.value))
        self._tell()

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _choose(self) -> None:
        written = self.query_one(LineInput)
        # The list may be behind what was typed by one message.
        found = self._choice.search(written.value)
        if list(found) != list(self._list.keys):
            self._list.load(found)
        if self._list.key is None:
            written.handed_in = False
        else:
            self.dismiss(self._list.key)

    @on(RowList.Moved)
    def _tell(self) -> None:
        key = self._list.key
        text = self._choice.nothing if key is None else self._choice.detail(key)
        self.query_one(".chooser--detail", Static).update(Content(line(text)))

    def on_key(self, event: events.Key) -> None:
        """Move in the list with the keys that mean nothing to a line of text."""
        moves: dict[str, Callable[[], None]] = {
            "down": lambda: self._list.action_move(1),
            "up": lambda: self._list.action_move(-1),
            "pagedown": lambda: self._list.action_page(1),
            "pageup": lambda: self._list.action_page(-1),
        }
        if event.key in moves:
            event.stop()
            event.prevent_default()
            moves[event.key]()
        elif event.key == "tab" and self._choice.other is not None:
            event.stop()
            event.prevent_default()
            self._ask_for_other(self._choice.other)

    def _ask_for_other(self, other: Callable[[str, Key | None], Awaitable[None]]) -> None:
        typed = self.query_one(LineInput).value.strip()
        found = self._choice.search(typed)
        key = self._list.key if list(found) == list(self._list.keys) else next(iter(found), None)
        self.dismiss(None)
        self.app.call_next(other, "" if key is not None else typed, key)
