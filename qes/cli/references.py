"""`qes references`: lists of references from databases and reference managers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, counted, data, progress_bar, raw_json, rows, say, warn, warn_of
from qes.cli.reference_screening import consensus, decisions, screen
from qes.cli.settings import open_project
from qes.errors import ExitCode

if TYPE_CHECKING:
    from qes.services.referencing import Imported

app = typer.Typer(
    no_args_is_help=True, help="Bring lists of references in, look at them, and screen them."
)
_SHOWN = 8
"""Remarks of one file that are told in words; JSON has all."""
_COLUMNS = ("file", "format", "entries", "imported", "warnings", "no_title", "no_abstract")


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="RIS, nbib, BibTeX, EndNote XML or tagged, Web of Science, CSV, xlsx.",
        ),
    ],
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Take in what can be, skip what is refused.")
    ] = False,
) -> None:
    """Take in the references that databases and reference managers export; every record is kept.

    With --json one file gives one object, several give a list.

    Example: qes references import medline.nbib psycinfo.ris
    """
    from qes.exchange.citations import read_citations
    from qes.services.referencing import import_references

    with open_project() as project, progress_bar("reading") as progress:
        imported, refused = import_references(
            project.desk, files, read_citations, keep_going=keep_going, progress=progress
        )
    for gone in refused:
        warn(f"qes: {gone.why}")
    if as_json():
        made = [_report(one) for one in imported]
        raw_json(made[0] if len(files) == 1 and made else made)
    else:
        rows([_report(one) for one in imported], [(key, key.replace("_", " ")) for key in _COLUMNS])
        for one in imported:
            _say(one)
    if refused:
        raise typer.Exit(int(ExitCode.INPUT_WRONG))


def _report(one: Imported) -> dict[str, Json]:
    return {
        "file": one.file,
        "format": one.format.value,
        "encoding": one.encoding,
        "entries": one.entries,
        "imported": one.imported,
        "known": one.listed_before,
        "warnings": len(one.flaws),
        "no_title": one.no_title,
        "no_abstract": one.no_abstract,
        "remarks": [
            {"code": flaw.code.value, "message": flaw.message, "where": flaw.where}
            for flaw in one.flaws
        ],
    }


def _say(one: Imported) -> None:
    name = Path(one.file).name
    if one.known is not None:
        say(f"{name}: in the project already, as {one.known.name} of {one.known.added_at[:10]}")
    elif one.listed_before:
        same = counted(one.listed_before, "reference is", "references are")
        say(f"{name}: {same} in the project already, from another list, byte for byte")
    for flaw in one.flaws[:_SHOWN]:
        say(f"{name}{', ' + flaw.where if flaw.where else ''}: {flaw.message}")
    if len(one.flaws) > _SHOWN:
        say(f"{name}: and {counted(len(one.flaws) - _SHOWN, 'more', 'more')} (--json has all)")


@app.command("list")
def list_() -> None:
    """List the references of the project, in the order they came."""
    from qes.exchange.citations.exports import reference_json
    from qes.services.referencing import show_references

    with open_project() as project:
        found = show_references(project.desk)
    if as_json():
        raw_json([reference_json(one) for one in found])
        return
    rows(
        [
            {
                "id": one.id,
                "author": one.citation.authors[0].family if one.citation.authors else None,
                # a year is a name, not a number: it is not rounded or parted
                "year": None if one.citation.year is None else str(one.citation.year),
                "type": one.citation.type.value,
                "title": one.citation.title,
                "journal": one.citation.journal,
                "doi": one.citation.doi,
            }
            for one in found
        ],
        tuple((key, key) for key in ("id", "author", "year", "type", "title", "journal", "doi")),
        empty="no references yet: qes references import FILE…",
    )


@app.command("show")
def show(
    reference: Annotated[
        str, typer.Argument(metavar="ID", help="Id, start of an id, DOI or PubMed number.")
    ],
) -> None:
    """Print a reference's record as it came, or with --json what is known of it."""
    from qes.exchange.citations.exports import reference_json
    from qes.services.referencing import show_reference

    with open_project() as project:
        found, raw = show_reference(project.desk, reference)
    if as_json():
        raw_json({**reference_json(found), "raw": raw})
    else:
        data(raw.rstrip("\r\n").replace("\r\n", "\n"))


@app.command("export")
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=".ris, .csv or .json; JSON holds everything.")
    ],
) -> None:
    """Write the references of the project into a file, in the format of its suffix."""
    from qes.exchange.citations.exports import render_references
    from qes.project.exporting import export_bytes
    from qes.services.referencing import show_references

    with open_project() as project:
        found = show_references(project.desk)
        # what is published names no one who took part: no names are looked for
        warn_of(export_bytes(project.desk, render_references(found, file), file, ()))
    say(f"{file}: {counted(len(found), 'reference', 'references')}")


app.command("screen")(screen)
app.command("decisions")(decisions)
app.command("consensus")(consensus)
