"""Leading a round on: from independent work to the comparison, the consensus and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.rounds.round import Round, RoundState, find_round, read_rounds
from qes.store.judgements import Draft, Subject, SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection


def compare_round(desk: Desk, name: str | None = None, *, reason: str | None = None) -> Round:
    """End independent work: everyone may see it, and what is decided later is outside the round.

    Args:
        desk: Who does so, where.
        name: The round; None is the open one.
        reason: Why now.

    Raises:
        UserError: it is not open, or several are and none is named.
    """
    with desk.store.write() as connection:
        one = _meant(connection, name, "compare")
        if not one.at_work:
            raise UserError(f"{one.title} is {one.state.value} already")
        return _advance(connection, desk, one, RoundState.COMPARED, reason)


def begin_consensus(desk: Desk, name: str, *, reason: str | None = None) -> Round:
    """Say that what differs in a round that was compared is being settled from now on.

    Raises:
        UserError: it was not compared, or that was said already.
    """
    with desk.store.write() as connection:
        one = find_round(connection, name)
        if one.state is not RoundState.COMPARED:
            raise UserError(
                f"{one.title} is {one.state.value}", hint="a consensus follows a comparison"
            )
        return _advance(connection, desk, one, RoundState.CONSENSUS, reason)


def close_round(desk: Desk, name: str | None = None, *, reason: str | None = None) -> Round:
    """End a round: its decisions are frozen for agreement and may be seen by everyone.

    Args:
        desk: Who does so, where.
        name: The round, in any state; None is the open one, or the only one not closed.
        reason: Why now.

    Raises:
        UserError: it is closed, or several might be meant and none is named.
    """
    with desk.store.write() as connection:
        one = _meant(connection, name, "close")
        if one.state is RoundState.CLOSED:
            raise UserError(f"{one.title} is closed already")
        return _advance(connection, desk, one, RoundState.CLOSED, reason)


def _meant(connection: Connection, name: str | None, what: str) -> Round:
    if name is not None:
        return find_round(connection, name)
    left = [one for one in read_rounds(connection) if one.state is not RoundState.CLOSED]
    going = [one for one in left if one.at_work] or left
    if len(going) != 1:
        which = ", ".join(one.id for one in going) or "none is open"
        raise UserError(f"name the round to {what}", hint=which)
    return going[0]


def _advance(
    connection: Connection, desk: Desk, one: Round, to: RoundState, reason: str | None
) -> Round:
    subject = Subject(SubjectKind.ROUND, one.id)
    desk.judge(connection, [Draft(subject, "state", to.value, reason)])
    return find_round(connection, one.id)
