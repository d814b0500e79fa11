"""`qes findings`: review findings and the confidence in them (GRADE-CERQual)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qes.cli.output import as_json, data, raw_json, rows, say, warn_of
from qes.cli.settings import open_project
from qes.cli.words import one_of
from qes.errors import ExitCode

app = typer.Typer(no_args_is_help=True, help="Write review findings and assess confidence in them.")
_Finding = Annotated[str, typer.Argument(metavar="FINDING", help="As in f1.")]


@app.command("add")
def add(
    statement: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="The finding, in full sentences.")
    ],
    group: Annotated[
        str, typer.Option("--group", metavar="HEADING", help="Under which heading.")
    ] = "",
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="A code it rests on (repeat)."),
    ] = None,
) -> None:
    """Write a finding and print its id."""
    from qes.services.assessing import write_finding

    with open_project() as project:
        data(write_finding(project.desk, statement, group=group, codes=code or ()))


@app.command("link")
def link(
    finding: _Finding,
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="All codes it rests on.")],
) -> None:
    """Say which codes a finding rests on; its studies follow from them."""
    from qes.services.assessing import list_findings, write_finding

    with open_project() as project:
        one = next((each for each in list_findings(project.desk) if each.id == finding), None)
        write_finding(
            project.desk,
            one.statement if one else finding,
            group=one.group if one else "",
            codes=codes,
            finding=finding,
        )


@app.command("assess")
def assess(
    finding: _Finding,
    part: Annotated[
        str,
        typer.Argument(
            metavar="COMPONENT|overall",
            help="methodological_limitations, coherence, adequacy, relevance or overall.",
        ),
    ],
    level: Annotated[
        str,
        typer.Argument(
            metavar="LEVEL",
            help="no_or_very_minor, minor, moderate, serious; overall: high, moderate, low, very_low.",
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="The explanation.")] = "",
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="NAME", help="Who assessed (repeat).")
    ] = None,
) -> None:
    """Judge one component of a finding, or overall once the four are judged; nothing is computed."""
    from codebooks.cerqual import CerqualComponent, ConcernLevel, ConfidenceLevel
    from qes.services.assessing import assess_component, assess_overall

    with open_project() as project:
        if part == "overall":
            made = assess_overall(
                project.desk, finding, one_of(ConfidenceLevel, level), explanation=reason
            )
        else:
            made = assess_component(
                project.desk,
                finding,
                one_of(CerqualComponent, part),
                one_of(ConcernLevel, level),
                explanation=reason,
                assessors=by or (),
            )
    data(made.id)


@app.command("negative")
def negative(
    finding: _Finding,
    description: Annotated[str, typer.Argument(metavar="CASE", help="What speaks against it.")],
    handling: Annotated[
        str,
        typer.Option(
            "--handling",
            metavar="H",
            help="explained, finding_modified, kept_as_exception or set_aside.",
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar="R", help="How it was dealt with, in words.")
    ] = "",
) -> None:
    """Record a case that speaks against a finding, and how it was dealt with.

    Example: qes findings negative f1 "One client left for work without support" --handling explained
    """
    from qes.services.assessing import Handling, add_negative_case

    with open_project() as project:
        made = add_negative_case(
            project.desk,
            finding,
            description,
            handling=one_of(Handling, handling),
            explanation=reason,
        )
    data(made.id)


@app.command("check")
def check() -> None:
    """Ask what a careful reader would ask about the findings; exit 1 if there is anything."""
    from qes.services.assessing import check_findings

    with open_project() as project:
        found = check_findings(project.desk)
    rows(
        [{"finding": one.finding, "check": one.code, "message": one.message} for one in found],
        (("finding", "finding"), ("message", "question")),
        empty="no questions",
    )
    if found:
        raise typer.Exit(int(ExitCode.FOUND_WRONG))


@app.command("table")
def table(
    profile: Annotated[
        bool, typer.Option("--profile", help="The evidence profile, with the four components.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="F", help=".csv .xlsx .docx .html .json")
    ] = None,
) -> None:
    """Write the summary of qualitative findings, or the evidence profile."""
    from qes.project.exporting import export_table
    from qes.services.assessing import list_findings
    from qes.services.tabulating import evidence_profile, summary_of_findings

    with open_project() as project:
        made = (evidence_profile if profile else summary_of_findings)(project.desk)
        findings = list_findings(project.desk)
        if out is not None:
            warn_of(export_table(project.desk, made, out))
    if out is not None:
        say(f"wrote {len(made.rows)} findings to {out}")
        return
    if as_json():
        raw_json(
            [
                {
                    "id": one.id,
                    "group": one.group,
                    "statement": one.statement,
                    "codes": list(one.codes),
                    "studies": list(one.studies),
                    "components": [
                        {
                            "component": part.component.value,
                            "level": part.level.value,
                            "explanation": part.explanation,
                        }
                        for part in one.components
                    ],
                    "overall": one.overall.level.value if one.overall else None,
                    "explanation": one.overall.explanation if one.overall else None,
                    "assessors": list(one.assessors),
                    "negative_cases": list(one.negative_cases),
                }
                for one in findings
            ]
        )
        return
    rows(
        [
            {column.key: cell for column, cell in zip(made.columns, row.cells, strict=True)}
            for row in made.rows
        ],
        [(column.key, column.title) for column in made.columns],
        empty="no findings yet: qes findings add STATEMENT",
    )
