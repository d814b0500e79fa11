"""Agreement on screening, stage by stage, and the decisions of each two reviewers."""

from __future__ import annotations

from qes.analysis.agreement.estimates import Estimate
from qes.analysis.agreement.item_report import ItemRow, ItemTable
from qes.analysis.table import Cell, Column, Row, Table
from qes.exchange.agreement.columns import number_column, share_column, why_words


def stage_table(table: ItemTable) -> Table:
    """Return agreement on each stage of screening."""
    return Table(
        table.title,
        (
            Column("label", "Stage", width_hint=2),
            Column("coders", "Reviewers", width_hint=2),
            number_column("n", "references", None),
            share_column("percent", "Agreement"),
            number_column("positive", "Positive"),
            number_column("negative", "Negative"),
            number_column("kappa", "kappa"),
            number_column("kappa_low", "95 % CI from"),
            number_column("kappa_high", "to"),
            number_column("fleiss", "Fleiss"),
            number_column("alpha", "alpha"),
            number_column("alpha_low", "95 % CI from"),
            number_column("alpha_high", "to"),
            number_column("ac1", "AC1"),
            number_column("ac1_low", "95 % CI from"),
            number_column("ac1_high", "to"),
            number_column("brennan_prediger", even_name(table)),
            Column("why", "Note"),
        ),
        tuple(Row(_cells(table, row)) for row in table.rows),
        table.notes,
        landscape=True,
    )


def _cells(table: ItemTable, row: ItemRow) -> tuple[Cell, ...]:
    return (
        row.label,
        people(table, row),
        row.n_units,
        row.percent.value,
        _value(row.positive),
        _value(row.negative),
        *_with_ends(row.kappa),
        _value(row.fleiss),
        *_with_ends(row.alpha),
        *_with_ends(row.ac1),
        _value(row.brennan_prediger),
        why_words(row.kappa or row.alpha) or why_words(row.alpha),
    )


def even_name(table: ItemTable) -> str:
    """Return what people call Brennan and Prediger's coefficient: of two answers PABAK."""
    return "PABAK" if all(len(row.categories) == 2 for row in table.rows) else "BP"


def people(table: ItemTable, row: ItemRow) -> str:
    """Say whose decisions a row compares."""
    return " and ".join(row.coders or table.coders)


def _value(one: Estimate | None) -> float | None:
    return None if one is None else one.value


def _with_ends(one: Estimate | None) -> tuple[float | None, float | None, float | None]:
    low, high = (None if one is None else one.ci) or (None, None)
    return _value(one), low, high


def decisions_table(table: ItemTable) -> Table | None:
    """Return what each two reviewers decided about the same references, to redo every number."""
    answers = tuple(dict.fromkeys(one for row in table.rows for one in row.categories))
    rows = [
        Row((row.label, first, second, given, *line, *([None] * (len(answers) - len(line)))))
        for row in table.rows
        if row.table
        for first, second in [(row.coders or table.coders)[:2]]
        for given, line in zip(row.categories, row.table, strict=True)
    ]
    if not rows:
        return None
    return Table(
        f"Decisions of each two reviewers: {table.title}",
        (
            Column("label", "Stage", width_hint=2),
            Column("first", "Reviewer", width_hint=2),
            Column("second", "Other reviewer", width_hint=2),
            Column("given", "The reviewer said", width_hint=2),
            *(number_column(f"other_{one}", f"the other said {one}", None) for one in answers),
        ),
        tuple(rows),
        ("References about which both decided, before any consensus.",),
        landscape=True,
    )
