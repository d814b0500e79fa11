"""What reviewers have decided about the units they go through, decision by decision.

Decisions are about passages, which may be less or more than a unit: a unit has the codes of every
passage that touches it. Whoever may see the same decisions gets the same verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, Json, SegmentId, SourceId
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT, CodingState, dict_state
from qes.services.consensus import CONSENSUS
from qes.services.rounds import closed_rounds
from qes.services.suggesting.units import UnitsInText
from qes.store.judgements import Judgement, SubjectKind
from qes.store.passages import span_of
from qes.store.segments import StoredSegment
from qes.store.standing import Question, told
from qes.suggest.learned import Labels
from qes.suggest.replay import Verdict

if TYPE_CHECKING:
    from qes.services.desk import Desk
    from qes.store.database import Connection

_AGREED = f"{CONSENSUS}{CODE_ASPECT}"
ASPECTS = (f"{CODE_ASPECT}*", NO_CODE_ASPECT, f"{_AGREED}*")
_Said = dict[tuple[str, str, str], Json]
"""Values by author, passage and aspect."""


def read_decisions(connection: Connection, desk: Desk, *, after: int = 0) -> tuple[Judgement, ...]:
    """Return one's own decisions about codes and those of closed rounds, in their order.

    Those of an open round, and what others decided outside any, are nobody else's to learn from.

    Args:
        connection: To the project.
        desk: Who asks.
        after: Only rows of the table with a higher number.
    """
    return told(
        connection,
        Question(SubjectKind.PASSAGE, aspects=ASPECTS),
        viewer=desk.author,
        others_in=closed_rounds(connection),
        everyones=(_AGREED,),
        after=after,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What one person has decided about a unit."""

    states: Mapping[CodeId, CodingState]
    """By code, on any passage that touches it."""
    decided: bool
    """Whether they gave it a code, or said that none applies."""


class Decided:
    """The labels of every unit, as they stand after the decisions taken in so far."""

    def __init__(self, units_of: Callable[[SourceId], Sequence[StoredSegment]]) -> None:
        """Begin with nothing decided.

        Args:
            units_of: Gives the units of a source in text order; none of them overlap.
        """
        self._units_of = units_of
        self._places: dict[SourceId, UnitsInText] = {}
        self._said: dict[SegmentId, _Said] = {}
        self._labels: dict[SegmentId, Labels] = {}

    @property
    def labels(self) -> Mapping[SegmentId, Labels]:
        """The labels of the units about which anything stands."""
        return self._labels

    def said_by(self, author: AuthorName, segment: SegmentId) -> Own:
        """Return what one person has decided about a unit."""
        states: dict[CodeId, CodingState] = {}
        no_code = False
        for (whose, _, aspect), value in self._said.get(segment, {}).items():
            if whose != author:
                continue
            state = dict_state(value)
            if aspect == NO_CODE_ASPECT:
                no_code = no_code or value is True
            elif state is not None:
                code = CodeId(aspect.removeprefix(CODE_ASPECT))
                # given on one part of the unit and refused on another, it is given
                if states.get(code) is not CodingState.APPLIED:
                    states[code] = state
        given = CodingState.APPLIED in states.values()
        return Own(states, given or no_code)

    def take(self, decision: Judgement) -> tuple[Verdict, ...]:
        """Take one decision in, and return what it leaves each unit it touches at."""
        source, start, stop = span_of(decision.subject.id)
        verdicts = []
        for unit in self._of(source).touched(start, stop):
            said = self._said.setdefault(unit.id, {})
            # a consensus has no one author: the last one stands
            whose = "" if decision.aspect.startswith(_AGREED) else decision.author
            said[whose, decision.subject.id, decision.aspect] = decision.value
            labels = _labels(said)
            if labels == Labels():
                self._labels.pop(unit.id, None)
            else:
                self._labels[unit.id] = labels
            verdicts.append(
                Verdict(
                    decision.at, decision.author, decision.origin, decision.seq, unit.id, labels
                )
            )
        return tuple(verdicts)

    def _of(self, source: SourceId) -> UnitsInText:
        found = self._places.get(source)
        if found is None:
            found = self._places[source] = UnitsInText(self._units_of(source))
        return found


def _labels(said: _Said) -> Labels:
    """Put together what stands: any one's code counts, and a consensus counts for all."""
    given: set[str] = set()
    refused: set[str] = set()
    finished = False
    agreed: dict[str, CodingState] = {}
    for (_, _, aspect), value in said.items():
        state = dict_state(value)
        if aspect == NO_CODE_ASPECT:
            finished = finished or value is True
        elif state is None:
            continue
        elif aspect.startswith(_AGREED):
            agreed[aspect.removeprefix(_AGREED)] = state
        elif state is CodingState.APPLIED:
            given.add(aspect.removeprefix(CODE_ASPECT))
        else:
            refused.add(aspect.removeprefix(CODE_ASPECT))
    given |= {code for code, state in agreed.items() if state is CodingState.APPLIED}
    given -= {code for code, state in agreed.items() if state is CodingState.REJECTED}
    refused |= {code for code, state in agreed.items() if state is CodingState.REJECTED}
    return Labels(frozenset(given), frozenset(refused - given), finished and not given)
