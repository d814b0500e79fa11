"""Which code one coder gave where another gave which: the confusion map of a codebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import fsum

_DIGITS = 9
"""Weights that differ by less than rounding are the same."""


@dataclass(frozen=True, slots=True)
class RatedTwice:
    """What two coders who both saw a unit gave to it."""

    unit: str
    first: frozenset[str]
    second: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """Two codes that stand against each other: one coder gave the one, the other the other."""

    one: str
    other: str
    """After `one` in the order of ids."""
    weight: float
    """Units; one in which several codes stand against several counts for 1 in all."""
    forward: float
    """Of the weight, that in which the first coder gave `one` and the second `other`."""
    units: tuple[str, ...]
    """In the order in which they came, each once."""

    @property
    def backward(self) -> float:
        """Return the weight in which the first coder gave `other` and the second `one`."""
        return self.weight - self.forward


@dataclass(frozen=True, slots=True)
class LoneCode:
    """A code that one coder gave where the other gave nothing in its place."""

    code: str
    weight: float
    """Units; one with several such codes counts for 1 in all."""
    by_first: float
    """Of the weight, that in which the first coder gave it."""
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfusionMap:
    """What stands against what in the units in which two coders differ, the weightiest first."""

    pairs: tuple[ConfusedPair, ...]
    alone: tuple[LoneCode, ...]
    n: int
    """Comparisons of two coders that differ: all weights add up to it."""


@dataclass(slots=True)
class _Tally:
    """Weights one by one: they are added up at the end, so that their order is no matter."""

    weights: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    units: dict[str, None] = field(default_factory=dict)

    def add(self, unit: str, weight: float, *, first: bool) -> None:
        self.weights.append(weight)
        if first:
            self.first.append(weight)
        self.units[unit] = None


def confusion_map(rated: Iterable[RatedTwice]) -> ConfusionMap:
    """Set the codes that only one coder gave against those that only the other gave.

    Of a unit where one has n codes of their own and the other m, each of the n x m pairs weighs
    1/(n x m), so that a unit with many codes says no more than one with few. Where the other has
    none of their own, each of the n codes stands alone and weighs 1/n.

    Args:
        rated: Units that both coders saw; of more than two coders, every two of them.

    >>> confusion_map([RatedTwice("s1", frozenset({"pay"}), frozenset({"hours", "rota"}))]).pairs
    (ConfusedPair(one='hours', other='pay', weight=0.5, forward=0.0, units=('s1',)), \
ConfusedPair(one='pay', other='rota', weight=0.5, forward=0.5, units=('s1',)))
    """
    pairs: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
    alone: defaultdict[str, _Tally] = defaultdict(_Tally)
    n = 0
    for case in rated:
        if case.first == case.second:
            continue
        n += 1
        firsts, seconds = case.first - case.second, case.second - case.first
        if firsts and seconds:
            weight = 1 / (len(firsts) * len(seconds))
            for mine in firsts:
                for theirs in seconds:
                    key = (mine, theirs) if mine < theirs else (theirs, mine)
                    pairs[key].add(case.unit, weight, first=mine < theirs)
        else:
            for code in firsts or seconds:
                weight = 1 / len(firsts or seconds)
                alone[code].add(case.unit, weight, first=bool(firsts))
    confused = [
        ConfusedPair(one, other, fsum(it.weights), fsum(it.first), tuple(it.units))
        for (one, other), it in pairs.items()
    ]
    lone = [
        LoneCode(code, fsum(it.weights), fsum(it.first), tuple(it.units))
        for code, it in alone.items()
    ]
    return ConfusionMap(
        tuple(sorted(confused, key=lambda one: (-round(one.weight, _DIGITS), one.one, one.other))),
        tuple(sorted(lone, key=lambda one: (-round(one.weight, _DIGITS), one.code))),
        n,
    )
