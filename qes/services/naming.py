"""Ids of what people make in a project: short to type, and never the same in two copies of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from qes.errors import NotFound
from qes.services.desk import Desk
from qes.store.identities import read_settings

if TYPE_CHECKING:
    from qes.store.database import Connection

HOME = "origin"
"""The setting that names the origin on which a project was made."""
_SHOWN = 6


def new_id(connection: Connection, desk: Desk, letter: str, taken: Collection[str]) -> str:
    """Return the next id of a kind: `f3` where the project was made, `f3-9c1e` in a copy of it.

    Copies that go on apart can so be united without two things of one name.
    """
    at_home = not desk.store.is_sqlite or read_settings(connection).get(HOME) == desk.origin
    mark = "" if at_home else f"-{desk.origin[:4]}"
    n = len(taken) + 1
    while f"{letter}{n}{mark}" in taken:
        n += 1
    return f"{letter}{n}{mark}"


def find_id(text: str, known: Collection[str], *, what: str, where: str) -> str:
    """Return the id a person means: exactly, or without its mark if only one fits.

    Args:
        text: What was typed.
        known: The ids there are.
        what: What is looked for, as an error names it.
        where: The command that lists them.

    Raises:
        NotFound: none fits, or more than one.
    """
    wanted = text.strip()
    fitting = (
        [wanted] if wanted in known else [one for one in known if one.startswith(f"{wanted}-")]
    )
    if len(fitting) == 1:
        return fitting[0]
    shown = ", ".join(sorted(fitting or known, key=lambda one: (len(one), one))[:_SHOWN])
    raise NotFound(
        f"no {what} {text!r}" if not fitting else f"{text!r} fits {len(fitting)} of them",
        hint=f"there are: {shown} ({where})" if shown else "there is none yet",
    )
