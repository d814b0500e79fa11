"""Giving codes to passages, refusing them, taking them back; memos."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import uuid_utils

from qes.base import CodeId, Json, SegmentId, SourceId
from qes.errors import NotFound, UserError
from qes.services.desk import Desk
from qes.services.lookup import (
    Passage,
    find_code,
    find_passage,
    find_source,
    require_in_use,
)
from qes.services.rounds import RoundsAtWork, closed_rounds
from qes.services.suggesting.showing import Showing, basis_of, refuse_elsewhere
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.passages import ensure_passage, passage_ids, span_of
from qes.store.progress import mark_seen as store_seen
from qes.store.segments import find_segment, segments_touching
from qes.store.showings import is_known, put_showing, showing_id
from qes.store.standing import Question, held, personal

if TYPE_CHECKING:
    from qes.store.database import Connection

CODE_ASPECT = "code:"
MEMO_ASPECT = "memo:"
NO_CODE_ASPECT = "no-code"


class Stance(StrEnum):
    """How a passage stands to the code it is given."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"
    NEUTRAL = "neutral"


class CodingState(StrEnum):
    """What a person decided about a code on a passage."""

    APPLIED = "applied"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Coding:
    """One person's standing decision about one code on one passage."""

    source: SourceId
    start: int
    stop: int
    code: CodeId
    state: CodingState
    stance: Stance
    judgement: Judgement


def apply_code(
    desk: Desk,
    passage: str,
    code: str,
    *,
    stance: Stance = Stance.SUPPORTS,
    reason: str | None = None,
    basis: str | None = None,
    shown: Showing | None = None,
) -> Judgement:
    """Give a code to a passage (a segment's id or SOURCE:START-END); on disk on return.

    Args:
        desk: Who does so, where.
        passage: What gets the code.
        code: Id, path, name, or the start of an id.
        stance: How the passage stands to the code.
        reason: Why, where it is worth saying.
        basis: The suggestion it accepts, where it is not told by what was shown.
        shown: What of suggestions was before one's eyes: it is recorded with the decision.

    Raises:
        NotFound: there is no such passage, code or suggestion.
        UserError: the code is merged into another or retired.
    """
    value: Json = {"state": CodingState.APPLIED.value, "stance": stance.value}
    return _decide(desk, passage, code, value, _Ground(reason, basis, shown))


def reject_code(
    desk: Desk,
    passage: str,
    code: str,
    *,
    reason: str | None = None,
    basis: str | None = None,
    shown: Showing | None = None,
) -> Judgement:
    """Decide that a code does not apply to a passage; the rest as in `apply_code`."""
    value: Json = {"state": CodingState.REJECTED.value}
    return _decide(desk, passage, code, value, _Ground(reason, basis, shown))


def remove_code(
    desk: Desk,
    passage: str,
    code: str,
    *,
    reason: str | None = None,
    shown: Showing | None = None,
) -> Judgement:
    """Take back one's own decision about a code on a passage; its history stays.

    Raises:
        NotFound: one has decided nothing about it.
    """
    with desk.store.read() as connection:
        where, chosen = find_passage(connection, passage), find_code(connection, code)
        question = Question(SubjectKind.PASSAGE, [where.id], (f"{CODE_ASPECT}{chosen}",))
        standing = personal(connection, question, viewer=desk.author)
        if all(one.value is None for one in standing):
            raise NotFound(
                f"you have decided nothing about {chosen} on {where.id}",
                hint="see what there is: qes code list",
            )
    return _decide(desk, passage, chosen, None, _Ground(reason, None, shown))


@dataclass(frozen=True, slots=True)
class _Ground:
    """Why a decision is made, and on the sight of what."""

    reason: str | None
    basis: str | None
    shown: Showing | None


