from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.source import Unit
from qes.errors import NotFound, UserError
from qes.services.coding import (
    CodingState,
    Stance,
    add_memo,
    apply_code,
    list_codings,
    mark_no_code,
    mark_seen,
    reject_code,
    remove_code,
)
from qes.services.desk import Desk
from qes.services.review import decisions
from qes.services.showing_sources import show_segments, show_source


def shown(desk: Desk) -> list[tuple[int, int, str, CodingState]]:
    return [(one.start, one.stop, one.code, one.state) for one in list_codings(desk)]


@pytest.mark.parametrize("unit", [Unit.TURN, Unit.SENTENCE])
def test_a_segments_id_names_its_words(alice: Desk, unit: Unit) -> None:
    segment, _ = show_segments(alice, "interview.txt", unit)[2]
    apply_code(alice, segment.id, "help.rides")
    assert shown(alice) == [(segment.start, segment.stop, "help.rides", CodingState.APPLIED)]


def test_a_segment_may_be_named_by_its_sources_name_or_start_of_id(alice: Desk) -> None:
    id_ = show_source(alice, "diary.txt").source.id
    made = [
        apply_code(alice, text, "help.rides").subject
        for text in (f"{id_}.p1", f"{id_[:4]}.p1", "diary.txt.p1", "diary.p1")
    ]
    assert len(set(made)) == 1


def test_any_stretch_of_a_source_can_be_coded(alice: Desk) -> None:
    apply_code(alice, "interview.txt:30-44", "help.forms")
    assert shown(alice) == [(30, 44, "help.forms", CodingState.APPLIED)]


@pytest.mark.parametrize(
    "passage",
    ["interview.txt:5-5", "interview.txt:9-4", "interview.txt:0-999999"],
)
def test_a_stretch_that_is_none_is_refused(alice: Desk, passage: str) -> None:
    with pytest.raises(UserError, match=r"is no stretch of interview\.txt"):
        apply_code(alice, passage, "help.forms")
    assert list_codings(alice) == ()


@pytest.mark.parametrize(
    "passage",
    ["interview.txt.t99", "absent.txt.t1", "absent.txt:0-5", "interview.txt:0-" + "9" * 5000, ""],
)
def test_what_names_no_passage_is_not_found(alice: Desk, passage: str) -> None:
    with pytest.raises(NotFound):
        apply_code(alice, passage, "help.forms")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(max_size=40))
def test_no_words_for_a_passage_break_anything(alice: Desk, text: str) -> None:
    with pytest.raises(UserError):
        apply_code(alice, f"{text}.", "help.forms")


@pytest.mark.parametrize(
    "text",
    ["help.forms", "HELP.FORMS", "Forms", "what the service does > the support > forms", "help.f"],
)
def test_a_code_is_found_by_id_path_name_and_start_of_id(alice: Desk, text: str) -> None:
    assert apply_code(alice, "interview.txt.t2", text).aspect == "code:help.forms"


def test_a_start_that_fits_several_codes_is_not_guessed(alice: Desk) -> None:
    with pytest.raises(NotFound, match="fits"):
        apply_code(alice, "interview.txt.t2", "site.")


def test_a_decision_keeps_stance_reason_and_time(alice: Desk) -> None:
    made = apply_code(
        alice, "interview.txt.t4", "site.boss", stance=Stance.CONTRADICTS, reason="never asked her"
    )
    (one,) = list_codings(alice)
    assert one.stance is Stance.CONTRADICTS
    assert (one.judgement.reason, one.judgement.author) == ("never asked her", "alice")
    assert one.judgement.id == made.id
    assert one.judgement.at == made.at


def test_a_basis_must_be_a_suggestion_that_is_there(alice: Desk) -> None:
    with pytest.raises(NotFound, match="no suggestion 'nonesuch'"):
        apply_code(alice, "interview.txt.t2", "help.forms", basis="nonesuch")
    assert list_codings(alice) == ()


def test_the_last_word_on_a_code_counts(alice: Desk) -> None:
    apply_code(alice, "interview.txt.t2", "help.forms")
    reject_code(alice, "interview.txt.t2", "help.forms")
    assert [state for *_, state in shown(alice)] == [CodingState.REJECTED]
    remove_code(alice, "interview.txt.t2", "help.forms")
    assert shown(alice) == []


def test_what_was_not_decided_cannot_be_taken_back(alice: Desk, bob: Desk) -> None:
    apply_code(bob, "interview.txt.t2", "help.forms")
    with pytest.raises(NotFound, match="you have decided nothing"):
        remove_code(alice, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t2", "help.forms")
    remove_code(alice, "interview.txt.t2", "help.forms")
    with pytest.raises(NotFound, match="you have decided nothing"):
        remove_code(alice, "interview.txt.t2", "help.forms")


def test_no_code_and_a_code_exclude_each_other(alice: Desk) -> None:
    mark_no_code(alice, "interview.txt.t2")
    second = show_segments(alice, "interview.txt")[1][0].id
    assert decisions(alice, "interview.txt").no_code == {second}
    apply_code(alice, "interview.txt.t2", "help.forms")
    assert decisions(alice, "interview.txt").no_code == frozenset()
    with pytest.raises(UserError, match=r"this passage has your code help\.forms"):
        mark_no_code(alice, "interview.txt.t2")


def test_a_refused_code_leaves_no_code_as_it_was(alice: Desk) -> None:
    mark_no_code(alice, "interview.txt.t2")
    reject_code(alice, "interview.txt.t2", "help.forms")
    assert len(decisions(alice, "interview.txt").no_code) == 1


def test_what_another_gave_does_not_hinder_saying_no_code(alice: Desk, bob: Desk) -> None:
    apply_code(bob, "interview.txt.t2", "help.forms")
    mark_no_code(alice, "interview.txt.t2")
    assert len(decisions(alice, "interview.txt").no_code) == 1


def test_what_is_coded_was_seen(alice: Desk) -> None:
    segments = [one.id for one, _ in show_segments(alice, "interview.txt")]
    apply_code(alice, "interview.txt.t2", "help.forms")
    mark_seen(alice, segments[4:5])
    assert decisions(alice, "interview.txt").seen == {segments[1], segments[4]}
    with pytest.raises(NotFound, match="no segment"):
        mark_seen(alice, [type(segments[0])("nonesuch")])


def test_memos_need_words_and_are_ones_own(alice: Desk, bob: Desk) -> None:
    with pytest.raises(UserError, match="needs words"):
        add_memo(alice, "interview.txt.t2", "  \n")
    add_memo(alice, "interview.txt.t2", " Ask about the post. ")
    assert [memo.text for memo in decisions(alice, "interview.txt").memos] == [
        "Ask about the post."
    ]
    assert decisions(bob, "interview.txt").memos == ()
