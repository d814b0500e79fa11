"""How far the reviewers of a round are: counts only, never what was decided."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from qes.base import AuthorName, SourceId
from qes.services.desk import Desk
from qes.services.rounds.assignment import assignments, chosen_units
from qes.services.rounds.frame import read_frame
from qes.services.rounds.round import Round, find_round
from qes.store.judgements import Judgement, SubjectKind, counts
from qes.store.passages import span_of
from qes.store.progress import seen_by, seen_counts
from qes.store.segments import StoredSegment, review_segments
from qes.store.standing import Question, personal

if TYPE_CHECKING:
    from qes.store.database import Connection

_CODING = ("code:*", "no-code")
_REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far one reviewer is in a round."""

    reviewer: AuthorName
    seen: int
    """Units that were before their eyes, those too that await no decision."""
    decisions: int | None
    """None, as what follows, where a server tells no more of another's work than what is seen."""
    assigned: int
    """Units that are theirs to judge, of those that are in the project now."""
    decided: int | None
    """Of these, how many have a judgement of theirs: for passages, a code or that none applies."""
    left: int | None
    """How many of them they have neither judged nor seen."""


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """How far a round is."""

    round: Round
    units: int
    """In all, of those that are in the project now."""
    reviewers: tuple[RoundProgress, ...]
    overlap: int
    """Units that two reviewers or more have."""
    overlap_done: int | None
    """How many of them two of these have been through; None where others' work is not told."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one reviewer has done in a round."""

    seen: frozenset[str]
    decisions: int
    decided: frozenset[str]
    hidden: int | None = None
    """How much they have seen, where nothing else is told of it."""


def progress(desk: Desk, name: str) -> tuple[RoundProgress, ...]:
    """Return how far each reviewer of a round is: counts only, never what was decided."""
    return overlook(desk, name).reviewers


def overlook(desk: Desk, name: str) -> RoundOverview:
    """Return how far a round and each of its reviewers are.

    Who comes to a server as a role of their own is told of others, while it is blind, no more than
    how much they have seen.

    Raises:
        NotFound: there is no such round.
    """
    with desk.store.read() as connection:
        one = find_round(connection, name)
        units = frozenset(read_frame(connection, one.subject, one.sources).ids)
        chosen = chosen_units(connection, one)
        units = units if chosen is None else units & chosen
        given = assignments(connection, one)
        work = _work(connection, one)
    people = sorted({*work, *one.reviewers})
    theirs = {
        who: units & given[who] if who in given else units
        for who in people
        if who in given or not one.reviewers or who in one.reviewers
    }
    nothing = _Work(frozenset(), 0, frozenset())
    given_to = Counter(id_ for ids in theirs.values() for id_ in ids)
    been_through = Counter(
        id_
        for who, ids in theirs.items()
        if who in work
        for id_ in ids & (work[who].seen | work[who].decided)
    )
    return RoundOverview(
        one,
        len(units),
        tuple(
            _progress(who, theirs.get(who, frozenset()), work.get(who, nothing)) for who in people
        ),
        sum(n >= 2 for n in given_to.values()),
        None
        if any(each.hidden is not None for each in work.values())
        else sum(n >= 2 for n in been_through.values()),
    )


def _progress(who: AuthorName, theirs: frozenset[str], work: _Work) -> RoundProgress:
    if work.hidden is not None:
        return RoundProgress(who, work.hidden, None, len(theirs), None, None)
    return RoundProgress(
        who,
        len(work.seen),
        work.decisions,
        len(theirs),
        len(theirs & work.decided),
        len(theirs - work.decided - work.seen),
    )


def _work(connection: Connection, one: Round) -> dict[AuthorName, _Work]:
    """Return what each has done in a round: of others, units and numbers only."""
    seen = seen_by(connection, round_=one.id)
    coding = one.subject is SubjectKind.PASSAGE
    question = _question(one)
    segments = _by_source(review_segments(connection) if coding else ())
    # whoever codes has seen what they code
    done = {} if coding else counts(connection, round_=one.id)
    people = {*seen, *done, *one.reviewers}
    nothing: frozenset[str] = frozenset()
    found: dict[AuthorName, _Work] = {}
    for who in people:
        told = personal(connection, question, viewer=who)
        said = [each for each in told if each.value is not None]
        if who in done and not told:
            found[who] = _Work(nothing, 0, nothing, hidden=0)
        elif who in seen or said:
            judged = {each.subject.id for each in said}
            decided = _touched(segments, said) if coding else frozenset(judged)
            found[who] = _Work(frozenset(seen.get(who, ())), len(said), decided)
    for who, n in seen_counts(connection, round_=one.id).items():
        if n > len(seen.get(who, ())):
            found[who] = _Work(nothing, 0, nothing, hidden=n)
    return found


def decided_units(connection: Connection, one: Round, who: AuthorName) -> frozenset[str]:
    """Return the units of a round that one reviewer has judged."""
    said = [
        each for each in personal(connection, _question(one), viewer=who) if each.value is not None
    ]
    if one.subject is SubjectKind.PASSAGE:
        return _touched(_by_source(review_segments(connection)), said)
    return frozenset(each.subject.id for each in said)


def _question(one: Round) -> Question:
    """Ask for what is decided in a round."""
    coding = one.subject is SubjectKind.PASSAGE
    return Question(one.subject, aspects=_CODING if coding else (), rounds=(one.id,))


def _by_source(segments: Iterable[StoredSegment]) -> dict[SourceId, list[StoredSegment]]:
    found: dict[SourceId, list[StoredSegment]] = {}
    for one in segments:
        found.setdefault(one.source, []).append(one)
    return found


def _touched(
    segments: Mapping[SourceId, list[StoredSegment]], said: Iterable[Judgement]
) -> frozenset[str]:
    """Return the units that have a code, or were said to have none."""
    spans: dict[SourceId, list[tuple[int, int]]] = {}
    for one in said:
        if isinstance(one.value, dict) and one.value.get("state") == _REJECTED:
            continue
        source, start, stop = span_of(one.subject.id)
        spans.setdefault(source, []).append((start, stop))
    found: set[str] = set()
    for source, theirs in spans.items():
        starts, stops = zip(*sorted(theirs), strict=True)
        reach = tuple(accumulate(stops, max))
        for unit in segments.get(source, ()):
            before = bisect_left(starts, unit.stop)
            if before and reach[before - 1] > unit.start:
                found.add(unit.id)
    return frozenset(found)
