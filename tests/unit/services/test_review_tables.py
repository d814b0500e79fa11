from __future__ import annotations

from qes.analysis.table import Table
from qes.services.coding import apply_code
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.showing_sources import show_source
from qes.services.studies import add_study, link_source
from qes.services.tabulating_codes import code_by_study, coded_passages


def rows(table: Table) -> list[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row.cells, strict=True)) for row in table.rows]


def test_each_coded_passage_stands_with_its_words_and_whose_they_are(alice: Desk) -> None:
    add_study(alice, "harbour2025", label="Harbour 2025")
    link_source(alice, "harbour2025", ["interview.txt"])
    apply_code(alice, "interview.txt.t5", "site.boss.shouting")
    (row,) = rows(coded_passages(alice))
    assert row["text"] == "Mine shouted on the first day. I went home and slept."
    assert (row["speaker"], row["study"], row["file"]) == ("OTTO", "Harbour 2025", "interview.txt")
    text = show_source(alice, "interview.txt").text
    assert text[int(str(row["start"])) : int(str(row["end"]))] == row["text"]


def test_a_code_by_study_cell_counts_passages_and_a_settled_one_once(
    alice: Desk, bob: Desk
) -> None:
    add_study(alice, "harbour2025")
    link_source(alice, "harbour2025", ["interview.txt"])
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
        apply_code(desk, "interview.txt.t4", "help.forms")
    set_consensus(alice, "interview.txt.t2", "help.forms", applies=True, reason="both said so")
    found = {row["code_id"]: row for row in rows(code_by_study(alice))}
    assert found["help.forms"]["harbour2025"] == 2
    assert found["help.forms"]["n_segments"] == 2
    assert found["help"]["harbour2025"] == 0
    assert found["help"]["n_studies_rollup"] == 1


def test_codes_come_in_tree_order_with_their_paths(alice: Desk) -> None:
    found = rows(code_by_study(alice))
    assert [row["code_id"] for row in found[:4]] == [
        "help",
        "help.support",
        "help.forms",
        "help.rides",
    ]
    assert found[2]["path"] == "What the service does > The support > Forms"
