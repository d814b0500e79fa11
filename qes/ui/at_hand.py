"""The source one works on, with what one has decided in it; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping

from corpora.span import trimmed
from qes.base import CodeId, SegmentId
from qes.errors import UserError
from qes.services.coding import CodingState
from qes.services.review import (
    CodingView,
    MemoView,
    ReviewSource,
    SegmentView,
    SourceDecisions,
)
from qes.ui.code_tree import CodeTree
from qes.ui.widgets.marks import Mark

_NOTHING_DECIDED = SourceDecisions((), frozenset(), frozenset(), frozenset(), ())


class SourceAtHand:
    """A source and one's decisions in it; without a source, an empty one."""

    def __init__(
        self, source: ReviewSource | None = None, decisions: SourceDecisions = _NOTHING_DECIDED
    ) -> None:
        self.source = source
        self.segments = source.segments if source is not None else ()
        self.decisions = decisions
        self._places: Mapping[SegmentId, int] = {
            one.id: place for place, one in enumerate(self.segments)
        }
        self.n_awaited = sum(one.awaited for one in self.segments)
        """How many segments await a decision."""
        self.n_decided = sum(one.awaited and self.is_decided(one) for one in self.segments)
        """How many of them have one."""

    # Where things are

    def is_decided(self, segment: SegmentView) -> bool:
        """Say whether a segment has a code, or was marked as having none."""
        return segment.id in self.decisions.decided

    def awaits(self, segment: SegmentView) -> bool:
        """Say whether a segment awaits a decision that was not made yet."""
        return segment.awaited and not self.is_decided(segment)

    def next_undecided(self, index: int | None, direction: int) -> int | None:
        """Return the next segment after or before one, or the first of all, that is undecided."""
        if index is None:
            candidates = range(len(self.segments))
        elif direction > 0:
            candidates = range(index + 1, len(self.segments))
        else:
            candidates = range(index - 1, -1, -1)
        return next((place for place in candidates if self.awaits(self.segments[place])), None)

    def place_of(self, segment: SegmentId | None) -> int | None:
        """Return which segment of the source this is; None where it is none of them."""
        return None if segment is None else self._places.get(segment)

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
        for one in self.segments:
            if one.start == span.start and one.end == span.end:
                return one.id
        return f"{self.source.id}:{span.start}-{span.end}"

    def touches(self, name: str, segment: SegmentView) -> bool:
        """Say whether a stretch named as services take it has words of a segment of this source."""
        place = self.place_of(SegmentId(name))
        if place is not None:
            start, end = self.segments[place].start, self.segments[place].end
        else:
            start, end = map(int, name.rpartition(":")[2].split("-"))
        return start < segment.end and segment.start < end

    # What stands

    def marks(self, tree: CodeTree) -> tuple[Mark, ...]:
        """Return what one has coded, as the reader shows it."""
        return tuple(
            Mark(
                one.start,
                one.end,
                tree.hue(one.branch),
                tree.letter(one.branch),
                tree.name(one.code),
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

    def states(self, start: int, end: int) -> Mapping[CodeId, CodingState]:
        """Return what one decided about codes on passages that touch `start`-`end`.

        A code given to any of them counts as given.
        """
        found: dict[CodeId, CodingState] = {}
        for one in self.decisions.codings:
            if one.start < end and start < one.end:
                before = found.get(one.code)
                found[one.code] = before if before is CodingState.APPLIED else one.state
        return found

    def memos(self, start: int, end: int) -> tuple[MemoView, ...]:
        """Return one's memos about passages that touch `start`-`end`."""
        return tuple(m for m in self.decisions.memos if m.start < end and start < m.end)