def _decide(desk: Desk, passage: str, code: str, value: Json, why: _Ground) -> Judgement:
    with desk.store.write() as connection:
        where, chosen = find_passage(connection, passage), find_code(connection, code)
        if dict_state(value) is CodingState.APPLIED:
            require_in_use(connection, chosen)
        if why.shown is None and why.basis is not None and not is_known(connection, why.basis):
            raise NotFound(f"no suggestion {why.basis!r}", hint="qes suggest --json lists them")
        round_id = _settle_passage(connection, desk, where, why.shown)
        subject = Subject(SubjectKind.PASSAGE, where.id)
        basis = why.basis if why.shown is None else _basis(desk, round_id, why.shown, chosen)
        drafts = [Draft(subject, f"{CODE_ASPECT}{chosen}", value, why.reason, basis, round_id)]
        if dict_state(value) is CodingState.APPLIED:
            drafts += _no_longer_without_code(connection, desk, where, round_id)
        made = desk.judge(connection, drafts)[0]
        _keep(connection, made, why.shown)
        return made


def _basis(desk: Desk, round_id: str | None, shown: Showing, code: CodeId | None = None) -> str:
    return basis_of(shown, showing_id(desk.author, round_id, shown), code)


def _keep(connection: Connection, made: Judgement, shown: Showing | None) -> None:
    """Write what was before one's eyes, at the moment of the decision."""
    if shown is not None:
        put_showing(connection, made.author, made.round, made.at, shown)


def dict_state(value: Json) -> CodingState | None:
    """Read the state out of a coding's stored value; None where it was taken back."""
    if isinstance(value, dict) and "state" in value:
        return CodingState(str(value["state"]))
    return None


def _settle_passage(
    connection: Connection, desk: Desk, where: Passage, shown: Showing | None = None
) -> str | None:
    """Write the passage, record its segments as seen, and return the round it counts in.

    A passage counts in a round in which any segment it touches is one's own to judge; each segment
    was seen in the round in which it is.
    """
    ensure_passage(connection, where.source, where.start, where.stop, where.text)
    source = find_source(connection, where.source)
    touched = [one.id for one in segments_touching(connection, source, where.start, where.stop)]
    if shown is not None:
        refuse_elsewhere(shown, touched)
    at_work = RoundsAtWork.read(connection, desk.author)
    by_round: dict[str | None, list[SegmentId]] = {}
    for one in touched:
        seen_in = at_work.of(where.source, one)
        by_round.setdefault(seen_in.id if seen_in else None, []).append(one)
    for round_id, theirs in by_round.items():
        store_seen(connection, desk.author, theirs, round_id, desk.now())
    going = at_work.of_any(where.source, touched)
    return going.id if going else None


def _no_longer_without_code(
    connection: Connection, desk: Desk, where: Passage, round_id: str | None
) -> list[Draft]:
    question = Question(SubjectKind.PASSAGE, passage_ids(where.source), (NO_CODE_ASPECT,))
    return [
        Draft(one.subject, NO_CODE_ASPECT, None, None, None, round_id)
        for one in personal(connection, question, viewer=desk.author)
        if one.value is True and _touches(one.subject.id, where)
    ]


def _touches(passage_id: str, where: Passage) -> bool:
    source, start, stop = span_of(passage_id)
    return source == where.source and start < where.stop and where.start < stop


def mark_no_code(
    desk: Desk, passage: str, *, reason: str | None = None, shown: Showing | None = None
) -> Judgement:
    """Decide that no code applies to a passage, on the sight of what was `shown`.

    Raises:
        UserError: one has given it codes.
    """
    with desk.store.write() as connection:
        where = find_passage(connection, passage)
        given = [
            one.code
            for one in read_codings(connection, desk, where.source)
            if one.state is CodingState.APPLIED and _touches(f"{one.source}:{one.start}-{one.stop}", where)
        ]  # fmt: skip
        if given:
            raise UserError(
                f"this passage has your code {', '.join(given)}", hint="take it back first"
            )
        round_id = _settle_passage(connection, desk, where, shown)
        subject = Subject(SubjectKind.PASSAGE, where.id)
        basis = None if shown is None else _basis(desk, round_id, shown)
        draft = Draft(
            subject, NO_CODE_ASPECT, value=True, reason=reason, basis=basis, round=round_id
        )
        made = desk.judge(connection, [draft])[0]
        _keep(connection, made, shown)
        return made


