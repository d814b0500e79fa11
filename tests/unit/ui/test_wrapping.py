"""How text falls into rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from qes.ui.widgets.wrapping import NARROW_RANGES, Block, Rows, Wrapping

_TEXT = st.text(
    st.one_of(
        st.sampled_from("ab  \n、é日本語́️‍👩🔬🇩"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
    ),
    max_size=200,
)


def _rows(text: str, width: int) -> Rows:
    return Wrapping(text, (Block(0, len(text)),) if text else ()).rows(width)


def _shown(text: str, rows: Rows) -> list[str]:
    return [text[start:end] for start, end in zip(rows.starts, rows.ends, strict=True)]


@given(_TEXT, st.integers(2, 40))
def test_no_row_is_wider_than_asked(text: str, width: int) -> None:
    for shown in _shown(text, _rows(text, width)):
        assert cell_len(shown.rstrip()) <= width


@given(_TEXT, st.integers(2, 40))
def test_every_character_but_line_ends_is_on_exactly_one_row(text: str, width: int) -> None:
    assert "".join(_shown(text, _rows(text, width))) == text.replace("\n", "")


@given(_TEXT, st.integers(2, 40))
def test_an_offset_is_found_on_the_row_that_shows_it(text: str, width: int) -> None:
    rows = _rows(text, width)
    for offset, character in enumerate(text):
        if character != "\n":
            row = rows.at(offset)
            assert rows.starts[row] <= offset < rows.ends[row]


@given(st.text("ab ", max_size=120), st.integers(2, 30))
def test_text_that_can_be_counted_wraps_as_text_that_must_be_measured(
    text: str, width: int
) -> None:
    counted = _shown(text, _rows(text, width))
    measured = _shown(text, _rows(text + "\n日", width))[: len(counted)]
    assert [row.rstrip() for row in counted] == [row.rstrip() for row in measured]


def test_rows_break_at_spaces_and_long_words_where_they_must() -> None:
    text = "one two three abcdefghijkl"
    assert _shown(text, _rows(text, 8)) == ["one two ", "three ", "abcdefgh", "ijkl"]


def test_a_combining_mark_stays_with_its_letter() -> None:
    text = "áb́ć日"
    assert _shown(text, _rows(text, 2)) == ["áb́", "ć", "日"]


def test_a_blank_row_stands_between_blocks_and_one_for_any_blank_lines() -> None:
    text = "first\n\n\nmore\nsecond"
    blocks = (Block(0, 12, "Maria"), Block(13, 19, "Tomasz"))
    rows = Wrapping(text, blocks).rows(20)
    assert _shown(text, rows) == ["first", "", "more", "", "second"]
    assert list(rows.first) == [1, 0, 0, 0, 1]


def test_characters_that_are_counted_take_one_cell() -> None:
    for first, last in NARROW_RANGES:
        for code_point in range(first, last + 1):
            assert get_character_cell_size(chr(code_point)) == 1, hex(code_point)
