"""The append-only table of human decisions: appending, the hash chain, and what stands now.

Each author on each machine (`origin`) has a chain of their own: `seq` counts from 1, and every
row's hash covers all it says and the hash of the row before. Copies of a project can so go on
apart and be united later. This module is where a judgement's form is defined.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, cast

import sqlalchemy as sa
import uuid_utils

from qes.base import AuthorName, Json, JudgementId, canonical_json, sha256, timestamp
from qes.errors import Refused, UserError
from qes.store.database import in_parts
from qes.store.schema import judgement

OUTSIDE = ""
"""How "in no round" is written where rounds are named."""


class SubjectKind(StrEnum):
    """What a judgement can be about."""

    PASSAGE = "passage"
    SEGMENT = "segment"
    SOURCE = "source"
    SPEAKER = "speaker"
    CODE = "code"
    CODEBOOK = "codebook"
    STUDY = "study"
    REFERENCE = "reference"
    FINDING = "finding"
    EDGE = "edge"
    ROUND = "round"
    PROJECT = "project"
    GROUP = "group"
    """Passages that a machine put together; what people make of it is judged."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that judgements are about."""

    kind: SubjectKind
    id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision about to be written: who and when are added on writing."""

    subject: Subject
    aspect: str
    value: Json
    reason: str | None = None
    basis: str | None = None
    """The suggestion it came from."""
    round: str | None = None
    undoes: str | None = None
    """The judgement it takes back, by putting the value before it in force again."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision as it stands in the table."""

    id: JudgementId
    author: AuthorName
    origin: str
    seq: int
    at: str
    subject: Subject
    aspect: str
    value: Json
    reason: str | None
    basis: str | None
    round: str | None
    undoes: str | None
    tool_version: str
    prev_hash: str
    hash: str

    @property
    def moment(self) -> tuple[str, str, str, int]:
        """Its place in the order in which decisions count (`IN_TIME`)."""
        return (self.at, self.origin, self.author, self.seq)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, on which machine, at what moment, with which version."""

    author: AuthorName
    origin: str
    at: str
    tool_version: str


HASHED = (
    "id", "author", "origin", "seq", "at", "subject_kind", "subject", "aspect", "value",
    "reason", "basis", "round", "undoes", "tool_version", "prev_hash",
)  # fmt: skip
"""What a judgement's hash covers."""
_COLUMNS = (*HASHED, "hash")
"""What the table says of a judgement, in the order of its fields."""
_AT_ONCE = 1_000
"""Rows fetched together."""


def chain_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over all of a row but its hash and its place in this file."""
    return sha256(canonical_json({name: cast("Json", row[name]) for name in HASHED}))


def append(
    connection: sa.Connection, drafts: Sequence[Draft], signature: Signature
) -> tuple[Judgement, ...]:
    """Write decisions at the end of their author's chain, in the caller's transaction.

    All of one call are one action: they share their time, which no other action on this machine
    has, and which is later than all before it even where the clock was set back. Rows of one
    origin are so in the order of their times, whoever wrote them.

    Raises:
        UserError: something in them is no text.
    """
    seq, last, previous = _end_of_chain(connection, signature)
    at = signature.at if signature.at > last else _moment_after(last)
    rows: list[dict[str, str | int | None]] = []
    for draft in drafts:
        seq += 1
        row: dict[str, str | int | None] = {
            "id": str(uuid_utils.uuid7()),
            "author": signature.author,
            "origin": signature.origin,
            "seq": seq,
            "at": at,
            "subject_kind": draft.subject.kind.value,
            "subject": draft.subject.id,
            "aspect": draft.aspect,
            "value": canonical_json(draft.value),
            "reason": draft.reason,
            "basis": draft.basis,
            "round": draft.round,
            "undoes": draft.undoes,
            "tool_version": signature.tool_version,
            "prev_hash": previous,
        }
        _refuse_no_text(row)
        previous = row["hash"] = chain_hash(row)
        rows.append(row)
    if rows:
        connection.execute(sa.insert(judgement), rows)
    return _judgements(map(itemgetter(*_COLUMNS), rows))


def _refuse_no_text(row: Mapping[str, str | int | None]) -> None:
    """Refuse what no database holds: half a character, as a broken terminal sends it, or NUL."""
    for name, value in row.items():
        if isinstance(value, str) and not _is_text(value):
            raise UserError(
                f"the {name.replace('_', ' ')} holds bytes that are no letters",
                hint="type it again",
            )


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _moment_after(moment: str) -> str:
    return timestamp(datetime.fromisoformat(moment) + timedelta(microseconds=1))


def _end_of_chain(connection: sa.Connection, signature: Signature) -> tuple[int, str, str]:
    """Return seq and hash of the author's last judgement, between them the origin's last time."""
    found = connection.execute(_last_moment(connection, signature.origin)).scalar_one_or_none()
    last = "" if found is None else str(found)
    row = connection.execute(
        sa.select(judgement.c.seq, judgement.c.hash)
        .where(
            judgement.c.author == signature.author,
            judgement.c.origin == signature.origin,
        )
        .order_by(judgement.c.seq.desc())
        .limit(1)
    ).one_or_none()
    return (0, last, "") if row is None else (row.seq, last, row.hash)


def _last_moment(connection: sa.Connection, origin: str) -> sa.Select[tuple[object]]:
    if connection.dialect.name == "postgresql":
        # rows of others may be out of sight: the server says when the last was written, no more
        return sa.select(sa.func.last_moment(origin))
    return (
        sa.select(judgement.c.at)
        .where(judgement.c.origin == origin)
        .order_by(judgement.c.n.desc())
        .limit(1)
    )


def _judgements(rows: Iterable[Sequence[Any]]) -> tuple[Judgement, ...]:
    """Make judgements of what rows say, in the order of `_COLUMNS`.

    There are many of a few values and subjects: each is made once.
    """
    values: dict[str, Json] = {}
    subjects: dict[tuple[str, str], Subject] = {}
    found = []
    try:
        for id_, author, origin, seq, at, kind, of, aspect, value, *rest in rows:
            if value not in values:
                values[value] = json.loads(value)
            if (kind, of) not in subjects:
                subjects[kind, of] = Subject(SubjectKind(kind), of)
            found.append(
                Judgement(
                    id_, author, origin, seq, at, subjects[kind, of], aspect, values[value], *rest
                )
            )
    except ValueError as error:
        raise Refused(
            "a decision in this project was changed from outside and cannot be read",
            hint="'qes verify' names it",
        ) from error
    return tuple(found)


def read(connection: sa.Connection, chosen: sa.Select[tuple[object, ...]]) -> tuple[Judgement, ...]:
    """Return the judgements that a query over the table's columns selects."""
    result = connection.execute(chosen)
    names = list(result.keys())
    said = itemgetter(*(names.index(name) for name in _COLUMNS))
    # fetched by the thousand: one by one costs as much again as making the judgements
    return _judgements(said(row) for part in result.partitions(_AT_ONCE) for row in part)


