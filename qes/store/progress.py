"""Which segments have been before whose eyes, and where each reviewer left off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from qes.base import AuthorName, SegmentId, SourceId
from qes.store.database import insert_missing
from qes.store.judgements import OUTSIDE
from qes.store.schema import place, seen
from qes.store.segments import of_source


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reviewer left off."""

    source: SourceId
    segment: SegmentId


def mark_seen(
    connection: sa.Connection,
    author: AuthorName,
    segments: Iterable[SegmentId],
    round_: str | None,
    at: str,
) -> None:
    """Record that segments were before someone's eyes; the first time counts."""
    rows = [
        {"author": author, "segment": one, "round": round_ or OUTSIDE, "at": at}
        for one in dict.fromkeys(segments)
    ]
    if rows:
        connection.execute(insert_missing(connection, seen), rows)


def seen_by(
    connection: sa.Connection,
    *,
    round_: str | None = None,
    source: SourceId | None = None,
) -> dict[AuthorName, frozenset[SegmentId]]:
    """Return what each person has seen: in one round, or at any time when none is named."""
    chosen = sa.select(seen.c.author, seen.c.segment).distinct()
    if round_ is not None:
        chosen = chosen.where(seen.c.round == round_)
    if source is not None:
        chosen = chosen.where(of_source(seen.c.segment, source))
    found: dict[AuthorName, set[SegmentId]] = {}
    for author, one in connection.execute(chosen):
        found.setdefault(AuthorName(author), set()).add(SegmentId(one))
    return {author: frozenset(found[author]) for author in sorted(found)}


def first_seen(connection: sa.Connection, round_: str) -> dict[AuthorName, dict[SegmentId, str]]:
    """Return when each person first had what before their eyes in one round."""
    chosen = sa.select(seen.c.author, seen.c.segment, seen.c.at).where(seen.c.round == round_)
    found: dict[AuthorName, dict[SegmentId, str]] = {}
    for author, one, at in connection.execute(chosen).all():
        found.setdefault(AuthorName(author), {})[SegmentId(one)] = at
    return {author: found[author] for author in sorted(found)}


def seen_counts(connection: sa.Connection, *, round_: str | None = None) -> dict[AuthorName, int]:
    """Return how many segments each person has seen: numbers only, of what is hidden too.

    In one round (`OUTSIDE` is none), or at any time when none is named.
    """
    if connection.dialect.name == "postgresql":
        done = sa.func.work_done(round_).table_valued("author", "seen")
        rows = connection.execute(
            sa.select(done.c.author, done.c.seen).where(done.c.seen > 0).order_by(done.c.author)
        )
    else:
        chosen = sa.select(seen.c.author, sa.func.count(seen.c.segment.distinct()))
        if round_ is not None:
            chosen = chosen.where(seen.c.round == round_)
        rows = connection.execute(chosen.group_by(seen.c.author).order_by(seen.c.author))
    return {AuthorName(author): n for author, n in rows}


def remember_place(connection: sa.Connection, author: AuthorName, where: Place, at: str) -> None:
    """Record where a reviewer is."""
    connection.execute(sa.delete(place).where(place.c.author == author))
    connection.execute(
        sa.insert(place).values(author=author, source=where.source, segment=where.segment, at=at)
    )


def read_place(connection: sa.Connection, author: AuthorName) -> Place | None:
    """Return where a reviewer left off, if they were here."""
    row = connection.execute(sa.select(place).where(place.c.author == author)).one_or_none()
    return None if row is None else Place(SourceId(row.source), SegmentId(row.segment))
