"""The one value every table is: what it says, apart from how a file shows it.

Characteristics, appraisals, findings, matrices and agreement are all a `Table`; the writers in
`qes.exchange` turn one into CSV, XLSX, DOCX, HTML or JSON.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

Cell = str | int | float | None
"""What stands in one cell; None is an empty one."""


class Kind(StrEnum):
    """What a column holds, and so how it is aligned and shown."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    """A share from 0 to 1, shown times a hundred with a percent sign."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    """Its name in JSON; unique in the table."""
    title: str
    """What stands in the head."""
    kind: Kind = Kind.TEXT
    width_hint: float = 1.0
    """Its share of the width, beside the others' shares; more than 0."""
    digits: int | None = None
    """Decimals shown where people read (DOCX, HTML, XLSX); CSV and JSON are never rounded."""

    def __post_init__(self) -> None:
        if self.width_hint <= 0:
            raise ValueError(f"column {self.key!r}: the width hint must be more than 0")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; rows that follow one another in one group stand under its heading."""

    cells: tuple[Cell, ...]
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, its head, its rows and what is said around them.

    Raises:
        ValueError: If a row has not one cell a column, a number is infinite or not a number, a
            key stands twice, or no column is there.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    """What stands below the table: abbreviations, sources, what a mark means."""
    header: tuple[tuple[str, str], ...] = ()
    """Label and text pairs above the table, such as the review question."""
    landscape: bool = False
    group_title: str = "Group"
    """What the groups are; heads the column that CSV gains where rows have groups."""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys:
            raise ValueError(f"table {self.title!r} has no column")
        if len(set(keys)) != len(keys):
            raise ValueError(f"table {self.title!r} has two columns of one key")
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(keys):
                raise ValueError(
                    f"table {self.title!r}, row {number}: {len(row.cells)} cells, {len(keys)} columns"
                )
            if any(isinstance(cell, float) and not math.isfinite(cell) for cell in row.cells):
                raise ValueError(f"table {self.title!r}, row {number}: not a finite number")

    @property
    def grouped(self) -> bool:
        """Say whether any row stands under a group heading."""
        return any(row.group is not None for row in self.rows)

    def groups(self) -> Iterator[tuple[str | None, tuple[Row, ...]]]:
        """Yield each run of rows of one group with its heading, in order."""
        for group, rows in groupby(self.rows, key=lambda row: row.group):
            yield group, tuple(rows)


def shown(cell: Cell, column: Column) -> str:
    """Write a cell as people read it: rounded to the column's digits, percent times a hundred.

    >>> shown(0.9444, Column("p", "Agreement", Kind.PERCENT, digits=1))
    '94.4%'
    >>> shown(-0.0233918, Column("k", "Kappa", Kind.NUMBER, digits=3))
    '-0.023'
    >>> shown(None, Column("k", "Kappa", Kind.NUMBER))
    ''
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if column.kind is Kind.PERCENT:
        return f"{100 * cell:z.{1 if column.digits is None else column.digits}f}%"
    if column.digits is not None and isinstance(cell, float):
        return f"{cell:z.{column.digits}f}"
    return str(cell)
