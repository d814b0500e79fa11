"""From scores to probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qes.suggest.probability import (
    DECISIONS_NEEDED,
    PRIOR_LINK,
    Link,
    fit_link,
    leads,
    none_probability,
)

score_rows = arrays(
    np.float64, st.tuples(st.integers(1, 3), st.integers(1, 8)), elements=st.floats(-1, 1)
)


def logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


@given(scores=score_rows)
def test_probabilities_lie_between_0_and_1(
    scores: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    probabilities = PRIOR_LINK.probabilities(scores)
    assert probabilities.shape == scores.shape
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    none = none_probability(probabilities)
    assert ((none >= 0) & (none <= 1)).all()


@given(scores=score_rows, data=st.data())
def test_a_higher_score_means_a_higher_probability(
    scores: np.ndarray[tuple[int, int], np.dtype[np.float64]], data: st.DataObject
) -> None:
    column = data.draw(st.integers(0, scores.shape[1] - 1))
    higher = scores.copy()
    higher[:, column] += data.draw(st.floats(0.001, 1))
    before, after = PRIOR_LINK.probabilities(scores), PRIOR_LINK.probabilities(higher)
    assert (after[:, column] > before[:, column]).all()


@given(probabilities=arrays(np.float64, (1, 5), elements=st.floats(0, 1)), column=st.integers(0, 4))
def test_none_falls_as_any_code_grows_likelier(
    probabilities: np.ndarray[tuple[int, int], np.dtype[np.float64]], column: int
) -> None:
    likelier = probabilities.copy()
    likelier[0, column] = (1 + likelier[0, column]) / 2
    assert none_probability(likelier)[0] <= none_probability(probabilities)[0]


def test_none_is_certain_without_codes_and_impossible_beside_a_certain_one() -> None:
    assert none_probability(np.zeros((1, 0)))[0] == 1.0
    assert none_probability(np.array([[0.0, 0.0]]))[0] == 1.0
    assert none_probability(np.array([[0.2, 1.0]]))[0] == 0.0


def test_twice_as_many_codes_halve_the_odds_of_the_same_lead() -> None:
    few = PRIOR_LINK.probabilities(np.array([[0.5, 0.2, 0.2]]))[0, 0]
    many = PRIOR_LINK.probabilities(np.array([[0.5, 0.2, 0.2, 0.2, 0.2, 0.2]]))[0, 0]
    assert few / (1 - few) == pytest.approx(2 * many / (1 - many))


def test_a_lead_is_over_the_mean_of_the_others() -> None:
    np.testing.assert_allclose(leads(np.array([[0.5, 0.1, 0.3]])), [[0.3, -0.3, 0.0]], atol=1e-12)


def test_fitting_finds_the_link_that_made_the_decisions() -> None:
    generator = np.random.default_rng(8)
    lead = generator.uniform(-0.3, 0.5, size=20_000)
    true = Link(intercept=1.0, slope=12.0)
    chance = 1 / (1 + np.exp(-(true.intercept + true.slope * lead - np.log(15))))
    found = fit_link(lead, generator.random(len(lead)) < chance, 15)
    assert found.intercept == pytest.approx(true.intercept, abs=0.1)
    assert found.slope == pytest.approx(true.slope, abs=0.5)


def test_few_or_one_sided_decisions_give_the_prior_link() -> None:
    lead = np.linspace(-0.2, 0.4, DECISIONS_NEEDED)
    applies = lead > 0.1
    assert fit_link(lead[1:], applies[1:], 10) == PRIOR_LINK
    assert fit_link(lead, np.ones(len(lead), dtype=np.bool_), 10) == PRIOR_LINK
    assert fit_link(lead, applies, 10) != PRIOR_LINK


def test_decisions_that_go_against_the_scores_flatten_the_link_but_never_turn_it() -> None:
    lead = np.linspace(-0.2, 0.4, 400)
    applies = np.arange(400) < 100
    link = fit_link(lead, applies, 10)
    assert link.slope == pytest.approx(0.0, abs=1e-6)
    assert logistic(link.intercept - np.log(10)) == pytest.approx(0.25, abs=0.01)
