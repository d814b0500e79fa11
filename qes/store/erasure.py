"""Destroying a source, or stretches of one, with all that was computed from the words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from corpora.source import Unit
from corpora.span import Span, Stretches
from qes.base import PassageId, SourceId, sha256
from qes.errors import Busy
from qes.store.database import Store, in_parts, insert_missing, plain_failure
from qes.store.schema import (
    aside,
    embedding,
    judgement,
    page,
    passage,
    place,
    project,
    quote,
    record,
    seen,
    segment,
    showing,
    source,
    source_bytes,
    source_text,
    speaker,
    suggestion,
    turn,
)
from qes.store.segments import LETTERS, of_source, segment_id

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

UNSCRUBBED = "unscrubbed"
"""The setting that says words were deleted of which the file may still hold traces."""
FILL = "░░░░░░░░░ "
"""What stands where words were, over and over."""
_ERASED = (
    source, source_text, source_bytes, page, turn, speaker, quote, segment, aside, record,
    showing, suggestion, embedding, seen, place, judgement,
)  # fmt: skip
_POINTING = (showing, seen, place)
"""What names segments by their id."""
_BATCH = 500


def filled(text: str, spans: Sequence[Span]) -> str:
    """Return a text of the same length in which nothing is left of some stretches."""
    parts: list[str] = []
    at = 0
    for span in sorted(spans):
        length = max(0, span.end - max(at, span.start))
        fill = (FILL * (length // len(FILL) + 1))[:length]
        parts += (text[at : max(at, span.start)], fill)
        at = max(at, span.end)
    return "".join((*parts, text[at:]))


def erase_source(connection: sa.Connection, id_: SourceId, at: str) -> None:
    """Destroy all of a source but the row that says there was one."""
    every = sa.select(segment.c.start, segment.c.stop).where(segment.c.source == id_)
    _forget_words(connection, id_, (Span(*row) for row in connection.execute(every)))
    _forget_pointing(connection, lambda ids: of_source(ids, id_))
    for table in (segment, source_text, source_bytes, page, turn, speaker, quote, aside, record):
        connection.execute(sa.delete(table).where(table.c.source == id_))
    connection.execute(
        sa.update(source)
        .where(source.c.id == id_)
        .values(name=f"withdrawn-{id_}", remarks="[]", report=None, withdrawn_at=at)
    )


def erase_stretches(
    connection: sa.Connection, id_: SourceId, text: str, spans: Sequence[Span]
) -> str:
    """Destroy stretches of a source, and the file it came from; return the text that is left.

    Nothing else moves: every offset means what it meant.
    """
    left, gone = filled(text, spans), Stretches(spans)
    for unit in Unit:
        _erase_segments(connection, id_, unit, gone)
    for table in (record, quote):
        _delete_meeting(connection, table, id_, gone)
    places = sa.select(aside.c.n, aside.c.at).where(aside.c.source == id_, aside.c.at.is_not(None))
    for n, at in connection.execute(places).all():
        if gone.meets(at, at + 1):
            connection.execute(sa.delete(aside).where(aside.c.source == id_, aside.c.n == n))
    connection.execute(sa.delete(source_bytes).where(source_bytes.c.source == id_))
    connection.execute(sa.update(source_text).where(source_text.c.source == id_).values(text=left))
    connection.execute(
        sa.update(source)
        .where(source.c.id == id_)
        .values(text_sha256=sha256(left), remarks="[]", report=None)
    )
    return left


def erase_speakers(connection: sa.Connection, id_: SourceId, labels: Sequence[str]) -> None:
    """Destroy who spoke: their turns are gone, their label is nobody's."""
    connection.execute(
        sa.delete(turn).where(turn.c.source == id_, turn.c.speaker.in_(list(labels)))
    )
    for n, label in connection.execute(
        sa.select(speaker.c.n, speaker.c.label).where(speaker.c.source == id_)
    ).all():
        if label in labels:
            connection.execute(
                sa.update(speaker)
                .where(speaker.c.source == id_, speaker.c.n == n)
                .values(label=f"withdrawn {n}", turns=0, labelled=0, attributes="[]")
            )


def meeting_passages(
    connection: sa.Connection, id_: SourceId, spans: Sequence[Span]
) -> tuple[PassageId, ...]:
    """Return the passages of a source that lie, wholly or in part, in some stretches."""
    rows = connection.execute(
        sa.select(passage.c.id, passage.c.start, passage.c.stop).where(passage.c.source == id_)
    )
    gone = Stretches(spans)
    return tuple(PassageId(row.id) for row in rows if gone.meets(row.start, row.stop))


