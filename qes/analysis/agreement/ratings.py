"""Ratings of units by coders, and the counts that every coefficient of agreement is made of.

A unit that a coder did not see has no rating there, which is not the same as a rating of
"absent": the caller says which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from qes.analysis.agreement.documents import Documents, Integers, documents_of
from qes.analysis.agreement.estimates import Label, quoted
from qes.analysis.agreement.scales import numbers_of
from qes.errors import UserError

MOST_CATEGORIES = 500
"""Above this a table of category by category says nothing and fills the memory."""
UNRATED = -1
"""Stands in the values where a coder did not rate the unit."""
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
    documents: Documents | None = None
    """The document of each row, where it is known."""
    ordered: bool = True
    """Whether the order of the categories means something: declared, or all are numbers."""
    tabulated: bool = False
    """Whether they were given as a table of counts, whose standard errors are published over n
    and not over n - 1 (Fleiss, Cohen & Everitt 1969, doi:10.1037/h0028106)."""
    declared: bool = True
    """Whether the categories are all there were to choose from, and not only those that occur."""

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
        return None if self.documents is None else len(self.documents)

    def active(self) -> Sequence[int]:
        """Return the columns of the coders who rated at least one unit."""
        live = self.repeats > 0
        values = self.values if live.all() else self.values[live]
        return tuple(at for at, given in enumerate(values.T) if (given != UNRATED).any())

    def contingency(self, first: int, second: int) -> Integers:
        """Count units by the categories (q x q) that two columns gave them, where both did."""
        q = len(self.categories)
        a, b = self.values[:, first], self.values[:, second]
        both = (a != UNRATED) & (b != UNRATED)
        counted = np.bincount(a[both] * q + b[both], weights=self.repeats[both], minlength=q * q)
        return counted.astype(np.int64).reshape(q, q)


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
            f"the value {quoted(strange[0])} is not among the declared categories",
            hint=f"they are {quoted(*labels)}",
        )
    if documents is not None and len(documents) != len(rows):
        raise UserError(f"{len(documents)} documents are given for {len(rows)} units")
    _check_number(labels)
    index[None] = UNRATED
    flat = np.fromiter((index[value] for value in chain.from_iterable(rows)), dtype=np.int64)
    return Ratings(
        values=flat.reshape(len(rows), width),
        repeats=np.ones(len(rows), dtype=np.int64),
        categories=labels,
        coders=tuple(coders) if coders is not None else _numbered(width),
        documents=None if documents is None else documents_of(documents),
        ordered=categories is not None or len(labels) < 2 or numbers_of(labels) is not None,
        declared=categories is not None,
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
    return Ratings(values, counts.reshape(q * q), labels, _numbered(2), tabulated=True)


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
    spelled = zip(numbers.tolist(), map(str, labels), labels, strict=True)
    return tuple(
        label
        for _, _, label in sorted(spelled, key=lambda one: (*one[:2], isinstance(one[2], str)))
    )


def _distinct(labels: Sequence[Label]) -> tuple[Label, ...]:
    seen: set[Label] = set()
    for one in labels:
        if one in seen:
            raise UserError(f"the category {quoted(one)} is declared twice")
        if not str(one).strip():
            raise UserError("a declared category has no name")
        seen.add(one)
    return tuple(labels)


def _check_number(labels: tuple[Label, ...]) -> None:
    if len(labels) > MOST_CATEGORIES:
        raise UserError(
            f"the data have {len(labels):,} categories, more than {MOST_CATEGORIES}",
            hint="check that the columns hold ratings, or round the values",
        )


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, width + 1))
