"""What goes into a comparison and what does not, and how the round was led."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.report import (
    BlindWork,
    Cleaning,
    CoderWork,
    CodeTable,
    Dropped,
    RoundStep,
)
from qes.base import AuthorName
from qes.services.agreement.compared import Compared
from qes.services.agreement.round_data import RoundData
from qes.services.blindness import blindness_of
from qes.services.desk import Desk
from qes.services.rounds import Choice, Round, assigned_units, chosen_units
from qes.services.rounds.frame import read_frame
from qes.store.judgements import SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection

_Mask = NDArray[np.bool_]
_MANY = {SubjectKind.STUDY: "studies", SubjectKind.REFERENCE: "references"}


def clean(
    connection: Connection, data: RoundData, units: Compared, table: CodeTable | None
) -> Cleaning:
    """Say who was to judge what, who saw it, and why units are left out of the comparison."""
    asked = _asked(connection, data)
    theirs = {who: asked & _assigned(connection, data, at) for at, who in enumerate(data.coders)}
    return Cleaning(
        n_units=int(asked.sum()),
        n_compared=len(units),
        n_asked_compared=int(asked[units.unit].sum()),
        n_documents=len(units.documents),
        coders=tuple(_work(data, at, int(theirs[who].sum())) for at, who in enumerate(data.coders)),
        dropped=_dropped(data, asked, theirs),
        never_used=()
        if table is None
        else tuple(one.path for one in table.rows if not any(one.applied)),
        chosen=_chosen(connection, data.round, int(asked.sum())),
    )


def _asked(connection: Connection, data: RoundData) -> _Mask:
    """Return the units of text that the round is about: those in which decisions are awaited."""
    if data.round.subject is not SubjectKind.PASSAGE:
        return np.zeros(len(data.units), dtype=np.bool_)
    chosen = chosen_units(connection, data.round) if data.round.id else None
    if chosen is not None:
        return np.fromiter((one in chosen for one in data.units.ids), np.bool_, len(data.units))
    covered = np.array(
        [not data.round.sources or one in data.round.sources for one in data.units.sources],
        dtype=np.bool_,
    )
    return data.units.queued & covered[data.units.source]


def _assigned(connection: Connection, data: RoundData, coder: int) -> _Mask:
    theirs = assigned_units(connection, data.round, data.coders[coder]) if data.round.id else None
    if theirs is None:
        return np.ones(len(data.units), dtype=np.bool_)
    return np.fromiter((one in theirs for one in data.units.ids), np.bool_, len(data.units))


def _work(data: RoundData, coder: int, assigned: int) -> CoderWork:
    one = data.codings[coder]
    others = np.delete(data.seen, coder, axis=0).any(axis=0)
    return CoderWork(
        name=data.coders[coder],
        assigned=assigned,
        seen=int(data.seen[coder].sum()),
        coded=int(data.given(coder).any(axis=1).sum()),
        codings=int(one.applied.sum()),
        compared=int((data.seen[coder] & others).sum()),
    )


def _dropped(
    data: RoundData, asked: _Mask, theirs: Mapping[AuthorName, _Mask]
) -> tuple[Dropped, ...]:
    alone = data.seen.sum(axis=0) == 1
    found = [
        Dropped(f"seen by {who} only", int((alone & data.seen[at]).sum()))
        for at, who in enumerate(data.coders)
    ]
    nobody = asked & ~data.seen.any(axis=0)
    given = np.zeros(len(data.units), dtype=np.bool_)
    for one in theirs.values():
        given |= one
    found.append(Dropped("assigned and seen by nobody", int((nobody & given).sum())))
    found.append(Dropped("assigned to nobody who took part", int((nobody & ~given).sum())))
    return tuple(one for one in found if one.n or one.why.endswith("only"))


def _chosen(connection: Connection, one: Round, n: int) -> str:
    """Say how the units of a round were chosen."""
    plan = one.plan
    if plan is None and one.subject is not SubjectKind.PASSAGE:
        there = len(read_frame(connection, one.subject, ()).ids)
        return f"all {there:,} {_MANY[one.subject]}"
    if plan is None:
        where = "its sources" if one.sources else "all sources"
        return f"all {n:,} units of {where} in which a decision was awaited"
    how = {
        Choice.ALL: f"all {plan.frame:,} units there were",
        Choice.SAMPLE: f"{plan.chosen:,} of {plan.frame:,} units by chance (seed {plan.seed})",
        Choice.LIST: f"a list of {plan.chosen:,} units",
        Choice.REST: f"the {plan.chosen:,} units that no round before had",
    }[plan.choice]
    strata = f", in proportion by {plan.by}" if plan.by else ""
    if plan.choice is Choice.SAMPLE and plan.without:
        strata += f", none of {' or '.join(plan.without)}"
    if plan.overlap is None:
        return f"{how}{strata}, all for every reviewer"
    return f"{how}{strata}, {100 * plan.overlap:.0f} % for two reviewers and the rest for one"


def blind_work(desk: Desk, data: RoundData) -> BlindWork:
    """Say how many decisions were made blind to the others, and how the round went."""
    # of passages what was decided is read already
    decided = data.decided if data.round.subject is SubjectKind.PASSAGE else None
    found = blindness_of(desk, data.round.id or None, decided=decided)
    return BlindWork(
        found.n_decisions,
        found.n_blind,
        found.n_open,
        found.n_late,
        found.n_foreknown,
        found.n_with_suggestions,
        tuple(RoundStep(one.state.value, one.at, one.by, one.reason) for one in found.steps),
    )
