"""References in the project: writing the lists they come in, and reading them back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from qes.base import Json, canonical_json, sha256, texts_in
from qes.store.citation import (
    Author,
    Citation,
    CitationFormat,
    CitationList,
    Flaw,
    FlawCode,
    ListedCitation,
    ReferenceType,
    StoredReference,
)
from qes.store.database import in_parts
from qes.store.schema import reference, reference_file, reference_listing

_ID_DIGITS = (12, 24, 64)
"""As many of the hash as tell references apart: twelve do for all but one pair in a million."""
_FILE_ID_DIGITS = 10
_BATCH = 500
_COLUMNS = (
    "title", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract", "given_type",
)  # fmt: skip
"""Fields of a citation that have a column each."""
_LISTS = ("keywords", "urls", "issn", "isbn", "notes")
_SINGLE = ("pmcid", "language", "accession")


@dataclass(frozen=True, slots=True)
class StoredReferenceFile:
    """A list of references that is in the project, without its bytes."""

    id: str
    name: str
    format: CitationFormat
    entries: int
    added_by: str
    added_at: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a list: its references in its order, and how many of them are new."""

    references: tuple[str, ...]
    new: int


def reference_file_with_bytes(
    connection: sa.Connection, bytes_sha256: str
) -> StoredReferenceFile | None:
    """Return the list that came from these very bytes, if it is in the project."""
    chosen = _files().where(reference_file.c.bytes_sha256 == bytes_sha256)
    return next(iter(_stored_files(connection, chosen)), None)


def list_reference_files(connection: sa.Connection) -> tuple[StoredReferenceFile, ...]:
    """Return the lists in the order they came."""
    return _stored_files(connection, _files())


def _files() -> sa.Select[tuple[object, ...]]:
    file = reference_file.c
    return sa.select(
        file.id, file.name, file.format, file.entries, file.added_by, file.added_at
    ).order_by(file.added_at, file.name, file.id)


def _stored_files(
    connection: sa.Connection, chosen: sa.Select[tuple[object, ...]]
) -> tuple[StoredReferenceFile, ...]:
    return tuple(
        StoredReferenceFile(
            row.id, row.name, CitationFormat(row.format), row.entries, row.added_by, row.added_at
        )
        for row in connection.execute(chosen)
    )


def record_hashes(records: Iterable[ListedCitation]) -> tuple[str, ...]:
    """Return what tells the records of a list apart: the hash of each, in UTF-8.

    A record that stands in one list twice, byte for byte, is two records there: the second is
    told by its place among its like. So each list's count stays what it is.
    """
    seen: Counter[str] = Counter()
    hashes: list[str] = []
    for one in records:
        bare = sha256(one.raw)
        seen[bare] += 1
        hashes.append(bare if seen[bare] == 1 else sha256(f"{bare} {seen[bare]}"))
    return tuple(hashes)


def add_references(
    connection: sa.Connection, listed: CitationList, name: str, data: bytes, *, by: str, at: str
) -> Intake:
    """Write a list with its references; those that are in the project already are only listed."""
    hashes = record_hashes(listed.records)
    known = _ids_of(connection, hashes)
    fresh: dict[str, ListedCitation] = {
        hash_: one for hash_, one in zip(hashes, listed.records, strict=True) if hash_ not in known
    }
    known |= _new_ids(connection, fresh)
    _insert(connection, reference, (
        _row(known[hash_], hash_, listed.format, one) for hash_, one in fresh.items()
    ))  # fmt: skip
    bytes_sha256 = sha256(data)
    file_id = bytes_sha256[:_FILE_ID_DIGITS]
    connection.execute(
        sa.insert(reference_file).values(
            id=file_id,
            name=name,
            format=listed.format.value,
            encoding=listed.encoding,
            bytes_sha256=bytes_sha256,
            entries=len(listed.records),
            flaws=_flaws(listed.flaws),
            added_by=by,
            added_at=at,
            data=data,
        )
    )
    _insert(connection, reference_listing, (
        {"file": file_id, "n": n, "reference": known[hash_], "place": one.where}
        for n, (hash_, one) in enumerate(zip(hashes, listed.records, strict=True), start=1)
    ))  # fmt: skip
    return Intake(tuple(known[hash_] for hash_ in hashes), len(fresh))


