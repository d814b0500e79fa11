"""The reviewers of a project on a server: a database role each, which sees no more than it may.

What a role sees is held by the server itself, in policies that the migrations make
(`migrations/server_policies.py`); here roles are made and given the rights that those policies
narrow. A role is named as its reviewer is, so that whose a row is can be told from its author.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql

from qes.base import AuthorName
from qes.errors import Refused, UserError
from qes.store.database import Store
from qes.store.migrations.server_policies import FUNCTIONS
from qes.store.schema import embedding as vectors
from qes.store.schema import metadata, place, round_, showing, suggestion

_LONGEST = 63
"""Bytes of a role's name: a server cuts off what is longer."""
_Driver = psycopg.Connection[tuple[object, ...]]
_ONLY_READ = frozenset(("alembic_version", "project", "export", "passage", "successor"))
"""What a role never writes, or only through a function that says nothing of other rows."""
_REPLACED = frozenset(one.name for one in (place, showing, suggestion, vectors))
"""What is written anew: where one is, what was only listed, what is computed."""


@dataclass(frozen=True, slots=True)
class RoleOfReviewer:
    """Someone who may work in a project on a server, as a role of their own."""

    name: AuthorName
    leads: bool
    """They may begin and end rounds."""


def add_role(
    store: Store, name: AuthorName, *, password: str | None = None, leads: bool = False
) -> bool:
    """Let someone work in a project on a server; return whether the server has a new role.

    A role that is there, as of another project, gets the rights here; its password changes only
    where one is given.

    Args:
        store: The project, opened by whoever owns it.
        name: The reviewer's name, which becomes the role's.
        password: What they show to come in; None leaves that to the server's own rules.
        leads: They may begin and end rounds.

    Raises:
        Refused: the project is a file.
        UserError: no role can be called so, or the role is one that sees everything.
    """
    _refuse_file(store)
    _refuse_name(name)
    with store.write() as connection:
        raw = _driver(connection)
        there = raw.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, %s, 'MEMBER') "
            "FROM pg_roles WHERE rolname = %s",
            (_owner(connection), name),
        ).fetchone()
        if there is not None and there[0]:
            raise UserError(
                f"the role {name} sees everything in this project",
                hint="choose another name for who works in it",
            )
        role = sql.Identifier(name)
        if there is None:
            raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        if password is not None:
            # only its digest travels to the server and into the server's log
            digest = raw.pgconn.encrypt_password(
                password.encode(), name.encode(), b"scram-sha-256"
            ).decode()
            raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(digest)))
        _set_rights(raw, name, leads=leads)
    return there is None


def is_role(store: Store, name: AuthorName) -> bool:
    """Say whether a server knows someone, be it from another project.

    Raises:
        Refused: the project is a file.
    """
    _refuse_file(store)
    with store.read() as connection:
        known = sa.text("SELECT FROM pg_roles WHERE rolname = :name")
        return connection.execute(known, {"name": name}).first() is not None


def remove_role(store: Store, name: AuthorName) -> None:
    """Take all rights in a project from someone; their work stays, and so does their role.

    Raises:
        Refused: the project is a file.
        UserError: they have none.
    """
    _refuse_file(store)
    with store.write() as connection:
        if name not in {one.name for one in _roles(connection)}:
            raise UserError(f"{name} has no rights here", hint="qes reviewers list")
        _take_rights(_driver(connection), name)


def roles_of(store: Store) -> tuple[RoleOfReviewer, ...]:
    """Return who may work in a project on a server, by name.

    Raises:
        Refused: the project is a file.
    """
    _refuse_file(store)
    with store.read() as connection:
        return _roles(connection)


def grant_again(connection: sa.Connection) -> None:
    """Give everyone who works in a project the rights that this version asks for."""
    for one in _roles(connection):
        _set_rights(_driver(connection), one.name, leads=one.leads)


def _roles(connection: sa.Connection) -> tuple[RoleOfReviewer, ...]:
    rows = connection.exec_driver_sql(
        "SELECT rolname, has_table_privilege(rolname, 'round', 'INSERT') "
        "FROM pg_class, aclexplode(relacl) AS given JOIN pg_roles ON pg_roles.oid = given.grantee "
        "WHERE pg_class.oid = 'judgement'::regclass AND given.privilege_type = 'INSERT' "
        "AND given.grantee <> relowner ORDER BY rolname"
    )
    return tuple(RoleOfReviewer(AuthorName(name), leads) for name, leads in rows)


def _set_rights(raw: _Driver, name: AuthorName, *, leads: bool) -> None:
    _take_rights(raw, name)
    for what, on in _rights(leads=leads):
        # our own words, put together from our own names
        given = sql.SQL(f"GRANT {what} ON {on} TO {{}}")
        raw.execute(given.format(sql.Identifier(name)))


def _take_rights(raw: _Driver, name: AuthorName) -> None:
    for what, on in _rights(leads=True):
        taken = sql.SQL(f"REVOKE {what} ON {on} FROM {{}}")
        raw.execute(taken.format(sql.Identifier(name)))


def _rights(*, leads: bool) -> Iterator[tuple[str, str]]:
    """Yield what a role may do, and with what."""
    for name in ("alembic_version", *metadata.tables):
        allowed = ["SELECT"]
        if name not in _ONLY_READ and (leads or name != round_.name):
            allowed.append("INSERT")
        if name in _REPLACED:
            allowed.append("DELETE")
        yield ", ".join(allowed), name
    # who speaks is a decision by which units wait for another
    yield "UPDATE (queued)", "segment"
    for one in FUNCTIONS:
        yield "EXECUTE", f"FUNCTION {one}"


def _refuse_file(store: Store) -> None:
    if store.is_sqlite:
        raise Refused(
            f"{store.name} is a file: whoever holds it can read all of it",
            hint="a project on a server has reviewers with rights of their own: qes init URL",
        )


def _refuse_name(name: AuthorName) -> None:
    lowered = name.casefold()
    if len(name.encode()) > _LONGEST or lowered.startswith("pg_") or lowered in {"public", "none"}:
        raise UserError(
            f"no role can be called {name}",
            hint=f"choose a name of at most {_LONGEST} bytes that does not begin with pg_",
        )


def _owner(connection: sa.Connection) -> str:
    return str(
        connection.exec_driver_sql(
            "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'judgement'::regclass"
        ).scalar_one()
    )


def _driver(connection: sa.Connection) -> _Driver:
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("this is no connection to a server")
    return raw