def _delete_meeting(
    connection: sa.Connection, table: sa.Table, id_: SourceId, gone: Stretches
) -> None:
    rows = connection.execute(
        sa.select(table.c.n, table.c.start, table.c.stop).where(table.c.source == id_)
    ).all()
    numbers = [row.n for row in rows if gone.meets(row.start, row.stop)]
    for batch in in_parts(numbers):
        connection.execute(sa.delete(table).where(table.c.source == id_, table.c.n.in_(batch)))


def _erase_segments(connection: sa.Connection, id_: SourceId, unit: Unit, gone: Stretches) -> None:
    """Destroy the segments of one unit that lie, wholly or in part, in some stretches."""
    units = sa.and_(segment.c.source == id_, segment.c.unit == LETTERS[unit])
    rows = connection.execute(sa.select(segment.c.n, segment.c.start, segment.c.stop).where(units))
    touched = [(n, Span(start, stop)) for n, start, stop in rows if gone.meets(start, stop)]
    _forget_words(connection, id_, (span for _, span in touched))
    for batch in in_parts([n for n, _ in touched]):
        ids = [segment_id(id_, unit, n) for n in batch]
        _forget_pointing(connection, _any_of(ids))
        connection.execute(sa.delete(segment).where(units, segment.c.n.in_(batch)))


def _any_of(wanted: Sequence[str]) -> Callable[[sa.ColumnElement[object]], sa.ColumnElement[bool]]:
    return lambda ids: ids.in_(wanted)


def _forget_pointing(
    connection: sa.Connection, chosen: Callable[[sa.ColumnElement[object]], sa.ColumnElement[bool]]
) -> None:
    """Destroy what points to some segments: what was shown of them, and to whom."""
    shown = sa.select(showing.c.id).where(chosen(showing.c.segment))
    connection.execute(sa.delete(suggestion).where(suggestion.c.showing.in_(shown)))
    for table in _POINTING:
        connection.execute(sa.delete(table).where(chosen(table.c.segment)))


def _forget_words(connection: sa.Connection, id_: SourceId, spans: Iterator[Span]) -> None:
    """Destroy what was computed from the words of some segments of a source."""
    text = connection.execute(
        sa.select(source_text.c.text).where(source_text.c.source == id_)
    ).scalar_one_or_none()
    if text is None:  # it was withdrawn before
        return
    while batch := list(islice(spans, _BATCH)):
        hashes = {sha256(text[span.start : span.end]) for span in batch}
        connection.execute(sa.delete(embedding).where(embedding.c.text_sha256.in_(hashes)))


def note_unscrubbed(connection: sa.Connection) -> None:
    """Write down that words are deleted and that `scrub` has to come."""
    note = {"name": UNSCRUBBED, "value": "yes"}
    connection.execute(insert_missing(connection, project).values(note))


def scrub(store: Store) -> None:
    """Make what was deleted unrecoverable: write the file, or the server's tables, anew.

    Raises:
        Busy: another program has the project open; what was deleted may still be in its log.
        UserError: there is no room to write the file anew.
    """
    raw = store.engine.raw_connection()
    try:
        driver = raw.driver_connection
        if driver is None:  # a pooled connection always has one
            raise RuntimeError("no connection")
        if store.is_sqlite:
            _scrub_file(store, driver)
        else:
            _scrub_server(driver)
    finally:
        raw.close()
    with store.write() as connection:
        connection.execute(sa.delete(project).where(project.c.name == UNSCRUBBED))


def _scrub_file(store: Store, driver: DBAPIConnection) -> None:
    busy = Busy(
        f"{store.name}: another program still reads what was destroyed",
        hint="close it: the next qes command then cleans the file; nothing else is left to do",
    )
    try:
        driver.execute("VACUUM")
        held, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        failure = plain_failure(OperationalError("VACUUM", None, error), store.name)
        if failure is None:
            raise
        raise (busy if isinstance(failure, Busy) else failure) from error
    if held:
        raise busy


def _scrub_server(driver: DBAPIConnection) -> None:
    driver.rollback()
    driver.autocommit = True
    try:
        for table in _ERASED:
            driver.execute(f'VACUUM FULL "{table.name}"')
    finally:
        driver.autocommit = False
