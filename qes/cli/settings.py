"""What every command is told: which project, who works, how to print."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qes.errors import UserError

if TYPE_CHECKING:
    from qes.project import Project


class Format(StrEnum):
    """How lists are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that stand before or after any command."""

    project: str | None = None
    author: str | None = None
    format: Format = Format.TABLE
    quiet: bool = False
    debug: bool = False


_current: ContextVar[Settings] = ContextVar("settings", default=Settings())  # noqa: B039
WITH_VALUE = ("-p", "--project", "--as", "--format")
"""The options that every command has and that take a value."""
_ATTACHED = ("-p", "--project=", "--as=", "--format=")
_ALONE = ("--json", "--quiet", "--debug")


def current() -> Settings:
    """Return the settings of the running command."""
    return _current.get()


def use(settings: Settings) -> None:
    """Make these the settings of the running command."""
    _current.set(settings)


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move the options that every command has to the front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in WITH_VALUE:
            front += [argument, *([value] if (value := next(waiting, None)) is not None else [])]
        elif argument in _ALONE or argument.startswith(_ATTACHED):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def who() -> str:
    """Return the person at work: --as, QES_REVIEWER, or the system's user."""
    named = current().author or os.environ.get("QES_REVIEWER")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UserError("who are you?", hint="say so: --as NAME") from error


def where() -> str:
    """Return the project meant: --project, QES_PROJECT, or the only one in this folder.

    Raises:
        UserError: there is none, or more than one.
    """
    named = current().project or os.environ.get("QES_PROJECT")
    if named:
        return named
    here = sorted(path.name for path in Path().glob("*.qes") if path.is_file())
    if len(here) == 1:
        return here[0]
    if not here:
        raise UserError(
            "there is no project in this folder", hint="name one with -p, or make one: qes init"
        )
    raise UserError(
        f"there are {len(here)} projects in this folder", hint=f"name one: -p {here[0]}"
    )


def named(target: str) -> str:
    """Return a project's path or URL as it may be shown: without a password."""
    return re.sub(r"(?<=://)([^/@]*?):[^/]*@", r"\1:***@", target)


def open_project() -> Project:
    """Open the project that is meant, as the person at work."""
    from qes.cli.output import warn
    from qes.project import Project
    from qes.project.project import CutShort

    project = Project.open(where(), who())
    match project.cut_short:
        case CutShort.FINISHED:
            warn("a withdrawal that was cut short is finished now: nothing of its words is left")
        case CutShort.WAITING:
            warn(
                "words that were withdrawn may still be read from the project: close other programs"
                " that use it, then withdraw once more"
            )
    return project
