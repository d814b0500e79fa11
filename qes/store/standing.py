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
    own = judgement.c.author == viewer
    allowed = [own]
    if others_in:
        allowed.append(judgement.c.round.in_(list(others_in)))
    if others_outside:
        allowed.append(judgement.c.round.is_(None))
    return _current(
        connection,
        question,
        sa.or_(*allowed),
        judgement.c.author,
    )


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
        sa.select(*said, _STANDING.label("subject"))
        .select_from(_SUCCEEDED)
        .where(*_conditions(question), sa.or_(*allowed), judgement.c.n > after)
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
            partition_by=(_STANDING, judgement.c.aspect, *also_per),
            order_by=[column.desc() for column in IN_TIME],
        )
        .label("age")
    )
    said = [column for column in judgement.c if column.name != "subject"]
    ranked = (
        sa.select(*said, _STANDING.label("subject"), latest)
        .select_from(_SUCCEEDED)
        .where(*_conditions(question), visible)
        .subquery()
    )
    chosen = (
        sa.select(ranked)
        .where(ranked.c.age == 1)
        .order_by(*(ranked.c[column.name] for column in IN_TIME))
    )
    return read(connection, chosen)


_SUCCEEDED = judgement.outerjoin(
    successor,
    sa.and_(
        successor.c.kind == judgement.c.subject_kind,
        successor.c.subject == judgement.c.subject,
    ),
)
_STANDING = sa.func.coalesce(successor.c.target, judgement.c.subject)
"""What stands in the place of what was judged: itself, unless a later version does."""
_STANDS = sa.or_(successor.c.subject.is_(None), successor.c.target.is_not(None))


def _conditions(question: Question) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        judgement.c.subject_kind == question.kind.value,
        _STANDS,
    ]
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
    if question.rounds is not None:
        named = judgement.c.round.in_([one for one in question.rounds if one != OUTSIDE])
        outside = judgement.c.round.is_(None)
        found.append(sa.or_(named, outside) if OUTSIDE in question.rounds else named)
    return found


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
    return [sa.or_(own, judgement.c.subject.in_(earlier)), _STANDING.in_(ids)]


def before(connection: sa.Connection, one: Judgement) -> Judgement | None:
    """Return what the same author had said of the same aspect before a judgement.

    What they said of it in an earlier version of its source counts.
    """
    earlier = sa.tuple_(*IN_TIME) < sa.tuple_(one.at, one.origin, one.author, one.seq)
    chosen = (
        sa.select(judgement)
        .select_from(_SUCCEEDED)
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


class Gathered(NamedTuple):
    """What one person said alike of many subjects, on one machine."""

    author: AuthorName
    aspect: str
    value: str
    """As it is stored: canonical JSON."""
    told: str
    """What stands in the place of each thing that was judged, and when it was: `ID TIME ID TIME`."""


class Explained(NamedTuple):
    """A reason that someone gave."""

    author: AuthorName
    subject: str
    aspect: str
    reason: str
    at: str


def gathered_in(connection: sa.Connection, question: Question) -> Sequence[Gathered]:
    """Return what everyone said in the rounds that a question names, what is alike together.

    Whoever said several things of one aspect of a subject holds the last, which the caller finds
    by the times; those of one moment come in the order of machines. For rounds that are not blind,
    which the caller sees to, and for subjects whose ids have no space: rows of their own cost more
    than all that is in them.

    Raises:
        ValueError: no round is named.
    """
    told = sa.func.aggregate_strings(_STANDING + " " + judgement.c.at, " ")
    alike = (
        judgement.c.author,
        judgement.c.origin,
        judgement.c.aspect,
        judgement.c.value,
    )
    found = connection.execute(
        sa.select(*alike, told)
        .select_from(_SUCCEEDED)
        .where(*_conditions(_of_rounds(question)))
        .group_by(*alike)
        .order_by(*alike)
    )
    return [Gathered(author, aspect, value, text) for author, _, aspect, value, text in found.all()]


def explained_in(connection: sa.Connection, question: Question) -> Sequence[Explained]:
    """Return the reasons that everyone gave in the rounds that a question names, in their order.

    For rounds that are not blind, which the caller sees to.

    Raises:
        ValueError: no round is named.
    """
    chosen = (
        sa.select(
            judgement.c.author,
            _STANDING,
            judgement.c.aspect,
            judgement.c.reason,
            judgement.c.at,
        )
        .select_from(_SUCCEEDED)
        .where(*_conditions(_of_rounds(question)), judgement.c.reason.is_not(None))
        .order_by(*IN_TIME)
    )
    return list(map(Explained._make, connection.execute(chosen).all()))


def _of_rounds(question: Question) -> Question:
    if question.rounds is None:
        raise ValueError("what everyone said is read round by round")
    return question


class Made(NamedTuple):
    """Of one judgement, when and on what ground it was made, without what it says."""

    author: AuthorName
    subject: str
    """What stands in the place of what was judged."""
    aspect: str
    taken_back: bool
    at: str
    basis: str | None


def made_in(
    connection: sa.Connection, question: Question, *, on_a_basis: bool = False
) -> Sequence[Made]:
    """Return what everyone decided in the rounds that a question names, in its order.

    For rounds that are not blind, which the caller sees to, as for `gathered_in`.

    Args:
        connection: To the project.
        question: What is asked for.
        on_a_basis: Only what was decided with something kept of what was shown.

    Raises:
        ValueError: no round is named.
    """
    chosen = (
        sa.select(
            judgement.c.author,
            _STANDING,
            judgement.c.aspect,
            judgement.c.value == "null",
            judgement.c.at,
            judgement.c.basis,
        )
        .select_from(_SUCCEEDED)
        .where(*_conditions(_of_rounds(question)))
        .order_by(*IN_TIME)
    )
    if on_a_basis:
        chosen = chosen.where(judgement.c.basis.is_not(None))
    return list(map(Made._make, connection.execute(chosen).all()))


class Earliest(NamedTuple):
    """When someone first decided anything about a subject, in one round or outside any."""

    author: AuthorName
    subject: str
    """What stands in the place of what was judged."""
    round: str | None
    at: str


def earliest_in(connection: sa.Connection, question: Question) -> Sequence[Earliest]:
    """Return when each person first decided about each subject in the rounds that are named.

    For rounds that are not blind, which the caller sees to, as for `gathered_in`.

    Raises:
        ValueError: no round is named.
    """
    if question.rounds is None:
        raise ValueError("when everyone decided is read round by round")
    what = (judgement.c.author, _STANDING, judgement.c.round)
    chosen = (
        sa.select(*what, sa.func.min(judgement.c.at))
        .select_from(_SUCCEEDED)
        .where(*_conditions(question))
        .group_by(*what)
    )
    return list(map(Earliest._make, connection.execute(chosen).all()))
