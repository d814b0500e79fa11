"""Drawing units at random and splitting them among reviewers: the same for the same seed, anywhere.

Chance is SHA-256 over the seed and a unit's id, so that anyone can draw again with any tool, and
neither the order of the units nor a library's version decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from qes.base import sha256


def shuffled(ids: Sequence[str], seed: int) -> tuple[str, ...]:
    """Return ids in the random order of a seed, whatever order they come in."""
    return tuple(sorted(ids, key=lambda id_: (sha256(f"{seed}:{id_}"), id_)))


def draw(strata: Mapping[str, Sequence[str]], size: int, seed: int) -> frozenset[str]:
    """Draw a stratified random sample, each stratum by its share of the units.

    Places are given to strata by largest remainder, so that none is off by one whole unit.

    Args:
        strata: The ids in each stratum.
        size: How many to draw, at most as many as there are.
        seed: Names the draw.

    Raises:
        ValueError: If there are not so many.
    """
    total = sum(map(len, strata.values()))
    if not 0 <= size <= total:
        raise ValueError(f"{size} of {total} cannot be drawn")
    shares = {name: divmod(len(ids) * size, total or 1) for name, ids in strata.items()}
    places = {name: whole for name, (whole, _) in shares.items()}
    by_remainder = sorted(strata, key=lambda name: (-shares[name][1], name))
    left = size - sum(places.values())
    for name in by_remainder[:left]:
        places[name] += 1
    return frozenset(
        id_ for name, ids in strata.items() for id_ in shuffled(ids, seed)[: places[name]]
    )


def split(
    strata: Mapping[str, Sequence[str]], people: Sequence[str], overlap: float, seed: int
) -> dict[str, frozenset[str]]:
    """Split units among people: a share goes to two each, every other unit to one.

    Those who have least are given next, within each stratum in random order, so that everyone has
    as much as any other but for one or two, of every stratum, and every two people share about as
    much as any other two.

    Args:
        strata: The ids in each stratum.
        people: Two or more.
        overlap: The share that two people have, 0 to 1; of the whole, rounded to whole units.
        seed: Names the split.

    Raises:
        ValueError: If there are fewer than two people or the share is none.
    """
    if len(people) < 2 or not 0 <= overlap <= 1:
        raise ValueError("a split needs two people and a share between 0 and 1")
    total = sum(map(len, strata.values()))
    twice = draw(strata, round(total * overlap), seed)
    # another order than the one that chose what is done twice
    ordered = [id_ for name in sorted(strata) for id_ in shuffled(strata[name], seed + 1)]
    theirs: dict[str, list[str]] = {who: [] for who in people}
    pairs = dict.fromkeys(combinations(people, 2), 0)
    for id_ in (one for one in ordered if one in twice):
        pair = min(pairs, key=lambda two: (pairs[two], sum(len(theirs[who]) for who in two)))
        pairs[pair] += 1
        for who in pair:
            theirs[who].append(id_)
    for id_ in (one for one in ordered if one not in twice):
        min(theirs.values(), key=len).append(id_)
    return {who: frozenset(ids) for who, ids in theirs.items()}
