"""`qes agreement`: how far coders agree, and recomputing published examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import CodeId, Json
from qes.cli.files import json_of, text_of
from qes.cli.output import as_json, beside, counted, data, raw_json, rows, say, warn_of
from qes.cli.settings import open_project
from qes.errors import ExitCode

if TYPE_CHECKING:
    from qes.analysis.agreement.estimates import Estimate, Figure, Interval
    from qes.analysis.agreement.two_by_two import TwoByTwo
    from qes.services.agreeing import PairAgreement

app = typer.Typer(no_args_is_help=True, help="How far coders agree, before consensus.")


@app.command("report")
def report(
    round_: Annotated[
        str | None,
        typer.Option("--round", metavar="R", help="Of which round; else the last closed one."),
    ] = None,
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help="leaf, parent, theme or domain.")
    ] = "leaf",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="F", help="Also write it: .csv .xlsx .docx .html .json"),
    ] = None,
) -> None:
    """Compare two coders of a closed round, code by code and pooled."""
    from qes.project.exporting import export_table
    from qes.project.outputs import file_word
    from qes.services.agreeing import agree
    from qes.services.tabulating import agreement_table

    with open_project() as project:
        pairs = agree(project.desk, round_, level=level.casefold())
        for pair in pairs:
            if out is None:
                break
            people = f"{file_word(pair.a)}-{file_word(pair.b)}"
            file = out if len(pairs) == 1 else out.with_stem(f"{out.stem}-{people}")
            warn_of(export_table(project.desk, agreement_table(pair), file))
            say(f"wrote {file}")
    if as_json():
        reports = [_report(pair) for pair in pairs]
        raw_json(reports[0] if len(reports) == 1 else reports)
        return
    for pair in pairs:
        _print(pair)


def _print(pair: PairAgreement) -> None:
    found = pair.comparison
    beside(
        f"{pair.a} and {pair.b}, {pair.round_title}: {found.n_units} segments both have seen, "
        f"in {counted(found.n_documents, 'document', 'documents')}; "
        f"{len(found.codes)} codes to choose from; pooled kappa "
        f"{_shown(found.pooled.counts.kappa)}, alpha {_shown(found.pooled.counts.alpha)}"
    )
    rows(
        [
            {"path": pair.paths[CodeId(one.code)], **_figures(one.counts)}
            for one in found.codes
            if one.counts.applied
        ],
        (
            ("path", "code"),
            ("a", "both"),
            ("b", f"{pair.a} only"),
            ("c", f"{pair.b} only"),
            ("d", "neither"),
            ("percent", "agreement"),
            ("kappa", "kappa"),
            ("alpha", "alpha"),
        ),
        empty="neither gave any code",
    )


def _figures(counts: TwoByTwo) -> dict[str, Json]:
    return {
        "a": counts.a,
        "b": counts.b,
        "c": counts.c,
        "d": counts.d,
        "prevalence": counts.prevalence.value,
        "percent": counts.percent.value,
        "positive": counts.positive.value,
        "negative": counts.negative.value,
        "alpha": counts.alpha.value,
        "kappa": counts.kappa.value,
    }


def _shown(figure: Figure) -> str:
    return f"undefined ({figure.reason})" if figure.value is None else f"{figure.value:.3f}"


def _report(pair: PairAgreement) -> dict[str, Json]:
    found = pair.comparison
    pooled = found.pooled
    return {
        "round": pair.round_id,
        "unit": "segment",
        "level": pair.level,
        "coders": [pair.a, pair.b],
        "n_units": found.n_units,
        "n_documents": found.n_documents,
        "dropped": [
            {"why": f"seen by {pair.a} only", "n": pair.only_a},
            {"why": f"seen by {pair.b} only", "n": pair.only_b},
        ],
        "codes": [
            {
                "code": one.code,
                "path": pair.paths[CodeId(one.code)],
                **_figures(one.counts),
                "ac1": one.counts.ac1.value,
                "ci": None,
                "flag": one.counts.kappa.reason,
            }
            for one in found.codes
        ],
        "pooled": {
            **_figures(pooled.counts),
            "reason": pooled.counts.kappa.reason,
            "within_codes": {"kappa": pooled.kappa.value, "alpha": pooled.alpha.value},
        },
        "sets": None,
        "spans": None,
        "not_computed": ["ci", "sets", "spans"],
        "provenance": {
            "data_sha256": pair.data_hash,
            "tool_version": pair.tool_version,
            "definitions": {
                "kappa": "Cohen 1960, unweighted",
                "alpha": "Krippendorff 2011, nominal",
                "pooled": "from the 2x2 counts of all codes to choose from, added up",
                "ac1": "Gwet 2008",
                "ci": "not computed yet",
                "within_codes": "observed and expected disagreement summed over codes",
            },
        },
    }


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
    return {
        "coefficient": found.coefficient,
        "value": found.value,
        "reason": found.reason,
        "se": found.se,
        "ci": None if found.ci is None else list(found.ci),
        "ci_method": found.ci_method,
        "ci_reason": None if found.headline is None else found.headline.reason,
        "intervals": [_interval(one) for one in (found.headline, *found.beside) if one is not None],
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


def _interval(one: Interval) -> dict[str, Json]:
    return {
        "method": one.method,
        "n": one.n,
        "se": one.se,
        "ci": None if one.ends is None else list(one.ends),
        "reason": one.reason,
        "resamples": one.resamples,
        "seed": one.seed,
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
