"""One reviewer at work: where they are, what they decided, and what is suggested.

Every call to a service runs in a thread, so that the screen is never held up; whoever awaits it
has the truth of the disk when it returns.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import ParamSpec, Protocol

from corpora.span import trimmed
from qes.base import CodeId, SegmentId, SourceId
from qes.errors import UserError
from qes.services import coding, review
from qes.services.coding import CodingState, Undone
from qes.services.desk import Desk
from qes.services.review import (
    CodingView,
    MemoView,
    ReviewSource,
    RoundView,
    SegmentSuggestions,
    SegmentView,
    SourceDecisions,
    SourceProgress,
)
from qes.ui.code_tree import CodeTree, applied_counts
from qes.ui.widgets.marks import Mark

Arguments = ParamSpec("Arguments")


class _Saved(Protocol):
    """A decision that is on disk."""

    @property
    def at(self) -> str:
        """When it was made, as ISO 8601 in UTC."""


_NOTHING_DECIDED = SourceDecisions((), frozenset(), frozenset(), frozenset(), ())


class Sitting:
    """One reviewer's work on one source at a time; knows services, and nothing of the screen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sources: tuple[SourceProgress, ...] = ()
        self.source: ReviewSource | None = None
        self.decisions = _NOTHING_DECIDED
        self.tree = CodeTree(())
        self.round: RoundView | None = None
        self.index: int | None = None
        """Which segment of the source one is at."""
        self.saved_at: str | None = None
        """When the last decision was on disk, as ISO 8601 in UTC."""
        self.suggested: SegmentSuggestions | None = None
        self.suggested_for: SegmentId | None = None
        """The segment `suggested` was read for; None while nothing has been read."""
        self.n_awaited = 0
        """How many segments of the source await a decision."""
        self.n_decided = 0
        """How many of them have one."""
        self._given: Counter[CodeId] = Counter()
        self._given_here: Counter[CodeId] = Counter()
        self._places: dict[SegmentId, int] = {}
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
        self.source = opened
        self.n_awaited = sum(one.queued for one in opened.segments)
        self._given_here = applied_counts(decisions.codings)
        self._stand(decisions)
        self._places = {one.id: place for place, one in enumerate(opened.segments)}
        self.index = None
        self.suggested_for = None
        if segment in self._places:
            self.index = self._places[segment]
        elif opened.segments:
            self.index = self.next_undecided(1)
            if self.index is None:
                self.index = 0

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

    # Where one is

    @property
    def segment(self) -> SegmentView | None:
        """The segment one is at."""
        if self.source is None or self.index is None:
            return None
        return self.source.segments[self.index]

    def is_decided(self, segment: SegmentView) -> bool:
        """Say whether a segment has a code, or was marked as having none."""
        return segment.id in self.decisions.decided

    def next_undecided(self, direction: int) -> int | None:
        """Return the next segment, in a direction, that awaits a decision."""
        if self.source is None:
            return None
        segments = self.source.segments
        if self.index is None:
            candidates = range(len(segments))
        elif direction > 0:
            candidates = range(self.index + 1, len(segments))
        else:
            candidates = range(self.index - 1, -1, -1)
        for place in candidates:
            if segments[place].queued and not self.is_decided(segments[place]):
                return place
        return None

    def decided_last(self) -> int | None:
        """Return the segment decided last that one is not at."""
        here = self.segment
        while self._decided_last:
            last = self._decided_last[-1]
            if last in self._places and (here is None or last != here.id):
                return self._places[last]
            self._decided_last.pop()
        return None

    def place_of(self, segment: SegmentId | None) -> int | None:
        """Return which segment of the open source this is."""
        return None if segment is None else self._places.get(segment)

    # What stands

    @property
    def counts(self) -> dict[CodeId, int]:
        """One's own passages for each code, those of the codes under it included."""
        return self.tree.totals(self._given)

    def marks(self) -> tuple[Mark, ...]:
        """Return what one has coded, as the reader shows it."""
        return tuple(
            Mark(
                one.start,
                one.end,
                self.tree.hue(one.branch),
                self.tree.letter(one.branch),
                self.tree.name(one.code),
            )
            for one in self.decisions.codings
            if one.state is CodingState.APPLIED
        )

    def without_code(self) -> frozenset[int]:
        """Return which segments were given no code."""
        return frozenset(self._places[one] for one in self.decisions.no_code & self._places.keys())

    def given(self, start: int, end: int) -> tuple[CodingView, ...]:
        """Return the codes one gave to passages that touch `start`-`end`."""
        return tuple(
            one
            for one in self.decisions.codings
            if one.state is CodingState.APPLIED and one.start < end and start < one.end
        )

    def memos(self, start: int, end: int) -> tuple[MemoView, ...]:
        """Return one's memos about passages that touch `start`-`end`."""
        return tuple(m for m in self.decisions.memos if m.start < end and start < m.end)

    # Suggestions

    async def read_suggestions(self) -> None:
        """Read what is suggested for the segment one is at, unless that is known."""
        here = self.segment
        if here is None or self.suggested_for == here.id:
            return
        found = await asyncio.to_thread(review.suggestions, self.desk, here.id)
        if self.segment is here:
            self.suggested, self.suggested_for = found, here.id

    def forget_suggestions(self) -> None:
        """Have suggestions read again: a decision or a computation changed them."""
        self.suggested_for = None

    # Deciding

    def named(self, start: int, end: int) -> str:
        """Name a stretch of the source as services take it: a segment's id, or source and span.

        White space at its edges is left out.

        Raises:
            UserError: nothing else is in it.
        """
        if self.source is None:
            raise UserError("no source is open", hint="press o to open one")
        span = trimmed(self.source.text, start, end)
        if span is None:
            raise UserError("there are no words in that passage", hint="select some words")
        for one in self.source.segments:
            if one.start == span.start and one.end == span.end:
                return one.id
        return f"{self.source.id}:{span.start}-{span.end}"

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
        if here is not None and here.id not in self.decisions.seen:
            await asyncio.to_thread(coding.mark_seen, self.desk, (here.id,))
            await self._read_decisions()

    async def undo(self) -> Undone | None:
        """Take back one's last decision; the source it was in is open afterwards."""
        return await self._restored(await asyncio.to_thread(coding.undo, self.desk))

    async def redo(self) -> Undone | None:
        """Do again what was undone last."""
        return await self._restored(await asyncio.to_thread(coding.redo, self.desk))

    async def _restored(self, done: Undone | None) -> Undone | None:
        if done is None or self.source is None:
            return None
        self.saved_at = done.judgement.at
        if done.source != self.source.id:
            await self.refresh_codebook()
            await self.open(done.source, done.segment)
            return done
        await self._read_decisions()
        place = self.place_of(done.segment)
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
        self._stand(await asyncio.to_thread(review.decisions, self.desk, self.source.id))
        here = applied_counts(self.decisions.codings)
        self._given.update(here)
        self._given.subtract(self._given_here)
        self._given_here = here

    def _stand(self, decisions: SourceDecisions) -> None:
        self.decisions = decisions
        segments = self.source.segments if self.source is not None else ()
        self.n_decided = sum(one.queued and one.id in decisions.decided for one in segments)

    async def keep_place(self) -> None:
        """Remember where one is, for the next time the project is opened."""
        here = self.segment
        if self.source is None or here is None or here.id == self._kept:
            return
        await asyncio.to_thread(review.remember_place, self.desk, self.source.id, here.id)
        self._kept = here.id
