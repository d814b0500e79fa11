"""References are screened apart, counted in rounds, settled together, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from qes.errors import Blind, NotFound, UserError
from qes.exchange.citations import read_citations
from qes.services.comparing_answers import compare_answers
from qes.services.consensus import Cause
from qes.services.desk import Desk
from qes.services.referencing import import_references, show_references
from qes.services.rounds import About, RoundWish, compare_round, open_round, own_units
from qes.services.screening import (
    agree_on_reference,
    left_to_screen,
    read_screening,
    screen,
    undo_agreement,
    undo_screening,
)
from qes.services.screening_form import FORM, Decision, Stage
from qes.store.judgements import Judgement

INCLUDE, EXCLUDE, UNCLEAR = Decision.INCLUDE, Decision.EXCLUDE, Decision.UNCLEAR
TITLE, FULL = Stage.TITLE, Stage.FULL
TITLES = ("Buses in winter", "Forms at the table", "Nets and knots")
SCREENING = RoundWish(about=About.SCREENING)


@pytest.fixture
def refs(alice: Desk, tmp_path: Path) -> tuple[str, ...]:
    """Ids of three references in the project."""
    file = tmp_path / "list.ris"
    said = (
        f"TY  - JOUR\nTI  - {title}\nDO  - 10.1000/{n}\nER  - \n" for n, title in enumerate(TITLES)
    )
    file.write_text("\n".join(said), encoding="utf-8")
    import_references(alice, [file], read_citations)
    return tuple(one.id for one in show_references(alice))


def decide(desk: Desk, stage: Stage, **said: Decision) -> None:
    for number, decision in said.items():
        screen(desk, [f"10.1000/{number[1:]}"], stage, decision, "because")


def left(desk: Desk, stage: Stage = TITLE) -> list[str]:
    return [one.title for one in left_to_screen(desk, stage)]


def test_a_decision_counts_in_the_open_round_and_nobody_else_sees_it(
    alice: Desk, bob: Desk, refs: tuple[str, ...]
) -> None:
    opened = open_round(alice, "first", wish=SCREENING)
    made = screen(alice, [refs[0], "10.1000/1", refs[0]], TITLE, INCLUDE)
    assert [(one.subject.id, one.aspect, one.value, one.round) for one in made] == [
        (id_, "screen:title", {"decision": "include"}, opened.id) for id_ in refs[:2]
    ]
    decide(bob, TITLE, n1=EXCLUDE)
    assert [(one.title, one.by, one.decision) for one in read_screening(bob, TITLE)] == [
        (TITLES[1], "bob", EXCLUDE)
    ]
    for name in ("first", None):
        with pytest.raises(Blind, match="first is open"):
            compare_answers(bob, FORM, name)
    compare_round(alice)
    assert [(one.title, one.by) for one in read_screening(bob, TITLE)] == [
        (TITLES[0], "alice"),
        (TITLES[1], "alice"),
        (TITLES[1], "bob"),
    ]
    found = compare_answers(bob, FORM)
    (one,) = found.disagreements
    assert (one.unit.id, one.unit.where, one.settled) == (f"{refs[1]}:title", TITLES[1], None)
    assert [(each.coder, each.answer) for each in one.positions] == [
        ("alice", "include"),
        ("bob", "exclude"),
    ]


def test_what_is_left_is_ones_own_part_of_the_open_round_and_else_everything(
    alice: Desk, bob: Desk, refs: tuple[str, ...]
) -> None:
    decide(alice, TITLE, n0=EXCLUDE)
    assert (left(alice), left(alice, FULL)) == ([*TITLES[1:]], [*TITLES])
    open_round(
        alice,
        "two",
        reviewers=["alice", "bob"],
        wish=RoundWish(about=About.SCREENING, units=(refs[0], refs[2])),
    )
    # what was decided before the round is not decided in it
    assert left(alice) == left(bob) == [TITLES[0], TITLES[2]]
    decide(alice, TITLE, n0=UNCLEAR, n1=INCLUDE)
    assert left(alice) == [TITLES[2]]
    assert [(one.id, one.text) for one in own_units(alice, "two")] == [
        (refs[0], TITLES[0]),
        (refs[2], TITLES[2]),
    ]
    assert left(Desk(alice.store, type(alice.author)("carol"), "there", alice.clock)) == [*TITLES]


def test_an_exclusion_by_the_full_text_says_why(alice: Desk, refs: tuple[str, ...]) -> None:
    for reason in (None, "  "):
        with pytest.raises(UserError, match="needs a reason"):
            screen(alice, refs, FULL, EXCLUDE, reason)
    with pytest.raises(NotFound, match="no reference 'none'"):
        screen(alice, [refs[0], "none"], TITLE, INCLUDE)
    assert read_screening(alice, FULL) == read_screening(alice, TITLE) == ()
    (made,) = screen(alice, refs[:1], FULL, EXCLUDE, " no talks ")
    assert made.reason == "no talks"
    screen(alice, refs[1:2], FULL, INCLUDE)


def test_a_consensus_waits_for_the_round_and_leaves_what_each_had_decided(
    alice: Desk, bob: Desk, refs: tuple[str, ...]
) -> None:
    open_round(alice, "first", wish=SCREENING)
    decide(alice, TITLE, n0=INCLUDE)
    decide(bob, TITLE, n0=EXCLUDE)

    def agree(decision: Decision, stage: Stage = TITLE, reason: str = "we read it") -> Judgement:
        panel = [" alice", "bob", "alice"]
        return agree_on_reference(
            bob, refs[0], stage, decision, reason=reason, panel=panel, cause=Cause.MISSED
        )

    with pytest.raises(Blind, match="first is open"):
        agree(INCLUDE)
    with pytest.raises(Blind, match="first is open"):
        undo_agreement(bob, refs[0], TITLE)
    compare_round(alice)
    with pytest.raises(UserError, match="needs a reason"):
        agree(INCLUDE, reason=" ")
    with pytest.raises(UserError, match="included or excluded in the end"):
        agree(UNCLEAR, FULL)
    made = agree(INCLUDE)
    assert (made.aspect, made.round) == ("consensus:screen:title", None)
    found = compare_answers(alice, FORM)
    (one,) = found.disagreements
    assert one.settlement is not None
    assert (one.settled, one.settlement.panel, one.settlement.cause, one.settlement.reason) == (
        "include",
        ("alice", "bob"),
        Cause.MISSED,
        "we read it",
    )
    assert found.left == 0
    agree(EXCLUDE)
    assert [(each.by, each.decision, each.agreed) for each in read_screening(alice, TITLE)] == [
        ("bob", EXCLUDE, True),
        ("alice", INCLUDE, False),
        ("bob", EXCLUDE, False),
    ]
    assert undo_agreement(alice, refs[0], TITLE).value == made.value
    (one,) = compare_answers(alice, FORM).disagreements
    assert one.settled == "include"
    undo_agreement(alice, refs[0], TITLE)
    assert compare_answers(alice, FORM).left == 1
    with pytest.raises(NotFound, match="can be taken back"):
        undo_agreement(alice, refs[0], TITLE)


def test_ones_last_decision_is_taken_back_and_the_one_before_stands_again(
    alice: Desk, bob: Desk, refs: tuple[str, ...]
) -> None:
    open_round(alice, "first", wish=SCREENING)
    decide(alice, TITLE, n0=INCLUDE)
    decide(bob, TITLE, n0=EXCLUDE)
    decide(alice, TITLE, n0=UNCLEAR)
    undone = undo_screening(alice, refs[0], TITLE)
    assert (undone.value, undone.reason) == ({"decision": "include"}, "because")
    undo_screening(alice, refs[0], TITLE)
    assert left(alice) == [*TITLES]
    with pytest.raises(NotFound, match="can be taken back"):
        undo_screening(alice, refs[0], TITLE)
    assert left(bob) == [*TITLES[1:]]
    compare_round(alice)
    # a round that was compared stays as it was
    with pytest.raises(NotFound, match="can be taken back"):
        undo_screening(bob, refs[0], TITLE)
