"""Passages that are unlike the others of their code: worth a second look, no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from qes.services.desk import Desk
from qes.ui.actions import Scope, bindings_for
from qes.ui.code_tree import CodeTree
from qes.ui.printable import line
from qes.ui.screens.findings import Findings, Progress
from qes.ui.widgets.quoted import Quoted
from qes.ui.widgets.rows import Piece, RowPieces

if TYPE_CHECKING:
    from qes.services.suggesting.second_looks import SecondLook


class SecondLooksScreen(Findings["SecondLook"]):
    """The passages least like the others of their code."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.FINDINGS)
    TITLE_LINE = "SECOND LOOKS at passages unlike the others of their code"
    ABOUT = "A slip of the key, a code that means two things, or a theme from another side."

    def __init__(self, desk: Desk, tree: CodeTree) -> None:
        super().__init__(None)
        self._desk = desk
        self._tree = tree

    def find(self, progress: Progress) -> Sequence[SecondLook]:
        """Search; runs in a thread."""
        from qes.services.suggesting.second_looks import second_looks  # noqa: PLC0415 - loads numpy

        progress("comparing passages", 0, 1)
        return second_looks(self._desk)

    def row(self, one: SecondLook) -> RowPieces:
        """Return the code's name and how the passage begins."""
        code = self._tree.get(one.code)
        hue = f"code-{self._tree.hue(code.branch) % 12 + 1}" if code is not None else ""
        name = Piece(f"{self._tree.name(one.code)}  ", colour=hue)
        return RowPieces((name, Piece(line(one.passage.text), faint=True)))

    def detail(self, one: SecondLook) -> Sequence[Content]:
        """Say which code it is about, and which the passage is more like."""
        others = f"{one.others} other passage{'' if one.others == 1 else 's'}"
        said = [
            Content.styled(line(one.path), "bold"),
            Content(f"1 is unlike the {others} of this code; 2 is most like them"),
        ]
        if one.nearer_path is not None:
            said.append(Content(f"1 is more like those of {line(one.nearer_path)}"))
        return said

    def passages(self, one: SecondLook) -> Sequence[Quoted]:
        """Return the passage, and the one most typical of its code."""
        return [
            Quoted(one.passage.segment, one.passage.text, one.passage.name),
            Quoted(one.typical.segment, one.typical.text, one.typical.name),
        ]

    def nothing(self) -> str:
        """Say what stands there when there are none."""
        return "Nothing to look at again: no code was given to two passages yet. Esc goes back."
