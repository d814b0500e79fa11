from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpora.source import SourceKind
from qes.base import SegmentId
from qes.errors import Blind, NotFound, UserError
from qes.services.appraising import NewAnswer, read_appraisals, record_answers
from qes.services.calibrating import hold_to_rule
from qes.services.coding import apply_code, list_codings, mark_no_code, mark_seen, read_codings
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.rounds import (
    About,
    Choice,
    Round,
    RoundState,
    RoundWish,
    assign,
    assigned_segments,
    begin_consensus,
    close_round,
    compare_round,
    list_rounds,
    open_round,
    overlook,
    progress,
    round_of_unit,
    split_round,
)
from qes.services.showing_sources import show_segments
from qes.services.sourcing import AddRequest, add_sources
from qes.services.speaking import Said, describe_speaker
from qes.services.undoing import undo
from qes.store.progress import seen_by

TWO = ("alice", "bob")


def turns(desk: Desk, *numbers: int) -> list[SegmentId]:
    """The ids of some turns of the interview."""
    found = [one.id for one, _ in show_segments(desk, "interview.txt")]
    return [found[n - 1] for n in numbers]


def listed(desk: Desk, *numbers: int, title: str | None = None, **wishes: object) -> Round:
    """A round of some turns of the interview for alice and bob."""
    wish = RoundWish(units=turns(desk, *numbers), **wishes)  # type: ignore[arg-type]
    return open_round(desk, title, reviewers=TWO, wish=wish)


def in_round(desk: Desk, id_: str) -> list[str]:
    """One's own codes that count in a round."""
    with desk.store.read() as connection:
        return [one.code for one in read_codings(connection, desk, None, rounds=(id_,))]


def test_a_sample_is_drawn_from_what_awaits_a_decision_marked_or_not(alice: Desk) -> None:
    apply_code(alice, "interview.txt.t2", "help.forms")
    one = open_round(alice, reviewers=TWO, wish=RoundWish(share=1.0, seed=4))
    everything = assigned_segments(alice, one.id)
    # four turns of participants and two paragraphs of the diary: nobody codes a question
    assert everything is not None
    assert len(everything) == 6
    assert everything > {*turns(alice, 2, 4, 5, 7)}


def test_the_same_seed_draws_the_same_units(alice: Desk) -> None:
    drawn = []
    for title in ("first", "second"):
        one = open_round(alice, title, wish=RoundWish(sample=3, seed=11))
        assert one.plan is not None
        assert (one.plan.choice, one.plan.seed, one.plan.frame, one.plan.chosen) == (
            Choice.SAMPLE, 11, 6, 3,
        )  # fmt: skip
        drawn.append(assigned_segments(alice, one.id))
        close_round(alice)
    assert drawn[0] == drawn[1]
    assert len(drawn[0] or ()) == 3


def test_the_plan_is_kept_and_what_comes_in_later_changes_nothing(
    alice: Desk, tmp_path: Path
) -> None:
    fixed = open_round(alice, "fixed", reviewers=TWO, wish=RoundWish(share=0.5, seed=2))
    before = assigned_segments(alice, fixed.id)
    (tmp_path / "more.txt").write_text("IDA: More came.\n\nIDA: And more.\n", encoding="utf-8")
    add_sources(alice, [tmp_path / "more.txt"], AddRequest(kind=SourceKind.TRANSCRIPT))
    assert assigned_segments(alice, fixed.id) == before
    assert list_rounds(alice)[0] == fixed
    close_round(alice)
    assert assigned_segments(alice, open_round(alice, "all").id) is None


def test_a_stratified_sample_takes_of_every_source(alice: Desk) -> None:
    for seed in range(5):
        one = open_round(alice, wish=RoundWish(sample=3, seed=seed, by="source"))
        units = assigned_segments(alice, one.id) or frozenset()
        # two thirds of the units are the interview's
        assert len(units.intersection(turns(alice, 2, 4, 5, 7))) == 2
        close_round(alice)


