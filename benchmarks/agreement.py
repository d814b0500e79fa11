"""Agreement of two coders on 100,000 units and 40 codes, beside the krippendorff package.

Both are given what they take: `compare` two sets of codes a unit, of which it makes four counts
and six figures for each code and the pooled ones; the package one matrix of 0 and 1 a code, or,
in its faster form, how many coders gave each value, and it makes one alpha a code. Turning sets
into matrices is not counted for the package. Prints medians in milliseconds and their ratios.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import krippendorff
import numpy as np

from qes.analysis.coefficients import estimate
from qes.analysis.ratings import Ratings
from qes.analysis.two_coders import Comparison, compare


def median_milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def figures(found: Comparison) -> list[float | None]:
    """Compute all that the report prints of each code, since figures are made when asked for."""
    rows = [one.counts for one in found.codes]
    return [
        figure.value
        for one in rows
        for figure in (
            one.prevalence,
            one.percent,
            one.positive,
            one.negative,
            one.kappa,
            one.alpha,
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--codes", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    chance = np.random.default_rng(1)
    prevalence = chance.uniform(0.005, 0.08, asked.codes)
    truth = chance.random((asked.units, asked.codes)) < prevalence
    a, b = (truth ^ (chance.random(truth.shape) < 0.01) for _ in range(2))
    names = [f"code {number}" for number in range(asked.codes)]
    sets = [[frozenset(names[at] for at in np.flatnonzero(row)) for row in one] for one in (a, b)]
    documents = [f"d{number // 200}" for number in range(asked.units)]
    matrices = [np.stack((a[:, at], b[:, at])).astype(float) for at in range(asked.codes)]
    counts = [
        np.stack((2 - one.sum(axis=0), one.sum(axis=0)), axis=1).astype(int) for one in matrices
    ]

    found = compare(names, sets[0], sets[1], documents)
    theirs = [
        krippendorff.alpha(one, value_domain=[0, 1], level_of_measurement="nominal")
        for one in matrices
    ]
    apart = max(
        abs((one.counts.alpha.value or 0) - other)
        for one, other in zip(found.codes, theirs, strict=True)
    )
    print(f"{asked.units:,} units, {asked.codes} codes; alphas differ by at most {apart:.1e}")

    ours = median_milliseconds(
        lambda: figures(compare(names, sets[0], sets[1], documents)), asked.repeats
    )
    plain = median_milliseconds(
        lambda: [
            krippendorff.alpha(one, value_domain=[0, 1], level_of_measurement="nominal")
            for one in matrices
        ],
        max(1, asked.repeats // 2),
    )
    counted = median_milliseconds(
        lambda: [
            krippendorff.alpha(
                value_counts=one, value_domain=[0, 1], level_of_measurement="nominal"
            )
            for one in counts
        ],
        max(1, asked.repeats // 2),
    )
    print(f"compare, all figures       {ours:9.1f} ms")
    print(f"krippendorff, ratings      {plain:9.1f} ms   {plain / ours:6.1f} x")
    print(f"krippendorff, value counts {counted:9.1f} ms   {counted / ours:6.1f} x")

    values = np.column_stack((a[:, 0], b[:, 0])).astype(np.int64)
    one_code = Ratings(values, np.ones(asked.units, dtype=np.int64), (0, 1), ("a", "b"))
    single = median_milliseconds(lambda: estimate(one_code, "krippendorff_alpha"), asked.repeats)
    package = median_milliseconds(
        lambda: krippendorff.alpha(
            matrices[0], value_domain=[0, 1], level_of_measurement="nominal"
        ),
        asked.repeats,
    )
    print(
        f"one alpha of one code: {single:.1f} ms against {package:.1f} ms, {package / single:.1f} x"
    )


if __name__ == "__main__":
    main()
