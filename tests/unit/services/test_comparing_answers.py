"""Where appraisers of the same studies differ, item by item."""

from __future__ import annotations

import pytest

from qes.errors import Blind
from qes.services.appraising import NewAnswer, appraisal_form, record_answers
from qes.services.comparing_answers import compare_answers
from qes.services.comparison import Sight
from qes.services.desk import Desk
from qes.services.rounds import About, RoundWish, close_round, open_round
from qes.store.judgements import SubjectKind


def answer(desk: Desk, study: str, **answers: str) -> None:
    record_answers(
        desk, [NewAnswer(study, item, text, "as I read it") for item, text in answers.items()]
    )


def test_answers_that_differ_are_listed_with_what_was_agreed(alice: Desk, bob: Desk) -> None:
    answer(alice, "okafor2019", q1="Y", q2="N", q3="Y (MM)", q10="It is rich.")
    answer(bob, "okafor2019", q1="Y", q2="U", q3="Y", q10="It says much.")
    answer(bob, "marsh2020", q1="N")
    found = compare_answers(alice, appraisal_form())
    assert (found.kind, found.round.title, found.level) == (
        SubjectKind.STUDY,
        "outside rounds",
        "casp-qual",
    )
    (one,) = found.disagreements
    assert (one.unit.id, one.what, one.distance, one.settled) == ("okafor2019:q2", "q2", 1.0, None)
    assert [(each.coder, each.answer) for each in one.positions] == [("alice", "N"), ("bob", "U")]
    assert [each.statements[0].reason for each in found.differences[0].sides] == [
        "as I read it"
    ] * 2
    record_answers(
        alice, [NewAnswer("okafor2019", "q2", "U", "not told")], consensus=True, panel=["alice"]
    )
    (one,) = compare_answers(bob, appraisal_form()).disagreements
    assert one.settlement is not None
    assert (one.settled, one.settlement.panel, one.settlement.reason) == (
        "U",
        ("alice",),
        "not told",
    )


def test_what_was_agreed_before_a_round_settles_nothing_of_what_is_answered_in_it(
    alice: Desk, bob: Desk
) -> None:
    agreed = [NewAnswer("okafor2019", "q1", "U", "as we read it")]
    record_answers(alice, agreed, consensus=True)
    open_round(alice, "again", wish=RoundWish(about=About.APPRAISAL))
    answer(alice, "okafor2019", q1="Y")
    answer(bob, "okafor2019", q1="N")
    close_round(alice)
    assert compare_answers(alice, appraisal_form(), "again").left == 1
    record_answers(alice, agreed, consensus=True)
    assert compare_answers(alice, appraisal_form(), "again").left == 0


def test_what_is_not_answered_is_not_an_answer(alice: Desk, bob: Desk) -> None:
    answer(alice, "okafor2019", q1="Y")
    answer(bob, "okafor2019", q2="Y")
    found = compare_answers(alice, appraisal_form())
    assert found.disagreements == ()
    first = [one.id for one in found.units].index("okafor2019:q1")
    assert found.values[first] == (frozenset({"Y"}), None)
    assert found.sights[first] == (Sight.SEEN, Sight.NOT_ASSIGNED)


def test_three_appraisers_are_as_far_apart_as_their_pairs(alice: Desk, bob: Desk) -> None:
    carol = Desk(alice.store, type(alice.author)("carol"), "elsewhere", alice.clock)
    for desk, text in ((alice, "Y"), (bob, "Y"), (carol, "N")):
        answer(desk, "okafor2019", q1=text)
    (one,) = compare_answers(alice, appraisal_form()).disagreements
    assert one.distance == pytest.approx(2 / 3)


def test_an_open_round_is_not_compared(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    answer(alice, "okafor2019", q1="Y")
    answer(bob, "okafor2019", q1="N")
    for name in ("first", None):
        with pytest.raises(Blind, match="first is open"):
            compare_answers(bob, appraisal_form(), name)
    close_round(alice)
    for name in ("first", None):
        found = compare_answers(bob, appraisal_form(), name)
        assert (found.round.title, len(found.disagreements)) == ("first", 1)
