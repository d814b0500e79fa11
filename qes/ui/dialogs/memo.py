"""Writing a memo."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import line, printable, shortened

_SHOWN = 3


class MemoEditor(Dialog[str]):
    """Shows the words a memo is about and the memos there are; Ctrl+S keeps what is written."""

    DEFAULT_CSS = """
    MemoEditor TextArea { height: 8; max-height: 40vh; border: none; background: $background; }
    MemoEditor TextArea:focus { border: none; }
    MemoEditor .memo--earlier { height: auto; color: $foreground 82%; }
    """

    def __init__(self, about: str, earlier: Sequence[str]) -> None:
        super().__init__()
        self._about = about
        self._earlier = tuple(earlier)

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            quoted = shortened(line(self._about), 160)
            yield Static(Content(f"Memo on “{quoted}”"), classes="dialog--title")
            for memo in self._earlier[-_SHOWN:]:
                yield Static(Content("· " + printable(memo)), classes="memo--earlier")
            yield TextArea(show_line_numbers=False, soft_wrap=True)
            yield Static(Content("Ctrl+S keeps it · Esc drops it"), classes="dialog--hint")

    def take_keys(self) -> None:
        """Put the cursor in the text at once, so that keys typed ahead arrive there."""
        self.set_focus(self.query_one(TextArea))

    def action_save(self) -> None:
        """Keep what was written, if anything was."""
        text = self.query_one(TextArea).text
        self.dismiss(text if text.strip() else None)
