"""Giving codes to passages, refusing them, taking them back; memos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
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
from qes.services.rounds import closed_rounds, round_for
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.passages import ensure_passage, passage_ids, span_of
from qes.store.progress import mark_seen as store_seen
from qes.store.segments import find_segment, segments_touching
from qes.store.standing import Question, personal
from qes.store.suggestions import find_suggestion

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
) -> Judgement:
    """Give a code to a passage (a segment's id or SOURCE:START-END); on disk on return.

    Args:
        desk: Who does so, where.
        passage: What gets the code.
        code: Id, path, name, or the start of an id.
        stance: How the passage stands to the code.
        reason: Why, where it is worth saying.
        basis: The suggestion it accepts.

    Raises:
        NotFound: there is no such passage or code.
        UserError: the code is merged into another or retired.
    """
    value: Json = {"state": CodingState.APPLIED.value, "stance": stance.value}
    return _decide(desk, passage, code, value, reason=reason, basis=basis)


def reject_code(
    desk: Desk, passage: str, code: str, *, reason: str | None = None, basis: str | None = None
) -> Judgement:
    """Decide that a code does not apply to a passage."""
    value: Json = {"state": CodingState.REJECTED.value}
    return _decide(desk, passage, code, value, reason=reason, basis=basis)


def remove_code(desk: Desk, passage: str, code: str, *, reason: str | None = None) -> Judgement:
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
    return _decide(desk, passage, chosen, None, reason=reason, basis=None)


def _decide(
    desk: Desk, passage: str, code: str, value: Json, *, reason: str | None, basis: str | None
) -> Judgement:
    with desk.store.write() as connection:
        where, chosen = find_passage(connection, passage), find_code(connection, code)
        if dict_state(value) is CodingState.APPLIED:
            require_in_use(connection, chosen)
        if basis is not None and find_suggestion(connection, basis) is None:
            raise NotFound(f"no suggestion {basis!r}", hint="qes suggest --json lists them")
        round_id = _settle_passage(connection, desk, where)
        subject = Subject(SubjectKind.PASSAGE, where.id)
        drafts = [Draft(subject, f"{CODE_ASPECT}{chosen}", value, reason, basis, round_id)]
        if dict_state(value) is CodingState.APPLIED:
            drafts += _no_longer_without_code(connection, desk, where, round_id)
        return desk.judge(connection, drafts)[0]


def dict_state(value: Json) -> CodingState | None:
    """Read the state out of a coding's stored value; None where it was taken back."""
    if isinstance(value, dict) and "state" in value:
        return CodingState(str(value["state"]))
    return None


def _settle_passage(connection: Connection, desk: Desk, where: Passage) -> str | None:
    """Write the passage, record its segments as seen, and return the round it counts in."""
    ensure_passage(connection, where.source, where.start, where.stop, where.text)
    source = find_source(connection, where.source)
    going = round_for(connection, desk.author, where.source)
    round_id = going.id if going else None
    touched = segments_touching(connection, source, where.start, where.stop)
    store_seen(connection, desk.author, [one.id for one in touched], round_id, desk.now())
    return round_id


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


def mark_no_code(desk: Desk, passage: str, *, reason: str | None = None) -> Judgement:
    """Decide that no code applies to a passage.

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
        round_id = _settle_passage(connection, desk, where)
        subject = Subject(SubjectKind.PASSAGE, where.id)
        return desk.judge(
            connection, [Draft(subject, NO_CODE_ASPECT, value=True, reason=reason, round=round_id)]
        )[0]


def mark_seen(desk: Desk, segments: Sequence[SegmentId]) -> None:
    """Record that segments were before one's eyes: seen and left uncoded is a decision too."""
    with desk.store.write() as connection:
        by_round: dict[str | None, list[SegmentId]] = {}
        for one in segments:
            found = find_segment(connection, one)
            if found is None:
                raise NotFound(f"no segment {one!r} in this project")
            going = round_for(connection, desk.author, found.source)
            by_round.setdefault(going.id if going else None, []).append(one)
        for round_id, theirs in by_round.items():
            store_seen(connection, desk.author, theirs, round_id, desk.now())


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
