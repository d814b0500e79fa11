"""Groups of passages that no code has yet: where a new code may be waiting to be made.

A group is offered as what it is, by its phrases and typical passages, and never named: on
codebooks about what is talked about most groups follow a code a reviewer would make, on
codebooks about how it is said few do. Twice as many groups are made as codes are expected, since
merging two is easier than telling one apart.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId, sha256
from qes.suggest.code_places import CodePlaces, code_places
from qes.suggest.partition import partition
from qes.suggest.phrases import Phrase, key_phrases
from qes.suggest.segment_space import Points, VectorRows, segment_space

SMALLEST = 5
"""Fewer passages are not offered: too few to tell a theme from an accident."""
WELL_EXPLAINED = 0.9
"""From this probability of its likeliest code on, a passage is not grouped."""
RECURRENCE = 0.5
"""A group so much of which lay in a dismissed one is that one again."""
_FEWEST, _MOST = 6, 60
"""So many groups are made at least and at most where none asks for a number."""
_EARLY = 1 / 3
"""From this share of passages coded on, only the codes in use say how many groups to make."""
_TYPICAL = 5
_FROM_THE_MIDDLE = 4
"""Typical passages are chosen from so many times as many, those nearest the centre."""


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """What there is to group and what is known of it, one place a passage throughout."""

    keys: Sequence[str]
    """The caller's own names for the passages, each once; read for ids only."""
    vectors: VectorRows
    texts: Sequence[str]
    codes: Sequence[Collection[CodeId]]
    """The codes each passage has. One without is to be grouped; a passage that was finished
    without a code and is not to come back is left out by the caller."""
    explained: NDArray[np.float64] | None = None
    """The calibrated probability of each passage's likeliest code, None before there is one."""

    def __post_init__(self) -> None:
        lengths = {len(self.keys), len(self.vectors), len(self.texts), len(self.codes)}
        if self.explained is not None:
            lengths.add(len(self.explained))
        if len(lengths) != 1:
            raise ValueError(f"not one of each a passage: {sorted(lengths)}")


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that belong together as far as vectors and words can tell; not a code."""

    id: str
    """The first 16 hexadecimal digits of a hash of its members: the same members, the same id."""
    members: tuple[str, ...]
    """Keys, the one nearest the centre first."""
    typical: tuple[str, ...]
    """Keys of at most five members near the centre that are unlike one another."""
    phrases: tuple[Phrase, ...]
    distance: float | None
    """1 less the likeness of the nearest code in use, which is at most 1; None without codes."""
    nearest: CodeId | None = None
    """That code; None where every code's passages are unlike the group."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A group that a reviewer has put aside."""

    id: str
    members: frozenset[str]


