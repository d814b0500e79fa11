"""Reading back what is in the project: sources, their words, their segments and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.prose.constructs import Construct, construct_of
from corpora.source import Aside, Quote, Record, Segment, SourceKind, Turn, Unit
from qes.base import Json
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.speaking import spoken_turns
from qes.store.judgements import SubjectKind
from qes.store.segments import StoredSegment, count_segments, read_segments
from qes.store.sources import (
    StoredSource,
    list_sources,
    read_asides,
    read_quotes,
    read_records,
    read_report,
    read_text,
)
from qes.store.standing import Question, shared


@dataclass(frozen=True, slots=True)
class SourceView:
    """One document with its study and its size in units."""

    source: StoredSource
    study: str | None
    segments: int
    """Units that reviewers go through."""


def show_sources(desk: Desk) -> tuple[SourceView, ...]:
    """Return every document in the project with its study."""
    with desk.store.read() as connection:
        studies = {
            one.subject.id: str(one.value)
            for one in shared(connection, Question(SubjectKind.SOURCE, aspects=("study",)))
            if one.value is not None
        }
        return tuple(
            SourceView(
                one, studies.get(one.id), count_segments(connection, one.id).get(one.unit, 0)
            )
            for one in list_sources(connection)
        )


@dataclass(frozen=True, slots=True)
class SourceContent:
    """One document with its text and everything found in it."""

    source: StoredSource
    text: str
    turns: tuple[Turn, ...]
    quotes: tuple[Quote, ...]
    units: dict[Unit, int]
    report: Json


def show_source(desk: Desk, name: str) -> SourceContent:
    """Return one document whole."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        return SourceContent(
            one,
            read_text(connection, one.id),
            spoken_turns(connection, one.id),
            read_quotes(connection, one.id),
            count_segments(connection, one.id),
            read_report(connection, one.id),
        )


@dataclass(frozen=True, slots=True)
class _Voiced:
    kind: SourceKind
    turns: tuple[Turn, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a document's text."""

    text: str
    asides: tuple[Aside, ...]
    records: tuple[Record, ...]


def show_beside(desk: Desk, name: str) -> Beside:
    """Return what was set aside when a document came in, and the rows of one that is a table."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        return Beside(
            read_text(connection, one.id),
            read_asides(connection, one.id),
            read_records(connection, one.id),
        )


def show_segments(
    desk: Desk, name: str, unit: Unit | None = None
) -> tuple[tuple[StoredSegment, str], ...]:
    """Return a document's segments of one unit, each with its words."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        text = read_text(connection, one.id)
        segments = read_segments(connection, one.id, unit or one.unit)
        return tuple((segment, text[segment.start : segment.stop]) for segment in segments)


def show_constructs(
    desk: Desk, name: str, segments: Sequence[StoredSegment]
) -> tuple[Construct, ...]:
    """Return whose words each of some segments of a document holds, in their order."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        voiced = _Voiced(
            one.kind, spoken_turns(connection, one.id), read_quotes(connection, one.id)
        )
    return tuple(
        construct_of(voiced, Segment(each.unit, each.n, each.start, each.stop, each.turn))
        for each in segments
    )
