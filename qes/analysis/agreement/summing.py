"""Sums over units for each document, and how a coefficient answers to each unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import Method, NoInterval
from qes.analysis.agreement.intervals import Spread, symmetric
from qes.analysis.agreement.patterns import Patterns
from qes.analysis.agreement.replicates import parts
from qes.analysis.agreement.terms import Terms

_CELLS_AT_ONCE = 2_000_000
_DENSE = 4
"""Cells an entry for which a table of documents by patterns is no waste."""
_MOST_STEPS = 1_000_000_000
_STEP = 1e-30
"""So small that its square is nothing beside it, and no digit is lost: nothing is subtracted."""


def document_sums(patterns: Patterns, made: Sequence[Terms]) -> Floats:
    """Sum what each unit adds, for each document (documents x terms of all)."""
    width = sum(one.width for one in made)
    n, sums = patterns.n_documents, np.zeros((patterns.n_documents, width))
    for part, rows in patterns.slices(max(width, n)):
        here = _entries_of(patterns, part)
        added = np.column_stack([one.of_rows(rows) for one in made])
        pattern, document, times = here.pattern - part.start, here.document, here.times
        if n * len(added) <= _DENSE * len(pattern):
            place = document * len(added) + pattern
            counted = np.bincount(place, weights=times, minlength=n * len(added))
            sums += counted.reshape(n, len(added)) @ added
            continue
        for some in parts(len(pattern), max(1, _CELLS_AT_ONCE // width)):
            found, first = np.unique(document[some], return_index=True)
            block = added[pattern[some]] * times[some, None]
            sums[found] += np.add.reduceat(block, first, axis=0)
    return sums


def _entries_of(patterns: Patterns, part: slice) -> Patterns:
    """Return the patterns with the entries of some of them only."""
    if part.stop - part.start == len(patterns.rows):
        return patterns
    here = (patterns.pattern >= part.start) & (patterns.pattern < part.stop)
    return patterns.with_entries(here)


def unit_spread(patterns: Patterns, terms: Terms, total: Floats, *, tabulated: bool) -> Spread:
    """Return the standard error and interval that a coefficient has if units are independent.

    The linearised variance of Gwet (2008), doi:10.1348/000711006X126600, and (2014), chapter 5:
    n / (n - 1) times the sum, over units, of the squared derivative of the coefficient by the
    unit's weight; of a table of counts (`tabulated`) the sum alone. The derivatives come from a
    complex step (Squire & Trapp 1998, doi:10.1137/S003614459631241X), exact to rounding.
    """
    times = patterns.totals
    value = np.atleast_1d(terms.value(total))
    if len(times) * patterns.q**2 > _MOST_STEPS:
        empty, n = np.full(value.shape, np.nan), round(times.sum())
        return Spread(Method.UNIT, n, empty, empty, empty, NoInterval.TOO_MANY_CATEGORIES)
    units, square = 0.0, 0.0
    for part, rows in patterns.slices(terms.width):
        added = terms.of_rows(rows)
        moved = total + 1j * _STEP * added
        answer = terms.value(moved) if terms.smooth is None else terms.smooth(moved, total)
        units += float(times[part][added.any(axis=1)].sum())
        square += float(times[part] @ (answer.imag / _STEP) ** 2)
    n = round(units)
    if n < 2:
        empty = np.full(value.shape, np.nan)
        return Spread(Method.UNIT, n, empty, empty, empty, NoInterval.ONE_UNIT)
    se = np.full(value.shape, np.sqrt(square if tabulated else square * n / (n - 1)))
    return symmetric(Method.UNIT, n, value, se, undefined=NoInterval.ONE_UNIT)
