"""Who may work in a project on a server: each comes as a database role of their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName
from qes.errors import Refused
from qes.project.project import Project, author_name

if TYPE_CHECKING:
    from qes.store.database import Store
    from qes.store.row_security import RoleOfReviewer

__all__ = ["Admitted", "admit", "dismiss", "reviewers"]
_DRAWN_BYTES = 18


@dataclass(frozen=True, slots=True)
class Admitted:
    """Someone who may now work in a project."""

    name: AuthorName
    leads: bool
    is_new: bool
    """The server did not know them before."""
    password: str | None
    """What was drawn for them, to be handed on once; None where one was given or is in force."""


def admit(
    project: Project, name: str, *, password: str | None = None, leads: bool = False
) -> Admitted:
    """Let someone work in a project on a server, blind in open rounds by the server's own rules.

    A password is drawn for who is new to the server, unless one is given.

    Args:
        project: Opened by whoever owns it on the server.
        name: What they are called; their role's name too.
        password: What they show to come in.
        leads: They may begin and end rounds.

    Raises:
        Refused: the project is a file, or is not opened by its owner.
        UserError: nobody can be called so.
    """
    # the driver of servers costs more than most commands
    from qes.store.row_security import add_role, is_role  # noqa: PLC0415

    who, store = author_name(name), _owned(project)
    drawn = None
    if password is None and not is_role(store, who):
        password = drawn = secrets.token_urlsafe(_DRAWN_BYTES)
    is_new = add_role(store, who, password=password, leads=leads)
    return Admitted(who, leads, is_new, drawn)


def dismiss(project: Project, name: str) -> AuthorName:
    """Take from someone all rights in a project; what they decided stays.

    Raises:
        Refused: the project is a file, or is not opened by its owner.
        UserError: they have no rights in it.
    """
    from qes.store.row_security import remove_role  # noqa: PLC0415 - as above

    who = author_name(name)
    remove_role(_owned(project), who)
    return who


def reviewers(project: Project) -> tuple[RoleOfReviewer, ...]:
    """Return who may work in a project on a server, by name.

    Raises:
        Refused: the project is a file.
    """
    from qes.store.row_security import roles_of  # noqa: PLC0415 - as above

    return roles_of(project.desk.store)


def _owned(project: Project) -> Store:
    store = project.desk.store
    if store.role is not None:
        raise Refused(
            f"{store.role} does not own {store.name}",
            hint="whoever made it on the server says who works in it",
        )
    return store
