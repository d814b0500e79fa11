"""Where segments of an earlier version of a source are in the one that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from qes.base import SegmentId, SourceId
from qes.store.segments import read_segments
from qes.store.sources import StoredSource, list_sources, read_text

if TYPE_CHECKING:
    from qes.store.database import Connection


def standing_segments(
    connection: Connection, segments: Collection[SegmentId]
) -> Mapping[SegmentId, SegmentId]:
    """Return the segments of the same words in the versions that stand, by segments of earlier ones.

    Of several with the same words the first stands for the first, and so on. A segment whose
    words were changed or withdrawn has none; one that stands itself is not among them.
    """
    every = {one.id: one for one in list_sources(connection, ever=True)}
    # a segment's id begins with its source's
    sources = {SourceId(one.rpartition(".")[0]) for one in segments}
    found: dict[SegmentId, SegmentId] = {}
    for id_ in sorted(sources & every.keys()):
        old, new = every[id_], _standing(every, every[id_])
        if new is not None and new.id != old.id and old.withdrawn_at is None:
            now = _by_words(connection, new)
            for words, those in _by_words(connection, old).items():
                found.update(zip(those, now.get(words, ()), strict=False))
    return found


def _standing(every: Mapping[SourceId, StoredSource], one: StoredSource) -> StoredSource | None:
    """Follow a source to the version that stands; None if it was withdrawn."""
    while one.replaced_by is not None:
        one = every[one.replaced_by]
    return one if one.standing else None


def _by_words(connection: Connection, source: StoredSource) -> dict[str, list[SegmentId]]:
    text = read_text(connection, source.id)
    found: dict[str, list[SegmentId]] = defaultdict(list)
    for one in read_segments(connection, source.id, source.unit):
        found[text[one.start : one.stop]].append(one.id)
    return found
