"""Asking for a reason in one line."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from qes.ui.dialogs.chooser import LineInput
from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import line


class ReasonLine(Dialog[str]):
    """One line to say why; Enter hands it in."""

    DEFAULT_CSS = """
    ReasonLine > .dialog { border-title-color: $foreground 82%; }
    ReasonLine Input { border: none; height: 1; padding: 0; background: $surface; }
    ReasonLine Input:focus { border: none; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(line(self._title))
            yield LineInput(placeholder="why, in a few words")
            yield Static(Content("Enter keeps it · Esc drops it"), classes="dialog--hint")

    def take_keys(self) -> None:
        """Put the cursor in the line at once."""
        self.set_focus(self.query_one(LineInput))

    @on(Input.Submitted)
    def _hand_in(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())
        else:
            self.query_one(LineInput).handed_in = False
            self.query_one(".dialog--hint", Static).update(
                Content.styled("It needs a reason", "$error")
            )
