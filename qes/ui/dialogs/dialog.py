"""What all dialogs share: they stand over the screen, and Esc closes them without doing anything."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from qes.ui.actions import Scope, bindings_for

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Asks one thing; its answer is None where it was closed without one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.DIALOG)
    DEFAULT_CSS = """
    Dialog { align: center top; background: $background 55%; }
    Dialog > .dialog {
        width: 92; max-width: 94%; height: auto; max-height: 88%; margin-top: 2;
        background: $surface; border: round $border; padding: 0 1;
    }
    Dialog .dialog--title { color: $foreground 72%; height: auto; }
    Dialog .dialog--hint { color: $foreground 60%; height: auto; }
    """

    def take_keys(self) -> None:
        """Be ready for the very next key; called as soon as the dialog stands."""

    def action_close(self) -> None:
        """Go away without an answer."""
        self.dismiss(None)

    def action_save(self) -> None:
        """Keep what was written; only a dialog one writes in does."""
