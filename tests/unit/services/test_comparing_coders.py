from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from qes.analysis.agreement.report import CodeTable
from qes.analysis.agreement.two_coders import compare
from qes.errors import Blind, UserError
from qes.exchange.agreement.code_tables import code_table
from qes.services.agreement import ReportWish, agreement_report, pair_tables
from qes.services.code_levels import CodeLevel, level_named
from qes.services.coding import apply_code, mark_no_code, mark_seen, reject_code
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round
from qes.services.showing_sources import show_segments


def coded_apart(alice: Desk, bob: Desk) -> None:
    """Four turns are seen by both, one by alice alone and one by bob alone."""
    open_round(alice, "first")
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(bob, "interview.txt.t2", "help.forms")
    apply_code(alice, "interview.txt.t4", "site.boss.shouting")
    mark_no_code(bob, "interview.txt.t4")
    reject_code(alice, "interview.txt.t5", "site.boss.shouting")
    apply_code(bob, "interview.txt.t5", "site.boss.shouting")
    segments = [one.id for one, _ in show_segments(alice, "interview.txt")]
    mark_seen(alice, [segments[6]])
    mark_seen(bob, [segments[6]])
    apply_code(alice, "interview.txt.t1", "soon.calm")
    apply_code(bob, "diary.txt.p1", "help.rides")


def counts_of(table: CodeTable) -> dict[str, tuple[int, int, int, int]]:
    """Units with a code by both, the first only, the second only, neither."""
    counts = {one.code: one.counts for one in table.rows}
    return {code: (one.a, one.b, one.c, one.d) for code, one in counts.items() if one is not None}


def test_units_count_where_both_saw_them_and_silence_there_is_absence(
    alice: Desk, bob: Desk
) -> None:
    coded_apart(alice, bob)
    close_round(alice)
    (pair,) = pair_tables(alice)
    assert (pair.coders, pair.n_units, pair.n_documents) == (("alice", "bob"), 4, 1)
    dropped = {one.why: one.n for one in agreement_report(alice).cleaning.dropped}
    assert (dropped["seen by alice only"], dropped["seen by bob only"]) == (1, 1)
    counts = counts_of(pair)
    silent = dict.fromkeys(("help.rides", "soon.calm", "later.staying"), (0, 0, 0, 4))
    assert counts == {"help.forms": (1, 0, 0, 3), "site.boss.shouting": (0, 1, 1, 2), **silent}
    kappa = {one.code: one.measure("kappa").value for one in pair.rows if any(one.applied)}
    # by hand: observed 1/2, expected 5/8
    assert kappa == {"help.forms": 1.0, "site.boss.shouting": pytest.approx(-1 / 3)}


def test_an_open_round_tells_nobody_anything(alice: Desk, bob: Desk) -> None:
    coded_apart(alice, bob)
    with pytest.raises(Blind, match="first is open"):
        pair_tables(alice, "first")
    with pytest.raises(Blind):
        pair_tables(bob)


def test_what_is_decided_after_closing_changes_nothing(alice: Desk, bob: Desk) -> None:
    coded_apart(alice, bob)
    close_round(alice)
    before = [counts_of(one) for one in pair_tables(alice, "first")]
    apply_code(bob, "interview.txt.t4", "site.boss.shouting")
    apply_code(alice, "diary.txt.p1", "help.rides")
    assert [counts_of(one) for one in pair_tables(bob, "first")] == before


def test_the_same_data_give_the_same_hash_and_others_another(alice: Desk, bob: Desk) -> None:
    coded_apart(alice, bob)
    close_round(alice)
    hers, his = (agreement_report(desk).provenance.data_sha256 for desk in (alice, bob))
    above = agreement_report(alice, wish=ReportWish(level=CodeLevel.DOMAIN))
    assert hers == his != above.provenance.data_sha256


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("leaf", ["help.forms", "help.rides", "site.boss.shouting", "soon.calm", "later.staying"]),
        ("parent", ["help.support", "site.boss", "soon", "later"]),
        ("theme", ["help.support", "site.boss", "soon.calm", "later.staying"]),
        ("domain", ["help", "site", "soon", "later"]),
    ],
)
def test_all_codes_there_were_to_choose_from_are_compared_at_the_level_asked_for(
    alice: Desk, bob: Desk, level: str, codes: list[str]
) -> None:
    coded_apart(alice, bob)
    close_round(alice)
    (pair,) = pair_tables(alice, level=level_named(level))
    assert [one.code for one in pair.rows] == codes


def test_an_unknown_level_or_nobody_to_compare_is_said(alice: Desk, bob: Desk) -> None:
    with pytest.raises(UserError, match="no two people have seen the same segment"):
        pair_tables(alice)
    coded_apart(alice, bob)
    close_round(alice)
    with pytest.raises(UserError, match="no level 'leaves'"):
        level_named("leaves")


def test_without_rounds_what_was_decided_outside_counts(alice: Desk, bob: Desk) -> None:
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
    (pair,) = pair_tables(alice)
    given = next(one for one in pair.rows if one.code == "help.forms")
    assert (pair.n_units, counts_of(pair)["help.forms"]) == (1, (1, 0, 0, 0))
    assert given.measure("kappa").value is None


def test_an_undefined_number_is_an_empty_cell_with_its_reason(alice: Desk, bob: Desk) -> None:
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
    report = agreement_report(alice)
    assert report.main is not None
    table = code_table(report, report.main)
    row = dict(zip([column.key for column in table.columns], table.rows[0].cells, strict=True))
    assert (row["kappa"], row["flag"]) == (None, "no_variation")


def one_hot(file: Path) -> tuple[list[str], list[frozenset[str]]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.reader(opened))
    head = table[0]
    return head, [
        frozenset(
            name for name, cell in zip(head, row, strict=True) if cell.strip() in {"1", "1.0"}
        )
        for row in table[21:]
    ]


def test_the_published_double_coding_is_recomputed_code_by_code(shared: Path) -> None:
    folder = shared / "corpora" / "coded" / "perfectfit"
    head, first = one_hot(folder / "first_coders_hot_one_encoding.csv")
    other, second = one_hot(folder / "second_coders_hot_one_encoding.csv")
    said = (folder / "cohens_kappa_calculator_output.txt").read_text(encoding="utf-8")
    published = {
        name.strip(): float(value)
        for name, value in re.findall(
            r"^(.+?)\s*:\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*$", said, re.MULTILINE
        )
    }
    codes = [name for name in head if name in published]
    assert len(codes) == 62
    assert set(codes) <= set(other)
    domain = frozenset(codes)
    found = compare(
        codes,
        [one & domain for one in first],
        [one & domain for one in second],
        [str(n) for n in range(len(first))],
    )
    assert found.n_units == 480
    counts = found.pooled.counts
    assert (counts.d, counts.c, counts.b, counts.a) == (28932, 90, 88, 650)
    assert counts.kappa.value == pytest.approx(0.87650, abs=5e-6)
    assert counts.alpha.value == pytest.approx(0.87650, abs=5e-6)
    defined = [one.counts.kappa.value for one in found.codes if one.counts.kappa.value is not None]
    assert sum(defined) / 62 == pytest.approx(0.8342, abs=5e-5)
    for one in found.codes:
        # its authors print 0 for the one code that neither coder used
        value = one.counts.kappa.value
        assert (0.0 if value is None else value) == pytest.approx(published[one.code], abs=1e-6)
    assert [one.code for one in found.codes if one.counts.kappa.value is None] == [
        "Felt prioritized"
    ]
