"""Sequences whose items are kept as columns of numbers and made when they are asked for.

A long interview has millions of turns and sentences. Each takes some 200 bytes and a microsecond as
an object, but 8 to 24 bytes in columns.
"""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from math import isnan, nan
from operator import eq
from typing import TypeVar, overload

from corpora.source import Role, Segment, Turn, Unit

Item_co = TypeVar("Item_co", covariant=True)

NO_ONE = -1
NO_TURN = 0
_SHOWN = 3


def integers(values: Iterable[int] = ()) -> array[int]:
    """Return a column of whole numbers of four bytes: enough for places in any text."""
    return array("i", values)


def moments(values: Iterable[float | None] = ()) -> array[float]:
    """Return a column of seconds, in which NaN stands for none."""
    return array("d", [nan if value is None else value for value in values])


class Columns(Sequence[Item_co]):
    """A sequence of values kept as columns; it equals any sequence of equal items."""

    __slots__ = ()

    @abstractmethod
    def _item(self, index: int) -> Item_co:
        """Make the item at an index that exists."""

    @overload
    def __getitem__(self, index: int) -> Item_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item_co, ...]: ...
    def __getitem__(self, index: int | slice) -> Item_co | tuple[Item_co, ...]:
        if isinstance(index, slice):
            return tuple(map(self._item, range(*index.indices(len(self)))))
        return self._item(range(len(self))[index])

    def __iter__(self) -> Iterator[Item_co]:
        return map(self._item, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self[:_SHOWN]))
        return f"<{type(self).__name__}: {len(self)} items, {shown} …>"


def _check_numbers(numbers: Iterable[int]) -> None:
    if any(number != n for n, number in enumerate(numbers, 1)):
        raise ValueError("columns number their items from 1 in order")


class Turns(Columns[Turn]):
    """Turns in order, numbered from 1."""

    __slots__ = ("ats", "ends", "people", "starts", "who")

    def __init__(self, people: Sequence[tuple[str, Role]] = ()) -> None:
        self.people = tuple(people)
        """Label and role of each who speaks."""
        self.who = integers()
        """For each turn the place of its speaker in `people`, or `NO_ONE`."""
        self.starts = integers()
        self.ends = integers()
        self.ats = moments()

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Turns:
        """Return turns as columns; they must be numbered from 1 in order."""
        if isinstance(turns, cls):
            return turns
        _check_numbers(one.n for one in turns)
        people: dict[tuple[str, Role], int] = {}
        for one in turns:
            if one.speaker is not None:
                people.setdefault((one.speaker, one.role), len(people))
        made = cls(tuple(people))
        for one in turns:
            who = people[one.speaker, one.role] if one.speaker is not None else NO_ONE
            made.add(who, one.start, one.end, nan if one.at is None else one.at)
        return made

    def add(self, who: int, start: int, end: int, at: float) -> None:
        """Append a turn; `at` is NaN where there is no time."""
        self.who.append(who)
        self.starts.append(start)
        self.ends.append(end)
        self.ats.append(at)

    def __len__(self) -> int:
        return len(self.starts)

    def _item(self, index: int) -> Turn:
        who, at = self.who[index], self.ats[index]
        label, role = (None, Role.UNKNOWN) if who == NO_ONE else self.people[who]
        start, end = self.starts[index], self.ends[index]
        return Turn(index + 1, label, role, start, end, None if isnan(at) else at)


class UnitSegments(Columns[Segment]):
    """The segments of one unit in order, numbered from 1."""

    __slots__ = ("ends", "starts", "turns", "unit")

    def __init__(
        self, unit: Unit, starts: Sequence[int], ends: Sequence[int], turns: Sequence[int]
    ) -> None:
        self.unit = unit
        self.starts = starts
        self.ends = ends
        self.turns = turns
        """For each segment the number of the turn it lies in, or `NO_TURN`."""

    @classmethod
    def of(cls, unit: Unit, segments: Sequence[Segment]) -> UnitSegments:
        """Return those segments that are of a unit as columns; numbered from 1 in order."""
        listed = [one for one in segments if one.unit is unit]
        _check_numbers(one.n for one in listed)
        return cls(
            unit,
            integers(one.start for one in listed),
            integers(one.end for one in listed),
            integers(one.turn or NO_TURN for one in listed),
        )

    def __len__(self) -> int:
        return len(self.starts)

    def _item(self, index: int) -> Segment:
        start, end = self.starts[index], self.ends[index]
        return Segment(self.unit, index + 1, start, end, self.turns[index] or None)


class Segments(Columns[Segment]):
    """The segments of every unit, one unit after another."""

    __slots__ = ("units",)

    def __init__(self, units: Iterable[UnitSegments] = ()) -> None:
        self.units = tuple(units)

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Segments:
        """Return segments as columns; each unit's must be numbered from 1 in order."""
        if isinstance(segments, cls):
            return segments
        units = dict.fromkeys(one.unit for one in segments)
        return cls(map(UnitSegments.of, units, repeat(segments)))

    def counts(self) -> dict[Unit, int]:
        """Return how many segments there are of each unit, without making any."""
        found = dict.fromkeys(Unit, 0)
        for one in self.units:
            found[one.unit] += len(one)
        return found

    def __len__(self) -> int:
        return sum(map(len, self.units))

    def __iter__(self) -> Iterator[Segment]:
        return chain.from_iterable(self.units)

    def _item(self, index: int) -> Segment:
        for one in self.units:
            if index < len(one):
                return one[index]
            index -= len(one)
        raise IndexError(index)
