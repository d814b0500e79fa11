"""`qes sources`: bringing documents in and looking at what was found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from corpora.source import SourceKind, Unit
from qes.base import Json
from qes.cli.files import bytes_of
from qes.cli.output import as_json, data, progress_bar, raw_json, rows, say, warn
from qes.cli.settings import open_project
from qes.cli.source_names import names
from qes.cli.source_parts import asides, quotes, report, rows_, segments, turns
from qes.cli.source_speakers import speaker, speakers
from qes.cli.source_versions import anchors, replace
from qes.cli.source_withdraw import withdraw
from qes.errors import ExitCode

app = typer.Typer(no_args_is_help=True, help="Bring documents in, and look at what is in them.")
FORMATS = "txt, md, docx, odt, rtf, html, pdf, vtt, srt, csv, xlsx."
_Source = Annotated[str, typer.Argument(metavar="ID", help="Id, start of an id, or file name.")]


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=FORMATS)],
    kind: Annotated[
        SourceKind, typer.Option("--kind", help="What the files are.")
    ] = SourceKind.TRANSCRIPT,
    study: Annotated[
        str | None, typer.Option("--study", metavar="ID", help="The study they report.")
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="E", help="Of plain text, where the guess is wrong."),
    ] = None,
    map_: Annotated[
        Path | None,
        typer.Option("--speakers", metavar="MAP", help="Who speaks: a .yaml or .csv file."),
    ] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="Opens a protected PDF.")
    ] = None,
    unit: Annotated[
        Unit | None, typer.Option("--unit", help="What reviewers go through one by one.")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Take in what can be, skip what is refused.")
    ] = False,
) -> None:
    """Take documents in: their text, speakers and turns, segments, and quotes in reports.

    Example: qes sources add interviews/*.docx --study harbour2025
    """
    from corpora.cast.file import read_cast
    from corpora.cast.people import Cast
    from qes.services.sourcing import AddRequest, add_sources

    cast = Cast() if map_ is None else read_cast(bytes_of(map_), map_.name)
    request = AddRequest(kind, encoding, unit, study, cast, password)
    with open_project() as project, progress_bar("reading") as progress:
        added, refused = add_sources(
            project.desk, files, request, keep_going=keep_going, progress=progress
        )
    for gone in refused:
        warn(f"qes: {gone.why}")
    if as_json():
        raw_json([one.report for one in added])
    else:
        for one in added:
            _say(one.report, " ".join(Path(one.file).name.splitlines()))
    if refused:
        raise typer.Exit(int(ExitCode.INPUT_WRONG))


def _say(report: dict[str, Json], file: str) -> None:
    from qes.services.import_report import told

    for topic, sentence in told(report):
        if topic is None:
            data(f"{report['source']}  {file}: {sentence}")
        else:
            say(f"  {topic}: {sentence}")


@app.command("list")
def list_() -> None:
    """List the sources of the project."""
    from qes.services.showing_sources import show_sources

    with open_project() as project:
        found = show_sources(project.desk)
    rows(
        [
            {
                "source": one.source.id,
                "file": one.source.name,
                "kind": one.source.kind.value,
                "study": one.study,
                "characters": one.source.characters,
                "segments": one.segments,
            }
            for one in found
        ],
        (
            ("source", "source"),
            ("file", "file"),
            ("kind", "kind"),
            ("study", "study"),
            ("characters", "characters"),
            ("segments", "segments"),
        ),
        empty="no sources yet: qes sources add FILE…",
    )


@app.command("show")
def show(source: _Source) -> None:
    """Print a source's text, or with --json what is known of it."""
    from qes.services.showing_sources import show_source

    with open_project() as project:
        found = show_source(project.desk, source)
    if not as_json():
        data(found.text)
        return
    one = found.source
    raw_json(
        {
            "source": one.id,
            "file": one.name,
            "kind": one.kind.value,
            "format": one.format,
            "encoding": one.encoding,
            "characters": one.characters,
            "turns": len(found.turns),
            "quotes": len(found.quotes),
            "segments": {unit.value: n for unit, n in found.units.items()},
            "unit": one.unit.value,
            "segmenter": one.segmenter,
            "text_sha256": one.text_sha256,
            "bytes_sha256": one.bytes_sha256,
            "added_by": one.added_by,
            "added_at": one.added_at,
            "replaced_by": one.replaced_by,
            "withdrawn_at": one.withdrawn_at,
            "report": found.report,
            "text": found.text,
        }
    )


_MORE: tuple[Callable[..., None], ...] = (
    turns, segments, quotes, asides, rows_, report, speakers, speaker, replace, anchors, names, withdraw,
)  # fmt: skip
for _command in _MORE:
    app.command(_command.__name__.strip("_"))(_command)
