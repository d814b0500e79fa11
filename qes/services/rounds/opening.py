"""Beginning a round: which units it has, who works on which, and who may see whose work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qes.analysis.unit_samples import draw, split
from qes.base import AuthorName, SourceId, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.naming import new_id
from qes.services.rounds.assignment import assignments, chosen_units, unit_drafts
from qes.services.rounds.frame import Frame, named_units, read_frame
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


@dataclass(frozen=True, slots=True)
class RoundWish:
    """What a round is to be: by default, all passages for everyone, blind."""

    subject: SubjectKind = SubjectKind.PASSAGE
    sample: int | float | None = None
    """How many units, or a share of them as a fraction below 1 (or 1.0); None is all."""
    seed: int | None = None
    """Names the draw; None takes one that follows from the round's id and this machine's."""
    by: str | None = None
    """Of what strata are made: `source`, or an attribute of who speaks."""
    units: Sequence[str] | None = None
    """Just these, one a line."""
    overlap: float | None = None
    """The share that two reviewers have each, the others being split; None is all for everyone."""
    visible: bool = False
    calibrate: bool = False
    """Whether it tries the codebook out: units of earlier such rounds are not drawn again."""
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of a new round, and whose they are."""

    plan: UnitPlan
    chosen: frozenset[str]
    theirs: dict[AuthorName, frozenset[str]]


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
        _check(wanted, people)
        units = _units(connection, desk, id_, people, found, wanted)
        new = Round(
            id_,
            _title(connection, title),
            RoundState.OPEN,
            people,
            found,
            wanted.subject,
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
        wish = RoundWish(subject=before.subject, seed=seed, overlap=overlap)
        _check(wish, people)
        id_ = _next_id(connection, desk)
        frame = read_frame(connection, before.subject, before.sources, before.plan.by)
        earlier = _rounds_with_units(connection, before.subject)
        rest = frame.without(_units_in(connection, earlier))
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
        units = _Units(plan, chosen, _given(plan, rest, people))
        state = RoundState.OPEN
        called = _title(connection, title)
        new = Round(id_, called, state, people, before.sources, before.subject, plan)
        _write(connection, desk, new, units)
    return new


def _check(wish: RoundWish, people: Sequence[AuthorName]) -> None:
    """Raise UserError where parts of a wish do not go together."""
    if wish.sample is not None and wish.units is not None:
        raise UserError("a round has a sample or a list of units, not both")
    if wish.by is not None and wish.sample is None and wish.overlap is None:
        raise UserError("strata are for a sample or a split", hint="say --sample or --overlap too")
    if wish.overlap is not None:
        if not 0 <= wish.overlap <= 1:
            raise UserError("the overlap is a share of the units", hint="such as .2 or 20%")
        if len(people) < 2:
            raise UserError("a split is among two reviewers or more", hint="name them: --reviewers")


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


def _units(
    connection: Connection,
    desk: Desk,
    id_: str,
    people: Sequence[AuthorName],
    sources: Sequence[SourceId],
    wish: RoundWish,
) -> _Units | None:
    """Choose the units of a round and deal them out; None where it has all, whenever they come."""
    if wish.sample is None and wish.units is None and wish.overlap is None:
        return None
    whole = read_frame(connection, wish.subject, sources, wish.by)
    seed = _seed(desk, id_) if wish.seed is None else wish.seed
    earlier: tuple[Round, ...] = ()
    if wish.units is not None:
        chosen, choice = (
            frozenset(named_units(connection, whole, wish.subject, wish.units)),
            Choice.LIST,
        )
    elif wish.sample is not None:
        if wish.calibrate:
            earlier = tuple(
                one for one in _rounds_with_units(connection, wish.subject) if one.calibrates
            )
        frame = whole.without(_units_in(connection, earlier))
        chosen, choice = draw(frame.strata, _size(wish.sample, frame), seed), Choice.SAMPLE
    else:
        chosen, choice = frozenset(whole.ids), Choice.ALL
    if not chosen:
        raise UserError("there is no unit to work on", hint="bring sources in: qes sources add")
    left_out = tuple(one.id for one in earlier)
    plan = UnitPlan(choice, seed, len(whole.ids), len(chosen), wish.by, left_out, wish.overlap)
    return _Units(plan, chosen, _given(plan, whole.only(chosen), people))


def _size(sample: int | float, frame: Frame) -> int:
    """Return how many units a sample has."""
    total = len(frame.ids)
    size = max(1, round(total * sample)) if isinstance(sample, float) else sample
    if not 1 <= size <= total:
        raise UserError(
            f"a sample of {sample} cannot be drawn",
            hint=f"there are {total:,} units to draw from; give a number of them or a share",
        )
    return size


def _given(
    plan: UnitPlan, frame: Frame, people: Sequence[AuthorName]
) -> dict[AuthorName, frozenset[str]]:
    if plan.overlap is None:
        return dict.fromkeys(people, frozenset(frame.ids))
    dealt = split(frame.strata, people, plan.overlap, plan.seed)
    return {AuthorName(who): units for who, units in dealt.items()}


def _rounds_with_units(connection: Connection, subject: SubjectKind) -> tuple[Round, ...]:
    return tuple(
        one for one in read_rounds(connection) if one.plan is not None and one.subject is subject
    )


def _units_in(connection: Connection, rounds: Iterable[Round]) -> frozenset[str]:
    return frozenset(id_ for one in rounds for id_ in chosen_units(connection, one) or ())


def _write(connection: Connection, desk: Desk, new: Round, units: _Units | None) -> None:
    chosen = None if units is None else units.chosen
    _refuse_meeting(connection, new, chosen)
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


def _refuse_meeting(connection: Connection, new: Round, chosen: frozenset[str] | None) -> None:
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
            raise UserError(f"{one.title} is closed", hint="open another: qes rounds open")
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
        _refuse_meeting(connection, new, added.chosen if added else None)
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
) -> _Units | None:
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
        return _Units(one.plan, before, dict.fromkeys(new, before))
    if not people:
        raise UserError("say whose these units are to be", hint="--reviewers NAME")
    frame = read_frame(connection, one.subject, one.sources)
    more = frozenset(named_units(connection, frame, one.subject, lines))
    had = assignments(connection, one)
    theirs = {who: more | had.get(who, frozenset()) for who in people}
    return _Units(one.plan, before | more, theirs)
