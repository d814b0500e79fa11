"""Reasons a reviewer can judge in a second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.suggest.excerpts import excerpt
from qes.suggest.features import Features, features
from qes.suggest.learned import Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.reasons import alike, telling_words


def taught() -> tuple[CodeLearner, tuple[Features, ...]]:
    texts = [
        "The waiting room was full again",
        "We sat in the waiting room for hours",
        "The nurse was kind to my mother",
        "A kind nurse sat with us",
        "The waiting room and a kind word",
    ]
    rows = np.eye(5, 6) + 0.1
    segments = features([str(at) for at in range(5)], texts, rows)
    learner = CodeLearner(("delay", "care"), np.zeros((2, 6)))
    codes = ("delay", "delay", "care", "care")
    learner.partial_fit(segments[:4], [Labels(frozenset({code}), finished=True) for code in codes])
    return learner, segments


def test_the_words_that_mattered_are_those_the_code_came_with() -> None:
    learner, segments = taught()
    delay = telling_words(learner, segments[4], ["delay"])[0]
    assert delay[0].phrase in {"waiting room", "the waiting", "waiting", "room"}
    assert "kind" not in {word for one in delay for word in one.phrase.split()}
    care = telling_words(learner, segments[4], ["care"])[0]
    assert not care  # "kind" may be "kind of": it is no word that tells
    kind = features(["n"], ["The nurse came"], np.ones((1, 6)))[0]
    assert [one.phrase for one in telling_words(learner, kind, ["care"])[0]] == ["nurse"]
    assert [one.gain for one in care] == sorted((one.gain for one in care), reverse=True)


def test_no_word_is_told_twice_and_short_ones_not_at_all() -> None:
    learner, segments = taught()
    for code in ("delay", "care"):
        found = telling_words(learner, segments[4], [code], top=9)[0]
        for at, one in enumerate(found):
            before = {word for other in found[:at] for word in other.phrase.split()}
            assert not set(one.phrase.split()) <= before
            assert any(len(word) > 2 for word in one.phrase.split())


def test_a_learner_that_knows_nothing_names_no_words() -> None:
    _, segments = taught()
    fresh = CodeLearner(("delay", "care"), np.zeros((2, 6)))
    assert telling_words(fresh, segments[4], ["care"])[0] == ()
    assert telling_words(fresh, features(["x"], [""], np.zeros((1, 6)))[0], ["care"])[0] == ()


def test_the_nearest_accepted_passages_come_first_and_never_the_segment_itself() -> None:
    learner, segments = taught()
    names = [*learner.accepted("delay"), segments[4].name]
    rows = np.vstack([segments[0].vector, segments[1].vector, segments[4].vector])
    asked = Features(segments[4].name, segments[1].vector * 2)
    found = alike(asked, names, rows)
    assert [one.name for one in found] == ["1", "0"]
    assert found[0].similarity == pytest.approx(1.0)
    assert alike(asked, (), np.zeros((0, 6))) == ()
    assert alike(Features("z", np.zeros(6)), names, rows)[0].similarity == 0.0


def test_words_that_say_nothing_of_a_subject_are_not_named() -> None:
    texts = ["That was the one they had", "And the other was not", "That bus was the one"]
    segments = features(["a", "b", "c"], texts, np.eye(3, 6))
    learner = CodeLearner(("transport", "rest"), np.zeros((2, 6)))
    given = [Labels(frozenset({code}), finished=True) for code in ("transport", "rest")]
    learner.partial_fit(segments[:2], given)
    assert telling_words(learner, segments[2], ["transport"])[0] == ()
    learner.partial_fit(segments[2:], [Labels(frozenset({"transport"}), finished=True)])
    again = features(["d"], ["That was the bus they had"], np.eye(1, 6))[0]
    assert [one.phrase for one in telling_words(learner, again, ["transport"])[0]] == ["bus"]


def test_of_a_long_passage_the_sentence_is_shown_that_shares_most_words() -> None:
    passage = (
        "It rained all day.\nWe waited at the stop, and no bus came until nine. "
        "My sister rang.  Then I went home and slept through the afternoon and the whole evening."
    )
    found = excerpt(passage, "The early bus never stops here", longest=60)
    assert found == "… We waited at the stop, and no bus came until nine. …"
    assert excerpt("A short one.", "anything") == "A short one."
    assert excerpt(" \n ", "anything") == ""


_prose = st.text(alphabet='ab .!\u2026"\n\u201d', max_size=200) | st.text(max_size=400)


@given(_prose, st.text(max_size=60), st.integers(20, 200))
def test_an_excerpt_is_one_line_of_the_passages_own_words(
    passage: str, asked: str, longest: int
) -> None:
    found = excerpt(passage, asked, longest)
    assert len(found) <= longest + 4
    assert found == " ".join(found.split())
    kept = " ".join(passage.split())
    assert found.strip("… ") in kept
