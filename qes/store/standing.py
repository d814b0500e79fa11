"""What stands now: the last judgement per subject and aspect, as far as one may see it.

Blindness is held here, below every service; and whatever id a thing had when it was judged, what
was said of it counts for the version of it that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from qes.base import AuthorName
from qes.store.judgements import IN_TIME, OUTSIDE, Judgement, SubjectKind, read
from qes.store.schema import judgement, successor


@dataclass(frozen=True, slots=True)
class Question:
    """Which judgements are asked for: about what, and under which aspects."""

    kind: SubjectKind
    subjects: Iterable[str] | sa.Select[tuple[str]] | None = None
    """Ids, or a query that gives them; None is all of the kind."""
    aspects: Sequence[str] = ()
    """Exact aspects; one that ends in "*" is a prefix; none is all."""
    rounds: Sequence[str] | None = None
    """Only what was decided in these rounds, `OUTSIDE` being none; None is whenever."""


def personal(
    connection: sa.Connection,
    question: Question,
    *,
    viewer: AuthorName,
    others_in: Sequence[str] | None = (),
    others_outside: bool = False,
) -> tuple[Judgement, ...]:
    """Return each author's current judgement per subject and aspect, as far as the viewer may see.

    Blindness is here: whatever is asked, another author's judgements come only from the rounds
    named in `others_in` (those that are closed) and, with `others_outside`, from outside rounds.
    """
    visible = _visible(viewer, others_in, others_outside=others_outside)
    return _current(connection, question, visible, judgement.c.author)


def _visible(
    viewer: AuthorName, others_in: Sequence[str] | None, *, others_outside: bool
) -> sa.ColumnElement[bool]:
    allowed = [judgement.c.author == viewer]
    if others_in:
        allowed.append(judgement.c.round.in_(list(others_in)))
    if others_outside:
        allowed.append(judgement.c.round.is_(None))
    return sa.or_(*allowed)


class Held(NamedTuple):
    """What one person holds of something, taken back or not."""

    author: AuthorName
    subject: str
    """What stands in the place of what was judged."""
    aspect: str
    value: str
    """As it is stored: canonical JSON."""


def held(
    connection: sa.Connection,
    question: Question,
    *,
    viewer: AuthorName,
    others_in: Sequence[str] = (),
    others_outside: bool = False,
) -> tuple[Held, ...]:
    """Return what `personal` does in a few words each: what is counted may be a million."""
    visible = _visible(viewer, others_in, others_outside=others_outside)
    chosen = (
        sa.select(judgement.c.author, STANDING_SUBJECT, judgement.c.aspect, judgement.c.value)
        .select_from(SUCCEEDED)
        .where(*conditions(question), visible)
        .order_by(*IN_TIME)
    )
    last = {(who, of, under): value for who, of, under, value in connection.execute(chosen)}
    return tuple(Held(*what, value) for what, value in last.items())


def told(
    connection: sa.Connection,
    question: Question,
    *,
    viewer: AuthorName,
    others_in: Sequence[str] = (),
    everyones: Sequence[str] = (),
    after: int = 0,
) -> tuple[Judgement, ...]:
    """Return every judgement the viewer may see, those that no longer stand too, in their order.

    Each is about what stands now in the place of what was judged.

    Args:
        connection: To the project.
        question: What is asked for.
        viewer: Who asks; their own judgements are among them.
        others_in: Rounds, closed ones, from which other authors' judgements come too.
        everyones: Beginnings of aspects that are shared, whoever has judged.
        after: Only rows with a higher number than this.
    """
    allowed = [judgement.c.author == viewer]
    if others_in:
        allowed.append(judgement.c.round.in_(list(others_in)))
    allowed += [judgement.c.aspect.startswith(prefix, autoescape=True) for prefix in everyones]
    said = [column for column in judgement.c if column.name != "subject"]
    chosen = (
        sa.select(*said, STANDING_SUBJECT.label("subject"))
        .select_from(SUCCEEDED)
        .where(*conditions(question), sa.or_(*allowed), judgement.c.n > after)
        .order_by(*IN_TIME)
    )
    return read(connection, chosen)


def shared(connection: sa.Connection, question: Question) -> tuple[Judgement, ...]:
    """Return the one judgement that stands per subject and aspect, by whoever made it last.

    What is decided in a round is personal, so it never comes from here, whatever is asked.
    """
    return _current(
        connection,
        question,
        judgement.c.round.is_(None),
    )


def _current(
    connection: sa.Connection,
    question: Question,
    visible: sa.ColumnElement[bool],
    *also_per: sa.Column[object],
) -> tuple[Judgement, ...]:
    """Return the last judgement per what is judged of it, whatever id it had when it was judged."""
    latest = (
        sa.func.row_number()
        .over(
            partition_by=(STANDING_SUBJECT, judgement.c.aspect, *also_per),
            order_by=[column.desc() for column in IN_TIME],
        )
        .label("age")
    )
    said = [column for column in judgement.c if column.name != "subject"]
    ranked = (
        sa.select(*said, STANDING_SUBJECT.label("subject"), latest)
        .select_from(SUCCEEDED)
        .where(*conditions(question), visible)
        .subquery()
    )
    chosen = (
        sa.select(ranked)
        .where(ranked.c.age == 1)
        .order_by(*(ranked.c[column.name] for column in IN_TIME))
    )
    return read(connection, chosen)


SUCCEEDED = judgement.outerjoin(
    successor,
    sa.and_(
        successor.c.kind == judgement.c.subject_kind,
        successor.c.subject == judgement.c.subject,
    ),
)
"""Judgements with what stands in the place of what each is about."""
STANDING_SUBJECT = sa.func.coalesce(successor.c.target, judgement.c.subject)
"""What stands in the place of what was judged: itself, unless a later version does."""
_STANDS = sa.or_(successor.c.subject.is_(None), successor.c.target.is_not(None))


def conditions(question: Question) -> list[sa.ColumnElement[bool]]:
    """Return what chooses the judgements that are asked for, out of `SUCCEEDED`."""
    found: list[sa.ColumnElement[bool]] = []
    if question.rounds is not None:
        named = judgement.c.round.in_([one for one in question.rounds if one != OUTSIDE])
        outside = judgement.c.round.is_(None)
        found.append(sa.or_(named, outside) if OUTSIDE in question.rounds else named)
    found += [_of_kind(question), _STANDS]
    if question.subjects is not None:
        found += _about(question.kind, question.subjects)
    if question.aspects:
        found.append(
            sa.or_(
                *(
                    sa.func.substr(judgement.c.aspect, 1, len(aspect) - 1) == aspect[:-1]
                    if aspect.endswith("*")
                    else judgement.c.aspect == aspect
                    for aspect in question.aspects
                )
            )
        )
    return found


def _of_kind(question: Question) -> sa.ColumnElement[bool]:
    kind: sa.ColumnElement[object] = judgement.c.subject_kind
    if question.kind is SubjectKind.PASSAGE and question.subjects is None:
        # most rows are of passages: by an index on the kind each would be looked up elsewhere in
        # the file, which takes longer than reading all of it once, and no index serves this
        kind = sa.func.coalesce(kind, "")
    return kind == question.kind.value


def _about(
    kind: SubjectKind, subjects: Iterable[str] | sa.Select[tuple[str]]
) -> list[sa.ColumnElement[bool]]:
    """Choose by what stands now, in a form that an index over what was judged can serve."""
    ids = subjects if isinstance(subjects, sa.Select) else list(subjects)
    earlier = sa.select(successor.c.subject).where(
        successor.c.kind == kind.value, successor.c.target.in_(ids)
    )
    own = judgement.c.subject.in_(ids)
    if isinstance(ids, sa.Select):
        # what nothing stands in the place of is among the ids: only the others are looked at again,
        # which no database mistakes for a comparison of all with all
        still = sa.or_(successor.c.subject.is_(None), successor.c.target.in_(ids))
        return [judgement.c.subject.in_(sa.union_all(ids, earlier)), still]
    return [sa.or_(own, judgement.c.subject.in_(earlier)), STANDING_SUBJECT.in_(ids)]


def before(connection: sa.Connection, one: Judgement) -> Judgement | None:
    """Return what the same author had said of the same aspect before a judgement.

    What they said of it in an earlier version of its source counts.
    """
    earlier = sa.tuple_(*IN_TIME) < sa.tuple_(one.at, one.origin, one.author, one.seq)
    chosen = (
        sa.select(judgement)
        .select_from(SUCCEEDED)
        .where(
            judgement.c.subject_kind == one.subject.kind.value,
            *_about(one.subject.kind, [one.subject.id]),
            judgement.c.aspect == one.aspect,
            judgement.c.author == one.author,
            earlier,
        )
        .order_by(*(column.desc() for column in IN_TIME))
        .limit(1)
    )
    found = read(connection, chosen)
    return found[0] if found else None


class Earliest(NamedTuple):
    """When someone first decided anything about a subject, in one round or outside any."""

    author: AuthorName
    subject: str
    """What stands in the place of what was judged."""
    round: str | None
    at: str


def earliest_in(connection: sa.Connection, question: Question) -> Sequence[Earliest]:
    """Return when each person first decided about each subject in the rounds that are named.

    For rounds that are not blind, which the caller sees to, as for `decisions_in`.

    Raises:
        ValueError: no round is named.
    """
    if question.rounds is None:
        raise ValueError("when everyone decided is read round by round")
    what = (judgement.c.author, STANDING_SUBJECT, judgement.c.round)
    chosen = (
        sa.select(*what, sa.func.min(judgement.c.at))
        .select_from(SUCCEEDED)
        .where(*conditions(question))
        .group_by(*what)
    )
    return list(map(Earliest._make, connection.execute(chosen).all()))
