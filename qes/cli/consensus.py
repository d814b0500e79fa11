"""`qes consensus`: where reviewers of a closed round differ, and what they agree on."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.cli.output import as_json, data, raw_json, rows
from qes.cli.settings import open_project

app = typer.Typer(no_args_is_help=True, help="Settle where the reviewers of a closed round differ.")


@app.command("list")
def list_(
    round_: Annotated[
        str | None,
        typer.Option("--round", metavar="R", help="Of which round; else the last closed one."),
    ] = None,
    left: Annotated[bool, typer.Option("--left", help="Only what is not settled yet.")] = False,
) -> None:
    """List every code on every segment that some gave and others, who saw it, did not."""
    from qes.services.consensus import list_disagreements

    with open_project() as project:
        found = list_disagreements(project.desk, round_)
    rows(
        [
            {
                "segment": one.segment.id,
                "code": one.code,
                "applied_by": list(one.applied_by),
                "not_by": list(one.not_by),
                "settled": one.settled,
            }
            for one in found
            if not (left and one.settled is not None)
        ],
        (
            ("segment", "segment"),
            ("code", "code"),
            ("applied_by", "given by"),
            ("not_by", "not by"),
            ("settled", "applies"),
        ),
        empty="no disagreements",
    )


@app.command("set")
def set_(
    passage: Annotated[
        str, typer.Argument(metavar="PASSAGE", help="A segment's id, or SOURCE:START-END.")
    ],
    code: Annotated[str, typer.Argument(metavar="CODE")],
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="What settled it.")],
    applies: Annotated[
        bool, typer.Option("--applies/--applies-not", help="What was agreed.")
    ] = True,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="NAME", help="Who agreed (repeat).")
    ] = None,
) -> None:
    """Record what the reviewers decided together about a code on a passage."""
    from qes.services.consensus import set_consensus

    with open_project() as project:
        made = set_consensus(
            project.desk, passage, code, applies=applies, reason=reason, panel=by or ()
        )
    if as_json():
        raw_json({"judgement": made.id})
    else:
        data(made.id)
