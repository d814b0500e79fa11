from __future__ import annotations

from collections.abc import Callable

import pytest

from qes.errors import Blind, NotFound, UserError
from qes.services.coding import apply_code, mark_no_code, mark_seen, reject_code
from qes.services.comparing import list_disagreements
from qes.services.consensus import (
    Agreed,
    Cause,
    read_settled,
    set_consensus,
    settle,
    undo_consensus,
)
from qes.services.desk import Desk
from qes.services.rounds import assign, close_round, list_rounds, open_round
from qes.services.showing_sources import show_segments
from qes.services.studies import add_study, link_source, standing_codings, studies_by_code


def counted(desk: Desk) -> set[tuple[str, bool]]:
    """The codes that count anywhere, and whether a study speaks to them."""
    with desk.store.read() as connection:
        studies = studies_by_code(connection, desk)
        return {(one.code, one.code in studies) for one in standing_codings(connection, desk)}


def test_only_a_closed_round_is_compared(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_no_code(bob, "interview.txt.t2")
    with pytest.raises(Blind, match="first is open"):
        list_disagreements(bob, "first")
    close_round(alice)
    (one,) = list_disagreements(bob, "first")
    assert (one.code, one.applied_by, one.not_by, one.settled) == (
        "help.forms",
        ("alice",),
        ("bob",),
        None,
    )


def test_who_has_not_seen_a_unit_does_not_disagree(alice: Desk, bob: Desk) -> None:
    open_round(alice)
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t4", "site.boss")
    mark_seen(bob, [show_segments(bob, "interview.txt")[3][0].id])
    close_round(alice)
    assert [(one.code, one.not_by) for one in list_disagreements(alice, "r1")] == [
        ("site.boss", ("bob",))
    ]


def test_a_refused_code_is_as_absent_as_one_never_given(alice: Desk, bob: Desk) -> None:
    open_round(alice)
    apply_code(alice, "interview.txt.t2", "help.forms")
    reject_code(bob, "interview.txt.t2", "help.forms")
    reject_code(bob, "interview.txt.t2", "help.rides")
    close_round(alice)
    assert [one.code for one in list_disagreements(alice, "r1")] == ["help.forms"]


def test_passages_that_share_a_unit_agree_on_it(alice: Desk, bob: Desk) -> None:
    open_round(alice)
    segment = show_segments(alice, "interview.txt")[1][0]
    apply_code(alice, f"interview.txt:{segment.start}-{segment.start + 9}", "help.forms")
    apply_code(bob, f"interview.txt:{segment.stop - 9}-{segment.stop}", "help.forms")
    close_round(alice)
    assert list_disagreements(alice, "r1") == ()


def test_no_consensus_is_reached_while_a_round_is_open(alice: Desk) -> None:
    open_round(alice, "first", sources=["interview.txt"])
    with pytest.raises(Blind, match="first is open"):
        set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="we agree")
    set_consensus(alice, "diary.txt.p1", "help.rides", applies=True, reason="plain words")
    close_round(alice)
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="we agree")


def test_a_consensus_needs_a_reason(alice: Desk) -> None:
    with pytest.raises(UserError, match="needs a reason"):
        set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="  ")


@pytest.mark.parametrize("applies", [True, False])
def test_a_consensus_settles_the_disagreement_either_way(
    alice: Desk, bob: Desk, *, applies: bool
) -> None:
    open_round(alice)
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_no_code(bob, "interview.txt.t2")
    close_round(alice)
    made = set_consensus(
        bob,
        "interview.txt.t2",
        "help.forms",
        applies=applies,
        reason="read again",
        panel=["alice", "bob"],
    )
    assert isinstance(made.value, dict)
    assert made.value["panel"] == ["alice", "bob"]
    assert [one.settled for one in list_disagreements(alice, "r1")] == [applies]


def test_a_consensus_overrules_what_each_had_said(alice: Desk, bob: Desk) -> None:
    add_study(alice, "harbour2025")
    link_source(alice, "harbour2025", ["interview.txt"])
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(bob, "interview.txt.t2", "soon.calm")
    assert counted(alice) == {("help.forms", True), ("soon.calm", True)}
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=False, reason="only a mention")
    set_consensus(alice, "interview.txt.t2", "help.rides", applies=True, reason="meant the ride")
    assert counted(bob) == {("soon.calm", True), ("help.rides", True)}


def test_a_consensus_is_about_its_words_and_its_code_only(alice: Desk) -> None:
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t4", "help.forms")
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=False, reason="a mention")
    with alice.store.read() as connection:
        left = [one.start for one in standing_codings(connection, alice)]
    assert left == [show_segments(alice, "interview.txt")[3][0].start]


def test_the_last_consensus_stands(alice: Desk, bob: Desk) -> None:
    apply_code(alice, "interview.txt.t2", "help.forms")
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=False, reason="a mention")
    set_consensus(bob, "interview.txt.t2", "help.forms", applies=True, reason="no, it is said")
    assert counted(alice) == {("help.forms", False)}


