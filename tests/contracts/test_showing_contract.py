"""What was before a reviewer's eyes is kept with the decision, and the decision vouches for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.base import AuthorName, CodeId, SegmentId
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.store.schema import showing, suggestion
from qes.store.showings import (
    StoredShowing,
    put_showing,
    read_showings,
    showing_id,
    suggestion_id,
)
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room

_shares = st.floats(0, 1) | st.just(-0.0)
_showings = st.builds(
    Showing,
    segment=st.sampled_from([SegmentId("ab.t1"), SegmentId("ab.t2")]),
    way=st.sampled_from(Way),
    unseen=st.none() | st.integers(0, 2**31 - 1),
    offered=st.lists(
        st.tuples(st.sampled_from(CODES), _shares, st.none() | _shares),
        max_size=4,
        unique_by=lambda one: one[0],
    ).map(
        lambda codes: tuple(
            ShownCode(CodeId(code), rank, share, probability)
            for rank, (code, share, probability) in enumerate(codes, start=1)
        )
    ),
    none_share=st.none() | _shares,
    none_probability=st.none() | _shares,
    withheld=st.booleans(),
    model=st.sampled_from(["m", "n"]),
    basis=st.sampled_from(["b", "c"]),
)


def of(segment: SegmentId, *codes: str, withheld: bool = False, basis: str = "b") -> Showing:
    """Codes offered for a segment, or kept back."""
    offered = tuple(
        ShownCode(CodeId(code), rank, 0.5 / rank, 0.25) for rank, code in enumerate(codes, start=1)
    )
    return Showing(segment, Way.DOCUMENT, None, offered, 0.1, 0.05, withheld, "m", basis)


def segment_of(desk: Desk, n: int = 1) -> SegmentId:
    """One segment of the sample's first source."""
    return review.read_source(desk, "interview.txt").segments[n].id


def kept(desk: Desk, *others_in: str) -> tuple[StoredShowing, ...]:
    """All that a person may know of what was shown."""
    with desk.store.read() as connection:
        return read_showings(connection, desk.author, others_in=others_in)


def test_what_was_shown_comes_out_as_it_went_in(room: Room) -> None:
    desk = room.desk("anna")

    @settings(max_examples=25, deadline=None)
    @given(_showings, st.none() | st.just("r1"))
    def check(what: Showing, round_: str | None) -> None:
        with desk.store.write() as connection:
            id_ = put_showing(connection, desk.author, round_, "2026", what)
        found = {one.id: one for one in kept(desk)}[id_]
        assert (found.what, found.round, found.author) == (what, round_, "anna")
        assert found.unchanged

    check()


@settings(max_examples=200)
@given(_showings, _showings)
def test_what_differs_has_another_id(one: Showing, other: Showing) -> None:
    anna = AuthorName("anna")
    assert (showing_id(anna, None, one) == showing_id(anna, None, other)) is (one == other)
    assert showing_id(anna, None, one) != showing_id(AuthorName("ben"), None, one)
    assert showing_id(anna, None, one) != showing_id(anna, "r1", one)


def test_a_decision_points_to_the_code_on_the_list_or_to_the_list(room: Room) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    shown = of(segment, "winter", "letters")
    whole = showing_id(anna.author, None, shown)
    accepted = coding.apply_code(anna, segment, "letters", shown=shown)
    other = coding.apply_code(anna, segment, "family", shown=shown)
    refused = coding.reject_code(anna, segment, "winter", shown=shown)
    taken_back = coding.remove_code(anna, segment, "letters", shown=shown)
    without = coding.mark_no_code(
        anna, segment_of(anna, 3), shown=of(segment_of(anna, 3), "winter")
    )
    assert [one.basis for one in (accepted, other, refused, taken_back)] == [
        suggestion_id(whole, 2),
        whole,
        suggestion_id(whole, 1),
        suggestion_id(whole, 2),
    ]
    first, second = kept(anna)
    assert (first.id, first.what, first.at) == (whole, shown, accepted.at)
    assert without.basis == second.id
    assert verify_project(anna).ok


def test_what_was_only_looked_at_is_kept_too_and_once(room: Room) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    shown = of(segment, "winter")
    for _ in range(2):
        coding.mark_seen(anna, [segment_of(anna, 3), segment], shown=shown)
    assert [one.what for one in kept(anna)] == [shown]
    coding.apply_code(anna, segment, "winter", shown=shown)
    assert len(kept(anna)) == 1


def test_what_was_kept_back_is_kept_without_codes(room: Room) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    made = coding.apply_code(anna, segment, "winter", shown=of(segment, withheld=True))
    (one,) = kept(anna)
    assert (made.basis, one.what.withheld, one.what.offered) == (one.id, True, ())


def test_what_was_shown_of_one_segment_says_nothing_of_another(room: Room) -> None:
    anna = room.desk("anna")
    elsewhere = of(segment_of(anna, 3), "winter")
    for decide in (
        lambda: coding.apply_code(anna, segment_of(anna), "winter", shown=elsewhere),
        lambda: coding.mark_no_code(anna, segment_of(anna), shown=elsewhere),
        lambda: coding.mark_seen(anna, [segment_of(anna)], shown=elsewhere),
    ):
        with pytest.raises(ValueError, match="were not shown"):
            decide()
    assert kept(anna) == ()
    assert coding.list_codings(anna) == ()


def test_what_another_saw_is_known_from_closed_rounds_only(room: Room) -> None:
    anna, ben, lead = room.desk("anna"), room.desk("ben"), room.desk("lead")
    segment = segment_of(anna)
    coding.apply_code(anna, segment, "family", shown=of(segment, "family"))
    round_ = open_round(lead, "first")
    coding.apply_code(anna, segment, "winter", shown=of(segment, "winter"))
    assert [one.round for one in kept(anna)] == [None, round_.id]
    assert kept(ben) == ()
    close_round(lead, "first")
    assert [one.round for one in kept(ben, round_.id)] == [round_.id]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (suggestion, {"code": "letters"}),
        (suggestion, {"probability": 0.75}),
        (showing, {"withheld": 1}),
        (showing, {"basis": "z"}),
        (showing, {"author": "ben"}),
    ],
)
def test_what_was_changed_afterwards_shows(
    room: Room, table: sa.Table, change: dict[str, object]
) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    coding.apply_code(anna, segment, "winter", shown=of(segment, "winter"))
    with anna.store.write() as connection:
        connection.execute(sa.update(table).values(**change))
    viewer = room.desk("ben") if "author" in change else anna
    assert [one.unchanged for one in kept(viewer)] == [False]


def test_a_suggestion_that_is_taken_away_shows(room: Room) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    shown = of(segment, "winter", "family")
    coding.apply_code(anna, segment, "winter", shown=replace(shown, unseen=4, way=Way.RANDOM))
    with anna.store.write() as connection:
        connection.execute(sa.delete(suggestion).where(suggestion.c.rank == 2))
    assert [one.unchanged for one in kept(anna)] == [False]


def test_a_listed_suggestion_can_be_named_as_the_basis(room: Room) -> None:
    anna = room.desk("anna")
    segment = segment_of(anna)
    listed = replace(of(segment, "winter"), way=Way.LISTED)
    with anna.store.write() as connection:
        whole = put_showing(connection, anna.author, None, anna.now(), listed)
    made = coding.apply_code(anna, segment, "winter", basis=suggestion_id(whole, 1))
    assert made.basis == suggestion_id(whole, 1)
