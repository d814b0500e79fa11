"""What may be names in the project's sources, for a person to decide on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpora.names.finding import Material, Proposal, find_names
from corpora.names.recognition import Entity, is_available, recognised
from corpora.reading import read_source
from corpora.source import Record, SourceKind, Turn
from corpora.speech.labels import find_labels
from qes.base import SourceId, sha256
from qes.services.desk import Desk
from qes.services.key_file import NamesKey
from qes.services.lookup import find_source
from qes.services.pseudonymising import Original, turned_to_original
from qes.store.sources import (
    StoredSource,
    list_sources,
    read_asides,
    read_bytes,
    read_records,
    read_speakers,
    read_text,
    read_turns,
)
from qes.store.versions import earlier_versions

if TYPE_CHECKING:
    from qes.store.database import Connection

Progress = Callable[[str, int, int], None]
_NAMING = re.compile(r"\b(?:sur|first|last|full)?[ _]?name\b|\brespondent\b", re.IGNORECASE)
"""A column of a table that says who answers."""
_SPOKEN = frozenset((SourceKind.TRANSCRIPT, SourceKind.SURVEY))


@dataclass(frozen=True, slots=True)
class Proposed:
    """What may be names in some sources."""

    proposals: tuple[Proposal, ...]
    sources: tuple[StoredSource, ...]
    recogniser: bool
    """Whether names were also looked for by the recogniser, or by labels and patterns only."""
    materials: tuple[Material, ...]
    entities: tuple[Entity, ...]


def names_sources(desk: Desk, wanted: Sequence[str]) -> tuple[StoredSource, ...]:
    """Return the sources meant: those named, else all in which participants speak.

    Papers and reports are public; names are looked for in them only where they are named.
    """
    with desk.store.read() as connection:
        if wanted:
            return tuple(dict.fromkeys(find_source(connection, one) for one in wanted))
        return tuple(one for one in list_sources(connection) if one.kind in _SPOKEN)


def propose_names(
    desk: Desk,
    key: NamesKey,
    sources: Sequence[StoredSource],
    *,
    recogniser: bool = True,
    progress: Progress | None = None,
) -> Proposed:
    """Look for names in sources: by labels and patterns, and by the recogniser if it is there."""
    with desk.store.read() as connection:
        materials = tuple(_material(connection, key, one) for one in sources)
    able = recogniser and is_available()
    spoken = [text for one in materials for text in one.spoken] if able else []
    entities = recognised(spoken, progress) if spoken else ()
    proposals = find_names(materials, key.names, key.rejected, entities)
    return Proposed(proposals, tuple(sources), able, materials, entities)


def propose_again(found: Proposed, key: NamesKey) -> Proposed:
    """Propose anew after decisions, without looking again."""
    proposals = find_names(found.materials, key.names, key.rejected, found.entities)
    return replace(found, proposals=proposals)


def _named_version(connection: Connection, source: SourceId, original: Original) -> SourceId | None:
    """Return the version with names whose text an original is, if it is still there.

    The text of a document, read again as plain text, may fall into other turns than the document.
    """
    if not original.as_text:
        return None
    there = (
        one.id
        for one in earlier_versions(connection, source)
        if one.withdrawn_at is None and one.text_sha256 == sha256(original.data)
    )
    return next(there, None)


def _material(connection: Connection, key: NamesKey, one: StoredSource) -> Material:
    data = read_bytes(connection, one.id)
    original = None if data is None else turned_to_original(key, data)
    text = read_text(connection, one.id)
    as_read = one.id if original is None else _named_version(connection, one.id, original)
    records: Sequence[Record]
    if original is None or as_read is not None:
        stored = as_read or one.id
        said = read_text(connection, stored)
        turns: Sequence[Turn] = read_turns(connection, stored)
        labels = [person.label for person in read_speakers(connection, stored)]
        records = read_records(connection, stored)
    else:
        reading = read_source(
            original.data, original.file, kind=one.kind, encoding=original.encoding
        )
        said, turns = reading.text, reading.turns
        labels = [person.label for person in reading.speakers]
        records = reading.records
    labels += [cell for row in records for name, cell in row.values if _NAMING.search(name)]
    if one.kind is SourceKind.TRANSCRIPT:
        # labels as printed, where a speakers map has given them others
        labels += [line.label for line in find_labels(said).lines]
    beside = [aside.text for aside in read_asides(connection, one.id)]
    beside += [cell for row in read_records(connection, one.id) for _, cell in row.values]
    return Material(
        one.id,
        text,
        tuple(said[turn.start : turn.end] for turn in turns) or (said,),
        tuple(dict.fromkeys(labels)),
        tuple(beside),
    )
