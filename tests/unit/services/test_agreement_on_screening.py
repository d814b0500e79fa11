"""The numbers of a small screening, redone by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Method, Undefined
from qes.analysis.agreement.item_report import ItemRow, ItemTable
from qes.exchange.agreement.files import render_agreement
from qes.exchange.citations import read_citations
from qes.exchange.tables import TableFormat
from qes.services.agreement import ReportWish, agreement_report
from qes.services.blindness import blindness_of
from qes.services.coding import apply_code
from qes.services.desk import Desk
from qes.services.referencing import import_references, show_references
from qes.services.rounds import About, RoundWish, close_round, compare_round, open_round
from qes.services.screening import agree_on_reference, screen
from qes.services.screening_form import Decision, Stage
from qes.services.studies import add_study

WORDS = {"I": Decision.INCLUDE, "E": Decision.EXCLUDE, "U": Decision.UNCLEAR}
WISH = ReportWish(plan=IntervalPlan(resamples=0))
SCREENING = RoundWish(about=About.SCREENING)
Screen = Callable[..., ItemTable]


def bring_in(desk: Desk, folder: Path, n: int) -> tuple[str, ...]:
    file = folder / "list.ris"
    lines = [f"TY  - JOUR\nTI  - Paper {one}\nER  - \n" for one in range(n)]
    file.write_text("\n".join(lines), encoding="utf-8")
    import_references(desk, [file], read_citations)
    return tuple(one.id for one in show_references(desk))


def decide(desk: Desk, refs: Sequence[str], letters: str, stage: Stage = Stage.TITLE) -> None:
    """Screen references: I, E, U, or . for one that is left."""
    for letter, decision in WORDS.items():
        chosen = [id_ for id_, said in zip(refs, letters, strict=True) if said == letter]
        if chosen:
            screen(desk, chosen, stage, decision, "why")


@pytest.fixture
def screened(alice: Desk, bob: Desk, tmp_path: Path) -> Screen:
    """Screens in a round, as the letters of two or three say, and returns what is reported."""

    def screened(*letters: str) -> ItemTable:
        refs = bring_in(alice, tmp_path, len(letters[0]))
        open_round(alice, "first", wish=SCREENING)
        carol = Desk(alice.store, type(alice.author)("carol"), "there", alice.clock)
        for desk, said in zip((alice, bob, carol), letters, strict=False):
            decide(desk, refs, said)
        close_round(alice)
        (table,) = agreement_report(alice, "first", WISH).items
        return table

    return screened


def value(one: Estimate | None) -> float | None:
    assert one is not None
    return one.value


def shares(row: ItemRow) -> dict[str, float | None]:
    names = ("percent", "positive", "negative", "kappa", "alpha", "ac1", "brennan_prediger")
    return {name: value(getattr(row, name)) for name in names}


def near(**said: Fraction) -> dict[str, object]:
    return {name: pytest.approx(float(one)) for name, one in said.items()}


def test_two_reviewers_have_a_two_by_two_table_and_all_that_follows(screened: Screen) -> None:
    table = screened("IIIEEEEEEE.", "IIEIEEEEEE.")
    (row,) = table.rows
    assert (row.n_units, row.categories) == (10, ("include", "exclude"))
    assert row.table == ((2, 1), (1, 6))
    chance = Fraction(3, 10) ** 2 + Fraction(7, 10) ** 2
    by_pairs = Fraction(2 * 6 * 14, 20 * 19)
    spread = 2 * Fraction(3, 10) * Fraction(7, 10)
    assert shares(row) == near(
        percent=Fraction(8, 10),
        positive=Fraction(2 * 2, 2 * 2 + 2),
        negative=Fraction(2 * 6, 2 * 6 + 2),
        kappa=(Fraction(8, 10) - chance) / (1 - chance),
        alpha=1 - Fraction(2, 10) / by_pairs,
        ac1=(Fraction(8, 10) - spread) / (1 - spread),
        brennan_prediger=2 * Fraction(8, 10) - 1,
    )
    for one in (row.kappa, row.alpha, row.ac1, row.positive):
        assert one is not None
        assert (one.ci_method, one.n_documents) == (Method.UNIT, None)
    assert row.fleiss is row.ac2 is None
    assert "no interval over documents" in table.notes[0]
    assert [(one.subject, one.item, one.answers) for one in table.disputes] == [
        ("Paper 2", "title", ("include", "exclude")),
        ("Paper 3", "title", ("exclude", "include")),
    ]
    assert [(one.name, one.assigned, one.answered, one.compared) for one in table.work] == [
        ("alice", 11, 10, 10),
        ("bob", 11, 10, 10),
    ]


def test_unclear_is_an_answer_of_its_own_where_someone_said_it(screened: Screen) -> None:
    table = screened("IIUEE", "IUUEI")
    (row,) = table.rows
    assert row.categories == ("include", "exclude", "unclear")
    assert row.table == ((1, 0, 1), (1, 1, 0), (0, 0, 1))
    assert value(row.positive) == pytest.approx(2 / 4)
    assert value(row.negative) == pytest.approx(2 / 3)
    chance = Fraction(2 * 2 + 2 * 1 + 1 * 2, 25)
    assert value(row.kappa) == pytest.approx(float((Fraction(3, 5) - chance) / (1 - chance)))
    assert any("unclear counts as an answer of its own" in note for note in table.notes)


def test_three_reviewers_are_pooled_first_and_then_taken_two_by_two(screened: Screen) -> None:
    table = screened("IEIEI", "IEEE.", "IEEE.")
    pooled, *pairs = table.rows
    assert (pooled.n_units, pooled.coders, pooled.kappa, pooled.table) == (4, (), None, ())
    agreed = (1 + 1 + Fraction(1, 3) + 1) / 4
    chance = Fraction(4, 12) ** 2 + Fraction(8, 12) ** 2
    assert value(pooled.fleiss) == pytest.approx(float((agreed - chance) / (1 - chance)))
    expected = Fraction(2 * 4 * 8, 12 * 11)
    assert value(pooled.alpha) == pytest.approx(float(1 - (1 - agreed) / expected))
    assert [(one.coders, one.table) for one in pairs] == [
        (("alice", "bob"), ((1, 1), (0, 2))),
        (("alice", "carol"), ((1, 1), (0, 2))),
        (("bob", "carol"), ((1, 0), (0, 3))),
    ]
    assert any("bob and carol never differ" in note for note in table.notes)


def test_every_two_are_held_against_the_same_answers(screened: Screen) -> None:
    table = screened("IEIEI", "IEEE.", "IEUE.")
    # alice and bob never said unclear; without carol they have two answers, as above
    assert len(table.rows) == 4
    assert {row.categories for row in table.rows} == {("include", "exclude", "unclear")}


def test_where_hardly_anything_is_included_the_paradox_is_told(screened: Screen) -> None:
    table = screened("II" + 38 * "E", "IEI" + 37 * "E")
    (note,) = [one for one in table.notes if "paradox" in one]
    assert "95.0 % of the references, and kappa is 0.47: 5.0 % of the decisions" in note
    assert "50 % are met by the other's" in note


def test_what_nobody_included_has_no_kappa(screened: Screen) -> None:
    (row,) = (table := screened("EEE", "EEE")).rows
    assert row.kappa is not None
    assert (row.kappa.value, row.kappa.reason) == (None, Undefined.NO_VARIATION)
    assert value(row.percent) == 1
    assert any("nobody said include" in note for note in table.notes)


def test_every_format_has_the_table_the_titles_and_what_was_agreed(
    alice: Desk, bob: Desk, tmp_path: Path
) -> None:
    refs = bring_in(alice, tmp_path, 4)
    open_round(alice, "first", wish=SCREENING)
    decide(alice, refs, "IIEE")
    decide(bob, refs, "IEEE")
    compare_round(alice)
    agree_on_reference(
        bob, refs[1], Stage.TITLE, Decision.INCLUDE, reason="it has talks", panel=["alice", "bob"]
    )
    # no round is named: the last compared one is meant
    report = agreement_report(bob, None, WISH)
    assert report.cleaning.chosen == "all 4 references"
    assert "2 reviewers (alice and bob) screened up to 4 references each" in report.methods
    assert "8 of 8 decisions were made before" in report.methods
    said = json.loads(render_agreement(report, TableFormat.JSON))
    (items,) = said["items"]
    assert items["items"][0]["table"] == [[1, 1], [0, 2]]
    assert items["items"][0]["ac1"]["ci_method"] == "if_units_were_independent"
    assert [(one["reference"], one["id"], one["agreed"]) for one in items["disputes"]] == [
        ("Paper 1", refs[1], "include")
    ]
    lines = [f"{id_}:title\t{pair}\n" for id_, pair in zip(refs, PAIRS, strict=True)]
    assert said["provenance"]["data_sha256"] == hashlib.sha256("".join(lines).encode()).hexdigest()
    page = render_agreement(report, TableFormat.HTML).decode()
    for words in ("Title and abstract", "Paper 1", "it has talks", "bob: exclude", "references"):
        assert words in page
    assert "studies" not in page
    rows = render_agreement(report, TableFormat.CSV).decode().splitlines()
    assert rows[1].startswith("Title and abstract,alice and bob,4,")
    assert ",PABAK,Note" in rows[0]
    for wanted in (TableFormat.XLSX, TableFormat.DOCX):
        assert render_agreement(report, wanted)
    bare = agreement_report(bob, None, ReportWish(coefficients=False)).items[0]
    assert (bare.rows, bare.notes) == ((), ())
    assert len(bare.disputes) == 1


PAIRS = ("include\tinclude", "include\texclude", "exclude\texclude", "exclude\texclude")


def test_what_was_known_of_a_title_makes_no_full_text_foreknown(
    alice: Desk, bob: Desk, tmp_path: Path
) -> None:
    refs = bring_in(alice, tmp_path, 3)
    open_round(alice, "titles", wish=SCREENING)
    decide(alice, refs, "IIE")
    decide(bob, refs, "IEE")
    close_round(alice)
    open_round(alice, "texts", wish=SCREENING)
    decide(alice, refs, "IE.", Stage.FULL)
    decide(bob, refs, "IE.", Stage.FULL)
    decide(bob, refs, "..I")
    close_round(alice)
    first, second = (blindness_of(alice, name) for name in ("titles", "texts"))
    assert (first.n_decisions, first.n_blind) == (6, 6)
    assert (second.n_decisions, second.n_blind, second.n_foreknown) == (5, 4, 1)


@pytest.mark.parametrize("about", [About.SCREENING, About.APPRAISAL])
def test_an_open_round_about_something_else_keeps_no_report_of_codes_back(
    alice: Desk, bob: Desk, tmp_path: Path, about: About
) -> None:
    refs = bring_in(alice, tmp_path, 2)
    open_round(alice, "codes")
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
    close_round(alice)
    add_study(alice, "study1")
    open_round(alice, "other", wish=RoundWish(about=about))
    for desk in (alice, bob):
        decide(desk, refs, "IE")
    report = agreement_report(alice, None, WISH)
    assert report.main is not None
    assert [one.title for one in report.items] == (
        [] if about is About.SCREENING else ["Screening (outside rounds)"]
    )
