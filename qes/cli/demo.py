"""`qes demo`: the whole job on the sample review."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path
from typing import Annotated

import typer

from qes.cli.output import as_json, data, progress_bar, raw_json, say


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="A new folder; else qes-demo, qes-demo-2 …"),
    ] = None,
) -> None:
    """Build the fictional sample review, run every step, and write every output.

    Transcripts and reports come in, codes are suggested, two reviewers' decisions are replayed
    in a blind round, then agreement, consensus, appraisal, findings and the logic model.
    """
    from qes.project.sample import build_sample

    place = folder or _free(Path("qes-demo"))
    with progress_bar("building the sample review") as progress:
        built = build_sample(place, progress=progress, step=say)
    if as_json():
        raw_json(
            {
                "project": str(built.project),
                "outputs": [{"file": str(one.file), "what": one.what} for one in built.outputs],
            }
        )
        return
    for line in built.summary:
        data(line)
    data("")
    data("Outputs")
    for one in built.outputs:
        data(f"  {one.file}  {one.what}")
    data("")
    data(f"Next: cd {place} && qes --as you review")


def _free(wanted: Path) -> Path:
    """Return a name that is not taken: an earlier sample may hold decisions of the user's own."""
    names = (wanted.with_name(f"{wanted.name}-{n}") for n in count(2))
    return next(place for place in chain((wanted,), names) if not place.exists())
