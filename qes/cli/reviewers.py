"""`qes reviewers`: who may work in a project on a server, each as a role of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.cli.output import as_json, data, raw_json, rows, say
from qes.cli.settings import named, open_project, where

app = typer.Typer(
    no_args_is_help=True,
    help="Who may work in a project on a server; the server itself keeps them blind in open rounds.",
)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")]


@app.command("add")
def add_(
    name: _Name,
    password: Annotated[
        str | None,
        typer.Option(
            "--password",
            envvar="QES_REVIEWER_PASSWORD",
            help="What they come in with; for someone new, one is drawn and printed.",
        ),
    ] = None,
    leads: Annotated[
        bool, typer.Option("--leads", help="They may begin and end rounds too.")
    ] = False,
) -> None:
    """Let someone work in the project, as a database role of their own.

    Only who owns the project on the server can do so. Adding someone again changes what they may.

    Example: qes reviewers add ana -p postgresql://host/review
    """
    from qes.project.reviewers import admit

    with open_project() as project:
        one = admit(project, name, password=password, leads=leads)
    if as_json():
        raw_json(
            {
                "reviewer": one.name,
                "leads": one.leads,
                "new": one.is_new,
                "password": one.password,
            }
        )
        return
    say(f"{one.name} may work in {named(where())}{', and begin and end rounds' * one.leads}")
    if one.password is not None:
        say("their password, which is kept nowhere else:")
        data(one.password)


@app.command("remove")
def remove_(name: _Name) -> None:
    """Take from someone all rights in the project; what they decided stays.

    Example: qes reviewers remove ana
    """
    from qes.project.reviewers import dismiss

    with open_project() as project:
        gone = dismiss(project, name)
    say(f"{gone} may no longer work in {named(where())}")


@app.command("list")
def list_() -> None:
    """List who may work in the project."""
    from qes.project.reviewers import reviewers

    with open_project() as project:
        found = reviewers(project)
    rows(
        [{"reviewer": one.name, "leads": one.leads} for one in found],
        (("reviewer", "reviewer"), ("leads", "begins and ends rounds")),
        empty="nobody but who owns the project",
    )
