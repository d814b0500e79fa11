"""What is reported of how suggestions were used is what a person counts by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from qes.analysis.agreement.estimates import Undefined
from qes.analysis.proportion import Proportion
from qes.base import CodeId, SegmentId
from qes.services.coding import (
    add_memo,
    apply_code,
    mark_no_code,
    mark_seen,
    reject_code,
    remove_code,
)
from qes.services.desk import Desk
from qes.services.replacing import replace_source
from qes.services.rounds import close_round, open_round
from qes.services.showing_sources import show_segments
from qes.services.suggesting import guarding
from qes.services.suggesting.guarding import report_on_suggestions
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.services.suggesting.suggestion_report import SuggestionReport
from qes.services.suggesting.tabulating_guard import suggestion_table, warnings
from qes.services.undoing import undo
from qes.services.withdrawing import withdraw
from qes.store.schema import suggestion
from qes.store.showings import put_showing
from tests.unit.services.conftest import INTERVIEW

FORMS, RIDES, CALM, STAYING = "help.forms", "help.rides", "soon.calm", "later.staying"
NOTHING = Proportion(0, 0)


def units(desk: Desk) -> list[SegmentId]:
    """The units of the interview that await a decision."""
    return [one.id for one, _ in show_segments(desk, "interview.txt") if one.queued]


def listing(
    segment: SegmentId, *codes: str, way: Way = Way.DOCUMENT, withheld: bool = False
) -> Showing:
    """A list of codes as it stood on the screen."""
    offered = tuple(
        ShownCode(CodeId(code), rank, 0.5 / rank, None) for rank, code in enumerate(codes, start=1)
    )
    return Showing(segment, way, None, offered, 0.1, None, withheld, "m", "b")


def kept_back(segment: SegmentId) -> Showing:
    """Suggestions that wait for the decision."""
    return listing(segment, withheld=True)


def ranks(report: SuggestionReport) -> list[tuple[int, int, int, int, int]]:
    return [
        (one.rank, one.shown, one.accepted, one.rejected, one.neither) for one in report.acceptance
    ]


def test_where_nothing_was_shown_nothing_is_made_up(alice: Desk) -> None:
    apply_code(alice, units(alice)[0], FORMS)
    report = report_on_suggestions(alice)
    assert (report.units, report.showings, report.decisions) == (0, 0, 1)
    assert (report.acceptance, report.agreement, report.learning) == ((), (), ())
    assert (report.missed.units, report.change.changed) == (NOTHING, NOTHING)
    assert any("No decision was made with a list" in one for one in warnings(report))
    undefined = [row for row in suggestion_table(report).rows if row.cells[2] == 0]
    assert undefined
    assert all(row.cells[3] is None and row.cells[6] for row in undefined)


def test_each_rank_is_counted_with_what_became_of_it(alice: Desk) -> None:
    first, second, third, fourth = units(alice)
    on_first = listing(first, FORMS, RIDES, CALM)
    apply_code(alice, first, FORMS, shown=on_first)
    reject_code(alice, first, RIDES, shown=on_first)
    on_second = listing(second, RIDES, FORMS)
    apply_code(alice, second, FORMS, shown=on_second)
    mark_no_code(alice, third, shown=listing(third, CALM))
    mark_seen(alice, [fourth], shown=listing(fourth, CALM, FORMS))
    report = report_on_suggestions(alice)
    assert ranks(report) == [(1, 3, 1, 0, 2), (2, 2, 1, 1, 0), (3, 1, 0, 0, 1)]
    assert (report.units, report.undecided, report.showings) == (3, 1, 4)


def test_a_later_list_for_a_decided_unit_does_not_count_again(alice: Desk) -> None:
    unit = units(alice)[0]
    apply_code(alice, unit, FORMS, shown=listing(unit, FORMS, RIDES))
    apply_code(alice, unit, CALM, shown=listing(unit, CALM, RIDES))
    report = report_on_suggestions(alice)
    assert ranks(report) == [(1, 1, 1, 0, 0), (2, 1, 0, 0, 1)]
    assert report.missed.codes == Proportion(0, 2)


def test_what_is_taken_back_is_no_longer_accepted(alice: Desk) -> None:
    first, second, *_ = units(alice)
    apply_code(alice, first, FORMS, shown=listing(first, FORMS))
    remove_code(alice, first, FORMS, shown=listing(first, FORMS))
    apply_code(alice, second, FORMS, shown=listing(second, FORMS))
    undo(alice)
    assert ranks(report_on_suggestions(alice)) == [(1, 2, 0, 0, 2)]


def test_a_memo_is_no_decision(alice: Desk) -> None:
    unit = units(alice)[0]
    mark_seen(alice, [unit], shown=listing(unit, FORMS))
    add_memo(alice, unit, "Ask again.")
    assert report_on_suggestions(alice).units == 0


def test_codes_that_were_not_on_the_list_are_counted(alice: Desk) -> None:
    first, second, third, fourth = units(alice)
    apply_code(alice, first, FORMS, shown=listing(first, FORMS, RIDES))
    apply_code(alice, first, STAYING, shown=listing(first, FORMS, RIDES))
    apply_code(alice, second, RIDES, shown=listing(second, RIDES))
    apply_code(alice, third, CALM)
    apply_code(alice, fourth, CALM, shown=kept_back(fourth))
    missed = report_on_suggestions(alice).missed
    assert (missed.units, missed.codes) == (Proportion(1, 2), Proportion(1, 3))


def test_what_was_listed_counts_only_where_a_decision_rests_on_it(alice: Desk) -> None:
    first, second, *_ = units(alice)
    ids = []
    with alice.store.write() as connection:
        for unit in (first, second):
            what = listing(unit, FORMS, RIDES, way=Way.LISTED)
            ids.append(put_showing(connection, alice.author, None, alice.now(), what))
    apply_code(alice, first, RIDES, basis=f"{ids[0]}.2")
    apply_code(alice, second, RIDES)
    report = report_on_suggestions(alice)
    assert ranks(report) == [(1, 1, 0, 0, 1), (2, 1, 1, 0, 0)]
    assert (report.units, report.showings) == (1, 1)


def test_what_changes_on_sight_of_suggestions_is_counted(alice: Desk) -> None:
    first, second, third, fourth = units(alice)
    for unit in (first, second, third):
        apply_code(alice, unit, FORMS, shown=kept_back(unit))
    then = listing(first, RIDES, FORMS)
    apply_code(alice, first, RIDES, shown=then)
    apply_code(alice, first, CALM, shown=then)
    remove_code(alice, first, FORMS, shown=then)
    mark_seen(alice, [second], shown=listing(second, RIDES))
    apply_code(alice, fourth, FORMS, shown=listing(fourth, FORMS))
    change = report_on_suggestions(alice).change
    assert (change.withheld, change.changed) == (3, Proportion(1, 2))
    assert (change.added_offered, change.added_other) == (1, 1)
    assert (change.dropped_offered, change.dropped_other) == (1, 0)
    assert ranks(report_on_suggestions(alice)) == [(1, 1, 1, 0, 0)]


def _round_of_two(alice: Desk, bob: Desk) -> None:
    """Two units with suggestions, one without, one that only Alice saw with suggestions."""
    first, second, third, fourth = units(alice)
    open_round(alice, "first")
    for desk in (alice, bob):
        apply_code(desk, first, FORMS, shown=listing(first, FORMS, RIDES))
        apply_code(desk, third, FORMS, shown=kept_back(third))
    apply_code(alice, second, FORMS, shown=listing(second, FORMS))
    apply_code(bob, second, RIDES, shown=listing(second, FORMS))
    # on sight Bob gives what is listed: before, the two agreed
    apply_code(bob, third, RIDES, shown=listing(third, RIDES))
    apply_code(alice, fourth, CALM, shown=listing(fourth, CALM))
    apply_code(bob, fourth, CALM)


def test_agreement_is_told_apart_by_what_both_saw(alice: Desk, bob: Desk) -> None:
    _round_of_two(alice, bob)
    close_round(alice)
    (pair,) = report_on_suggestions(alice).agreement
    assert (pair.a, pair.b, pair.codes, pair.mixed) == ("alice", "bob", 5, 1)
    assert (pair.with_.units, pair.without.units) == (2, 1)
    with_ = pair.with_.pooled.counts
    assert (with_.a, with_.b, with_.c, with_.d) == (1, 1, 1, 7)
    without = pair.without.pooled.counts
    assert (without.a, without.b, without.c, without.d) == (1, 0, 0, 4)
    assert without.kappa.value == 1
    assert report_on_suggestions(bob).agreement == report_on_suggestions(alice).agreement


def test_without_units_there_is_no_agreement_but_a_reason(alice: Desk, bob: Desk) -> None:
    unit = units(alice)[0]
    open_round(alice, "first")
    for desk in (alice, bob):
        apply_code(desk, unit, FORMS, shown=listing(unit, FORMS))
    close_round(alice)
    report = report_on_suggestions(alice)
    (pair,) = report.agreement
    assert pair.without.units == 0
    assert pair.without.pooled.counts.kappa.reason is Undefined.NO_DATA
    assert "units without suggestions: only 0." in " ".join(warnings(report))


def test_what_another_does_in_an_open_round_changes_nothing(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    unit = units(alice)[0]
    apply_code(alice, unit, FORMS, shown=listing(unit, FORMS))
    before = report_on_suggestions(alice)
    apply_code(bob, unit, RIDES, shown=listing(unit, FORMS, RIDES))
    mark_seen(bob, units(bob)[1:2], shown=listing(units(bob)[1], CALM))
    assert report_on_suggestions(alice) == before
    close_round(alice)
    assert report_on_suggestions(alice).reviewers == ("alice", "bob")


def test_the_first_three_are_followed_by_blocks_of_decisions(
    alice: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "BLOCK", 2)
    first, second, third, fourth = units(alice)
    apply_code(alice, first, STAYING, shown=listing(first, FORMS, RIDES, CALM, STAYING))
    apply_code(alice, second, FORMS, shown=kept_back(second))
    apply_code(alice, third, RIDES, shown=listing(third, FORMS, RIDES, CALM))
    apply_code(alice, third, CALM, shown=listing(third, FORMS, RIDES, CALM))
    mark_no_code(alice, fourth, shown=listing(fourth, FORMS))
    assert [
        (one.first, one.last, one.units, one.codes) for one in report_on_suggestions(alice).learning
    ] == [(1, 2, Proportion(0, 1), Proportion(0, 3)), (3, 4, Proportion(1, 2), Proportion(2, 4))]


def test_what_was_withdrawn_or_altered_is_left_out_and_counted(alice: Desk) -> None:
    rita, *_, otto = units(alice)
    for unit in (rita, otto):
        apply_code(alice, unit, FORMS, shown=listing(unit, FORMS))
    withdraw(alice, "interview.txt", "Rita")
    report = report_on_suggestions(alice)
    assert (report.units, report.resting_on_nothing, report.altered) == (1, 1, 0)
    with alice.store.write() as connection:
        connection.execute(sa.update(suggestion).values(code=RIDES))
    report = report_on_suggestions(alice)
    assert (report.units, report.resting_on_nothing, report.altered) == (0, 1, 1)
    said = " ".join(warnings(report))
    assert "destroyed with withdrawn words: 1." in said
    assert "not what they were written as, left out: 1." in said


def test_what_was_shown_of_an_earlier_version_counts_for_the_same_words(
    alice: Desk, tmp_path: Path
) -> None:
    first, _, _, last = units(alice)
    apply_code(alice, first, FORMS, shown=listing(first, FORMS, RIDES))
    apply_code(alice, last, FORMS, shown=listing(last, RIDES))
    mark_seen(alice, [units(alice)[1]], shown=listing(units(alice)[1], CALM))
    before = report_on_suggestions(alice)
    corrected = tmp_path / "interview.txt"
    corrected.write_text(INTERVIEW.replace("OTTO: Nobody.", "OTTO: Nobody did."), encoding="utf-8")
    replace_source(alice, "interview.txt", corrected)
    after = report_on_suggestions(alice)
    assert ranks(before) == [(1, 2, 1, 0, 1), (2, 1, 0, 0, 1)]
    assert ranks(after) == [(1, 1, 1, 0, 0), (2, 1, 0, 0, 1)]
    # no decision tells where the words of what was only looked at, or changed, stand now
    assert (before.unplaced, after.unplaced) == (0, 2)


def test_the_same_data_have_the_same_hash_and_others_another(alice: Desk) -> None:
    first, second, *_ = units(alice)
    apply_code(alice, first, FORMS, shown=listing(first, FORMS))
    one, again = report_on_suggestions(alice), report_on_suggestions(alice)
    assert one == again
    apply_code(alice, second, FORMS, shown=listing(second, FORMS))
    assert report_on_suggestions(alice).data_hash != one.data_hash


def test_the_table_says_every_number_and_what_it_is_of(alice: Desk, bob: Desk) -> None:
    _round_of_two(alice, bob)
    close_round(alice)
    report = report_on_suggestions(alice)
    table = suggestion_table(report)
    assert [group for group, _ in table.groups()] == [
        "Listed",
        "Given though not listed",
        "Changed on sight of what was kept back",
        "Agreement of alice and bob, first",
        "The first three, by decisions of each reviewer",
    ]
    cells = {(row.group, row.cells[0]): row.cells[1:4] for row in table.rows}
    pair = "Agreement of alice and bob, first"
    agreed = cells[pair, "with suggestions: agreement, cases of unit and code"]
    assert agreed == (8, 10, 0.8)
    assert report.data_hash in dict(table.header)["Data"]
