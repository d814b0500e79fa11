"""The one value every table is."""

from __future__ import annotations

import pytest

from qes.analysis.table import Column, Kind, Row, Table, shown

TWO = (Column("study", "Study"), Column("n", "People", Kind.NUMBER))


def test_rows_that_follow_one_another_in_a_group_stand_together() -> None:
    rows = (Row(("a", 1), "x"), Row(("b", 2), "x"), Row(("c", 3)), Row(("d", 4), "x"))
    table = Table("T", TWO, rows)
    assert [(group, len(run)) for group, run in table.groups()] == [("x", 2), (None, 1), ("x", 1)]
    assert table.grouped
    assert not Table("T", TWO, (Row(("a", 1)),)).grouped


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        ((), (), "no column"),
        ((TWO[0], TWO[0]), (), "two columns"),
        (TWO, (Row(("a",)),), "row 1: 1 cells, 2 columns"),
        (TWO, (Row(("a", float("nan"))),), "row 1: not a finite number"),
    ],
)
def test_a_table_that_does_not_hold_together_is_a_mistake(
    columns: tuple[Column, ...], rows: tuple[Row, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Table("T", columns, rows)


def test_a_width_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="width hint"):
        Column("a", "A", width_hint=0)


def test_a_share_is_shown_times_a_hundred_and_a_count_as_it_is() -> None:
    assert shown(0.125, Column("p", "P", Kind.PERCENT)) == "12.5%"
    assert shown(1, Column("p", "P", Kind.PERCENT, digits=0)) == "100%"
    assert shown(3, Column("n", "N", Kind.NUMBER, digits=2)) == "3"
    assert shown(0.5, Column("n", "N", Kind.NUMBER)) == "0.5"
    assert shown(-0.0001, Column("n", "N", Kind.NUMBER, digits=2)) == "0.00"
    assert shown("=1+1", Column("t", "T")) == "=1+1"
