"""Orders of work: which of the waiting segments to look at next.

Every function returns the places of the waiting segments, first to be looked at first. Only
`random_order` gives a sample from which anything may be estimated about the rest; the others go
where the machine expects to learn most, and what is found that way is found more often than it
occurs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Waiting = NDArray[np.bool_]
"""For each segment whether it is still to be looked at."""

_CHUNK = 4_096


class Order(StrEnum):
    """In what order segments are offered."""

    DOCUMENT = "document"
    DOUBTFUL = "doubtful"
    NOVEL = "novel"
    RANDOM = "random"


class Doubt(StrEnum):
    """What doubt is measured by."""

    ENTROPY = "entropy"
    """How open the decisions on all codes together are: suits segments with several codes."""
    MARGIN = "margin"
    """How little the likeliest code leads the second: suits segments with one code."""


def document_order(waiting: Waiting) -> Places:
    """Return the waiting segments as they stand in their documents."""
    return np.flatnonzero(waiting)


def doubtful_order(
    probabilities: NDArray[np.float64], waiting: Waiting, *, by: Doubt = Doubt.ENTROPY
) -> Places:
    """Return the waiting segments, the most doubtful first, equals in document order.

    Uncertainty sampling (Lewis & Gale 1994, doi:10.1007/978-1-4471-2099-5_1). The entropy is the
    sum over codes of that of the decision whether the code applies, in bits. A segment whose
    probabilities are not numbers comes last.

    Args:
        probabilities: (segments, codes), each between 0 and 1.
        waiting: (segments,).
        by: what doubt is measured by.
    """
    doubt = np.full(len(waiting), -np.inf)
    for start in range(0, len(waiting), _CHUNK):
        chunk = probabilities[start : start + _CHUNK]
        measured = _entropy(chunk) if by is Doubt.ENTROPY else _closeness(chunk)
        doubt[start : start + _CHUNK] = np.where(np.isnan(measured), -np.inf, measured)
    places = np.flatnonzero(waiting)
    return places[np.argsort(-doubt[places], kind="stable")]


def _entropy(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(probabilities, 1e-12, 1 - 1e-12)
    bits = inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside)
    return np.asarray(-bits.sum(axis=1), dtype=np.float64)


def _closeness(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return minus the lead of the likeliest over the second; a lone code's is over none."""
    with_none = np.pad(probabilities, ((0, 0), (2, 0)))
    two = np.partition(with_none, -2, axis=1)[:, -2:]
    return np.asarray(two[:, 0] - two[:, 1], dtype=np.float64)


def novel_order(
    vectors: NDArray[np.float32], waiting: Waiting, *, first: int = 50, near: int = 2_000
) -> Places:
    """Return the waiting segments, those farthest from anything looked at first.

    The first ones are chosen one by one, each the farthest from all that was looked at or chosen
    before it (Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5), so that they do not repeat one
    another; the rest follow by their distance. Without anything looked at, the first is the one
    least like the mean. Blank segments (zero vectors) come last.

    Args:
        vectors: (segments, d) of length 1, or zero.
        waiting: (segments,).
        first: how many are chosen one by one.
        near: with how many of those looked at a segment is compared, taken at even steps.
    """
    spoken = vectors.any(axis=1)
    likeness = _greatest_likeness(vectors, np.flatnonzero(spoken & ~waiting), near)
    open_to_choice = waiting & spoken
    likeness[~open_to_choice] = np.inf
    chosen: list[int] = []
    for _ in range(min(first, int(open_to_choice.sum()))):
        farthest = int(likeness.argmin())
        with_it = vectors @ vectors[farthest]
        # the mean serves for the first choice only
        likeness = np.maximum(likeness, with_it) if chosen or (spoken & ~waiting).any() else with_it
        chosen.append(farthest)
        open_to_choice[farthest] = False
        likeness[~open_to_choice] = np.inf
    rest = np.flatnonzero(open_to_choice)
    by_distance = rest[np.argsort(likeness[rest], kind="stable")]
    blank = np.flatnonzero(waiting & ~spoken)
    return np.concatenate([np.array(chosen, dtype=np.intp), by_distance, blank])


def random_order(keys: Sequence[str], waiting: Waiting, *, seed: int) -> Places:
    """Return the waiting segments in an order that chance alone has made.

    Every beginning of it is a simple random sample without replacement. A segment's place
    follows from its key and the seed (SHA-256 of both): new segments fall in between without
    moving the others, and anyone with the seed can draw the sample again.

    Args:
        keys: one a segment, each once, such as its id.
        waiting: (segments,).
        seed: the project's own, noted before the first draw.
    """
    drawn = sorted(
        np.flatnonzero(waiting).tolist(),
        key=lambda at: hashlib.sha256(f"{seed}\n{keys[at]}".encode()).digest(),
    )
    return np.array(drawn, dtype=np.intp)


def _greatest_likeness(
    vectors: NDArray[np.float32], seen: Places, near: int
) -> NDArray[np.float32]:
    """Return every segment's cosine with the most like of those seen; without any, with the mean.

    Of more than `near` seen as many are taken at even steps.
    """
    if len(seen) > near:
        seen = seen[np.linspace(0, len(seen) - 1, near).astype(np.intp)]
    known = (
        vectors[seen] if len(seen) else vectors.sum(axis=0, keepdims=True) / max(len(vectors), 1)
    )
    greatest = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), _CHUNK):
        chunk = vectors[start : start + _CHUNK]
        greatest[start : start + _CHUNK] = (chunk @ known.T).max(axis=1)
    return greatest