def group_passages(
    passages: Passages, *, count: int | None = None, together: Sequence[Collection[str]] = ()
) -> tuple[Group, ...]:
    """Return groups of the passages without a code, farthest from every code in use first.

    Deterministic: the same passages in the same order give the same groups. At most `count`
    groups of at least five passages each; blank passages and those explained well are in none.

    Args:
        passages: all passages, those with codes too: from them is learnt what sets codes apart.
        count: how many groups to make; by default as many as there are codes in use (between
            6 and 60), which is twice what is expected where a third of the codes is missing.
            While few passages are coded, and the codes in use tell little of those to come, it
            is up to the square root of half the passages to be grouped, a rule of thumb (Mardia,
            Kent & Bibby 1979, Multivariate Analysis, p. 365).
        together: keys of passages that a reviewer has put together. Groups half of which or more
            lies in one such set come back as one group.
    """
    usable = _usable(passages)
    rows = np.flatnonzero(usable & _open(passages))
    coded = np.flatnonzero(usable & np.array([bool(ones) for ones in passages.codes], dtype=bool))
    in_use = {code for ones in passages.codes for code in ones}
    wanted = _enough(len(in_use), len(coded), len(rows)) if count is None else count
    if min(wanted, len(rows) // SMALLEST) < 1:
        return ()
    # the space is learnt in the caller's order, whatever the split
    both = np.sort(np.concatenate([rows, coded]))
    every = len(both) == len(passages.keys)
    space = segment_space(
        passages.vectors if every else passages.vectors[both],
        [passages.texts[at] for at in both],
        [passages.codes[at] for at in both],
    )
    place = np.full(len(passages.keys), -1)
    place[both] = np.arange(len(both))
    points = space[place[rows]]
    parts = partition(points, min(wanted, len(rows) // SMALLEST))
    keys = [passages.keys[at] for at in rows.tolist()]
    found = [part for part in _united(parts, keys, together) if len(part) >= SMALLEST]
    places_of_codes = code_places(space, [passages.codes[at] for at in both])
    phrases = key_phrases([[passages.texts[at] for at in rows[members]] for members in found])
    groups = [
        _group(passages, rows[members], points[members], places_of_codes, said)
        for members, said in zip(found, phrases, strict=True)
    ]
    return tuple(sorted(groups, key=lambda one: (-(one.distance or 0), -len(one.members), one.id)))


def group_id(members: Iterable[str]) -> str:
    """Return the id of a group with these members, in whatever order they are given."""
    return sha256("\n".join(sorted(members)))[:16]


def recurs(group: Group, dismissed: Iterable[Dismissed]) -> Dismissed | None:
    """Return the dismissed group that this one is again, or None.

    It is the one that held the greatest share of the group's members, if that is half or more. A
    part of a dismissed group so recurs; a larger group that has a dismissed one as a small part
    is new.
    """
    members = frozenset(group.members)
    best = max(dismissed, key=lambda one: (len(members & one.members), one.id), default=None)
    if best is None or len(members & best.members) < RECURRENCE * len(members):
        return None
    return best


def _enough(in_use: int, coded: int, uncoded: int) -> int:
    """Return how many groups to make where nobody asks for a number."""
    early = max(0.0, 1 - coded / (_EARLY * max(coded + uncoded, 1)))
    wanted = in_use + early * max(0.0, math.sqrt(uncoded / 2) - in_use)
    return min(max(round(wanted), _FEWEST), _MOST)


def _usable(passages: Passages) -> NDArray[np.bool_]:
    """Whether a passage has words and a vector that is one."""
    lengths = np.einsum("ij,ij->i", passages.vectors, passages.vectors, dtype=np.float64)
    said = np.array([bool(text.strip()) for text in passages.texts], dtype=bool)
    return np.asarray(np.isfinite(lengths) & (lengths > 0) & said, dtype=np.bool_)


def _open(passages: Passages) -> NDArray[np.bool_]:
    """Whether a passage has no code and none that is almost certain."""
    uncoded = np.array([not ones for ones in passages.codes], dtype=np.bool_)
    if passages.explained is not None:
        uncoded &= ~(passages.explained >= WELL_EXPLAINED)
    return uncoded


def _united(
    parts: Sequence[NDArray[np.intp]], keys: Sequence[str], together: Sequence[Collection[str]]
) -> list[NDArray[np.intp]]:
    """Return the parts, those that mostly lie in one set of keys joined to one."""
    wholes: dict[int, list[NDArray[np.intp]]] = {}
    alone: list[NDArray[np.intp]] = []
    # where a set was itself put together with more, the larger one counts
    sets = sorted(map(frozenset, together), key=lambda one: (-len(one), sorted(one)))
    for part in parts:
        shared = [sum(keys[at] in one for at in part.tolist()) for one in sets]
        best = int(np.argmax(shared)) if shared else -1
        if best >= 0 and shared[best] >= RECURRENCE * len(part):
            wholes.setdefault(best, []).append(part)
        else:
            alone.append(part)
    return alone + [np.sort(np.concatenate(several)) for several in wholes.values()]


def _group(
    passages: Passages,
    rows: NDArray[np.intp],
    points: Points,
    codes: CodePlaces,
    phrases: tuple[Phrase, ...],
) -> Group:
    centre = points.mean(axis=0)
    order = np.argsort(((points - centre) ** 2).sum(axis=1), kind="stable")
    keys = tuple(passages.keys[at] for at in rows[order])
    typical = _unlike(points[order], [passages.texts[at] for at in rows[order]])
    nearest, distance = codes.nearest(centre)
    chosen = tuple(keys[at] for at in typical)
    return Group(group_id(keys), keys, chosen, phrases, distance, nearest)


def _unlike(points: Points, texts: Sequence[str]) -> list[int]:
    """Choose from the first, nearest the centre, those farthest from one another.

    The first is always chosen; of equal texts one.
    """
    near, seen = [], set()
    for at, text in enumerate(texts):
        if text.strip() not in seen:
            seen.add(text.strip())
            near.append(at)
        if len(near) >= max(_TYPICAL, min(len(texts) // 2, _TYPICAL * _FROM_THE_MIDDLE)):
            break
    chosen = [near[0]]
    apart = np.full(len(near), np.inf)
    while len(chosen) < min(_TYPICAL, len(near)):
        apart = np.minimum(apart, ((points[near] - points[chosen[-1]]) ** 2).sum(axis=1))
        apart[[near.index(at) for at in chosen]] = -1
        chosen.append(near[int(apart.argmax())])
    return chosen
