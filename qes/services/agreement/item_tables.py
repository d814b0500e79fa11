"""Agreement on answers: the items of an appraisal or the stages of screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from codebooks.shipped import shipped_instruments
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Weighting
from qes.analysis.agreement.estimation import estimates
from qes.analysis.agreement.item_report import Answered, ItemDispute, ItemRow, ItemTable, ItemWork
from qes.analysis.agreement.ratings import Ratings, ratings_of
from qes.base import AuthorName, sha256
from qes.errors import Blind
from qes.services.agreement.screening_words import screening_notes
from qes.services.agreement.stage_rows import stage_rows
from qes.services.answer_form import AnswerForm, AnswerItem, names_of
from qes.services.appraising import appraisal_form
from qes.services.comparing_answers import compare_answers
from qes.services.comparison import Comparison, UnitDifference
from qes.services.desk import Desk
from qes.services.rounds import assigned_units
from qes.services.screening_form import FORM
from qes.store.judgements import SubjectKind

_Answers = tuple[str, Sequence[str | None]]
"""A study or reference, and what each coder answered about it."""
_NOMINAL = ("percent_agreement", "krippendorff_alpha")
_ABOUT = {SubjectKind.STUDY: Answered.STUDY, SubjectKind.REFERENCE: Answered.REFERENCE}


def item_tables(
    desk: Desk, round_id: str | None, plan: IntervalPlan, *, elsewhere: bool
) -> tuple[ItemTable, ...]:
    """Compute agreement on each item of all that two people answered: instruments, and screening.

    What was answered in the round itself comes first.

    Args:
        desk: Who asks.
        round_id: The round, which is no longer blind; None is outside rounds.
        plan: How studies are resampled.
        elsewhere: Whether, where nothing was answered in it, the last answers count that were
            given in another round or outside any.
    """
    with desk.store.read() as connection:
        there = {kind: frozenset(names_of(connection, kind)) for kind in _ABOUT}
    # an instrument is read from a file: not where there is nothing to appraise
    instruments = shipped_instruments() if there[SubjectKind.STUDY] else ()
    screening = (FORM,) if there[SubjectKind.REFERENCE] else ()
    found = []
    for form in (*map(appraisal_form, instruments), *screening):
        compared = compare_answers(desk, form, round_id)
        if elsewhere and not _rated(compared):
            compared = _elsewhere(desk, form) or compared
        if _rated(compared):
            table = _table(desk, form, compared, plan, there[form.subject])
            found.append((compared.round.id != (round_id or ""), table))
    return tuple(table for _, table in sorted(found, key=lambda one: one[0]))


def _elsewhere(desk: Desk, form: AnswerForm) -> Comparison | None:
    try:
        return compare_answers(desk, form)
    except Blind:
        # what is answered in a round that is open still is told once it is compared
        return None


def _rated(compared: Comparison) -> bool:
    return any(sum(one is not None for one in row) > 1 for row in compared.values)


def _table(
    desk: Desk, form: AnswerForm, compared: Comparison, plan: IntervalPlan, there: frozenset[str]
) -> ItemTable:
    people = [
        at for at in range(len(compared.coders)) if any(row[at] is not None for row in compared.values)
    ]  # fmt: skip
    coders = tuple(compared.coders[at] for at in people)
    answers: dict[str, list[_Answers]] = {item.id: [] for item in form.items}
    for unit, row in zip(compared.units, compared.values, strict=True):
        given = [None if row[at] is None else next(iter(row[at] or ()), None) for at in people]
        answers[unit.id.rpartition(":")[2]].append((unit.document, given))
    table = ItemTable(
        f"{form.title} ({compared.round.title})",
        coders,
        tuple(dict.fromkeys(code for item in form.items for code in item.codes)),
        (_item_rows if form.ordered else stage_rows)(form, answers, coders, plan),
        tuple(_work(desk, compared, at, there) for at in people),
        tuple(_dispute(form, one, coders) for one in compared.differences),
        _hash(compared, people),
        _ABOUT[form.subject],
    )
    return table if form.ordered else replace(table, notes=screening_notes(table))


def _item_rows(
    form: AnswerForm,
    answers: Mapping[str, Sequence[_Answers]],
    coders: tuple[str, ...],
    plan: IntervalPlan,
) -> tuple[ItemRow, ...]:
    rows = []
    for item in form.items:
        mine = answers[item.id]
        data = _ratings(mine, item.codes, coders)
        rows.append(_row(item.id, item.short, data, _on_scale(mine, _order(item), coders), plan))
    every = [one for item in form.items for one in answers[item.id]]
    codes = tuple(dict.fromkeys(code for item in form.items for code in item.codes))
    rows.append(_row("", "all items", _ratings(every, codes, coders), None, plan))
    return tuple(rows)


def _work(desk: Desk, compared: Comparison, at: int, there: frozenset[str]) -> ItemWork:
    who = compared.coders[at]
    with desk.store.read() as connection:
        round_ = compared.round
        theirs = assigned_units(connection, round_, who) if round_.id else None
    answered = [
        (unit, row)
        for unit, row in zip(compared.units, compared.values, strict=True)
        if row[at] is not None
    ]
    return ItemWork(
        who,
        len(there if theirs is None else there & theirs),
        len({unit.document for unit, _ in answered}),
        len(answered),
        sum(sum(one is not None for one in row) > 1 for _, row in answered),
    )


def _dispute(form: AnswerForm, of: UnitDifference, coders: tuple[str, ...]) -> ItemDispute:
    (one,) = of.disagreements
    settled = one.settlement
    said = {side.coder: side.statements[0] for side in of.sides}
    answers = [said.get(AuthorName(who)) for who in coders]
    return ItemDispute(
        of.unit.where,
        of.unit.document,
        one.what,
        one.label,
        tuple(None if each is None else each.label for each in answers),
        tuple(None if each is None else each.reason for each in answers),
        of.distance,
        None if settled is None else _labelled(str(settled.value), form.item(one.what)),
        None if settled is None or settled.cause is None else settled.cause.value,
        () if settled is None else settled.panel,
        None if settled is None else settled.reason,
    )


def _labelled(answer: str, item: AnswerItem) -> str:
    """Write an answer as people read it; what stands in brackets behind it stays."""
    value, space, mark = answer.partition(" ")
    return f"{item.label(value)}{space}{mark}"


def _hash(compared: Comparison, people: Sequence[int]) -> str:
    """Hash the answers; the form is told in `ItemTable`."""
    lines = []
    for unit, row in zip(compared.units, compared.values, strict=True):
        if sum(one is not None for one in row) > 1:
            given = ("-" if row[at] is None else "".join(row[at] or ()) for at in people)
            lines.append("\t".join((unit.id, *given)))
    return sha256("".join(f"{line}\n" for line in lines))


def _order(item: AnswerItem) -> tuple[str, ...]:
    """Return the answers that have an order, from one end to the other."""
    return tuple(value.code for value in item.values if value.on_scale)


def _on_scale(
    answers: Sequence[_Answers], ordered: tuple[str, ...], coders: tuple[str, ...]
) -> Ratings | None:
    """Return answers as ratings on an ordered scale; None where some have no place on it."""
    used = {value for _, row in answers for value in row if value is not None}
    if not used <= set(ordered) or len(ordered) < 3:
        return None
    return _ratings(answers, ordered, coders)


def _row(
    item: str, label: str, data: Ratings, on_scale: Ratings | None, plan: IntervalPlan
) -> ItemRow:
    two = len(data.coders) == 2
    names = (*_NOMINAL, *(("cohen_kappa",) if two and len(data.active()) == 2 else ()))
    percent, alpha, *kappa = estimates(data, names, plan=plan)
    ac2: Estimate | None = None
    if on_scale is not None:
        (ac2,) = estimates(on_scale, ("gwet_ac",), Scale(weights=Weighting.QUADRATIC), plan)
    return ItemRow(
        item,
        label,
        percent.n_units_used,
        percent,
        alpha,
        kappa[0] if kappa else None,
        ac2,
        tuple(map(tuple, data.contingency(0, 1).tolist())) if two else (),
    )


def _ratings(
    answers: Sequence[_Answers],
    categories: tuple[str, ...],
    coders: tuple[str, ...],
) -> Ratings:
    if not answers:
        empty = np.zeros((0, len(coders)), dtype=np.int64)
        return Ratings(empty, np.zeros(0, dtype=np.int64), categories, coders)
    return ratings_of(
        [row for _, row in answers],
        categories=categories,
        coders=coders,
        documents=[study for study, _ in answers],
    )
