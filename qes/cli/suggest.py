"""`qes suggest`: having codes suggested, and printing what is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, progress_bar, raw_json, rows, say
from qes.cli.settings import open_project

if TYPE_CHECKING:
    from qes.services.suggesting import SuggestedSegment


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command("suggest")(suggest)


def suggest(
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Of one source only.")
    ] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="K", min=1, max=9, help="How many codes to print.")
    ] = 3,
) -> None:
    """Suggest codes for every segment that has none suggested yet, and print them.

    Segments and codes are embedded once, by a model that runs on this machine. Until reviewers
    have decided, suggestions rest on definitions and examples alone: read them as a reading aid.
    """
    from qes.services.codebook import current_codebook
    from qes.services.suggesting import show_suggestions
    from qes.services.suggesting import suggest as compute

    with open_project() as project:
        with progress_bar("suggesting") as progress:
            new = compute(project.desk, source, progress=progress)
        found = show_suggestions(project.desk, source, top=top)
        book = current_codebook(project.desk)
    say(f"{new} segments newly suggested for, {len(found)} in all")
    if as_json():
        raw_json(
            [_segment(one, {code.id: book.path(code.id) for code in book.codes}) for one in found]
        )
        return
    rows(
        [
            {
                "segment": one.segment,
                "rank": each.rank,
                "code": each.code,
                "probability": each.probability,
                "because": each.because[0].text[:60] if each.because else None,
            }
            for one in found
            for each in one.suggestions
        ],
        (
            ("segment", "segment"),
            ("rank", "rank"),
            ("code", "code"),
            ("probability", "probability"),
            ("because", "because"),
        ),
        empty="nothing is suggested",
    )


def _segment(one: SuggestedSegment, paths: dict[str, str]) -> dict[str, Json]:
    return {
        "segment": one.segment,
        "suggestions": [
            {
                "id": each.id,
                "code": each.code,
                "path": paths.get(each.code or ""),
                "probability": each.probability,
                "score": each.score,
                "because": [
                    {"segment": reason.segment, "text": reason.text, "code": reason.code}
                    for reason in each.because
                ],
            }
            for each in one.suggestions
        ],
        "none_probability": one.none_probability,
    }
