"""What stands in the place of what: passages and sources of earlier versions, and what is gone.

A judgement names what it was about when it was made. Where a source came in anew, the judgements
about its passages count for the same words in the new version; where words were withdrawn, they
count for nothing. This table says so, one step from any subject to what stands now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

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


def put(connection: sa.Connection, successors: Iterable[Successor]) -> None:
    """Write what stands in the place of what; a later word on a subject replaces an earlier.

    What already led to one of the subjects leads to its new target, so that one step is enough.
    A target that leads back to its subject makes the subject stand for itself again.
    """
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


def standing(connection: sa.Connection, subject: Subject) -> str | None:
    """Return the id of what stands now in a subject's place, itself included; None is nothing."""
    row = connection.execute(
        sa.select(successor.c.target).where(
            successor.c.kind == subject.kind.value, successor.c.subject == subject.id
        )
    ).one_or_none()
    return subject.id if row is None else row.target


def standing_of(
    connection: sa.Connection, kind: SubjectKind, ids: Sequence[str] | None = None
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
    chosen = (
        sa.select(successor)
        .where(successor.c.kind == kind.value, successor.c.subject.in_(list(of)))
        .order_by(successor.c.subject)
    )
    return tuple(
        Successor(Subject(kind, row.subject), row.target, row.why)
        for row in connection.execute(chosen)
    )
