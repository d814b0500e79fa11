"""What is suggested for the segment one is at; the learner behind it is made when first needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from qes.base import SegmentId
from qes.errors import UserError
from qes.services import review
from qes.services.desk import Desk
from qes.services.review import SegmentSuggestions
from qes.services.suggesting.showing import Showing, Way
from qes.ui.work_order import bare


@dataclass(frozen=True, slots=True)
class Sight:
    """How one came to a segment, and whether one asked to see what is kept back."""

    way: Way = Way.DOCUMENT
    unseen: int | None = None
    """For a draw at random, how many segments were undecided, this one among them."""
    reveal: bool = False


class Adviser(Protocol):
    """What suggests codes for a segment; called from threads only."""

    def offer(
        self,
        segment: SegmentId,
        *,
        way: Way = Way.DOCUMENT,
        unseen: int | None = None,
        reveal: bool = False,
    ) -> SegmentSuggestions | None:
        """Return what is suggested; None where nothing can be."""

    def forget(self) -> None:
        """Learn anew: the codebook or the vectors changed."""


Advise = Callable[[Desk], Adviser | None]
"""Makes the adviser of a desk; None where the project has no vectors yet."""


def learning_adviser(desk: Desk) -> Adviser | None:
    """Return an adviser that learns from the reviewer's decisions; None without vectors."""
    if not review.has_vectors(desk):
        return None
    from qes.services.suggesting.advising import Advisor  # noqa: PLC0415 - loads numpy

    return Advisor(desk)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was said of one segment."""

    segment: SegmentId
    sight: Sight
    found: SegmentSuggestions | None = None
    trouble: str = ""


class Advice:
    """The adviser and its newest answer."""

    def __init__(self, desk: Desk, advise: Advise) -> None:
        self._desk = desk
        self._advise = advise
        self._adviser: Adviser | None = None
        self._answer: _Answer | None = None
        self._places: frozenset[int] = frozenset()
        self._questions = 0
        """Counts what makes answers under way worthless."""
        self.ready = False
        """Whether an answer has come since all was last learned anew: others come at once."""

    def knows(self, segment: SegmentId) -> bool:
        """Say whether an answer for a segment is at hand, be it that there is none."""
        return self._answer is not None and self._answer.segment == segment

    def of(self, segment: SegmentId) -> SegmentSuggestions | None:
        """Return what is suggested for a segment, where that is known and there is any."""
        answer = self._answer
        return answer.found if answer is not None and answer.segment == segment else None

    def trouble(self, segment: SegmentId) -> str:
        """Return why nothing can be suggested; empty where nothing is in the way."""
        answer = self._answer
        return answer.trouble if answer is not None and answer.segment == segment else ""

    async def ask(self, segment: SegmentId, sight: Sight) -> None:
        """Have the adviser answer for a segment; made first where there is none yet."""
        question = self._questions
        answer = await asyncio.to_thread(self._asked, segment, sight)
        if question != self._questions:
            # what it was learned from, or what may be seen of it, changed meanwhile
            return
        self._answer, self._places, self.ready = answer, frozenset(), True

    def _asked(self, segment: SegmentId, sight: Sight) -> _Answer:
        try:
            if self._adviser is None:
                self._adviser = self._advise(self._desk)
            if self._adviser is None:
                return _Answer(segment, sight)
            found = self._adviser.offer(
                segment, way=sight.way, unseen=sight.unseen, reveal=sight.reveal
            )
        except UserError as error:
            return _Answer(segment, sight, trouble=str(error))
        return _Answer(segment, sight, found)

    def ask_again(self) -> None:
        """Have the next question go to the adviser, also one for the segment answered last."""
        self._questions += 1
        self._answer = None

    async def learn_anew(self) -> None:
        """Have all learned anew: the codebook or the vectors changed."""
        self.ask_again()
        self.ready = False
        if self._adviser is not None:
            await asyncio.to_thread(self._adviser.forget)

    def note_visible(self, segment: SegmentId, places: range) -> None:
        """Note which suggestions for a segment stand on the screen."""
        if self.of(segment) is not None:
            self._places |= frozenset(places)

    def was_visible(self, place: int) -> bool:
        """Say whether a suggestion of the newest answer stood on the screen."""
        return place in self._places

    def showing(self, segment: SegmentId) -> Showing | None:
        """Return what of the suggestions for a segment stood on the screen.

        Of a draw at random it is told that nothing did; of other segments None is returned then.
        """
        answer = self._answer
        if answer is None or answer.segment != segment:
            return None
        found, sight = answer.found, answer.sight
        if found is None:
            return None if sight.unseen is None else bare(segment, sight.way, sight.unseen)
        offered = found.showing.offered
        seen = tuple(one for place, one in enumerate(offered) if place in self._places)
        return found.showing if seen == offered else replace(found.showing, offered=seen)
