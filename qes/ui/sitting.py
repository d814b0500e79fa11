"""One reviewer at work: what is suggested to them, what they decide, and what comes next.

Every call to a service runs in a thread, so that the screen is never held up; whoever awaits it
has the truth of the disk when it returns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, Protocol

from qes.base import CodeId, SegmentId
from qes.services import coding, review, undoing
from qes.services.desk import Desk
from qes.services.review import Place, SegmentSuggestions
from qes.services.suggesting.showing import Showing
from qes.services.undoing import Undone
from qes.ui.advice import Advice, Sight, learning_adviser
from qes.ui.open_review import OpenReview
from qes.ui.work_order import OrderOfWork, line_of_work

Arguments = ParamSpec("Arguments")


class _Saved(Protocol):
    """A decision that is on disk."""

    @property
    def at(self) -> str:
        """When it was made, as ISO 8601 in UTC."""


class Sitting(OpenReview):
    """One reviewer's work on one source at a time; knows services, and nothing of the screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.advice = Advice(desk, learning_adviser)
        self.order = OrderOfWork(desk, line_of_work)
        self.saved_at: str | None = None
        """When the last decision was on disk, as ISO 8601 in UTC."""
        self._decided_last: list[SegmentId] = []
        self._revealed: set[SegmentId] = set()
        self._late: SegmentId | None = None
        """The segment whose suggestions are shown only after it was decided."""

    async def decided_last(self) -> Place | None:
        """Return where the segment stands that was decided last, other than the one one is at."""
        here = self.segment
        while self._decided_last and here is not None and self._decided_last[-1] == here.id:
            self._decided_last.pop()
        if not self._decided_last:
            return None
        return await asyncio.to_thread(review.place_of, self.desk, self._decided_last[-1])

    # Suggestions

    @property
    def suggestions(self) -> SegmentSuggestions | None:
        """What is suggested for the segment one is at, where that was read and there is any."""
        here = self.segment
        return None if here is None else self.advice.of(here.id)

    async def read_suggestions(self) -> None:
        """Read what is suggested for the segment one is at."""
        here = self.segment
        if here is not None:
            way, drawn_from = await self.order.came_by(here.id)
            sight = Sight(way, drawn_from, reveal=here.id in self._revealed)
            await self.advice.ask(here.id, sight)

    def reveal(self) -> None:
        """Have suggestions shown that are kept back for the segment one is at."""
        here = self.segment
        if here is not None:
            self._revealed.add(here.id)
            self.advice.ask_again()

    def _shown(self, passage: str) -> Showing | None:
        """Return what was visible of the segment one is at, for a decision on a passage of it."""
        here = self.segment
        if here is None or not self.at_hand.touches(passage, here):
            return None
        return self.advice.showing(here.id)

    def _ask_again_where_kept_back(self) -> None:
        """Have suggestions read that were kept back until a decision was made."""
        here, found = self.segment, self.suggestions
        if here is not None and found is not None and found.withheld:
            self._late = here.id
            self.advice.ask_again()

    async def note_late_sight(self) -> None:
        """Record that suggestions which were kept back until a decision are seen after it."""
        here = self.segment
        if here is None or self._late != here.id:
            return
        self._late = None
        shown = self.advice.showing(here.id)
        if shown is not None:
            await asyncio.to_thread(coding.mark_seen, self.desk, (here.id,), shown=shown)

    # Deciding

    async def give(self, passage: str, code: CodeId) -> None:
        """Give a passage a code."""
        shown = self._shown(passage)
        await self._decide(coding.apply_code, self.desk, passage, code, shown=shown)

    async def reject(self, passage: str, code: CodeId) -> None:
        """Decide that a code does not apply to a passage."""
        shown = self._shown(passage)
        await self._decide(coding.reject_code, self.desk, passage, code, shown=shown)

    async def take_off(self, passage: str, code: CodeId) -> None:
        """Take a code back from a passage."""
        shown = self._shown(passage)
        await self._decide(coding.remove_code, self.desk, passage, code, shown=shown)

    async def say_no_code(self, passage: str) -> None:
        """Decide that no code applies to a passage."""
        shown = self._shown(passage)
        await self._decide(coding.mark_no_code, self.desk, passage, shown=shown)

    async def write_memo(self, passage: str, text: str) -> None:
        """Write a memo about a passage."""
        await self._decide(coding.add_memo, self.desk, passage, text)

    async def mark_seen(self) -> None:
        """Record that the segment one is at was before one's eyes."""
        here = self.segment
        if here is not None and here.id not in self.at_hand.decisions.seen:
            await asyncio.to_thread(
                coding.mark_seen, self.desk, (here.id,), shown=self._shown(here.id)
            )
            await self.read_decisions()

    async def undo(self) -> Undone | None:
        """Take back one's last decision; the source it was in is open afterwards."""
        return await self._restored(await asyncio.to_thread(undoing.undo, self.desk))

    async def redo(self) -> Undone | None:
        """Do again what was undone last."""
        return await self._restored(await asyncio.to_thread(undoing.redo, self.desk))

    async def _restored(self, done: Undone | None) -> Undone | None:
        if done is None or self.source is None:
            return None
        self.saved_at = done.judgement.at
        if done.source != self.source.id:
            await self.refresh_codebook()
            await self.open(done.source, done.segment)
            return done
        await self.read_decisions()
        place = self.at_hand.place_of(done.segment)
        if place is not None:
            self.index = place
        return done

    async def _decide(
        self,
        service: Callable[Arguments, _Saved],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> None:
        judgement = await asyncio.to_thread(service, *args, **kwargs)
        self.saved_at = judgement.at
        if self.segment is not None:
            self._decided_last.append(self.segment.id)
        await self.read_decisions()
        self._ask_again_where_kept_back()
