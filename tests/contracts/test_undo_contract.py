"""Undo and redo: one's last action as a whole, and nothing but one's own."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from qes.base import Json
from qes.errors import UserError
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.services.coding import CodingState, list_codings
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round
from qes.services.undoing import redo, undo
from qes.store.judgements import SubjectKind
from qes.store.standing import Question, personal
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room, Site

State = dict[tuple[str, str], Json]
_actions = st.lists(
    st.tuples(
        st.sampled_from(["apply", "reject", "remove", "no code", "memo", "undo", "undo", "redo"]),
        st.integers(0, 2),
        st.integers(0, 1),
    ),
    max_size=16,
)


def _state(desk: Desk) -> State:
    """What stands for one person: every value that was not taken back."""
    with desk.store.read() as connection:
        found = personal(connection, Question(SubjectKind.PASSAGE), viewer=desk.author)
    return {(one.subject.id, one.aspect): one.value for one in found if one.value is not None}


def _segments(desk: Desk) -> list[str]:
    return [one.id for one in review.read_source(desk, "interview.txt").segments]


def _act(desk: Desk, what: str, segment: str, code: str) -> bool:
    """Do one thing; say whether it was done."""
    actions: dict[str, Callable[[], object]] = {
        "apply": lambda: coding.apply_code(desk, segment, code),
        "reject": lambda: coding.reject_code(desk, segment, code),
        "remove": lambda: coding.remove_code(desk, segment, code),
        "no code": lambda: coding.mark_no_code(desk, segment),
        "memo": lambda: coding.add_memo(desk, segment, "a thought"),
    }
    try:
        actions[what]()
    except UserError:
        return False
    return True


def test_undo_and_redo_go_through_all_states_there_were(site: Site) -> None:
    def check(actions: list[tuple[str, int, int]]) -> None:
        room = Room(site.sample())
        desk = room.desk("anna")
        done, undone = [_state(desk)], list[State]()
        for what, segment, code in actions:
            if what == "undo":
                assert (undo(desk) is not None) == (len(done) > 1)
                if len(done) > 1:
                    undone.append(done.pop())
            elif what == "redo":
                assert (redo(desk) is not None) == bool(undone)
                if undone:
                    done.append(undone.pop())
            elif _act(desk, what, _segments(desk)[segment], CODES[code]):
                done.append(_state(desk))
                undone.clear()
            assert _state(desk) == done[-1]
        assert verify_project(desk).ok
        room.close()

    examples = settings(max_examples=3 if site.is_server else 20, deadline=None)
    examples(given(_actions)(check))()
    site.clear()


def test_undo_of_a_code_brings_back_the_no_code_that_it_had_replaced(room: Room) -> None:
    anna = room.desk("anna")
    segment = _segments(anna)[1]
    coding.mark_no_code(anna, segment)
    before = _state(anna)
    coding.apply_code(anna, segment, "winter")
    assert len(_state(anna)) == 1
    assert undo(anna) is not None
    assert _state(anna) == before
    assert redo(anna) is not None
    assert [one.code for one in list_codings(anna)] == ["winter"]
    assert len(_state(anna)) == 1


def test_what_was_undone_cannot_be_done_again_once_something_else_is_decided(room: Room) -> None:
    anna = room.desk("anna")
    segment = _segments(anna)[1]
    coding.apply_code(anna, segment, "winter")
    assert undo(anna) is not None
    coding.apply_code(anna, segment, "letters")
    assert redo(anna) is None
    assert [one.code for one in list_codings(anna)] == ["letters"]


def test_undo_never_touches_what_another_has_done(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    segment = _segments(anna)[1]
    coding.apply_code(anna, segment, "winter")
    coding.apply_code(ben, segment, "winter")
    assert undo(anna) is not None
    assert undo(anna) is None
    assert [one.judgement.author for one in list_codings(anna, everyone=True)] == ["ben"]


def test_undo_is_a_new_judgement_and_the_history_stays(room: Room) -> None:
    anna = room.desk("anna")
    given = coding.apply_code(anna, _segments(anna)[1], "winter")
    undone = undo(anna)
    assert undone is not None
    assert (undone.judgement.undoes, undone.judgement.value) == (given.id, None)
    assert undone.judgement.seq == given.seq + 1


def test_undo_in_an_open_round_restores_what_was_coded_before_it(room: Room) -> None:
    anna = room.desk("anna")
    segment = _segments(anna)[1]
    coding.apply_code(anna, segment, "winter")
    going = open_round(room.desk("lead"), "first")
    coding.reject_code(anna, segment, "winter")
    undone = undo(anna)
    assert undone is not None
    assert undone.judgement.round == going.id
    assert [one.state for one in list_codings(anna)] == [CodingState.APPLIED]


def test_undo_after_a_round_leaves_what_was_decided_in_it(room: Room) -> None:
    anna = room.desk("anna")
    going = open_round(room.desk("lead"), "first")
    coding.apply_code(anna, _segments(anna)[1], "winter")
    close_round(room.desk("lead"), "first")
    assert undo(anna) is not None
    assert list_codings(anna) == ()
    with anna.store.read() as connection:
        in_round = coding.read_codings(connection, anna, None, rounds=(going.id,))
    assert [one.state for one in in_round] == [CodingState.APPLIED]
