"""Rank the codes of a codebook for each segment, and say what each rank leans on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
"""One row a segment, one column a rankable code."""


@dataclass(frozen=True, slots=True)
class CodeText:
    """What a codebook says of one code; given in tree order, themes included."""

    code: CodeId
    path: tuple[str, ...]
    """Names from the root down to this code's own."""
    definition: str = ""
    examples: tuple[str, ...] = ()
    leaf: bool = True
    """Has no children: only such codes are ranked."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's decision about one code on one passage."""

    passage: str
    """The caller's own name for the passage; handed back in reasons, never read."""
    row: int
    """Where the passage's vector lies in `Decided.vectors`."""
    code: CodeId
    applies: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions to learn from, and the vectors of the passages they are about."""

    vectors: Vectors
    decisions: tuple[Decision, ...]


class Basis(StrEnum):
    """What a score leans on."""

    NAME = "name"
    DEFINITION = "definition"
    EXAMPLE = "example"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a rank: what of the code lies near the segment, and how near."""

    basis: Basis
    similarity: float
    """Cosine, -1 to 1."""
    text: str = ""
    """The name path, definition or example; empty for an accepted passage."""
    passage: str | None = None
    """For an accepted passage, `Decision.passage`."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One code's place for one segment."""

    code: CodeId
    score: float
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class CodeVectors:
    """The rankable codes of a codebook and the vectors of what it says of them."""

    codes: tuple[CodeText, ...]
    # arrays follow


def embed_codes(
    codes: Sequence[CodeText], embed: Callable[[Sequence[str]], Vectors]
) -> CodeVectors:
    """Embed names, definitions and examples of the leaf codes (`embed`: `Embedder.embed`)."""
    raise NotImplementedError


class Ranker(Protocol):
    """Anything that scores segments against codes; the learner takes this place later."""

    def scores(self, segments: Vectors) -> Scores:
        """Return (segments, codes) scores; higher is likelier, only order and gaps count."""
        ...

    def because(self, segment: Vectors, column: int) -> tuple[Because, ...]:
        """Return the reasons for one code (a column of `scores`) on one segment, nearest first."""
        ...


def rank(
    segments: Vectors, codes: CodeVectors, top: int, *, decided: Decided | None = None
) -> tuple[tuple[Ranking, ...], ...]:
    """Return for each segment its `top` codes, best first; ties in tree order."""
    raise NotImplementedError
