from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from codebooks.shipped import shipped_instrument
from qes.errors import NotFound, UserError
from qes.exchange.tables import TableFormat, render_table
from qes.services.appraising import NewAnswer, read_appraisals, record_answers
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round
from qes.services.studies import list_studies
from qes.services.tabulating import appraisal_long, appraisal_matrix, appraisal_table

ITEMS = [item.id for item in shipped_instrument("casp-qual").items]


def read_back(desk: Desk) -> list[list[str]]:
    text = render_table(appraisal_matrix(desk), TableFormat.CSV).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("text", "value", "modifier"),
    [("Y", "Y", None), ("yes", "Y", None), ("n", "N", None), ("Y (MM)", "Y", "MM")],
)
def test_an_answer_is_kept_as_value_and_modifier(
    alice: Desk, text: str, value: str, modifier: str | None
) -> None:
    record_answers(alice, [NewAnswer("harbour2025", "q6", text, "said so")])
    (cell,) = read_appraisals(alice).by_appraiser[alice.author]
    assert (cell.answer.value, cell.answer.modifier, cell.reason) == (value, modifier, "said so")
    assert [one.id for one in list_studies(alice)] == ["harbour2025"]


def test_one_wrong_answer_keeps_all_out(alice: Desk) -> None:
    answers = [NewAnswer("a2020", "q1", "Y"), NewAnswer("b2020", "q6", "perhaps")]
    with pytest.raises(UserError, match="b2020, q6: 'perhaps' is no answer"):
        record_answers(alice, answers)
    with pytest.raises(NotFound, match="has no item 'q99'"):
        record_answers(alice, [NewAnswer("a2020", "q1", "Y"), NewAnswer("a2020", "q99", "Y")])
    with pytest.raises(NotFound, match="nonesuch"):
        record_answers(alice, [NewAnswer("a2020", "q1", "Y")], instrument="nonesuch")
    assert read_appraisals(alice).studies == ()
    assert list_studies(alice) == ()


def test_two_appraisers_are_kept_apart_and_beside_their_consensus(alice: Desk, bob: Desk) -> None:
    record_answers(alice, [NewAnswer("harbour2025", "q6", "N", "not said")])
    record_answers(bob, [NewAnswer("harbour2025", "q6", "Y", "page 4")])
    record_answers(
        bob, [NewAnswer("harbour2025", "q6", "U", "half of it")], consensus=True, panel=["a", "b"]
    )
    found = read_appraisals(alice)
    assert [cell.text for cell in found.consensus] == ["U"]
    assert {who: cells[0].text for who, cells in found.by_appraiser.items()} == {
        "alice": "N",
        "bob": "Y",
    }
    table = appraisal_long(alice)
    row = next(row for row in table.rows if row.cells[1] == "q6")
    said = dict(zip([column.key for column in table.columns], row.cells, strict=True))
    assert (said["value_alice"], said["value_bob"], said["consensus"]) == ("N", "Y", "U")
    assert said["reason_consensus"] == "half of it"


def test_the_other_appraiser_is_hidden_while_the_round_is_open(alice: Desk, bob: Desk) -> None:
    open_round(alice)
    record_answers(bob, [NewAnswer("harbour2025", "q6", "Y")])
    assert read_appraisals(alice).by_appraiser == {}
    assert appraisal_matrix(alice, appraiser="bob").rows == ()
    close_round(alice)
    assert list(read_appraisals(alice).by_appraiser) == ["bob"]


def test_the_last_answer_stands(alice: Desk) -> None:
    for text in ("Y", "N"):
        record_answers(alice, [NewAnswer("harbour2025", "q6", text)])
    assert [cell.text for cell in read_appraisals(alice).by_appraiser[alice.author]] == ["N"]


def test_a_study_that_is_half_appraised_has_empty_cells(alice: Desk) -> None:
    record_answers(alice, [NewAnswer("harbour2025", "q2", "Y")], consensus=True)
    assert read_back(alice)[1] == ["harbour2025", "", "Y", *[""] * (len(ITEMS) - 2)]


def test_the_table_to_read_has_labels_and_a_key(alice: Desk) -> None:
    record_answers(alice, [NewAnswer("harbour2025", "q2", "Y")], consensus=True)
    table = appraisal_table(alice)
    assert [column.title for column in table.columns[1:3]] == ["1", "2"]
    assert any("Y = Yes" in note for note in table.notes)


def test_the_seeds_table_goes_in_and_comes_out_cell_for_cell(empty: Desk, shared: Path) -> None:
    text = (shared / "seed-data" / "casp_table3_import.csv").read_text("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    answers = [
        NewAnswer(row[0], item, cell)
        for row in table[1:]
        for item, cell in zip(ITEMS, row[1:], strict=True)
    ]
    record_answers(empty, answers, consensus=True)
    assert read_back(empty) == table
    found = read_appraisals(empty)
    values = [
        [cell.answer.value for cell in found.consensus if cell.item == item] for item in ITEMS[:9]
    ]
    counts = [tuple(column.count(value) for value in "YUN") for column in values]
    assert counts == [(13, 0, 0)] * 5 + [(4, 2, 7), (7, 1, 5), (12, 0, 1), (13, 0, 0)]
    marked = [cell for cell in found.consensus if cell.answer.modifier == "MM"]
    assert [(cell.item, cell.text) for cell in marked] == [("q2", "Y (MM)")]
