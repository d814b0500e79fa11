"""Why coders may have differed, as far as the data say: offered to people, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, SegmentId, SourceId
from qes.services.comparison import OfferedCause, Position, Stand
from qes.services.consensus import Cause
from qes.services.suggesting.units import UnitsInText
from qes.store.passages import passage_id

if TYPE_CHECKING:
    from qes.services.ratings import Ratings, Stated
    from qes.store.segments import StoredSegment

REACH = 2
"""So many units before and after one are its neighbourhood."""
SYSTEMATIC = 3
"""Two codes that stand against each other in so many units are confused, not mistaken once."""


class Causes:
    """Looks around disagreements for what may have caused them.

    In this order: the other coder gave the code to words that overlap or to the unit beside
    (boundary); they gave another code that stands against this one again and again (confusion);
    they left this unit and all around it (missed). Whoever refused the code, or said that none
    applies, has missed nothing.
    """

    def __init__(
        self,
        ratings: Ratings,
        raised: Mapping[str, CodeId],
        confused: Mapping[tuple[str, str], int],
    ) -> None:
        """Begin with what was decided.

        Args:
            ratings: What each coder decided.
            raised: The code that stands for each at the level of the comparison.
            confused: In how many units two codes, in the order of ids, stand against each other.
        """
        self._ratings = ratings
        self._raised = raised
        self._confused = confused
        self._in_order: dict[SourceId, list[StoredSegment]] = {}
        self._place: dict[SegmentId, int] = {}
        for one in ratings.segments:
            beside = self._in_order.setdefault(one.source, [])
            self._place[one.id] = len(beside)
            beside.append(one)
        self._in_text = {source: UnitsInText(units) for source, units in self._in_order.items()}

    def offer(
        self,
        unit: StoredSegment,
        code: CodeId,
        positions: Sequence[Position],
        values: Mapping[AuthorName, frozenset[str]],
    ) -> OfferedCause | None:
        """Return what may have caused a disagreement; None where the data say nothing.

        Args:
            unit: Where it is.
            code: What is in dispute.
            positions: Where those who saw the unit stand.
            values: All that each of them gave to it.
        """
        givers = [one.coder for one in positions if one.stand is Stand.GIVEN]
        others = [one for one in positions if one.stand is not Stand.GIVEN]
        return (
            self._boundary(unit, code, givers, [one.coder for one in others])
            or self._confusion(code, givers, others, values)
            or self._missed(unit, others, values)
        )

    def _boundary(
        self,
        unit: StoredSegment,
        code: CodeId,
        givers: Sequence[AuthorName],
        others: Sequence[AuthorName],
    ) -> OfferedCause | None:
        # what lies within the unit meets nothing of who did not give the code to it
        reaching = [
            one
            for who in givers
            for one in self._applied(who, unit.id, code)
            if one.start < unit.start or unit.stop < one.stop
        ]
        for who in others:
            near = [
                one
                for beside in self._around(unit, 1)
                for one in self._applied(who, beside.id, code)
            ]
            near += [one for mine in reaching for one in self._met(who, mine, code)]
            if near:
                place = passage_id(near[0].source, near[0].start, near[0].stop)
                return OfferedCause(Cause.BOUNDARY, passage=place)
        return None

    def _confusion(
        self,
        code: CodeId,
        givers: Iterable[AuthorName],
        others: Iterable[Position],
        values: Mapping[AuthorName, frozenset[str]],
    ) -> OfferedCause | None:
        ours = frozenset[str]().union(*(values[who] for who in givers))
        theirs = frozenset[str]().union(*(values[one.coder] for one in others)) - ours
        if not theirs:
            return None
        n, other = max((self._confused.get(_key(code, one), 0), one) for one in sorted(theirs))
        if n < SYSTEMATIC:
            return None
        return OfferedCause(Cause.CONFUSION, other=CodeId(other), n=n)

    def _missed(
        self,
        unit: StoredSegment,
        others: Sequence[Position],
        values: Mapping[AuthorName, frozenset[str]],
    ) -> OfferedCause | None:
        for one in others:
            if one.stand is not Stand.LEFT or values[one.coder]:
                return None
            around = self._around(unit, REACH)
            if any(self._ratings.codes(one.coder, each.id) for each in around):
                return None
        return OfferedCause(Cause.MISSED)

    def _around(self, unit: StoredSegment, reach: int) -> list[StoredSegment]:
        at = self._place[unit.id]
        every = self._in_order[unit.source]
        return every[max(0, at - reach) : at] + every[at + 1 : at + 1 + reach]

    def _applied(self, who: AuthorName, segment: SegmentId, code: CodeId) -> list[Stated]:
        if not any(self._raised.get(one) == code for one in self._ratings.codes(who, segment)):
            return []
        return [
            one
            for one in self._ratings.statements(who, segment)
            if one.applied and one.code is not None and self._raised.get(one.code) == code
        ]

    def _met(self, who: AuthorName, mine: Stated, code: CodeId) -> list[Stated]:
        return [
            one
            for segment in self._in_text[mine.source].touched(mine.start, mine.stop)
            for one in self._applied(who, segment.id, code)
            if one.start < mine.stop and mine.start < one.stop
        ]


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
