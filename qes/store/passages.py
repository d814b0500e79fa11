"""Passages: the stretches of text that judgements are about."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from qes.base import PassageId, SourceId, sha256
from qes.store.schema import passage


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A stretch of text that judgements are about."""

    id: PassageId
    source: SourceId
    start: int
    stop: int


def passage_id(source_: SourceId, start: int, stop: int) -> PassageId:
    """Derive a passage's id, which is also how it is typed."""
    return PassageId(f"{source_}:{start}-{stop}")


def span_of(passage_id: str) -> tuple[SourceId, int, int]:
    """Read source and offsets out of a passage's id."""
    source, _, span = passage_id.rpartition(":")
    start, _, stop = span.partition("-")
    return SourceId(source), int(start), int(stop)


def ensure_passage(
    connection: sa.Connection, id_: SourceId, start: int, stop: int, quoted: str
) -> PassageId:
    """Write a passage with the hash of its words, unless it is there."""
    wanted = passage_id(id_, start, stop)
    if connection.dialect.name == "postgresql":
        # one that another has judged may be out of sight: the server does not say whether it is
        connection.execute(sa.select(sa.func.note_passage(id_, start, stop)))
        return wanted
    known = connection.execute(
        sa.select(passage.c.id).where(passage.c.id == wanted)
    ).scalar_one_or_none()
    if known is None:
        connection.execute(
            sa.insert(passage).values(
                id=wanted, source=id_, start=start, stop=stop, quote_sha256=sha256(quoted)
            )
        )
    return wanted


def passages(connection: sa.Connection, id_: SourceId | None = None) -> tuple[StoredPassage, ...]:
    """Return the passages of one document, or of all, in text order."""
    chosen = sa.select(passage).order_by(passage.c.source, passage.c.start, passage.c.stop)
    if id_ is not None:
        chosen = chosen.where(passage.c.source == id_)
    return tuple(
        StoredPassage(PassageId(row.id), SourceId(row.source), row.start, row.stop)
        for row in connection.execute(chosen)
    )


def passage_ids(id_: SourceId) -> sa.Select[tuple[str]]:
    """Return the query for a document's passages, to ask for the judgements about them."""
    return sa.select(passage.c.id).where(passage.c.source == id_)
