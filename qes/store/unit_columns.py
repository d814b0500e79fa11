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
    found = connection.execute(
        sa.select(
            segment.c.source,
            segment.c.unit,
            segment.c.n,
            segment.c.start,
            segment.c.stop,
            sa.func.coalesce(segment.c.turn, _NO_TURN),
            segment.c.queued,
        )
        .join(source, source.c.id == segment.c.source)
        .where(segment.c.unit == sa.func.substr(source.c.unit, 1, 1), STANDING)
        .order_by(segment.c.source, segment.c.n)
    ).all()
    of, unit, n, *rest = zip(*found, strict=True) if found else ((),) * 7
    ids = [f"{id_}.{letter}{at}" for id_, letter, at in zip(of, unit, n, strict=True)]
    document = np.fromiter((place[id_] for id_ in of), np.int64, len(of))
    # Sorted here: the table holds a document's units together, in the order of their ids.
    order = np.argsort(document, kind="stable")
    start, stop, turn, queued = (np.array(one, dtype=np.int64)[order] for one in rest)
    return UnitColumns(
        tuple(SourceId(id_) for id_, _ in listed),
        tuple(str(name) for _, name in listed),
        document[order],
        tuple(SegmentId(ids[at]) for at in order.tolist()),
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
