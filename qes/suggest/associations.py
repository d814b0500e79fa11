"""How often codes went with something else about a segment: a word, a neighbour, a place.

The log odds ratio of a code given a key, shrunk to the code's own frequency, is

    log (n(key, code) + s p(code)) / (n(key) + s)  -  log p(code)
        =  log (1 + n(key, code) / (s p(code)))  +  the same for every code,

so only pairs that occurred need to be kept, and what is added to a code's score is never
negative. The sum over keys is naive Bayes with a prior worth s segments (Manning, Raghavan &
Schutze 2008, chapter 13, doi:10.1017/CBO9780511809071). The counts do not depend on the order in
which they came; sums of floats do, in the last digits.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_SHRINK = 2.0
_NOTHING = 1e-9


class Associations:
    """Counts of codes by key."""

    def __init__(self, shrink: float = _SHRINK) -> None:
        """Start empty; `shrink` is how many segments the codes' own frequency is worth."""
        self._shrink = shrink
        self._counts: dict[Hashable, _Counts] = {}

    def add(self, keys: Iterable[Hashable], codes: Sequence[int], weight: float = 1.0) -> None:
        """Count each code once for each key; a negative weight takes it back."""
        if not codes:
            return
        for key in keys:
            counts = self._counts.get(key)
            if counts is None:
                counts = self._counts[key] = _Counts()
            for code in codes:
                counts.add(code, weight)
            if not counts.codes:
                del self._counts[key]

    def evidence(self, keys: Iterable[Hashable], prior: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the keys together say for each code, 0 or more, in natural logarithms.

        Args:
            keys: what is known of the segment.
            prior: how frequent each code is, one number above 0 a code.
        """
        every = self._counts
        known = [every[key] for key in keys if key in every]
        if not known:
            return np.zeros(len(prior))
        at = np.frombuffer(b"".join([one.codes for one in known]), dtype=np.int64)
        counts = np.frombuffer(b"".join([one.numbers for one in known]))
        ratios = np.log1p(counts / (self._shrink * prior)[at])
        summed = np.bincount(at, weights=ratios, minlength=len(prior))
        return np.asarray(summed, dtype=np.float64)


class _Counts:
    """How often each code came with one key: side by side, so that many keys are read at once."""

    __slots__ = ("codes", "numbers")

    def __init__(self) -> None:
        self.codes: array[int] = array("q")
        self.numbers: array[float] = array("d")

    def add(self, code: int, weight: float) -> None:
        try:
            at = self.codes.index(code)
        except ValueError:
            self.codes.append(code)
            self.numbers.append(weight)
            return
        left = self.numbers[at] + weight
        if abs(left) < _NOTHING:
            del self.codes[at], self.numbers[at]
        else:
            self.numbers[at] = left
