"""`qes sources speakers` and `speaker`: who speaks, and saying so better than the labels do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.source import Role
from qes.base import Json
from qes.cli.files import bytes_of
from qes.cli.output import rows, say
from qes.cli.settings import open_project
from qes.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.speaking import Voice


def speakers(
    source: Annotated[
        str | None, typer.Argument(metavar="ID", help="A source; without it, all.")
    ] = None,
    map_: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="A speakers map (.yaml, .csv) to apply."),
    ] = None,
) -> None:
    """List who speaks, with role and attributes; with --map, say who they are.

    A map changes no text and no offset: names, roles and attributes only.

    Example: qes sources speakers --map people.csv
    """
    from corpora.cast.file import read_cast
    from qes.services.speaking import apply_cast, list_speakers

    with open_project() as project:
        if map_ is not None:
            cast = read_cast(bytes_of(map_), map_.name)
            named = apply_cast(project.desk, cast, source)
            say(f"{map_.name} names {named} of the speakers")
        found = list_speakers(project.desk, source)
    _rows(found)


def speaker(
    source: Annotated[str, typer.Argument(metavar="ID", help="Id or file name of a source.")],
    label: Annotated[str, typer.Argument(metavar="LABEL", help="As printed, or their name.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="N", help="Who it is; another's name makes both one."),
    ] = None,
    role: Annotated[Role | None, typer.Option("--role", help="Their part.")] = None,
    attribute: Annotated[
        list[str] | None,
        typer.Option("--attribute", metavar="NAME=VALUE", help="May be given several times."),
    ] = None,
) -> None:
    """Say who a speaker is. No offset moves; what interviewers say is not put to reviewers.

    Example: qes sources speaker call.vtt DB --name "Devin Becker" --role interviewer
    """
    from qes.services.speaking import Said, describe_speaker

    told = {}
    for given in attribute or ():
        key, sign, value = given.partition("=")
        if not sign or not key.strip():
            raise UserError(f"{given!r} is no attribute", hint="write NAME=VALUE, as in site=A")
        told[key.strip()] = value.strip()
    if name is None and role is None and not told:
        raise UserError("nothing is said of them", hint="give --name, --role or --attribute")
    with open_project() as project:
        found = describe_speaker(project.desk, source, label, Said(name, role, told))
    _rows(found)


def _rows(found: Sequence[Voice]) -> None:
    listed: list[dict[str, Json]] = [
        {
            "source": one.source,
            "label": one.label,
            "name": one.name,
            "role": one.role.value,
            "turns": one.turns,
            "labelled": one.labelled,
            "attributes": dict(one.attributes),
        }
        for one in found
    ]
    shown = [
        {**row, "about": "; ".join(f"{name}: {value}" for name, value in one.attributes)}
        for row, one in zip(listed, found, strict=True)
    ]
    rows(
        shown,
        (
            ("source", "source"),
            ("label", "label"),
            ("name", "name"),
            ("role", "role"),
            ("turns", "turns"),
            ("about", "about"),
        ),
        empty="nobody is named",
    )
