"""`qes sources turns`, `segments`, `quotes` …: what was found in a source, and what was said of it."""

from __future__ import annotations

from typing import Annotated

import typer

from corpora.source import Unit
from qes.base import Json
from qes.cli.output import as_json, data, raw_json, rows, say
from qes.cli.settings import open_project

_Source = Annotated[str, typer.Argument(metavar="ID", help="Id, start of an id, or file name.")]


def turns(source: _Source) -> None:
    """List who said what, in order."""
    from qes.services.showing_sources import show_source

    with open_project() as project:
        found = show_source(project.desk, source)
    rows(
        [
            {
                "n": one.n,
                "speaker": one.speaker,
                "role": one.role.value,
                "start": one.start,
                "end": one.end,
                "at": one.at,
                "text": found.text[one.start : one.end],
            }
            for one in found.turns
        ],
        (("n", "n"), ("speaker", "speaker"), ("start", "start"), ("end", "end"), ("text", "text")),
        empty="no turns in this source",
    )


def segments(
    source: _Source,
    unit: Annotated[
        Unit | None,
        typer.Option("--unit", help="Of which unit; else the one reviewers go through."),
    ] = None,
) -> None:
    """List a source's units of analysis with their ids."""
    from qes.services.showing_sources import show_constructs, show_segments

    with open_project() as project:
        found = show_segments(project.desk, source, unit)
        constructs = show_constructs(project.desk, source, [one for one, _ in found])
    rows(
        [
            {
                "id": one.id,
                "unit": one.unit.value,
                "n": one.n,
                "start": one.start,
                "end": one.stop,
                "turn": one.turn,
                "construct": construct.value,
                "text": text,
            }
            for (one, text), construct in zip(found, constructs, strict=True)
        ],
        (("id", "id"), ("start", "start"), ("end", "end"), ("text", "text")),
        empty="no segments of this unit",
    )


def quotes(source: _Source) -> None:
    """List the participants' words that a paper or report prints, with whose they are."""
    from qes.services.showing_sources import show_source

    with open_project() as project:
        found = show_source(project.desk, source)
    rows(
        [
            {
                "n": one.n,
                "attribution": one.attribution,
                "group": one.group,
                "section": one.section,
                "start": one.start,
                "end": one.end,
                "text": found.text[one.start : one.end],
                "partial": one.partial,
                "attributes": dict(one.attributes),
                "gaps": [{"start": gap.start, "end": gap.end} for gap in one.gaps],
            }
            for one in found.quotes
        ],
        (("n", "n"), ("attribution", "whose"), ("section", "section"), ("text", "text")),
        empty="no attributed quotes in this source",
    )


def asides(source: _Source) -> None:
    """List what stands beside a source's text: footnotes, comments, running heads, notes."""
    from qes.services.showing_sources import show_beside

    with open_project() as project:
        found = show_beside(project.desk, source)
    rows(
        [
            {"n": n, "kind": one.kind.value, "page": one.page, "at": one.at, "text": one.text}
            for n, one in enumerate(found.asides, start=1)
        ],
        (("n", "n"), ("kind", "kind"), ("page", "page"), ("at", "at"), ("text", "text")),
        empty="nothing was set aside in this source",
    )


def rows_(source: _Source) -> None:
    """List the rows of a source that is a table, with what their other columns say."""
    from qes.services.showing_sources import show_beside

    with open_project() as project:
        found = show_beside(project.desk, source)
    listed: list[dict[str, Json]] = [
        {
            "n": one.n,
            "start": one.start,
            "end": one.end,
            "columns": dict(one.values),
            "text": found.text[one.start : one.end],
        }
        for one in found.records
    ]
    if not as_json():
        for row, one in zip(listed, found.records, strict=True):
            row["columns"] = "; ".join(f"{name}: {value}" for name, value in one.values)
    rows(
        listed,
        (("n", "n"), ("columns", "columns"), ("text", "text")),
        empty="this source is no table",
    )


def report(source: _Source) -> None:
    """Say again what was read, guessed, changed and set aside when a source came in."""
    from qes.services.import_report import told
    from qes.services.showing_sources import show_source

    with open_project() as project:
        found = show_source(project.desk, source)
    if as_json():
        raw_json(found.report)
        return
    if not isinstance(found.report, dict):
        say("nothing was noted when this source came in, or it was withdrawn since")
        return
    for topic, sentence in told(found.report):
        data(f"{found.source.name}: {sentence}" if topic is None else f"  {topic}: {sentence}")