def test_strata_may_be_groups_of_those_who_speak(alice: Desk) -> None:
    with pytest.raises(UserError, match="nobody who speaks has 'group'"):
        open_round(alice, wish=RoundWish(sample=2, by="group"))
    describe_speaker(alice, "interview.txt", "RITA", Said(attributes={"group": "clients"}))
    describe_speaker(alice, "interview.txt", "OTTO", Said(attributes={"group": "staff"}))
    for seed in range(4):
        one = open_round(
            alice, sources=["interview.txt"], wish=RoundWish(sample=2, by="group", seed=seed)
        )
        units = assigned_segments(alice, one.id) or frozenset()
        assert [len(units.intersection(turns(alice, *said))) for said in ((2, 4), (5, 7))] == [1, 1]
        close_round(alice)


def test_a_list_names_units_as_people_type_them(alice: Desk) -> None:
    lines = ["# the first two", "interview.txt.t2", "", f"  {turns(alice, 4)[0]}  "]
    one = open_round(alice, wish=RoundWish(units=lines))
    assert assigned_segments(alice, one.id) == frozenset(turns(alice, 2, 4))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (RoundWish(units=["interview.txt.t2", "interview.txt.t99"]), "line 2: 'interview.txt.t99'"),
        (RoundWish(units=["interview.txt.t1"]), "line 1: 'interview.txt.t1' is no unit"),
        (RoundWish(units=["nowhere.txt.t1"]), "line 1"),
        (RoundWish(units=["# nothing", ""]), "names no unit"),
        (RoundWish(sample=7), "a sample of 7 cannot be drawn; there are 6 units"),
        (RoundWish(sample=0), "a sample of 0 cannot be drawn"),
        (RoundWish(sample=2, units=["interview.txt.t2"]), "a sample or a list"),
        (RoundWish(by="source"), "strata are for a sample or a split"),
        (RoundWish(sample=2, by="height"), "nobody who speaks has 'height'; there are: source"),
        (RoundWish(overlap=0.2), "two reviewers or more"),
        (RoundWish(overlap=1.2), "a share of the units"),
        (RoundWish(rule="alpha>=.7, luck>=1"), "no figure 'luck'"),
        (RoundWish(rule="alpha>.7"), "cannot be read"),
        (RoundWish(about=About.APPRAISAL, rule="alpha>=.7"), "held against parent codes"),
        (RoundWish(rule="alpha>=.7, alpha>=.8"), "a figure twice"),
        (RoundWish(rule="alpha>=70"), "no alpha reaches 70"),
        (RoundWish(about=About.APPRAISAL, sample=1), "a sample of 1 cannot be drawn"),
        (RoundWish(about=About.SCREENING, sample=1, by="source"), "only units of text have strata"),
    ],
)
def test_what_cannot_be_is_said_and_no_round_is_opened(
    alice: Desk, wish: RoundWish, said: str
) -> None:
    with pytest.raises(UserError) as error:
        open_round(alice, wish=wish)
    assert said in str(error.value)
    assert list_rounds(alice) == ()


def test_what_is_decided_of_a_unit_that_is_not_ones_own_counts_outside(
    alice: Desk, bob: Desk
) -> None:
    one = listed(alice, 2, 4)
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t5", "site.boss")
    mark_no_code(bob, "interview.txt.t7")
    mark_seen(bob, [show_segments(bob, "interview.txt")[n][0].id for n in (1, 4)])
    assert in_round(alice, one.id) == ["help.forms"]
    assert {c.code: c.judgement.round for c in list_codings(alice)} == {
        "help.forms": one.id,
        "site.boss": None,
    }
    with alice.store.read() as connection:
        seen = seen_by(connection, round_=one.id)
    assert seen == {"alice": {*turns(alice, 2)}, "bob": {*turns(alice, 2)}}


