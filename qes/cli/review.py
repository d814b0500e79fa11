"""`qes review`: the terminal UI."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qes.cli.settings import open_project
from qes.errors import UserError


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command("review")(review)


def review(
    mode: Annotated[
        str, typer.Option("--mode", metavar="MODE", help="Only 'review' so far.")
    ] = "review",
) -> None:
    """Open the review in the terminal and code where you left off.

    Keys: 1-9 accept a suggestion, / any other code, 0 no code, u undo, ? all keys.
    """
    if mode != "review":
        raise UserError(f"there is no mode {mode!r}", hint="leave --mode away")
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UserError("'qes review' needs a terminal", hint="in a pipe, 'qes code' does the same")
    from qes.ui.app import QesApp

    with open_project() as project:
        QesApp(project).run()
