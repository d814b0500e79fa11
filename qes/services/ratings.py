"""What each coder of a closed round decided about each unit that they saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, SegmentId, SourceId
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT, CodingState, dict_state
from qes.services.cycles import no_search_for_cycles
from qes.services.desk import Desk
from qes.services.rounds import Round, RoundState, read_rounds, require_closed
from qes.services.suggesting.units import UnitsInText
from qes.store.judgements import OUTSIDE, Judgement, SubjectKind
from qes.store.passages import span_of
from qes.store.progress import first_seen
from qes.store.segments import StoredSegment, review_segments
from qes.store.standing import Question, personal

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Stated:
    """One standing decision of a coder about a passage."""

    source: SourceId
    start: int
    stop: int
    code: CodeId | None
    """None: that no code applies."""
    applied: bool
    """Whether the code was given; else it was refused."""
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Ratings:
    """What each reviewer of a round gave to each unit that they have seen."""

    round: Round
    segments: tuple[StoredSegment, ...]
    """Every unit that reviewers go through."""
    seen: dict[AuthorName, frozenset[SegmentId]]
    given: dict[AuthorName, dict[SegmentId, frozenset[CodeId]]]
    """Codes applied by each reviewer; a unit that is not here has none."""
    stated: dict[AuthorName, dict[SegmentId, list[Stated]]]
    """All that stands of what each said of passages that touch a unit."""
    decided_at: dict[AuthorName, dict[SegmentId, str]]
    """When each had last decided about a unit; of one they left alone, when they saw it."""

    def codes(self, reviewer: AuthorName, segment: SegmentId) -> frozenset[CodeId]:
        """Return the codes a reviewer gave to a unit: none where they saw it and gave none."""
        return self.given.get(reviewer, {}).get(segment, frozenset())

    def statements(self, reviewer: AuthorName, segment: SegmentId) -> Sequence[Stated]:
        """Return what a reviewer said of passages that touch a unit."""
        return self.stated.get(reviewer, {}).get(segment, ())


def last_round(connection: Connection) -> str | None:
    """Return the round of passages to compare when none is named: the last not blind, else the last.

    None where there is none: then what was decided outside rounds is compared.
    """
    about = [one for one in read_rounds(connection) if one.subject is SubjectKind.PASSAGE]
    last = ([one for one in about if not one.blind] or about)[-1:]
    return last[0].id if last else None


@no_search_for_cycles()
def read_ratings(connection: Connection, desk: Desk, round_name: str | None) -> Ratings:
    """Collect the decisions of a closed round, or with no round named those outside rounds.

    Raises:
        Blind: the round is open.
    """
    if round_name is None:
        everything = Round("", "outside rounds", RoundState.CLOSED, (), ())
    else:
        everything = require_closed(connection, round_name)
    which = everything.id or OUTSIDE
    judged = personal(
        connection,
        Question(SubjectKind.PASSAGE, None, (f"{CODE_ASPECT}*", NO_CODE_ASPECT), (which,)),
        viewer=desk.author,
        others_in=(which,) if which != OUTSIDE else (),
        others_outside=which == OUTSIDE,
    )
    segments = review_segments(connection)
    collected = _Collected(segments, first_seen(connection, which))
    for one in judged:
        collected.take(one)
    return Ratings(
        everything,
        segments,
        {who: frozenset(units) for who, units in collected.seen.items()},
        collected.given(),
        collected.stated,
        collected.decided_at,
    )


_Place = tuple[SourceId, int, int, Sequence[StoredSegment]]
"""A passage, and the units that it touches."""


class _Collected:
    """Decisions, put to the units that their passages touch."""

    def __init__(
        self,
        segments: tuple[StoredSegment, ...],
        seen: dict[AuthorName, dict[SegmentId, str]],
    ) -> None:
        by_source: dict[SourceId, list[StoredSegment]] = {}
        for one in segments:
            by_source.setdefault(one.source, []).append(one)
        self._units = {source: UnitsInText(units) for source, units in by_source.items()}
        self._places: dict[str, _Place] = {}
        self.seen = seen
        self.stated: dict[AuthorName, dict[SegmentId, list[Stated]]] = {}
        self.decided_at = {who: dict(units) for who, units in seen.items()}

    def take(self, one: Judgement) -> None:
        """Take in one decision; they come in the order of their times."""
        place = self._places.get(one.subject.id)
        if place is None:
            place = self._places[one.subject.id] = self._place(one.subject.id)
        source, start, stop, touched = place
        times = self.decided_at.setdefault(one.author, {})
        for segment in touched:
            times[segment.id] = max(one.at, times.get(segment.id, ""))
        said = _stated(one, source, start, stop)
        if said is not None:
            theirs = self.stated.setdefault(one.author, {})
            for segment in touched:
                theirs.setdefault(segment.id, []).append(said)

    def _place(self, passage: str) -> _Place:
        source, start, stop = span_of(passage)
        units = self._units.get(source)
        return source, start, stop, () if units is None else units.touched(start, stop)

    def given(self) -> dict[AuthorName, dict[SegmentId, frozenset[CodeId]]]:
        """Return the codes that were given to each unit."""
        found: dict[AuthorName, dict[SegmentId, frozenset[CodeId]]] = {}
        alike: dict[frozenset[CodeId], frozenset[CodeId]] = {}
        for who, units in self.stated.items():
            theirs = found.setdefault(who, {})
            for segment, said in units.items():
                codes = frozenset(
                    [one.code for one in said if one.applied and one.code is not None]
                )
                if codes:
                    theirs[segment] = alike.setdefault(codes, codes)
        return found


def _stated(one: Judgement, source: SourceId, start: int, stop: int) -> Stated | None:
    if one.aspect == NO_CODE_ASPECT:
        said = one.value is True
        return Stated(source, start, stop, None, applied=False, judgement=one) if said else None
    state = dict_state(one.value)
    if state is None:
        return None
    code = CodeId(one.aspect.removeprefix(CODE_ASPECT))
    return Stated(source, start, stop, code, state is CodingState.APPLIED, one)
