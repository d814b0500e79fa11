"""How many decisions of a round were blind, as its own records say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.base import CodeId, SegmentId
from qes.errors import Blind, NotFound
from qes.services.appraising import NewAnswer, record_answers
from qes.services.blindness import Blindness, _Stretches, blindness_of
from qes.services.coding import (
    add_memo,
    apply_code,
    mark_no_code,
    mark_seen,
    reject_code,
    remove_code,
)
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.review import read_source
from qes.services.rounds import (
    About,
    RoundState,
    RoundWish,
    begin_consensus,
    close_round,
    compare_round,
    open_round,
)
from qes.services.studies import add_study
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.store.judgements import Draft, Subject, SubjectKind


def units(desk: Desk) -> list[SegmentId]:
    return [one.id for one in read_source(desk, "interview.txt").segments]


def showing(segment: SegmentId, *codes: str, withheld: bool = False) -> Showing:
    offered = tuple(ShownCode(CodeId(code), n, 0.5, None) for n, code in enumerate(codes, 1))
    return Showing(segment, Way.DOCUMENT, None, offered, 0.1, None, withheld, "m", "b" * 64)


def parts(found: Blindness) -> tuple[int, int, int, int]:
    assert found.n_decisions == found.n_blind + found.n_open + found.n_late + found.n_foreknown
    return found.n_blind, found.n_open, found.n_late, found.n_foreknown


def test_all_that_is_decided_alone_in_a_round_is_blind(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    first, second, *_ = units(alice)
    for desk in (alice, bob):
        apply_code(desk, first, "help.forms")
        reject_code(desk, first, "site.boss")
    mark_no_code(bob, second)
    add_memo(bob, second, "hm")
    apply_code(bob, first, "soon.calm")
    remove_code(bob, first, "soon.calm")
    compare_round(bob, "first", reason="both are done")
    found = blindness_of(alice, "first")
    assert found.round is not None
    assert parts(found) == (5, 0, 0, 0)
    assert found.n_with_suggestions == found.n_withheld == found.n_unknown == 0


def test_the_steps_of_a_round_say_who_took_them_when_and_why(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    compare_round(bob, "first", reason="both are done")
    begin_consensus(alice, "first")
    close_round(alice, "first")
    found = blindness_of(bob, "first")
    assert [one.state for one in found.steps] == list(RoundState)
    assert found.opened is not None
    assert found.compared is not None
    assert (found.opened.by, found.compared.by) == ("alice", "bob")
    assert found.compared.reason == "both are done"
    assert found.opened.at < found.compared.at


def test_what_cannot_be_told_yet_is_not_told(alice: Desk) -> None:
    open_round(alice, "first")
    with pytest.raises(Blind):
        blindness_of(alice, "first")
    with pytest.raises(NotFound):
        blindness_of(alice, "second")


def test_a_round_that_is_visible_from_the_start_is_not_blind(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first", wish=RoundWish(visible=True))
    apply_code(alice, units(alice)[0], "help.forms")
    apply_code(bob, units(bob)[0], "help.forms")
    assert parts(blindness_of(alice, "first")) == (0, 2, 0, 0)


def test_outside_rounds_nothing_is_blind(alice: Desk, bob: Desk) -> None:
    apply_code(alice, units(alice)[0], "help.forms")
    apply_code(bob, units(bob)[0], "help.forms")
    found = blindness_of(alice, None)
    assert parts(found) == (0, 2, 0, 0)
    assert (found.round, found.opened, found.compared) == (None, None, None)


def test_what_another_had_said_of_the_same_words_before_was_in_sight(
    alice: Desk, bob: Desk
) -> None:
    first, second, third, *_ = units(alice)
    apply_code(alice, first, "help.forms")
    open_round(alice, "old")
    apply_code(alice, second, "help.forms")
    close_round(alice, "old")
    open_round(alice, "new")
    for segment in (first, second, third):
        apply_code(alice, segment, "site.boss")
        apply_code(bob, segment, "site.boss")
    close_round(alice, "new")
    # Bob could look up two of the three; what Alice had said herself is no one else's
    assert parts(blindness_of(bob, "new")) == (4, 0, 0, 2)
    assert parts(blindness_of(bob, "old")) == (1, 0, 0, 0)


def test_a_consensus_from_before_was_in_sight(alice: Desk, bob: Desk) -> None:
    first = units(alice)[0]
    set_consensus(alice, first, "help.forms", applies=True, reason="we talked")
    open_round(alice, "new")
    apply_code(bob, first, "help.forms")
    close_round(alice, "new")
    assert parts(blindness_of(bob, "new")) == (0, 0, 0, 1)


def test_what_is_said_in_another_round_that_is_blind_was_not_in_sight(
    alice: Desk, bob: Desk
) -> None:
    first = units(alice)[0]
    open_round(alice, "hers", reviewers=["alice"])
    open_round(alice, "his", reviewers=["bob"])
    apply_code(alice, first, "help.forms")
    apply_code(bob, first, "help.forms")
    close_round(alice, "his")
    assert parts(blindness_of(bob, "his")) == (1, 0, 0, 0)
    close_round(alice, "hers")
    assert parts(blindness_of(bob, "his")) == (1, 0, 0, 0)
    assert parts(blindness_of(bob, "hers")) == (1, 0, 0, 0)


def test_a_decision_that_was_put_into_a_round_after_its_end_is_late(alice: Desk, bob: Desk) -> None:
    one = open_round(alice, "first")
    made = apply_code(alice, units(alice)[0], "help.forms")
    close_round(alice, "first")
    with bob.store.write() as connection:
        # no service does so; a program of somebody's own may
        value = {"state": "applied", "stance": "supports"}
        subject = Subject(SubjectKind.PASSAGE, made.subject.id)
        bob.judge(connection, [Draft(subject, "code:help.forms", dict(value), round=one.id)])
    assert parts(blindness_of(alice, "first")) == (1, 0, 1, 0)


def test_what_of_suggestions_was_before_ones_eyes_is_counted(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    first, second, third, *_ = units(alice)
    apply_code(bob, first, "help.forms", shown=showing(first, "help.forms", "site.boss"))
    apply_code(bob, first, "later.staying", shown=showing(first, "help.forms", "site.boss"))
    apply_code(bob, second, "help.forms", shown=showing(second, "help.forms", withheld=True))
    apply_code(bob, third, "help.forms", shown=showing(third))
    mark_seen(bob, [third], shown=showing(third, "help.forms"))
    apply_code(alice, first, "help.forms")
    close_round(alice, "first")
    found = blindness_of(alice, "first")
    assert (found.n_decisions, found.n_with_suggestions, found.n_withheld) == (5, 2, 1)
    assert found.n_unknown == 0


def test_appraisals_in_a_round_are_blind_or_not_as_codings_are(alice: Desk, bob: Desk) -> None:
    add_study(alice, "one")
    record_answers(alice, [NewAnswer("one", "q1", "Y")])
    open_round(alice, "first", wish=RoundWish(about=About.APPRAISAL))
    for desk in (alice, bob):
        record_answers(desk, [NewAnswer("one", "q2", "Y"), NewAnswer("one", "q3", "N")])
    close_round(alice, "first")
    found = blindness_of(alice, "first")
    # Alice had said something of the study before: Bob could have looked
    assert parts(found) == (2, 0, 0, 2)


_spans = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(_spans, min_size=1), _spans)
def test_stretches_that_share_a_letter_touch(
    found: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    stretches = _Stretches((start, stop, {str(n): ""}) for n, (start, stop) in enumerate(found))
    touching = {int(n) for _, _, by in stretches.touching(*asked) for n in by}
    letters = set(range(*asked))
    assert touching == {n for n, one in enumerate(found) if letters & set(range(*one))}
