"""The units that reviewers go through, and who saw which when, in columns: a project has many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from qes.base import AuthorName, SegmentId, SourceId
from qes.store.schema import seen, segment, source
from qes.store.sources import STANDING

_NO_TURN = 0
_WITHOUT_ZONE = 26


@dataclass(frozen=True, slots=True, eq=False)
class UnitColumns:
    """Units of analysis in the order of documents and of the text, a column each."""

    sources: tuple[SourceId, ...]
    """Each document once."""
    names: tuple[str, ...]
    """What people call them."""
    source: NDArray[np.int64]
    """The place of each unit's document in `sources`."""
    ids: tuple[SegmentId, ...]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    turn: NDArray[np.int64]
    """The number of the turn a unit is part of; 0 is none."""
    queued: NDArray[np.bool_]
    """Whether a decision is awaited there."""

    def __len__(self) -> int:
        return len(self.ids)


def review_columns(connection: sa.Connection) -> UnitColumns:
    """Return every unit that reviewers go through, over all documents."""
    listed = connection.execute(
        sa.select(source.c.id, source.c.name)
        .where(STANDING)
        .order_by(source.c.added_at, source.c.name, source.c.id)
    ).all()
    place = {of: at for at, (of, _) in enumerate(listed)}
    row = [segment.c.n, segment.c.start, segment.c.stop, segment.c.turn, segment.c.queued]
    told: sa.ColumnElement[str] = sa.literal("")
    for column in row:
        told = told + sa.cast(sa.func.coalesce(column, _NO_TURN), sa.Text()) + " "
    # One text a document: rows of their own cost more than all that is in them.
    found = connection.execute(
        sa.select(segment.c.source, segment.c.unit, sa.func.aggregate_strings(told, ""))
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == sa.func.substr(source.c.unit, 1, 1), STANDING)
        .group_by(segment.c.source, segment.c.unit)
    ).all()
    tables, ids = [np.zeros((0, 1 + len(row)), dtype=np.int64)], []
    for of, unit, text in sorted(found, key=lambda one: place[one[0]]):
        numbers = np.fromstring(text, dtype=np.int64, sep=" ").reshape(-1, len(row))
        numbers = numbers[np.argsort(numbers[:, 0])]
        ids += [SegmentId(f"{of}.{unit}{n}") for n in numbers[:, 0].tolist()]
        tables.append(np.insert(numbers, 0, place[of], axis=1))
    document, _, start, stop, turn, queued = np.concatenate(tables).T
    return UnitColumns(
        tuple(SourceId(id_) for id_, _ in listed),
        tuple(str(name) for _, name in listed),
        document,
        tuple(ids),
        start,
        stop,
        turn,
        queued.astype(np.bool_),
    )


def seen_columns(
    connection: sa.Connection, round_: str, place: Mapping[SegmentId, int]
) -> dict[AuthorName, tuple[NDArray[np.int64], NDArray[np.datetime64]]]:
    """Return what each person saw in a round, and when each of it was first before their eyes.

    For rounds that are not blind, which the caller sees to.

    Args:
        connection: To the project.
        round_: `OUTSIDE` is none.
        place: The number of each unit; what is not here is left out.
    """
    # One text a person: rows of their own cost more than all that is in them.
    told = sa.func.aggregate_strings(seen.c.segment + " " + seen.c.at, " ")
    rows = connection.execute(
        sa.select(seen.c.author, told).where(seen.c.round == round_).group_by(seen.c.author)
    )
    found = {}
    for author, text in rows:
        words = text.split(" ")
        at = np.fromiter((place.get(one, -1) for one in words[0::2]), np.int64, len(words) // 2)
        when = moments(words[1::2])
        found[AuthorName(author)] = (at[at >= 0], when[at >= 0])
    return found


def moments(times: Sequence[str]) -> NDArray[np.datetime64]:
    """Read times as they are stored: in UTC, to the microsecond."""
    return np.array([one[:_WITHOUT_ZONE] for one in times], dtype="S26").astype("datetime64[us]")
