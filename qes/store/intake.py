"""Writing a document into the project with everything that was found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from corpora.columns import Segments, Turns
from corpora.source import Quote, Reading, Unit
from qes.base import Json, SourceId, canonical_json
from qes.store.batches import write_segments, write_turns
from qes.store.large_values import write_bytes, write_text
from qes.store.schema import (
    aside,
    page,
    quote,
    record,
    source,
    speaker,
)
from qes.store.sources import source_id


def add_source(
    connection: sa.Connection,
    reading: Reading,
    data: bytes,
    *,
    unit: Unit,
    by: str,
    at: str,
    report: Json = None,
    progress: Callable[[int, int], None] | None = None,
) -> SourceId:
    """Write one document: its file, its text and everything found in it.

    `progress` is called with how many of its turns and segments are written, and how many there
    are.
    """
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
            report=None if report is None else canonical_json(report),
        )
    )
    write_text(connection, new, reading.text)
    write_bytes(connection, new, data)
    _small_parts(connection, new, reading)
    _insert(connection, quote, [_quote_row(new, one) for one in reading.quotes])
    _many_parts(connection, new, reading, progress)
    return new


def _many_parts(
    connection: sa.Connection,
    new: SourceId,
    reading: Reading,
    progress: Callable[[int, int], None] | None,
) -> None:
    turns, segments = Turns.of(reading.turns), Segments.of(reading.segments)
    done, count = 0, len(turns) + len(segments)

    def written(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, count)

    write_turns(connection, new, turns, written)
    write_segments(connection, new, segments, turns, written)


def _small_parts(connection: sa.Connection, new: SourceId, reading: Reading) -> None:
    _insert(connection, page, [
        {"source": new, "n": n, "start": start}
        for n, start in enumerate(reading.page_starts, start=1)
    ])  # fmt: skip
    _insert(connection, speaker, [
        {
            "source": new,
            "n": n,
            "label": one.label,
            "role": one.role.value,
            "turns": one.turns,
            "labelled": one.labelled,
            "attributes": canonical_json([list(said) for said in one.attributes]),
        }
        for n, one in enumerate(reading.speakers, start=1)
    ])  # fmt: skip
    _insert(connection, aside, [
        {"source": new, "n": n, "kind": one.kind.value, "text": one.text, "at": one.at, "page": one.page}
        for n, one in enumerate(reading.asides, start=1)
    ])  # fmt: skip
    _insert(connection, record, [
        {
            "source": new,
            "n": one.n,
            "start": one.start,
            "stop": one.end,
            "cells": canonical_json([list(cell) for cell in one.values]),
        }
        for one in reading.records
    ])  # fmt: skip


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


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
        "attributes": canonical_json([list(said) for said in one.attributes]),
    }
