"""Bringing lists of references into the project, and reading back what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.text import canonical
from qes.base import sha256
from qes.errors import NotFound, UserError
from qes.services.desk import Desk
from qes.services.sourcing import Progress, file_bytes
from qes.store.citation import CitationFormat, CitationList, Flaw, StoredReference
from qes.store.references import (
    StoredReferenceFile,
    add_references,
    list_references,
    read_raw_record,
    reference_file_with_bytes,
)

if TYPE_CHECKING:
    from qes.store.database import Connection

ListReader = Callable[[bytes], CitationList]
"""Reads a list of references; raises `Refused` where it may not or cannot."""
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file."""

    file: str
    format: CitationFormat
    encoding: str | None
    entries: int
    """How many records the file holds."""
    imported: int
    """How many of them are new to the project."""
    known: StoredReferenceFile | None
    """The list that these very bytes came in as before, if they did: then nothing was written."""
    no_title: int
    no_abstract: int
    flaws: tuple[Flaw, ...]
    """What is wrong with the file, and then with each record, in its order."""

    @property
    def listed_before(self) -> int:
        """How many of its records another list holds too, byte for byte."""
        return self.entries - self.imported


@dataclass(frozen=True, slots=True)
class NotImported:
    """One file that was refused, and why."""

    file: str
    why: UserError


@dataclass(frozen=True, slots=True)
class _Ready:
    file: Path
    data: bytes
    listed: CitationList


def import_references(
    desk: Desk,
    files: Sequence[Path],
    read: ListReader,
    *,
    keep_going: bool = False,
    progress: Progress | None = None,
) -> tuple[tuple[Imported, ...], tuple[NotImported, ...]]:
    """Put lists of references into the project: all of them, or with `keep_going` what can be.

    Everything is read before anything is written, and written in one transaction. A list that is
    in the project adds nothing. A record that another list holds byte for byte is the same
    reference, listed in both; records that are only alike stay apart until people say otherwise.

    Raises:
        UserError: a file is refused and `keep_going` is not set; nothing was imported.
    """
    ready: list[_Ready] = []
    refused: list[NotImported] = []
    for n, file in enumerate(files):
        if progress is not None:
            progress(file.name, n, len(files))
        try:
            data = file_bytes(file)
            ready.append(_Ready(file, data, _named(file, data, read)))
        except UserError as error:
            if not keep_going:
                raise
            refused.append(NotImported(str(file), error))
    if progress is not None:
        progress("writing", len(files), len(files))
    with desk.store.write() as connection:
        imported = tuple(_put(connection, desk, one) for one in ready)
    return imported, tuple(refused)


def _named(file: Path, data: bytes, read: ListReader) -> CitationList:
    try:
        return read(data)
    except UserError as error:
        raise type(error)(f"{file}: {error.message}", hint=error.hint) from error


def _put(connection: Connection, desk: Desk, one: _Ready) -> Imported:
    listed = one.listed
    known = reference_file_with_bytes(connection, sha256(one.data))
    new = 0
    if known is None:
        # a file's name may hold what no text may
        name = canonical(one.file.name).text
        added = add_references(connection, listed, name, one.data, by=desk.author, at=desk.now())
        new = added.new
    return Imported(
        file=str(one.file),
        format=listed.format,
        encoding=listed.encoding,
        entries=len(listed.records),
        imported=new,
        known=known,
        no_title=sum(record.citation.title is None for record in listed.records),
        no_abstract=sum(record.citation.abstract is None for record in listed.records),
        flaws=(*listed.flaws, *(flaw for record in listed.records for flaw in record.flaws)),
    )


def show_references(desk: Desk) -> tuple[StoredReference, ...]:
    """Return every reference in the project, in the order they came."""
    with desk.store.read() as connection:
        return list_references(connection)


def show_reference(desk: Desk, text: str) -> tuple[StoredReference, str]:
    """Return the reference a person means, and its record as the list it came in has it.

    Raises:
        NotFound: no reference, or several, fit.
    """
    with desk.store.read() as connection:
        one = find_reference(connection, text)
        return one, read_raw_record(connection, one.id).decode("utf-8", "surrogatepass")


def find_reference(connection: Connection, text: str) -> StoredReference:
    """Return the reference a person means by its id, the start of it, a DOI or a PubMed number.

    Raises:
        NotFound: nothing fits, or several do.
    """
    return _meant(list_references(connection), text)


def find_references(connection: Connection, texts: Sequence[str]) -> tuple[StoredReference, ...]:
    """Return the references that a person means, each once, in the order they are named.

    Raises:
        NotFound: to one of them nothing fits, or several do.
    """
    references = list_references(connection)
    by_id = {one.id: one for one in references}
    found = (by_id.get(text.strip().lower()) or _meant(references, text) for text in texts)
    return tuple({one.id: one for one in found}.values())


def _meant(references: Sequence[StoredReference], text: str) -> StoredReference:
    wanted = text.strip().lower()
    for fitting in (
        [one for one in references if one.id == wanted],
        [one for one in references if wanted in {one.citation.doi, one.citation.pmid}],
        [one for one in references if wanted and one.id.startswith(wanted)],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            named = ", ".join(one.id for one in fitting[:_SHOWN])
            raise NotFound(f"{text!r} fits {len(fitting)} references", hint=f"give the id: {named}")
    raise NotFound(
        f"no reference {text!r} in this project", hint="qes references list shows what there is"
    )
