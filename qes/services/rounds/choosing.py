"""Choosing the units of a round and dealing them out among its reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.analysis.unit_samples import draw, split
from qes.base import AuthorName, SourceId
from qes.errors import UserError
from qes.services.rounds.assignment import chosen_units
from qes.services.rounds.frame import Frame, named_units, read_frame
from qes.services.rounds.round import About, Choice, Round, UnitPlan, read_rounds
from qes.store.judgements import SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class RoundWish:
    """What a round is to be: by default, all passages for everyone, blind."""

    about: About = About.CODES
    sample: int | None = None
    """How many units; None is all, or what follows."""
    share: float | None = None
    """What share of the units."""
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
class RoundUnits:
    """The units of a new round, and whose they are."""

    plan: UnitPlan
    chosen: frozenset[str]
    theirs: dict[AuthorName, frozenset[str]]


def check_wish(wish: RoundWish, people: Sequence[AuthorName]) -> None:
    """Raise UserError where parts of a wish do not go together."""
    given = [one for one in (wish.sample, wish.share, wish.units) if one is not None]
    if len(given) > 1:
        raise UserError("a round has a sample or a list of units, not both")
    drawn = wish.sample is not None or wish.share is not None
    if wish.by is not None and not drawn and wish.overlap is None:
        raise UserError("strata are for a sample or a split", hint="say --sample or --overlap too")
    if wish.rule is not None and wish.about is not About.CODES:
        raise UserError("a rule is held against parent codes", hint="leave --rule out")
    if wish.overlap is not None:
        if not 0 <= wish.overlap <= 1:
            raise UserError("the overlap is a share of the units", hint="such as .2 or 20%")
        if len(people) < 2:
            raise UserError("a split is among two reviewers or more", hint="name them: --reviewers")


def choose_units(
    connection: Connection,
    people: Sequence[AuthorName],
    sources: Sequence[SourceId],
    wish: RoundWish,
    seed: int,
) -> RoundUnits | None:
    """Choose the units of a round and deal them out; None where it has all, whenever they come."""
    drawn = wish.sample is not None or wish.share is not None
    if not drawn and wish.units is None and wish.overlap is None:
        return None
    whole = read_frame(connection, wish.about.subject, sources, wish.by)
    earlier: tuple[Round, ...] = ()
    if wish.units is not None:
        chosen, choice = (
            frozenset(named_units(connection, whole, wish.about.subject, wish.units)),
            Choice.LIST,
        )
    elif drawn:
        if wish.calibrate:
            earlier = tuple(
                one for one in rounds_with_units(connection, wish.about.subject) if one.calibrates
            )
        frame = whole.without(units_in(connection, earlier))
        chosen, choice = draw(frame.strata, _size(wish, frame), seed), Choice.SAMPLE
    else:
        chosen, choice = frozenset(whole.ids), Choice.ALL
    if not chosen:
        raise UserError("there is no unit to work on", hint="bring sources in: qes sources add")
    left_out = tuple(one.id for one in earlier)
    plan = UnitPlan(choice, seed, len(whole.ids), len(chosen), wish.by, left_out, wish.overlap)
    return RoundUnits(plan, chosen, deal(plan, whole.only(chosen), people))


def _size(wish: RoundWish, frame: Frame) -> int:
    """Return how many units a sample has."""
    total = len(frame.ids)
    size = max(1, round(total * wish.share)) if wish.share is not None else wish.sample or 0
    if not 1 <= size <= total:
        raise UserError(
            f"a sample of {wish.sample if wish.share is None else wish.share} cannot be drawn",
            hint=f"there are {total:,} units to draw from; give a number of them or a share",
        )
    return size


def deal(
    plan: UnitPlan, frame: Frame, people: Sequence[AuthorName]
) -> dict[AuthorName, frozenset[str]]:
    """Return the units of each reviewer: all for everyone, or as they are split."""
    if plan.overlap is None:
        return dict.fromkeys(people, frozenset(frame.ids))
    dealt = split(frame.strata, people, plan.overlap, plan.seed)
    return {AuthorName(who): units for who, units in dealt.items()}


def rounds_with_units(connection: Connection, subject: SubjectKind) -> tuple[Round, ...]:
    """Return the rounds about a kind of subject that have some of its units."""
    return tuple(
        one for one in read_rounds(connection) if one.plan is not None and one.subject is subject
    )


def units_in(connection: Connection, rounds: Iterable[Round]) -> frozenset[str]:
    """Return the units that any of some rounds has."""
    return frozenset(id_ for one in rounds for id_ in chosen_units(connection, one) or ())
