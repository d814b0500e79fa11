"""Passages that two coders gave the same code to, that overlap and are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, SourceId
from qes.services.comparison import BoundaryDifference
from qes.services.ratings import Ratings, Stated

if TYPE_CHECKING:
    from qes.services.stating import Wording

_Places = dict[tuple[SourceId, CodeId], dict[tuple[int, int], Stated]]


def boundary_differences(ratings: Ratings, wording: Wording) -> tuple[BoundaryDifference, ...]:
    """Find the passages on whose words coders agree in part, the furthest apart first.

    A passage that the other coder marked too, from its first to its last character, is left out.
    """
    by_coder = {who: _places(ratings, who) for who in sorted(ratings.stated)}
    found = []
    for first, second in combinations(by_coder, 2):
        ours, theirs = by_coder[first], by_coder[second]
        for key in sorted(ours.keys() & theirs.keys()):
            mine = [one for span, one in sorted(ours[key].items()) if span not in theirs[key]]
            others = [one for span, one in sorted(theirs[key].items()) if span not in ours[key]]
            found += [
                BoundaryDifference(
                    key[1],
                    wording.path(key[1]),
                    first,
                    second,
                    wording.statement(one),
                    wording.statement(other),
                    boundary_distance((one.start, one.stop), (other.start, other.stop)),
                )
                for one, other in overlapping(mine, others)
            ]
    return tuple(sorted(found, key=lambda one: -one.distance))


def _places(ratings: Ratings, who: AuthorName) -> _Places:
    found: _Places = {}
    for said in ratings.stated[who].values():
        for one in said:
            if one.applied and one.code is not None:
                found.setdefault((one.source, one.code), {})[one.start, one.stop] = one
    return found


def overlapping(ours: Sequence[Stated], theirs: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    """Return the pairs that share a character; both lists are in the order of their starts."""
    found = []
    open_: list[Stated] = []
    waiting = 0
    for one in ours:
        while waiting < len(theirs) and theirs[waiting].start < one.stop:
            open_.append(theirs[waiting])
            waiting += 1
        # what ends before this one begins meets no later one either
        open_ = [other for other in open_ if other.stop > one.start]
        found += [(one, other) for other in open_ if other.start < one.stop]
    return found


def boundary_distance(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how far two stretches are apart: 1 - shared / all characters of both.

    >>> boundary_distance((0, 10), (5, 15))
    0.6666666666666667
    """
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    whole = (one[1] - one[0]) + (other[1] - other[0]) - shared
    return 1 - shared / whole if whole else 0.0
