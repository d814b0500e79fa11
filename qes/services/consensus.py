"""Settling disagreements: what two or more reviewers decide together once a round is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, Json, SegmentId, SourceId
from qes.errors import UserError
from qes.services.coding import CODE_ASPECT, CodingState, dict_state, read_codings
from qes.services.desk import Desk
from qes.services.lookup import find_code, find_passage
from qes.services.rounds import (
    Round,
    RoundState,
    default_round,
    require_closed,
    require_no_open_round,
)
from qes.store.judgements import OUTSIDE, Draft, Judgement, Subject, SubjectKind
from qes.store.passages import ensure_passage, span_of
from qes.store.progress import seen_by
from qes.store.segments import StoredSegment, review_segments
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

CONSENSUS = "consensus:"


@dataclass(frozen=True, slots=True)
class Ratings:
    """What each reviewer of a round gave to each unit that they have seen."""

    round: Round
    segments: tuple[StoredSegment, ...]
    """Every unit that reviewers go through."""
    seen: dict[AuthorName, frozenset[SegmentId]]
    given: dict[AuthorName, dict[SegmentId, frozenset[CodeId]]]
    """Codes applied by each reviewer; a unit that is not here has none."""

    def codes(self, reviewer: AuthorName, segment: SegmentId) -> frozenset[CodeId]:
        """Return the codes a reviewer gave to a unit: none where they saw it and gave none."""
        return self.given.get(reviewer, {}).get(segment, frozenset())


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One code on one unit that some reviewers gave and others, who saw it, did not."""

    segment: StoredSegment
    code: CodeId
    applied_by: tuple[AuthorName, ...]
    not_by: tuple[AuthorName, ...]
    settled: bool | None
    """What was agreed in the end: applies or not; None is not yet settled."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A consensus on one code of one passage."""

    source: SourceId
    start: int
    stop: int
    code: CodeId
    applies: bool
    judgement: Judgement


def read_ratings(connection: Connection, desk: Desk, round_name: str | None) -> Ratings:
    """Collect the decisions of a closed round, or with no round named those outside rounds.

    Raises:
        Blind: the round is open.
    """
    if round_name is None:
        everything = Round("", "outside rounds", RoundState.CLOSED, (), ())
        codings = read_codings(connection, desk, None, others_outside=True, rounds=(OUTSIDE,))
        seen = seen_by(connection, round_=OUTSIDE)
    else:
        everything = require_closed(connection, round_name)
        codings = read_codings(
            connection,
            desk,
            None,
            others_in=(everything.id,),
            rounds=(everything.id,),
        )
        seen = seen_by(connection, round_=everything.id)
    segments = review_segments(connection)
    by_source: dict[SourceId, list[StoredSegment]] = {}
    for segment in segments:
        by_source.setdefault(segment.source, []).append(segment)
    given: dict[AuthorName, dict[SegmentId, set[CodeId]]] = {}
    for coding in codings:
        if coding.state is CodingState.APPLIED:
            theirs = given.setdefault(coding.judgement.author, {})
            for segment in by_source.get(coding.source, ()):
                if segment.start < coding.stop and coding.start < segment.stop:
                    theirs.setdefault(segment.id, set()).add(coding.code)
    return Ratings(
        everything,
        segments,
        seen,
        {who: {one: frozenset(codes) for one, codes in what.items()} for who, what in given.items()},
    )  # fmt: skip


def list_disagreements(desk: Desk, round_name: str | None) -> tuple[Disagreement, ...]:
    """Return where the reviewers of a closed round differ, in text order.

    A unit counts for those who have seen it; seen and left without the code is a decision.

    Raises:
        Blind: the round is open.
    """
    with desk.store.read() as connection:
        ratings = read_ratings(connection, desk, round_name or default_round(connection))
        settled = read_settled(connection)
        found: list[Disagreement] = []
        for segment in ratings.segments:
            viewers = [who for who, units in ratings.seen.items() if segment.id in units]
            codes = sorted({code for who in viewers for code in ratings.codes(who, segment.id)})
            for code in codes:
                given = [who for who in viewers if code in ratings.codes(who, segment.id)]
                if len(given) < len(viewers):
                    found.append(
                        Disagreement(
                            segment,
                            code,
                            tuple(given),
                            tuple(who for who in viewers if who not in given),
                            _settled_on(settled, segment, code),
                        )
                    )
        return tuple(found)


def _settled_on(settled: Sequence[Settled], segment: StoredSegment, code: CodeId) -> bool | None:
    fitting = [
        one.applies
        for one in settled
        if one.code == code
        and one.source == segment.source
        and one.start < segment.stop
        and segment.start < one.stop
    ]
    return fitting[-1] if fitting else None


def set_consensus(
    desk: Desk,
    passage: str,
    code: str,
    *,
    applies: bool,
    reason: str,
    panel: Sequence[str] = (),
) -> Judgement:
    """Record what the reviewers decided together about a code on a passage.

    Raises:
        Blind: the source is worked on in a round that is still open.
        UserError: no reason is given.
    """
    if not reason.strip():
        raise UserError("a consensus needs a reason", hint="say in a sentence what settled it")
    with desk.store.write() as connection:
        where, chosen = find_passage(connection, passage), find_code(connection, code)
        require_no_open_round(connection, where.source)
        ensure_passage(connection, where.source, where.start, where.stop, where.text)
        state = CodingState.APPLIED if applies else CodingState.REJECTED
        value: Json = {"state": state.value, "panel": list(panel), "method": "discussion"}
        subject = Subject(SubjectKind.PASSAGE, where.id)
        aspect = f"{CONSENSUS}{CODE_ASPECT}{chosen}"
        return desk.judge(connection, [Draft(subject, aspect, value, reason.strip())])[0]


def read_settled(connection: Connection) -> tuple[Settled, ...]:
    """Return every consensus about codes that stands, in the order they were reached."""
    prefix = f"{CONSENSUS}{CODE_ASPECT}"
    found = []
    for one in shared(connection, Question(SubjectKind.PASSAGE, aspects=(f"{prefix}*",))):
        state = dict_state(one.value)
        if state is not None:
            source, start, stop = span_of(one.subject.id)
            code = CodeId(one.aspect.removeprefix(prefix))
            found.append(Settled(source, start, stop, code, state is CodingState.APPLIED, one))
    return tuple(found)
