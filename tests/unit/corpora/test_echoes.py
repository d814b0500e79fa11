from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpora.echoes import PIECE, QUOTE, blanked, in_passing, pieces

SAID = "I counted the tiles in that corridor every morning before the bell"
words = st.text("abc ", max_size=80)


def test_a_few_words_in_common_are_in_passing() -> None:
    gone = pieces([SAID])
    book = "Use it where the tiles in that corridor are counted."
    assert in_passing([book], gone) == pieces([" the tiles in that corridor "])


def test_a_stretch_too_long_for_chance_is_a_quote() -> None:
    assert in_passing([f"As in: {SAID[:QUOTE]}!"], pieces([SAID])) == frozenset()
    assert in_passing([f"As in: {SAID[: QUOTE - 1]}!"], pieces([SAID])) != frozenset()


@given(words, words)
def test_what_is_in_passing_is_in_both_texts(text: str, said: str) -> None:
    found = in_passing([text], pieces([said]))
    assert found <= pieces([text]) & pieces([said])


@given(words, words)
def test_what_is_blanked_holds_no_piece_that_is_gone(text: str, said: str) -> None:
    gone = pieces([said])
    left = blanked(text, gone)
    assert not any(gone & pieces([part]) for part in left.split("[withdrawn]"))
    assert PIECE < QUOTE
