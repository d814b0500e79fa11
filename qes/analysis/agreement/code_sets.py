"""Any number of codes a unit: how far two sets are apart, and alpha over whole sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.coefficient_names import those_there_are
from qes.analysis.agreement.documents import Floats, Integers, documents_of
from qes.analysis.agreement.estimates import Label
from qes.analysis.agreement.ratings import UNRATED, Ratings
from qes.analysis.agreement.replicates import parts
from qes.errors import UserError

CodeSet = frozenset[Label]

Some = slice | Integers
"""Which of some rows."""
MOST_SETS = 50_000
"""Above this many different sets the distances of all pairs take minutes."""
_PAIRS_AT_ONCE = 2_000_000


class SetDistance(StrEnum):
    """How far two sets of codes are apart, from 0 (the same) to 1 (nothing in common)."""

    JACCARD = "jaccard"
    """1 - shared / all codes of both."""
    MASI = "masi"
    """1 - Jaccard's share times 1 (the same), 2/3 (one within the other), 1/3 (overlap) or 0:
    Passonneau (2006), Measuring Agreement on Set-Valued Items, LREC 2006."""


@dataclass(frozen=True, slots=True, eq=False)
class SetRatings:
    """What each coder gave each unit: a set of codes, an empty one, or not rated."""

    sets: tuple[CodeSet, ...]
    """The sets that occur."""
    ratings: Ratings
    """Whose categories are the places of the sets."""
    domain: tuple[str, ...] | None = None
    """All codes there were to choose from, where they are declared."""


@dataclass(frozen=True, slots=True, eq=False)
class SetMembers:
    """Sets as rows of 0 and 1, of which distances are made many at a time."""

    table: NDArray[np.float32]
    """Sets x codes."""
    sizes: Floats

    @classmethod
    def of(cls, sets: Sequence[CodeSet]) -> SetMembers:
        """Make the rows of some sets."""
        place: dict[Label, int] = {}
        rows = [[place.setdefault(code, len(place)) for code in one] for one in sets]
        table = np.zeros((len(sets), len(place)), dtype=np.float32)
        for at, row in enumerate(rows):
            table[at, row] = 1
        return cls(table, np.array([len(one) for one in sets], dtype=np.float64))

    def apart(self, rows: Some, columns: Some, distance: SetDistance) -> Floats:
        """Return how far each of some sets is from each of others (rows x columns)."""
        # Whole numbers below 2**24 are exact in these floats.
        shared = (self.table[rows] @ self.table[columns].T).astype(np.float64)
        return _apart(shared, self.sizes[rows][:, None], self.sizes[columns][None, :], distance)

    def apart_in_pairs(self, first: Integers, second: Integers, distance: SetDistance) -> Floats:
        """Return how far each set is from the one that stands beside it."""
        found = np.empty(len(first))
        for some in parts(len(first), max(1, _PAIRS_AT_ONCE // max(1, self.table.shape[1]))):
            a, b = first[some], second[some]
            shared = np.einsum("ij,ij->i", self.table[a], self.table[b]).astype(np.float64)
            found[some] = _apart(shared, self.sizes[a], self.sizes[b], distance)
        return found

    def of_pairs(
        self, pairs: Sequence[tuple[int, int]], distance: SetDistance
    ) -> dict[tuple[int, int], float]:
        """Return how far apart the sets at each two places are."""
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        found = self.apart_in_pairs(table[:, 0], table[:, 1], distance)
        return dict(zip(pairs, found.tolist(), strict=True))

    def products(self, counts: Floats, distances: Sequence[SetDistance]) -> tuple[Floats, ...]:
        """Return each kind of distance (sets x sets) times counts (sets x any), few at a time."""
        found = tuple(np.empty((len(self.table), counts.shape[1])) for _ in distances)
        total = counts.sum(axis=0)
        empty = np.flatnonzero(self.sizes == 0)
        n = len(self.table)
        at_once = min(n, max(1, _PAIRS_AT_ONCE // max(1, n)))
        # Made once: fresh ones for each part cost more than what is in them.
        every, alike = np.empty((at_once, n), dtype=np.float32), np.zeros((at_once, n))
        for some in parts(n, max(1, at_once)):
            # Most sets have nothing in common, and are then at distance 1.
            rows = self.table[some]
            shared = np.matmul(rows, self.table.T, out=every[: len(rows)]).ravel()
            there = np.flatnonzero(shared != 0)
            row, column = np.divmod(there, n)
            common = shared[there].astype(np.float64)
            sizes = self.sizes[some]
            like = alike[: len(rows)]
            both_empty = np.ix_(np.flatnonzero(sizes == 0), empty)
            like[both_empty] = 1.0
            for distance, product in zip(distances, found, strict=True):
                like.ravel()[there] = 1 - _apart(common, sizes[row], self.sizes[column], distance)
                product[some] = total - like @ counts
            like.ravel()[there] = like[both_empty] = 0.0
        return found


def distance_named(name: str) -> SetDistance:
    """Return the distance of that name.

    Raises:
        UserError: If there is none, naming those there are.
    """
    try:
        return SetDistance(name.casefold().strip())
    except ValueError:
        raise UserError(
            f"no distance of sets is called {name[:40]!r}", hint=those_there_are(name, SetDistance)
        ) from None


def set_distance(a: CodeSet, b: CodeSet, distance: SetDistance = SetDistance.MASI) -> float:
    """Return how far two sets are apart; two empty sets are the same.

    >>> round(set_distance(frozenset({1, 2}), frozenset({1, 2, 3, 4})), 6)
    0.666667
    """
    return float(set_distances((a,), (b,), distance)[0, 0])


def set_distances(
    rows: Sequence[CodeSet], columns: Sequence[CodeSet], distance: SetDistance
) -> Floats:
    """Return how far each of some sets is from each of others (rows x columns)."""
    members = SetMembers.of((*rows, *columns))
    return members.apart(slice(0, len(rows)), slice(len(rows), None), distance)


def _apart(shared: Floats, sizes: Floats, others: Floats, distance: SetDistance) -> Floats:
    whole = sizes + others
    whole -= shared
    like = shared / np.maximum(whole, 1)
    if distance is SetDistance.MASI:
        like /= 3
        smaller, larger = np.minimum(sizes, others), np.maximum(sizes, others)
        like[shared == smaller] *= 2
        like[shared == larger] = 1.0
    else:
        like[whole == 0] = 1.0
    return np.subtract(1, like, out=like)


def mean_set_distance(
    pairs: Sequence[tuple[CodeSet, CodeSet]], distance: SetDistance = SetDistance.MASI
) -> float | None:
    """Return the mean distance of pairs of sets; None of no pairs."""
    if not pairs:
        return None
    return sum(set_distance(a, b, distance) for a, b in pairs) / len(pairs)


def set_ratings(
    units: Sequence[Sequence[CodeSet | None]], documents: Sequence[str] | None = None
) -> SetRatings:
    """Make ratings from one row a unit and one set a coder; None is "not rated".

    Raises:
        UserError: If rows differ in length, or there are more than 50,000 different sets.
    """
    width = len(units[0]) if units else 0
    number: dict[CodeSet, int] = {}
    values = np.full((len(units), width), UNRATED, dtype=np.int64)
    for at, row in enumerate(units):
        if len(row) != width:
            raise UserError(
                f"unit {at + 1} has {len(row)} ratings where the first has {width}",
                hint="give every unit one set a coder, null where it is not rated",
            )
        values[at] = [
            UNRATED if one is None else number.setdefault(one, len(number)) for one in row
        ]
    if len(number) > MOST_SETS:
        raise UserError(
            f"the coders used {len(number):,} different sets of codes, more than {MOST_SETS:,}",
            hint="roll codes up to their parents",
        )
    ratings = Ratings(
        values,
        np.ones(len(units), dtype=np.int64),
        tuple(range(len(number))),
        tuple(str(coder) for coder in range(1, width + 1)),
        None if documents is None else documents_of(documents),
    )
    return SetRatings(tuple(number), ratings)