def mark_seen(desk: Desk, segments: Sequence[SegmentId], *, shown: Showing | None = None) -> None:
    """Record that segments were before one's eyes: seen and left uncoded is a decision too.

    Args:
        desk: Whose eyes.
        segments: What they saw.
        shown: What of suggestions they saw of one of the segments.

    Raises:
        NotFound: there is no such segment.
    """
    if shown is not None:
        refuse_elsewhere(shown, segments)
    with desk.store.write() as connection:
        at_work = RoundsAtWork.read(connection, desk.author)
        by_round: dict[str | None, list[SegmentId]] = {}
        for one in segments:
            found = find_segment(connection, one)
            if found is None:
                raise NotFound(f"no segment {one!r} in this project")
            going = at_work.of(found.source, one)
            by_round.setdefault(going.id if going else None, []).append(one)
        for round_id, theirs in by_round.items():
            at = desk.now()
            store_seen(connection, desk.author, theirs, round_id, at)
            if shown is not None and shown.segment in theirs:
                put_showing(connection, desk.author, round_id, at, shown)


def add_memo(desk: Desk, passage: str, text: str, *, kind: str = "analytic") -> Judgement:
    """Write a memo about a passage.

    Raises:
        UserError: it has no words.
    """
    if not text.strip():
        raise UserError("a memo needs words", hint="say what struck you")
    with desk.store.write() as connection:
        where = find_passage(connection, passage)
        round_id = _settle_passage(connection, desk, where)
        subject = Subject(SubjectKind.PASSAGE, where.id)
        memo = f"{MEMO_ASPECT}{uuid_utils.uuid7()}"
        value: Json = {"text": text.strip(), "kind": kind}
        return desk.judge(connection, [Draft(subject, memo, value, None, None, round_id)])[0]


def list_codings(
    desk: Desk, source: str | None = None, *, everyone: bool = False
) -> tuple[Coding, ...]:
    """Return one's own standing decisions, in text order.

    With `everyone`, also others' that were made in closed rounds or outside any: never those of
    an open round.
    """
    with desk.store.read() as connection:
        chosen = None if source is None else find_source(connection, source).id
        others = closed_rounds(connection) if everyone else ()
        return read_codings(connection, desk, chosen, others_in=others, others_outside=everyone)


def count_given(
    connection: Connection,
    desk: Desk,
    *,
    others_in: Sequence[str] = (),
    others_outside: bool = False,
) -> Counter[CodeId]:
    """Count the passages that have each code: one's own, and others' from the rounds named."""
    question = Question(SubjectKind.PASSAGE, aspects=(f"{CODE_ASPECT}*",))
    found = held(
        connection,
        question,
        viewer=desk.author,
        others_in=others_in,
        others_outside=others_outside,
    )
    given = {(one.aspect, one.subject) for one in found if is_given(one.value)}
    return Counter(CodeId(aspect.removeprefix(CODE_ASPECT)) for aspect, _ in given)


@lru_cache(maxsize=64)
def is_given(value: str) -> bool:
    """Say whether a stored value gives a code, or says that there is none."""
    said: Json = json.loads(value)
    return said is True or dict_state(said) is CodingState.APPLIED


def read_codings(
    connection: Connection,
    desk: Desk,
    source: SourceId | None,
    *,
    others_in: Sequence[str] = (),
    others_outside: bool = False,
    rounds: Sequence[str] | None = None,
) -> tuple[Coding, ...]:
    """Return standing decisions about codes: one's own, and others' from the rounds named."""
    subjects = None if source is None else passage_ids(source)
    question = Question(SubjectKind.PASSAGE, subjects, (f"{CODE_ASPECT}*",), rounds)
    judged = personal(
        connection,
        question,
        viewer=desk.author,
        others_in=others_in,
        others_outside=others_outside,
    )
    codings = [coding for one in judged if (coding := _coding(one)) is not None]
    return tuple(sorted(codings, key=lambda one: (one.source, one.start, one.stop, one.code)))


def _coding(one: Judgement) -> Coding | None:
    state = dict_state(one.value)
    if state is None or not isinstance(one.value, dict):
        return None
    source, start, stop = span_of(one.subject.id)
    return Coding(
        source=source,
        start=start,
        stop=stop,
        code=CodeId(one.aspect.removeprefix(CODE_ASPECT)),
        state=state,
        stance=Stance(str(one.value.get("stance", Stance.SUPPORTS.value))),
        judgement=one,
    )
