"""The forms in which ratings arrive: a CSV of units by coders, and the JSON dataset.

The JSON dataset is `{"kind": "ratings" | "contingency" | "distribution", "categories": [...] or
null, "data": [[...]]}`; null in ratings is "not rated". A list of lists is never guessed to be
one or the other: the kind says it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qes.analysis.agreement.estimates import Label
from qes.analysis.agreement.ratings import (
    Dataset,
    Ratings,
    distribution_of,
    ratings_of,
    ratings_of_contingency,
)
from qes.base import Json
from qes.errors import UserError

_MISSING = frozenset({"nan", "na", "#n/a", "null"})


class DatasetKind(StrEnum):
    """What the rows of a JSON dataset are."""

    RATINGS = "ratings"
    """One row a unit, one value a coder."""
    CONTINGENCY = "contingency"
    """Counts of two coders' categories, the first coder's in the rows."""
    DISTRIBUTION = "distribution"
    """One row a unit: how many coders gave it each category."""


def ratings_from_csv(text: str, categories: Sequence[str] | None = None) -> Ratings:
    """Read ratings from CSV: first column `unit`, then optionally `document`, then the coders.

    An empty cell is "not rated". Values are categories as they stand, so "Trust" and "trust" are
    two.

    Raises:
        UserError: If the head or a row is not of this form, a unit stands twice, a value says
            that it is missing, or the whole is a table of counts.
    """
    rows = rows_of_csv(text)
    declared = frozenset(categories or ())
    for number, row in enumerate(rows.cells, start=2):
        for cell in row:
            if cell.strip().casefold() in _MISSING and cell not in declared:
                raise UserError(
                    f"row {number} has {cell.strip()!r} for a rating",
                    hint="leave the cell empty if it is not rated, or declare it as a category",
                )
    return ratings_of(
        [[cell if cell.strip() else None for cell in row] for row in rows.cells],
        categories=categories,
        coders=rows.coders,
        documents=rows.documents,
    )


@dataclass(frozen=True, slots=True)
class RatingRows:
    """A CSV of units by coders, as it stands."""

    coders: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """One row a unit, one cell a coder."""
    documents: tuple[str, ...] | None


def rows_of_csv(text: str) -> RatingRows:
    """Read the rows of a CSV of units by coders.

    Raises:
        UserError: If it is not of that form.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    except csv.Error as error:
        raise UserError(f"the CSV cannot be read: {error}") from error
    head = [name.strip() for name in rows[0]] if rows else []
    if not head or head[0].lower() != "unit":
        raise UserError(
            "the first column of the CSV is not headed “unit”",
            hint="the columns are unit, document (if known), then one for each coder",
        )
    first = 2 if len(head) > 1 and head[1].lower() == "document" else 1
    coders = head[first:]
    if not all(coders) or len(set(coders)) != len(coders):
        raise UserError("every column of the CSV needs a heading of its own")
    units: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(head):
            raise UserError(f"row {number} has {len(row)} cells where the head has {len(head)}")
        if row[0] in units:
            raise UserError(
                f"row {number}: the unit {row[0]!r} stands twice", hint="give each unit one row"
            )
        units.add(row[0])
    if len(coders) > 1 and units == set(coders):
        raise UserError(
            "units and coders have the same names: this is a table of counts, not of ratings",
            hint="give it as JSON of the kind “contingency”",
        )
    return RatingRows(
        tuple(coders),
        tuple(tuple(row[first:]) for row in rows[1:]),
        tuple(row[1].strip() for row in rows[1:]) if first == 2 else None,
    )


def dataset_from_json(value: Json, categories: Sequence[str] | None = None) -> Dataset:
    """Read a dataset from parsed JSON.

    Categories given here, as a person types them, take the place of its own; a number in the
    data is then the category of the same spelling.

    Raises:
        UserError: If it is not of this form.
    """
    if not isinstance(value, Mapping):
        raise UserError("a dataset must be an object with “kind”, “categories” and “data”")
    kind = value.get("kind")
    if kind not in tuple(DatasetKind):
        raise UserError(
            f"the kind of dataset {str(kind)[:40]!r} is not known",
            hint=f"the kinds are {', '.join(DatasetKind)}",
        )
    rows = [_list(row, "a row of “data”") for row in _list(value.get("data"), "“data”")]
    own = value.get("categories")
    labels = None if own is None else tuple(_label(one) for one in _list(own, "“categories”"))
    if kind == DatasetKind.RATINGS:
        ratings = [[None if one is None else _label(one) for one in row] for row in rows]
        if categories is not None:
            spelled = {str(one): one for row in ratings for one in row if one is not None}
            labels = tuple(spelled.get(one, one) for one in categories)
        return ratings_of(ratings, categories=labels, documents=documents_from_json(value))
    counts = [[_count(one) for one in row] for row in rows]
    if kind == DatasetKind.CONTINGENCY:
        return ratings_of_contingency(counts, categories or labels)
    return distribution_of(counts, categories or labels)


def documents_from_json(value: Mapping[str, Json]) -> tuple[str, ...] | None:
    """Read the document of each unit from a dataset's “documents”, where it has them.

    Raises:
        UserError: If they are not a list.
    """
    documents = value.get("documents")
    if documents is None:
        return None
    return tuple(str(one) for one in _list(documents, "“documents”"))


def _label(value: Json) -> Label:
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise UserError(f"a category must be a text or a number, not {str(value)[:40]!r}")


def _count(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UserError(f"a count must be a whole number, not {str(value)[:40]!r}")


def _list(value: Json, what: str) -> Sequence[Json]:
    if isinstance(value, list | tuple):
        return value
    raise UserError(f"{what} must be a list")
