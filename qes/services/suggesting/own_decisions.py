"""Which units one has decided oneself, and with which codes, as one decision comes after another.

A unit is decided once a passage that touches it has a code of one's own, or is marked as having
none. Nobody else's decisions are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from qes.base import CodeId, SegmentId
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT, CodingState, dict_state
from qes.services.desk import Desk
from qes.services.suggesting.units import UnitsInText
from qes.store.judgements import Judgement, SubjectKind
from qes.store.passages import span_of
from qes.store.segments import StoredSegment
from qes.store.standing import Question, told

if TYPE_CHECKING:
    from qes.store.database import Connection

_ASPECTS = (f"{CODE_ASPECT}*", NO_CODE_ASPECT)


def read_own_decisions(
    connection: Connection, desk: Desk, *, after: int = 0
) -> tuple[Judgement, ...]:
    """Return what one has ever decided about codes, in the order in which it counts.

    Args:
        connection: To the project.
        desk: Whose decisions.
        after: Only rows of the table with a higher number.
    """
    question = Question(SubjectKind.PASSAGE, aspects=_ASPECTS)
    return told(connection, question, viewer=desk.author, after=after)


def actions_in(decisions: Sequence[Judgement]) -> Iterator[tuple[Judgement, ...]]:
    """Yield decisions, which are in their order, as they were made: all of one action together."""
    for _, together in groupby(decisions, key=lambda one: (one.at, one.origin)):
        yield tuple(together)


class OwnDecisions:
    """What stands of one's own decisions about units, after those taken in so far."""

    def __init__(self, units: Sequence[StoredSegment]) -> None:
        """Begin with nothing decided about these units, source by source in text order."""
        self._in_text = {
            source: UnitsInText(tuple(theirs))
            for source, theirs in groupby(units, key=lambda one: one.source)
        }
        self._given: dict[SegmentId, set[tuple[str, str]]] = {}
        """By unit the passages and aspects of what says something about it."""

    @property
    def decided(self) -> Collection[SegmentId]:
        """The units that are decided."""
        return self._given.keys()

    def codes(self, unit: SegmentId) -> frozenset[CodeId]:
        """Return the codes one has given a unit; none where it is undecided or has none."""
        return frozenset(
            CodeId(aspect.removeprefix(CODE_ASPECT))
            for _, aspect in self._given.get(unit, ())
            if aspect != NO_CODE_ASPECT
        )

    def units_at(self, passage: str) -> Sequence[StoredSegment]:
        """Return the units that a passage touches."""
        source, start, stop = span_of(passage)
        theirs = self._in_text.get(source)
        return () if theirs is None else theirs.touched(start, stop)

    def take(self, decisions: Sequence[Judgement]) -> frozenset[SegmentId]:
        """Take decisions in, which come after all before, and return the units they touch."""
        touched: set[SegmentId] = set()
        for one in decisions:
            says = one.value is True or dict_state(one.value) is CodingState.APPLIED
            what = (one.subject.id, one.aspect)
            for unit in self.units_at(one.subject.id):
                touched.add(unit.id)
                if says:
                    self._given.setdefault(unit.id, set()).add(what)
                elif (given := self._given.get(unit.id)) is not None:
                    given.discard(what)
                    if not given:
                        del self._given[unit.id]
        return frozenset(touched)