def settled(desk: Desk) -> list[tuple[str, bool, Cause | None, tuple[str, ...]]]:
    with desk.store.read() as connection:
        return [(one.code, one.applies, one.cause, one.panel) for one in read_settled(connection)]


def test_a_consensus_says_why_they_had_differed_and_who_agreed(alice: Desk) -> None:
    set_consensus(
        alice,
        "interview.txt.t2",
        "help.forms",
        applies=True,
        reason="she did them",
        panel=["alice", " bob ", "", "alice"],
        cause=Cause.DEFINITION,
    )
    assert settled(alice) == [("help.forms", True, Cause.DEFINITION, ("alice", "bob"))]


def test_a_consensus_that_says_no_cause_has_none(alice: Desk) -> None:
    made = set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="plain")
    assert isinstance(made.value, dict)
    assert "cause" not in made.value
    assert settled(alice) == [("help.forms", True, None, ())]


def test_what_is_agreed_of_a_passage_is_one_action(alice: Desk) -> None:
    agreed = [Agreed("help.forms", applies=False), Agreed("Rides", applies=True)]
    made = settle(
        alice, "interview.txt.t2", agreed, reason="the ride", panel=["bob"], cause=Cause.CONFUSION
    )
    assert len({one.at for one in made}) == 1
    assert sorted(settled(alice)) == [
        ("help.forms", False, Cause.CONFUSION, ("bob",)),
        ("help.rides", True, Cause.CONFUSION, ("bob",)),
    ]


def test_nothing_is_settled_where_one_of_the_codes_is_unknown(alice: Desk) -> None:
    with pytest.raises(NotFound, match="no code fits"):
        settle(
            alice,
            "interview.txt.t2",
            [Agreed("help.forms", applies=True), Agreed("zzz", applies=True)],
            reason="both",
        )
    assert settled(alice) == []


def test_taking_a_consensus_back_puts_in_force_what_stood_before(alice: Desk, bob: Desk) -> None:
    passage, code = "interview.txt.t2", "help.forms"
    set_consensus(alice, passage, code, applies=True, reason="one", cause=Cause.MISSED)
    set_consensus(bob, passage, code, applies=False, reason="two")
    second = undo_consensus(alice, passage, code)
    assert (second.undoes is not None, second.reason) == (True, "one")
    assert settled(alice) == [(code, True, Cause.MISSED, ())]
    undo_consensus(bob, passage, code, reason="too soon")
    assert settled(alice) == []
    with pytest.raises(NotFound, match="nothing is settled"):
        undo_consensus(alice, passage, code)
    set_consensus(alice, passage, code, applies=False, reason="three")
    undo_consensus(alice, passage, code)
    assert settled(alice) == []


def test_what_stands_again_stands_for_its_own_reason(alice: Desk, bob: Desk) -> None:
    passage, code = "interview.txt.t2", "help.forms"
    set_consensus(alice, passage, code, applies=True, reason="one", panel=("alice", "bob"))
    set_consensus(bob, passage, code, applies=False, reason="two")
    undo_consensus(bob, passage, code, reason="no, the first")
    with alice.store.read() as connection:
        (found,) = read_settled(connection)
    assert (found.applies, found.panel) == (True, ("alice", "bob"))
    assert (found.judgement.reason, found.judgement.author) == ("one", "alice")


def test_no_consensus_is_taken_back_while_a_round_is_open(alice: Desk) -> None:
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="one")
    open_round(alice, "first")
    with pytest.raises(Blind, match="first is open"):
        undo_consensus(alice, "interview.txt.t2", "help.forms")


def test_a_round_for_everyone_is_not_narrowed_by_assigning(alice: Desk) -> None:
    open_round(alice, "first")
    with pytest.raises(UserError, match="first is for everyone already"):
        assign(alice, "first", reviewers=["carol"])
    with pytest.raises(UserError, match="first is for all sources already"):
        assign(alice, "first", sources=["diary.txt"])
    assert (list_rounds(alice)[0].reviewers, list_rounds(alice)[0].sources) == ((), ())


def test_assigning_adds_people_and_sources_to_an_open_round(alice: Desk) -> None:
    open_round(alice, "first", reviewers=["alice"], sources=["diary.txt"])
    assign(alice, "first", reviewers=["bob", "alice"], sources=["interview.txt"])
    (one,) = list_rounds(alice)
    assert one.reviewers == ("alice", "bob")
    assert len(one.sources) == 2
    close_round(alice)
    with pytest.raises(UserError, match="first is closed"):
        assign(alice, "first", reviewers=["carol"])


def test_no_two_open_rounds_meet(alice: Desk) -> None:
    open_round(alice, "first", reviewers=["alice"], sources=["diary.txt"])
    meeting: tuple[Callable[[], object], ...] = (
        lambda: open_round(alice, "second"),
        lambda: open_round(alice, "second", reviewers=["alice", "bob"]),
    )
    for attempt in meeting:
        with pytest.raises(UserError, match="first is open for the same people and sources"):
            attempt()
    open_round(alice, "second", reviewers=["bob"], sources=["diary.txt"])
    with pytest.raises(UserError, match="first is open for the same people and sources"):
        assign(alice, "second", reviewers=["alice"])
