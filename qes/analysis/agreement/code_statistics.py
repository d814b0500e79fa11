"""Eight statistics of many codes at once, with their intervals.

All are functions of four counts (`two_by_two` has each with its source). A replicate of the
documents is a sum of their counts, so that one matrix product makes those of all codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import Figure, Interval, IntervalPlan, Method, NoInterval
from qes.analysis.agreement.intervals import (
    Spread,
    document_bootstrap,
    document_jackknife,
    symmetric,
)

_Number = TypeVar("_Number", np.float64, np.complex128)
_STEP = 1e-30


class Statistic(StrEnum):
    """What is said of each code."""

    PERCENT = "percent"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    KAPPA = "kappa"
    PI = "pi"
    ALPHA = "alpha"
    AC1 = "ac1"
    BRENNAN_PREDIGER = "brennan_prediger"


_PLACE = {one: at for at, one in enumerate(Statistic)}


@dataclass(frozen=True, slots=True, eq=False)
class CodeStatistics:
    """The statistics of each code, each with three intervals."""

    cells: CodeCells
    values: Floats
    """Statistics x codes; NaN where undefined."""
    jackknife: Spread
    bootstrap: Spread
    over_units: Spread

    def figure(self, statistic: Statistic, at: int) -> Figure:
        """Return a value of the code at a place, or the reason why there is none."""
        counts = self.cells.of_code(at)
        return {
            Statistic.PERCENT: counts.percent,
            Statistic.POSITIVE: counts.positive,
            Statistic.NEGATIVE: counts.negative,
            Statistic.KAPPA: counts.kappa,
            Statistic.PI: counts.pi,
            Statistic.ALPHA: counts.alpha,
            Statistic.AC1: counts.ac1,
            Statistic.BRENNAN_PREDIGER: counts.brennan_prediger,
        }[statistic]

    def interval(self, statistic: Statistic, at: int, method: Method) -> Interval:
        """Return an interval of the code at a place."""
        spread = {
            Method.DOCUMENT_JACKKNIFE: self.jackknife,
            Method.DOCUMENT_BOOTSTRAP: self.bootstrap,
            Method.UNIT: self.over_units,
        }[method]
        value = float(self.values[_PLACE[statistic], at])
        return spread.at(_PLACE[statistic], at, value=None if np.isnan(value) else value)


def code_statistics(cells: CodeCells, plan: IntervalPlan | None = None) -> CodeStatistics:
    """Compute eight statistics of every code, and their intervals.

    Args:
        cells: The four counts of each code in each document.
        plan: How documents are resampled.
    """
    documents = _CellSums.of(cells)
    total = documents.sums.sum(axis=1, keepdims=True)
    values = statistics(total)[..., 0]
    return CodeStatistics(
        cells,
        values,
        document_jackknife(documents, values),
        document_bootstrap(documents, values, plan or IntervalPlan()),
        _over_units(total, values),
    )


def statistics(counts: NDArray[_Number]) -> NDArray[_Number]:
    """Return the eight statistics (8 x codes x replicates), NaN where undefined.

    Args:
        counts: (3 codes + 1) x replicates: how often both, only the first and only the second
            coder applied each code, and in the last row how many units there are.
    """
    blocks = counts[:-1].reshape(3, -1, counts.shape[1])
    both, only_first, only_second = blocks[0], blocks[1], blocks[2]
    n = counts[-1]
    apart: NDArray[_Number] = only_first + only_second
    applied = 2 * both + apart
    absent = 2 * n - applied
    mixed = applied * absent
    by_chance = n * applied - 2 * (both + only_first) * (both + only_second)
    found = np.empty((len(Statistic), *apart.shape), dtype=counts.dtype)
    with np.errstate(invalid="ignore"):
        share = np.divide(apart, n)
        found[0] = 1 - share
        found[1] = 2 * both / applied
        found[2] = (absent - apart) / absent
        found[3] = (by_chance - n * apart) / by_chance
        ratio = apart / mixed
        found[4] = 1 - 2 * n * ratio
        found[5] = 1 - (2 * n - 1) * ratio
        found[6] = 1 - 2 * n * apart / (2 * n * n - mixed)
        found[7] = 1 - 2 * share
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _CellSums:
    """The counts of each document, and the statistics of what they add up to."""

    sums: Floats
    """(3 codes + 1) x documents."""

    @classmethod
    def of(cls, cells: CodeCells) -> _CellSums:
        blocks = (cells.both, cells.only_first, cells.only_second, cells.units[:, None])
        return cls(np.concatenate(blocks, axis=1).T.astype(np.float64))

    @property
    def n_documents(self) -> int:
        return int(self.sums.shape[1])

    def without_each(self) -> Floats:
        return statistics(self.sums.sum(axis=1, keepdims=True) - self.sums)

    def reweighted(self, times: Floats) -> Floats:
        return statistics(self.sums @ times.T)


def _over_units(total: Floats, values: Floats) -> Spread:
    """Linearise over units, as `summing.unit_spread` does, for the four kinds of unit."""
    n = float(total[-1, 0])
    codes = values.shape[1]
    if n < 2:
        empty = np.full(values.shape, np.nan)
        return Spread(Method.UNIT, round(n), empty, empty, empty, NoInterval.ONE_UNIT)
    cells = total[:-1].reshape(3, codes)
    times = np.stack((*cells, n - cells.sum(axis=0)), axis=-1)
    moved = np.zeros((3 * codes + 1, 4))
    for kind in range(3):
        moved[kind * codes : (kind + 1) * codes, kind] = 1
    moved[-1] = 1
    answer = statistics(total + 1j * _STEP * moved).imag / _STEP
    # Alpha's factor (2n - 1) / 2n is held, as in irrCAC.
    answer[5] = answer[4]
    se = np.sqrt((times * answer**2).sum(axis=-1) * n / (n - 1))
    return symmetric(Method.UNIT, round(n), values, se, undefined=NoInterval.ONE_UNIT)
