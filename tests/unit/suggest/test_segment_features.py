"""Words and places of segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.errors import UserError
from qes.suggest.features import features
from qes.suggest.lexical import phrases, words


def test_words_are_small_with_their_apostrophes_and_questions_are_kept() -> None:
    assert words("Didn't you see - THE map?!") == ("didn't", "you", "see", "the", "map", "?", "!")
    assert words("Zürich, 2019 naïve") == ("zürich", "2019", "naïve")


def test_phrases_are_words_and_pairs_once_with_the_two_ends() -> None:
    assert phrases("So so.") == ("so", "^ so", "so so", "so $")
    assert phrases(" … ") == ()


@given(text=st.text(max_size=200))
def test_any_text_has_phrases_that_are_all_different(text: str) -> None:
    found = phrases(text)
    assert len(set(found)) == len(found)
    assert bool(found) == bool(words(text))


def test_a_monstrous_text_is_read_up_to_a_limit() -> None:
    assert len(words("a b " * 100_000)) == 2_000
    assert words("x" * 300_000) == ("x" * 40,)


def places(documents: list[str]) -> list[tuple[str | None, str | None, int]]:
    names = [f"s{at}" for at in range(len(documents))]
    found = features(names, [""] * len(names), np.zeros((len(names), 2)), documents=documents)
    return [(one.place.before, one.place.after, one.place.eighth) for one in found if one.place]


def test_neighbours_are_those_of_the_same_document() -> None:
    assert places(["d", "e", "d", "d"]) == [
        (None, "s2", 8),
        (None, None, 8),
        ("s0", "s3", 4),
        ("s2", None, 7),
    ]


def test_eighths_run_from_the_opening_to_the_end() -> None:
    assert [eighth for _, _, eighth in places(["d"] * 9)] == [8, 1, 2, 3, 4, 5, 6, 7, 7]


def test_without_documents_no_place_is_known() -> None:
    (one,) = features(["a"], ["text"], np.ones((1, 2)))
    assert one.place is None
    assert one.speaker == ""


def test_a_damaged_vector_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="the vector of segment b is damaged"):
        features(["a", "b"], ["", ""], np.array([[0.0, 1.0], [np.nan, 0.0]]))
