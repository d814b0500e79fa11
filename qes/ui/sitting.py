"""One reviewer at work: where they are, what they decided, and what is suggested.

Every call to a service runs in a thread, so that the screen is never held up; whoever awaits it
has the truth of the disk when it returns.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import ParamSpec, Protocol

from qes.base import CodeId, SegmentId, SourceId
from qes.services import coding, review, speaking, undoing
from qes.services.desk import Desk
from qes.services.review import (
    ReviewSource,
    RoundView,
    SegmentSuggestions,
    SegmentView,
    SourceProgress,
)
from qes.services.speaking import Said, Voice
from qes.services.undoing import Undone
from qes.ui.at_hand import SourceAtHand
from qes.ui.code_tree import CodeTree, applied_counts

Arguments = ParamSpec("Arguments")


class _Saved(Protocol):
    """A decision that is on disk."""

    @property
    def at(self) -> str:
        """When it was made, as ISO 8601 in UTC."""


class Sitting:
    """One reviewer's work on one source at a time; knows services, and nothing of the screen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sources: tuple[SourceProgress, ...] = ()
        self.at_hand = SourceAtHand()
        """The open source, and what one has decided in it."""
        self.tree = CodeTree(())
        self.round: RoundView | None = None
        self.index: int | None = None
        """Which segment of the source one is at."""
        self.saved_at: str | None = None
        """When the last decision was on disk, as ISO 8601 in UTC."""
        self._suggested: SegmentSuggestions | None = None
        self.suggested_for: SegmentId | None = None
        """The segment suggestions were read for; None while nothing has been read."""
        self._given: Counter[CodeId] = Counter()
        self._given_here: Counter[CodeId] = Counter()
        self._decided_last: list[SegmentId] = []
        self._kept: SegmentId | None = None

    # Opening

    async def begin(self) -> None:
        """Read what there is, and open the source one left off in."""
        await self.refresh_codebook()
        place = await asyncio.to_thread(review.place, self.desk)
        if place is not None:
            await self.open(place.source, place.segment)
            return
        await self.refresh_sources()
        if self.sources:
            unfinished = [one for one in self.sources if one.n_decided < one.n_segments]
            await self.open((unfinished or self.sources)[0].id)

    async def refresh_codebook(self) -> None:
        """Read the codebook and one's own counts again."""
        codes = await asyncio.to_thread(review.codebook, self.desk)
        self.tree = CodeTree(codes)
        self._given = Counter({code.id: code.n for code in codes})

    async def open(self, source: SourceId, segment: SegmentId | None = None) -> None:
        """Open a source at a segment, or else at the first that is undecided."""
        opened = await asyncio.to_thread(review.read_source, self.desk, source)
        decisions = await asyncio.to_thread(review.decisions, self.desk, source)
        self.round = await asyncio.to_thread(review.round_state, self.desk, source)
        self.at_hand = SourceAtHand(opened, decisions)
        self._given_here = applied_counts(decisions.codings)
        self.suggested_for = None
        self.index = self.at_hand.place_of(segment)
        if self.index is None and opened.segments:
            self.index = self.at_hand.next_undecided(None, 1) or 0

    async def refresh_sources(self) -> None:
        """Read which sources there are, and how far one is in each."""
        self.sources = await asyncio.to_thread(review.sources, self.desk)

    async def neighbour(self, direction: int) -> SourceId | None:
        """Return the source before or after the open one."""
        if self.source is None:
            return None
        if not self.sources:
            await self.refresh_sources()
        ids = [one.id for one in self.sources]
        wanted = ids.index(self.source.id) + direction
        return ids[wanted] if 0 <= wanted < len(ids) else None

    # Who speaks

    async def voices(self) -> tuple[Voice, ...]:
        """Return who speaks in the open source."""
        if self.source is None:
            return ()
        return await asyncio.to_thread(speaking.list_speakers, self.desk, self.source.id)

    async def describe(self, voice: Voice, said: Said) -> None:
        """Say who a speaker is, and read the source anew: whose turns await decisions may change."""
        await asyncio.to_thread(
            speaking.describe_speaker, self.desk, voice.source, voice.label, said
        )
        here = self.segment
        await self.open(voice.source, here.id if here is not None else None)

    # Where one is

    @property
    def source(self) -> ReviewSource | None:
        """The open source."""
        return self.at_hand.source

    @property
    def segment(self) -> SegmentView | None:
        """The segment one is at."""
        return None if self.index is None else self.at_hand.segments[self.index]

    def decided_last(self) -> int | None:
        """Return the segment of this source decided last that one is not at."""
        here = self.segment
        while self._decided_last:
            place = self.at_hand.place_of(self._decided_last[-1])
            if place is not None and (here is None or self._decided_last[-1] != here.id):
                return place
            self._decided_last.pop()
        return None

    # What stands

    @property
    def counts(self) -> dict[CodeId, int]:
        """One's own passages for each code, those of the codes under it included."""
        return self.tree.totals(self._given)

    # Suggestions

    @property
    def suggestions(self) -> SegmentSuggestions | None:
        """What is suggested for the segment one is at, where that was read and there is any."""
        here = self.segment
        return self._suggested if here is not None and self.suggested_for == here.id else None

    async def read_suggestions(self) -> None:
        """Read what is suggested for the segment one is at, unless that is known."""
        here = self.segment
        if here is None or self.suggested_for == here.id:
            return
        found = await asyncio.to_thread(review.suggestions, self.desk, here.id)
        if self.segment is here:
            self._suggested, self.suggested_for = found, here.id

    def forget_suggestions(self) -> None:
        """Have suggestions read again: a decision or a computation changed them."""
        self.suggested_for = None

    # Deciding

    async def give(self, passage: str, code: CodeId, basis: str | None = None) -> None:
        """Give a passage a code."""
        await self._decide(coding.apply_code, self.desk, passage, code, basis=basis)

    async def reject(self, passage: str, code: CodeId, basis: str | None = None) -> None:
        """Decide that a code does not apply to a passage."""
        await self._decide(coding.reject_code, self.desk, passage, code, basis=basis)

    async def take_off(self, passage: str, code: CodeId) -> None:
        """Take a code back from a passage."""
        await self._decide(coding.remove_code, self.desk, passage, code)

    async def say_no_code(self, passage: str) -> None:
        """Decide that no code applies to a passage."""
        await self._decide(coding.mark_no_code, self.desk, passage)

    async def write_memo(self, passage: str, text: str) -> None:
        """Write a memo about a passage."""
        await self._decide(coding.add_memo, self.desk, passage, text)

    async def mark_seen(self) -> None:
        """Record that the segment one is at was before one's eyes."""
        here = self.segment
        if here is not None and here.id not in self.at_hand.decisions.seen:
            await asyncio.to_thread(coding.mark_seen, self.desk, (here.id,))
            await self._read_decisions()

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
        await self._read_decisions()
        place = self.at_hand.place_of(done.segment)
        if place is not None:
            self.index = place
        self.forget_suggestions()
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
        await self._read_decisions()
        self.forget_suggestions()

    async def _read_decisions(self) -> None:
        if self.source is None:
            return
        decisions = await asyncio.to_thread(review.decisions, self.desk, self.source.id)
        self.at_hand = SourceAtHand(self.source, decisions)
        here = applied_counts(decisions.codings)
        self._given.update(here)
        self._given.subtract(self._given_here)
        self._given_here = here

    async def keep_place(self) -> None:
        """Remember where one is, for the next time the project is opened."""
        here = self.segment
        if self.source is None or here is None or here.id == self._kept:
            return
        await asyncio.to_thread(review.remember_place, self.desk, self.source.id, here.id)
        self._kept = here.id
