from __future__ import annotations

import numpy as np
import pytest

from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.ratings import ratings_of_contingency
from qes.analysis.sample_size import (
    Expected,
    Material,
    in_documents,
    size_for_lower_end,
    size_for_width,
)
from qes.errors import UserError


def simulated_kappas(n: int, expected: Expected, studies: int) -> np.ndarray:
    """Intraclass kappa (pi) in studies drawn from the common correlation model."""
    k, p = expected.agreement, expected.prevalence
    mixed = p * (1 - p)
    cells = [p * p + k * mixed, 2 * (1 - k) * mixed, (1 - p) ** 2 + k * mixed]
    both, one, _ = np.random.default_rng(5).multinomial(n, cells, size=studies).T
    share = (2 * both + one) / (2 * n)
    return np.asarray(1 - one / (2 * n * share * (1 - share)))


@pytest.mark.parametrize(
    "expected", [Expected(0.8, 0.3), Expected(0.6, 0.1), Expected(0.7, 0.5), Expected(0.8, 0.05)]
)
def test_so_many_units_make_an_interval_as_narrow_as_was_asked(expected: Expected) -> None:
    n = size_for_width(0.2, expected).units
    kappas = simulated_kappas(n, expected, 20_000)
    assert 2 * 1.96 * kappas.std() == pytest.approx(0.2, rel=0.06)


@pytest.mark.parametrize(("agreement", "prevalence"), [(0.6, 0.1), (0.8, 0.3), (0.7, 0.5)])
def test_as_many_units_as_are_asked_for_give_the_width(agreement: float, prevalence: float) -> None:
    n = 1_000_000
    mixed = prevalence * (1 - prevalence)
    both = prevalence**2 + agreement * mixed
    one = (1 - agreement) * mixed
    counts = [[both, one], [one, 1 - both - 2 * one]]
    table = [[round(n * cell) for cell in row] for row in counts]
    se = estimate(ratings_of_contingency(table), "scott_pi").se
    assert se is not None
    size = size_for_width(0.2, Expected(agreement, prevalence))
    width = 2 * 1.959964 * se * np.sqrt(n / size.units)
    assert width == pytest.approx(0.2, rel=0.01)


@pytest.mark.parametrize("expected", [Expected(0.8, 0.3), Expected(0.7, 0.5)])
def test_so_many_units_make_an_interval_begin_where_was_asked(expected: Expected) -> None:
    lower = 0.6
    n = size_for_lower_end(lower, expected).units
    ends = [
        lower_end(n, kappa, expected.prevalence) for kappa in simulated_kappas(n, expected, 400)
    ]
    assert float(np.median(ends)) == pytest.approx(lower, abs=0.02)


def lower_end(n: int, kappa: float, p: float) -> float:
    """Where the goodness of fit of a lower kappa reaches 3.841, by halving."""
    low, high = -p / (1 - p) + 1e-9, float(kappa)
    for _ in range(60):
        middle = (low + high) / 2
        one, other = (
            np.array([p * p + k * p * (1 - p), 2 * (1 - k) * p * (1 - p), (1 - p) ** 2 + k * p * (1 - p)])
            for k in (kappa, middle)
        )  # fmt: skip
        low, high = (
            (middle, high) if n * ((one - other) ** 2 / other).sum() > 3.841459 else (low, middle)
        )
    return high


def test_the_goodness_of_fit_is_that_of_the_r_package_kappa_size() -> None:
    # kappaSize 1.2, CIBinary(0.8, 0.6, props=0.3, raters=2) with its one-sided quantile, by hand:
    # chi squared 2.705543 / 0.0527 per unit; ours takes the two-sided 3.841459
    apart = sum(
        (one - other) ** 2 / other
        for one, other in ((0.258, 0.216), (0.084, 0.168), (0.658, 0.616))
    )
    assert size_for_lower_end(0.6, Expected(0.8, 0.3)).units == int(np.ceil(3.841459 / apart))
    assert size_for_lower_end(0.6, Expected(0.8, 0.3), confidence=0.9).units == int(
        np.ceil(2.705543 / apart)
    )


def test_units_of_one_document_tell_less_than_independent_ones() -> None:
    alone = in_documents(100, None)
    clustered = in_documents(100, Material(documents=40, likeness=0.1))
    assert (alone.units, alone.design_effect) == (100, 1.0)
    effect = 1 + (clustered.units / 40 - 1) * 0.1
    assert clustered.design_effect == pytest.approx(effect, rel=0.01)
    # t with 39 degrees of freedom is 2.0227, z 1.9600
    assert clustered.units == pytest.approx(100 * (2.0227 / 1.9600) ** 2 * effect, rel=0.01)


def test_one_unit_of_each_document_is_as_good_as_independent() -> None:
    assert in_documents(50, Material(documents=200, likeness=0.3)).units == pytest.approx(50, abs=1)


def test_too_few_documents_are_never_enough() -> None:
    with pytest.raises(UserError, match="no number of units of 12 documents") as error:
        size_for_width(0.2, Expected(0.8, 0.1), Material(12, 0.1))
    assert error.value.hint is not None
    fewest = int(error.value.hint.split()[2])
    with pytest.raises(UserError):
        size_for_width(0.2, Expected(0.8, 0.1), Material(fewest - 1, 0.1))
    assert size_for_width(0.2, Expected(0.8, 0.1), Material(fewest, 0.1)).units > 0


@pytest.mark.parametrize(
    ("width", "expected", "material"),
    [
        (0.0, Expected(0.8, 0.1), None),
        (0.2, Expected(1.0, 0.1), None),
        (0.2, Expected(0.8, 0.0), None),
        (0.2, Expected(0.8, 0.1), Material(1, 0.1)),
        (0.2, Expected(0.8, 0.1), Material(20, 1.0)),
        (float("nan"), Expected(0.8, 0.1), None),
        (0.2, Expected(float("nan"), 0.1), None),
        (0.2, Expected(0.8, 0.1), Material(20, float("nan"))),
    ],
)
def test_what_is_out_of_range_is_said(
    width: float, expected: Expected, material: Material | None
) -> None:
    with pytest.raises(UserError, match="out of"):
        size_for_width(width, expected, material)


def test_an_end_above_the_expected_value_is_refused() -> None:
    with pytest.raises(UserError, match="out of its range"):
        size_for_lower_end(0.8, Expected(0.8, 0.1))
