"""Codes, studies, findings, rounds and edges as bare identities; what is said of them is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from qes.store.schema import code, edge, finding, project, round_, study

CODES, STUDIES, FINDINGS, ROUNDS = code, study, finding, round_
"""The tables that hold nothing but ids."""


@dataclass(frozen=True, slots=True)
class StoredEdge:
    """An arrow of the logic model: what it joins, whatever is thought of it."""

    id: str
    source: str
    target: str
    kind: str
    sign: str
    level: str


def ids(connection: sa.Connection, table: sa.Table) -> tuple[str, ...]:
    """Return every id of one kind, sorted."""
    return tuple(connection.execute(sa.select(table.c.id).order_by(table.c.id)).scalars())


def ensure(connection: sa.Connection, table: sa.Table, wanted: Iterable[str]) -> tuple[str, ...]:
    """Write the ids that are not there yet and return them."""
    known = set(ids(connection, table))
    new = [id_ for id_ in dict.fromkeys(wanted) if id_ not in known]
    if new:
        connection.execute(sa.insert(table), [{"id": id_} for id_ in new])
    return tuple(new)


def add_edge(connection: sa.Connection, new: StoredEdge) -> None:
    """Write one edge."""
    connection.execute(sa.insert(edge).values(**asdict(new)))


def edges(connection: sa.Connection) -> tuple[StoredEdge, ...]:
    """Return every edge in the order of their numbers: e2 before e10."""
    return tuple(
        StoredEdge(row.id, row.source, row.target, row.kind, row.sign, row.level)
        for row in connection.execute(
            sa.select(edge).order_by(sa.func.length(edge.c.id), edge.c.id)
        )
    )


def write_settings(connection: sa.Connection, settings: Mapping[str, str]) -> None:
    """Write what a project is called and when it was made."""
    rows = [{"name": name, "value": value} for name, value in settings.items()]
    connection.execute(sa.insert(project), rows)


def read_settings(connection: sa.Connection) -> dict[str, str]:
    """Return what a project is called and when it was made."""
    return {row.name: row.value for row in connection.execute(sa.select(project))}
