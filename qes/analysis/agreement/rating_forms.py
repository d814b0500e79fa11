"""The forms in which ratings arrive: a CSV of units by coders, and the JSON dataset.

The JSON dataset is `{"kind": "ratings" | "contingency" | "distribution", "categories": [...] or
null, "data": [[...]]}`; null in ratings is "not rated". A list of lists is never guessed to be
one or the other: the kind says it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from qes.analysis.agreement.estimates import Label, quoted
from qes.analysis.agreement.ratings import (
    Dataset,
    Ratings,
    distribution_of,
    ratings_of,
    ratings_of_contingency,
)
from qes.analysis.agreement.unit_rows import rows_of_csv, says_missing
from qes.base import Json
from qes.errors import UserError


class DatasetKind(StrEnum):
    """What the rows of a JSON dataset are."""

    RATINGS = "ratings"
    """One row a unit, one value a coder."""
    CONTINGENCY = "contingency"
    """Counts of two coders' categories, the first coder's in the rows."""
    DISTRIBUTION = "distribution"
    """One row a unit: how many coders gave it each category."""


def ratings_from_csv(text: str, categories: Sequence[str] | None = None) -> Ratings:
    """Read ratings from CSV, as `unit_rows.rows_of_csv` takes it.

    An empty cell is "not rated". Values are categories as they stand, so "Trust" and "trust" are
    two.

    Raises:
        UserError: If the head or a row is not of this form, a unit stands twice, a value says
            that it is missing, or the whole is a table of counts.
    """
    rows = rows_of_csv(text)
    declared = frozenset(categories or ())
    for number, row in zip(rows.numbers, rows.cells, strict=True):
        for cell in row:
            if says_missing(cell) and cell not in declared:
                raise UserError(
                    f"row {number} has {quoted(cell.strip())} for a rating",
                    hint="leave the cell empty if it is not rated, or declare it as a category",
                )
    return ratings_of(
        [[cell if cell.strip() else None for cell in row] for row in rows.cells],
        categories=categories,
        coders=rows.coders,
        documents=rows.documents,
    )


def dataset_from_json(value: Json, categories: Sequence[str] | None = None) -> Dataset:
    """Read a dataset from parsed JSON.

    Categories given here, as a person types them, take the place of its own; a number in the
    data is then the category of the same spelling, and the rows and columns of a table that has
    categories of its own are put in the order given.

    Raises:
        UserError: If it is not of this form.
    """
    if not isinstance(value, Mapping):
        raise UserError("a dataset must be an object with “kind”, “categories” and “data”")
    kind = value.get("kind")
    if kind not in tuple(DatasetKind):
        raise UserError(
            "the dataset does not say of which kind it is"
            if kind is None
            else f"the kind of dataset {str(kind)[:40]!r} is not known",
            hint=f"the kinds are {', '.join(DatasetKind)}",
        )
    rows = [_list(row, "a row of “data”") for row in _list(value.get("data"), "“data”")]
    own = value.get("categories")
    labels = None if own is None else tuple(_label(one) for one in _list(own, "“categories”"))
    if kind == DatasetKind.RATINGS:
        ratings = [_rated(row, frozenset(labels or ()) | set(categories or ())) for row in rows]
        if categories is not None:
            spelled = {str(one): one for row in ratings for one in row if one is not None}
            labels = tuple(spelled.get(one, one) for one in categories)
        return ratings_of(ratings, categories=labels, documents=documents_from_json(value))
    counts = [[_count(one) for one in row] for row in rows]
    square = kind == DatasetKind.CONTINGENCY
    counts = _in_order(counts, labels, categories, square=square)
    make = ratings_of_contingency if square else distribution_of
    return make(counts, categories or labels)


def _rated(row: Sequence[Json], declared: frozenset[Label]) -> list[Label | None]:
    """Read one unit's ratings; what says that it is missing is no category unless declared."""
    made = [None if one is None else _label(one) for one in row]
    for one in made:
        if isinstance(one, str) and one not in declared and (says_missing(one) or not one.strip()):
            or_else = ", or declare it as a category" if one.strip() else ""
            raise UserError(
                f"{quoted(one)} is given for a rating",
                hint=f"write null if it is not rated{or_else}",
            )
    return made


def _in_order(
    counts: list[list[int]],
    own: Sequence[Label] | None,
    wanted: Sequence[str] | None,
    *,
    square: bool,
) -> list[list[int]]:
    """Put a table's columns, and its rows where it is square, in the order of other categories."""
    if own is None or wanted is None:
        return counts
    spelled = [str(one) for one in own]
    lost = [one for one in spelled if one not in wanted]
    if lost:
        raise UserError(
            f"the category {quoted(lost[0])} of the table is not among the declared categories",
            hint=f"they are {quoted(*wanted)}",
        )
    if square and len(counts) != len(spelled):
        raise UserError(f"a table of {len(counts)} rows cannot have {len(spelled)} categories")
    for number, row in enumerate(counts, start=1):
        if len(row) != len(spelled):
            raise UserError(f"row {number} of the table has {len(row)} counts, not {len(spelled)}")
    places = [spelled.index(one) if one in spelled else None for one in wanted]
    across = [[0 if at is None else row[at] for at in places] for row in counts]
    if not square:
        return across
    return [[0] * len(places) if at is None else across[at] for at in places]


def documents_from_json(value: Mapping[str, Json]) -> tuple[str, ...] | None:
    """Read the document of each unit from a dataset's “documents”, where it has them.

    Raises:
        UserError: If they are not a list of texts or whole numbers.
    """
    documents = value.get("documents")
    if documents is None:
        return None
    named = _list(documents, "“documents”")
    if not all(isinstance(one, str | int) and str(one).strip() for one in named):
        raise UserError("a document must be a text or a whole number", hint="name each unit's")
    return tuple(str(one).strip() for one in named)


def _label(value: Json) -> Label:
    # To Python true is 1; here it is a category of its own.
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise UserError(
        f"a category must be a text or a number, not {str(value)[:40]!r}",
        hint="write null if it is not rated",
    )


def _count(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise UserError(f"a count must be a whole number, not {str(value)[:40]!r}")


def _list(value: Json, what: str) -> Sequence[Json]:
    if isinstance(value, list | tuple):
        return value
    raise UserError(f"{what} must be a list")
