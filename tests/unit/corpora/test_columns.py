from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.columns import Segments, Turns
from corpora.manuscript import Paragraph, ParagraphKind
from corpora.paragraphs import Paragraphs
from corpora.source import Role, Segment, Turn, Unit

PLACES = st.integers(0, 10**9)
PEOPLE = st.sampled_from(
    [("I", Role.INTERVIEWER), ("P1", Role.PARTICIPANT), ("Ida", Role.UNKNOWN), (None, Role.UNKNOWN)]
)
TURNS = st.lists(st.tuples(PEOPLE, PLACES, st.none() | st.floats(0, 1e6)), max_size=8).map(
    lambda drawn: tuple(
        Turn(n, *person, start, start + n, at) for n, (person, start, at) in enumerate(drawn, 1)
    )
)
SEGMENTS = st.lists(
    st.lists(st.tuples(PLACES, st.none() | st.integers(1, 99)), max_size=4),
    max_size=len(Unit),
).map(
    lambda drawn: tuple(
        Segment(unit, n, start, start + n, turn)
        for unit, listed in zip(Unit, drawn, strict=False)
        for n, (start, turn) in enumerate(listed, 1)
    )
)


def check_sequence(columns: Sequence[object], items: Sequence[object]) -> None:
    """Check that columns are the sequence of these items in every way a sequence is asked."""
    assert columns == items
    assert items == columns
    assert tuple(columns) == tuple(columns[n] for n in range(len(items))) == tuple(items)
    assert hash(columns) == hash(tuple(items))
    assert columns[-2:] == tuple(items)[-2:]
    assert list(reversed(columns)) == list(reversed(items))
    assert columns != (*items, None)
    if items:
        assert columns[-1] == items[-1]
        assert columns != (*items[:-1], None)
    with pytest.raises(IndexError):
        columns[len(items)]
    with pytest.raises(IndexError):
        columns[-len(items) - 1]


@given(TURNS)
def test_turns_in_columns_are_the_turns_put_in(turns: tuple[Turn, ...]) -> None:
    columns = Turns.of(turns)
    check_sequence(columns, turns)
    assert Turns.of(columns) is columns
    assert pickle.loads(pickle.dumps(columns)) == turns  # noqa: S301 - our own bytes


@given(SEGMENTS)
def test_segments_in_columns_are_the_segments_put_in(segments: tuple[Segment, ...]) -> None:
    columns = Segments.of(segments)
    check_sequence(columns, segments)
    assert Segments.of(columns) is columns
    assert columns.counts() == {unit: sum(s.unit is unit for s in segments) for unit in Unit}


def test_paragraphs_in_columns_are_the_paragraphs_put_in() -> None:
    listed = tuple(Paragraph(n * 9, n * 9 + 7, kind) for n, kind in enumerate(ParagraphKind))
    columns = Paragraphs.of(listed)
    check_sequence(columns, listed)
    assert columns.headings() == (9,)


def test_columns_are_no_text_and_tell_what_they_hold() -> None:
    none = Segments()
    assert none == ()
    assert none != ""
    assert not none
    assert "2 items" in repr(Turns.of([Turn(n, "I", Role.UNKNOWN, n, n + 1) for n in (1, 2)]))


def test_what_is_numbered_otherwise_has_no_columns() -> None:
    second = Turn(2, "I", Role.UNKNOWN, 0, 1)
    with pytest.raises(ValueError, match="from 1"):
        Turns.of([second])
    twice = Segment(Unit.TURN, 1, 0, 1)
    with pytest.raises(ValueError, match="from 1"):
        Segments.of([twice, twice])
