"""Where coders differ: the units furthest apart first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from qes.analysis.agreement.code_sets import CodeSet, SetDistance, SetMembers
from qes.analysis.agreement.estimates import Label


@dataclass(frozen=True, slots=True)
class UnitDisagreement:
    """A unit on which coders who rated it differ."""

    unit: str
    distance: float
    """The mean over pairs of coders, from 0 to 1."""
    disputed: tuple[Label, ...]
    """Codes that some of them gave and others did not."""
    shared: tuple[Label, ...]
    """Codes that all of them gave."""
    n_coders: int


def list_disagreements(
    units: Sequence[str],
    given: Sequence[Sequence[CodeSet | None]],
    distance: SetDistance = SetDistance.MASI,
) -> tuple[UnitDisagreement, ...]:
    """List the units on which coders differ, the furthest apart first, then in their order.

    Args:
        units: Their ids.
        given: For each unit one set of codes a coder; None is "not rated".
        distance: Of two sets.

    Raises:
        ValueError: If the two differ in length.

    >>> [one.unit for one in list_disagreements(["s1", "s2"], [[{1}, {1, 2}], [{1}, {2}]])]
    ['s2', 's1']
    """
    if len(units) != len(given):
        raise ValueError("there must be one row of sets a unit")
    number: dict[CodeSet, int] = {}
    found: list[tuple[str, list[CodeSet]]] = []
    for unit, row in zip(units, given, strict=True):
        rated = [frozenset(one) for one in row if one is not None]
        if any(one != rated[0] for one in rated[1:]):
            found.append((unit, rated))
            for one in rated:
                number.setdefault(one, len(number))
    members = SetMembers.of(tuple(number))
    pairs = sorted(
        {(number[a], number[b]) for _, rated in found for a, b in combinations(rated, 2)}
    )
    apart = members.of_pairs(pairs, distance)
    listed = [_disagreement(unit, rated, number, apart) for unit, rated in found]
    return tuple(sorted(listed, key=lambda one: -one.distance))


def _disagreement(
    unit: str,
    rated: Sequence[CodeSet],
    number: dict[CodeSet, int],
    apart: dict[tuple[int, int], float],
) -> UnitDisagreement:
    pairs = list(combinations(rated, 2))
    total = sum(apart[number[a], number[b]] for a, b in pairs)
    shared = frozenset.intersection(*rated)
    disputed = frozenset.union(*rated) - shared
    return UnitDisagreement(
        unit,
        total / len(pairs),
        tuple(sorted(disputed, key=str)),
        tuple(sorted(shared, key=str)),
        len(rated),
    )