def _ids_of(connection: sa.Connection, hashes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in in_parts(hashes):
        chosen = reference.c.record_sha256.in_(some)
        rows = connection.execute(
            sa.select(reference.c.record_sha256, reference.c.id).where(chosen)
        )
        found |= {row.record_sha256: row.id for row in rows}
    return found


def _new_ids(connection: sa.Connection, hashes: Iterable[str]) -> dict[str, str]:
    taken = set(connection.execute(sa.select(reference.c.id)).scalars())
    ids: dict[str, str] = {}
    for hash_ in hashes:
        ids[hash_] = next(hash_[:n] for n in _ID_DIGITS if hash_[:n] not in taken)
        taken.add(ids[hash_])
    return ids


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, object]]) -> None:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            connection.execute(sa.insert(table), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(table), batch)


def _row(id_: str, hash_: str, form: CitationFormat, one: ListedCitation) -> dict[str, object]:
    citation = one.citation
    details: dict[str, Json] = {name: getattr(citation, name) for name in _SINGLE}
    details |= {name: list(getattr(citation, name)) for name in _LISTS}
    return {
        "id": id_,
        "record_sha256": hash_,
        "format": form.value,
        "type": citation.type.value,
        **{name: getattr(citation, name) for name in _COLUMNS},
        "authors": canonical_json([[who.family, who.given] for who in citation.authors]),
        "details": canonical_json({name: said for name, said in details.items() if said}),
        "extra": canonical_json([list(pair) for pair in citation.extra]),
        "flaws": _flaws(one.flaws),
        "raw": one.raw.encode("utf-8", "surrogatepass"),
    }


def _flaws(flaws: Sequence[Flaw]) -> str:
    return canonical_json([asdict(one) for one in flaws])


def list_references(connection: sa.Connection) -> tuple[StoredReference, ...]:
    """Return every reference, in the order of the lists and in each list's order."""
    files: dict[str, list[str]] = {}
    for row in connection.execute(_placed()):
        files.setdefault(row.reference, []).append(row.name)
    columns = [column for column in reference.c if column is not reference.c.raw]
    rows = {row.id: row for row in connection.execute(sa.select(*columns))}
    return tuple(_stored(rows[id_], names) for id_, names in files.items())


def reference_titles(connection: sa.Connection) -> dict[str, str | None]:
    """Return the title of every reference by its id, in the order of `list_references`."""
    titles: dict[str, str | None] = {
        row.id: row.title
        for row in connection.execute(sa.select(reference.c.id, reference.c.title))
    }
    return {row.reference: titles[row.reference] for row in connection.execute(_placed())}


def _placed() -> sa.Select[tuple[str, str]]:
    """Ask which list holds which reference, in the order they came."""
    return (
        sa.select(reference_listing.c.reference, reference_file.c.name)
        .join(reference_file, reference_file.c.id == reference_listing.c.file)
        .order_by(
            reference_file.c.added_at,
            reference_file.c.name,
            reference_file.c.id,
            reference_listing.c.n,
        )
    )


def read_raw_record(connection: sa.Connection, id_: str) -> bytes:
    """Return a reference's record as it stands in the list it came in, in UTF-8."""
    chosen = sa.select(reference.c.raw).where(reference.c.id == id_)
    return bytes(connection.execute(chosen).scalar_one())


def _stored(row: sa.Row[tuple[object, ...]], files: Sequence[str]) -> StoredReference:
    details = json.loads(row.details)
    citation = Citation(
        type=ReferenceType(row.type),
        given_type=row.given_type,
        title=row.title,
        authors=tuple(Author(family, given) for family, given in json.loads(row.authors)),
        year=row.year,
        journal=row.journal,
        volume=row.volume,
        issue=row.issue,
        pages=row.pages,
        doi=row.doi,
        pmid=row.pmid,
        pmcid=details.get("pmcid"),
        abstract=row.abstract,
        keywords=texts_in(details.get("keywords")),
        urls=texts_in(details.get("urls")),
        issn=texts_in(details.get("issn")),
        isbn=texts_in(details.get("isbn")),
        language=details.get("language"),
        accession=details.get("accession"),
        notes=texts_in(details.get("notes")),
        extra=tuple((name, value) for name, value in json.loads(row.extra)),
    )
    flaws = tuple(
        Flaw(FlawCode(one["code"]), one["message"], one["where"]) for one in json.loads(row.flaws)
    )
    return StoredReference(row.id, CitationFormat(row.format), citation, tuple(files), flaws)
