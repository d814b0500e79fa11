"""`qes memo`: notes on passages."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.cli.output import as_json, data, raw_json, rows
from qes.cli.settings import open_project

app = typer.Typer(no_args_is_help=True, help="Write memos about passages.")


@app.command("add")
def add(
    passage: Annotated[
        str, typer.Argument(metavar="PASSAGE", help="A segment's id, or SOURCE:START-END.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The memo.")],
) -> None:
    """Write a memo about a passage."""
    from qes.services.coding import add_memo

    with open_project() as project:
        made = add_memo(project.desk, passage, text)
    if as_json():
        raw_json({"judgement": made.id})
    else:
        data(made.id)


@app.command("list")
def list_(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Id or file name.")],
) -> None:
    """List your memos in a source."""
    from qes.services.review import decisions

    with open_project() as project:
        found = decisions(project.desk, source).memos
    rows(
        [{"start": one.start, "end": one.end, "text": one.text} for one in found],
        (("start", "start"), ("end", "end"), ("text", "memo")),
        empty="no memos of yours in this source",
    )
