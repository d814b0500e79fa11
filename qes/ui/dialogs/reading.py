"""Dialogs one only reads: the help, and why a code is suggested."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from qes.ui.actions import Action, Scope, actions_in
from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import padded

_KEY_COLUMN = 11
_HOW = (
    "Read the segment marked ▌. Press the number of a suggestion to give its code, / for any "
    "other code, 0 if none applies. The first code of a segment takes you to the next undecided "
    "one; b comes back, and on a segment that has a code already further codes follow without "
    "moving. For segments that take many codes press a once: you then stay until Enter. Every "
    "decision is on disk before you see it; u takes it back. The bars left of the text are your "
    "codes, a 0 there is a segment you gave none. Suggestions learn from every decision you make; "
    "how likely they are is told by marks ●●● ●●○ ●○○ until there are enough decisions for a number."
)


class Reading(Dialog[None]):
    """Some text to read; Esc or Enter closes it."""

    DEFAULT_CSS = """
    Reading > .dialog { height: auto; padding: 1 2; scrollbar-size-vertical: 1;
        scrollbar-background: $surface; scrollbar-color: $border; }
    Reading Static { height: auto; }
    """
    BINDINGS = [("enter,q,space", "close", "Close")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, parts: Sequence[Content]) -> None:
        super().__init__()
        self._parts = tuple(parts)

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog"):
            for part in self._parts:
                yield Static(part)

    def take_keys(self) -> None:
        """Let the arrow keys scroll."""
        self.set_focus(self.query_one(VerticalScroll))


class HelpEntry(Static):
    """One action: its keys, and beside them what it is and does."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self._action = action

    def render(self) -> Content:
        """Draw the entry for the width there is, the words in a column of their own."""
        action = self._action
        room = max(20, (self.content_size.width or self.size.width) - _KEY_COLUMN)
        title, *more = wrap(f"{action.title}.  {action.help}", room) or [""]
        named = title[: len(action.title)]
        gap = "\n" + " " * _KEY_COLUMN
        return Content.assemble(
            (padded(action.key_name, _KEY_COLUMN), "bold"),
            named,
            (gap.join([title[len(named) :], *more]), "$foreground 65%"),
        )


class Help(Reading):
    """How to work, then every action by where it can be taken."""

    def __init__(self) -> None:
        super().__init__((Content(_HOW),))

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog"):
            yield Static(self._parts[0])
            for scope in Scope:
                yield Static(Content.styled(f"\n{scope.value.capitalize()}", "$accent"))
                for action in actions_in(scope):
                    yield HelpEntry(action)
