"""Agreement on answers without an order, one row an item: the stages of screening.

Each reference is a unit of its own, so intervals are over units (Gwet 2008); of more than two
coders all are taken together first, and then each two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.estimation import estimates
from qes.analysis.agreement.item_report import ItemRow
from qes.analysis.agreement.ratings import ratings_of
from qes.analysis.agreement.specific_agreement import Specific, specific_agreement
from qes.services.answer_form import AnswerForm, AnswerItem

_Answers = Sequence[tuple[str, Sequence[str | None]]]
"""A reference, and what each coder answered about it."""
_ALL = ("percent_agreement", "krippendorff_alpha", "gwet_ac", "brennan_prediger")
_YES, _NO = 0, 1
"""Which of an item's answers positive agreement is about, and which negative agreement."""


def stage_rows(
    form: AnswerForm,
    answers: Mapping[str, _Answers],
    coders: tuple[str, ...],
    plan: IntervalPlan,
) -> tuple[ItemRow, ...]:
    """Compute agreement on each item that two people answered.

    The first two answers to choose from are categories always, another where anyone gave it: for
    all coders alike, so that every two of them are held against the same chance.

    Args:
        form: What was asked.
        answers: By item; what each of the coders answered about each subject.
        coders: Who answered.
        plan: Of intervals.
    """
    found = []
    for item in form.items:
        twice = [row for _, row in answers[item.id] if sum(one is not None for one in row) > 1]
        if not twice:
            continue
        said = {one for _, row in answers[item.id] for one in row}
        values = (one for at, one in enumerate(item.values) if at <= _NO or one.code in said)
        asked = replace(item, values=tuple(values))
        taking_part = [at for at in range(len(coders)) if any(row[at] is not None for row in twice)]
        names = tuple(coders[at] for at in taking_part)
        rows = [[row[at] for at in taking_part] for row in twice]
        found.append(_row(asked, rows, names, plan, () if names == coders else names))
        if len(names) == 2:
            continue
        for one, other in combinations(range(len(names)), 2):
            both = [
                [row[one], row[other]] for row in rows if row[one] is not None is not row[other]
            ]
            if both:
                pair = (names[one], names[other])
                found.append(_row(asked, both, pair, plan, pair))
    return tuple(found)


def _row(
    item: AnswerItem,
    rows: Sequence[Sequence[str | None]],
    coders: tuple[str, ...],
    plan: IntervalPlan,
    whose: tuple[str, ...],
) -> ItemRow:
    codes = item.codes
    data = ratings_of(rows, categories=codes, coders=coders)
    two = len(coders) == 2
    last = "cohen_kappa" if two else "fleiss_kappa"
    percent, alpha, ac1, even, chance = estimates(data, (*_ALL, last), plan=plan)
    return ItemRow(
        item.id,
        item.short,
        percent.n_units_used,
        percent,
        alpha,
        chance if two else None,
        None,
        tuple(map(tuple, data.contingency(0, 1).tolist())) if two else (),
        ac1=ac1,
        brennan_prediger=even,
        positive=specific_agreement(data, Specific.POSITIVE, codes[_YES], plan) if two else None,
        negative=specific_agreement(data, Specific.POSITIVE, codes[_NO], plan) if two else None,
        fleiss=None if two else chance,
        coders=whose,
        categories=codes,
    )
