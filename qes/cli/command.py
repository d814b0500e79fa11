"""The root of the command line: options for every command, failures in one line, exit codes."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from qes.cli import (
    agreement,
    appraise,
    code,
    codebook,
    consensus,
    demo,
    findings,
    log,
    memo,
    model,
    project,
    report,
    review,
    rounds,
    sources,
    studies,
    suggest,
)
from qes.cli.output import warn
from qes.cli.settings import Format, Settings, current, hoist, use
from qes.errors import ExitCode, UserError

_UsageError = typer.BadParameter.__bases__[0]
"""What typer raises for a wrong option or argument; it has no public name there."""
app = typer.Typer(
    name="qes",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        from qes import __version__

        print(f"qes {__version__}")  # noqa: T201
        raise typer.Exit


@app.callback(
    epilog="Try the sample review: 'qes demo', then 'cd qes-demo' and 'qes review'. "
    "The options above may stand anywhere in a command."
)
def _root(
    project_: Annotated[
        str | None,
        typer.Option(
            "-p",
            "--project",
            metavar="PATH|URL",
            help="The project; else QES_PROJECT, else the only *.qes here.",
        ),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="NAME", help="Who works; else QES_REVIEWER, else the system's user."
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How lists are printed.")
    ] = Format.TABLE,
    json_: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No words on stderr, no progress bars.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback when something fails.")
    ] = False,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A workbench for qualitative evidence synthesis and coding: in the terminal, offline."""
    chosen = Format.JSON if json_ else format_
    use(Settings(project_, author, chosen, quiet, debug))


for _group in (project, log, demo, review, suggest):
    _group.register(app)
for _name, _commands in (
    ("sources", sources.app),
    ("studies", studies.app),
    ("codebook", codebook.app),
    ("code", code.app),
    ("memo", memo.app),
    ("rounds", rounds.app),
    ("consensus", consensus.app),
    ("agreement", agreement.app),
    ("appraise", appraise.app),
    ("findings", findings.app),
    ("model", model.app),
    ("report", report.app),
):
    app.add_typer(_commands, name=_name)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; a failure is one line on stderr."""
    hoisted = hoist(arguments)
    use(Settings(debug="--debug" in hoisted))
    try:
        done = app(hoisted, standalone_mode=False)
    except UserError as error:
        if current().debug:
            raise
        warn(f"qes: {error}")
        return int(error.exit_code)
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        warn("qes: interrupted; what was on disk before is unchanged")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # whoever read our output has gone: nothing is wrong, and nothing more is to be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception as error:
        if not isinstance(error, _UsageError):
            raise
        warn(f"qes: {error}{_help_hint(hoisted)}")
        return int(ExitCode.INPUT_WRONG)
    return done if isinstance(done, int) else int(ExitCode.DONE)


def _help_hint(arguments: list[str]) -> str:
    groups = {group.name for group in app.registered_groups}
    named = [word for word in arguments if word in groups][:1]
    return f" (see: {' '.join(['qes', *named, '--help'])})"
