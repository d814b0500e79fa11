"""Making a code while reading: its name, what it stands under, what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from qes.base import CodeId
from qes.ui.code_tree import CodeTree
from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import line

_HINT = "Enter goes on, and at last makes it · Ctrl+S makes it · Esc drops it"


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be made, as it was written down."""

    name: str
    parent: CodeId | None
    definition: str
    give_to: tuple[int, ...] = ()
    """Which of the passages shown are to have it, from 0."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is filled in already."""

    title: str
    name: str = ""
    parent: CodeId | None = None
    passages: int = 0
    """How many numbered passages there are that the code may be given to."""


class NewCodeEditor(Dialog[NewCode]):
    """Asks for the name of a code, the code it stands under, and what it means."""

    DEFAULT_CSS = """
    NewCodeEditor > .dialog { border-title-color: $foreground 82%; padding: 1 1 0 1; }
    NewCodeEditor .field { height: 1; }
    NewCodeEditor .field > Static { width: 13; color: $foreground 60%; }
    NewCodeEditor Input { border: none; height: 1; padding: 0; background: $background; width: 1fr; }
    NewCodeEditor Input:focus { border: none; background: $panel; }
    NewCodeEditor #above { margin: 0 0 0 13; height: auto; color: $foreground 60%; }
    NewCodeEditor #hint { margin-top: 1; }
    """

    def __init__(self, tree: CodeTree, beginning: Beginning) -> None:
        super().__init__()
        self._tree = tree
        self._beginning = beginning

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        begun = self._beginning
        above = self._tree.get(begun.parent) if begun.parent is not None else None
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(line(begun.title))
            yield from _field("name", Input(line(begun.name), id="name", select_on_focus=False))
            under = Input(
                "" if above is None else line(above.name),
                id="under",
                placeholder="part of a code's name; empty for the top",
            )
            yield from _field("under", under)
            yield Static(id="above")
            yield from _field("means", Input(id="means", placeholder="it may wait"))
            if begun.passages:
                which = f"numbers, such as 1 3; of 1-{begun.passages}, or none"
                yield from _field("give it to", Input(id="passages", placeholder=which))
            yield Static(Content(_HINT), id="hint", classes="dialog--hint")

    def on_mount(self) -> None:
        """Name what the code would stand under."""
        self._name_parent()

    def take_keys(self) -> None:
        """Put the cursor in the name at once, so that keys typed ahead arrive there."""
        self.set_focus(self.query_one("#name", Input))

    @property
    def _above(self) -> CodeId | None:
        """The code that what is typed means; None for nothing typed, or where nothing fits."""
        typed = self.query_one("#under", Input).value.strip()
        begun = self._beginning.parent
        if begun is not None and typed == self._tree.name(begun):
            return begun
        return next(iter(self._tree.search(typed)), None) if typed else None

    @on(Input.Changed, "#under")
    def _name_parent(self) -> None:
        typed = self.query_one("#under", Input).value.strip()
        parent = self._tree.get(self._above) if self._above is not None else None
        if parent is not None:
            said = f"→ {line(parent.path)}"
        else:
            said = "no code fits" if typed else "at the top of the codebook"
        self.query_one("#above", Static).update(Content(said))

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        fields = list(self.query(Input))
        place = fields.index(event.input)
        if place + 1 < len(fields):
            self.set_focus(fields[place + 1])
        else:
            self.action_save()

    def on_key(self, event: events.Key) -> None:
        """Move between the fields with the arrow keys too."""
        if event.key in {"down", "up"}:
            event.stop()
            event.prevent_default()
            self.focus_next() if event.key == "down" else self.focus_previous()

    def action_save(self) -> None:
        """Hand the code in, if it can be made."""
        wrong = self._wrong()
        if wrong:
            self.query_one("#hint", Static).update(Content.styled(wrong, "$error"))
            return
        self.dismiss(
            NewCode(
                self.query_one("#name", Input).value.strip(),
                self._above,
                self.query_one("#means", Input).value.strip(),
                tuple(number - 1 for number in self._numbers()),
            )
        )

    def _wrong(self) -> str:
        if not self.query_one("#name", Input).value.strip():
            return "A code needs a name"
        typed = self.query_one("#under", Input).value.strip()
        if typed and self._above is None:
            return f"No code fits “{line(typed)}”; empty puts the new one at the top"
        most = self._beginning.passages
        if not all(1 <= number <= most for number in self._numbers()):
            return f"Passages are numbers from 1 to {most}"
        return ""

    def _numbers(self) -> tuple[int, ...]:
        """Return the numbers of passages typed; what is no number counts as 0."""
        if not self._beginning.passages:
            return ()
        typed = self.query_one("#passages", Input).value.replace(",", " ").split()
        return tuple(int(one) if one.isascii() and one.isdigit() else 0 for one in typed)


def _field(label: str, field: Input) -> Iterator[Horizontal]:
    yield Horizontal(Static(label), field, classes="field")
