"""Intervals of agreement beside the krippendorff package and a plain loop of resamples.

Two coders, 40 codes: eight statistics of each code with the jackknife over documents and 1,000
resamples of the documents, from two matrices of 0 and 1. The peers give alpha only, from the same
matrices: what one resample costs them is measured on a few and multiplied. Five coders, a fifth
of the ratings missing: five coefficients with the same intervals. Prints medians in milliseconds,
the load of the machine, and ratios; peers are measured turn by turn with ours.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import krippendorff
import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.code_cells import CodeCells, cells_of_matrices, cells_of_sets
from qes.analysis.agreement.code_statistics import Statistic, code_statistics
from qes.analysis.agreement.documents import Documents
from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.estimation import estimates
from qes.analysis.agreement.intervals import t_quantile
from qes.analysis.agreement.ratings import Ratings

CODES = 40
RESAMPLES = 1_000
PLAN = IntervalPlan(RESAMPLES)
FIVE = ("krippendorff_alpha", "fleiss_kappa", "conger_kappa", "gwet_ac", "brennan_prediger")


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    a: NDArray[np.bool_]
    b: NDArray[np.bool_]
    documents: Documents

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"code {at}" for at in range(self.a.shape[1]))

    def cells(self) -> CodeCells:
        return cells_of_matrices(self.names, self.a, self.b, self.documents)


def study(units: int, documents: int) -> Study:
    chance = np.random.default_rng(1)
    prevalence = chance.uniform(0.005, 0.08, CODES)
    truth = chance.random((units, CODES), dtype=np.float32) < prevalence
    a, b = (truth ^ (chance.random(truth.shape, dtype=np.float32) < 0.01) for _ in range(2))
    of = np.sort(chance.integers(documents, size=units))
    return Study(a, b, Documents(tuple(f"d{at}" for at in range(documents)), of))


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def plain_resample(data: Study, members: list[NDArray[np.int64]], seed: int) -> list[float]:
    """One resample of the documents as one would write it: index, count, alpha."""
    chance = np.random.default_rng(seed)
    drawn = np.concatenate([members[at] for at in chance.integers(len(members), size=len(members))])
    a, b = data.a[drawn], data.b[drawn]
    n, found = len(drawn), []
    for code in range(a.shape[1]):
        table = np.bincount(a[:, code] * 2 + b[:, code], minlength=4)
        apart, applied = table[1] + table[2], table[1] + table[2] + 2 * table[3]
        found.append(1 - (2 * n - 1) * apart / (applied * (2 * n - applied)))
    return found


def peer_resample(data: Study) -> None:
    """All codes' alphas of one resample; drawing it is not counted for the package."""
    for code in range(CODES):
        both = np.stack((data.a[:, code], data.b[:, code])).astype(float)
        krippendorff.alpha(both, value_domain=[0, 1], level_of_measurement="nominal")


def two_coders(units: int, documents: int, repeats: int, *, peers: bool) -> None:
    data = study(units, documents)
    cells = data.cells()
    ours, counting, rest, loop, package = [], [], [], [], []
    members = [np.flatnonzero(data.documents.of == at) for at in range(documents)] if peers else []
    for turn in range(repeats):
        ours.append(milliseconds(lambda: code_statistics(data.cells(), PLAN), 1))
        counting.append(milliseconds(data.cells, 1))
        rest.append(milliseconds(lambda: code_statistics(cells, PLAN), 1))
        if peers:
            loop.append(milliseconds(partial(plain_resample, data, members, turn), 1))
            package.append(milliseconds(lambda: peer_resample(data), 1))
    median = {
        name: statistics.median(times)
        for name, times in (("all", ours), ("counting", counting), ("rest", rest))
    }
    print(
        f"2 coders x {units:>9,} units x {CODES} codes, {documents} documents, "
        f"{len(Statistic)} statistics: {median['all']:7.1f} ms (least {min(ours):.1f}); "
        f"counting {median['counting']:.1f}, then {median['rest']:.1f}   load {load()}"
    )
    if peers:
        for name, times in (("plain numpy loop", loop), ("krippendorff package", package)):
            whole = statistics.median(times) * RESAMPLES
            print(
                f"    {name}, alpha only: {whole / 1000:8.1f} s for {RESAMPLES:,} resamples, "
                f"{whole / median['all']:8,.0f} x"
            )


def from_sets(units: int, documents: int, repeats: int) -> None:
    data = study(units, documents)
    names = data.names
    sets = [
        [frozenset(names[at] for at in np.flatnonzero(row)) for row in one]
        for one in (data.a, data.b)
    ]
    each = [data.documents.names[at] for at in data.documents.of.tolist()]
    time_ = milliseconds(
        lambda: code_statistics(cells_of_sets(names, sets[0], sets[1], each), PLAN), repeats
    )
    print(f"    the same from sets of names, {units:,} units: {time_:.1f} ms   load {load()}")


def five_coders(units: int, documents: int, repeats: int) -> None:
    chance = np.random.default_rng(2)
    truth = chance.integers(5, size=(units, 1))
    right = chance.random((units, 5)) < 0.7
    values = np.where(right, truth, chance.integers(5, size=(units, 5))).astype(np.int64)
    values[chance.random(values.shape) < 0.2] = -1
    of = np.sort(chance.integers(documents, size=units))
    data = Ratings(
        values,
        np.ones(units, dtype=np.int64),
        tuple(range(5)),
        tuple("abcde"),
        Documents(tuple(f"d{at}" for at in range(documents)), of),
    )
    theirs = np.where(values < 0, np.nan, values).T
    ours, package = [], []
    for _ in range(repeats):
        ours.append(milliseconds(lambda: estimates(data, FIVE, plan=PLAN), 1))
        package.append(
            milliseconds(lambda: krippendorff.alpha(theirs, level_of_measurement="nominal"), 1)
        )
    found = statistics.median(ours)
    whole = statistics.median(package) * RESAMPLES
    print(
        f"5 coders x {units:,} units, 20 % missing, {len(FIVE)} coefficients: {found:.1f} ms "
        f"(least {min(ours):.1f})   load {load()}\n"
        f"    krippendorff package, alpha only: {whole / 1000:.1f} s, {whole / found:,.0f} x"
    )


def load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    # The first quantile loads scipy, which is no part of counting.
    t_quantile(3)
    print(f"{RESAMPLES:,} resamples of the documents, and the jackknife")
    two_coders(10_000, 100, asked.repeats, peers=True)
    two_coders(100_000, 500, asked.repeats, peers=True)
    from_sets(100_000, 500, max(1, asked.repeats // 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    five_coders(100_000, 500, asked.repeats)
    two_coders(1_000_000, 500, asked.repeats, peers=False)
    print(f"most memory at 100,000 units, data and peers included: {peak:.0f} MB")


if __name__ == "__main__":
    main()
