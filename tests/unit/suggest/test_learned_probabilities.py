"""Blending kinds of evidence, and calibrating what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from qes.suggest.blend import Blend, shares
from qes.suggest.calibration import Calibration, Strength, strength
from qes.suggest.tree import depths_in, lifted

Matrix = NDArray[np.float64]
parts = arrays(np.float64, 6, elements=st.floats(0, 1))


@given(scores=arrays(np.float64, (2, 5), elements=st.floats(-50, 50)))
def test_shares_sum_to_one_and_keep_the_order(scores: Matrix) -> None:
    found = shares(scores)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    best = np.take_along_axis(found, scores.argmax(axis=1)[:, None], axis=1)
    assert (best[:, 0] == found.max(axis=1)).all()


def test_what_is_ruled_out_has_no_share() -> None:
    assert shares(np.array([0.0, -np.inf]))[1] == 0.0


def test_evidence_that_tells_gains_weight_and_noise_loses_it() -> None:
    chance = np.random.default_rng(2)
    blend = Blend(np.array([0.2, 1.0]))
    for _ in range(800):
        right = int(chance.integers(4))
        evidence = chance.normal(size=(4, 2))
        evidence[right, 0] += 1.5
        target = np.eye(4)[right]
        blend.learn(evidence, shares(blend.scores(evidence)), target)
    assert blend.weights[0] == pytest.approx(1.5, abs=0.25)  # the ratio of the two normals
    assert abs(blend.weights[1]) < 0.15


@given(share=parts, seed=st.integers(0, 100))
def test_a_curve_gives_probabilities_and_never_turns_an_order_round(
    share: Matrix, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    curve = Calibration()
    for _ in range(60):
        curve.learn(chance.random(3), chance.random(3) < 0.3)
    found = curve.probabilities(np.sort(share))
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= -1e-12).all()


def test_a_fresh_curve_takes_a_share_for_a_probability() -> None:
    share = np.array([0.01, 0.3, 0.9])
    np.testing.assert_allclose(Calibration().probabilities(share), share)


def test_a_curve_finds_what_shares_are_worth() -> None:
    chance = np.random.default_rng(5)
    curve = Calibration(fading=1.0)
    for _ in range(4_000):
        share = chance.random(3)
        # boasting: the odds are really a third of what the share says
        true = share / (share + 3 * (1 - share))
        curve.learn(share, chance.random(3) < true)
    np.testing.assert_allclose(
        curve.probabilities(np.array([0.2, 0.5, 0.8])), [1 / 13, 1 / 4, 4 / 7], atol=0.04
    )


def test_a_curve_follows_a_learner_that_gets_better() -> None:
    chance = np.random.default_rng(6)
    curve = Calibration()
    for odds in (0.2, 0.8):
        for _ in range(600):
            curve.learn(np.full(1, 0.5), chance.random(1) < odds)
        assert curve.probabilities(np.full(1, 0.5))[0] == pytest.approx(odds, abs=0.12)


def test_shares_are_put_into_three_words() -> None:
    words = [strength(one) for one in (0.9, 0.3, 0.05)]
    assert words == [Strength.STRONG, Strength.FAIR, Strength.WEAK]


trees = st.lists(st.integers(-1, 5), min_size=6, max_size=6).map(
    lambda given: [min(parent, at - 1) for at, parent in enumerate(given)]
)


@given(values=parts, parents=trees)
def test_no_parent_is_below_its_child_and_nothing_is_lowered(
    values: Matrix, parents: list[int]
) -> None:
    found = lifted(values, parents)
    assert (found >= values).all()
    assert all(found[parent] >= found[at] for at, parent in enumerate(parents) if parent >= 0)
    assert set(found) <= set(values)


def test_a_tree_that_bites_its_tail_is_refused() -> None:
    with pytest.raises(ValueError, match="its own ancestor"):
        depths_in([1, 0])
    assert depths_in([-1, 0, 1, -1]) == (0, 1, 2, 0)
