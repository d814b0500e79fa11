"""The course of each unit: what its reviewer saw of suggestions and decided, in the order of time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, SegmentId, SourceId
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT, CodingState, dict_state
from qes.services.desk import Desk
from qes.services.rounds import closed_rounds
from qes.store.judgements import Judgement, SubjectKind
from qes.store.passages import passage_id, span_of
from qes.store.segments import StoredSegment, find_segment, review_segments
from qes.store.showings import StoredShowing, Way, read_showings
from qes.store.standing import Question, told
from qes.store.succession import standing_of

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Said:
    """One decision, as far as it is about one unit."""

    at: str
    passage: str
    code: CodeId | None
    """None: that no code applies."""
    state: CodingState | None
    """None: what was said before is taken back."""
    showing: str | None
    """The id of what the decision says was before the reviewer's eyes."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one reviewer saw and decided of one unit in one round, or outside rounds."""

    author: AuthorName
    round: str | None
    unit: StoredSegment
    said: tuple[Said, ...]
    shown: tuple[StoredShowing, ...]

    @property
    def offers(self) -> tuple[StoredShowing, ...]:
        """The showings in which codes were offered."""
        return tuple(one for one in self.shown if one.what.offered)

    @property
    def visible(self) -> StoredShowing | None:
        """The offer on whose sight the unit was first decided, or left; None where there was none."""
        if not self.said:
            return self.offers[-1] if self.offers else None
        return self.sight_of(self.said[0])

    def sight_of(self, said: Said) -> StoredShowing | None:
        """Return the offer that was visible at a decision: the one it names, or the last till then."""
        for one in self.shown:
            if one.id == said.showing:
                return one if one.what.offered else None
        until = [one for one in self.offers if one.at <= said.at]
        return until[-1] if until else None

    @property
    def withheld(self) -> bool:
        """Whether suggestions were kept back at the first decision."""
        if not self.said or self.visible is not None:
            return False
        first = self.said[0]
        return any(
            one.what.withheld and (one.id == first.showing or one.at <= first.at)
            for one in self.shown
        )

    @property
    def decided_at(self) -> str | None:
        """When it was first given a code or marked as having none."""
        return next((one.at for one in self.said if one.state is CodingState.APPLIED), None)

    def standing(self, before: str | None = None) -> dict[CodeId, CodingState]:
        """Return what stands of each code: at the end, or just before a moment.

        A code given to any passage that touches the unit is given to the unit.
        """
        last: dict[tuple[CodeId, str], CodingState | None] = {}
        for one in self.said:
            if one.code is not None and (before is None or one.at < before):
                last[one.code, one.passage] = one.state
        found: dict[CodeId, CodingState] = {}
        for (code, _), state in last.items():
            if state is not None and found.get(code) is not CodingState.APPLIED:
                found[code] = state
        return found

    def given(self, before: str | None = None) -> frozenset[CodeId]:
        """Return the codes it has: at the end, or just before a moment."""
        standing = self.standing(before)
        return frozenset(one for one, state in standing.items() if state is CodingState.APPLIED)


@dataclass(frozen=True, slots=True)
class Courses:
    """All that may be seen of what was shown and decided."""

    all: tuple[Course, ...]
    """In the order of authors, rounds and the text."""
    decisions: int
    """Judgements about codes they are made of."""
    showings: tuple[StoredShowing, ...]
    """What was shown, as far as it is of units in the material."""
    altered: int
    """Showings that are not what they were written as: left out."""
    unplaced: int
    """Showings of units that are not in the material any more: left out."""


def read_courses(connection: Connection, desk: Desk) -> Courses:
    """Read what one saw and decided, and what others did in closed rounds.

    What was only listed, and no decision rests on, was before nobody's eyes at any decision.
    """
    closed = closed_rounds(connection)
    question = Question(SubjectKind.PASSAGE, aspects=(f"{CODE_ASPECT}*", NO_CODE_ASPECT))
    decisions = told(connection, question, viewer=desk.author, others_in=closed)
    rested_on = {one.basis.partition(".")[0] for one in decisions if one.basis is not None}
    shown = [
        one
        for one in read_showings(connection, desk.author, others_in=closed)
        if one.what.way is not Way.LISTED or one.id in rested_on
    ]
    places = _Places(connection)
    gathered: defaultdict[_Key, tuple[list[Said], list[StoredShowing]]]
    gathered = defaultdict(lambda: ([], []))
    for decision in decisions:
        for unit in places.touched(decision.subject.id):
            gathered[decision.author, decision.round, unit][0].append(_said(decision))
    sound = [one for one in shown if one.unchanged]
    placed = []
    for one in sound:
        at = places.of(one.what.segment)
        if at is not None:
            gathered[one.author, one.round, at][1].append(one)
            placed.append(one)
    return Courses(
        all=tuple(
            Course(author, round_, places.units[at], tuple(said), tuple(saw))
            for (author, round_, at), (said, saw) in sorted(gathered.items(), key=_in_order)
        ),
        decisions=len(decisions),
        showings=tuple(placed),
        altered=len(shown) - len(sound),
        unplaced=len(sound) - len(placed),
    )


_Key = tuple[AuthorName, str | None, int]


def _in_order(item: tuple[_Key, object]) -> tuple[str, str, int]:
    (author, round_, at), _ = item
    return author, round_ or "", at


def _said(one: Judgement) -> Said:
    showing = None if one.basis is None else one.basis.partition(".")[0]
    if one.aspect == NO_CODE_ASPECT:
        state = CodingState.APPLIED if one.value is True else None
        return Said(one.at, one.subject.id, None, state, showing)
    code = CodeId(one.aspect.removeprefix(CODE_ASPECT))
    return Said(one.at, one.subject.id, code, dict_state(one.value), showing)


class _Places:
    """Where the units that reviewers go through stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.units: Sequence[StoredSegment] = review_segments(connection)
        self._at: Mapping[SegmentId, int] = {one.id: at for at, one in enumerate(self.units)}
        by_source: defaultdict[SourceId, list[int]] = defaultdict(list)
        for at, one in enumerate(self.units):
            by_source[one.source].append(at)
        self._of_source = {
            source: (
                [self.units[at].start for at in places],
                [self.units[at].stop for at in places],
                places,
            )
            for source, places in by_source.items()
        }

    def touched(self, passage: str) -> Sequence[int]:
        """Return the places of the units that a passage touches."""
        source, start, stop = span_of(passage)
        if source not in self._of_source:
            return ()
        starts, stops, places = self._of_source[source]
        return places[bisect_right(stops, start) : bisect_left(starts, stop)]

    def of(self, segment: SegmentId) -> int | None:
        """Return the place of a unit, or of the one that has its words in the version that stands."""
        known = self._at.get(segment)
        if known is not None:
            return known
        earlier = find_segment(self._connection, segment)
        if earlier is None:
            return None
        was = passage_id(earlier.source, earlier.start, earlier.stop)
        now = standing_of(self._connection, SubjectKind.PASSAGE, [was]).get(was)
        touched = () if now is None else self.touched(now)
        return touched[0] if touched else None
