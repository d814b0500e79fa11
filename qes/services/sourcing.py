"""Bringing documents into the project and reading back what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.cast import Cast
from corpora.constructs import Construct, construct_of
from corpora.reading import read_source
from corpora.source import Quote, Reading, Segment, SourceKind, Turn, Unit
from qes.base import Json, SourceId, sha256
from qes.errors import Refused, UserError
from qes.services.desk import Desk
from qes.services.import_report import import_report
from qes.services.lookup import find_source
from qes.services.speaking import spoken_turns
from qes.services.studies import link_in
from qes.store.intake import add_source
from qes.store.judgements import SubjectKind
from qes.store.segments import StoredSegment, count_segments, read_segments
from qes.store.sources import (
    StoredSource,
    list_sources,
    read_quotes,
    read_report,
    read_text,
    source_id,
    source_with_bytes,
)
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

MAX_BYTES = 200 * 1024 * 1024
"""A file above this is refused before it is read: no transcript is that long."""
UNITS = {
    SourceKind.TRANSCRIPT: Unit.TURN,
    SourceKind.PAPER: Unit.PARAGRAPH,
    SourceKind.REPORT: Unit.PARAGRAPH,
    SourceKind.SURVEY: Unit.PARAGRAPH,
}
Progress = Callable[[str, int, int], None]
"""Called with (what is being done, how much of it is done, how much there is)."""


@dataclass(frozen=True, slots=True)
class AddRequest:
    """How files are to be taken in."""

    kind: SourceKind = SourceKind.TRANSCRIPT
    encoding: str | None = None
    unit: Unit | None = None
    """The unit reviewers go through; turns for transcripts, paragraphs for the rest."""
    study: str | None = None
    cast: Cast = field(default_factory=Cast)
    """Who speaks, as a speakers map says."""
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """One file that is in the project now."""

    file: str
    source: SourceId
    report: dict[str, Json]
    """As `qes.services.import_report` makes it."""


@dataclass(frozen=True, slots=True)
class NotAdded:
    """One file that was refused, and why."""

    file: str
    why: UserError


@dataclass(frozen=True, slots=True)
class SourceView:
    """One document with its study and its size in units."""

    source: StoredSource
    study: str | None
    segments: int
    """Units that reviewers go through."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that is read and may be written."""

    file: Path
    data: bytes
    reading: Reading


def add_sources(
    desk: Desk,
    files: Sequence[Path],
    request: AddRequest,
    *,
    keep_going: bool = False,
    progress: Progress | None = None,
) -> tuple[tuple[Added, ...], tuple[NotAdded, ...]]:
    """Read files and put them into the project: all of them, or with `keep_going` what can be.

    Everything is read before anything is written, and written in one transaction.

    Raises:
        UserError: a file is refused and `keep_going` is not set; nothing was imported.
    """
    ready: list[_Ready] = []
    refused: list[NotAdded] = []
    seen: dict[str, str] = {}
    for n, file in enumerate(files):
        if progress is not None:
            progress(file.name, n, len(files))
        try:
            data, reading = _read(desk, file, request)
            if reading.bytes_sha256 in seen:
                raise Refused(f"{file} is the same file as {seen[reading.bytes_sha256]}")
            if any(one.reading.name == reading.name for one in ready):
                raise _name_taken(file, reading.name)
        except UserError as error:
            if not keep_going:
                raise
            refused.append(NotAdded(str(file), error))
            continue
        seen[reading.bytes_sha256] = file.name
        ready.append(_Ready(file, data, reading))
    if progress is not None:
        progress("writing", len(files), len(files))
    with desk.store.write() as connection:
        for one in ready:
            # someone else may have been quicker while the files were read
            _refuse_known(connection, one.file, one.reading.bytes_sha256, one.reading.name)
        added = tuple(_put(connection, desk, request, one) for one in ready)
        if request.study is not None and added:
            link_in(connection, desk, request.study, [one.source for one in added])
    return added, tuple(refused)


def _put(connection: Connection, desk: Desk, request: AddRequest, one: _Ready) -> Added:
    report = import_report(one.reading, source_id(one.reading.bytes_sha256), one.reading.name)
    new = add_source(
        connection,
        one.reading,
        one.data,
        unit=request.unit or UNITS[one.reading.kind],
        by=desk.author,
        at=desk.now(),
        report=report,
    )
    return Added(str(one.file), new, {**report, "file": str(one.file)})


def _read(desk: Desk, file: Path, request: AddRequest) -> tuple[bytes, Reading]:
    data = file_bytes(file)
    with desk.store.read() as connection:
        _refuse_known(connection, file, sha256(data), file.name)
    reading = read_source(
        data,
        file.name,
        kind=request.kind,
        encoding=request.encoding,
        password=request.password,
        cast=request.cast.for_file(file.name),
    )
    return data, reading


def _refuse_known(connection: Connection, file: Path, bytes_sha256: str, name: str) -> None:
    known = source_with_bytes(connection, bytes_sha256)
    if known is not None and known.withdrawn_at is not None:
        raise Refused(
            f"{file} was withdrawn from the project on {known.withdrawn_at[:10]}",
            hint="what was withdrawn stays out",
        )
    if known is not None and known.replaced_by is not None:
        raise Refused(
            f"{file} is an earlier version of {known.replaced_by}",
            hint=f"to make it stand again: qes sources replace {known.replaced_by} --restore",
        )
    if known is not None:
        raise Refused(f"{file} is in the project already, as {known.name}")
    if any(one.name == name for one in list_sources(connection)):
        raise _name_taken(file, name)


def _name_taken(file: Path, name: str) -> Refused:
    return Refused(f"{file}: another source is named {name}", hint="rename the file")


def file_bytes(file: Path) -> bytes:
    """Return what a file holds.

    Raises:
        Refused: it is no file, cannot be read, or is too large.
    """
    if file.is_dir():
        raise Refused(f"{file} is a folder", hint=f"name the files in it: {file}/*")
    try:
        with file.open("rb") as opened:
            # no more than is allowed is read: a device or a pipe does not say how large it is
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise Refused(f"there is no file {file}", hint="check the name and the folder") from error
    except OSError as error:
        raise Refused(f"{file} cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise Refused(f"{file} is larger than {MAX_BYTES // 1024**2} MB", hint="split it")
    return data


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


def show_segments(
    desk: Desk, name: str, unit: Unit | None = None
) -> tuple[tuple[StoredSegment, str], ...]:
    """Return a document's segments of one unit, each with its words."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        text = read_text(connection, one.id)
        segments = read_segments(connection, one.id, unit or one.unit)
        return tuple((segment, text[segment.start : segment.stop]) for segment in segments)


def show_constructs(desk: Desk, name: str, unit: Unit | None = None) -> tuple[Construct, ...]:
    """Return whose words each of a document's segments of one unit holds, in their order."""
    with desk.store.read() as connection:
        one = find_source(connection, name)
        voiced = _Voiced(
            one.kind, spoken_turns(connection, one.id), read_quotes(connection, one.id)
        )
        return tuple(
            construct_of(voiced, Segment(one.unit, each.n, each.start, each.stop, each.turn))
            for each in read_segments(connection, one.id, unit or one.unit)
        )
