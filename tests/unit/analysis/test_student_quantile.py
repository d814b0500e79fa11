from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from qes.analysis.agreement.student import t_quantile

SHARES = (0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.9999)


@pytest.mark.parametrize(
    ("degrees", "printed"), [(1, 12.706), (5, 2.571), (29, 2.045), (120, 1.980)]
)
def test_the_printed_tables_are_met(degrees: int, printed: float) -> None:
    assert round(t_quantile(degrees, 0.975), 3) == printed


@given(st.integers(1, 10**7), st.sampled_from(SHARES))
def test_it_is_that_of_scipy(degrees: int, share: float) -> None:
    assert t_quantile(degrees, share) == pytest.approx(float(stdtrit(degrees, share)), rel=1e-9)
