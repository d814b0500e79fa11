"""Groups of passages that no code has yet: to make a code of, to merge, or to put aside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from qes.services.desk import Desk
from qes.ui.actions import Scope, bindings_for
from qes.ui.code_tree import CodeTree
from qes.ui.dialogs.new_code import Beginning, NewCode, NewCodeEditor
from qes.ui.dialogs.reason import ReasonLine
from qes.ui.printable import line
from qes.ui.screens.acts import told
from qes.ui.screens.findings import Findings, Progress
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.quoted import Quoted
from qes.ui.widgets.rows import Piece, RowPieces

if TYPE_CHECKING:
    from qes.services.suggesting.group_decisions import GroupDecision
    from qes.services.suggesting.grouping import OfferedGroup


class GroupsScreen(Findings["OfferedGroup"]):
    """The groups, and the typical passages of the one highlighted."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.FINDINGS, Scope.GROUPS)
    SCOPES = (Scope.GROUPS,)
    TITLE_LINE = "GROUPS of passages without a code"
    ABOUT = "Alike in words and meaning; none is a theme until you say so."

    def __init__(
        self, desk: Desk, tree: CodeTree, found: Sequence[OfferedGroup] | None = None
    ) -> None:
        super().__init__(found)
        self.made = False
        """Whether a code was made: the codebook is to be read again."""
        self._desk = desk
        self._tree = tree
        self._marked: str | None = None

    def find(self, progress: Progress) -> Sequence[OfferedGroup]:
        """Search; runs in a thread."""
        from qes.services.suggesting.grouping import find_groups  # noqa: PLC0415 - loads numpy

        return find_groups(self._desk, progress=progress)

    def row(self, one: OfferedGroup) -> RowPieces:
        """Return a group's phrases, and how many passages it has."""
        mark = "+" if one.id == self._marked else "·" if one.before is not None else " "
        phrases = ", ".join(phrase.text for phrase in one.phrases)
        words = Piece(phrases or "no words in common", faint=one.before is not None)
        return RowPieces((Piece(f"{mark} "), words), Piece(str(len(one.members)), faint=True))

    def detail(self, one: OfferedGroup) -> Sequence[Content]:
        """Say what a group is made of."""
        phrases = ", ".join(f"{phrase.text} {phrase.passages}" for phrase in one.phrases)
        many = "" if len(one.sources) == 1 else "s"
        said = [
            Content.styled(line(phrases), "bold"),
            Content(f"{len(one.members)} passages in {len(one.sources)} source{many}"),
        ]
        if one.nearest_path is not None:
            said.append(Content(f"nearest code: {line(one.nearest_path)}"))
        if one.before is not None:
            said.append(Content.styled(_told_before(one, one.before), "$warning"))
        return said

    def passages(self, one: OfferedGroup) -> Sequence[Quoted]:
        """Return a group's typical passages."""
        return [Quoted(each.segment, each.text, each.name) for each in one.typical]

    def nothing(self) -> str:
        """Say what stands there when there are no groups."""
        return "No groups: too few passages are without a code. Esc goes back."

    # What one makes of a group

    @told
    async def action_make_code(self) -> None:
        """Ask for the code to be made of the group."""
        one = self.one
        if one is not None and not self.going:
            begun = Beginning(
                f"A code of these {len(one.members)} passages", passages=len(one.typical)
            )
            await self.ask(NewCodeEditor(self._tree, begun), partial(self._make, one))

    @told
    async def _make(self, one: OfferedGroup, new: NewCode | None) -> None:
        if new is None:
            return
        from qes.services.suggesting.grouping import make_code  # noqa: PLC0415 - loads numpy

        made = await asyncio.to_thread(
            make_code,
            self._desk,
            one,
            new.name,
            definition=new.definition,
            parent=new.parent,
            give_to=[one.typical[place].segment for place in new.give_to],
        )
        self.made = True
        self._leave_out(one)
        given = f", given to {made.given} passages" if made.given else ""
        self.say(f"✓ {made.path}{given}", Tone.DONE)

    @told
    async def action_mark(self) -> None:
        """Mark a group to be merged; with another marked, merge the two."""
        one = self.one
        if one is None or self.going:
            return
        first = next((each for each in self.found or () if each.id == self._marked), None)
        if first is None:
            self._marked = one.id
            self.show()
            self.say("Marked · + on another group merges the two, + here again lets go", Tone.ASK)
        elif first.id == one.id:
            self._marked = None
            self.show()
            self.say("")
        else:
            await self._merge(first, one)

    async def _merge(self, first: OfferedGroup, second: OfferedGroup) -> None:
        from qes.services.suggesting.grouping import merge_groups  # noqa: PLC0415 - loads numpy

        await asyncio.to_thread(merge_groups, self._desk, (first, second))
        self._marked = None
        number = len(first.members) + len(second.members)
        self.say(f"✓ Merged: {number} passages are one group from now on", Tone.DONE)
        self.search()

    @told
    async def action_dismiss_group(self) -> None:
        """Ask why the group is put aside."""
        one = self.one
        if one is not None and not self.going:
            title = f"Put these {len(one.members)} passages aside"
            await self.ask(ReasonLine(title), partial(self._dismiss, one))

    @told
    async def _dismiss(self, one: OfferedGroup, reason: str | None) -> None:
        if reason is None:
            return
        from qes.services.suggesting.grouping import dismiss_group  # noqa: PLC0415 - loads numpy

        await asyncio.to_thread(dismiss_group, self._desk, one, reason)
        self._leave_out(one)
        self.say("Put aside; if it comes up again, that and why is told", Tone.DONE)

    def _leave_out(self, one: OfferedGroup) -> None:
        self.found = [each for each in self.found or () if each.id != one.id]
        self.show()


def _told_before(one: OfferedGroup, before: GroupDecision) -> str:
    """Say what was made of such a group before, by whom and why."""
    what = "put aside" if before.code is None else f"made a code: {line(one.before_path or '')}"
    why = f"; {line(before.reason)}" if before.reason else ""
    return f"once {what} ({line(before.by)}, {before.at[:10]}{why})"
