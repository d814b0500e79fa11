"""What is found beside the work: groups for new codes, second looks; and new codes in passing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from qes.base import CodeId, SegmentId
from qes.services import codebook, review
from qes.ui.dialogs.new_code import Beginning, NewCode, NewCodeEditor
from qes.ui.screens.acts import told
from qes.ui.screens.deciding import ReviewDeciding
from qes.ui.screens.groups import GroupsScreen
from qes.ui.screens.second_looks import SecondLooksScreen

if TYPE_CHECKING:
    from qes.services.suggesting.grouping import OfferedGroup


class ReviewListing(ReviewDeciding):
    """The keys that open a list, and what one comes back with."""

    _groups: Sequence[OfferedGroup] | None = None

    @told
    async def action_groups(self) -> None:
        """Show groups of passages that no code has yet."""
        screen = GroupsScreen(self.sitting.desk, self.sitting.tree, self._groups)
        await self.app.push_screen(screen, partial(self._back_from_groups, screen))

    @told
    async def _back_from_groups(self, screen: GroupsScreen, segment: SegmentId | None) -> None:
        self._groups = None if screen.going else screen.found
        if screen.made:
            await self.sitting.refresh_codebook()
            await self.sitting.read_decisions()
            self.show_decisions()
            await self.learn_anew()
        await self._go_to_listed(segment)

    @told
    async def action_second_looks(self) -> None:
        """Show passages that are unlike the others of their code."""
        screen = SecondLooksScreen(self.sitting.desk, self.sitting.tree)
        await self.app.push_screen(screen, self._back_from_list)

    @told
    async def _back_from_list(self, segment: SegmentId | None) -> None:
        await self._go_to_listed(segment)

    async def _go_to_listed(self, segment: SegmentId | None) -> None:
        if segment is not None:
            self.reader.select(None)
            self.sitting.order.came_from_list(segment)
            place = await asyncio.to_thread(review.place_of, self.sitting.desk, segment)
            await self.go_to(place)

    # New codes

    async def ask_for_code(self, about: str, typed: str, parent: CodeId | None) -> None:
        """Ask for a code that is not in the codebook yet; it is given when it is made."""
        begun = Beginning(f"A new code for {about}", name=typed, parent=parent)
        await self.ask(NewCodeEditor(self.sitting.tree, begun), self._make_code)

    @told
    async def _make_code(self, new: NewCode | None) -> None:
        if new is None:
            return
        made = await asyncio.to_thread(
            codebook.add_code,
            self.sitting.desk,
            new.name,
            definition=new.definition,
            parent=new.parent,
        )
        await self.sitting.refresh_codebook()
        self.show_codebook()
        await self.decide_code(CodeId(made.id))
        await self.learn_anew()
