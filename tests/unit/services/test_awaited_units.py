from __future__ import annotations

from collections.abc import Callable

from qes.base import SegmentId
from qes.services import review
from qes.services.coding import apply_code, mark_no_code
from qes.services.desk import Desk
from qes.services.rounds import RoundWish, close_round, open_round
from qes.services.showing_sources import show_segments
from qes.services.suggesting.queue import Queue

TWO = ("alice", "bob")


def turns(desk: Desk, *numbers: int) -> list[SegmentId]:
    """The ids of some turns of the interview."""
    found = [one.id for one, _ in show_segments(desk, "interview.txt")]
    return [found[n - 1] for n in numbers]


def awaited(desk: Desk) -> list[SegmentId]:
    """The segments that the screen goes through for someone, over all sources."""
    return [
        segment.id
        for source in review.sources(desk)
        for segment in review.read_source(desk, source.id).segments
        if segment.awaited
    ]


def test_a_reviewer_of_a_round_goes_through_what_is_theirs(
    alice: Desk, bob: Desk, seat: Callable[[str], Desk]
) -> None:
    everything = awaited(alice)
    assert len(everything) == 6
    one = open_round(
        alice, reviewers=TWO, wish=RoundWish(units=turns(alice, 2, 4, 5, 7), overlap=0.5)
    )
    hers, his = awaited(alice), awaited(bob)
    assert set(hers) | set(his) == set(turns(alice, 2, 4, 5, 7))
    assert len(hers) == len(his) == 3
    # carol is in no round: she may go through all
    assert awaited(seat("carol")) == everything
    close_round(alice, one.id)
    assert awaited(alice) == everything


def test_a_round_leaves_sources_that_it_does_not_meet_as_they_were(alice: Desk) -> None:
    diary = [one for one in awaited(alice) if one not in turns(alice, 2, 4, 5, 7)]
    open_round(alice, sources=["interview.txt"], wish=RoundWish(units=turns(alice, 4)))
    assert set(awaited(alice)) == {*turns(alice, 4), *diary}


def test_progress_counts_what_is_awaited_and_of_that_what_is_decided(
    alice: Desk, bob: Desk
) -> None:
    open_round(alice, reviewers=TWO, wish=RoundWish(units=turns(alice, 2, 4)))
    apply_code(alice, "interview.txt.t2", "help.forms")
    # not asked of her in the round: it counts outside it, and not as progress
    apply_code(alice, "interview.txt.t5", "help.forms")
    counted = {one.name: (one.n_segments, one.n_decided) for one in review.sources(alice)}
    assert counted["interview.txt"] == (2, 1)
    assert sum(n for n, _ in counted.values()) == 2
    assert sum(one.n_decided for one in review.sources(bob)) == 0


def test_one_returns_to_where_one_left_off_unless_it_is_not_one_s_own(alice: Desk) -> None:
    [second, fourth, fifth] = turns(alice, 2, 4, 5)
    source = second.rpartition(".")[0]
    review.remember_place(alice, review.read_source(alice, source).id, second)
    place = review.place(alice)
    assert place is not None
    assert place.segment == second
    open_round(alice, reviewers=TWO, wish=RoundWish(units=[fourth, fifth]))
    place = review.place(alice)
    assert place is not None
    assert place.segment == fourth


def test_the_queue_follows_when_a_round_opens_and_ends(alice: Desk) -> None:
    queue = Queue(alice)
    queue.catch_up()
    mark_no_code(alice, "interview.txt.t2")
    queue.catch_up()
    assert (len(queue.units), queue.undecided) == (6, 5)
    one = open_round(alice, reviewers=TWO, wish=RoundWish(units=turns(alice, 2, 4, 7)))
    # the units are others, in other places
    assert queue.catch_up() is None
    assert [unit.id for unit in queue.units] == turns(alice, 2, 4, 7)
    assert queue.undecided == 2
    close_round(alice, one.id)
    assert queue.catch_up() is None
    assert queue.undecided == 5


def test_the_round_that_is_named_is_one_in_which_one_works(
    alice: Desk, bob: Desk, seat: Callable[[str], Desk]
) -> None:
    first = open_round(alice, "first", reviewers=TWO)
    close_round(alice, first.id)
    open_round(alice, "second", reviewers=("alice", "carol"))
    named = [review.round_state(desk) for desk in (alice, bob, seat("carol"), seat("dora"))]
    assert [one and (one.title, one.blind) for one in named] == [
        ("second", True), ("first", False), ("second", True), None,
    ]  # fmt: skip
