"""Bringing documents into the project and reading back what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.cast.people import Cast
from corpora.crew import LONG_BYTES, Awaited, Crew, crew
from corpora.reading import Request
from corpora.source import Reading, SourceKind, Unit
from qes.base import Json, SourceId, sha256
from qes.errors import Refused, UserError
from qes.services.desk import Desk
from qes.services.import_report import import_report
from qes.services.studies import link_in
from qes.store.intake import add_source
from qes.store.sources import (
    list_sources,
    source_id,
    source_with_bytes,
)

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
    tell: Progress = progress or (lambda _what, _done, _total: None)
    ready, refused = _read_all(desk, files, request, keep_going=keep_going, tell=tell)
    tell("writing", 0, len(ready))
    with desk.store.write() as connection:
        for one in ready:
            # someone else may have been quicker while the files were read
            _refuse_known(connection, one.file, one.reading.bytes_sha256, one.reading.name)
        added = tuple(_put(connection, desk, request, one, tell) for one in ready)
        if request.study is not None and added:
            link_in(connection, desk, request.study, [one.source for one in added])
    return added, tuple(refused)


def _read_all(
    desk: Desk,
    files: Sequence[Path],
    request: AddRequest,
    *,
    keep_going: bool,
    tell: Progress,
) -> tuple[list[_Ready], list[NotAdded]]:
    """Read files, by several processes where they are large together."""
    ready: list[_Ready] = []
    refused: list[NotAdded] = []

    @contextmanager
    def going_on(file: Path) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            if not keep_going:
                raise
            refused.append(NotAdded(str(file), error))

    total, done = _size(files), 0
    # one file that is not long is read here: handing it over takes longer than it saves
    with crew(total if len(files) > 1 or total >= LONG_BYTES else 0) as hands:
        begun: list[tuple[Path, bytes, Awaited]] = []
        for file in files:
            with going_on(file):
                begun.append(_begin(desk, file, request, hands, tell))
        for file, data, awaited in begun:
            tell(f"reading {file.name}", done, total)
            with going_on(file):
                one = _Ready(file, data, awaited.reading())
                _refuse_twin(one, ready)
                ready.append(one)
            done += len(data)
    places = {str(file): place for place, file in enumerate(files)}
    return ready, sorted(refused, key=lambda one: places[one.file])


def _refuse_twin(new: _Ready, ready: Sequence[_Ready]) -> None:
    for one in ready:
        if one.reading.bytes_sha256 == new.reading.bytes_sha256:
            raise Refused(f"{new.file} is the same file as {one.file.name}")
        if one.reading.name == new.reading.name:
            raise _name_taken(new.file, new.reading.name)


def _put(
    connection: Connection, desk: Desk, request: AddRequest, one: _Ready, tell: Progress
) -> Added:
    unit = request.unit or UNITS[one.reading.kind]
    report = import_report(one.reading, source_id(one.reading.bytes_sha256), one.reading.name)
    report["unit"] = unit.value
    new = add_source(
        connection,
        one.reading,
        one.data,
        unit=unit,
        by=desk.author,
        at=desk.now(),
        report=report,
        progress=lambda done, total: tell(f"writing {one.reading.name}", done, total),
    )
    return Added(str(one.file), new, {**report, "file": str(one.file)})


def _begin(
    desk: Desk, file: Path, request: AddRequest, hands: Crew, tell: Progress
) -> tuple[Path, bytes, Awaited]:
    data = file_bytes(file)
    with desk.store.read() as connection:
        _refuse_known(connection, file, sha256(data), file.name)
    cast = request.cast.for_file(file.name)
    asked = Request(request.kind, request.encoding, request.password, cast=cast)
    reading = f"reading {file.name}"
    awaited = hands.read(data, file.name, asked, lambda at, total: tell(reading, at, total))
    return file, data, awaited


def _size(files: Sequence[Path]) -> int:
    """Return how many bytes files hold together; those that cannot be asked are found out later."""
    total = 0
    for file in files:
        with suppress(OSError):
            total += file.stat().st_size
    return total


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
