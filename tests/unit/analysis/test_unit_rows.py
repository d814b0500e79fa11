"""A CSV of units by coders is read however a spreadsheet saves it, or refused in one line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.agreement.unit_rows import rows_of_csv
from qes.errors import UserError

cell = st.text(alphabet='ab ,;"\n\t', max_size=4)


@given(
    st.lists(st.tuples(cell, cell), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_come_out_as_they_were(
    cells: list[tuple[str, str]], delimiter: str, ends: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends)
    writer.writerows([("Unit", "ann", "bo"), *((f"u{n}", *row) for n, row in enumerate(cells))])
    found = rows_of_csv(text.getvalue())
    assert found.coders == ("ann", "bo")
    assert found.cells == tuple(cells)
    assert found.numbers == tuple(range(2, len(cells) + 2))
    assert found.delimiter == delimiter


def test_rows_without_anything_are_passed_over_and_still_counted() -> None:
    found = rows_of_csv("unit,a,b\n\n1,x,y\n , ,\n2,x,x\n")
    assert found.cells == (("x", "y"), ("x", "x"))
    assert found.numbers == (3, 5)


def test_a_document_column_without_a_name_in_it_is_none() -> None:
    assert rows_of_csv("unit,document,a,b\n1,,x,y\n2, ,x,x\n").documents is None
    assert rows_of_csv("unit,document,a,b\n1,d ,x,y\n").documents == ("d",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,a,b\n1,x,y\n 1 ,x,x\n", "row 3: the unit '1' stands twice"),
        ("unit,a,b\n\n1,x,y\n1,x,x\n", "row 4: the unit '1'"),
        ("unit,a,b\n1,x,y\n,x,x\n", "row 3 does not name its unit"),
        ("unit,document,a,b\n1,d,x,y\n2,,x,x\n", "row 3 does not name its document"),
        ("unit;a;b\n1;x\n", "row 2 has 2 cells"),
        ("unit\ta\tb\n1\tx\ty\tz\n", "row 2 has 4 cells"),
        ("unit,doc,a,b\n1,d,x,y\n", "'doc' would be taken for a coder; head it “document”"),
        ("unit,a,b,Comments\n1,x,y,unsure\n", "'Comments' would be taken for a coder; leave"),
        ("unit,a,b,document\n1,x,y,d\n", "'document' would be taken"),
        ("unit,a,b\n1,x,\x00\n2,x", "row 3 has 2 cells"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        rows_of_csv(text)


@pytest.mark.parametrize(
    "text",
    [
        "unit,yes,no\nyes,40,9\nno,6,45\n",
        ",yes,no\nyes,40,9\nno,6,45\n",
        "A \\ B,yes,no\nyes,40,9\nno,6,45\n",
        "unit;Yes;No\nyes;40;9\nno;6;45\n",
        "unit,yes,no,total\nyes,40,9,49\nno,6,45,51\n",
        "unit,yes,no\nyes,40,9\nno,6,45\ntotal,46,54\n",
        "unit,bo: yes,bo: no\nann: yes,40,9\nann: no,6,45\n",
        "unit,low,middle,high\nlow,0,0,0\nmiddle,0,1,0\nhigh,0,0,0\n",
    ],
)
def test_a_table_of_counts_is_not_taken_for_ratings(text: str) -> None:
    with pytest.raises(UserError, match="table of counts"):
        rows_of_csv(text)


@pytest.mark.parametrize(
    "text",
    [
        "unit,ann,bo\n1,40,9\n2,6,45\n",
        "unit,c1,c2\nu1,40,9\nu2,6,45\n",
        "unit,coder a,coder b\nunit a,1,2\nunit b,2,2\n",
        "unit,a,b\na,x,y\nc,x,x\n",
        "unit,a,b\na,x,y\nb,x,x\n",
    ],
)
def test_ratings_are_not_taken_for_a_table_of_counts(text: str) -> None:
    assert len(rows_of_csv(text).cells) == 2


def test_coders_and_units_may_both_be_numbered() -> None:
    assert len(rows_of_csv("unit,1,2\n1,3,4\n2,4,4\n3,4,4\n").cells) == 3