def test_a_passage_counts_where_any_unit_it_touches_is_ones_own(alice: Desk) -> None:
    one = listed(alice, 4)
    second, fourth = (show_segments(alice, "interview.txt")[n][0] for n in (1, 3))
    apply_code(alice, f"interview.txt:{second.start}-{fourth.stop}", "help.forms")
    assert in_round(alice, one.id) == ["help.forms"]
    with alice.store.read() as connection:
        assert seen_by(connection, round_=one.id) == {"alice": {fourth.id}}


def test_undo_takes_back_in_the_round_in_which_the_unit_is(alice: Desk) -> None:
    one = listed(alice, 2)
    apply_code(alice, "interview.txt.t2", "help.forms")
    undone = undo(alice)
    assert undone is not None
    assert undone.judgement.round == one.id
    apply_code(alice, "interview.txt.t5", "help.forms")
    outside = undo(alice)
    assert outside is not None
    assert outside.judgement.round is None


def test_who_is_no_reviewer_has_nothing_in_a_round(
    alice: Desk, seat: Callable[[str], Desk]
) -> None:
    one = listed(alice, 2, 4)
    assert assigned_segments(seat("carol"), one.id) == frozenset()
    apply_code(seat("carol"), "interview.txt.t2", "help.forms")
    assert in_round(seat("carol"), one.id) == []


def test_two_rounds_may_be_open_over_other_units(alice: Desk) -> None:
    listed(alice, 2, 4, title="first")
    with pytest.raises(UserError, match="first is open for the same people and sources"):
        listed(alice, 4, 5, title="second")
    with pytest.raises(UserError, match="first is open for the same people and sources"):
        open_round(alice, "all")
    listed(alice, 5, title="second")
    with alice.store.read() as connection:
        found = [
            round_of_unit(connection, alice.author, None, unit) for unit in turns(alice, 2, 5, 7)
        ]
    assert [one.title if one else None for one in found] == ["first", "second", None]


def test_a_split_shares_out_what_two_have(alice: Desk, bob: Desk) -> None:
    one = open_round(alice, reviewers=TWO, wish=RoundWish(overlap=1 / 3, seed=5))
    hers, his = assigned_segments(alice, one.id), assigned_segments(bob, one.id)
    assert hers is not None
    assert his is not None
    assert (len(hers), len(his), len(hers & his), len(hers | his)) == (4, 4, 2, 6)
    assert (overlook(alice, one.id).overlap, overlook(alice, one.id).overlap_done) == (2, 0)
    both = sorted(hers & his)
    mark_seen(alice, both)
    mark_seen(bob, both[:1])
    assert overlook(alice, one.id).overlap_done == 1


def test_progress_tells_what_is_left_of_ones_own(alice: Desk, bob: Desk) -> None:
    one = listed(alice, 2, 4, 5)
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t2", "help.rides")
    mark_no_code(alice, "interview.txt.t4")
    mark_seen(bob, turns(bob, 5, 7))
    hers, his = progress(bob, one.id)
    assert (hers.assigned, hers.seen, hers.decided, hers.left, hers.decisions) == (3, 2, 2, 1, 3)
    # what he saw of the turn that is not his is not in the round
    assert (his.assigned, his.seen, his.decided, his.left, his.decisions) == (3, 1, 0, 2, 0)


def test_a_comparison_ends_blindness_and_freezes_what_was_decided(alice: Desk, bob: Desk) -> None:
    one = listed(alice, 2, 4)
    apply_code(alice, "interview.txt.t2", "help.forms")
    assert list_codings(bob, everyone=True) == ()
    with pytest.raises(Blind, match="is open"):
        set_consensus(bob, "interview.txt.t2", "help.forms", applies=True, reason="said")
    assert compare_round(bob, reason="both are done").state is RoundState.COMPARED
    assert [each.code for each in list_codings(bob, everyone=True)] == ["help.forms"]
    apply_code(alice, "interview.txt.t2", "help.rides")
    assert in_round(alice, one.id) == ["help.forms"]
    with pytest.raises(UserError, match="is compared already"):
        compare_round(alice, one.id)
    assert begin_consensus(alice, one.id).state is RoundState.CONSENSUS
    with pytest.raises(UserError, match="a consensus follows a comparison"):
        begin_consensus(alice, one.id)
    assert close_round(alice).state is RoundState.CLOSED
    with pytest.raises(UserError, match="is closed already"):
        close_round(alice, one.id)


