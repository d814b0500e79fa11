from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicmodel.font import drawn_width, missing_characters, text_width
from logicmodel.lines import TooNarrow, break_lines, keeps_words

TITLES = st.text(
    st.one_of(
        st.sampled_from("abc -/–<&>\"'$\\ "),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Co", "Cn"]),
        st.sampled_from("漢字かな「」、שלוםالرضا\u0301👩\u200d💻"),
    ),
    max_size=60,
)


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    """Load the fonts before anything is timed."""
    text_width("a", 8.0, bold=True)
    text_width("a", 8.0)


def _bare(text: str) -> str:
    """Leave out white space and hyphens, which a break may add."""
    return "".join(text.replace("-", "").split())


@given(TITLES, st.floats(14, 60), st.booleans())
def test_no_line_is_wider_than_asked_and_nothing_but_spaces_is_lost(
    text: str,
    width: float,
    bold: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    try:
        lines = break_lines(text, width, 8.0, bold=bold)
    except TooNarrow:
        assert any(text_width(one, 8.0, bold=bold) > width / 20 for one in text)
        return
    assert all(text_width(line, 8.0, bold=bold) <= width for line in lines)
    assert _bare("".join(lines)) == _bare(text)


@given(TITLES, st.integers(0, 9999))
def test_there_is_always_room_for_the_mark_behind_the_last_line(text: str, number: int) -> None:
    mark = f"(n={number})"
    *_, last = break_lines(text, 30.0, 8.0, tail=mark)
    assert text_width(f"{last} {mark}", 8.0) <= 30.0 or last == ""


def test_a_line_breaks_at_spaces_hyphens_and_slashes() -> None:
    assert break_lines("well-matched and paid", 17.0, 8.0) == ("well-", "matched", "and paid")
    assert break_lines("finding/keeping work", 15.0, 8.0) == ("finding/", "keeping", "work")


def test_a_mark_takes_the_last_word_with_it() -> None:
    assert break_lines("Trust in people", 22.0, 8.0, tail="(n=4)") == ("Trust in", "people")


def test_a_long_word_is_cut_between_characters_and_never_before_an_accent() -> None:
    lines = break_lines("e\u0301" * 40, 12.0, 8.0)
    assert len(lines) > 1
    assert not any(line.startswith("\u0301") for line in lines)


def test_a_hyphen_stands_where_letters_are_parted_and_nowhere_else() -> None:
    *cut, last = break_lines("Individualisation" * 3, 18.0, 8.0)
    assert all(line.endswith("-") for line in cut)
    assert not last.endswith("-")
    assert not any("-" in line for line in break_lines("1234567890" * 4, 18.0, 8.0))


def test_a_text_that_would_be_cut_is_known() -> None:
    assert keeps_words("Help with travel", 12.0, 8.0)
    assert not keeps_words("Help with individualisation", 12.0, 8.0)


def test_ideographs_break_anywhere_but_before_closing_marks() -> None:
    lines = break_lines("就労支援、就労支援、就労支援", 12.0, 8.0)
    assert len(lines) > 2
    assert not any(line.startswith("、") for line in lines)


def test_a_line_too_narrow_for_a_character_or_the_mark_is_said() -> None:
    with pytest.raises(TooNarrow):
        break_lines("W", 1.0, 8.0)
    with pytest.raises(TooNarrow):
        break_lines("i", 4.0, 8.0, tail="(n=100)")


def test_kerning_that_widens_a_line_is_counted() -> None:
    assert drawn_width("AA", 8.0) > 2 * text_width("A", 8.0)
    assert text_width("AA", 8.0) == drawn_width("AA", 8.0)


def test_kerning_that_narrows_a_line_is_not_relied_on() -> None:
    assert drawn_width("AV", 8.0) < text_width("AV", 8.0)


def test_characters_the_font_lacks_are_named_once() -> None:
    assert missing_characters("a漢b字漢\u0301") == ("字", "漢")
    assert missing_characters("Ünïcode שלום الرضا") == ()
    stretched_beh = "\U0001ee61"
    assert missing_characters(stretched_beh) == ()
    assert missing_characters(stretched_beh, bold=True) == (stretched_beh,)
    assert drawn_width(stretched_beh, 8, bold=True) > 0
