"""Taking back one's last action on a passage, and doing it again.

Undo is a judgement that puts in force what stood before; redo undoes that. Nothing is removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qes.base import SegmentId, SourceId
from qes.services.coding import CODE_ASPECT, MEMO_ASPECT, NO_CODE_ASPECT
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.rounds import RoundsAtWork
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind, by_author
from qes.store.passages import span_of
from qes.store.segments import segments_touching
from qes.store.standing import before
from qes.store.succession import standing_of

if TYPE_CHECKING:
    from qes.store.database import Connection

_DEPTH = 2_000
"""How many of a person's latest judgements are looked back over."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or done again, and where."""

    judgement: Judgement
    what: str
    source: SourceId
    segment: SegmentId | None


def undo(desk: Desk) -> Undone | None:
    """Take back one's last action on a passage by putting in force what stood before it."""
    with desk.store.write() as connection:
        done, _ = _stacks(_latest(connection, desk))
        if not done:
            return None
        drafts = [_reversal(connection, one) for one in done[-1]]
        new = desk.judge(connection, drafts)
        return _undone(connection, new[0], done[-1][0])


def redo(desk: Desk) -> Undone | None:
    """Do again what was undone last, if nothing was decided since."""
    with desk.store.write() as connection:
        _, undone = _stacks(_latest(connection, desk))
        if not undone:
            return None
        drafts = [_reversal(connection, one) for one in undone[-1]]
        new = desk.judge(connection, drafts)
        return _undone(connection, new[0], new[0])


def _latest(connection: Connection, desk: Desk) -> list[Judgement]:
    """Return one's judgements about passages that are still there, each about the one that stands."""
    found = []
    latest = by_author(connection, desk.author, limit=_DEPTH)
    gone = standing_of(connection, SubjectKind.PASSAGE, {one.subject.id for one in latest})
    for one in latest:
        now = gone.get(one.subject.id, one.subject.id)
        if one.subject.kind is SubjectKind.PASSAGE and now is not None:
            found.append(replace(one, subject=Subject(SubjectKind.PASSAGE, now)))
    return found


def _reversal(connection: Connection, one: Judgement) -> Draft:
    earlier = before(connection, one)
    return Draft(
        one.subject,
        one.aspect,
        None if earlier is None else earlier.value,
        round=_round_now(connection, one),
        undoes=one.id,
    )


def _round_now(connection: Connection, one: Judgement) -> str | None:
    source, start, stop = span_of(one.subject.id)
    touched = segments_touching(connection, find_source(connection, source), start, stop)
    at_work = RoundsAtWork.read(connection, one.author)
    going = at_work.of_any(source, (unit.id for unit in touched))
    return going.id if going else None


def _stacks(
    newest_first: Sequence[Judgement],
) -> tuple[list[tuple[Judgement, ...]], list[tuple[Judgement, ...]]]:
    """Replay a person's actions: what undo would take back last, and what redo would redo."""
    actions: dict[tuple[str, str], list[Judgement]] = {}
    for one in reversed(newest_first):
        if not one.aspect.startswith(("consensus:", "anchor")):
            actions.setdefault((one.at, one.origin), []).append(one)
    done: list[tuple[Judgement, ...]] = []
    undone: list[tuple[Judgement, ...]] = []
    reversals: dict[str, int] = {}
    for group in actions.values():
        action, taken_back = tuple(group), group[0].undoes
        # 0 is a decision, 1 its undoing, 2 the redoing of that, 3 the undoing of that again …
        depth = 0 if taken_back is None else reversals.get(taken_back, 0) + 1
        reversals.update(dict.fromkeys((one.id for one in group), depth))
        taken_from, put_on = (done, undone) if depth % 2 else (undone, done)
        if depth == 0:
            undone.clear()
        elif taken_from:
            taken_from.pop()
        put_on.append(action)
    return done, undone


def _undone(connection: Connection, new: Judgement, original: Judgement) -> Undone:
    source_id, start, stop = span_of(new.subject.id)
    source = find_source(connection, source_id)
    touched = segments_touching(connection, source, start, stop)
    aspect = original.aspect
    what = {NO_CODE_ASPECT: "no code"}.get(aspect, aspect.removeprefix(CODE_ASPECT))
    what = "memo" if aspect.startswith(MEMO_ASPECT) else what
    return Undone(new, what, source_id, touched[0].id if touched else None)
