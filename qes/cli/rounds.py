"""`qes rounds`: beginning, assigning, closing and watching rounds of independent work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qes.cli.output import rows, say
from qes.cli.settings import open_project

if TYPE_CHECKING:
    from qes.services.rounds import Round

app = typer.Typer(
    no_args_is_help=True, help="Rounds of independent work; in an open one, reviewers are blind."
)
_Reviewers = Annotated[
    list[str] | None,
    typer.Option("--reviewer", metavar="NAME", help="Who works in it (repeat); else everyone."),
]
_Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="ID", help="What is worked on (repeat); else everything."),
]


def _who(one: Round) -> str:
    return ", ".join(one.reviewers) or "everyone"


@app.command("open")
def open_(
    title: Annotated[
        str | None, typer.Argument(metavar="[TITLE]", help="What it is called.")
    ] = None,
    reviewer: _Reviewers = None,
    source: _Sources = None,
) -> None:
    """Begin a round: until it is closed, its reviewers see only their own decisions."""
    from qes.services.rounds import open_round

    with open_project() as project:
        one = open_round(project.desk, title, reviewers=reviewer or (), sources=source or ())
    say(f"{one.title} ({one.id}) is open for {_who(one)}")


@app.command("assign")
def assign_(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="Id or title.")],
    reviewer: _Reviewers = None,
    source: _Sources = None,
) -> None:
    """Add reviewers and sources to a round."""
    from qes.services.rounds import assign

    with open_project() as project:
        one = assign(project.desk, name, reviewers=reviewer or (), sources=source or ())
    say(f"{one.title}: {_who(one)}, {len(one.sources) or 'all'} sources")


@app.command("close")
def close(
    name: Annotated[
        str | None, typer.Argument(metavar="[ROUND]", help="Id or title; else the open one.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why now.")] = None,
) -> None:
    """Close a round: its decisions are frozen for agreement, and everyone may see them."""
    from qes.services.rounds import close_round

    with open_project() as project:
        one = close_round(project.desk, name, reason=reason)
    say(f"{one.title} is closed. Next: qes agreement report --round {one.id}")


@app.command("status")
def status() -> None:
    """Show each round and how far its reviewers are: counts only, never what was decided."""
    from qes.services.rounds import list_rounds, progress

    with open_project() as project:
        found = [(one, progress(project.desk, one.id)) for one in list_rounds(project.desk)]
    rows(
        [
            {
                "round": one.id,
                "title": one.title,
                "state": one.state.value,
                "blind": one.blind,
                "reviewer": person.reviewer if person else None,
                "seen": person.seen if person else 0,
                "decisions": person.decisions if person else 0,
            }
            for one, people in found
            for person in (people or (None,))
        ],
        (
            ("round", "round"),
            ("title", "title"),
            ("state", "state"),
            ("reviewer", "reviewer"),
            ("seen", "segments seen"),
            ("decisions", "decisions"),
        ),
        empty="no rounds yet: qes rounds open",
    )
