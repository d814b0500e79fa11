"""`qes codebook`: shipped codebooks, taking one in, showing, checking and writing it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.files import text_of
from qes.cli.output import as_json, beside, raw_json, rows, say, warn_of
from qes.cli.settings import open_project
from qes.errors import ExitCode, NotFound

if TYPE_CHECKING:
    from codebooks.codebook import Codebook

app = typer.Typer(no_args_is_help=True, help="Codes and their definitions.")


def load(name: str) -> Codebook:
    """Return a shipped codebook by name, or the one in a file.

    Raises:
        NotFound: no shipped codebook and no file has this name.
    """
    from codebooks.shipped import shipped_codebook, shipped_codebooks
    from codebooks.yaml_format import load_codebook

    if name in shipped_codebooks():
        return shipped_codebook(name)
    path = Path(name)
    if not path.exists():
        raise NotFound(
            f"no codebook {name!r}",
            hint=f"name a file, or a shipped one: {', '.join(shipped_codebooks())}",
        )
    return load_codebook(text_of(path), path.name)


@app.command("shipped")
def shipped() -> None:
    """List the codebooks that come with qes."""
    from codebooks.shipped import shipped_codebook, shipped_codebooks

    rows(
        [
            {"name": name, "title": book.title, "codes": len(book), "licence": book.licence}
            for name in shipped_codebooks()
            if (book := shipped_codebook(name))
        ],
        (("name", "name"), ("title", "title"), ("codes", "codes"), ("licence", "licence")),
    )


@app.command("show")
def show() -> None:
    """Show the project's codebook as a tree, with how many passages have each code."""
    from qes.services.codebook import count_codings, current_codebook

    with open_project() as project:
        book = current_codebook(project.desk)
        given = count_codings(project.desk)
    found: list[dict[str, Json]] = [
        {
            "id": code.id,
            "parent": code.parent,
            "path": book.path(code.id),
            "name": code.name,
            "level": code.level.value,
            "kind": kind.value if (kind := book.kind_of(code.id)) else None,
            "status": code.status.value,
            "n": given.get(code.id, 0),
            "definition": code.definition,
            "tree": "  " * book.depth(code.id) + code.name,
        }
        for code in book.in_tree_order()
    ]
    if as_json():
        raw_json([{key: value for key, value in row.items() if key != "tree"} for row in found])
        return
    rows(
        found,
        (("id", "id"), ("tree", "code"), ("n", "passages"), ("status", "status")),
        empty="no codebook yet: qes codebook import FILE",
    )


@app.command("import")
def import_(
    source: Annotated[
        str, typer.Argument(metavar="FILE|NAME", help="A YAML file or a shipped codebook.")
    ],
) -> None:
    """Take a codebook in: new codes are added, known ones changed, none is removed."""
    from qes.services.codebook import import_codebook

    book = load(source)
    with open_project() as project:
        done = import_codebook(project.desk, book)
    say(f"{done.new} new codes, {done.changed} changed, {done.untouched} as they were")


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, as YAML.")],
) -> None:
    """Write the project's codebook to a YAML file."""
    from codebooks.yaml_format import dump_codebook
    from qes.project.exporting import export_bytes
    from qes.services.codebook import current_codebook

    with open_project() as project:
        book = current_codebook(project.desk)
        text = dump_codebook(book)
        warn_of(export_bytes(project.desk, text.encode("utf-8"), file, [text]))
    say(f"wrote {len(book)} codes to {file}")


@app.command("check")
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Else the project's codebook.")
    ] = None,
) -> None:
    """Check a codebook: circles, orphans, doubles, empty definitions; exit 1 if anything is wrong."""
    from codebooks.checks import Severity
    from codebooks.yaml_format import check_codebook, dump_codebook
    from qes.services.codebook import current_codebook

    if file is None:
        with open_project() as project:
            text, name = dump_codebook(current_codebook(project.desk)), project.title
    else:
        text, name = text_of(file), file.name
    problems = check_codebook(text, name)
    rows(
        [
            {
                "line": one.line,
                "code": one.code,
                "severity": one.severity.value,
                "message": one.message,
                "hint": one.hint,
            }
            for one in problems
        ],
        (
            ("line", "line"),
            ("severity", "severity"),
            ("message", "what is wrong"),
            ("hint", "what to do"),
        ),
        empty=f"{name}: nothing wrong",
    )
    wrong = [one for one in problems if one.severity is Severity.ERROR]
    if wrong:
        beside(f"{len(wrong)} things to mend")
        raise typer.Exit(int(ExitCode.FOUND_WRONG))
