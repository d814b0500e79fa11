"""`qes studies`: the studies of the review, their sources and their authors' themes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import CodeId
from qes.cli.files import rows_of
from qes.cli.output import rows, say
from qes.cli.settings import open_project
from qes.errors import UserError

if TYPE_CHECKING:
    from qes.services.studies import ThemeLink

app = typer.Typer(no_args_is_help=True, help="The studies of the review and what they speak to.")


@app.command("add")
def add(
    study: Annotated[str, typer.Argument(metavar="ID", help="As in okafor2019.")],
    label: Annotated[str | None, typer.Option("--label", help="As in 'Okafor 2019'.")] = None,
    attribute: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="year=2019, country=GB … (repeat)"),
    ] = None,
) -> None:
    """Put a study into the review, or say more of one that is there."""
    from qes.services.studies import add_study

    said = _attributes(attribute or ())
    with open_project() as project:
        made = add_study(project.desk, study, said, label=label)
    say(f"{made.id}: {made.label}")


def _attributes(pairs: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in pairs:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise UserError(f"{one!r} says nothing", hint="write NAME=VALUE, as in year=2019")
        said[name.strip()] = value.strip()
    return said


@app.command("set")
def set_(
    study: Annotated[str, typer.Argument(metavar="ID")],
    attribute: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…")],
) -> None:
    """Say what is known of a study: qes studies set okafor2019 year=2019 country=GB."""
    from qes.services.studies import describe_study

    said = _attributes(attribute)
    with open_project() as project:
        made = describe_study(project.desk, study, said)
    say(f"{made.id}: {made.label}")


@app.command("list")
def list_() -> None:
    """List the studies of the review."""
    from qes.services.studies import list_studies

    with open_project() as project:
        found = list_studies(project.desk)
    rows(
        [
            {
                "study": one.id,
                "label": one.label,
                "sources": list(one.sources),
                **dict(one.attributes),
            }
            for one in found
        ],
        (
            ("study", "study"),
            ("label", "label"),
            ("year", "year"),
            ("country", "country"),
            ("design", "design"),
            ("sources", "sources"),
        ),
        empty="no studies yet: qes studies add ID",
    )


@app.command("link")
def link(
    study: Annotated[
        str, typer.Argument(metavar="STUDY|FILE.csv", help="A study, or a table of links.")
    ],
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE|CODE…]", help="Sources that report it, or codes it speaks to."
        ),
    ] = None,
    basis: Annotated[
        str, typer.Option("--basis", help="Where the study says so: text, table …")
    ] = "text",
) -> None:
    """Say which sources report a study, or which codes its authors' themes speak to.

    A table has the columns study_id and code_id, and if you like basis and note_or_label.

    Examples: qes studies link okafor2019 okafor2019.txt

    qes studies link study_theme_map.csv
    """
    from qes.errors import NotFound
    from qes.services.studies import ThemeLink, link_source, link_themes

    if not targets:
        links = _read_links(Path(study))
        with open_project() as project:
            new = link_themes(project.desk, links)
        say(f"{new} new links of {len(links)} in {study}")
        return
    with open_project() as project:
        try:
            link_source(project.desk, study, targets)
        except NotFound as no_source:
            if "no study" in no_source.message:
                raise
            link_themes(project.desk, [ThemeLink(study, CodeId(one), basis) for one in targets])
    say(f"{study}: {', '.join(targets)}")


def _read_links(path: Path) -> list[ThemeLink]:
    from qes.services.studies import ThemeLink

    table = rows_of(path)
    _, head = next(table, (0, []))
    if not {"study_id", "code_id"} <= set(head):
        raise UserError(f"{path} has no columns study_id and code_id")
    links: list[ThemeLink] = []
    for line, cells in table:
        row = dict(zip(head, cells, strict=False))
        if not row.get("study_id") or not row.get("code_id"):
            raise UserError(f"{path}, line {line}: a study or a code is missing")
        links.append(
            ThemeLink(
                row["study_id"].strip(),
                CodeId(row["code_id"]),
                row.get("basis") or "text",
                row.get("note_or_label") or None,
            )
        )
    return links
