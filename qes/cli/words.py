"""Words of a closed list, and names of people, as people type them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from qes.errors import UserError

_Word = TypeVar("_Word", bound=StrEnum)
Panel = Annotated[
    list[str] | None,
    typer.Option("--panel", "--by", metavar="A,B", help="Who agreed, in a list or one at a time."),
]
"""The option that says who agreed on a consensus."""


def one_of(kind: type[_Word], text: str) -> _Word:
    """Return the word of a closed list that a person typed.

    Raises:
        UserError: it is not in the list.
    """
    try:
        return kind(text.strip().casefold().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        known = ", ".join(one.value for one in kind)
        raise UserError(f"{text!r} is not known here", hint=f"it may be {known}") from error


def names_in(listed: Sequence[str] | None, option: str) -> tuple[str, ...]:
    """Return the names that an option was given, parted by commas or one at a time; each once.

    Args:
        listed: What was typed, once for each time; None where the option was not.
        option: As it is typed.

    Raises:
        UserError: it was given, and names nobody.
    """
    names = [name for one in listed or () for part in one.split(",") if (name := part.strip())]
    if listed and not names:
        raise UserError(f"{option} names nobody", hint=f"such as {option} ana,ben")
    return tuple(dict.fromkeys(names))
