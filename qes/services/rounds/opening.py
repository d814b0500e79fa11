"""Beginning a round: which units it has, who works on which, and who may see whose work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qes.base import AuthorName, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.naming import new_id
from qes.services.rounds.assignment import chosen_units, unit_drafts
from qes.services.rounds.choosing import (
    RoundUnits,
    RoundWish,
    check_wish,
    choose_units,
    deal,
    rounds_with_units,
    units_in,
)
from qes.services.rounds.frame import read_frame
from qes.services.rounds.round import (
    Choice,
    Round,
    RoundState,
    UnitPlan,
    find_round,
    plan_as_json,
    read_rounds,
)
from qes.services.rounds.stop_rule import parse_rule
from qes.store.identities import ROUNDS, ensure
from qes.store.judgements import Draft, Subject, SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection

_SEEDS = 1_000_000


def open_round(
    desk: Desk,
    title: str | None = None,
    *,
    reviewers: Sequence[str] = (),
    sources: Sequence[str] = (),
    wish: RoundWish | None = None,
) -> Round:
    """Begin a round of independent work: from now on its reviewers are blind to each other.

    Where it has a sample, a list or a split of the units, these are fixed now: what comes into the
    project later is not in it.

    Raises:
        UserError: the title is taken, an open round covers the same work already, or the wish
            cannot be met.
    """
    wanted = wish or RoundWish()
    with desk.store.write() as connection:
        found = tuple(find_source(connection, text).id for text in sources)
        people = tuple(AuthorName(name) for name in dict.fromkeys(reviewers))
        id_ = _next_id(connection, desk)
        check_wish(wanted, people)
        seed = _seed(desk, id_) if wanted.seed is None else wanted.seed
        units = choose_units(connection, people, found, wanted, seed)
        new = Round(
            id_,
            _title(connection, title),
            RoundState.OPEN,
            people,
            found,
            wanted.about.subject,
            None if units is None else units.plan,
            wanted.visible,
            wanted.calibrate,
            None if wanted.rule is None else str(parse_rule(wanted.rule)),
        )
        _write(connection, desk, new, units)
    return new


def split_round(
    desk: Desk,
    name: str,
    *,
    overlap: float,
    title: str | None = None,
    seed: int | None = None,
    reviewers: Sequence[str] = (),
) -> Round:
    """Begin the round after one that had a part of the units: all that no round had yet, split.

    Args:
        desk: Who does so, where.
        name: The round after which it comes: its reviewers and sources are taken over.
        overlap: The share that two reviewers have each; every other unit has one reviewer.
        title: What it is called.
        seed: Names the split.
        reviewers: Who works in it, where it is not those of the round before.

    Raises:
        UserError: that round is open, had all units, or left none; or fewer than two people are
            to work.
    """
    with desk.store.write() as connection:
        before = find_round(connection, name)
        if before.at_work:
            raise UserError(
                f"{before.title} is open", hint=f"compare it first: qes rounds compare {before.id}"
            )
        if before.plan is None:
            raise UserError(f"{before.title} had all units", hint="there is nothing left to split")
        people = tuple(map(AuthorName, dict.fromkeys(reviewers))) or before.reviewers
        wish = RoundWish(about=before.about, seed=seed, overlap=overlap)
        check_wish(wish, people)
        id_ = _next_id(connection, desk)
        frame = read_frame(connection, before.subject, before.sources, before.plan.by)
        earlier = rounds_with_units(connection, before.subject)
        rest = frame.without(units_in(connection, earlier))
        if not rest.ids:
            raise UserError("no unit is left that no round has had")
        chosen = frozenset(rest.ids)
        plan = UnitPlan(
            Choice.REST,
            _seed(desk, id_) if seed is None else seed,
            len(frame.ids),
            len(chosen),
            before.plan.by,
            tuple(one.id for one in earlier),
            overlap,
        )
        units = RoundUnits(plan, chosen, deal(plan, rest, people))
        state = RoundState.OPEN
        called = _title(connection, title)
        new = Round(id_, called, state, people, before.sources, before.subject, plan)
        _write(connection, desk, new, units)
    return new


def _title(connection: Connection, title: str | None) -> str:
    rounds = read_rounds(connection)
    named = title or f"round {len(rounds) + 1}"
    if any(one.title.casefold() == named.casefold() for one in rounds):
        raise UserError(f"there is a round {named!r} already", hint="give another title")
    return named


def _next_id(connection: Connection, desk: Desk) -> str:
    return new_id(connection, desk, "r", [one.id for one in read_rounds(connection)])


def _seed(desk: Desk, id_: str) -> int:
    return int(sha256(f"{desk.origin}:{id_}")[:12], 16) % _SEEDS


def _write(connection: Connection, desk: Desk, new: Round, units: RoundUnits | None) -> None:
    chosen = None if units is None else units.chosen
    refuse_meeting(connection, new, chosen)
    ensure(connection, ROUNDS, [new.id])
    subject = Subject(SubjectKind.ROUND, new.id)
    drafts = [
        Draft(subject, "title", new.title),
        Draft(subject, "state", RoundState.OPEN.value),
        Draft(subject, "reviewers", list(new.reviewers)),
        Draft(subject, "sources", list(new.sources)),
    ]
    # what is as ever is not said
    if new.subject is not SubjectKind.PASSAGE:
        drafts.append(Draft(subject, "subject", new.subject.value))
    if new.visible:
        drafts.append(Draft(subject, "blind", value=False))
    if new.calibrates:
        drafts.append(Draft(subject, "calibrates", value=True))
    if new.rule is not None:
        drafts.append(Draft(subject, "rule", new.rule))
    if units is not None:
        drafts.append(Draft(subject, "units", plan_as_json(units.plan)))
        if units.plan.overlap is not None:
            drafts.append(Draft(subject, "overlap", units.plan.overlap))
        drafts += unit_drafts(new.id, units.chosen, units.theirs)
    desk.judge(connection, drafts)


def refuse_meeting(connection: Connection, new: Round, chosen: frozenset[str] | None) -> None:
    """Refuse a round in which someone would have a unit that they have in an open one.

    Raises:
        UserError: an open round covers the same people and units.
    """
    for one in read_rounds(connection):
        if not one.at_work or one.id == new.id or one.subject is not new.subject:
            continue
        people = not (one.reviewers and new.reviewers) or set(one.reviewers) & set(new.reviewers)
        works = not (one.sources and new.sources) or set(one.sources) & set(new.sources)
        if people and works:
            theirs = chosen_units(connection, one)
            if theirs is None or chosen is None or theirs & chosen:
                raise UserError(
                    f"{one.title} is open for the same people and sources",
                    hint=f"close it first: qes rounds close {one.id}",
                )
