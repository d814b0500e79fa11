"""What a segment is to a learner: its vector, its words, where it stands and beside what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.errors import UserError
from qes.suggest.lexical import phrases

_EIGHTHS = 8
_OPENING = _EIGHTHS
"""The place of a document's first segment; the others have the eighth they stand in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands in its document."""

    before: str | None = None
    """Name of the segment before it; None at the document's beginning."""
    after: str | None = None
    eighth: int = 0
    """0 to 7 by how much of the document comes before it; 8 for the first segment."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One segment; UserError if its vector holds something that is no number."""

    name: str
    """The caller's own name for it, the same at every call."""
    vector: NDArray[np.float64]
    phrases: tuple[str, ...] = ()
    place: Place | None = None
    """None where nothing is known of documents."""
    speaker: str = ""
    """Who speaks, or their role; empty if unknown."""

    def __post_init__(self) -> None:
        # one such number would be in every score from then on
        if not np.isfinite(self.vector).all():
            raise UserError(
                f"the vector of segment {self.name} is damaged", hint="embed the segments anew"
            )


def features(
    names: Sequence[str],
    texts: Sequence[str],
    vectors: NDArray[np.float32] | NDArray[np.float64],
    *,
    documents: Sequence[str] | None = None,
    speakers: Sequence[str] | None = None,
) -> tuple[Features, ...]:
    """Put together what is known of segments, in order.

    Args:
        names: one a segment, all different.
        texts: their texts.
        vectors: (n, d), a zero row for a blank text.
        documents: the document of each; segments of one document are in reading order, and all
            of its segments are here.
        speakers: who speaks, or their role; empty where unknown.

    Raises:
        UserError: a vector holds something that is no number.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    where = [None] * len(names) if documents is None else places(names, documents)
    who = [""] * len(names) if speakers is None else speakers
    return tuple(
        Features(name, row, phrases(text), place, speaker)
        for name, row, text, place, speaker in zip(names, rows, texts, where, who, strict=True)
    )


def places(names: Sequence[str], documents: Sequence[str]) -> list[Place | None]:
    """Return where each segment stands in its document, in order.

    Args:
        names: one a segment, all different.
        documents: the document of each; segments of one document are in reading order, and all
            of its segments are here.
    """
    members: dict[str, list[int]] = {}
    for at, document in enumerate(documents):
        members.setdefault(document, []).append(at)
    found: list[Place | None] = [None] * len(names)
    for inside in members.values():
        last = len(inside) - 1
        for nth, at in enumerate(inside):
            found[at] = Place(
                names[inside[nth - 1]] if nth else None,
                names[inside[nth + 1]] if nth < last else None,
                min(nth * _EIGHTHS // last, _EIGHTHS - 1) if nth else _OPENING,
            )
    return found