def test_the_round_at_work_is_meant_before_one_that_is_being_settled(alice: Desk) -> None:
    listed(alice, 2, title="first")
    compare_round(alice)
    listed(alice, 4, title="second")
    assert close_round(alice).title == "second"
    assert close_round(alice).title == "first"
    with pytest.raises(UserError, match="name the round to close; none is open"):
        close_round(alice)


def test_in_a_visible_round_everyone_sees_and_work_counts(alice: Desk, bob: Desk) -> None:
    one = open_round(alice, wish=RoundWish(visible=True))
    assert (one.at_work, one.blind) == (True, False)
    apply_code(alice, "interview.txt.t2", "help.forms")
    assert in_round(alice, one.id) == ["help.forms"]
    assert [each.code for each in list_codings(bob, everyone=True)] == ["help.forms"]


def test_adding_a_reviewer_gives_them_the_sample_but_no_part_of_a_split(
    alice: Desk, seat: Callable[[str], Desk]
) -> None:
    one = listed(alice, 2, 4, title="list")
    assign(alice, "list", reviewers=["carol"])
    assert assigned_segments(seat("carol"), one.id) == frozenset(turns(alice, 2, 4))
    open_round(alice, "narrow", sources=["diary.txt"], wish=RoundWish(sample=1))
    with pytest.raises(UserError, match="are chosen already"):
        assign(alice, "narrow", sources=["interview.txt"])
    close_round(alice, "list")
    close_round(alice, "narrow")
    split = open_round(alice, "split", reviewers=TWO, wish=RoundWish(overlap=0.0))
    with pytest.raises(UserError, match="are split among its reviewers"):
        assign(alice, "split", reviewers=["carol"])
    before = assigned_segments(alice, split.id)
    assign(alice, "split", reviewers=["carol"], units=["interview.txt.t2", "interview.txt.t4"])
    assert assigned_segments(seat("carol"), split.id) == frozenset(turns(alice, 2, 4))
    assert assigned_segments(alice, split.id) == before
    with pytest.raises(NotFound, match="line 1"):
        assign(alice, "split", reviewers=["carol"], units=["interview.txt.t1"])
    with pytest.raises(UserError, match="whose these units"):
        assign(alice, "split", units=["interview.txt.t2"])


def test_calibration_goes_on_with_new_units_and_the_rest_is_split(alice: Desk) -> None:
    first = open_round(
        alice, "one", reviewers=TWO, wish=RoundWish(sample=2, calibrate=True, seed=1)
    )
    with pytest.raises(UserError, match="one is open"):
        split_round(alice, "one", overlap=0.5)
    compare_round(alice)
    second = open_round(
        alice, "two", reviewers=TWO, wish=RoundWish(sample=2, calibrate=True, seed=1)
    )
    had = [assigned_segments(alice, one.id) or frozenset() for one in (first, second)]
    assert had[0] & had[1] == frozenset()
    assert second.plan is not None
    assert second.plan.without == (first.id,)
    compare_round(alice)
    rest = split_round(alice, "two", overlap=0.5, title="main", seed=8)
    assert rest.plan is not None
    assert (rest.plan.choice, rest.plan.chosen, rest.plan.without) == (
        Choice.REST, 2, (first.id, second.id),
    )  # fmt: skip
    assert overlook(alice, "main").overlap == 1
    assert overlook(alice, "main").units == 2
    assert (assigned_segments(alice, "main") or frozenset()) & (had[0] | had[1]) == frozenset()
    close_round(alice)
    with pytest.raises(UserError, match="no unit is left"):
        split_round(alice, "two", overlap=0.5)


