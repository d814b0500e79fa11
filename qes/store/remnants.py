"""Judgements whose words were withdrawn: what is left of them, and how it is still verified.

A judgement that repeats withdrawn words keeps its place, its author and its hash; only the words
go. What is left is hashed anew, and the withdrawal, itself a judgement, holds that hash: any other
change still shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from corpora.echoes import PIECE
from qes.base import Json, canonical_json, sha256
from qes.store.database import in_parts
from qes.store.judgements import HASHED, SubjectKind
from qes.store.schema import judgement

WITHDRAWN_ASPECT = "withdrawn"
"""Of a source: that words of it were destroyed, and the remnants of what repeated them."""


@dataclass(frozen=True, slots=True)
class Remnant:
    """A judgement as it will stand without some words."""

    id: str
    value: str
    """JSON."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class SaidInWords:
    """A judgement with the words in it."""

    id: str
    author: str
    at: str
    kind: str
    subject: str
    aspect: str
    value: str
    """JSON."""
    reason: str | None


def remnant_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over what is left of a judgement, its first hash included."""
    return sha256(canonical_json({name: cast("Json", row[name]) for name in (*HASHED, "hash")}))


def said_in_words(connection: sa.Connection) -> Iterator[SaidInWords]:
    """Yield each judgement that may hold someone's words."""
    long = sa.func.length(judgement.c.value) > PIECE
    chosen = (
        sa.select(judgement)
        .where(sa.or_(judgement.c.reason.is_not(None), long))
        .where(judgement.c.aspect != WITHDRAWN_ASPECT)
        .order_by(judgement.c.n)
    )
    yield from map(_said, connection.execute(chosen))


def said_of_speakers(connection: sa.Connection, ids: Sequence[str]) -> Iterator[SaidInWords]:
    """Yield each judgement about some speakers, in order for each."""
    chosen = sa.select(judgement).where(judgement.c.subject_kind == SubjectKind.SPEAKER.value)
    for part in in_parts(ids):
        about = chosen.where(judgement.c.subject.in_(part)).order_by(judgement.c.n)
        yield from map(_said, connection.execute(about))


def _said(row: sa.Row[tuple[object, ...]]) -> SaidInWords:
    return SaidInWords(
        row.id,
        row.author,
        row.at,
        row.subject_kind,
        row.subject,
        row.aspect,
        row.value,
        row.reason,
    )


def put_remnants(connection: sa.Connection, remnants: Sequence[Remnant]) -> dict[str, str]:
    """Leave of some judgements what is given, and return the hash of each remnant by its id.

    The database refuses any change of a judgement; that guard is lifted here, for this alone.
    """
    if not remnants:
        return {}
    lift, set_again = _guard(connection)
    for statement in lift:
        connection.exec_driver_sql(statement)
    for one in remnants:
        connection.execute(
            sa.update(judgement)
            .where(judgement.c.id == one.id)
            .values(value=one.value, reason=one.reason)
        )
    for statement in set_again:
        connection.exec_driver_sql(statement)
    rows = connection.execute(
        sa.select(judgement).where(judgement.c.id.in_([one.id for one in remnants]))
    ).mappings()
    return {str(row["id"]): remnant_hash(cast("Mapping[str, object]", row)) for row in rows}


def _guard(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """Return the statements that lift the guard of judgements, and those that set it again."""
    name = "judgement_is_never_changed"
    if connection.dialect.name == "postgresql":
        table = "ALTER TABLE judgement {} TRIGGER " + name
        return [table.format("DISABLE")], [table.format("ENABLE")]
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)
    ).scalar_one()
    return [f"DROP TRIGGER {name}"], [str(made)]


def known_remnants(connection: sa.Connection) -> dict[str, str]:
    """Return the hash of what is left of each judgement that lost words, by its id."""
    chosen = (
        sa.select(judgement.c.value)
        .where(judgement.c.subject_kind == "source", judgement.c.aspect == WITHDRAWN_ASPECT)
        .order_by(judgement.c.n)
    )
    found: dict[str, str] = {}
    for value in connection.execute(chosen).scalars():
        try:
            said = json.loads(value)
        except ValueError:
            continue  # a changed row: the walk over the chain names it
        if isinstance(said, dict) and isinstance(said.get("remnants"), dict):
            found |= {str(id_): str(hash_) for id_, hash_ in said["remnants"].items()}
    return found
