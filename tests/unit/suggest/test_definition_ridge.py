"""Recursive least squares beside the batch solution."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qes.suggest.least_squares import DefinitionRidge

Matrix = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)


def batch(rows: Matrix, targets: Matrix, definitions: Matrix, ridge: float) -> Matrix:
    """Solve (X'X + ridge I) W = X'Y + ridge D at once."""
    left = rows.T @ rows + ridge * np.eye(rows.shape[1])
    right = rows.T @ targets + ridge * definitions.T
    return np.asarray(np.linalg.solve(left, right).T, dtype=np.float64)


def problem(seed: int, n: int, d: int = 5, codes: int = 3) -> tuple[Matrix, Matrix, Matrix]:
    chance = np.random.default_rng(seed)
    targets = (chance.random((n, codes)) < 0.4).astype(np.float64)
    return chance.normal(size=(n, d)), targets, chance.normal(size=(codes, d))


@given(seed=seeds, n=st.integers(1, 80), ridge=st.floats(0.1, 10))
def test_one_decision_after_another_gives_what_solving_at_once_gives(
    seed: int, n: int, ridge: float
) -> None:
    rows, targets, definitions = problem(seed, n)
    learned = DefinitionRidge(definitions, ridge=ridge)
    for row, target in zip(rows, targets, strict=True):
        learned.partial_fit(row[None], target[None])
    expected = batch(rows, targets, definitions, ridge)
    np.testing.assert_allclose(learned.coef_, expected, rtol=1e-9, atol=1e-9)


@given(seed=seeds, n=st.integers(2, 70))
def test_the_order_of_decisions_does_not_matter(seed: int, n: int) -> None:
    rows, targets, definitions = problem(seed, n)
    other = np.random.default_rng(seed).permutation(n)
    one = DefinitionRidge(definitions).fit(rows, targets)
    two = DefinitionRidge(definitions).fit(rows[other], targets[other])
    np.testing.assert_allclose(one.coef_, two.coef_, rtol=1e-9, atol=1e-9)


@given(seed=seeds, n=st.integers(2, 70), data=st.data())
def test_taking_a_segment_out_or_changing_its_codes_is_as_if_it_had_been_so(
    seed: int, n: int, data: st.DataObject
) -> None:
    rows, targets, definitions = problem(seed, n)
    at = data.draw(st.integers(0, n - 1))
    learned = DefinitionRidge(definitions).fit(rows, targets)
    changed = targets.copy()
    changed[at] = 1 - changed[at]
    learned.revise(rows[at], changed[at] - targets[at])
    np.testing.assert_allclose(
        learned.coef_, batch(rows, changed, definitions, 1.0), rtol=1e-8, atol=1e-8
    )
    learned.remove(rows[at], changed[at])
    left = np.delete(rows, at, axis=0), np.delete(targets, at, axis=0)
    np.testing.assert_allclose(learned.coef_, batch(*left, definitions, 1.0), rtol=1e-8, atol=1e-8)


def test_with_nothing_learned_the_scores_are_the_definitions() -> None:
    _, _, definitions = problem(1, 1)
    learned = DefinitionRidge(definitions)
    learned.begin(5, 3)
    np.testing.assert_array_equal(learned.predict(np.eye(5)), definitions.T)


def test_a_single_row_moves_the_scores_by_the_share_worked_out_by_hand() -> None:
    # x = (2, 0), y = 1, ridge 1: w = 2 / (4 + 1), so the score of x is 0.8
    learned = DefinitionRidge().partial_fit([[2.0, 0.0]], [[1.0]])
    np.testing.assert_allclose(learned.coef_, [[0.4, 0.0]])
    np.testing.assert_allclose(learned.predict([[2.0, 0.0]]), [[0.8]])


def test_a_code_added_half_way_stands_at_its_definition() -> None:
    rows, targets, definitions = problem(3, 40)
    learned = DefinitionRidge(definitions).fit(rows, targets)
    new = np.arange(5.0)
    learned.extend(new)
    np.testing.assert_array_equal(learned.coef_[3], new)
    np.testing.assert_allclose(learned.coef_[:3], batch(rows, targets, definitions, 1.0), atol=1e-9)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(broken: float) -> None:
    with pytest.raises(ValueError, match="NaN or infinity"):
        DefinitionRidge().partial_fit([[broken, 0.0]], [[1.0]])


def test_definitions_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit 1 codes of 3 numbers"):
        DefinitionRidge(np.ones((1, 2))).partial_fit([[1.0, 2.0, 3.0]], [[1.0]])
    with pytest.raises(ValueError, match="ridge"):
        DefinitionRidge(ridge=0.0).partial_fit([[1.0]], [[1.0]])


def test_it_is_a_regressor_by_every_check_of_scikit_learn() -> None:
    from sklearn.utils.estimator_checks import check_estimator  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        # it is told that the class does not inherit from BaseEstimator, which is as it should be
        warnings.simplefilter("ignore", UserWarning)
        results = check_estimator(DefinitionRidge(), on_fail=None, on_skip=None)
    failed = [one["check_name"] for one in results if one["status"] == "failed"]
    assert not failed
    assert len(results) > 40
