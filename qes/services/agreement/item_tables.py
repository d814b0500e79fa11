"""Agreement on answers: the items of an appraisal, each study a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from codebooks.instrument import Instrument, Item, Role
from codebooks.shipped import shipped_instrument, shipped_instruments
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Weighting
from qes.analysis.agreement.estimation import estimates
from qes.analysis.agreement.item_report import ItemDispute, ItemRow, ItemTable, ItemWork
from qes.analysis.agreement.ratings import Ratings, ratings_of
from qes.base import AuthorName, sha256
from qes.services.comparing_appraisals import compare_appraisals
from qes.services.comparison import Comparison, UnitDifference
from qes.services.desk import Desk
from qes.services.rounds import assigned_units
from qes.services.studies import read_studies

_NOT_ON_THE_SCALE = "none"
"""The tone of answers, such as "not applicable", that have no place in an order."""
_Answers = tuple[str, Sequence[str | None]]
"""A study, and what each coder answered about it."""
_NOMINAL = ("percent_agreement", "krippendorff_alpha")


def item_tables(
    desk: Desk, round_id: str | None, plan: IntervalPlan, *, elsewhere: bool
) -> tuple[ItemTable, ...]:
    """Compute agreement on each item of every instrument that two people answered with.

    Args:
        desk: Who asks.
        round_id: The round, which is no longer blind; None is outside rounds.
        plan: How studies are resampled.
        elsewhere: Whether, where nothing was answered in it, the last answers count that were
            given in another round or outside any.
    """
    with desk.store.read() as connection:
        if not read_studies(connection):
            return ()
    found = []
    for name in shipped_instruments():
        scheme = shipped_instrument(name)
        compared = compare_appraisals(desk, round_id, instrument=name)
        if elsewhere and not _rated(compared):
            compared = compare_appraisals(desk, None, instrument=name)
        if _rated(compared):
            found.append(_table(desk, scheme, compared, plan))
    return tuple(found)


def _rated(compared: Comparison) -> bool:
    return any(sum(one is not None for one in row) > 1 for row in compared.values)


def _table(desk: Desk, scheme: Instrument, compared: Comparison, plan: IntervalPlan) -> ItemTable:
    people = [
        at for at in range(len(compared.coders)) if any(row[at] is not None for row in compared.values)
    ]  # fmt: skip
    coders = tuple(compared.coders[at] for at in people)
    items = [one for one in scheme.items if one.role is not Role.FREE_TEXT]
    answers = {
        unit.id: (
            unit.document,
            [None if row[at] is None else next(iter(row[at] or ()), None) for at in people],
        )
        for unit, row in zip(compared.units, compared.values, strict=True)
    }
    rows, every = [], []
    for item in items:
        mine = [one for id_, one in answers.items() if id_.rpartition(":")[2] == item.id]
        every += mine
        codes = tuple(value.code for value in scheme.values_of(item.id))
        ordered = _order(scheme, item)
        data = _ratings(mine, codes, coders)
        rows.append(_row(item.id, item.short, data, _on_scale(mine, ordered, coders), plan))
    categories = tuple(
        dict.fromkeys(value.code for item in items for value in scheme.values_of(item.id))
    )
    rows.append(_row("", "all items", _ratings(every, categories, coders), None, plan))
    where = compared.round.title
    return ItemTable(
        f"{scheme.title} ({where})",
        coders,
        categories,
        tuple(rows),
        tuple(_work(desk, compared, at) for at in people),
        tuple(_dispute(scheme, one, coders) for one in compared.differences),
        _hash(compared, people),
    )


def _work(desk: Desk, compared: Comparison, at: int) -> ItemWork:
    who = compared.coders[at]
    with desk.store.read() as connection:
        studies = frozenset(one.id for one in read_studies(connection))
        round_ = compared.round
        theirs = assigned_units(connection, round_, who) if round_.id else None
    answered = [
        (unit, row)
        for unit, row in zip(compared.units, compared.values, strict=True)
        if row[at] is not None
    ]
    return ItemWork(
        who,
        len(studies if theirs is None else studies & theirs),
        len({unit.document for unit, _ in answered}),
        len(answered),
        sum(sum(one is not None for one in row) > 1 for _, row in answered),
    )


def _dispute(scheme: Instrument, of: UnitDifference, coders: tuple[str, ...]) -> ItemDispute:
    (one,) = of.disagreements
    labels = {value.code: value.label for value in scheme.values_of(one.what)}
    settled = one.settlement
    said = {side.coder: side.statements[0] for side in of.sides}
    answers = [said.get(AuthorName(who)) for who in coders]
    return ItemDispute(
        of.unit.where,
        one.what,
        one.label,
        tuple(None if each is None else each.label for each in answers),
        tuple(None if each is None else each.reason for each in answers),
        of.distance,
        None if settled is None else _labelled(str(settled.value), labels),
        None if settled is None or settled.cause is None else settled.cause.value,
        () if settled is None else settled.panel,
        None if settled is None else settled.reason,
    )


def _labelled(answer: str, labels: Mapping[str, str]) -> str:
    """Write an answer as people read it; what stands in brackets behind it stays."""
    value, space, mark = answer.partition(" ")
    return f"{labels.get(value, value)}{space}{mark}"


def _hash(compared: Comparison, people: Sequence[int]) -> str:
    """Hash the answers; the form is told in `ItemTable`."""
    lines = []
    for unit, row in zip(compared.units, compared.values, strict=True):
        if sum(one is not None for one in row) > 1:
            given = ("-" if row[at] is None else "".join(row[at] or ()) for at in people)
            lines.append("\t".join((unit.id, *given)))
    return sha256("".join(f"{line}\n" for line in lines))


def _order(scheme: Instrument, item: Item) -> tuple[str, ...]:
    """Return the answers that have an order, from one end to the other."""
    values = scheme.values_of(item.id)
    return tuple(value.code for value in values if value.tone != _NOT_ON_THE_SCALE)


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
