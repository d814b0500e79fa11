"""The last line: the keys that matter here, what just happened, and when it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Static

from qes.ui.actions import Action
from qes.ui.printable import line, shortened

MOST_KEYS = 7
_FLASH_SECONDS = 4.0


class Tone(StrEnum):
    """What kind of thing is said."""

    NOTE = "note"
    DONE = "done"
    ASK = "ask"
    """A question that waits for a key."""
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Flash:
    """One line about what just happened."""

    text: str
    tone: Tone = Tone.NOTE
    tail: str = ""
    """What is kept where the text must be cut: the key that takes it back."""


class KeyLine(Static):
    """Names at most seven keys; says what just happened in their place for a few seconds."""

    DEFAULT_CSS = """
    KeyLine { height: 1; padding: 0 1; color: $foreground 72%; }
    """
    keys: reactive[tuple[Action, ...]] = reactive(())
    note: reactive[str] = reactive("")
    """At the right: when the last decision was saved, or what goes on in the background."""
    flash: reactive[Flash | None] = reactive(None)

    _fading: Timer | None = None

    def say(self, text: str, tone: Tone = Tone.NOTE, tail: str = "") -> None:
        """Say what happened; questions and trouble stay until the next thing is said."""
        if self._fading is not None:
            self._fading.stop()
            self._fading = None
        self.flash = Flash(line(text), tone, tail) if text else None
        if text and tone in {Tone.NOTE, Tone.DONE}:
            self._fading = self.set_timer(_FLASH_SECONDS, self._fade)

    def _fade(self) -> None:
        self.flash = None

    def render(self) -> Content:
        """Draw the line."""
        width = max(10, self.content_size.width or self.size.width)
        note = shortened(line(self.note), max(0, width // 3))
        room = width - cell_len(note) - 2
        if self.flash is not None:
            return self._with_note(self._said(self.flash, width, note), note, width)
        return self._with_note(named_keys(self.keys[:MOST_KEYS], room), note, width)

    @staticmethod
    def _said(flash: Flash, width: int, note: str) -> Content:
        style = {
            Tone.NOTE: "$foreground",
            Tone.DONE: "$success",
            Tone.ASK: "$accent bold",
            Tone.TROUBLE: "$error bold",
        }[flash.tone]
        room = width if flash.tone is Tone.TROUBLE else width - cell_len(note) - 2
        tail = f" · {flash.tail}" if flash.tail else ""
        return Content.styled(shortened(flash.text, room - cell_len(tail)) + tail, style)

    @staticmethod
    def _with_note(left: Content, note: str, width: int) -> Content:
        gap = width - left.cell_length - cell_len(note)
        if gap < 1:
            return left
        return Content.assemble(left, " " * gap, (note, "$foreground 60%"))


def named_keys(actions: Sequence[Action], room: int) -> Content:
    """Name as many of the actions' keys as fit in a row."""
    pieces: list[tuple[str, str]] = []
    used = 0
    for action in actions:
        words = f" {action.footer}"
        needed = cell_len(action.key_name) + cell_len(words) + (2 if pieces else 0)
        if used + needed > room:
            break
        if pieces:
            pieces.append(("  ", ""))
        pieces += [(action.key_name, "$foreground bold"), (words, "$foreground 72%")]
        used += needed
    return Content.assemble(*pieces)
