"""`qes init`, `qes info`, `qes backup`, `qes migrate`: the project as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, beside, counted, raw_json, rows, say
from qes.cli.settings import named, open_project, where, who

if TYPE_CHECKING:
    from qes.services.overviewing import Overview


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command("init")(init)
    app.command("info")(info)
    app.command("backup")(backup)
    app.command("migrate")(migrate)


def init(
    target: Annotated[str, typer.Argument(metavar="PATH|URL", help="Where to make it.")],
    title: Annotated[str | None, typer.Option("--title", help="What the review is called.")] = None,
    codebook: Annotated[
        str | None,
        typer.Option("--codebook", metavar="NAME|FILE", help="A shipped codebook or a file."),
    ] = None,
) -> None:
    """Make a new project: one file, or an empty PostgreSQL database by URL.

    Example: qes init housing.qes --title "Housing first" --codebook supported-employment
    """
    from qes.cli.codebook import load
    from qes.project import Project

    book = None if codebook is None else load(codebook)
    with Project.create(target, author=who(), title=title, codebook=book) as project:
        title = project.title
    if as_json():
        raw_json(
            {"project": named(target), "title": title, "codes": len(book.codes) if book else 0}
        )
        return
    with_codes = f" with {len(book.codes)} codes" if book else ""
    say(f"made {named(target)}, {title!r}{with_codes}. Next: qes sources add FILE…")


def info() -> None:
    """Say what is in the project and how far each reviewer is."""
    from qes.services.overviewing import look

    with open_project() as project:
        seen = look(project.desk)
    if as_json():
        raw_json(_facts(seen))
        return
    beside(f"{seen.title}  ({named(where())})")
    beside(
        ", ".join(
            (
                counted(seen.sources, "source", "sources"),
                f"{counted(seen.segments, 'segment', 'segments')} to review",
                counted(seen.codes, "code", "codes"),
                counted(seen.studies, "study", "studies"),
                counted(seen.findings, "finding", "findings"),
                counted(seen.judgements, "decision", "decisions"),
            )
        )
    )
    for one in seen.rounds:
        how = "open, reviewers are blind to each other" if one.blind else one.state.value
        beside(f"{one.title}: {how}")
    rows(
        [
            {
                "reviewer": one.reviewer,
                "seen": one.seen,
                "of": seen.segments,
                "decisions": one.judgements,
            }
            for one in seen.reviewers
        ],
        (
            ("reviewer", "reviewer"),
            ("seen", "segments seen"),
            ("of", "of"),
            ("decisions", "decisions"),
        ),
        empty="nobody has decided anything yet",
    )


def _facts(seen: Overview) -> dict[str, Json]:
    return {
        "project": named(where()),
        "title": seen.title,
        "made_at": seen.made_at,
        "sources": seen.sources,
        "characters": seen.characters,
        "segments": seen.segments,
        "codes": seen.codes,
        "studies": seen.studies,
        "findings": seen.findings,
        "rounds": [
            {"id": one.id, "title": one.title, "state": one.state.value} for one in seen.rounds
        ],
        "judgements": seen.judgements,
        "reviewers": [
            {
                "reviewer": one.reviewer,
                "judgements": one.judgements,
                "seen": one.seen,
                "of": seen.segments,
            }
            for one in seen.reviewers
        ],
    }


def backup(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="A file that is not there.")],
) -> None:
    """Copy the project to another file, whole, even while others work in it."""
    from qes.project.backup import back_up

    size = back_up(where(), destination)
    say(f"copied to {destination}, {size:,} bytes")


def migrate() -> None:
    """Bring a PostgreSQL project up to this version; a file is upgraded on opening."""
    from qes.project.backup import upgrade

    upgrade(where())
    say(f"{named(where())} is up to date")
