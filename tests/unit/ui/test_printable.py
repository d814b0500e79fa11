"""What of people's text reaches the terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qes.ui.printable import line, padded, printable, shortened

_ANY = st.text(st.characters(), max_size=80)
_LINE = _ANY.map(line)


@given(_ANY)
def test_no_control_code_is_left_and_no_offset_moves(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert all(c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_an_escape_sequence_loses_its_escape() -> None:
    assert printable("a\x1b]0;title\x07b\u202ec\td") == "a\ufffd]0;title\ufffdb\ufffdc d"


@given(_ANY)
def test_a_line_has_no_line_end(text: str) -> None:
    assert "\n" not in line(text)


@given(_LINE, st.integers(0, 30))
def test_a_shortened_text_fits(text: str, cells: int) -> None:
    assert cell_len(shortened(text, cells)) <= cells


@given(_LINE, st.integers(1, 30))
def test_a_padded_text_fills_its_column_exactly(text: str, cells: int) -> None:
    assert cell_len(padded(text, cells)) == cells


def test_what_fits_is_not_cut() -> None:
    assert shortened("Transport", 9) == "Transport"
    assert shortened("Transport", 8) == "Transpo…"
