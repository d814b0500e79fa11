"""Rank the codes of a codebook for each segment, and say what each rank leans on.

The values of this room, and the order of codes; `qes.suggest.prototypes` is the ranker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId
from qes.suggest.embedder import Vectors

Scores = NDArray[np.float64]
"""One row a segment, one column a rankable code."""

_DECIMALS = 6
"""Scores that agree so far are equal: the rest is the order in which a sum was taken."""


@dataclass(frozen=True, slots=True)
class CodeText:
    """What a codebook says of one code."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """Decisions to learn from, and the vectors of the passages they are about.

    The caller gives only what this reviewer may learn from, and of a passage and a code only the
    last decision.
    """

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
    """The name, definition or example; empty for an accepted passage."""
    passage: str | None = None
    """For an accepted passage, `Decision.passage`."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One code's place for one segment."""

    code: CodeId
    score: float
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CodeVectors:
    """The rankable codes, in tree order, and the vectors of what the codebook says of them."""

    codes: tuple[CodeText, ...]
    names: Vectors
    definitions: Vectors
    """A zero row where a code has no definition."""
    examples: Vectors
    """The examples of all codes, one after another in the order of the codes."""


def embed_codes(
    codes: Sequence[CodeText], embed: Callable[[Sequence[str]], Vectors]
) -> CodeVectors:
    """Embed names, definitions and examples of the codes without children, in one call.

    Args:
        codes: the whole codebook in tree order, themes and all.
        embed: as `Embedder.embed`.
    """
    leaves = tuple(code for code in codes if code.leaf)
    names = [code.path[-1] for code in leaves]
    definitions = [code.definition for code in leaves]
    examples = [example for code in leaves for example in code.examples]
    vectors = embed([*names, *definitions, *examples])
    n = len(leaves)
    return CodeVectors(leaves, vectors[:n], vectors[n : 2 * n], vectors[2 * n :])


class Ranker(Protocol):
    """Anything that scores segments against the codes of a codebook."""

    @property
    def codes(self) -> tuple[CodeText, ...]:
        """The codes it scores, in tree order: one a column of `scores`."""
        ...

    def scores(self, segments: Vectors) -> Scores:
        """Return (segments, codes) scores; higher is likelier."""
        ...

    def because(self, segment: NDArray[np.float32], column: int) -> tuple[Because, ...]:
        """Return the reasons for the code of one column on one segment, nearest first."""
        ...


def rounded(scores: NDArray[np.float32]) -> Scores:
    """Round scores to what is meaningful, so that equal evidence is an equal score."""
    # adding zero makes -0.0 of a tiny negative 0.0
    return np.asarray(np.round(scores.astype(np.float64), _DECIMALS) + 0.0, dtype=np.float64)


def best(scores: Scores, top: int) -> NDArray[np.intp]:
    """Return for each row the columns of the `top` highest scores; ties in tree order."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :top]


def rank(
    segments: Vectors, ranker: Ranker, top: int, *, scores: Scores | None = None
) -> tuple[tuple[Ranking, ...], ...]:
    """Return for each segment its `top` codes, best first; none for a blank segment.

    Args:
        segments: the segments' vectors.
        ranker: what scores them.
        top: how many codes a segment.
        scores: the ranker's scores of these segments, if they are known already.
    """
    scores = ranker.scores(segments) if scores is None else scores
    return tuple(
        tuple(
            Ranking(
                ranker.codes[column].code,
                float(scores[row, column]),
                ranker.because(segments[row], int(column)),
            )
            for column in columns
            if segments[row].any()
        )
        for row, columns in enumerate(best(scores, top))
    )
