"""Positive and negative agreement: of a category and of all others, each for itself.

Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43(6):551-558,
doi:10.1016/0895-4356(90)90159-M.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.code_statistics import CodeStatistics, Statistic, code_statistics
from qes.analysis.agreement.coefficients import pair_of
from qes.analysis.agreement.documents import Integers
from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Method, Undefined, quoted
from qes.analysis.agreement.ratings import UNRATED, Ratings
from qes.errors import UserError


class Specific(StrEnum):
    """Which share of the ratings that give, or do not give, a category is met by the other's."""

    POSITIVE = "positive_agreement"
    """2 both / all ratings that give it."""
    NEGATIVE = "negative_agreement"
    """2 neither / all ratings that do not give it."""


_STATISTICS = {Specific.POSITIVE: Statistic.POSITIVE, Specific.NEGATIVE: Statistic.NEGATIVE}


def specific_agreement(
    data: Ratings, which: Specific, category: str | None = None, plan: IntervalPlan | None = None
) -> Estimate:
    """Compute positive or negative agreement of two coders on a category.

    Args:
        data: Of two coders.
        which: Positive or negative.
        category: Which category is the positive one; where the categories are 0 and 1, 1 is.
        plan: How documents are resampled.

    Raises:
        UserError: If the data are not of two coders, or the category is not known.
    """
    at = _place(data, which, category)
    n_units, n_coders = data.n_units, data.n_coders
    bare = Estimate(
        which.value,
        None,
        {0: Undefined.NO_DATA, 1: Undefined.ONE_CODER}.get(n_coders, Undefined.NO_PAIRABLE),
        n_units=n_units,
        n_units_used=0,
        n_coders=n_coders,
        n_documents=data.n_documents,
        categories=data.categories,
    )
    if n_coders < 2:
        return bare
    first, second = (data.values[:, one] for one in pair_of(data, which.value, "percent_agreement"))
    paired = (first != UNRATED) & (second != UNRATED) & (data.repeats > 0)
    if not paired.any():
        return bare
    cells = _cells(data, first == at, second == at, paired)
    return _estimate(bare, which, code_statistics(cells, plan), known=data.documents is not None)


def _place(data: Ratings, which: Specific, category: str | None) -> int:
    spelled = [str(one) for one in data.categories]
    if category is None and spelled == ["0", "1"]:
        return 1
    if category is None:
        raise UserError(f"{which.value} is of one category", hint=f"say which: {quoted(*spelled)}")
    if category not in spelled:
        raise UserError(
            f"{quoted(category)} is not among the categories", hint=f"they are {quoted(*spelled)}"
        )
    return spelled.index(category)


def _cells(data: Ratings, first: Integers, second: Integers, paired: Integers) -> CodeCells:
    """Count units by document, for those that both rated."""
    where = np.zeros(len(paired), dtype=np.int64) if data.documents is None else data.documents.of
    here, of = np.unique(where[paired], return_inverse=True)

    def counted(which: Integers) -> Integers:
        times = np.bincount(of, weights=(which * data.repeats)[paired], minlength=len(here))
        return np.asarray(times, dtype=np.int64)

    return CodeCells(
        ("",),
        tuple(map(str, here.tolist())),
        counted(first & second)[:, None],
        counted(first & ~second)[:, None],
        counted(second & ~first)[:, None],
        counted(paired),
    )


def _estimate(bare: Estimate, which: Specific, found: CodeStatistics, *, known: bool) -> Estimate:
    statistic = _STATISTICS[which]
    figure = found.figure(statistic, 0)
    methods = (
        *((Method.DOCUMENT_JACKKNIFE, Method.DOCUMENT_BOOTSTRAP) if known else ()),
        Method.UNIT,
    )
    intervals = tuple(found.interval(statistic, 0, one) for one in methods)
    return Estimate(
        bare.coefficient,
        figure.value,
        figure.reason,
        n_units=bare.n_units,
        n_units_used=int(found.cells.units.sum()),
        n_coders=bare.n_coders,
        n_documents=bare.n_documents,
        categories=bare.categories,
        headline=None if figure.value is None else intervals[0],
        beside=() if figure.value is None else intervals[1:],
    )
