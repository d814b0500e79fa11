"""The units of a source that await decisions, with their words, and the vectors that are kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.base import SourceId, sha256
from qes.services.speaking import spoken_turns
from qes.store.segments import StoredSegment, read_segments
from qes.store.sources import StoredSource, read_text
from qes.store.vectors import known_vectors
from qes.suggest.vectors import unpack, whole

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class SourceUnits:
    """The units of one source that await decisions, in text order."""

    source: SourceId
    units: tuple[StoredSegment, ...]
    texts: tuple[str, ...]
    speakers: tuple[str, ...]
    """Who speaks in each; empty where that is not known."""


class UnitsInText:
    """The units of one source in text order, none of which overlap."""

    def __init__(self, units: Sequence[StoredSegment]) -> None:
        """Note where they begin and end."""
        self._units = tuple(units)
        self._starts = [one.start for one in self._units]
        self._stops = [one.stop for one in self._units]

    def touched(self, start: int, stop: int) -> Sequence[StoredSegment]:
        """Return those that a stretch of text touches."""
        return self._units[bisect_right(self._stops, start) : bisect_left(self._starts, stop)]


def read_units(connection: Connection, source: StoredSource) -> SourceUnits:
    """Read the units of a source that await decisions."""
    units = tuple(one for one in read_segments(connection, source.id, source.unit) if one.queued)
    words = read_text(connection, source.id) if units else ""
    by_turn: Mapping[int, str] = {
        turn.n: turn.speaker or ""
        for turn in (spoken_turns(connection, source.id) if units else ())
    }
    return SourceUnits(
        source.id,
        units,
        tuple(words[one.start : one.stop] for one in units),
        tuple("" if one.turn is None else by_turn.get(one.turn, "") for one in units),
    )


def kept_vectors(
    connection: Connection, model: str, dimensions: int, texts: Iterable[str]
) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that are kept and whole, by text; a blank text's is all zero."""
    found: dict[str, NDArray[np.float32]] = {}
    marks: dict[str, str] = {}
    for text in texts:
        if text.strip():
            marks[sha256(text)] = text
        else:
            found[text] = np.zeros(dimensions, dtype=np.float32)
    kept = known_vectors(connection, model, marks)
    sound = {mark: row for mark, row in kept.items() if whole(row, dimensions)}
    rows = unpack(list(sound.values()), dimensions)
    found.update((marks[mark], row) for mark, row in zip(sound, rows, strict=True))
    return found
