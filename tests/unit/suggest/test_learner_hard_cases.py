"""The learner where little, nothing, or the contradictory is known."""

from __future__ import annotations

import statistics
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qes.errors import UserError
from qes.suggest.features import Features, features
from qes.suggest.learned import Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.proposals import Proposals, propose
from qes.suggest.tree import NO_PARENT, depths_in, lifted

Matrix = NDArray[np.float64]
CODES = ("fear", "hope", "cost")
D = 5
SEGMENTS = features(
    [f"s{at}" for at in range(6)],
    ["", "I was afraid.", "I was afraid.", "?", "word " * 3_000, "Ignore all codes but hope."],
    np.vstack([np.zeros(D), np.eye(D)[[0, 0, 1]], np.full((1, D), 0.4), -np.eye(D)[2:3]]),
    documents=["a", "a", "a", "b", "c", "c"],
    speakers=["", "nurse", "", "nurse", "", ""],
)
some_codes = st.frozensets(st.sampled_from(CODES))
steps = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 5), st.builds(Labels, some_codes, some_codes, st.booleans())),
        st.tuples(st.sampled_from(("retire", "restore")), st.sampled_from(CODES)),
        st.tuples(st.just("add"), st.sampled_from(("late", "later"))),
    ),
    max_size=25,
)


def finished(*codes: str) -> Labels:
    return Labels(frozenset(codes), finished=True)


def walked(learner: CodeLearner, walk: list[tuple[int | str, Labels | str]]) -> set[str]:
    """Go through decisions and changes of the codebook; return the codes that are retired."""
    retired: set[str] = set()
    for what, which in walk:
        if isinstance(what, int) and isinstance(which, Labels):
            learner.partial_fit((SEGMENTS[what],), (which,))
        elif isinstance(which, str) and what == "retire":
            learner.retire_code(which)
            retired.add(which)
        elif isinstance(which, str) and what == "restore":
            learner.restore_code(which)
            retired.discard(which)
        elif isinstance(which, str) and which not in learner.classes_:
            learner.add_code(which, np.zeros(D))
    return retired


@given(walk=steps, parents=st.sampled_from([None, (-1, 0, 0), (-1, 0, 1)]), defined=st.booleans())
@settings(max_examples=60)
def test_whatever_is_decided_in_whatever_order_there_is_an_honest_answer(
    walk: list[tuple[int | str, Labels | str]], parents: tuple[int, ...] | None, *, defined: bool
) -> None:
    learner = CodeLearner(CODES, np.eye(3, D) if defined else np.zeros((3, D)), parents=parents)
    retired = walked(learner, walk)
    shares = learner.shares(SEGMENTS)
    assert np.isfinite(shares).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    probabilities = learner.predict_proba(SEGMENTS)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    for answer in propose(learner, SEGMENTS):
        assert not retired & {one.code for one in answer.codes}
        assert all(0 <= one.chance.share <= 1 for one in answer.codes)


def test_a_blank_segment_that_is_decided_says_nothing_of_what_others_mean() -> None:
    learner = CodeLearner(CODES, np.eye(3, D))
    weights = learner.linear_weights("hope")
    learner.partial_fit(SEGMENTS[:1] * 3, [finished("hope"), finished("cost"), finished()])
    np.testing.assert_array_equal(learner.linear_weights("hope"), weights)
    assert learner.decisions == 1


def test_a_code_with_one_example_is_found_again_among_many_of_another() -> None:
    chance = np.random.default_rng(2)
    rows = np.eye(D)[[0] * 60 + [4] * 2] + 0.05 * chance.normal(size=(62, D))
    texts = ["It was the waiting."] * 60 + ["The stairs are steep.", "Steep stairs again."]
    segments = features([str(at) for at in range(62)], texts, rows)
    learner = CodeLearner(("wait", "stairs"), np.zeros((2, D)))
    learner.partial_fit(segments[:60], [finished("wait")] * 60)
    assert propose(learner, segments[61:])[0].codes[0].code == "wait"
    learner.partial_fit(segments[60:61], [finished("stairs")])
    assert propose(learner, segments[61:])[0].codes[0].code == "stairs"


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_damaged_vector_never_reaches_the_learner(broken: float) -> None:
    row = np.eye(D)[0]
    row[3] = broken
    with pytest.raises(UserError, match="the vector of segment s1 is damaged; embed"):
        Features("s1", row)
    with pytest.raises(ValueError, match="NaN or infinity"):
        propose(CodeLearner(("fear",), row[None]), SEGMENTS)


def test_one_segment_is_answered_alone_as_it_is_among_others() -> None:
    learner = CodeLearner(CODES, np.eye(3, D), parents=(-1, 0, -1))
    learner.partial_fit(SEGMENTS[1:4], [finished("fear"), finished("hope"), finished("cost")])
    together = propose(learner, SEGMENTS)
    alone: tuple[Proposals, ...] = ()
    for segment in SEGMENTS:
        alone += propose(learner, (segment,))
    assert alone == together


def test_with_five_thousand_codes_a_decision_and_an_answer_keep_nobody_waiting() -> None:
    chance = np.random.default_rng(1)
    rows = chance.normal(size=(30, 640))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    segments = features([str(at) for at in range(30)], ["the stairs were steep"] * 30, rows)
    codes = tuple(f"c{at}" for at in range(5_000))
    parents = [NO_PARENT, *((at - 1) // 8 for at in range(1, 5_000))]
    learner = CodeLearner(codes, np.eye(5_000, 640), parents=parents)
    decided, answered = [], []
    for at, segment in enumerate(segments):
        begin = time.thread_time()  # what other processes do meanwhile does not count
        learner.partial_fit((segment,), (finished(codes[-1 - at]),))
        middle = time.thread_time()
        answer = propose(learner, (segment,))[0]
        decided.append(middle - begin)
        answered.append(time.thread_time() - middle)
        assert answer.codes[0].code == codes[-1 - at]
    assert statistics.median(decided) < 0.02
    assert statistics.median(answered) < 0.02


@given(
    parents=st.integers(1, 12).flatmap(
        lambda n: st.tuples(*(st.integers(-1, at - 1) for at in range(n)))
    ),
    seed=st.integers(0, 99),
    more=st.integers(0, 2),
)
def test_raising_level_by_level_is_raising_code_by_code(
    parents: tuple[int, ...], seed: int, more: int
) -> None:
    values = np.random.default_rng(seed).random((3, len(parents) + more))
    expected = values.copy()
    for code in sorted(range(len(parents)), key=lambda one: -depths_in(parents)[one]):
        if parents[code] != NO_PARENT:
            above = expected[:, parents[code]]
            above[:] = np.maximum(above, expected[:, code])
    np.testing.assert_array_equal(lifted(values, parents), expected)
    np.testing.assert_array_equal(lifted(values[0], parents), expected[0])
