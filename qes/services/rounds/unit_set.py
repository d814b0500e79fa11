"""Sets of units as judgements hold them: short however many they are, and read where one is asked.

Units with a number, as segments have one, are written as stretches of numbers under the rest of
their ids: `{"a1b2.t": "1-40 43"}`. Others stand whole, under the empty name.
"""

from __future__ import annotations

import re
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

    def __contains__(self, id_: str) -> bool:
        found = _NUMBERED.fullmatch(id_)
        if found is None:
            return id_ in self._whole
        return _holds(self._under(found[1]), int(found[2]))

    def ids(self) -> frozenset[str]:
        """Return all units."""
        numbered = {
            f"{before}{n}"
            for before in self._written
            if before != _WHOLE
            for stretch in self._under(before).split()
            for n in range(_ends(stretch)[0], _ends(stretch)[1] + 1)
        }
        return self._whole | numbered

    def _under(self, before: str) -> str:
        said = self._written.get(before)
        return said if isinstance(said, str) else ""


def _ends(stretch: str) -> tuple[int, int]:
    first, _, last = stretch.partition("-")
    return int(first), int(last or first)


def _holds(stretches: str, n: int) -> bool:
    """Say whether a number lies in ascending stretches, looking at few of them."""
    low, high = 0, len(stretches)
    while low < high:
        start = stretches.rfind(" ", low, (low + high) // 2) + 1 or low
        stop = stretches.find(" ", start, high)
        stop = high if stop < 0 else stop
        first, last = _ends(stretches[start:stop])
        if first <= n <= last:
            return True
        low, high = (low, max(start - 1, low)) if n < first else (stop + 1, high)
    return False
