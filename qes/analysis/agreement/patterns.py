"""The rows of the data that differ, and how often each stands in each document.

Every coefficient is a function of these: two coders of a code have four of them (nine where
ratings are missing), however many units there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.documents import Documents, Floats, Integers
from qes.analysis.agreement.ratings import UNRATED, Dataset, Distribution
from qes.analysis.agreement.terms import Rows

_MOST_KEYS = 2**62
_MOST_COUNTED = 1_000_000
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Rows that differ, with one entry for each document in which each of them stands."""

    rows: Integers
    """Patterns x coders (-1 is not rated); where `counted`, patterns x categories."""
    q: int
    """Categories."""
    pattern: Integers
    """One entry for some units of a document that have this pattern."""
    document: Integers
    """In ascending order."""
    times: Floats
    """How many units an entry stands for."""
    n_documents: int
    """1 where documents are not known."""
    counted: bool = False
    """Whether a row says how many coders gave each category, and not who."""

    @property
    def totals(self) -> Floats:
        """Count the units of each pattern."""
        counted = np.bincount(self.pattern, weights=self.times, minlength=len(self.rows))
        return np.asarray(counted, dtype=np.float64)

    @property
    def ratings(self) -> Integers:
        """Count the ratings of a unit of each pattern."""
        each = self.rows if self.counted else self.rows != UNRATED
        return np.asarray(each.sum(axis=1))

    def by_counts(self) -> Patterns:
        """Put together the rows that differ in who rated what only."""
        coders = self.rows.shape[1]
        if self.counted or (coders + 1) ** self.q > _MOST_KEYS:
            return self
        place = np.append((coders + 1) ** np.arange(self.q, dtype=np.int64), 0)
        keys = place[self.rows].sum(axis=1)
        found, which = np.unique(keys, return_inverse=True)
        rows = found[:, None] // place[:-1] % (coders + 1)
        entries = _entries(
            which[self.pattern], self.times, self.document, len(rows), self.n_documents
        )
        return Patterns(rows, self.q, *entries, self.n_documents, counted=True)

    def in_one_document(self) -> Patterns:
        """Forget which document a unit is of."""
        return replace(self, document=0 * self.document, n_documents=1)

    def with_entries(self, here: NDArray[np.bool_]) -> Patterns:
        """Keep some of the entries."""
        return replace(
            self,
            pattern=self.pattern[here],
            document=self.document[here],
            times=self.times[here],
        )

    def slices(self, width: int) -> Iterator[tuple[slice, Rows]]:
        """Yield the rows in slices small enough for `width` numbers a row."""
        step = max(1, _CELLS_AT_ONCE // max(1, width, self.q))
        for start in range(0, len(self.rows), step):
            part = slice(start, min(len(self.rows), start + step))
            yield part, self._made(self.rows[part])

    def _made(self, rows: Integers) -> Rows:
        if self.counted:
            return Rows(rows.astype(np.float64), None)
        counts = np.zeros((len(rows), self.q))
        for column in rows.T:
            rated = np.flatnonzero(column != UNRATED)
            counts[rated, column[rated]] += 1
        return Rows(counts, rows)


def patterns_of(data: Dataset) -> Patterns:
    """Count the rows of the data that differ, document by document."""
    q = len(data.categories)
    if isinstance(data, Distribution):
        each = np.arange(len(data.table), dtype=np.int64)
        return Patterns(data.table, q, each, 0 * each, np.ones(len(each)), 1, counted=True)
    which, rows = _distinct(data.values, q)
    known: Documents | None = data.documents
    n = 1 if known is None else max(1, len(known))
    document = None if known is None else known.of
    return Patterns(rows, q, *_entries(which, data.repeats, document, len(rows), n), n)


def _distinct(values: Integers, q: int) -> tuple[Integers, Integers]:
    """Number the rows by their pattern, and return the patterns."""
    base, coders = q + 1, values.shape[1]
    if base**coders > _MOST_KEYS:
        rows, which = np.unique(values, axis=0, return_inverse=True)
        return np.asarray(which.reshape(-1)), rows
    place = base ** np.arange(coders, dtype=np.int64)
    keys = np.full(len(values), place.sum())
    for column, factor in zip(values.T, place.tolist(), strict=True):
        keys += column * factor
    if base**coders > _MOST_COUNTED:
        found, which = np.unique(keys, return_inverse=True)
    else:
        found = np.flatnonzero(np.bincount(keys, minlength=1))
        number = np.zeros(base**coders, dtype=np.int64)
        number[found] = np.arange(len(found))
        which = number[keys]
    return which, found[:, None] // place % base - 1


def _entries(
    which: Integers, times: Integers | Floats, document: Integers | None, patterns: int, n: int
) -> tuple[Integers, Integers, Floats]:
    """Return patterns, documents and times, in the order of the documents.

    Units are counted together where that makes fewer of them.
    """
    if document is None:
        document = np.zeros(len(which), dtype=np.int64)
    if n * patterns > len(which):
        if (document[1:] < document[:-1]).any():
            order = np.argsort(document, kind="stable")
            which, document, times = which[order], document[order], times[order]
        return which, document, np.asarray(times, dtype=np.float64)
    # Counted as floats, which are exact for whole numbers below 2**53.
    counted = np.bincount(document * patterns + which, weights=times, minlength=1)
    there = np.flatnonzero(counted)
    width = max(1, patterns)
    return there % width, there // width, np.asarray(counted[there], dtype=np.float64)
