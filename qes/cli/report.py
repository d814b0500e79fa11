"""`qes report`: every table and picture at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qes.cli.output import as_json, data, progress_bar, raw_json, say, warn
from qes.cli.settings import open_project

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
