"""Shares with their intervals, held against another implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.proportion import Proportion

_counts = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(_counts)
def test_the_interval_is_that_of_statsmodels(counts: tuple[int, int]) -> None:
    proportions = pytest.importorskip("statsmodels.stats.proportion")
    found = Proportion(*counts).interval
    expected = proportions.proportion_confint(*counts, alpha=0.05, method="wilson")
    assert found == pytest.approx(expected, abs=1e-12)


@given(_counts)
def test_the_interval_holds_the_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    found = Proportion(*counts)
    assert found.interval is not None
    low, high = found.interval
    assert found.share is not None
    assert 0 <= low <= found.share <= high <= 1


def test_of_nothing_there_is_no_share() -> None:
    nothing = Proportion(0, 0)
    assert (nothing.share, nothing.interval) == (None, None)


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 3), (0, -1)])
def test_what_is_no_part_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no less than nothing"):
        Proportion(part, whole)
