"""Redoing every hash of a project: which decision was changed, removed or moved, if any."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from qes.base import SourceId, sha256
from qes.store.database import Store
from qes.store.judgements import SubjectKind, chain_hash
from qes.store.passages import passage_id
from qes.store.remnants import WITHDRAWN_ASPECT, known_remnants, remnant_hash
from qes.store.schema import judgement, passage, source, source_bytes, source_text
from qes.store.succession import standing_of

_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """The last judgement of one author on one machine: noted, it shows a chain cut short."""

    author: str
    origin: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first judgement that is not as it was written."""

    why: str
    n: int | None
    id: str | None
    author: str | None
    origin: str | None
    seq: int | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What redoing every hash found."""

    judgements: int
    authors: tuple[str, ...]
    first_bad: BadRow | None
    sources_bad: tuple[str, ...]
    """Sources whose text, or a coded passage of it, is not what was imported or coded."""
    files_bad: tuple[str, ...]
    """Sources whose original bytes are not those that were imported."""
    damage: str | None
    """What the database says of its own structure, where something is wrong."""
    out_of_sight: int = 0
    """Judgements that a server does not show to who asks: their place in the chain was followed,
    what they say was not looked at."""

    @property
    def ok(self) -> bool:
        """Say whether everything is as it was written."""
        found = (self.first_bad, self.damage)
        return not any(found) and not self.sources_bad and not self.files_bad


def heads(connection: sa.Connection) -> tuple[Head, ...]:
    """Return the end of every chain, to be noted outside the project."""
    if connection.dialect.name == "postgresql":
        # ends of chains may be out of sight: the server tells their hashes, which betray nothing
        told = sa.func.chain_heads().table_valued("author", "origin", "seq", "hash")
        rows = connection.execute(sa.select(told).order_by(told.c.author, told.c.origin))
        return tuple(Head(*row) for row in rows)
    last = (
        sa.select(
            judgement.c.author,
            judgement.c.origin,
            sa.func.max(judgement.c.seq).label("seq"),
        )
        .group_by(judgement.c.author, judgement.c.origin)
        .subquery()
    )
    rows = connection.execute(
        sa.select(judgement.c.author, judgement.c.origin, judgement.c.seq, judgement.c.hash)
        .join(
            last,
            sa.and_(
                judgement.c.author == last.c.author,
                judgement.c.origin == last.c.origin,
                judgement.c.seq == last.c.seq,
            ),
        )
        .order_by(judgement.c.author, judgement.c.origin)
    )
    return tuple(Head(*row) for row in rows)


def verify(store: Store, noted: Sequence[Head] = ()) -> Verification:
    """Redo the hash of every judgement, source and coded passage.

    A cut-off end of a chain can only be seen against heads noted earlier.
    """
    damage = None
    walk = _Walk(noted)
    sources_bad: tuple[str, ...] = ()
    files_bad: tuple[str, ...] = ()
    with store.read() as connection, _any_text(connection):
        try:
            damage = _damage(connection)
            walk.remnants = known_remnants(connection)
            walk.over(_rows(connection) if store.role is None else _links(connection))
            sources_bad, files_bad = _sources(connection)
        except DatabaseError as error:
            # a page that cannot be read ends the walk: what was found before it is still told
            if damage is None:
                if not isinstance(error.orig, sqlite3.Error):
                    raise
                damage = str(error.orig)
    return Verification(
        walk.count,
        walk.authors,
        walk.first_bad,
        sources_bad,
        files_bad,
        _printable(damage),
        walk.out_of_sight,
    )


@contextmanager
def _any_text(connection: sa.Connection) -> Iterator[None]:
    """Read text that is no longer UTF-8 all the same: a byte may have been changed from outside."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def _damage(connection: sa.Connection) -> str | None:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        return None
    try:
        found = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else str(found)


def _rows(connection: sa.Connection) -> Iterator[Mapping[str, object]]:
    # by the row number and never by another index: an index could hide what the table holds
    page = sa.select(judgement).order_by(judgement.c.n).limit(_PAGE)
    rows = connection.execute(page).mappings().all()
    while rows:
        for row in rows:
            yield {str(name): value for name, value in row.items()}
        rows = connection.execute(page.where(judgement.c.n > rows[-1]["n"])).mappings().all()


def _links(connection: sa.Connection) -> Iterator[Mapping[str, object]]:
    """Yield every row as far as it is in sight, and of the others their place in the chain."""
    names = ("n", "author", "origin", "seq", "at", "prev_hash", "hash")
    after = 0
    while True:
        told = sa.func.chain_links(after, _PAGE).table_valued(*names)
        said = [one for one in judgement.c if one.name not in names]
        page = (
            sa.select(*told.c, *said)
            .select_from(told.outerjoin(judgement, judgement.c.n == told.c.n))
            .order_by(told.c.n)
        )
        rows = connection.execute(page).mappings().all()
        if not rows:
            return
        for row in rows:
            yield {str(name): value for name, value in row.items()}
        after = rows[-1]["n"]


