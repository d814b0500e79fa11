"""What people decided about groups of passages: put aside, joined, or made a code of.

A group's id follows from its members, so it is another one as soon as a passage is coded. What
was decided is therefore kept with the members, and counts for every later group that is mostly
made of them. Only ids of segments are kept, never their words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, Json, SegmentId, SourceId, texts_in
from qes.services.desk import Desk
from qes.services.rounds import closed_rounds, read_rounds
from qes.services.suggesting.standing_segments import standing_segments
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.standing import Question, personal

if TYPE_CHECKING:
    from qes.store.database import Connection

_MEMBERS, _CODE, _UNITED = "members", "code", "groups"


class GroupAspect(StrEnum):
    """What can be decided about a group."""

    DISMISSED = "dismissed"
    CODE = "code"
    """A code was made of it."""
    MERGED = "merged"
    """It was put together from others."""


@dataclass(frozen=True, slots=True)
class GroupDecision:
    """What one person decided about one group, and what was in it then."""

    group: str
    aspect: GroupAspect
    members: frozenset[SegmentId]
    code: CodeId | None
    """The code that was made of it."""
    by: AuthorName
    at: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A decision about a group that is about to be written."""

    aspect: GroupAspect
    members: tuple[SegmentId, ...]
    sources: tuple[SourceId, ...]
    """Where the members stand."""
    reason: str | None = None
    code: CodeId | None = None
    united: tuple[str, ...] = ()
    """The ids of the groups it was put together from."""


def read_group_decisions(connection: Connection, desk: Desk) -> tuple[GroupDecision, ...]:
    """Return what stands of one's own decisions and of those of closed rounds, in their order.

    Members that stood in an earlier version of a source are those of the same words now.
    """
    said = personal(
        connection,
        Question(SubjectKind.GROUP),
        viewer=desk.author,
        others_in=closed_rounds(connection),
    )
    found = [decided for one in said if (decided := _decision(one)) is not None]
    moved = standing_segments(connection, {each for one in found for each in one.members})
    return tuple(
        replace(one, members=frozenset(moved.get(each, each) for each in one.members))
        for one in found
    )


def _decision(one: Judgement) -> GroupDecision | None:
    value = one.value
    if not isinstance(value, Mapping):
        # taken back
        return None
    code = value.get(_CODE)
    return GroupDecision(
        group=one.subject.id,
        aspect=GroupAspect(one.aspect),
        members=frozenset(SegmentId(id_) for id_ in texts_in(value.get(_MEMBERS))),
        code=CodeId(code) if isinstance(code, str) else None,
        by=one.author,
        at=one.at,
        reason=one.reason,
    )


def remembered(
    members: Iterable[SegmentId], decisions: Iterable[GroupDecision]
) -> GroupDecision | None:
    """Return the decision about a group that one with these members is again, or None.

    It is the one about the group that held most of the members, if that is half or more; of
    several alike the last. What was put together is a group of its own and nothing to remember.
    """
    from qes.suggest.groups import Dismissed, Group, recurs  # noqa: PLC0415 - numpy

    of_id = {
        f"{n:09}": one for n, one in enumerate(decisions) if one.aspect is not GroupAspect.MERGED
    }
    known = [Dismissed(id_, frozenset(one.members)) for id_, one in of_id.items()]
    again = recurs(Group("", tuple(members), (), (), None), known)
    return None if again is None else of_id[again.id]


def judge_group(connection: Connection, desk: Desk, decided: GroupDraft) -> Judgement:
    """Write a decision about a group, in the caller's transaction."""
    from qes.suggest.groups import group_id  # noqa: PLC0415 - numpy

    value: dict[str, Json] = {_MEMBERS: sorted(decided.members)}
    if decided.code is not None:
        value[_CODE] = decided.code
    if decided.united:
        value[_UNITED] = sorted(decided.united)
    draft = Draft(
        Subject(SubjectKind.GROUP, group_id(decided.members)),
        decided.aspect.value,
        value,
        decided.reason,
        round=_round_of(connection, desk, decided.sources),
    )
    return desk.judge(connection, [draft])[0]


def _round_of(connection: Connection, desk: Desk, sources: Collection[SourceId]) -> str | None:
    """Return the newest open round in which this person works on any of some sources."""
    going = [one for one in read_rounds(connection) if one.at_work]
    fitting = [one for one in going if any(one.covers(desk.author, source) for source in sources)]
    return fitting[-1].id if fitting else None
