"""Machines' proposals and the vectors they rest on: derived data, never judgements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from qes.base import CodeId, SegmentId, canonical_json
from qes.store.database import in_parts
from qes.store.schema import embedding, suggestion
from qes.store.segments import still_there


@dataclass(frozen=True, slots=True)
class StoredReason:
    """What a suggestion rests on: a passage, or an example of the codebook (segment None)."""

    segment: SegmentId | None
    text: str
    code: CodeId


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """One code proposed for one segment; `code` None is "no code applies"."""

    id: str
    segment: SegmentId
    code: CodeId | None
    rank: int
    score: float | None
    probability: float | None
    because: tuple[StoredReason, ...]
    model: str
    basis: str
    """The hash of the codebook and the examples it was made from."""
    author: str | None
    """Whose decisions went into it, besides opened rounds; None is nobody's."""
    made_at: str


def known_vectors(connection: sa.Connection, model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the stored vectors of these texts, by the texts' hash."""
    wanted = list(dict.fromkeys(hashes))
    found: dict[str, bytes] = {}
    for some in in_parts(wanted):
        rows = connection.execute(
            sa.select(embedding.c.text_sha256, embedding.c.vector).where(
                embedding.c.model == model,
                embedding.c.text_sha256.in_(some),
            )
        )
        found.update({text: bytes(vector) for text, vector in rows})
    return found


def store_vectors(
    connection: sa.Connection, model: str, vectors: Sequence[tuple[str, bytes]]
) -> None:
    """Keep vectors by the hash of their text."""
    known = known_vectors(connection, model, (text for text, _ in vectors))
    new = [
        {"text_sha256": text, "model": model, "vector": vector}
        for text, vector in dict(vectors).items()
        if text not in known
    ]
    if new:
        connection.execute(sa.insert(embedding), new)


def store_suggestions(connection: sa.Connection, made: Sequence[StoredSuggestion]) -> None:
    """Keep proposals; earlier ones stay, for judgements may point to them.

    Those for a segment that was withdrawn while they were made are not kept.
    """
    there = still_there(connection, {one.segment for one in made})
    rows = [
        {
            "id": one.id,
            "segment": one.segment,
            "code": one.code,
            "rank": one.rank,
            "score": one.score,
            "probability": one.probability,
            "because": canonical_json(
                [
                    {"segment": reason.segment, "text": reason.text, "code": reason.code}
                    for reason in one.because
                ]
            ),
            "model": one.model,
            "basis": one.basis,
            "author": one.author,
            "made_at": one.made_at,
        }
        for one in made
        if one.segment in there
    ]
    if rows:
        connection.execute(sa.insert(suggestion), rows)


def suggested_segments(connection: sa.Connection, basis: str) -> frozenset[SegmentId]:
    """Return the segments that have proposals on this basis."""
    return frozenset(
        SegmentId(one)
        for one in connection.execute(
            sa.select(suggestion.c.segment).where(suggestion.c.basis == basis).distinct()
        ).scalars()
    )


def read_suggestions(
    connection: sa.Connection, segment: SegmentId, author: str
) -> tuple[StoredSuggestion, ...]:
    """Return the newest proposals for a segment that this person may see, best first."""
    for_them = sa.or_(suggestion.c.author.is_(None), suggestion.c.author == author)
    newest = (
        sa.select(suggestion.c.basis)
        .where(suggestion.c.segment == segment, for_them)
        .order_by(suggestion.c.made_at.desc(), suggestion.c.basis)
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(suggestion)
        .where(suggestion.c.segment == segment, suggestion.c.basis == newest, for_them)
        .order_by(suggestion.c.rank)
    )
    return tuple(_stored(row) for row in rows)


def find_suggestion(connection: sa.Connection, id_: str) -> StoredSuggestion | None:
    """Return the proposal of this id, if there is one."""
    row = connection.execute(sa.select(suggestion).where(suggestion.c.id == id_)).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredSuggestion:
    return StoredSuggestion(
        id=row.id,
        segment=SegmentId(row.segment),
        code=None if row.code is None else CodeId(row.code),
        rank=row.rank,
        score=row.score,
        probability=row.probability,
        because=tuple(
            StoredReason(reason["segment"], reason["text"], reason["code"])
            for reason in json.loads(row.because)
        ),
        model=row.model,
        basis=row.basis,
        author=row.author,
        made_at=row.made_at,
    )
