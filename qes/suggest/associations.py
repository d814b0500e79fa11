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
        self._counts: dict[Hashable, dict[int, float]] = {}

    def add(self, keys: Iterable[Hashable], codes: Sequence[int], weight: float = 1.0) -> None:
        """Count each code once for each key; a negative weight takes it back."""
        for key in keys:
            counts = self._counts.setdefault(key, {})
            for code in codes:
                left = counts.get(code, 0.0) + weight
                if abs(left) < _NOTHING:
                    counts.pop(code, None)
                else:
                    counts[code] = left
            if not counts:
                del self._counts[key]

    def evidence(self, keys: Iterable[Hashable], prior: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the keys together say for each code, 0 or more, in natural logarithms.

        Args:
            keys: what is known of the segment.
            prior: how frequent each code is, one number above 0 a code.
        """
        columns: list[int] = []
        counts: list[float] = []
        for key in keys:
            known = self._counts.get(key)
            if known is not None:
                columns.extend(known)
                counts.extend(known.values())
        if not columns:
            return np.zeros(len(prior))
        at = np.array(columns, dtype=np.intp)
        ratios = np.log1p(np.array(counts) / (self._shrink * prior[at]))
        summed = np.bincount(at, weights=ratios, minlength=len(prior))
        return np.asarray(summed, dtype=np.float64)
