"""The root of the command line: options for every command, failures in one line, exit codes."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from qes.cli.catalogue import fill, wanted
from qes.cli.output import warn, warn_in_one_line
from qes.cli.settings import Format, Settings, current, hoist, use
from qes.errors import ExitCode, UserError

_UsageError: type[typer.BadParameter] = typer.BadParameter.__bases__[0]
"""What typer raises for a wrong option or argument; it has no public name there."""
_EPILOG = (
    "Try the sample review: 'qes demo', then 'cd qes-demo' and 'qes review'. "
    "The options above may stand anywhere in a command."
)


def _version(asked: bool) -> None:
    if asked:
        from qes import __version__

        print(f"qes {__version__}")  # noqa: T201
        raise typer.Exit


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


def application(words: list[str]) -> typer.Typer:
    """Build the command line for one call: only the command that is named is loaded."""
    app = typer.Typer(
        name="qes",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(epilog=_EPILOG)(_root)
    fill(app, wanted(words))
    return app


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    # a command makes many small values and drops them together: looking for cycles among them
    # every 700 takes a third of the time of a large comparison
    gc.set_threshold(50_000, 10, 10)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # what goes into a pipe is UTF-8 on every machine; a terminal keeps its own encoding
            kept = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=kept, errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; a failure is one line on stderr."""
    hoisted = hoist(arguments)
    use(Settings(debug="--debug" in hoisted))
    try:
        _refuse_what_is_not_text(hoisted)
        done = application(hoisted)(hoisted, prog_name="qes", standalone_mode=False)
        sys.stdout.flush()
        if done == ExitCode.INTERRUPTED:
            # typer has turned the key press into this code and said nothing
            raise KeyboardInterrupt  # noqa: TRY301
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        warn("qes: interrupted; what was on disk before is unchanged")
        return int(ExitCode.INTERRUPTED)
    except (BrokenPipeError, SystemExit) as error:
        # typer itself leaves, with 1, where it meets a broken pipe
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        # whoever read our output has gone: nothing is wrong, and nothing more is to be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception as error:
        if current().debug and not isinstance(error, _UsageError):
            raise
        return int(_explain(error, hoisted))
    return done if isinstance(done, int) else int(ExitCode.DONE)


def _refuse_what_is_not_text(words: list[str]) -> None:
    """Refuse bytes that are not UTF-8, but where they name a file that is there.

    Raises:
        UserError: such a word is no file's name.
    """
    for word in words:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            if not os.path.lexists(word):
                raise UserError(f"{word} is not UTF-8 text", hint="type it anew") from error


def _explain(error: Exception, words: list[str]) -> ExitCode:
    if isinstance(error, UserError):
        warn_in_one_line(f"qes: {error}")
        return error.exit_code
    if isinstance(error, OSError):
        # a name too long, a folder that may not be entered: a person can mend it
        warn_in_one_line(f"qes: {error.filename or 'the system'}: {error.strerror or error}")
        return ExitCode.INPUT_WRONG
    if not isinstance(error, _UsageError):
        said = f"({type(error).__name__}: {error})"
        warn_in_one_line(f"qes: a fault of qes itself {said}; --debug shows where")
        return ExitCode.FAULT
    told = error.format_message().replace("Value error, ", "").rstrip(".")
    if told.startswith("Usage:"):
        # a group named alone answers with its help
        warn(told)
    else:
        warn_in_one_line(f"qes: {told}{_help_hint(words)}")
    return ExitCode.INPUT_WRONG


def _help_hint(words: list[str]) -> str:
    dashed = next((word for word in words if word[:1] == "-" and os.path.lexists(word)), None)
    if dashed is not None:
        return f" (a file's name that begins with '-' is given as ./{dashed})"
    named = wanted(words)
    return f" (see: qes {named.name + ' ' if named else ''}--help)"
