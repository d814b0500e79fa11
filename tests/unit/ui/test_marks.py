"""Coded stretches: columns of the margin, and which touch a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qes.ui.widgets.marks import Mark, MarkIndex


def _mark(start: int, length: int, hue: int = 0) -> Mark:
    return Mark(start, start + length, hue, "A", f"code {hue}")


_MARKS = st.lists(
    st.builds(_mark, st.integers(0, 20_000), st.integers(1, 9_000), st.integers(0, 5)), max_size=40
)


@given(_MARKS, st.integers(0, 25_000), st.integers(1, 300))
def test_the_index_finds_what_a_search_of_all_marks_finds(
    marks: list[Mark], start: int, length: int
) -> None:
    end = start + length
    found = [placed.mark for placed in MarkIndex(marks).over(start, end)]
    expected = [mark for mark in marks if mark.start < end and mark.end > start]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@given(_MARKS)
def test_overlapping_marks_never_share_a_column(marks: list[Mark]) -> None:
    placed = MarkIndex(marks).over(0, 40_000)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            if one.mark.start < other.mark.end and other.mark.start < one.mark.end:
                assert one.lane != other.lane


@given(_MARKS)
def test_no_more_columns_are_used_than_marks_lie_over_each_other(marks: list[Mark]) -> None:
    placed = MarkIndex(marks).over(0, 40_000)
    deepest = max(
        (sum(m.start <= at.start < m.end for m in marks) for at in marks),
        default=0,
    )
    assert max((one.lane + 1 for one in placed), default=0) == deepest
