"""Which document each unit is of: what is left out or drawn again when an interval is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Documents:
    """The document of each unit."""

    names: tuple[str, ...]
    """Each document once, in the order in which they first stand."""
    of: Integers
    """The place in `names` of each unit's document."""

    def __len__(self) -> int:
        return len(self.names)

    def some(self, units: Integers) -> Documents:
        """Keep some of the units, and the names of all documents."""
        return Documents(self.names, self.of[units])


def documents_of(each: Sequence[str]) -> Documents:
    """Number the documents of units.

    >>> documents_of(["d2", "d2", "d1"]).of.tolist()
    [0, 0, 1]
    """
    place = {name: at for at, name in enumerate(dict.fromkeys(each))}
    return Documents(
        tuple(place), np.fromiter(map(place.__getitem__, each), dtype=np.int64, count=len(each))
    )
