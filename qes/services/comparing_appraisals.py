"""Comparing what appraisers answered about the same studies, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from codebooks.instrument import Instrument, Role
from codebooks.shipped import shipped_instrument
from qes.analysis.agreement import disagreements as unit_disagreements
from qes.base import AuthorName, texts_in
from qes.services.appraising import AppraisalCell, appraisal_cell
from qes.services.comparison import (
    ComparedUnit,
    Comparison,
    Disagreement,
    Position,
    Settlement,
    Side,
    Sight,
    Stand,
    Statement,
    UnitDifference,
)
from qes.services.consensus import CONSENSUS, Cause
from qes.services.desk import Desk
from qes.services.rounds import (
    Round,
    RoundState,
    assigned_units,
    find_round,
    read_rounds,
    require_closed,
)
from qes.services.studies import read_studies
from qes.store.judgements import OUTSIDE, Judgement, SubjectKind
from qes.store.standing import Question, personal, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

_Answers = dict[tuple[str, str], dict[AuthorName, tuple[AppraisalCell, Judgement]]]
"""By study and item, of each appraiser."""


DEFAULT_INSTRUMENT = "casp-qual"


def compare_appraisals(
    desk: Desk, round_name: str | None = None, *, instrument: str = DEFAULT_INSTRUMENT
) -> Comparison:
    """Compare appraisers' answers: the units are the items of each study.

    Free text is not compared: no two people write the same. Answers count as the same whatever
    stands in brackets behind them.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last round that is not blind in which anyone
            answered, else what was answered outside rounds.
        instrument: With which they appraised.

    Raises:
        Blind: the round is open.
        NotFound: there is no such round or instrument.
    """
    scheme = shipped_instrument(instrument)
    with desk.store.read() as connection:
        if round_name is not None:
            which = require_closed(connection, find_round(connection, round_name).id)
            answers = _answers(connection, desk, scheme, which)
        else:
            which, answers = _last_with_answers(connection, desk, scheme)
        return _comparison(connection, scheme, which, answers)


def _last_with_answers(
    connection: Connection, desk: Desk, scheme: Instrument
) -> tuple[Round, _Answers]:
    about = [
        one
        for one in read_rounds(connection)
        if one.subject is SubjectKind.STUDY
        or (one.subject is SubjectKind.PASSAGE and one.plan is None)
    ]
    outside = Round("", "outside rounds", RoundState.CLOSED, (), ())
    for one in [*(one for one in reversed(about) if not one.blind), outside]:
        answers = _answers(connection, desk, scheme, one)
        if answers:
            return one, answers
    if about and about[-1].blind:
        # it is refused in the round's own words
        require_closed(connection, about[-1].id)
    return outside, {}


def _answers(connection: Connection, desk: Desk, scheme: Instrument, which: Round) -> _Answers:
    inside = which.id or OUTSIDE
    found: _Answers = {}
    for one in personal(
        connection,
        Question(SubjectKind.STUDY, None, (f"{scheme.id}:*",), (inside,)),
        viewer=desk.author,
        others_in=(inside,) if inside != OUTSIDE else (),
        others_outside=inside == OUTSIDE,
    ):
        cell = appraisal_cell(one)
        if cell is not None:
            found.setdefault((cell.study, cell.item), {})[cell.by] = (cell, one)
    return found


def _comparison(
    connection: Connection, scheme: Instrument, which: Round, answers: _Answers
) -> Comparison:
    coders = tuple(
        sorted({who for given in answers.values() for who in given} | {*which.reviewers})
    )
    labels = {one.id: one.label for one in read_studies(connection)}
    studies = [id_ for id_ in labels if any(study == id_ for study, _ in answers)]
    items = [one for one in scheme.items if one.role is not Role.FREE_TEXT]
    assigned = {
        who: assigned_units(connection, which, who) if which.id else frozenset() for who in coders
    }
    keys = [(study, item.id) for study, item in product(studies, items)]
    units = [ComparedUnit(f"{study}:{item}", study, labels[study]) for study, item in keys]
    given = [answers.get(key, {}) for key in keys]
    values = [
        tuple(frozenset((row[who][0].answer.value,)) if who in row else None for who in coders)
        for row in given
    ]
    sights = [
        tuple(_sight(who in row, assigned[who], study) for who in coders)
        for (study, _), row in zip(keys, given, strict=True)
    ]
    return Comparison(
        SubjectKind.STUDY,
        which,
        scheme.id,
        coders,
        tuple(units),
        tuple(values),
        tuple(sights),
        _differences(scheme, units, answers, values, _settled(connection, scheme)),
    )


def _sight(answered: bool, theirs: frozenset[str] | None, study: str) -> Sight:  # noqa: FBT001 - one of a row
    if answered:
        return Sight.SEEN
    return Sight.NOT_SEEN if theirs is None or study in theirs else Sight.NOT_ASSIGNED


def _differences(
    scheme: Instrument,
    units: Sequence[ComparedUnit],
    answers: _Answers,
    values: Sequence[tuple[frozenset[str] | None, ...]],
    settled: dict[str, Settlement],
) -> tuple[UnitDifference, ...]:
    place = {one.id: one for one in units}
    shorts = {one.id: one.short for one in scheme.items}
    found = []
    for one in unit_disagreements.list_disagreements([unit.id for unit in units], values):
        unit = place[one.unit]
        study, _, item = one.unit.rpartition(":")
        said = answers[study, item]
        disagreement = Disagreement(
            unit,
            item,
            shorts[item],
            one.distance,
            tuple(Position(who, Stand.GIVEN, cell.text) for who, (cell, _) in sorted(said.items())),
            settled.get(unit.id),
        )
        sides = tuple(
            Side(who, frozenset((cell.answer.value,)), (_statement(scheme, cell, judged),))
            for who, (cell, judged) in sorted(said.items())
        )
        found.append(
            UnitDifference(unit, scheme.item(item).prompt, one.distance, sides, (), (disagreement,))
        )
    return tuple(found)


def _statement(scheme: Instrument, cell: AppraisalCell, judged: Judgement) -> Statement:
    words = {one.code: one.label for one in scheme.values_of(cell.item)}
    label = words.get(cell.answer.value, cell.answer.value)
    mark = f" ({cell.answer.modifier})" if cell.answer.modifier else ""
    return Statement(
        cell.answer.value, f"{label}{mark}", Stand.GIVEN, cell.reason, judged.at, judged.id
    )


def _settled(connection: Connection, scheme: Instrument) -> dict[str, Settlement]:
    found = {}
    question = Question(SubjectKind.STUDY, aspects=(f"{CONSENSUS}{scheme.id}:*",))
    for one in shared(connection, question):
        cell = appraisal_cell(one)
        if cell is not None:
            value = one.value if isinstance(one.value, dict) else {}
            panel, cause = texts_in(value.get("panel")), value.get("cause")
            found[f"{cell.study}:{cell.item}"] = Settlement(
                cell.text,
                Cause(str(cause)) if cause in tuple(Cause) else None,
                panel,
                one.reason,
                one.author,
                one.at,
            )
    return found
