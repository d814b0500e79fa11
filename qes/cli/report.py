"""`qes report`: every table and picture at once, and how suggestions were used."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, beside, data, progress_bar, raw_json, rows, say, warn, warn_of
from qes.cli.settings import Format, current, open_project

if TYPE_CHECKING:
    from qes.analysis.proportion import Proportion
    from qes.analysis.table import Table
    from qes.services.suggesting.suggestion_report import (
        PairGuard,
        SightAgreement,
        SuggestionReport,
    )

app = typer.Typer(no_args_is_help=True, help="Write reports.")


@app.command("all")
def all_(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="A folder; made if it is not there.")
    ],
) -> None:
    """Write the logic model, the appraisal, findings, agreement and code tables into a folder."""
    from qes.project.outputs import write_outputs

    with open_project() as project, progress_bar("writing") as progress:
        written = write_outputs(project.desk, out, progress=progress)
    for one in written:
        if one.warning:
            warn(f"qes: {one.warning}")
    if as_json():
        raw_json([{"file": str(one.file), "what": one.what} for one in written])
        return
    for one in written:
        data(f"{one.file}  {one.what}")
    say(f"{len(written)} files in {out}")


@app.command("suggestions")
def suggestions(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="F", help="Also write it: .csv .xlsx .docx .html .json"),
    ] = None,
) -> None:
    """Say what became of suggestions: accepted by rank, changed on sight, agreement with and without.

    Your own use is counted, and others' in closed rounds. To learn whether suggestions lead,
    keep some back: qes suggest --withhold 0.2
    """
    from qes.project.exporting import export_table
    from qes.services.suggesting.guarding import report_on_suggestions
    from qes.services.suggesting.tabulating_guard import suggestion_table, warnings

    with open_project() as project:
        report = report_on_suggestions(project.desk)
        table = suggestion_table(report)
        if out is not None:
            warn_of(export_table(project.desk, table, out))
            say(f"wrote {out}")
    if as_json():
        raw_json(_report(report, warnings(report)))
        return
    for label, text in table.header:
        beside(f"{label}: {text}")
    _print(table)
    for note in table.notes:
        beside(note)


def _print(table: Table) -> None:
    """Print each section under its heading, or, for a program, all in one."""
    heads = tuple((column.key, column.title) for column in table.columns)
    keys = [column.key for column in table.columns]
    found: list[dict[str, Json]] = [
        {"section": row.group, **dict(zip(keys, row.cells, strict=True))} for row in table.rows
    ]
    if current().format is not Format.TABLE:
        rows(found, (("section", "section"), *heads))
        return
    for section, some in groupby(found, key=itemgetter("section")):
        data(f"\n{section}")
        rows(list(some), heads)


def _report(report: SuggestionReport, said: tuple[str, ...]) -> dict[str, Json]:
    change = report.change
    return {
        "reviewers": list(report.reviewers),
        "rounds": list(report.rounds),
        "units": report.units,
        "acceptance": [
            {
                "rank": one.rank,
                "shown": one.shown,
                "accepted": one.accepted,
                "rejected": one.rejected,
                "neither": one.neither,
                "share": one.acceptance.share,
                "ci": _interval(one.acceptance),
            }
            for one in report.acceptance
        ],
        "not_listed": {
            "units": _proportion(report.missed.units),
            "codes": _proportion(report.missed.codes),
        },
        "change_on_sight": {
            "withheld": change.withheld,
            "then_shown": change.changed.whole,
            "changed": _proportion(change.changed),
            "added": {"listed": change.added_offered, "other": change.added_other},
            "dropped": {"listed": change.dropped_offered, "other": change.dropped_other},
        },
        "agreement": [_pair(one) for one in report.agreement],
        "learning": [
            {
                "first": one.first,
                "last": one.last,
                "units": _proportion(one.units),
                "codes": _proportion(one.codes),
            }
            for one in report.learning
        ],
        "left_out": {
            "undecided_units": report.undecided,
            "altered_lists": report.altered,
            "unplaced_lists": report.unplaced,
            "lists_of_the_first_format": report.first_format,
        },
        "decisions_resting_on_nothing": report.resting_on_nothing,
        "warnings": list(said),
        "provenance": _provenance(report),
    }


def _provenance(report: SuggestionReport) -> dict[str, Json]:
    return {
        "decisions": report.decisions,
        "lists": report.showings,
        "models": list(report.models),
        "data_sha256": report.data_hash,
        "tool_version": report.tool_version,
        "definitions": {
            "ci": "95 %, Wilson 1927",
            "kappa": "Cohen 1960, from the counts of all codes added up",
            "alpha": "Krippendorff 2011, nominal, from the counts of all codes added up",
            "within_codes": "observed and expected disagreement summed over codes",
        },
    }


def _interval(found: Proportion) -> list[Json] | None:
    return None if found.interval is None else list(found.interval)


def _proportion(found: Proportion) -> dict[str, Json]:
    return {
        "part": found.part,
        "n": found.whole,
        "share": found.share,
        "ci": _interval(found),
        "reason": None if found.whole else "no_data",
    }


def _pair(pair: PairGuard) -> dict[str, Json]:
    return {
        "round": pair.round_id,
        "coders": [pair.a, pair.b],
        "n_codes": pair.codes,
        "with": _side(pair.with_),
        "without": _side(pair.without),
        "mixed_units": pair.mixed,
    }


def _side(side: SightAgreement) -> dict[str, Json]:
    counts = side.pooled.counts
    return {
        "n_units": side.units,
        "n_documents": side.documents,
        "a": counts.a,
        "b": counts.b,
        "c": counts.c,
        "d": counts.d,
        "percent": counts.percent.value,
        "kappa": counts.kappa.value,
        "alpha": counts.alpha.value,
        "reason": counts.kappa.reason,
        "within_codes": {
            "kappa": side.pooled.kappa.value,
            "alpha": side.pooled.alpha.value,
            "reason": side.pooled.kappa.reason,
        },
    }
