"""The agreement report as a file, in the format that its name asks for."""

from __future__ import annotations

from collections.abc import Iterator

from qes.analysis.agreement.item_report import Answered, ItemTable
from qes.analysis.agreement.report import AgreementReport, CodeTable
from qes.analysis.table import Column, Row, Table
from qes.errors import UserError
from qes.exchange.agreement.code_tables import code_table, reading_table
from qes.exchange.agreement.columns import by_branch
from qes.exchange.agreement.dispute_tables import (
    answers_table,
    confusion_table,
    counts_table,
    disagreement_table,
    patterns_table,
)
from qes.exchange.agreement.level_tables import (
    item_table,
    levels_table,
    span_table,
    whole_table,
)
from qes.exchange.agreement.report_json import agreement_json
from qes.exchange.agreement.stage_tables import decisions_table, stage_table
from qes.exchange.agreement.work_tables import cleaning_table, definitions_table, drift_table
from qes.exchange.plain import plain
from qes.exchange.table_csv import table_csv
from qes.exchange.tables import TableFormat, plain_table

_IN_A_DOCUMENT = 100
"""Disagreements and confused codes that are printed; the other files have all."""


def render_agreement(report: AgreementReport, wanted: TableFormat) -> bytes:
    """Write the report in a format: CSV has the codes only, the others everything.

    Raises:
        UserError: If the format cannot hold the report.
    """
    # A format's library is loaded only when a report is written in it.
    match wanted:
        case TableFormat.JSON:
            return agreement_json(report)
        case TableFormat.CSV:
            if report.answers is not None and report.answers.rows:
                return table_csv(plain_table(_numbers(report.answers)))
            if report.main is None:
                raise UserError(
                    "no unit was coded twice, so there is no table of codes",
                    hint="write the report as .html, .docx, .xlsx or .json",
                )
            return table_csv(plain_table(code_table(report, report.main)))
        case TableFormat.XLSX:
            from qes.exchange.table_xlsx import tables_xlsx  # noqa: PLC0415 - loads XlsxWriter

            sheets = [(name, plain_table(table)) for name, table in _sheets(report)]
            return tables_xlsx(plain(report.title), sheets)
        case TableFormat.DOCX:
            return _docx(report)
        case TableFormat.HTML:
            from qes.exchange.agreement.page import agreement_page  # noqa: PLC0415 - loads Jinja2

            return agreement_page(report)


def _sheets(report: AgreementReport) -> Iterator[tuple[str, Table]]:
    yield "Who coded what", cleaning_table(report)
    if report.main is not None:
        yield "Codes", code_table(report, report.main)
    for at, pair in enumerate(report.pairs, start=1):
        yield f"Codes, pair {at}", code_table(report, pair)
    if report.levels:
        yield "Levels", levels_table(report.levels)
        for level in report.levels[1:]:
            yield f"Codes, {level.level}", code_table(report, level)
    if report.sets:
        yield "All codes at once", whole_table(report)
    for at, spans in enumerate(report.spans, start=1):
        yield f"Spans, pair {at}", span_table(spans)
    yield from _of_items(report)
    if report.periods:
        yield "Drift", drift_table(report)
    if report.answers is None:
        yield "Confusion", confusion_table(report)
        yield "Disagreements", disagreement_table(report)
    if report.main is not None:
        yield from _counts(report, report.main)
    yield "Notes", _notes(report)
    yield "Definitions", definitions_table(report)


def _counts(report: AgreementReport, main: CodeTable) -> Iterator[tuple[str, Table]]:
    """Yield what every number can be redone from."""
    patterns = patterns_table(main)
    if patterns is not None:
        yield "Patterns", patterns
    if report.coefficients:
        named = [("Counts by document", main)]
        named += [(f"Counts, pair {at}", one) for at, one in enumerate(report.pairs, start=1)]
        for name, one in named:
            counts = counts_table(one)
            if counts is not None:
                yield name, counts


def _of_items(report: AgreementReport) -> Iterator[tuple[str, Table]]:
    for at, items in enumerate(report.items, start=1):
        if items.rows:
            yield f"Items {at}", _numbers(items)
        if items.about is Answered.REFERENCE:
            decisions = decisions_table(items)
            if decisions is not None:
                yield f"Decisions {at}", decisions
        yield f"Answers {at}", answers_table(items)


def _numbers(items: ItemTable) -> Table:
    return stage_table(items) if items.about is Answered.REFERENCE else item_table(items)


def _notes(report: AgreementReport) -> Table:
    rows = [*(Row((one,), "Mind") for one in report.warnings)]
    rows += [Row((report.methods,), "For a methods section")] if report.methods else []
    return Table("What to mind", (Column("words", "Words"),), tuple(rows), landscape=True)


def _docx(report: AgreementReport) -> bytes:
    from qes.exchange.table_docx import (  # noqa: PLC0415 - loads python-docx
        Section,
        sections_docx,
    )

    first = cleaning_table(report)
    sections = [Section(first.title, (), plain_table(first))]
    if report.main is not None:
        table = reading_table(report, report.main)
        sections.append(Section(plain(table.title), (), plain_table(by_branch(table))))
    if report.warnings:
        sections.append(Section("What to mind", tuple(map(plain, report.warnings))))
    for pair in report.pairs:
        table = reading_table(report, pair)
        sections.append(Section(plain(table.title), (), plain_table(by_branch(table))))
    listed = []
    if report.levels:
        listed.append(levels_table(report.levels))
    if report.sets:
        listed.append(whole_table(report))
    listed += [by_branch(span_table(one, for_reading=True)) for one in report.spans]
    listed += [table for _, table in _of_items(report)]
    if report.periods:
        listed.append(drift_table(report))
    if report.answers is None:
        listed += [
            confusion_table(report, _IN_A_DOCUMENT),
            disagreement_table(report, _IN_A_DOCUMENT),
        ]
    sections += [Section(plain(one.title), (), plain_table(one)) for one in listed]
    if report.methods:
        sections.append(Section("For a methods section", (plain(report.methods),)))
    if report.coefficients:
        table = definitions_table(report)
        sections.append(Section(table.title, (), plain_table(table)))
    return sections_docx(plain(report.title), sections)
