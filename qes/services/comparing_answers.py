"""Comparing what people answered about the same studies or references, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from qes.analysis.agreement import disagreements as unit_disagreements
from qes.base import AuthorName, texts_in
from qes.services.answer_form import AnswerForm, GivenAnswer, given_answer, names_of
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
from qes.services.consensus import Cause
from qes.services.desk import Desk
from qes.services.rounds import (
    Round,
    RoundState,
    assigned_units,
    find_round,
    read_rounds,
    require_closed,
)
from qes.services.settlements import opened_at
from qes.store.judgements import OUTSIDE, SubjectKind
from qes.store.standing import Question, personal, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

_Answers = dict[tuple[str, str], dict[AuthorName, GivenAnswer]]
"""By subject and item, of each person."""


def compare_answers(desk: Desk, form: AnswerForm, round_name: str | None = None) -> Comparison:
    """Compare people's answers: the units are the items of each study or reference.

    Answers count as the same whatever stands in brackets behind them.

    Args:
        desk: Who asks.
        form: What was asked.
        round_name: Id or title; None is the last round that is not blind in which anyone
            answered, else what was answered outside rounds.

    Raises:
        Blind: the round is open.
        NotFound: there is no such round.
    """
    with desk.store.read() as connection:
        if round_name is not None:
            which = require_closed(connection, find_round(connection, round_name).id)
            answers = _answers(connection, desk, form, which)
        else:
            which, answers = _last_with_answers(connection, desk, form)
        settled = _settled(connection, form, opened_at(connection, desk, which))
        return _comparison(connection, form, which, answers, settled)


def _last_with_answers(
    connection: Connection, desk: Desk, form: AnswerForm
) -> tuple[Round, _Answers]:
    about = [one for one in read_rounds(connection) if _may_hold(one, form.subject)]
    outside = Round("", "outside rounds", RoundState.CLOSED, (), ())
    for one in [*(one for one in reversed(about) if not one.blind), outside]:
        answers = _answers(connection, desk, form, one)
        if answers:
            return one, answers
    if about and about[-1].blind:
        # it is refused in the round's own words
        require_closed(connection, about[-1].id)
    return outside, {}


def _may_hold(one: Round, subject: SubjectKind) -> bool:
    """Say whether what is answered about such subjects may count in a round."""
    of_all_passages = one.subject is SubjectKind.PASSAGE and one.plan is None
    return one.subject is subject or (subject is SubjectKind.STUDY and of_all_passages)


def _answers(connection: Connection, desk: Desk, form: AnswerForm, which: Round) -> _Answers:
    inside = which.id or OUTSIDE
    found: _Answers = {}
    for one in personal(
        connection,
        Question(form.subject, None, (form.aspects,), (inside,)),
        viewer=desk.author,
        others_in=(inside,) if inside != OUTSIDE else (),
        others_outside=inside == OUTSIDE,
    ):
        said = given_answer(one, form.key)
        if said is not None:
            found.setdefault((said.subject, said.item), {})[said.by] = said
    return found


def _comparison(
    connection: Connection,
    form: AnswerForm,
    which: Round,
    answers: _Answers,
    settled: dict[str, Settlement],
) -> Comparison:
    coders = tuple(
        sorted({who for given in answers.values() for who in given} | {*which.reviewers})
    )
    names = names_of(connection, form.subject) if answers else {}
    answered = {subject for subject, _ in answers}
    subjects = [id_ for id_ in names if id_ in answered]
    assigned = {
        who: assigned_units(connection, which, who) if which.id else frozenset() for who in coders
    }
    keys = [(subject, item.id) for subject, item in product(subjects, form.items)]
    units = [ComparedUnit(f"{subject}:{item}", subject, names[subject]) for subject, item in keys]
    given = [answers.get(key, {}) for key in keys]
    values = [
        tuple(frozenset((row[who].value,)) if who in row else None for who in coders)
        for row in given
    ]
    sights = [
        tuple(_sight(who in row, assigned[who], subject) for who in coders)
        for (subject, _), row in zip(keys, given, strict=True)
    ]
    return Comparison(
        form.subject,
        which,
        form.id,
        coders,
        tuple(units),
        tuple(values),
        tuple(sights),
        _differences(form, units, answers, values, settled),
    )


def _sight(answered: bool, theirs: frozenset[str] | None, subject: str) -> Sight:  # noqa: FBT001 - one of a row
    if answered:
        return Sight.SEEN
    return Sight.NOT_SEEN if theirs is None or subject in theirs else Sight.NOT_ASSIGNED


def _differences(
    form: AnswerForm,
    units: Sequence[ComparedUnit],
    answers: _Answers,
    values: Sequence[tuple[frozenset[str] | None, ...]],
    settled: dict[str, Settlement],
) -> tuple[UnitDifference, ...]:
    place = {one.id: one for one in units}
    found = []
    for one in unit_disagreements.list_disagreements([unit.id for unit in units], values):
        unit = place[one.unit]
        subject, _, id_ = one.unit.rpartition(":")
        item = form.item(id_)
        said = sorted(answers[subject, id_].items())
        disagreement = Disagreement(
            unit,
            id_,
            item.short,
            one.distance,
            tuple(Position(who, Stand.GIVEN, each.text) for who, each in said),
            settled.get(unit.id),
        )
        sides = tuple(
            Side(
                who,
                frozenset((each.value,)),
                (_statement(f"{item.label(each.value)}{each.mark}", each),),
            )
            for who, each in said
        )
        found.append(UnitDifference(unit, item.prompt, one.distance, sides, (), (disagreement,)))
    return tuple(found)


def _statement(label: str, said: GivenAnswer) -> Statement:
    judged = said.judgement
    return Statement(said.value, label, Stand.GIVEN, judged.reason, judged.at, judged.id)


def _settled(connection: Connection, form: AnswerForm, since: str) -> dict[str, Settlement]:
    """Return what was agreed: before a round was opened, it settles nothing of what is in it."""
    found = {}
    for one in shared(connection, Question(form.subject, aspects=(form.agreed_aspects,))):
        said = given_answer(one, form.key)
        if said is not None and one.at > since:
            value = one.value if isinstance(one.value, dict) else {}
            panel, cause = texts_in(value.get("panel")), value.get("cause")
            found[f"{said.subject}:{said.item}"] = Settlement(
                said.text,
                Cause(str(cause)) if cause in tuple(Cause) else None,
                panel,
                one.reason,
                one.author,
                one.at,
            )
    return found