class _Walk:
    """Follow every chain in the order of the rows; the first break is the one that is named."""

    def __init__(self, noted: Sequence[Head]) -> None:
        self.count = 0
        self.out_of_sight = 0
        self.remnants: Mapping[str, str] = {}
        """What is left of judgements whose words were withdrawn."""
        self._ends: dict[tuple[str, str], tuple[int, str]] = {}
        self._times: dict[str, tuple[str, str]] = {}
        self._noted = {(head.author, head.origin, head.seq): head.hash for head in noted}
        self._broken: BadRow | None = None

    def over(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Take the rows in."""
        for row in rows:
            self.count += 1
            self.out_of_sight += row["id"] is None
            author, origin, seq = str(row["author"]), str(row["origin"]), _number(row["seq"])
            before, previous = self._ends.get((author, origin), (0, ""))
            noted = self._noted.pop((author, origin, seq), row["hash"])
            why = _fault(row, before, previous, self.remnants) or self._untimely(
                row, author, origin
            )
            if why is None and noted != row["hash"]:
                why = "it is not the judgement whose hash was noted"
            if why is not None and self._broken is None:
                self._broken = BadRow(
                    why,
                    _number(row["n"]),
                    None if row["id"] is None else _printable(str(row["id"])),
                    _printable(author),
                    _printable(origin),
                    seq,
                )
            self._ends[author, origin] = (seq, str(row["hash"]))

    def _untimely(self, row: Mapping[str, object], author: str, origin: str) -> str | None:
        """Say whether a row stands before one of the same machine that was written after it."""
        at = str(row["at"])
        last, by = self._times.get(origin, ("", author))
        self._times[origin] = (max(at, last), author)
        return "it is out of order" if at < last or (at == last and by != author) else None

    @property
    def authors(self) -> tuple[str, ...]:
        """Everyone who has a chain."""
        return tuple(sorted({str(_printable(author)) for author, _ in self._ends}))

    @property
    def first_bad(self) -> BadRow | None:
        """The first break, or a noted end that no row has."""
        if self._broken is None and self._noted:
            author, origin, seq = min(self._noted)
            why = "the end of the chain is cut off: a judgement whose hash was noted is gone"
            return BadRow(why, None, None, author, origin, seq)
        return self._broken


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _printable(text: str | None) -> str | None:
    """Write what is no letter as an escape: a changed byte must not reach the terminal."""
    if text is None or text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode("ascii")
        for one in text
    )


def _fault(
    row: Mapping[str, object], before: int, previous: str, remnants: Mapping[str, str]
) -> str | None:
    seq = _number(row["seq"])
    if seq != before + 1:
        missing = before + 1
        return (
            f"judgement {missing} of this author is missing before it"
            if seq > missing
            else "it is out of order"
        )
    if row["prev_hash"] != previous:
        return "it does not follow the judgement before it"
    if row["id"] is None:
        return None
    # a value of another kind than it was written as cannot even be hashed
    changed = any(isinstance(value, bytes | float) for value in row.values())
    if changed or row["hash"] != chain_hash(row):
        if not changed and remnants.get(str(row["id"])) == remnant_hash(row):
            return None
        return "it was changed after it was written"
    return None


def _sources(connection: sa.Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wrong_text: list[str] = []
    wrong_file: list[str] = []
    lost = _lost_passages(connection)
    destroyed = _destroyed_files(connection)
    gone = {
        id_
        for id_, target in standing_of(connection, SubjectKind.PASSAGE).items()
        if target is None
    }
    stored = sa.select(
        source.c.id,
        source.c.text_sha256,
        source.c.bytes_sha256,
        source.c.name,
        source.c.withdrawn_at,
    ).order_by(source.c.added_at, source.c.id)
    for one in connection.execute(stored).all():
        if one.withdrawn_at is not None and one.id in destroyed:
            lost.discard(one.id)
            continue
        text = connection.execute(
            sa.select(source_text.c.text).where(source_text.c.source == one.id)
        ).scalar_one_or_none()
        data = connection.execute(
            sa.select(source_bytes.c.data).where(source_bytes.c.source == one.id)
        ).scalar_one_or_none()
        if (
            not isinstance(text, str)
            or sha256(text) != one.text_sha256
            or one.id in lost
            or _passages_moved(connection, SourceId(one.id), text, gone)
        ):
            wrong_text.append(str(_printable(str(one.name))))
        if data is None and one.id in destroyed:
            pass  # part of it was withdrawn, and the file held that part
        elif not isinstance(data, bytes) or sha256(data) != one.bytes_sha256:
            wrong_file.append(str(_printable(str(one.name))))
        lost.discard(one.id)
    wrong_text += [str(_printable(id_)) for id_ in sorted(lost)]
    return tuple(wrong_text), tuple(wrong_file)


def _lost_passages(connection: sa.Connection) -> set[str]:
    """Return the sources of which a judged passage is no longer in the table of passages."""
    judged = (
        sa.select(judgement.c.subject)
        .distinct()
        .where(
            judgement.c.subject_kind == SubjectKind.PASSAGE.value,
            judgement.c.subject.not_in(sa.select(passage.c.id)),
        )
    )
    return {str(id_).rpartition(":")[0] for id_ in connection.execute(judged).scalars()}


def _destroyed_files(connection: sa.Connection) -> frozenset[str]:
    """Return the sources of which words were withdrawn, as the judgements say."""
    withdrawn = sa.select(judgement.c.subject).where(
        judgement.c.subject_kind == SubjectKind.SOURCE.value,
        judgement.c.aspect == WITHDRAWN_ASPECT,
    )
    return frozenset(connection.execute(withdrawn).scalars())


def _passages_moved(
    connection: sa.Connection, source_id: SourceId, text: str, gone: Container[str]
) -> bool:
    coded = sa.select(passage).where(passage.c.source == source_id)
    return any(
        one.id not in gone
        and (
            one.id != passage_id(source_id, one.start, one.stop)
            or sha256(text[one.start : one.stop]) != one.quote_sha256
        )
        for one in connection.execute(coded)
    )
