"""Sets of units as judgements hold them: short however many they are, and read where one is asked.

Units with a number, as segments have one, are written as stretches of numbers under the rest of
their ids: `{"a1b2.t": "1-40 43"}`. Others stand whole, under the empty name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from qes.base import Json, texts_in

_NUMBERED = re.compile(r"(.*\.[a-z])([1-9][0-9]{0,8})", re.ASCII | re.DOTALL)
_WHOLE = ""


def packed(ids: Iterable[str]) -> dict[str, Json]:
    """Write a set of units down.

    >>> packed(["a.t2", "a.t1", "okafor2019", "a.t4"])
    {'': ['okafor2019'], 'a.t': '1-2 4'}
    """
    numbers: dict[str, set[int]] = {}
    whole: set[str] = set()
    for id_ in ids:
        if found := _NUMBERED.fullmatch(id_):
            numbers.setdefault(found[1], set()).add(int(found[2]))
        else:
            whole.add(id_)
    written: dict[str, Json] = {_WHOLE: sorted(whole)} if whole else {}
    for before in sorted(numbers):
        written[before] = " ".join(_stretches(sorted(numbers[before])))
    return written


def _stretches(numbers: list[int]) -> Iterator[str]:
    first = last = numbers[0]
    for n in [*numbers[1:], 0]:
        if n == last + 1:
            last = n
            continue
        yield str(first) if first == last else f"{first}-{last}"
        first = last = n


class UnitSet:
    """A set of units as it was written down; of a long one only what is asked for is read."""

    def __init__(self, written: Json) -> None:
        """Take the value of a judgement; what is no set of units is empty."""
        self._written = written if isinstance(written, dict) else {}
        self._whole = frozenset(texts_in(self._written.get(_WHOLE)))
        self._read: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def __contains__(self, id_: str) -> bool:
        found = _NUMBERED.fullmatch(id_)
        if found is None:
            return id_ in self._whole
        starts, stops = self._under(found[1])
        at = bisect_right(starts, int(found[2])) - 1
        return at >= 0 and int(found[2]) <= stops[at]

    def ids(self) -> frozenset[str]:
        """Return all units."""
        numbered = {
            f"{before}{n}"
            for before in self._written
            if before != _WHOLE
            for start, stop in zip(*self._under(before), strict=True)
            for n in range(start, stop + 1)
        }
        return self._whole | numbered

    def _under(self, before: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if before not in self._read:
            said = self._written.get(before)
            ends = [one.partition("-") for one in (said.split() if isinstance(said, str) else ())]
            starts = tuple(int(first) for first, _, _ in ends)
            self._read[before] = (starts, tuple(int(last or first) for first, _, last in ends))
        return self._read[before]
