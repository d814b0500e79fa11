"""Where the reviewers of a round differ: what is compared, in which order, and with what beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.base import SegmentId
from qes.errors import Blind
from qes.services.boundaries import boundary_distance, overlapping
from qes.services.code_levels import CodeLevel
from qes.services.coding import add_memo, apply_code, mark_no_code, mark_seen, reject_code
from qes.services.comparing import compare, confusion_of
from qes.services.comparison import Comparison, Disagreement, Sight, Stand
from qes.services.consensus import Cause, set_consensus
from qes.services.desk import Desk
from qes.services.ratings import Stated
from qes.services.rounds import close_round, open_round
from qes.services.showing_sources import show_segments

Said = tuple[str, str]


def segments(desk: Desk, source: str = "interview.txt") -> list[SegmentId]:
    return [one.id for one, _ in show_segments(desk, source)]


def compared(alice: Desk, bob: Desk, ours: list[Said], theirs: list[Said]) -> Comparison:
    """Let two reviewers give codes to passages, having seen the whole interview."""
    open_round(alice, "first")
    for desk, said in ((alice, ours), (bob, theirs)):
        mark_seen(desk, segments(alice))
        for passage, code in said:
            apply_code(desk, passage, code)
    close_round(alice)
    return compare(alice, "first")


def only(found: Comparison) -> Disagreement:
    (one,) = found.disagreements
    return one


def test_an_open_round_is_not_compared(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    apply_code(alice, "interview.txt.t2", "help.forms")
    for name, level in ((None, CodeLevel.LEAF), ("first", CodeLevel.PARENT)):
        with pytest.raises(Blind, match="first is open"):
            compare(bob, name, level=level)


def test_not_assigned_and_not_seen_are_told_from_absent(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first", reviewers=["alice", "bob", "carol"], sources=["interview.txt"])
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_seen(bob, segments(bob)[:2])
    close_round(alice)
    found = compare(alice)
    assert found.coders == ("alice", "bob", "carol")
    second = [one.id for one in found.units].index(segments(alice)[1])
    assert found.sights[second] == (Sight.SEEN, Sight.SEEN, Sight.NOT_SEEN)
    assert found.values[second] == (frozenset({"help.forms"}), frozenset(), None)
    # the diary is no part of the round
    assert {one.where for one in found.units} == {"interview.txt"}


def test_of_a_unit_given_to_one_reviewer_the_other_has_left_nothing_out(
    alice: Desk, bob: Desk
) -> None:
    open_round(alice, "first", reviewers=["alice"], sources=["interview.txt"])
    open_round(alice, "second", reviewers=["bob"], sources=["diary.txt"])
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_seen(bob, segments(bob))
    close_round(alice, "first")
    found = compare(alice, "first")
    assert found.coders == ("alice",)
    assert found.disagreements == ()


def test_the_furthest_apart_come_first(alice: Desk, bob: Desk) -> None:
    found = compared(
        alice,
        bob,
        [("interview.txt.t2", "help.forms"), ("interview.txt.t2", "soon.calm"), ("interview.txt.t4", "site.boss")],
        [("interview.txt.t2", "help.forms"), ("interview.txt.t4", "help.rides")],
    )  # fmt: skip
    assert [
        (one.unit.id[-2:], one.code, round(one.distance, 3)) for one in found.disagreements
    ] == [
        ("t4", "help.rides", 1.0),
        ("t4", "site.boss", 1.0),
        # one set within the other: 1 - 1/2 * 2/3
        ("t2", "soon.calm", 0.667),
    ]
    (_, second) = found.differences
    assert second.shared == ("help.forms",)
    assert found.left == 3


def test_a_difference_shows_what_each_said_of_which_words_and_why(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    apply_code(alice, "interview.txt.t2", "help.forms", reason="she filled them in")
    reject_code(bob, "interview.txt.t2", "help.forms", reason="forms are not the point")
    add_memo(bob, "interview.txt.t2", "a memo is no code")
    close_round(alice)
    found = compare(alice)
    (unit,) = found.differences
    assert unit.quote.startswith("She sat in my kitchen")
    ours, theirs = unit.sides
    (said,) = ours.statements
    assert (said.value, said.reason, said.stand) == (
        "help.forms",
        "she filled them in",
        Stand.GIVEN,
    )
    assert said.label == "What the service does > The support > Forms"
    assert said.quote == unit.quote
    assert theirs.values == frozenset()
    assert [one.reason for one in theirs.statements] == ["forms are not the point"]
    assert [one.stand for one in only(found).positions] == [Stand.GIVEN, Stand.REFUSED]


def test_codes_of_one_parent_agree_at_its_level(alice: Desk, bob: Desk) -> None:
    compared(
        alice,
        bob,
        [("interview.txt.t2", "help.forms"), ("interview.txt.t4", "site.boss.shouting")],
        [("interview.txt.t2", "help.rides"), ("interview.txt.t4", "soon.calm")],
    )
    assert [one.code for one in compare(alice, level=CodeLevel.PARENT).disagreements] == [
        "site.boss",
        "soon",
    ]
    assert [one.code for one in compare(alice, level=CodeLevel.DOMAIN).disagreements] == [
        "site",
        "soon",
    ]


def test_above_the_leaves_a_disagreement_is_settled_when_all_below_is(
    alice: Desk, bob: Desk
) -> None:
    compared(
        alice,
        bob,
        [("interview.txt.t2", "help.forms"), ("interview.txt.t2", "help.rides")],
        [("interview.txt.t2", "soon.calm")],
    )

    def settled() -> dict[str, bool | str | None]:
        found = compare(alice, level=CodeLevel.PARENT).disagreements
        return {one.code: one.settled for one in found}

    assert settled() == {"help.support": None, "soon": None}
    set_consensus(bob, "interview.txt.t2", "help.forms", applies=False, reason="no")
    assert settled() == {"help.support": None, "soon": None}
    set_consensus(bob, "interview.txt.t2", "help.rides", applies=False, reason="no")
    assert settled() == {"help.support": False, "soon": None}
    set_consensus(bob, "interview.txt.t2", "help.forms", applies=True, reason="yes")
    assert settled() == {"help.support": True, "soon": None}


def test_a_later_round_is_not_settled_by_an_earlier_consensus(alice: Desk, bob: Desk) -> None:
    for title in ("first", "second"):
        open_round(alice, title)
        apply_code(alice, "interview.txt.t2", "help.forms")
        mark_no_code(bob, "interview.txt.t2")
        close_round(alice)
        assert only(compare(alice, title)).settled is None
        set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason=title)
        assert only(compare(alice, title)).settled is True


def test_passages_that_overlap_in_part_are_listed_by_how_far_they_are_apart(
    alice: Desk, bob: Desk
) -> None:
    start = show_segments(alice, "interview.txt")[1][0].start
    found = compared(
        alice,
        bob,
        [(f"interview.txt:{start}-{start + 40}", "help.forms"), ("interview.txt.t4", "site.boss")],
        [(f"interview.txt:{start + 30}-{start + 50}", "help.forms"), ("interview.txt.t4", "site.boss")],
    )  # fmt: skip
    assert found.disagreements == ()
    (one,) = found.boundaries
    assert (one.code, one.first, one.second) == ("help.forms", "alice", "bob")
    assert one.distance == pytest.approx(1 - 10 / 50)
    assert one.of_first.quote.endswith(one.of_second.quote[:10])


def test_a_passage_that_reaches_into_the_next_unit_speaks_for_a_boundary(
    alice: Desk, bob: Desk
) -> None:
    fourth, fifth = (one for one, _ in show_segments(alice, "interview.txt")[3:5])
    found = compared(
        alice,
        bob,
        [(f"interview.txt:{fourth.start}-{fifth.stop}", "site.boss")],
        [("interview.txt.t4", "site.boss")],
    )
    one = only(found)
    assert one.unit.id == fifth.id
    assert one.offered is not None
    assert one.offered.cause is Cause.BOUNDARY
    assert one.offered.passage == f"{fourth.source}:{fourth.start}-{fourth.stop}"


def test_who_left_a_unit_and_all_around_it_may_have_missed_it(alice: Desk, bob: Desk) -> None:
    found = compared(
        alice, bob, [("interview.txt.t2", "help.forms")], [("interview.txt.t7", "site")]
    )
    one = next(each for each in found.disagreements if each.code == "help.forms")
    assert one.offered is not None
    assert one.offered.cause is Cause.MISSED


@pytest.mark.parametrize("decide", ["no code", "refused", "beside"])
def test_who_decided_there_or_close_by_has_missed_nothing(
    alice: Desk, bob: Desk, decide: str
) -> None:
    open_round(alice, "first")
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_seen(alice, segments(alice))
    mark_seen(bob, segments(bob))
    if decide == "no code":
        mark_no_code(bob, "interview.txt.t2")
    elif decide == "refused":
        reject_code(bob, "interview.txt.t2", "help.forms")
    else:
        apply_code(bob, "interview.txt.t4", "site.boss")
    close_round(alice)
    found = compare(alice)
    assert next(one for one in found.disagreements if one.code == "help.forms").offered is None


def test_two_codes_that_stand_against_each_other_again_and_again_are_confused(
    alice: Desk, bob: Desk
) -> None:
    units = ("interview.txt.t2", "interview.txt.t4", "interview.txt.t7")
    found = compared(
        alice,
        bob,
        [*((one, "help.forms") for one in units), ("interview.txt.t5", "site.boss")],
        [*((one, "help.rides") for one in units), ("interview.txt.t5", "soon.calm")],
    )
    offered = {one.what: one.offered for one in found.disagreements}
    assert offered["site.boss"] is None
    for code, other in (("help.forms", "help.rides"), ("help.rides", "help.forms")):
        one = offered[code]
        assert one is not None
        assert (one.cause, one.other, one.n) == (Cause.CONFUSION, other, 3)
    first, second = confusion_of(found).pairs
    assert (first.one, first.other, first.weight) == ("help.forms", "help.rides", 3.0)
    assert (second.one, second.other, second.units) == (
        "site.boss",
        "soon.calm",
        (segments(alice)[4],),
    )


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda one: (one[0], sum(one)))


@given(spans, spans)
def test_stretches_are_as_far_apart_as_their_characters_say(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    ours, theirs = set(range(*one)), set(range(*other))
    assert boundary_distance(one, other) == pytest.approx(
        1 - len(ours & theirs) / len(ours | theirs)
    )


@given(st.lists(spans, max_size=12), st.lists(spans, max_size=12))
def test_the_pairs_that_overlap_are_those_of_trying_each(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    def stated(all_of: list[tuple[int, int]]) -> list[Stated]:
        return [
            Stated("s", start, stop, "c", applied=True, judgement=None)  # type: ignore[arg-type]
            for start, stop in sorted(set(all_of))
        ]

    one, other = stated(ours), stated(theirs)
    wanted = {
        ((x.start, x.stop), (y.start, y.stop))
        for x in one
        for y in other
        if x.start < y.stop and y.start < x.stop
    }
    found = [((x.start, x.stop), (y.start, y.stop)) for x, y in overlapping(one, other)]
    assert len(found) == len(wanted)
    assert set(found) == wanted