IN_TIME = (judgement.c.at, judgement.c.origin, judgement.c.author, judgement.c.seq)
"""The order in which decisions count, the same in every copy of a project."""


def by_author(
    connection: sa.Connection, author: AuthorName, *, limit: int | None = None
) -> tuple[Judgement, ...]:
    """Return one author's judgements, newest first."""
    chosen = (
        sa.select(judgement)
        .where(judgement.c.author == author)
        .order_by(*(column.desc() for column in IN_TIME))
    )
    return read(connection, chosen.limit(limit) if limit is not None else chosen)


def history(
    connection: sa.Connection,
    viewer: AuthorName,
    *,
    others_in: Sequence[str],
    limit: int | None = None,
) -> tuple[Judgement, ...]:
    """Return judgements newest first, without what others decided in rounds that are not named."""
    visible = _in_sight(viewer, others_in)
    chosen = sa.select(judgement).where(visible).order_by(*(column.desc() for column in IN_TIME))
    return read(connection, chosen.limit(limit) if limit is not None else chosen)


def _in_sight(viewer: AuthorName, others_in: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.or_(
        judgement.c.author == viewer,
        judgement.c.round.is_(None),
        judgement.c.round.in_(list(others_in)),
    )


def subjects_in_sight(
    connection: sa.Connection,
    kind: SubjectKind,
    subjects: Collection[str],
    viewer: AuthorName,
    *,
    others_in: Sequence[str],
) -> frozenset[str]:
    """Return those of some subjects of which the viewer may know that something was judged."""
    found: set[str] = set()
    for some in in_parts(sorted(subjects)):
        chosen = sa.select(judgement.c.subject).where(
            judgement.c.subject_kind == kind.value,
            judgement.c.subject.in_(some),
            _in_sight(viewer, others_in),
        )
        found.update(connection.execute(chosen.distinct()).scalars())
    return frozenset(found)


def ids_in_sight(
    connection: sa.Connection, ids: Collection[str], viewer: AuthorName, *, others_in: Sequence[str]
) -> frozenset[str]:
    """Return those of some judgements that the viewer may see."""
    found: set[str] = set()
    for some in in_parts(sorted(ids)):
        chosen = sa.select(judgement.c.id).where(
            judgement.c.id.in_(some), _in_sight(viewer, others_in)
        )
        found.update(connection.execute(chosen).scalars())
    return frozenset(found)


def counts(connection: sa.Connection, *, round_: str | None = None) -> dict[AuthorName, int]:
    """Return how many judgements each person has made: numbers only, of what is hidden too.

    In one round, or at any time and place when none is named.
    """
    if connection.dialect.name == "postgresql":
        done = sa.func.work_done(round_).table_valued("author", "judgements")
        rows = connection.execute(
            sa.select(done.c.author, done.c.judgements)
            .where(done.c.judgements > 0)
            .order_by(done.c.author)
        )
    else:
        chosen = sa.select(judgement.c.author, sa.func.count())
        if round_ is not None:
            chosen = chosen.where(judgement.c.round == round_)
        rows = connection.execute(chosen.group_by(judgement.c.author).order_by(judgement.c.author))
    return {AuthorName(author): n for author, n in rows}


def count_about(
    connection: sa.Connection,
    kind: SubjectKind,
    subjects: Sequence[str],
    viewer: AuthorName,
    *,
    others_in: Sequence[str],
) -> int:
    """Return how many judgements there are about some subjects, as far as the viewer may know."""
    total = 0
    for some in in_parts(subjects):
        chosen = sa.select(sa.func.count()).where(
            judgement.c.subject_kind == kind.value,
            judgement.c.subject.in_(some),
            _in_sight(viewer, others_in),
        )
        total += connection.execute(chosen).scalar_one()
    return total


def newest(connection: sa.Connection) -> int:
    """Return the row number of the last judgement of all; 0 for none."""
    return connection.execute(sa.select(sa.func.max(judgement.c.n))).scalar_one() or 0


def newest_about(connection: sa.Connection, kinds: Sequence[SubjectKind]) -> int:
    """Return the row number of the last judgement about these kinds of subject; 0 for none."""
    chosen = sa.select(sa.func.max(judgement.c.n)).where(
        judgement.c.subject_kind.in_([kind.value for kind in kinds])
    )
    return connection.execute(chosen).scalar_one() or 0
