"""The table of codes: whole, for programs and auditors, and short, for readers."""

from __future__ import annotations

from qes.analysis.agreement.definitions import DEFINITIONS
from qes.analysis.agreement.estimates import Method
from qes.analysis.agreement.report import (
    FEWEST_APPLICATIONS,
    AgreementReport,
    CodeRow,
    CodeTable,
    UnitKind,
)
from qes.analysis.table import Cell, Column, Row, Table
from qes.exchange.agreement.columns import (
    NARROW,
    documents_words,
    ends_by,
    flag_words,
    interval_words,
    met_words,
    number_column,
    share_column,
)

_OF_TWO = (
    ("alpha", "Krippendorff's alpha"),
    ("kappa", "Cohen's kappa"),
    ("ac1", "Gwet's AC1"),
    ("brennan_prediger", "PABAK (Brennan-Prediger)"),
)
_OF_MORE = (
    ("alpha", "Krippendorff's alpha"),
    ("fleiss", "Fleiss' kappa"),
    ("conger", "Conger's kappa"),
    ("ac1", "Gwet's AC1"),
    ("brennan_prediger", "Brennan-Prediger"),
)


def code_table(report: AgreementReport, table: CodeTable) -> Table:
    """Return every number of every code: for programs, spreadsheets and auditors."""
    two = len(table.coders) == 2
    columns = [Column("code", "Code", width_hint=1.3), Column("path", "Path", width_hint=3)]
    if two:
        a, b = table.coders
        counts = (("a", "both"), ("b", f"{a} only"), ("c", f"{b} only"), ("d", "neither"))
        columns += [number_column(key, title, None) for key, title in counts]
        columns.append(share_column("prevalence", "Prevalence"))
    else:
        columns += [
            number_column(f"applied_{n}", f"by {who}", None) for n, who in enumerate(table.coders)
        ]
    if report.coefficients:
        columns += _coefficient_columns(two=two)
        columns += [
            Column(f"verdict_{n}", f"{one.name} ≥ {one.least:g}", width_hint=NARROW)
            for n, one in enumerate(report.thresholds)
        ]
        columns.append(Column("flag", "Flag", width_hint=1))
    rows = [_code_row(report, one, two=two) for one in table.rows]
    if report.coefficients:
        rows.append(_code_row(report, table.pooled.row, two=two))
    return Table(
        title=f"{report.title}: {' and '.join(table.coders)}",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=_notes(report, table),
        header=header_of(report, table),
        landscape=True,
    )


def _coefficient_columns(*, two: bool) -> list[Column]:
    found = [share_column("percent", "Agreement")]
    if two:
        found += [
            number_column("positive", "Positive agreement"),
            number_column("negative", "Negative agreement"),
        ]
    for key, title in _OF_TWO if two else _OF_MORE:
        found.append(number_column(key, title))
        if key == "alpha":
            found += [number_column("ci_low", "95 % CI from"), number_column("ci_high", "to")]
    if two:
        found += [
            number_column("prevalence_index", "Prevalence index"),
            number_column("bias_index", "Bias index"),
        ]
    for key, title in (("bootstrap", "bootstrap CI of alpha"), ("unit", "CI if units independent")):
        found += [number_column(f"{key}_low", f"{title}: from"), number_column(f"{key}_high", "to")]
    return found


def _code_row(report: AgreementReport, row: CodeRow, *, two: bool) -> Row:
    cells: list[Cell] = [row.code or "", row.path]
    if two and row.counts is not None:
        one = row.counts
        cells += [one.a, one.b, one.c, one.d, one.prevalence.value]
    else:
        cells += row.applied
    if not report.coefficients:
        return Row(tuple(cells))
    cells.append(row.measure("percent").value)
    if two:
        cells += [row.measure("positive").value, row.measure("negative").value]
    for key, _ in _OF_TWO if two else _OF_MORE:
        measure = row.measure(key)
        cells.append(measure.value)
        if key == "alpha":
            cells += measure.ends or (None, None)
    if two and row.counts is not None:
        cells += [row.counts.prevalence_index.value, row.counts.bias_index.value]
    for method in (Method.DOCUMENT_BOOTSTRAP, Method.UNIT):
        cells += ends_by(row.measure("alpha"), method) or (None, None)
    cells += [met_words(one.met) for one in row.verdicts]
    cells.append(row.flag)
    return Row(tuple(cells))


