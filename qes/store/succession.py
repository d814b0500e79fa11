"""What stands in the place of what: passages and sources of earlier versions, and what is gone.

A judgement names what it was about when it was made. Where a source came in anew, the judgements
about its passages count for the same words in the new version; where words were withdrawn, they
count for nothing. This table says so, one step from any subject to what stands now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from qes.store.database import in_parts
from qes.store.judgements import Subject, SubjectKind
from qes.store.schema import successor


@dataclass(frozen=True, slots=True)
class Successor:
    """What stands in the place of a subject."""

    subject: Subject
    target: str | None
    """An id of the same kind; None is nothing."""
    why: str
    """A word, such as kept, moved, accepted, orphaned, withdrawn."""


def put(connection: sa.Connection, successors: Sequence[Successor]) -> None:
    """Write what stands in the place of what; a later word on a subject replaces an earlier.

    What already led to one of the subjects leads to its new target, so that one step is enough.
    A target that leads back to its subject makes the subject stand for itself again.
    """
    last = {(one.subject.kind, one.subject.id): one for one in successors}
    led = {place: one for place, one in last.items() if one.target != one.subject.id}
    if any((one.subject.kind, one.target) in led for one in last.values()):
        # one leads to another's subject: what leads where is known only one after the other
        _put_one_by_one(connection, successors)
        return
    rows = [
        {"of": kind.value, "led": id_, "to": one.target, "because": one.why}
        for (kind, id_), one in last.items()
    ]
    of_kind = successor.c.kind == sa.bindparam("of")
    leading = sa.update(successor).where(of_kind, successor.c.target == sa.bindparam("led"))
    own = sa.delete(successor).where(of_kind, successor.c.subject == sa.bindparam("led"))
    back = sa.delete(successor).where(of_kind, successor.c.subject == sa.bindparam("to"))
    new = sa.insert(successor).values(
        kind=sa.bindparam("of"),
        subject=sa.bindparam("led"),
        target=sa.bindparam("to"),
        why=sa.bindparam("because"),
    )
    for statement, several in (
        (leading.values(target=sa.bindparam("to")), rows),
        (own, rows),
        (back, [row for row in rows if row["to"] is not None]),
        (new, [row for row in rows if row["to"] != row["led"]]),
    ):
        if several:
            connection.execute(statement, several)


def _put_one_by_one(connection: sa.Connection, successors: Sequence[Successor]) -> None:
    for one in successors:
        kind, id_ = one.subject.kind.value, one.subject.id
        of_kind = successor.c.kind == kind
        connection.execute(
            sa.update(successor).where(of_kind, successor.c.target == id_).values(target=one.target)
        )
        own = (of_kind, successor.c.subject == id_)
        connection.execute(sa.delete(successor).where(*own))
        if one.target is not None:
            connection.execute(
                sa.delete(successor).where(of_kind, successor.c.subject == one.target)
            )
        if one.target != id_:
            connection.execute(
                sa.insert(successor).values(kind=kind, subject=id_, target=one.target, why=one.why)
            )


def standing_of(
    connection: sa.Connection, kind: SubjectKind, ids: Collection[str] | None = None
) -> dict[str, str | None]:
    """Return the subjects of a kind that something else, or nothing, stands for; of `ids` or all."""
    chosen = sa.select(successor.c.subject, successor.c.target).where(
        successor.c.kind == kind.value
    )
    if ids is not None:
        chosen = chosen.where(successor.c.subject.in_(list(ids)))
    return {str(subject): target for subject, target in connection.execute(chosen)}


def list_successors(
    connection: sa.Connection, kind: SubjectKind, *, of: Sequence[str]
) -> tuple[Successor, ...]:
    """Return what is written of some subjects, with why."""
    return tuple(
        Successor(Subject(kind, row.subject), row.target, row.why)
        for some in in_parts(sorted(of))
        for row in connection.execute(
            sa.select(successor)
            .where(successor.c.kind == kind.value, successor.c.subject.in_(some))
            .order_by(successor.c.subject)
        )
    )


def leading_to(
    connection: sa.Connection, kind: SubjectKind, targets: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return for each of some subjects those in whose place it stands."""
    found: dict[str, tuple[str, ...]] = {}
    for some in in_parts(targets):
        chosen = (
            sa.select(successor.c.subject, successor.c.target)
            .where(
                successor.c.kind == kind.value,
                successor.c.target.in_(some),
            )
            .order_by(successor.c.subject)
        )
        for subject, target in connection.execute(chosen):
            found[target] = (*found.get(target, ()), subject)
    return found


def written_because(
    connection: sa.Connection, kind: SubjectKind, beginning: str
) -> tuple[tuple[str, str], ...]:
    """Return the subjects of a kind that something stands for with a reason that begins so."""
    chosen = (
        sa.select(successor.c.subject, successor.c.why)
        .where(
            successor.c.kind == kind.value,
            sa.func.substr(successor.c.why, 1, len(beginning)) == beginning,
        )
        .order_by(successor.c.subject)
    )
    return tuple((subject, why) for subject, why in connection.execute(chosen))
