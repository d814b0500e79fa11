"""A statistic with documents left out or counted several times, without going back to the data.

Every coefficient here is a function of sums over units. The sums are taken once for each
document; leaving one out is a subtraction, and drawing documents anew is one matrix product, so
that the time for an interval does not depend on how many units there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from qes.analysis.agreement.documents import Floats

_CELLS_AT_ONCE = 2_000_000


class Replicable(Protocol):
    """A statistic of documents; an undefined value is NaN."""

    @property
    def n_documents(self) -> int:
        """Count the documents."""

    def without_each(self) -> Floats:
        """Return the values (... x documents) with each document left out in turn."""

    def reweighted(self, times: Floats) -> Floats:
        """Return the values (... x resamples) with each document counted so many times.

        Args:
            times: Resamples x documents.
        """


@dataclass(frozen=True, slots=True, eq=False)
class DocumentSums:
    """Statistics that are functions of sums over units."""

    sums: Floats
    """Documents x terms."""
    others: Floats
    """Terms of the units that are always there, whichever documents are."""
    value: Callable[[Floats], Floats]
    """Takes sums (replicates x terms) to values (statistics x replicates)."""

    @property
    def n_documents(self) -> int:
        """Count the documents."""
        return len(self.sums)

    @property
    def total(self) -> Floats:
        """Return the sums over everything."""
        return np.asarray(self.sums.sum(axis=0) + self.others)

    def without_each(self) -> Floats:
        """Return the values with each document left out in turn."""
        return self._values(self.n_documents, lambda part: self.total - self.sums[part])

    def reweighted(self, times: Floats) -> Floats:
        """Return the values with each document counted so many times (resamples x documents)."""
        return self._values(len(times), lambda part: times[part] @ self.sums + self.others)

    def _values(self, n: int, sums: Callable[[slice], Floats]) -> Floats:
        step = max(1, _CELLS_AT_ONCE // max(1, self.sums.shape[1]))
        return np.concatenate([self.value(sums(part)) for part in parts(n, step)], axis=-1)


def parts(n: int, step: int) -> Iterator[slice]:
    """Yield slices of at most `step` that together make up `n`; one empty slice of nothing."""
    for start in range(0, max(1, n), step):
        yield slice(start, min(n, start + step))
