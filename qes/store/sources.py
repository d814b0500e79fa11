"""Documents in the project: adding one with all its parts, and reading them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from corpora.source import Quote, Reading, Role, Segment, SourceKind, Turn, Unit
from corpora.span import Span
from qes.base import PassageId, SegmentId, SourceId, canonical_json, sha256
from qes.store.schema import page, passage, quote, segment, source, source_bytes, source_text, turn

_ID_DIGITS = 10
_UNIT_LETTERS = {Unit.TURN: "t", Unit.SENTENCE: "s", Unit.PARAGRAPH: "p", Unit.QUOTE: "q"}


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


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A unit of analysis with its id."""

    id: SegmentId
    source: SourceId
    unit: Unit
    n: int
    start: int
    stop: int
    turn: int | None
    queued: bool
    """False where an interviewer speaks: no decision is awaited there."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A stretch of text that judgements are about."""

    id: PassageId
    source: SourceId
    start: int
    stop: int


def source_id(bytes_sha256: str) -> SourceId:
    """Derive a source's id from its file, so that every copy of a project names it alike."""
    return SourceId(bytes_sha256[:_ID_DIGITS])


def segment_id(source_: SourceId, unit: Unit, n: int) -> SegmentId:
    """Derive a segment's id: source, letter of the unit, number within it."""
    return SegmentId(f"{source_}.{_UNIT_LETTERS[unit]}{n}")


def passage_id(source_: SourceId, start: int, stop: int) -> PassageId:
    """Derive a passage's id, which is also how it is typed."""
    return PassageId(f"{source_}:{start}-{stop}")


def add_source(
    connection: sa.Connection,
    reading: Reading,
    data: bytes,
    *,
    unit: Unit,
    by: str,
    at: str,
) -> SourceId:
    """Write one document: its file, its text and everything found in it."""
    new = source_id(reading.bytes_sha256)
    connection.execute(
        sa.insert(source).values(
            id=new,
            name=reading.name,
            kind=reading.kind.value,
            format=reading.format,
            encoding=reading.encoding,
            unit=unit.value,
            segmenter=reading.segmenter,
            characters=len(reading.text),
            text_sha256=reading.text_sha256,
            bytes_sha256=reading.bytes_sha256,
            remarks=canonical_json([asdict(remark) for remark in reading.warnings]),
            added_by=by,
            added_at=at,
        )
    )
    connection.execute(sa.insert(source_text).values(source=new, text=reading.text))
    connection.execute(sa.insert(source_bytes).values(source=new, data=data))
    _insert(connection, page, [
        {"source": new, "n": n, "start": start}
        for n, start in enumerate(reading.page_starts, start=1)
    ])  # fmt: skip
    _insert(connection, turn, [_turn_row(new, one) for one in reading.turns])
    _insert(connection, quote, [_quote_row(new, one) for one in reading.quotes])
    roles = {one.n: one.role for one in reading.turns}
    _insert(connection, segment, [_segment_row(new, one, roles) for one in reading.segments])
    return new


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _turn_row(new: SourceId, one: Turn) -> dict[str, object]:
    return {
        "source": new,
        "n": one.n,
        "speaker": one.speaker,
        "role": one.role.value,
        "start": one.start,
        "stop": one.end,
        "at": one.at,
    }


def _quote_row(new: SourceId, one: Quote) -> dict[str, object]:
    return {
        "source": new,
        "n": one.n,
        "attribution": one.attribution,
        "grouping": one.group,
        "section": one.section,
        "start": one.start,
        "stop": one.end,
        "partial": int(one.partial),
        "gaps": canonical_json([[gap.start, gap.end] for gap in one.gaps]),
    }


def _segment_row(new: SourceId, one: Segment, roles: dict[int, Role]) -> dict[str, object]:
    asked = one.turn is not None and roles.get(one.turn) is Role.INTERVIEWER
    return {
        "id": segment_id(new, one.unit, one.n),
        "source": new,
        "unit": one.unit.value,
        "n": one.n,
        "start": one.start,
        "stop": one.end,
        "turn": one.turn,
        "queued": int(not asked),
    }


def list_sources(connection: sa.Connection) -> tuple[StoredSource, ...]:
    """Return every document in the order it came."""
    rows = connection.execute(
        sa.select(source).order_by(source.c.added_at, source.c.name, source.c.id)
    )
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
    )


def source_with_bytes(connection: sa.Connection, bytes_sha256: str) -> str | None:
    """Return the name of the document that came from these very bytes, if there is one."""
    return connection.execute(
        sa.select(source.c.name).where(source.c.bytes_sha256 == bytes_sha256)
    ).scalar_one_or_none()


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
        )
        for row in rows
    )


def read_segments(
    connection: sa.Connection, id_: SourceId, unit: Unit
) -> tuple[StoredSegment, ...]:
    """Return a document's units of one kind, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .where(segment.c.source == id_, segment.c.unit == unit.value)
        .order_by(segment.c.n),
    )


def review_segments(connection: sa.Connection) -> tuple[StoredSegment, ...]:
    """Return every unit that reviewers go through, over all documents, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == source.c.unit)
        .order_by(source.c.added_at, source.c.name, source.c.id, segment.c.n),
    )


def segments_touching(
    connection: sa.Connection, of: StoredSource, start: int, stop: int
) -> tuple[StoredSegment, ...]:
    """Return the units reviewers go through that a stretch of text touches, in order."""
    return _segments(
        connection,
        sa.select(segment)
        .where(
            segment.c.source == of.id,
            segment.c.unit == of.unit.value,
            segment.c.start < stop,
            segment.c.stop > start,
        )
        .order_by(segment.c.n),
    )


def first_queued(connection: sa.Connection, of: StoredSource) -> SegmentId | None:
    """Return the first unit of a document that awaits a decision."""
    found = connection.execute(
        sa.select(segment.c.id)
        .where(
            segment.c.source == of.id,
            segment.c.unit == of.unit.value,
            segment.c.queued == 1,
        )
        .order_by(segment.c.n)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else SegmentId(found)


def find_segment(connection: sa.Connection, id_: str) -> StoredSegment | None:
    """Return the segment of this id, if there is one."""
    found = _segments(connection, sa.select(segment).where(segment.c.id == id_))
    return found[0] if found else None


def _segments(
    connection: sa.Connection, chosen: sa.Select[tuple[object, ...]]
) -> tuple[StoredSegment, ...]:
    return tuple(
        StoredSegment(
            SegmentId(row.id),
            SourceId(row.source),
            Unit(row.unit),
            row.n,
            row.start,
            row.stop,
            row.turn,
            bool(row.queued),
        )
        for row in connection.execute(chosen)
    )


def count_segments(connection: sa.Connection, id_: SourceId) -> dict[Unit, int]:
    """Return how many segments of each unit a document has."""
    rows = connection.execute(
        sa.select(segment.c.unit, sa.func.count())
        .where(segment.c.source == id_)
        .group_by(segment.c.unit)
    )
    return {Unit(unit): n for unit, n in rows}


def count_queued(connection: sa.Connection) -> dict[SourceId, int]:
    """Return how many units of each document await a reviewer's decision."""
    rows = connection.execute(
        sa.select(segment.c.source, sa.func.count())
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == source.c.unit, segment.c.queued == 1)
        .group_by(segment.c.source)
    )
    return {SourceId(id_): n for id_, n in rows}


def ensure_passage(
    connection: sa.Connection, id_: SourceId, start: int, stop: int, quoted: str
) -> PassageId:
    """Write a passage with the hash of its words, unless it is there."""
    wanted = passage_id(id_, start, stop)
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
