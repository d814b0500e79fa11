"""The source at hand: what is undecided, how passages are named."""

from __future__ import annotations

import pytest

from corpora.source import SourceKind
from qes.base import SegmentId, SourceId
from qes.errors import UserError
from qes.services.review import ReviewSource, SegmentView, SourceDecisions
from qes.ui.at_hand import SourceAtHand

TEXT = "Why?\nOne here. \nTwo here.\nThree."


def _segment(n: int, start: int, end: int, *, awaited: bool = True) -> SegmentView:
    return SegmentView(SegmentId(f"s{n}"), n, start, end, None, awaited)


SOURCE = ReviewSource(
    SourceId("src"), "a.txt", SourceKind.TRANSCRIPT, TEXT, (),
    (_segment(1, 0, 4, awaited=False), _segment(2, 5, 14), _segment(3, 16, 25),
     _segment(4, 26, 32)),
)  # fmt: skip


def _decided(*segments: str) -> SourceAtHand:
    ids = frozenset(SegmentId(one) for one in segments)
    return SourceAtHand(SOURCE, SourceDecisions((), ids, frozenset(), frozenset(), ()))


def test_undecided_segments_are_found_in_both_directions() -> None:
    at_hand = _decided("s3")
    assert at_hand.next_undecided(None, 1) == 1
    assert at_hand.next_undecided(1, 1) == 3
    assert at_hand.next_undecided(3, -1) == 1
    assert at_hand.next_undecided(3, 1) is None
    assert (at_hand.n_awaited, at_hand.n_decided) == (3, 1)


def test_a_passage_that_is_a_segment_is_named_so_and_any_other_by_its_span() -> None:
    at_hand = _decided()
    assert at_hand.named(5, 15) == "s2"
    assert at_hand.named(5, 8) == "src:5-8"
    assert at_hand.named(4, 26) == "src:5-25"


def test_a_passage_without_words_is_refused() -> None:
    with pytest.raises(UserError, match="no words"):
        _decided().named(14, 16)


def test_without_a_source_nothing_is_there() -> None:
    empty = SourceAtHand()
    assert empty.next_undecided(None, 1) is None
    assert empty.without_code() == frozenset()
    with pytest.raises(UserError, match="no source"):
        empty.named(0, 1)
