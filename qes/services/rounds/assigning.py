"""Adding people and material to a round that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qes.base import AuthorName
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.rounds.assignment import assignments, chosen_units, unit_drafts
from qes.services.rounds.choosing import RoundUnits
from qes.services.rounds.frame import named_units, read_frame
from qes.services.rounds.opening import refuse_meeting
from qes.services.rounds.round import Round, find_round
from qes.store.judgements import Draft, Subject, SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection


def assign(
    desk: Desk,
    name: str,
    *,
    reviewers: Sequence[str] = (),
    sources: Sequence[str] = (),
    units: Sequence[str] | None = None,
) -> Round:
    """Add reviewers, sources or units to an open round that has some.

    Args:
        desk: Who does so, where.
        name: The round.
        reviewers: Who is to work in it too; with `units`, who is to have these.
        sources: What is to be worked on too.
        units: Of a round that has some of the units, those that the reviewers are to have too.

    Raises:
        UserError: the round is closed, is for everyone or everything already, or would meet
            another open one; or its units are not of a kind to be given so.
    """
    with desk.store.write() as connection:
        one = find_round(connection, name)
        if not one.at_work:
            raise UserError(
                f"{one.title} is {one.state.value}", hint="open another: qes rounds open"
            )
        chosen = [find_source(connection, text).id for text in sources]
        # naming someone in a round for everyone would shut all others out of it
        for named, given, all_of in (
            (reviewers, one.reviewers, "everyone"),
            (chosen, one.sources, "all sources"),
        ):
            if named and not given:
                raise UserError(f"{one.title} is for {all_of} already")
        if chosen and one.plan is not None:
            raise UserError(f"the units of {one.title} are chosen already", hint="give --units")
        new = replace(
            one,
            reviewers=tuple(dict.fromkeys((*one.reviewers, *map(AuthorName, reviewers)))),
            sources=tuple(dict.fromkeys((*one.sources, *chosen))),
        )
        before = chosen_units(connection, one)
        people = [AuthorName(who) for who in reviewers]
        added = _units_for(connection, one, before, people, units)
        refuse_meeting(connection, new, added.chosen if added else None)
        subject = Subject(SubjectKind.ROUND, one.id)
        drafts = []
        if new.reviewers != one.reviewers:
            drafts.append(Draft(subject, "reviewers", list(new.reviewers)))
        if new.sources != one.sources:
            drafts.append(Draft(subject, "sources", list(new.sources)))
        if added is not None:
            more = None if added.chosen == before else added.chosen
            drafts += unit_drafts(one.id, more, added.theirs)
        desk.judge(connection, drafts)
        return new


def _units_for(
    connection: Connection,
    one: Round,
    before: frozenset[str] | None,
    people: Sequence[AuthorName],
    lines: Sequence[str] | None,
) -> RoundUnits | None:
    """Return the units that a round and some people in it are to have from now on."""
    if one.plan is None or before is None:
        if lines is not None:
            raise UserError(f"{one.title} has all units already")
        return None
    new = [who for who in people if who not in one.reviewers]
    if lines is None:
        if one.plan.overlap is not None and new:
            raise UserError(
                f"the units of {one.title} are split among its reviewers",
                hint="say which are theirs: --units FILE",
            )
        return RoundUnits(one.plan, before, dict.fromkeys(new, before))
    if not people:
        raise UserError("say whose these units are to be", hint="--reviewers NAME")
    frame = read_frame(connection, one.subject, one.sources)
    more = frozenset(named_units(connection, frame, one.subject, lines))
    had = assignments(connection, one)
    theirs = {who: more | had.get(who, frozenset()) for who in people}
    return RoundUnits(one.plan, before | more, theirs)
