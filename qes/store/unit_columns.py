"""The units that reviewers go through, and who saw which when, in columns: a project has many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from qes.base import AuthorName, SegmentId, SourceId
from qes.store.decision_columns import moments
from qes.store.schema import seen, segment, source
from qes.store.sources import STANDING

_NO_TURN = 0


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
    # A column of a document is one text: rows of their own cost more than all that is in them.
    row = (segment.c.n, segment.c.start, segment.c.stop, segment.c.turn, segment.c.queued)
    numbers = [sa.cast(sa.func.coalesce(column, _NO_TURN), sa.Text()) for column in row]
    found = connection.execute(
        sa.select(
            segment.c.source,
            segment.c.unit,
            sa.func.count(),
            *(sa.func.aggregate_strings(one, " ") for one in numbers),
        )
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == sa.func.substr(source.c.unit, 1, 1), STANDING)
        .group_by(segment.c.source, segment.c.unit)
    ).all()
    found = sorted(found, key=lambda one: place[one[0]])
    many = [one[2] for one in found]
    document = np.repeat(np.array([place[one[0]] for one in found], dtype=np.int64), many)
    table = np.fromstring(
        " ".join(one[at] for at in range(3, 3 + len(row)) for one in found), np.int64, sep=" "
    ).reshape(len(row), -1)
    n, start, stop, turn, queued = table[:, np.lexsort((table[0], document))]
    ends = np.cumsum(many).tolist()
    ids = [
        SegmentId(f"{of}.{unit}{number}")
        for (of, unit, count, *_), end in zip(found, ends, strict=True)
        for number in n[end - count : end].tolist()
    ]
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
    # Two texts a person: rows of their own cost more than all that is in them.
    rows = connection.execute(
        sa.select(
            seen.c.author,
            sa.func.aggregate_strings(seen.c.segment, " "),
            sa.func.aggregate_strings(seen.c.at, " "),
        )
        .where(seen.c.round == round_)
        .group_by(seen.c.author)
    )
    found = {}
    for author, segments, times in rows:
        words = segments.split(" ")
        at = np.fromiter(map(place.get, words, repeat(-1)), np.int64, len(words))
        found[AuthorName(author)] = (at[at >= 0], moments(times.split(" "))[at >= 0])
    return found
