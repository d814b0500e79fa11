"""What `qes evaluate` measures."""

from __future__ import annotations

import numpy as np
import pytest

from qes.errors import UserError
from qes.suggest.evaluation import (
    EXAMPLES,
    Hits,
    Labelled,
    evaluate,
    follow,
    hits,
    places,
    read,
    shown_reliability,
)

TRUTH = np.array([[1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], dtype=np.bool_)
SCORES = np.array([[4.0, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1]])


def coded(n: int, *, uncoded: float = 0.0) -> Labelled:
    chance = np.random.default_rng(9)
    truth = np.eye(4, dtype=np.bool_)[chance.choice(4, n, p=(0.4, 0.3, 0.2, 0.1))]
    truth[chance.random(n) < uncoded] = False
    rows = truth + 0.7 * chance.normal(size=(n, 4))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    documents = tuple(f"d{at // 10}" for at in range(n))
    return Labelled(("some words",) * n, rows, truth, tuple("abcd"), np.eye(4), documents)


def test_hits_are_counted_as_by_hand() -> None:
    assert places(SCORES, TRUTH).tolist() == [1, 3, 4]
    found = hits(SCORES, TRUTH)
    assert found == Hits(1 / 3, 2 / 3, found.mrr)
    assert found.mrr == pytest.approx((1 + 1 / 3 + 1 / 4) / 3)


def test_equal_scores_keep_the_order_of_the_codes() -> None:
    assert places(np.zeros((3, 4)), TRUTH[:3]).tolist() == [1, 3, 4]
    assert places(np.array([[0.1, 0.1 + 1e-12]]), np.array([[True, False]])).tolist() == [1]


def test_the_calibration_error_is_the_one_worked_out_by_hand() -> None:
    # shown: 0.9 right, 0.8 wrong, 0.1 wrong, twice; the fourth code is not shown
    chances = np.tile([0.9, 0.8, 0.1, 0.9], (2, 1))
    found = shown_reliability(SCORES[:2], chances, TRUTH[[0, 0]])
    assert found.ece == pytest.approx((0.1 + 0.8 + 0.1) / 3)
    assert [one.n for one in found.bins] == [2, 2, 2]
    assert shown_reliability(SCORES, np.full((4, 4), np.nan), TRUTH).ece is None


def test_the_stream_learns_and_reports_at_its_checkpoints() -> None:
    data = coded(620)
    stream = follow(data, read(data))
    assert [one.segments for one in stream.checkpoints] == [50, 100, 200, 500, 620]
    assert all(one.hit3 > one.baseline for one in stream.checkpoints[1:])
    assert stream.calibration.ece is not None
    assert stream.calibration.ece < 0.05
    assert sum(one.n for one in stream.calibration.bins) == 3 * (620 - 150)
    assert stream.seconds_per_decision > 0


def test_the_baseline_shows_the_commonest_codes_so_far_only() -> None:
    truth = np.eye(5, dtype=np.bool_)[[4, 4, 3, 2, 1, 4]]
    data = Labelled(
        ("x",) * 6, np.zeros((6, 2), np.float32), truth, tuple("abcde"), np.zeros((5, 2))
    )
    last = follow(data, read(data)).checkpoints[-1]
    # shown: abc, eab, eab, eda, edc, edc
    assert last.segments == 6
    assert last.baseline == pytest.approx(2 / 6)


def test_everything_is_measured_twice_alike() -> None:
    data = coded(260, uncoded=0.2)
    told: list[tuple[str, int, int]] = []
    one = evaluate(data, progress=lambda *said: told.append(said))
    two = evaluate(data)
    assert one.few_shot == two.few_shot
    assert one.stream is not None
    assert two.stream is not None
    assert one.stream.checkpoints == two.stream.checkpoints
    assert [few.examples for few in one.few_shot] == list(EXAMPLES)
    assert (one.n, one.n_codes, one.n_uncoded) == (260, 4, int((~data.truth.any(axis=1)).sum()))
    assert one.zero_shot.hit1 > one.baseline.hit1
    assert one.stream.nothing.ece is not None
    assert told[-1] == ("going through the segments", 260, 260)
    assert evaluate(data, stream=False).stream is None


def test_a_seed_chooses_other_documents() -> None:
    data = coded(260)
    assert (
        evaluate(data, stream=False, seed=0).few_shot
        != evaluate(data, stream=False, seed=1).few_shot
    )


def test_segments_without_any_code_are_refused_in_a_sentence() -> None:
    data = coded(3)
    data.truth[:] = False
    with pytest.raises(UserError, match="no segment has a code of this codebook"):
        evaluate(data)


def test_a_single_segment_a_single_code_is_measured() -> None:
    data = Labelled(
        ("x",), np.ones((1, 2), np.float32), np.ones((1, 1), np.bool_), ("a",), np.eye(1, 2)
    )
    found = evaluate(data)
    assert found.zero_shot.hit1 == 1.0
    assert found.stream is not None
    assert found.stream.calibration.ece is None
