"""The file of a source's new version: whether it may come in, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpora.cast.people import Cast, Person
from corpora.reading import read_source
from corpora.source import Reading, Role, SourceKind, Speaker, Unit
from corpora.span import Span
from qes.base import sha256
from qes.errors import Refused, UserError
from qes.services.carrying import Accept, Version
from qes.store.segments import read_segments, segment_id
from qes.store.sources import (
    StoredSource,
    list_sources,
    read_text,
    source_id,
    source_with_bytes,
)

if TYPE_CHECKING:
    from qes.store.database import Connection

Translate = Callable[[str], str]
"""Says what words of the old version have become in the new one."""


@dataclass(frozen=True, slots=True)
class ReplaceRequest:
    """How a new version is to be taken in; None is as the version before."""

    kind: SourceKind | None = None
    encoding: str | None = None
    unit: Unit | None = None
    cast: Cast | None = None
    password: str | None = None
    accept: Accept = Accept.NONE
    reason: str | None = None
    dry_run: bool = False
    """Say what would be, and write nothing."""


def refuse_file(connection: Connection, old: StoredSource, name: str, data: bytes) -> None:
    """Refuse what cannot be the next version of a source.

    Raises:
        UserError: the source does not stand any more.
        Refused: the file, or one of its name, is in the project already.
    """
    if old.withdrawn_at is not None:
        raise UserError(f"{old.name} was withdrawn on {old.withdrawn_at[:10]}")
    if old.replaced_by is not None:
        raise UserError(
            f"{old.id} is an earlier version of {old.replaced_by}",
            hint=f"replace what stands: qes sources replace {old.replaced_by} FILE",
        )
    known = source_with_bytes(connection, sha256(data))
    if known is not None:
        raise _known(known, old, name)
    if any(one.name == name and one.id != old.id for one in list_sources(connection)):
        raise Refused(f"another source is named {name}", hint="rename the file")


def _known(known: StoredSource, old: StoredSource, name: str) -> Refused:
    if known.id == old.id:
        return Refused(f"{name} is byte for byte what stands", hint="there is nothing to replace")
    if known.withdrawn_at is not None:
        return Refused(
            f"{name} was withdrawn from the project on {known.withdrawn_at[:10]}",
            hint="what was withdrawn stays out",
        )
    if known.replaced_by is not None:
        return Refused(
            f"{name} is an earlier version of {known.replaced_by}",
            hint=f"to make it stand again: qes sources replace {known.id} --restore",
        )
    return Refused(f"{name} is in the project already, as {known.name}")


def read_version(
    old: StoredSource,
    speakers: tuple[Speaker, ...],
    file: tuple[str, bytes],
    request: ReplaceRequest,
    translate: Translate | None,
) -> Reading:
    """Read a file as the version before was read, unless told otherwise.

    Raises:
        Refused: it may not or cannot be read.
    """
    name, data = file
    return read_source(
        data,
        name,
        kind=request.kind or old.kind,
        encoding=request.encoding or _encoding(data, old),
        password=request.password,
        cast=(request.cast or _cast(speakers, translate)).for_file(name),
    )


def _encoding(data: bytes, old: StoredSource) -> str | None:
    """Return the encoding of the version before, unless the new one is UTF-8 or marked."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        return None if marked or old.encoding == "utf-8" else old.encoding
    return None


def _cast(speakers: tuple[Speaker, ...], translate: Translate | None) -> Cast:
    """Return who spoke in the version before, so that the same labels mean the same people."""
    become: Translate = translate or (lambda words: words)
    return Cast(
        tuple(
            Person(
                name=become(one.label),
                role=None if one.role is Role.UNKNOWN else one.role,
                attributes=tuple((name, become(value)) for name, value in one.attributes),
            )
            for one in speakers
        )
    )


def version_of(reading: Reading) -> Version:
    """Return what was read as a version, as it will be once it is written."""
    id_ = source_id(reading.bytes_sha256)
    return Version(
        id_,
        reading.text,
        tuple(
            (one.unit, segment_id(id_, one.unit, one.n), Span(one.start, one.end))
            for one in reading.segments
        ),
    )


def stored_version(connection: Connection, source: StoredSource) -> Version:
    """Return a version that is in the project already."""
    segments = tuple(
        (unit, one.id, Span(one.start, one.stop))
        for unit in Unit
        for one in read_segments(connection, source.id, unit)
    )
    return Version(source.id, read_text(connection, source.id), segments)
