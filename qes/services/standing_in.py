"""Which passage stands in the place of which: written so that it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import PassageId, SourceId
from qes.services.desk import Desk
from qes.services.rounds import closed_rounds
from qes.store.judgements import Subject, SubjectKind, subjects_in_sight
from qes.store.passages import passages
from qes.store.succession import (
    Successor,
    leading_to,
    list_successors,
    put,
    written_because,
)

if TYPE_CHECKING:
    from qes.store.database import Connection

FOLLOWS = "with "
"""Begins the reason of a passage that stands wherever the one named stands: that one stood in its
place in the version before."""


class Outcome(StrEnum):
    """What became of a passage: what was found, or what a person said of it."""

    KEPT = "kept"
    MOVED = "moved"
    CHANGED = "changed"
    """A place is proposed and waits for a person's word; until then the passage counts for none."""
    ORPHANED = "orphaned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def attached(self) -> bool:
        """Say whether what was decided about it counts in the version that stands."""
        return self in {Outcome.KEPT, Outcome.MOVED, Outcome.ACCEPTED}


_REVERSIBLE = frozenset(one.value for one in Outcome)


def written_of(connection: Connection, source: SourceId) -> dict[str, Successor]:
    """Return what is written of a source's passages, by their ids."""
    ids = [one.id for one in passages(connection, source)]
    return {one.subject.id: one for one in list_successors(connection, SubjectKind.PASSAGE, of=ids)}


def passages_in_sight(
    connection: Connection, desk: Desk, ids: Collection[PassageId]
) -> frozenset[PassageId]:
    """Return the passages of which this person may know that they were judged.

    Where a passage was cut out tells where somebody has worked, so that those of others stay
    hidden while their round is blind.
    """
    before = _following(connection, list(ids))
    every = {*ids, *(one for those in before.values() for one in those)}
    seen = subjects_in_sight(
        connection, SubjectKind.PASSAGE, every, desk.author, others_in=closed_rounds(connection)
    )
    return frozenset(id_ for id_ in ids if id_ in seen or before.get(id_, set()) & seen)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one passage stands from now on."""

    passage: PassageId
    target: PassageId | None
    outcome: Outcome


def write_stands(connection: Connection, stands: Sequence[Stand]) -> None:
    """Write where passages stand, and the same of those in whose place they stood themselves."""
    following = _following(connection, [one.passage for one in stands])
    put(
        connection,
        [
            successor
            for one in stands
            for successor in (
                *(
                    Successor(
                        Subject(SubjectKind.PASSAGE, other), one.target, f"{FOLLOWS}{one.passage}"
                    )
                    for other in sorted(following.get(one.passage, ()))
                    if other not in {one.passage, one.target}
                ),
                Successor(Subject(SubjectKind.PASSAGE, one.passage), one.target, one.outcome.value),
            )
        ],
    )


def stand_again(connection: Connection, source: SourceId) -> None:
    """Let the passages of an earlier version stand for themselves again."""
    own = [
        PassageId(id_)
        for id_, said in written_of(connection, source).items()
        if said.why in _REVERSIBLE or said.why.startswith(FOLLOWS)
    ]
    write_stands(connection, [Stand(id_, id_, Outcome.KEPT) for id_ in own])


def _following(connection: Connection, ids: Sequence[PassageId]) -> dict[str, set[str]]:
    """Return for some passages those that stand where they stand, whatever becomes of them."""
    found = {
        id_: set(those) for id_, those in leading_to(connection, SubjectKind.PASSAGE, ids).items()
    }
    whys = {f"{FOLLOWS}{id_}": id_ for id_ in ids}
    for subject, why in written_because(connection, SubjectKind.PASSAGE, FOLLOWS):
        if why in whys:
            found.setdefault(whys[why], set()).add(subject)
    return found
