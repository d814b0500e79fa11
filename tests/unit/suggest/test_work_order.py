"""In what order waiting segments are offered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.suggest.order import (
    Doubt,
    Waiting,
    document_order,
    doubtful_order,
    novel_order,
    random_order,
)

waiting_masks = st.lists(st.booleans(), max_size=30).map(lambda ones: np.array(ones, dtype=bool))


def all_of(count: int) -> Waiting:
    return np.ones(count, dtype=np.bool_)


@given(waiting=waiting_masks, seed=st.integers(0, 9))
def test_every_order_offers_each_waiting_segment_once(waiting: Waiting, seed: int) -> None:
    n = len(waiting)
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(n, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[generator.random(n) < 0.2] = 0
    expected = np.flatnonzero(waiting).tolist()
    orders = (
        document_order(waiting),
        doubtful_order(generator.random((n, 3)), waiting),
        doubtful_order(generator.random((n, 3)), waiting, by=Doubt.MARGIN),
        novel_order(vectors, waiting, first=4),
        random_order([str(at) for at in range(n)], waiting, seed=seed),
    )
    for order in orders:
        assert sorted(order.tolist()) == expected


def test_the_document_order_is_that_of_the_segments() -> None:
    assert document_order(np.array([True, False, True])).tolist() == [0, 2]


def test_entropy_puts_the_most_open_decisions_first() -> None:
    probabilities = np.array([[0.99, 0.01], [0.5, 0.5], [0.9, 0.1], [0.5, 0.01]])
    assert doubtful_order(probabilities, all_of(4)).tolist() == [1, 3, 2, 0]


def test_margin_puts_the_closest_race_first() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.4, 0.39, 0.0], [0.5, 0.2, 0.1]])
    assert doubtful_order(probabilities, all_of(3), by=Doubt.MARGIN).tolist() == [1, 2, 0]


def test_with_one_code_the_least_likely_leads_by_least() -> None:
    probabilities = np.array([[0.9], [0.2], [0.5]])
    assert doubtful_order(probabilities, all_of(3), by=Doubt.MARGIN).tolist() == [1, 2, 0]
    assert doubtful_order(probabilities, all_of(3)).tolist() == [2, 1, 0]


@pytest.mark.parametrize("by", list(Doubt))
def test_what_is_not_a_number_comes_last_and_equals_stay_in_document_order(by: Doubt) -> None:
    probabilities = np.array([[np.nan, 0.5], [0.3, 0.1], [0.3, 0.1]])
    assert doubtful_order(probabilities, all_of(3), by=by).tolist() == [1, 2, 0]


def test_the_farthest_from_what_was_seen_comes_first_and_its_twin_later() -> None:
    vectors = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]])
    waiting = np.array([False, True, True, True, True, True])
    order = novel_order(vectors.astype(np.float32), waiting)
    assert order.tolist() == [2, 4, 1, 3, 5]


def test_with_nothing_seen_the_least_usual_comes_first() -> None:
    vectors = np.array([[1, 0], [1, 0], [0.9, np.sqrt(0.19)], [0, 1]], dtype=np.float32)
    assert novel_order(vectors, all_of(4))[0] == 3


def test_many_seen_are_sampled_and_still_keep_what_is_like_them_back() -> None:
    vectors = np.tile(np.array([[1, 0]], dtype=np.float32), (50, 1))
    vectors[49] = (0, 1)
    waiting = np.arange(50) >= 48
    assert novel_order(vectors, waiting, near=5).tolist() == [49, 48]


@given(seed=st.integers(), extra=st.integers(1, 20))
def test_new_segments_do_not_move_those_drawn_before(seed: int, extra: int) -> None:
    keys = [f"segment {at}" for at in range(20 + extra)]
    before = random_order(keys[:20], all_of(20), seed=seed).tolist()
    after = random_order(keys, all_of(len(keys)), seed=seed).tolist()
    assert [at for at in after if at < 20] == before


def test_a_looked_at_segment_leaves_the_others_in_their_order() -> None:
    keys = [str(at) for at in range(12)]
    order = random_order(keys, all_of(12), seed=7).tolist()
    waiting = all_of(12)
    waiting[order[3]] = False
    assert random_order(keys, waiting, seed=7).tolist() == [*order[:3], *order[4:]]


def test_over_seeds_every_segment_is_drawn_first_alike_often() -> None:
    keys = [str(at) for at in range(5)]
    firsts = [int(random_order(keys, all_of(5), seed=seed)[0]) for seed in range(2_000)]
    counts = np.bincount(firsts, minlength=5)
    # five standard errors of a binomial count with a chance of 1/5
    assert np.abs(counts - 400).max() < 5 * np.sqrt(2_000 * 0.2 * 0.8)
