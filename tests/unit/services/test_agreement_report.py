"""The agreement report of a small round whose numbers can be counted by hand."""

from __future__ import annotations

import hashlib

import pytest

from qes.analysis.agreement.code_sets import CodeSet, set_ratings
from qes.analysis.agreement.estimates import Method, Undefined
from qes.analysis.agreement.report import (
    AgreementReport,
    CodeRow,
    CodeTable,
    Grouping,
    Threshold,
    UnitKind,
)
from qes.analysis.agreement.set_alpha import alpha_of_sets
from qes.analysis.agreement.spans import Span, spanned_text
from qes.analysis.agreement.unitized_alpha import unitized_alpha
from qes.errors import Blind, UserError
from qes.services.agreement import ReportWish, agreement_report
from qes.services.agreement.wishes import most_named, threshold_named, unit_named
from qes.services.appraising import NewAnswer, record_answers
from qes.services.code_levels import CodeLevel
from qes.services.codebook import add_code
from qes.services.coding import apply_code, mark_no_code, mark_seen, reject_code, remove_code
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.rounds import RoundWish, close_round, open_round
from qes.services.showing_sources import show_segments
from tests.unit.services.conftest import Seat
from tests.unit.services.pair_oracle import compared_by_hand


def coded(alice: Desk, bob: Desk, *, close: bool = True) -> None:
    """Five turns and a paragraph are seen by both; a turn by alice alone."""
    open_round(alice, "first")
    for desk in (alice, bob):
        mark_seen(desk, [one.id for one, _ in show_segments(desk, "interview.txt")][1:])
        mark_no_code(desk, "diary.txt.p2")
    apply_code(alice, "interview.txt.t2", "help.forms", reason="every form")
    apply_code(bob, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t4", "site.boss.shouting")
    apply_code(bob, "interview.txt.t4", "help.forms", reason="asked her")
    apply_code(alice, "interview.txt.t5", "site.boss.shouting")
    reject_code(bob, "interview.txt.t5", "site.boss.shouting", reason="no harm")
    apply_code(alice, "interview.txt.t1", "soon.calm")
    if close:
        close_round(alice, reason="both are done")


def main_of(report: AgreementReport) -> CodeTable:
    assert report.main is not None
    return report.main


def row_of(table: CodeTable, code: str) -> CodeRow:
    return next(one for one in table.rows if one.code == code)


def cells(row: CodeRow) -> tuple[int, int, int, int]:
    assert row.counts is not None
    return row.counts.a, row.counts.b, row.counts.c, row.counts.d


def test_units_both_saw_are_counted_and_silence_there_is_absence(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    table = main_of(agreement_report(bob))
    assert (table.n_units, table.n_documents, table.coders) == (7, 2, ("alice", "bob"))
    assert cells(row_of(table, "help.forms")) == (1, 0, 1, 5)
    assert cells(row_of(table, "site.boss.shouting")) == (0, 2, 0, 5)
    assert cells(row_of(table, "soon.calm")) == (0, 0, 0, 7)
    assert row_of(table, "soon.calm").flag == "no_variation"
    assert row_of(table, "help.forms").flag == "few_applications"


def test_the_report_says_what_comes_out_by_hand(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    for level in CodeLevel:
        by_hand = compared_by_hand(alice, level)
        table = main_of(agreement_report(alice, wish=ReportWish(level=level)))
        assert [one.code for one in table.rows] == [one.code for one in by_hand.codes]
        assert [one.counts for one in table.rows] == [one.counts for one in by_hand.codes]
        pooled = by_hand.pooled
        assert table.pooled.row.counts == pooled.counts
        assert table.pooled.within_kappa == pooled.kappa
        assert table.pooled.alpha_median == pooled.alpha_median


def test_what_went_in_and_what_did_not_comes_first(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    cleaning = agreement_report(alice).cleaning
    assert [(one.name, one.seen, one.codings) for one in cleaning.coders] == [
        ("alice", 8, 4),
        ("bob", 7, 2),
    ]
    dropped = {one.why: one.n for one in cleaning.dropped}
    assert dropped == {
        "seen by alice only": 1,
        "seen by bob only": 0,
        "assigned and seen by nobody": 1,
    }
    assert "Less dread" in " ".join(cleaning.never_used)


def test_it_says_how_many_decisions_were_blind_and_who_led_the_round(
    alice: Desk, bob: Desk
) -> None:
    coded(alice, bob)
    blind = agreement_report(bob).blindness
    assert (blind.n_decisions, blind.n_blind) == (9, 9)
    assert [(one.state, one.by, one.reason) for one in blind.steps] == [
        ("open", "alice", None),
        ("closed", "alice", "both are done"),
    ]


def test_work_in_sight_of_each_other_is_said_to_be(alice: Desk, bob: Desk) -> None:
    open_round(alice, "seen", wish=RoundWish(visible=True))
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
    report = agreement_report(alice, "seen")
    assert (report.blindness.n_decisions, report.blindness.n_blind) == (2, 0)
    assert any("not made blind" in one for one in report.warnings)


def test_an_open_round_tells_nobody_anything(alice: Desk, bob: Desk) -> None:
    coded(alice, bob, close=False)
    for desk in (alice, bob):
        with pytest.raises(Blind, match="first is open"):
            agreement_report(desk)


def test_nobody_to_compare_is_said(alice: Desk) -> None:
    apply_code(alice, "interview.txt.t2", "help.forms")
    with pytest.raises(UserError, match="no two people have seen the same segment"):
        agreement_report(alice)


def test_a_document_has_the_codes_of_its_segments(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    table = main_of(agreement_report(alice, wish=ReportWish(unit=UnitKind.DOCUMENT)))
    assert table.n_units == 2
    assert cells(row_of(table, "help.forms")) == (1, 0, 0, 1)
    assert cells(row_of(table, "site.boss.shouting")) == (0, 1, 0, 1)
    turns = main_of(agreement_report(alice, wish=ReportWish(unit=UnitKind.TURN)))
    assert turns.n_units == 7


def test_characters_are_counted_in_what_both_saw(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    segments = {one.id.rpartition(".")[2]: one for one, _ in show_segments(alice, "interview.txt")}
    size = {name: one.stop - one.start for name, one in segments.items()}
    table = main_of(agreement_report(alice, wish=ReportWish(unit=UnitKind.SPAN)))
    both, _, only_bob, _ = cells(row_of(table, "help.forms"))
    assert (both, only_bob) == (size["t2"], size["t4"])
    assert cells(row_of(table, "site.boss.shouting"))[1] == size["t4"] + size["t5"]


def test_a_span_that_reaches_beyond_what_both_saw_is_cut(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    t2, t4 = (f"interview.txt.t{n}" for n in (2, 4))
    segments = {one.id.rpartition(".")[2]: one for one, _ in show_segments(alice, "interview.txt")}
    source, start, stop = segments["t2"].source, segments["t2"].start, segments["t4"].stop
    apply_code(alice, f"{source}:{start}-{stop}", "help.forms")
    apply_code(bob, t2, "help.forms")
    mark_no_code(bob, t4)
    close_round(alice)
    (spans,) = agreement_report(alice).spans
    length = {name: one.stop - one.start for name, one in segments.items()}
    assert spans.n_characters == length["t2"] + length["t4"]
    row = next(one for one in spans.rows if one.code == "help.forms")
    alone = unitized_alpha(
        [
            spanned_text(
                "d",
                spans.n_characters,
                [
                    [Span(0, spans.n_characters, "x")],
                    [Span(0, length["t2"], "x")],
                ],
            )
        ]
    )
    assert row.bar_u.value == pytest.approx(alone.value)
    assert (row.first, row.second, row.exact) == (1, 1, 0)


def test_sets_of_codes_are_compared_whole(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    masi, jaccard = agreement_report(alice).sets
    forms: CodeSet = frozenset({"help.forms"})
    shouting: CodeSet = frozenset({"site.boss.shouting"})
    none: CodeSet = frozenset()
    units = [[forms, forms], [shouting, forms], [shouting, none], *([[none, none]] * 4)]
    assert masi.value == pytest.approx(alpha_of_sets(set_ratings(units)).value)
    assert (masi.distance, jaccard.distance, masi.n_units_used) == ("masi", "jaccard", 7)
    for one in (masi, jaccard):
        assert one.headline is not None
        assert one.headline.method is Method.DOCUMENT_JACKKNIFE
        assert {each.method for each in one.beside} == {Method.DOCUMENT_BOOTSTRAP, Method.UNIT}


def test_the_tree_tells_near_codes_from_far_ones(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    tree = agreement_report(alice).tree
    assert tree is not None
    assert (tree.estimate.n_units, tree.left_out) == (2, 5)
    assert len(tree.weights) == len(tree.codes)


def test_disagreements_come_with_words_reasons_and_what_was_settled(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    set_consensus(
        alice,
        "interview.txt.t4",
        "help.forms",
        applies=False,
        reason="the form was the foreman's",
        panel=["alice", "bob"],
    )
    report = agreement_report(bob)
    assert report.n_disagreements == 2
    first, second = report.disagreements
    assert (first.unit.rpartition(".")[2], second.unit.rpartition(".")[2]) == ("t4", "t5")
    assert "foreman" in first.quote
    assert first.disputed == ("help.forms", "site.boss.shouting")
    said = {one.coder: one for one in first.sides}
    assert said["bob"].reasons == ("Forms: asked her",)
    assert said["alice"].codes == ("What helps or hinders > The employer > Shouting",)
    (settled,) = first.settled
    assert (settled.applies, settled.panel) == (False, ("alice", "bob"))
    assert {one.coder: one.reasons for one in second.sides}["bob"] == ("Shouting refused: no harm",)


def test_only_so_many_are_listed_and_all_are_counted(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    report = agreement_report(alice, wish=ReportWish(most_disagreements=1))
    assert (len(report.disagreements), report.n_disagreements) == (1, 2)


def test_a_code_given_where_the_other_gave_another_is_in_the_confusion_map(
    alice: Desk, bob: Desk
) -> None:
    coded(alice, bob)
    (pair,) = agreement_report(alice).confusion.pairs
    assert (pair.one, pair.other, pair.weight) == ("help.forms", "site.boss.shouting", 1.0)
    assert pair.backward == 1.0


def test_a_team_without_coefficients_gets_what_it_differs_on_and_no_number(
    alice: Desk, bob: Desk
) -> None:
    coded(alice, bob)
    report = agreement_report(alice, wish=ReportWish(coefficients=False))
    assert (report.levels, report.sets, report.spans, report.periods, report.warnings) == ((),) * 5
    assert report.disagreements
    assert "No coefficient" in report.methods
    assert "alpha" not in report.methods


def test_thresholds_are_held_against_the_lower_end_and_only_where_there_is_one(
    alice: Desk, bob: Desk
) -> None:
    coded(alice, bob)
    wish = ReportWish(thresholds=(Threshold("alpha", 0.667),))
    rows = main_of(agreement_report(alice, wish=wish)).rows
    assert all(not one.verdicts for one in main_of(agreement_report(alice)).rows)
    # two documents make no interval, and few applications no verdict
    assert {verdict.met for row in rows for verdict in row.verdicts} == {None}


def test_few_documents_make_no_interval_and_it_says_why(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    report = agreement_report(alice)
    interval = main_of(report).pooled.row.measure("alpha").interval
    assert interval is not None
    assert (interval.ends, interval.reason) == (None, "too_few_documents")
    assert report.warnings[0].startswith("No confidence intervals: the units are of 2 documents")


def test_the_hash_of_the_data_can_be_redone_by_hand(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    report = agreement_report(alice)
    given = {
        "t2": ("help.forms", "help.forms"),
        "t4": ("site.boss.shouting", "help.forms"),
        "t5": ("site.boss.shouting", ""),
    }
    seen = [one.id for one, _ in show_segments(alice, "interview.txt")][1:]
    seen += [one.id for one, _ in show_segments(alice, "diary.txt")][1:]
    order = {id_: (id_.partition(".")[0], at) for at, id_ in enumerate(seen)}
    lines = [
        "\t".join((id_, *given.get(id_.rpartition(".")[2], ("", "")))) + "\n"
        for id_ in sorted(seen, key=lambda one: order[one][1])
    ]
    wanted = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert report.provenance.data_sha256 == wanted


def test_of_three_coders_there_are_all_together_and_each_pair(
    alice: Desk, bob: Desk, seat: Seat
) -> None:
    carol = seat("carol")
    coded(alice, bob, close=False)
    apply_code(carol, "interview.txt.t2", "help.forms")
    mark_no_code(carol, "interview.txt.t4")
    close_round(alice)
    report = agreement_report(carol)
    assert report.coders == ("alice", "bob", "carol")
    forms = row_of(main_of(report), "help.forms")
    assert (forms.counts, forms.applied) == (None, (1, 2, 1))
    # by hand: 7 units of which 2 have three ratings: 4 present, 12 absent
    expected = 1 - 15 * (1 + 0) / (4 * 12)
    assert forms.measure("alpha").value == pytest.approx(expected)
    assert forms.measure("fleiss").value is not None
    assert sum(one.units for one in forms.patterns) == 7
    given = [sum(one.units for one in forms.patterns if one.given[at]) for at in range(3)]
    assert tuple(given) == forms.applied
    assert {one.given: one.units for one in forms.patterns}[False, False, None] == 5
    assert [one.coders for one in report.pairs] == [
        ("alice", "bob"),
        ("alice", "carol"),
        ("bob", "carol"),
    ]
    assert [one.coders for one in report.spans] == [one.coders for one in report.pairs]
    assert cells(row_of(report.pairs[0], "help.forms")) == (1, 0, 1, 5)
    with pytest.raises(UserError, match="between two coders"):
        agreement_report(carol, wish=ReportWish(unit=UnitKind.SPAN))


def test_agreement_is_shown_by_round_week_and_version_of_the_codebook(
    alice: Desk, bob: Desk
) -> None:
    coded(alice, bob)
    add_code(alice, "Waiting", definition="Weeks without an answer.", parent="later")
    open_round(alice, "second")
    for desk in (alice, bob):
        apply_code(desk, "diary.txt.p1", "help.rides")
    close_round(alice)
    first, second = (agreement_report(alice, name) for name in ("first", "second"))
    by_round = [one for one in second.periods if one.grouping is Grouping.ROUND]
    assert [(one.label, one.n_units) for one in by_round] == [("first", 7), ("second", 1)]
    assert by_round[0].alpha.value == main_of(first).pooled.row.measure("alpha").value
    (week,) = [one for one in first.periods if one.grouping is Grouping.WEEK]
    assert (week.label, week.n_units) == ("week of 2026-03-02", 7)
    before, after = [one for one in second.periods if one.grouping is Grouping.VERSION]
    assert (before.label.endswith(", first"), before.n_units) == (True, 7)
    assert (after.label.endswith(", second"), after.n_units) == (True, 1)
    assert before.label.partition(",")[0] != after.label.partition(",")[0]
    assert before.alpha.value == by_round[0].alpha.value
    assert [one for one in first.periods if one.grouping is Grouping.VERSION] == [before, after]


def test_of_three_coders_drift_says_whose_it_is(alice: Desk, bob: Desk, seat: Seat) -> None:
    carol = seat("carol")
    coded(alice, bob, close=False)
    apply_code(carol, "interview.txt.t2", "help.forms")
    close_round(alice)
    report = agreement_report(carol)
    assert {one.coders for one in report.periods} == {("alice", "bob")}
    (week,) = [one for one in report.periods if one.grouping is Grouping.WEEK]
    assert week.alpha.value == report.pairs[0].pooled.row.measure("alpha").value


def test_answers_of_an_appraisal_are_compared_item_by_item(alice: Desk, bob: Desk) -> None:
    for n, (mine, theirs) in enumerate((("Y", "Y"), ("N", "U"), ("Y", "N"))):
        record_answers(alice, [NewAnswer(f"study{n}", "q1", mine)])
        record_answers(bob, [NewAnswer(f"study{n}", "q1", theirs)])
    report = agreement_report(alice)
    assert report.main is None
    (table,) = report.items
    first = table.rows[0]
    assert (first.item, first.n_units) == ("q1", 3)
    assert first.percent.value == pytest.approx(1 / 3)
    assert first.table[0][:3] == (1, 0, 1)
    assert first.ac2 is not None
    assert first.ac2.weights == "quadratic"
    assert table.rows[1].alpha.reason is Undefined.NO_DATA
    assert table.rows[-1].n_units == 3
    assert [(one.name, one.answered, one.compared) for one in table.work] == [
        ("alice", 3, 3),
        ("bob", 3, 3),
    ]
    assert {(one.subject, one.answers) for one in table.disputes} == {
        ("study1", ("No", "Can't tell")),
        ("study2", ("Yes", "No")),
    }
    lines = "study0:q1\tY\tY\nstudy1:q1\tN\tU\nstudy2:q1\tY\tN\n"
    assert table.data_sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert report.coders == ("alice", "bob")
    assert "Coders differed on 2 items of a study out of 3; 0 were settled" in report.methods


def test_what_was_settled_about_an_answer_stands_beside_it(alice: Desk, bob: Desk) -> None:
    for desk, answer in ((alice, "Y"), (bob, "N")):
        record_answers(desk, [NewAnswer("study1", "q1", answer)])
    record_answers(
        alice, [NewAnswer("study1", "q1", "U", reason="The paper is silent.")], consensus=True
    )
    bare = agreement_report(alice, wish=ReportWish(coefficients=False))
    (table,) = bare.items
    assert table.rows == ()
    (one,) = table.disputes
    assert (one.agreed, one.why) == ("Can't tell", "The paper is silent.")
    assert "No coefficient of agreement was computed" in bare.methods


def test_the_methods_paragraph_is_filled_from_the_data(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    words = agreement_report(alice).methods
    for said in ("2 coders (alice and bob)", "9 of 9 decisions", "differed on 2 units", "median"):
        assert said in words


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: unit_named("word"),
        lambda: threshold_named("beta=.5"),
        lambda: threshold_named("alpha"),
        lambda: threshold_named("alpha=nan"),
        lambda: threshold_named("alpha=2"),
        lambda: most_named("-1"),
        lambda: most_named("²"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(UserError):
        wrong()


def test_wishes_are_read_as_people_write_them() -> None:
    assert unit_named(" Span ") is UnitKind.SPAN
    assert threshold_named("Alpha>=.8") == Threshold("alpha", 0.8)
    assert (most_named("all"), most_named("20")) == (None, 20)


def test_of_what_was_changed_in_the_round_the_last_counts(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    t2, t4, t5 = (f"interview.txt.t{n}" for n in (2, 4, 5))
    for desk in (alice, bob):
        apply_code(desk, t2, "help.forms", reason="at first")
        apply_code(desk, t4, "help.forms")
    remove_code(alice, t2, "help.forms")
    reject_code(alice, t4, "help.forms", reason="not after all")
    reject_code(bob, t5, "help.forms")
    apply_code(bob, t5, "help.forms")
    mark_seen(alice, [one.id for one, _ in show_segments(alice, "interview.txt")])
    close_round(alice)
    report = agreement_report(alice)
    by_hand = compared_by_hand(alice)
    assert [one.counts for one in main_of(report).rows] == [one.counts for one in by_hand.codes]
    assert cells(row_of(main_of(report), "help.forms")) == (0, 0, 3, 0)
    said = {
        one.unit.rpartition(".")[2]: {side.coder: side.reasons for side in one.sides}
        for one in report.disagreements
    }
    assert said["t2"] == {"alice": (), "bob": ("Forms: at first",)}
    assert said["t4"]["alice"] == ("Forms refused: not after all",)


def test_it_tells_what_it_is_looking_at(alice: Desk, bob: Desk) -> None:
    coded(alice, bob)
    told: list[tuple[str, int, int]] = []
    quiet = agreement_report(alice)
    assert agreement_report(alice, progress=lambda *step: told.append(step)) == quiet
    assert [what for what, _, _ in told] == [
        "decisions", "codes", "sets of codes", "spans", "disagreements"
    ]  # fmt: skip
    assert [(done, of) for _, done, of in told] == [(n, 5) for n in range(5)]
