"""Word and sentence edges."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.ui.widgets import steps

TEXT = "She didn't go. Mine too! “Then he asked.” And\nso on"


def _all_forward(step: Callable[[str, int], int]) -> list[str]:
    places = [0]
    while places[-1] < len(TEXT):
        places.append(step(TEXT, places[-1]))
    return [TEXT[a:b].strip() for a, b in pairwise(places)]


def test_words_end_where_one_would_say() -> None:
    assert _all_forward(steps.word_end_after)[:5] == ["She", "didn't", "go", ".", "Mine"]


def test_sentences_end_with_their_quotation_marks_and_at_line_ends() -> None:
    assert _all_forward(steps.sentence_end_after) == [
        "She didn't go.", "Mine too!", "“Then he asked.”", "And", "so on",
    ]  # fmt: skip


def test_sentences_begin_where_one_would_say() -> None:
    place = len(TEXT)
    found = []
    while place:
        before = steps.sentence_start_before(TEXT, place)
        found.append(TEXT[before:place].strip())
        place = before
    assert found[::-1] == ["She didn't go.", "Mine too!", "“Then he asked.”", "And", "so on"]


@pytest.mark.parametrize("step", [steps.word_end_after, steps.sentence_end_after])
@given(text=st.text(max_size=60), offset=st.integers(0, 60))
def test_a_step_forward_always_moves_until_the_end(
    step: Callable[[str, int], int], text: str, offset: int
) -> None:
    offset = min(offset, len(text))
    moved = step(text, offset)
    assert moved == len(text) if offset == len(text) else offset < moved <= len(text)


@pytest.mark.parametrize("step", [steps.word_start_before, steps.sentence_start_before])
@given(text=st.text(max_size=60), offset=st.integers(0, 60))
def test_a_step_back_always_moves_until_the_start(
    step: Callable[[str, int], int], text: str, offset: int
) -> None:
    offset = min(offset, len(text))
    moved = step(text, offset)
    assert moved == 0 if offset == 0 else 0 <= moved < offset