def test_a_round_with_everything_leaves_nothing_to_split(alice: Desk) -> None:
    open_round(alice, "all", reviewers=TWO)
    compare_round(alice)
    with pytest.raises(UserError, match="all had all units"):
        split_round(alice, "all", overlap=0.2)


def test_a_rule_is_held_against_each_parent_code_once_the_round_is_compared(
    alice: Desk, bob: Desk
) -> None:
    one = listed(alice, 2, 4, 5, 7, calibrate=True, rule="alpha >= .70")
    assert (one.rule, one.calibrates) == ("alpha>=0.7", True)
    for who in (alice, bob):
        apply_code(who, "interview.txt.t2", "help.forms")
        apply_code(who, "interview.txt.t4", "site.boss.shouting")
        mark_no_code(who, "interview.txt.t7")
    apply_code(alice, "interview.txt.t5", "site.boss.shouting")
    mark_no_code(bob, "interview.txt.t5")
    assert hold_to_rule(bob, one.id) is None
    compare_round(alice)
    held = hold_to_rule(bob, one.id)
    assert held is not None
    said = {str(each.code): (each.met, each.reason) for each in held.verdicts}
    assert said["help.support"] == (True, None)
    # two of four for one and one of four for the other: alpha is 1 - 7 x 1 / (3 x 5)
    assert dict(next(e.figures for e in held.verdicts if e.code == "site.boss")) == {
        "alpha": pytest.approx(1 - 7 / 15)
    }
    assert said["site.boss"] == (False, None)
    assert said["soon"] == (None, "no_variation")
    assert held.met is False
    assert hold_to_rule(bob, one.id) == held


def test_no_interval_from_so_few_documents_is_not_an_agreement(alice: Desk, bob: Desk) -> None:
    one = listed(alice, 2, 4, rule="Every parent code alpha ≥ .70, lower bound ≥ .60")
    assert one.rule == "alpha>=0.7, lower>=0.6"
    for who in (alice, bob):
        apply_code(who, "interview.txt.t2", "help.forms")
        mark_no_code(who, "interview.txt.t4")
    compare_round(alice)
    held = hold_to_rule(alice, one.id)
    assert held is not None
    forms = next(each for each in held.verdicts if each.code == "help.support")
    assert dict(forms.figures) == {"alpha": 1.0, "lower": None}
    assert (forms.met, forms.reason, held.met) == (None, "too_few_documents", None)


def test_appraisals_count_in_a_round_about_them(alice: Desk, bob: Desk) -> None:
    record_answers(alice, [NewAnswer("okafor2019", "q1", "Y"), NewAnswer("li2020", "q1", "Y")])
    codes = open_round(alice, "codes")
    first = record_answers(alice, [NewAnswer("okafor2019", "q1", "N")])
    assert first[0].round == codes.id
    about = open_round(
        alice, "appraisal", wish=RoundWish(about=About.APPRAISAL, units=["okafor2019"])
    )
    made = record_answers(bob, [NewAnswer("okafor2019", "q2", "Y"), NewAnswer("li2020", "q2", "N")])
    assert [one.round for one in made] == [about.id, None]
    assert [cell.study for cell in read_appraisals(alice).by_appraiser[bob.author]] == ["li2020"]
    (his,) = [one for one in progress(alice, about.id) if one.reviewer == "bob"]
    assert (his.assigned, his.decided, his.left, his.decisions) == (1, 1, 0, 1)


def test_a_consensus_about_texts_waits_for_no_round_about_studies(alice: Desk) -> None:
    open_round(alice, wish=RoundWish(about=About.APPRAISAL))
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="plain words")
