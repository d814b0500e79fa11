"""`qes agreement`: how far coders agree, and recomputing published examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.files import json_of, text_of
from qes.cli.output import as_json, beside, counted, data, raw_json, raw_text, rows, say, warn_of
from qes.cli.settings import open_project
from qes.errors import ExitCode

if TYPE_CHECKING:
    from qes.analysis.agreement.estimates import Estimate
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
    """Say how far the coders of a round agree, on each code and over all, with intervals."""
    from qes.analysis.agreement.estimates import IntervalPlan
    from qes.exchange.agreement.report_json import agreement_text
    from qes.project.exporting import export_agreement
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
        found = agreement_report(project.desk, round_, wish)
        if out is not None:
            warn_of(export_agreement(project.desk, found, out))
            say(f"wrote {out}")
    if as_json():
        raw_text(agreement_text(found))
        return
    for table in (found.main, *found.pairs):
        if table is not None:
            _print(found, table)
    if out is None and found.coefficients:
        for warning in found.warnings:
            say(f"mind: {warning}")


def _print(found: AgreementReport, table: CodeTable) -> None:
    pooled, two = table.pooled.row, len(table.coders) == 2
    people = " and ".join(table.coders)
    units = "characters" if found.unit == "span" else f"{found.unit}s"
    seen = "both have seen" if two else "two of them or more have seen"
    said = (
        f"; over all codes alpha {_shown(pooled.measure('alpha'))}, "
        f"{'kappa' if two else 'Fleiss'} {_shown(pooled.measure('kappa' if two else 'fleiss'))}"
        if found.coefficients
        else ""
    )
    beside(
        f"{people}, {found.round_title}: {table.n_units:,} {units} {seen}, "
        f"in {counted(table.n_documents, 'document', 'documents')}; "
        f"{len(table.rows)} codes to choose from{said}"
    )
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
    rows(
        [_figures(one) for one in table.rows if any(one.applied)],
        columns,
        empty="nobody gave any code",
    )


def _figures(row: CodeRow) -> dict[str, Json]:
    ends = row.measure("alpha").ends
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
        **{name: row.measure(name).value for name in ("percent", "alpha", "kappa", "fleiss")},
        "ci": None if ends is None else f"{ends[0]:z.3f} to {ends[1]:z.3f}",
        **verdicts,
    }


def _shown(one: Measure) -> str:
    return f"undefined ({one.reason})" if one.value is None else f"{one.value:.3f}"


@app.command("compute")
def compute(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="DATA", help="A CSV (one row a unit, one column a coder) or a JSON dataset."
        ),
    ],
    coefficient: Annotated[
        str,
        typer.Option(
            "--coefficient",
            metavar="NAME",
            help="percent_agreement, cohen_kappa, krippendorff_alpha …; a wrong name lists them all.",
        ),
    ],
    level: Annotated[
        str | None, typer.Option("--level", help="nominal, ordinal, interval or ratio.")
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", help="identity, linear, quadratic, ordinal, radical, ratio or bipolar."
        ),
    ] = None,
    categories: Annotated[
        str | None,
        typer.Option("--categories", metavar="a,b,c", help="All there were to choose from."),
    ] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help="Of sets of codes: masi or jaccard.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="Of spans: the code that it is about.")
    ] = None,
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, max=100_000, help="Of the documents.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the resamples.")] = 20_260_101,
) -> None:
    """Compute one coefficient from a file of ratings, sets of codes or spans.

    An empty cell is not rated. Of sets, codes stand in a cell with ; between them; ; alone is no
    code.
    """
    from qes.analysis.agreement.code_sets import distance_named
    from qes.analysis.agreement.coefficients import Scale
    from qes.analysis.agreement.computation import Options, data_from_csv, data_from_json
    from qes.analysis.agreement.computation import compute as computed
    from qes.analysis.agreement.estimates import IntervalPlan
    from qes.analysis.agreement.scales import level_named, weighting_named

    domain = None if categories is None else [one.strip() for one in categories.split(",")]
    found = computed(
        data_from_json(json_of(file), domain)
        if file.suffix.casefold() == ".json"
        else data_from_csv(text_of(file), coefficient, domain),
        coefficient,
        Options(
            Scale(level_named(level or "nominal"), weighting_named(weights) if weights else None),
            distance_named(distance) if distance else None,
            code,
        ),
        IntervalPlan(resamples, seed),
    )
    raw = _estimate(found, weights)
    if as_json():
        raw_json(raw)
        return
    data(f"{coefficient}: {found.value if found.value is not None else 'undefined'}")
    if found.reason is not None:
        data(f"because: {found.reason}")
    for interval in (found.headline, *found.beside):
        if interval is not None and interval.ends is not None:
            data(f"95 % {interval.ends[0]:.4f} to {interval.ends[1]:.4f} ({interval.method})")
    if found.value is not None and found.headline is not None and found.headline.reason is not None:
        data(f"no interval: {found.headline.reason}")
    data(f"{found.n_units_used} of {found.n_units} units, {found.n_coders} coders")
    for caution in found.cautions:
        say(f"caution: {caution}")


def _estimate(found: Estimate, weights: str | None) -> dict[str, Json]:
    from qes.exchange.agreement.code_json import interval_value

    return {
        "coefficient": found.coefficient,
        "value": found.value,
        "reason": found.reason,
        "se": found.se,
        "ci": None if found.ci is None else list(found.ci),
        "ci_method": found.ci_method,
        "ci_reason": None if found.headline is None else found.headline.reason,
        "intervals": [
            interval_value(one) for one in (found.headline, *found.beside) if one is not None
        ],
        "n_units": found.n_units,
        "n_units_used": found.n_units_used,
        "n_documents": found.n_documents,
        "n_coders": found.n_coders,
        "categories": list(found.categories),
        "level": found.level,
        "weights": weights,
        "distance": found.distance,
        "coverage": found.coverage,
        "observed_disagreement": found.observed,
        "expected_disagreement": found.expected,
        "cautions": [one.value for one in found.cautions],
    }


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="CASES.json", help="Datasets and cases.")],
) -> None:
    """Recompute a file of published examples; exit 1 if any differs.

    What is not computed here yet is listed as not covered: it never counts as passed.
    """
    from qes.analysis.agreement.cases import Verdict, recompute

    found = recompute(json_of(file))
    tally = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    listed: list[dict[str, Json]] = [
        {
            "id": one.id,
            "coefficient": one.coefficient,
            "value": one.value,
            "expected": one.expected,
            "ok": one.verdict is Verdict.PASSED if one.verdict is not Verdict.NOT_COVERED else None,
            "verdict": one.verdict.value,
            "reason": one.reason,
        }
        for one in found
    ]
    if as_json():
        raw_json(
            {
                "passed": tally[Verdict.PASSED],
                "failed": tally[Verdict.FAILED],
                "not_covered": tally[Verdict.NOT_COVERED],
                "cases": listed,
            }
        )
    else:
        rows(
            listed,
            (
                ("id", "case"),
                ("coefficient", "coefficient"),
                ("value", "value"),
                ("expected", "expected"),
                ("verdict", "verdict"),
                ("reason", "reason"),
            ),
        )
        beside(
            f"{tally[Verdict.PASSED]} passed, {tally[Verdict.FAILED]} failed, "
            f"{tally[Verdict.NOT_COVERED]} not covered"
        )
    if tally[Verdict.FAILED]:
        raise typer.Exit(int(ExitCode.FOUND_WRONG))
