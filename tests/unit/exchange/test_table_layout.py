"""Columns share the width as their hints ask, but no narrower than their longest word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.table import Column, Kind, Row, Table
from qes.exchange.table_layout import Alignment, alignments, crowding, shares, wrapped_lines
from tests.unit.exchange.table_samples import matrices


@given(matrices(), st.integers(20, 300))
def test_the_shares_fill_the_width(table: Table, characters: int) -> None:
    widths = shares(table, characters)
    assert sum(widths) == pytest.approx(1)
    assert min(widths) > 0


def test_hints_are_kept_where_words_have_room() -> None:
    table = Table("T", (Column("a", "A", width_hint=1), Column("b", "B", width_hint=3)))
    assert shares(table, 100) == pytest.approx((0.25, 0.75))


def test_a_long_word_takes_room_from_a_wide_column() -> None:
    table = Table("T", (Column("a", "Recruitment"), Column("b", "B", width_hint=19)))
    narrow, wide = shares(table, 60)
    assert narrow * 60 >= len("Recruitment")
    assert wide == pytest.approx(1 - narrow)


def test_words_that_do_not_fit_side_by_side_are_crowded() -> None:
    table = Table("T", (Column("a", "Recruitment"), Column("b", "Reflexivity")))
    assert crowding(table, 100) < 1 < crowding(table, 15)


def test_marks_are_centred_numbers_stand_right_and_texts_left() -> None:
    columns = (
        Column("s", "Study"),
        Column("q", "Aims"),
        Column("n", "N", Kind.NUMBER),
        Column("t", "T"),
    )
    table = Table("T", columns, (Row(("A", "Y (MM)", 3, "a text of some length")),))
    assert alignments(table) == (
        Alignment.LEFT,
        Alignment.CENTRE,
        Alignment.RIGHT,
        Alignment.LEFT,
    )


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("a b", 10, 1), ("a\n\nb", 10, 3), ("o" * 25, 10, 3), ("信頼関係", 4, 2)],
)
def test_lines_are_counted_as_words_wrap(text: str, width: float, lines: int) -> None:
    assert wrapped_lines(text, width) == lines
