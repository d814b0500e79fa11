"""Documents in the project: reading them and their parts."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from corpora.source import (
    Aside,
    AsideKind,
    Quote,
    Record,
    Role,
    SourceKind,
    Speaker,
    Turn,
    Unit,
)
from corpora.span import Span
from qes.base import Json, SourceId
from qes.store.schema import (
    aside,
    page,
    quote,
    record,
    source,
    source_bytes,
    source_text,
    speaker,
    turn,
)

_ID_DIGITS = 10


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What is known of a document, without its text."""

    id: SourceId
    name: str
    kind: SourceKind
    format: str
    encoding: str | None
    unit: Unit
    """The unit reviewers go through."""
    segmenter: str
    characters: int
    text_sha256: str
    bytes_sha256: str
    added_by: str
    added_at: str
    replaced_by: SourceId | None
    """The version that stands in its place."""
    withdrawn_at: str | None
    """When all of it was destroyed; only this row is left."""

    @property
    def standing(self) -> bool:
        """Say whether it is neither an earlier version nor withdrawn."""
        return self.replaced_by is None and self.withdrawn_at is None


def source_id(bytes_sha256: str) -> SourceId:
    """Derive a source's id from its file, so that every copy of a project names it alike."""
    return SourceId(bytes_sha256[:_ID_DIGITS])


STANDING = sa.and_(source.c.replaced_by.is_(None), source.c.withdrawn_at.is_(None))
"""Chooses the documents that are neither earlier versions nor withdrawn."""


def list_sources(connection: sa.Connection, *, ever: bool = False) -> tuple[StoredSource, ...]:
    """Return the documents in the order they came; with `ever` also those that stand no more."""
    chosen = sa.select(source).order_by(source.c.added_at, source.c.name, source.c.id)
    rows = connection.execute(chosen if ever else chosen.where(STANDING))
    return tuple(_stored_source(row) for row in rows)


def _stored_source(row: sa.Row[tuple[object, ...]]) -> StoredSource:
    return StoredSource(
        id=SourceId(row.id),
        name=row.name,
        kind=SourceKind(row.kind),
        format=row.format,
        encoding=row.encoding,
        unit=Unit(row.unit),
        segmenter=row.segmenter,
        characters=row.characters,
        text_sha256=row.text_sha256,
        bytes_sha256=row.bytes_sha256,
        added_by=row.added_by,
        added_at=row.added_at,
        replaced_by=None if row.replaced_by is None else SourceId(row.replaced_by),
        withdrawn_at=row.withdrawn_at,
    )


def source_with_bytes(connection: sa.Connection, bytes_sha256: str) -> StoredSource | None:
    """Return the document that came from these very bytes, if there is or was one."""
    row = connection.execute(
        sa.select(source).where(source.c.bytes_sha256 == bytes_sha256)
    ).one_or_none()
    return None if row is None else _stored_source(row)


def read_report(connection: sa.Connection, id_: SourceId) -> Json:
    """Return what was said of a document when it came in."""
    found = connection.execute(
        sa.select(source.c.report).where(source.c.id == id_)
    ).scalar_one_or_none()
    return None if found is None else json.loads(found)


def read_bytes(connection: sa.Connection, id_: SourceId) -> bytes | None:
    """Return a document's file as it came; None where it was destroyed."""
    return connection.execute(
        sa.select(source_bytes.c.data).where(source_bytes.c.source == id_)
    ).scalar_one_or_none()


def read_pages(connection: sa.Connection, id_: SourceId) -> tuple[int, ...]:
    """Return where each page of a document begins."""
    chosen = sa.select(page.c.start).where(page.c.source == id_).order_by(page.c.n)
    return tuple(connection.execute(chosen).scalars())


def read_speakers(connection: sa.Connection, id_: SourceId) -> tuple[Speaker, ...]:
    """Return who speaks in a document, as the document shows it."""
    rows = connection.execute(
        sa.select(speaker).where(speaker.c.source == id_).order_by(speaker.c.n)
    )
    return tuple(
        Speaker(
            row.label,
            Role(row.role),
            row.turns,
            row.labelled,
            _pairs(row.attributes),
        )
        for row in rows
    )


def read_asides(connection: sa.Connection, id_: SourceId) -> tuple[Aside, ...]:
    """Return the words that stand beside a document's text."""
    rows = connection.execute(sa.select(aside).where(aside.c.source == id_).order_by(aside.c.n))
    return tuple(Aside(AsideKind(row.kind), row.text, row.at, row.page) for row in rows)


def read_records(connection: sa.Connection, id_: SourceId) -> tuple[Record, ...]:
    """Return the rows of a document that is a table."""
    rows = connection.execute(sa.select(record).where(record.c.source == id_).order_by(record.c.n))
    return tuple(
        Record(
            row.n,
            row.start,
            row.stop,
            _pairs(row.cells),
        )
        for row in rows
    )


def read_text(connection: sa.Connection, id_: SourceId) -> str:
    """Return a document's canonical text."""
    return str(
        connection.execute(
            sa.select(source_text.c.text).where(source_text.c.source == id_)
        ).scalar_one()
    )


def read_turns(connection: sa.Connection, id_: SourceId) -> tuple[Turn, ...]:
    """Return who said what, in order."""
    rows = connection.execute(sa.select(turn).where(turn.c.source == id_).order_by(turn.c.n))
    return tuple(
        Turn(row.n, row.speaker, Role(row.role), row.start, row.stop, row.at) for row in rows
    )


def read_quotes(connection: sa.Connection, id_: SourceId) -> tuple[Quote, ...]:
    """Return the participants' words printed in a report, in order."""
    rows = connection.execute(sa.select(quote).where(quote.c.source == id_).order_by(quote.c.n))
    return tuple(
        Quote(
            n=row.n,
            attribution=row.attribution,
            group=row.grouping,
            section=row.section,
            start=row.start,
            end=row.stop,
            partial=bool(row.partial),
            gaps=tuple(Span(start, end) for start, end in json.loads(row.gaps)),
            attributes=_pairs(row.attributes),
        )
        for row in rows
    )


def _pairs(stored: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(stored or "[]"))
