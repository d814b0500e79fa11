"""`qes agreement`: how far the coders of a round agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.agreement_files import COEFFICIENTS, check, compute
from qes.cli.output import as_json, beside, counted, progress_bar, raw_text, rows, say, warn_of
from qes.cli.settings import Format, current, open_project

if TYPE_CHECKING:
    from qes.analysis.agreement.report import AgreementReport, CodeRow, CodeTable, Measure

app = typer.Typer(no_args_is_help=True, help="How far coders agree, before consensus.")


@app.command("report")
def report(
    round_: Annotated[
        str | None,
        typer.Option("--round", metavar="R", help="Of which round; else the last compared one."),
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help="segment, turn, document or span.")
    ] = "segment",
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help="leaf, parent, theme or domain.")
    ] = "leaf",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="F", help="Write it: .html .docx .xlsx .csv .json"),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            "--threshold",
            metavar="NAME=LEAST",
            help="Hold the lower end of each interval against this, such as alpha=.667; may be repeated.",
        ),
    ] = None,
    coefficients: Annotated[
        bool,
        typer.Option(
            "--coefficients/--no-coefficients",
            help="Without them: who coded what, and where coders differ.",
        ),
    ] = True,
    disagreements: Annotated[
        str, typer.Option("--disagreements", metavar="N|all", help="List so many at most.")
    ] = "1000",
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, max=100_000, help="Of the documents.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the resamples.")] = 20_260_101,
) -> None:
    """Say how far the coders of a round agree, on each code and over all, with intervals.

    Example: qes agreement report --round r1 --level parent --out agreement.html
    """
    from qes.analysis.agreement.estimates import IntervalPlan
    from qes.exchange.agreement.report_json import agreement_text
    from qes.services.agreement import ReportWish, agreement_report
    from qes.services.agreement.wishes import most_named, threshold_named, unit_named
    from qes.services.code_levels import level_named

    wish = ReportWish(
        unit=unit_named(unit),
        level=level_named(level),
        coefficients=coefficients,
        thresholds=tuple(threshold_named(one) for one in threshold or ()),
        most_disagreements=most_named(disagreements),
        plan=IntervalPlan(resamples, seed),
    )
    with open_project() as project:
        with progress_bar("comparing") as progress:
            found = agreement_report(project.desk, round_, wish, progress=progress)
        if out is not None:
            from qes.project.exporting import export_agreement

            warn_of(export_agreement(project.desk, found, out))
            say(f"wrote {out}")
    if as_json():
        raw_text(agreement_text(found))
        return
    for table in (found.main, *found.pairs):
        if table is not None:
            _tell(found, table)
            if out is None:
                _print(found, table)
    if found.main is None:
        from qes.cli.agreement_items import print_items

        for items in found.items:
            print_items(items)
    if out is None and found.coefficients:
        for warning in found.warnings:
            say(f"mind: {warning}")


def _tell(found: AgreementReport, table: CodeTable) -> None:
    """Say in a sentence who agreed how far over what."""
    pooled, two = table.pooled.row, len(table.coders) == 2
    people = " and ".join(table.coders)
    units = "characters" if found.unit == "span" else f"{found.unit}s"
    seen = "both have seen" if two else "two of them or more have seen"
    said = (
        f"; over all codes {'u-alpha' if found.unit == 'span' else 'alpha'} {_shown(pooled.measure('alpha'))}, "
        f"{'kappa' if two else 'Fleiss'} {_shown(pooled.measure('kappa' if two else 'fleiss'))}"
        if found.coefficients
        else ""
    )
    beside(
        f"{people}, {found.round_title}: {table.n_units:,} {units} {seen}, "
        f"in {counted(table.n_documents, 'document', 'documents')}; "
        f"{len(table.rows)} codes to choose from{said}"
    )


def _print(found: AgreementReport, table: CodeTable) -> None:
    """Print a row a code."""
    two = len(table.coders) == 2
    columns = [("path", "code")]
    if two:
        names = (("a", "both"), ("b", f"{table.coders[0]} only"), ("c", f"{table.coders[1]} only"))
        columns += [*names, ("d", "neither")]
    else:
        columns += [(f"applied_{n}", f"by {who}") for n, who in enumerate(table.coders)]
    if found.coefficients:
        columns += [("percent", "agreement"), ("alpha", "alpha"), ("ci", "95 % CI")]
        columns += [("kappa", "kappa")] if two else [("fleiss", "Fleiss")]
        columns += [(f"{one.name}>={one.least:g}",) * 2 for one in found.thresholds]
        columns += [("note", "note")]
    rows(
        [_figures(one) for one in table.rows if any(one.applied)],
        columns,
        empty="nobody gave any code",
    )
    if found.coefficients and found.thresholds:
        beside("what is asked is held against the lower end of each interval")


def _figures(row: CodeRow) -> dict[str, Json]:
    # who reads a table reads of a code with few applications its counts only, as in a report
    bare = row.few and current().format is Format.TABLE
    ends = None if bare else row.measure("alpha").ends
    cells = (
        {name: getattr(row.counts, name) for name in "abcd"}
        if row.counts is not None
        else {f"applied_{n}": one for n, one in enumerate(row.applied)}
    )
    verdicts: dict[str, Json] = {
        f"{one.name}>={one.least:g}": {True: "met", False: "not met", None: "cannot be said"}[
            one.met
        ]
        for one in row.verdicts
    }
    return {
        "path": row.path,
        **cells,
        "percent": row.measure("percent").value,
        **{
            name: None if bare else row.measure(name).value for name in ("alpha", "kappa", "fleiss")
        },
        "ci": None if ends is None else f"{ends[0]:z.3f} to {ends[1]:z.3f}",
        **verdicts,
        "note": "few applications" if row.few else None,
    }


def _shown(one: Measure) -> str:
    return f"undefined ({one.reason})" if one.value is None else f"{one.value:.3f}"


app.command("compute", epilog=COEFFICIENTS)(compute)
app.command("check")(check)
