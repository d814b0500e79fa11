"""What a reviewer has open, where in it they are, and what of it they have decided.

Every call to a service runs in a thread, so that the screen is never held up; whoever awaits it
has the truth of the disk when it returns.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from qes.base import CodeId, SegmentId, SourceId
from qes.services import review, speaking
from qes.services.desk import Desk
from qes.services.review import ReviewSource, RoundView, SegmentView, SourceProgress
from qes.services.speaking import Said, Voice
from qes.ui.at_hand import SourceAtHand
from qes.ui.code_tree import CodeTree, applied_counts


class OpenReview:
    """The sources and the codebook of a review, one source of it open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sources: tuple[SourceProgress, ...] = ()
        self.at_hand = SourceAtHand()
        """The open source, and what one has decided in it."""
        self.tree = CodeTree(())
        self.round: RoundView | None = None
        self.index: int | None = None
        """Which segment of the source one is at."""
        self._given: Counter[CodeId] = Counter()
        self._given_here: Counter[CodeId] = Counter()
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

    # What stands

    @property
    def counts(self) -> dict[CodeId, int]:
        """One's own passages for each code, those of the codes under it included."""
        return self.tree.totals(self._given)

    async def read_decisions(self) -> None:
        """Read again what one has decided in the open source."""
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
