"""The units that are one's own to judge in a round, and how far one is with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.rounds.assignment import assigned_units
from qes.services.rounds.frame import read_frame
from qes.services.rounds.progress import decided_units
from qes.services.rounds.round import Round, find_round, read_rounds
from qes.store.judgements import SubjectKind
from qes.store.progress import seen_by
from qes.store.references import reference_titles
from qes.store.segments import review_segments
from qes.store.sources import read_text

if TYPE_CHECKING:
    from qes.store.database import Connection


class UnitProgress(StrEnum):
    """How far someone is with a unit."""

    DECIDED = "decided"
    SEEN = "seen"
    """Seen, and left without a decision."""
    LEFT = "left"
    """Neither judged nor seen."""


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A unit that is one's own to judge."""

    id: str
    progress: UnitProgress
    text: str | None
    """A passage's words, or a reference's title; None of a study."""


def own_units(desk: Desk, name: str | None = None) -> tuple[OwnUnit, ...]:
    """Return the units that are one's own to judge in a round, in the order of the text.

    Args:
        desk: Who asks.
        name: The round; None is the open one in which they work.

    Raises:
        NotFound: there is no such round.
        UserError: none is named, and they work in none, or in several.
    """
    with desk.store.read() as connection:
        one = _round_of(connection, desk) if name is None else find_round(connection, name)
        theirs = assigned_units(connection, one, desk.author)
        mine = [
            id_
            for id_ in read_frame(connection, one.subject, one.sources).ids
            if theirs is None or id_ in theirs
        ]
        decided = decided_units(connection, one, desk.author)
        seen = seen_by(connection, round_=one.id).get(desk.author, frozenset())
        texts: dict[str, str] = {}
        if one.subject is SubjectKind.PASSAGE:
            wanted = frozenset(mine)
            found = [each for each in review_segments(connection) if each.id in wanted]
            whole = {source: read_text(connection, source) for source in {x.source for x in found}}
            texts = {each.id: whole[each.source][each.start : each.stop] for each in found}
        elif one.subject is SubjectKind.REFERENCE:
            texts = {id_: title or id_ for id_, title in reference_titles(connection).items()}
    return tuple(
        OwnUnit(
            id_,
            UnitProgress.DECIDED
            if id_ in decided
            else UnitProgress.SEEN
            if id_ in seen
            else UnitProgress.LEFT,
            texts.get(id_),
        )
        for id_ in mine
    )


def _round_of(connection: Connection, desk: Desk) -> Round:
    going = [
        one for one in read_rounds(connection) if one.at_work and one.covers(desk.author, None)
    ]
    if len(going) != 1:
        which = ", ".join(one.id for one in going) or f"{desk.author} works in none that is open"
        raise UserError("name the round whose units are meant", hint=which)
    return going[0]