def reading_table(report: AgreementReport, table: CodeTable) -> Table:
    """Return the table as a reader wants it: few columns, no coefficient where counts are few."""
    two = len(table.coders) == 2
    columns = [Column("path", "Code", width_hint=3)]
    if two:
        a, b = table.coders
        counts = (("a", "both"), ("b", f"{a} only"), ("c", f"{b} only"), ("d", "neither"))
        columns += [number_column(key, title, None) for key, title in counts]
    else:
        columns += [
            number_column(f"applied_{n}", f"by {who}", None) for n, who in enumerate(table.coders)
        ]
    if report.coefficients:
        columns.append(share_column("percent", "Agreement"))
        if two:
            columns.append(number_column("positive", "Positive agreement", 2))
        columns.append(number_column("alpha", "Alpha", 2))
        columns.append(Column("ci", "95 % CI", width_hint=1.5))
        columns += [
            number_column(key, title, 2) for key, title in (_OF_TWO if two else _OF_MORE)[1:]
        ]
        columns += [
            Column(f"verdict_{n}", f"{one.name} ≥ {one.least:g}", width_hint=NARROW)
            for n, one in enumerate(report.thresholds)
        ]
        columns.append(Column("flag", "Note", width_hint=1.2))
    rows = [_reading_row(report, one, two=two) for one in table.rows]
    if report.coefficients:
        rows.append(_reading_row(report, table.pooled.row, two=two))
    return Table(
        title=(
            f"{'Agreement on each code' if report.coefficients else 'Who gave which code'}: "
            f"{' and '.join(table.coders)}, {table.level}"
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(*_few(report), *_notes(report, table)),
        landscape=True,
    )


def _few(report: AgreementReport) -> tuple[str, ...]:
    if not report.coefficients:
        return ()
    return (
        (
            f"Few applications: a coder gave the code fewer than {FEWEST_APPLICATIONS} times; its "
            "coefficients are in the XLSX, CSV and JSON files."
        ),
    )


def _reading_row(report: AgreementReport, row: CodeRow, *, two: bool) -> Row:
    one = row.counts
    cells: list[Cell] = [row.path]
    cells += [one.a, one.b, one.c, one.d] if one is not None else row.applied
    if not report.coefficients:
        return Row(tuple(cells))
    hidden = row.few

    def value(name: str) -> float | None:
        return None if hidden else row.measure(name).value

    cells.append(row.measure("percent").value)
    if two:
        cells.append(value("positive"))
    cells += [value("alpha"), None if hidden else interval_words(row.measure("alpha"))]
    cells += [value(key) for key, _ in (_OF_TWO if two else _OF_MORE)[1:]]
    cells += [met_words(verdict.met) for verdict in row.verdicts]
    cells.append(flag_words(row))
    return Row(tuple(cells))


def _notes(report: AgreementReport, table: CodeTable) -> tuple[str, ...]:
    if not report.coefficients:
        return ("No coefficients were asked for.",)
    pooled = table.pooled
    asked = ", ".join(f"{one.name} ≥ {one.least:g}" for one in report.thresholds)
    held = (
        (f"{asked}: what the team asks of the lower end of each 95 % interval.",) if asked else ()
    )
    median, least = (
        "not defined" if one.value is None else f"{one.value:z.3f}"
        for one in (pooled.alpha_median, pooled.alpha_least)
    )
    return (
        (
            f"Alpha over the {pooled.n_defined} codes for which it is defined: median {median}, "
            f"least {least}."
        ),
        f"CI: {DEFINITIONS['ci']}.",
        *held,
        (
            f"Data {report.provenance.data_sha256}, qes {report.provenance.tool_version}, "
            f"seed {report.provenance.plan.seed}."
        ),
    )


def header_of(report: AgreementReport, table: CodeTable) -> tuple[tuple[str, str], ...]:
    """Return what stands above the table of codes: what was compared, and over all codes."""
    row, pooled = table.pooled.row, table.pooled
    found = [
        (
            "Compared",
            f"{table.n_units:,} {_plural(report)} in {documents_words(table.n_documents)}",
        ),
        ("Level of codes", table.level),
    ]
    if report.coefficients:
        alpha = row.measure("alpha")
        ends = alpha.ends
        said = "not defined" if alpha.value is None else f"{alpha.value:.3f}"
        interval = f", 95 % CI {ends[0]:.3f} to {ends[1]:.3f}" if ends else ""
        within = pooled.within_alpha.value
        beside = "" if within is None else f"; {within:.3f} with chance taken within each code"
        name = "u-alpha of the sets of codes" if report.unit is UnitKind.SPAN else "alpha"
        found.append(("All codes together", f"{name} {said}{interval}{beside}"))
    return tuple(found)


def _plural(report: AgreementReport) -> str:
    return "characters" if report.unit.value == "span" else f"{report.unit.value}s"
