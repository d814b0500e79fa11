"""Agreement at each level of the tree, over all codes at once, by character and by item."""

from __future__ import annotations

from collections.abc import Sequence

from qes.analysis.agreement.definitions import DEFINITIONS
from qes.analysis.agreement.item_report import ItemTable
from qes.analysis.agreement.report import FEWEST_APPLICATIONS, AgreementReport, CodeTable, SpanTable
from qes.analysis.table import Column, Row, Table
from qes.exchange.agreement.columns import number_column, share_column, why_words


def levels_table(tables: Sequence[CodeTable]) -> Table:
    """Return agreement at each level of the tree."""
    return Table(
        "Levels of the tree: each code replaced by the one above it",
        (
            Column("level", "Level"),
            number_column("codes", "codes", None),
            number_column("alpha", "alpha, all codes"),
            number_column("low", "95 % CI from"),
            number_column("high", "to"),
            number_column("median", "median alpha"),
            number_column("least", "least alpha"),
            number_column("defined", "codes defined", None),
        ),
        tuple(
            Row(
                (
                    one.level,
                    len(one.rows),
                    one.pooled.row.measure("alpha").value,
                    *(one.pooled.row.measure("alpha").ends or (None, None)),
                    one.pooled.alpha_median.value,
                    one.pooled.alpha_least.value,
                    one.pooled.n_defined,
                )
            )
            for one in tables
        ),
    )


def whole_table(report: AgreementReport) -> Table:
    """Return the coefficients over whole sets, over all spans, and by distance in the tree."""
    tree = (
        ()
        if report.tree is None
        else (("units with one code each, by the tree", report.tree.estimate),)
    )
    listed = [
        *((f"sets of codes ({one.distance})", one) for one in report.sets),
        *(
            (f"{name}, {' and '.join(table.coders)}", one)
            for table in report.spans
            for name, one in (
                ("spans: all text (u-alpha)", table.u),
                ("spans: what both marked (cu-alpha)", table.cu),
            )
        ),
        *tree,
    ]
    return Table(
        "All codes at once",
        (
            Column("what", "What", width_hint=3),
            number_column("value", "alpha"),
            number_column("low", "95 % CI from"),
            number_column("high", "to"),
            number_column("n", "units", None),
            number_column("coverage", "coverage"),
            Column("why", "Note"),
        ),
        tuple(
            Row(
                (
                    what,
                    one.value,
                    *(one.ci or (None, None)),
                    one.n_units_used,
                    one.coverage,
                    why_words(one),
                )
            )
            for what, one in listed
        ),
        ("Units of spans are characters of the segments that both coders saw.",),
    )


def span_table(table: SpanTable, *, for_reading: bool = False) -> Table:
    """Return agreement by character for each code; for reading, none where spans are few."""
    few = f"Codes that a coder gave fewer than {FEWEST_APPLICATIONS} spans have counts only."
    return Table(
        f"Spans by character: {' and '.join(table.coders)}",
        (
            Column("path", "Code", width_hint=3),
            number_column("bar_u", "|u-alpha"),
            number_column("low", "95 % CI from"),
            number_column("high", "to"),
            number_column("ku", "(k)u-alpha"),
            number_column("first", f"spans, {table.coders[0]}", None),
            number_column("second", f"spans, {table.coders[1]}", None),
            number_column("exact", "exact", None),
            number_column("half", "half or more", None),
        ),
        tuple(
            Row(
                (
                    one.path,
                    *(
                        (None,) * 4
                        if for_reading and one.few
                        else (one.bar_u.value, *(one.bar_u.ends or (None, None)), one.ku.value)
                    ),
                    one.first,
                    one.second,
                    one.exact,
                    one.half,
                )
            )
            for one in table.rows
            if one.first or one.second
        ),
        (
            f"{table.n_characters:,} characters (Unicode code points) that both coders saw.",
            *((few,) if for_reading else ()),
        ),
        landscape=True,
    )


def item_table(table: ItemTable) -> Table:
    """Return agreement on each item of an instrument."""
    return Table(
        table.title,
        (
            Column("item", "Item", width_hint=0.8),
            Column("label", "What it asks", width_hint=3),
            number_column("n", "units", None),
            share_column("percent", "Agreement"),
            number_column("alpha", "alpha"),
            number_column("alpha_low", "95 % CI from"),
            number_column("alpha_high", "to"),
            number_column("kappa", "kappa"),
            number_column("ac2", "AC2"),
            number_column("ac2_low", "95 % CI from"),
            number_column("ac2_high", "to"),
            Column("why", "Note"),
        ),
        tuple(
            Row(
                (
                    row.item,
                    row.label,
                    row.n_units,
                    row.percent.value,
                    row.alpha.value,
                    *(row.alpha.ci or (None, None)),
                    None if row.kappa is None else row.kappa.value,
                    None if row.ac2 is None else row.ac2.value,
                    *((None if row.ac2 is None else row.ac2.ci) or (None, None)),
                    why_words(row.alpha),
                )
            )
            for row in table.rows
        ),
        (f"AC2: {DEFINITIONS['ac2']}.",),
        landscape=True,
    )
