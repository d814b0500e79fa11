"""Reasons a reviewer can judge in a second."""

from __future__ import annotations

import numpy as np
import pytest

from qes.suggest.features import Features, features
from qes.suggest.learned import Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.reasons import (
    Alike,
    Reasons,
    Telling,
    alike,
    in_words,
    telling_words,
    word_effects,
)


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
    delay = telling_words(learner, segments[4], "delay")
    assert delay[0].phrase in {"waiting room", "the waiting", "waiting", "room"}
    assert "kind" not in {word for one in delay for word in one.phrase.split()}
    care = telling_words(learner, segments[4], "care")
    assert any("kind" in one.phrase for one in care)
    assert [one.gain for one in care] == sorted((one.gain for one in care), reverse=True)


def test_no_word_is_told_twice_and_short_ones_not_at_all() -> None:
    learner, segments = taught()
    for code in ("delay", "care"):
        found = telling_words(learner, segments[4], code, top=9)
        for at, one in enumerate(found):
            before = {word for other in found[:at] for word in other.phrase.split()}
            assert not set(one.phrase.split()) <= before
            assert any(len(word) > 2 for word in one.phrase.split())


def test_a_learner_that_knows_nothing_names_no_words() -> None:
    _, segments = taught()
    fresh = CodeLearner(("delay", "care"), np.zeros((2, 6)))
    assert telling_words(fresh, segments[4], "care") == ()
    assert telling_words(fresh, features(["x"], [""], np.zeros((1, 6)))[0], "care") == ()


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


def test_leaving_a_word_out_shows_what_it_did_for_the_linear_score() -> None:
    learner, segments = taught()
    whole = segments[4].vector
    without = np.vstack([whole, whole - 0.1 * segments[0].vector])
    effects = word_effects(learner, "delay", whole, without)
    assert effects[0] == 0.0
    assert effects[1] == pytest.approx(0.1 * segments[0].vector @ learner.linear_weights("delay"))


def test_reasons_are_said_in_short_lines() -> None:
    reasons = Reasons(
        (Alike("1", 0.8),),
        (Telling("waiting room", 1.0), Telling("^ why", 0.8), Telling("long $", 0.5)),
        "Time lost before care begins.",
    )
    lines = in_words(reasons, ["We sat\n there  " + "x" * 500])
    assert lines[0].startswith("like “We sat there xxx")
    assert lines[0].endswith("…”")
    assert len(lines[0]) < 130
    assert lines[1:] == (
        "words: “waiting room”, begins with “why”, ends with “long”",
        "means: Time lost before care begins.",
    )
    assert in_words(Reasons((), (), ""), ()) == ()
