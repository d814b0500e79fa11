"""Ratings of units by coders, and the counts that every coefficient of agreement is made of.

A unit that a coder did not see has no rating there, which is not the same as a rating of
"absent": the caller says which it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from qes.analysis.estimates import Label
from qes.analysis.scales import numbers_of
from qes.errors import UserError

Integers = NDArray[np.int64]

MOST_CATEGORIES = 500
"""Above this a table of category by category says nothing and fills the memory."""
_CELLS_AT_ONCE = 2_000_000
_MOST_PATTERNS = 1_000_000
_UNRATED = -1
_MOST_UNITS = 10**9


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """What each coder said of each unit."""

    values: Integers
    """Rows x coders: the index of a category, or -1 where the coder did not rate the unit."""
    repeats: Integers
    """How many units each row stands for."""
    categories: tuple[Label, ...]
    coders: tuple[str, ...]
    documents: tuple[str, ...] | None = None
    """The document of each row, where it is known."""
    ordered: bool = True
    """Whether the order of the categories means something: declared, or all are numbers."""

    @property
    def n_units(self) -> int:
        """Count the units."""
        return int(self.repeats.sum())

    @property
    def n_coders(self) -> int:
        """Count the coders who rated at least one unit."""
        return len(self.active())

    @property
    def n_documents(self) -> int | None:
        """Count the documents, where they are known."""
        return None if self.documents is None else len(set(self.documents))

    def active(self) -> Sequence[int]:
        """Return the columns of the coders who rated at least one unit."""
        rated = ((self.values != _UNRATED) & (self.repeats > 0)[:, None]).any(axis=0)
        return tuple(int(column) for column in np.flatnonzero(rated))

    def patterns(self) -> tuple[Integers, Integers]:
        """Return rows that differ, and how many units each stands for.

        Every coefficient is a function of these: two coders of a code have four of them (nine
        where ratings are missing), however many units there are. Rows are left as they are
        where there could be more than a million.
        """
        base, coders = len(self.categories) + 1, self.values.shape[1]
        if base**coders > _MOST_PATTERNS:
            return self.values, self.repeats
        place = base ** np.arange(coders, dtype=np.int64)
        # Counted as floats, which are exact for whole numbers below 2**53.
        counted = np.bincount((self.values + 1) @ place, weights=self.repeats)
        there = np.flatnonzero(counted)
        return there[:, None] // place % base - 1, counted[there].astype(np.int64)

    def counts(self) -> Iterator[tuple[Integers, Integers]]:
        """Yield, a slice of rows at a time, ratings per category (rows x q) and repeats."""
        q = len(self.categories)
        step = max(1, _CELLS_AT_ONCE // max(1, q))
        values, repeats = self.patterns()
        for start in range(0, len(values), step):
            part = values[start : start + step]
            counted = np.zeros((len(part), q), dtype=np.int64)
            for column in part.T:
                rated = np.flatnonzero(column != _UNRATED)
                counted[rated, column[rated]] += 1
            yield counted, repeats[start : start + step]

    def contingency(self, first: int, second: int) -> Integers:
        """Count units by the categories (q x q) that two columns gave them, where both did."""
        q = len(self.categories)
        values, repeats = self.patterns()
        a, b = values[:, first], values[:, second]
        both = (a != _UNRATED) & (b != _UNRATED)
        table = np.zeros(q * q, dtype=np.int64)
        np.add.at(table, a[both] * q + b[both], repeats[both])
        return table.reshape(q, q)


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """How many coders gave each unit each category, without who they were."""

    table: Integers
    """Units x categories."""
    categories: tuple[Label, ...]
    ordered: bool = True
    """Whether the order of the categories means something."""

    @property
    def n_units(self) -> int:
        """Count the units."""
        return len(self.table)

    @property
    def n_coders(self) -> int:
        """Return the most ratings that any unit has."""
        return int(self.table.sum(axis=1).max(initial=0))

    @property
    def n_documents(self) -> None:
        """Say that documents are not known."""
        return

    def counts(self) -> Iterator[tuple[Integers, Integers]]:
        """Yield ratings per category (units x q) and how often each row stands."""
        yield self.table, np.ones(len(self.table), dtype=np.int64)


Dataset = Ratings | Distribution


def ratings_of(
    rows: Sequence[Sequence[Label | None]],
    *,
    categories: Sequence[Label] | None = None,
    coders: Sequence[str] | None = None,
    documents: Sequence[str] | None = None,
) -> Ratings:
    """Make ratings from one row a unit and one column a coder; None is "not rated".

    Args:
        rows: All of one length.
        categories: All that a coder could have said; where absent, those that occur, in order.
        coders: The names of the columns; numbered from 1 where absent.
        documents: The document of each row, where known.

    Raises:
        UserError: If rows differ in length, a value is not among the categories, or there are
            more than 500 categories.

    >>> ratings_of([["yes", "no"], ["yes", None]]).values.tolist()
    [[1, 0], [1, -1]]
    """
    width = len(rows[0]) if rows else len(coders or ())
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise UserError(
                f"unit {number} has {len(row)} ratings where the first has {width}",
                hint="give every unit one value a coder, empty or null where it is not rated",
            )
    seen = dict.fromkeys(value for value in chain.from_iterable(rows) if value is not None)
    labels = _in_order(tuple(seen)) if categories is None else _distinct(categories)
    index: dict[Label | None, int] = {label: at for at, label in enumerate(labels)}
    strange = [value for value in seen if value not in index]
    if strange:
        raise UserError(
            f"the value {strange[0]!r} is not among the declared categories",
            hint=f"they are {', '.join(map(repr, labels[:12]))}",
        )
    _check_number(labels)
    index[None] = _UNRATED
    flat = np.fromiter((index[value] for value in chain.from_iterable(rows)), dtype=np.int64)
    return Ratings(
        values=flat.reshape(len(rows), width),
        repeats=np.ones(len(rows), dtype=np.int64),
        categories=labels,
        coders=tuple(coders) if coders is not None else _numbered(width),
        documents=None if documents is None else tuple(documents),
        ordered=categories is not None or len(labels) < 2 or numbers_of(labels) is not None,
    )


def ratings_of_contingency(
    table: Sequence[Sequence[int]], categories: Sequence[Label] | None = None
) -> Ratings:
    """Make two coders' ratings from a square table of counts, the first coder's in the rows.

    Raises:
        UserError: If the table is not square, not of whole numbers from 0, or not of the
            categories.
    """
    q = len(table)
    labels = tuple(range(1, q + 1)) if categories is None else _distinct(categories)
    _check_number(labels)
    counts = _counts(table, q)
    if q != len(labels):
        raise UserError(f"a table of {q} rows cannot have {len(labels)} categories")
    each = np.arange(q, dtype=np.int64)
    values = np.column_stack((np.repeat(each, q), np.tile(each, q)))
    return Ratings(values, counts.reshape(q * q), labels, _numbered(2))


def distribution_of(
    table: Sequence[Sequence[int]], categories: Sequence[Label] | None = None
) -> Distribution:
    """Make a distribution from one row a unit: how many coders gave it each category.

    Raises:
        UserError: If a row has not one whole number from 0 a category.
    """
    q = len(categories) if categories is not None else (len(table[0]) if table else 0)
    labels = tuple(range(1, q + 1)) if categories is None else _distinct(categories)
    _check_number(labels)
    return Distribution(_counts(table, q), labels)


def _counts(table: Sequence[Sequence[int]], width: int) -> Integers:
    for number, row in enumerate(table, start=1):
        if len(row) != width:
            raise UserError(f"row {number} of the table has {len(row)} counts, not {width}")
        if any(not 0 <= count <= _MOST_UNITS for count in row):
            raise UserError(
                f"row {number} of the table has a count below 0 or above a thousand million"
            )
    return np.array(table, dtype=np.int64).reshape(len(table), width)


def _in_order(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Put the categories that occur in the order of their numbers, or else of their letters."""
    numbers = numbers_of(labels)
    if numbers is None:
        return tuple(sorted(labels, key=lambda one: (isinstance(one, str), one)))
    return tuple(
        label for _, _, label in sorted(zip(numbers, map(str, labels), labels, strict=True))
    )


def _distinct(labels: Sequence[Label]) -> tuple[Label, ...]:
    twice = [label for at, label in enumerate(labels) if label in labels[:at]]
    if twice:
        raise UserError(f"the category {twice[0]!r} is declared twice")
    return tuple(labels)


def _check_number(labels: tuple[Label, ...]) -> None:
    if len(labels) > MOST_CATEGORIES:
        raise UserError(
            f"the data have {len(labels):,} categories, more than {MOST_CATEGORIES}",
            hint="check that the columns hold ratings, or round the values",
        )


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, width + 1))
