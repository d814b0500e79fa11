"""Why a code is proposed: passages like it, and words that spoke for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.suggest.excerpts import tells
from qes.suggest.features import Features
from qes.suggest.learner import CodeLearner

Matrix = NDArray[np.float64]

_LEAST_GAIN = 0.1
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Telling:
    """A word or a pair of words of the segment that spoke for a code."""

    phrase: str
    gain: float
    """How much more it says for this code than for its rivals, in natural logarithms."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A passage the code was accepted for."""

    name: str
    similarity: float
    """Cosine, -1 to 1."""


def telling_words(
    learner: CodeLearner, segment: Features, codes: Sequence[str], top: int = 3
) -> tuple[tuple[Telling, ...], ...]:
    """Return for each code the words that say most for it against its rivals, most telling first.

    Function words weigh in the learner, but tell a reader nothing: they are left away, and a
    phrase of nothing else is not named. Nor is a word a second time.
    """
    said = learner.words_for(segment)
    if not said.any():
        return ((),) * len(codes)
    shares = learner.shares((segment,))[0]
    found = []
    for code in codes:
        rivals, column = shares.copy(), learner.column(code)
        rivals[column] = 0.0
        gains = said[:, column] - said @ (rivals / max(rivals.sum(), _NOTHING))
        found.append(_most_telling(segment.phrases, gains, top))
    return tuple(found)


def _most_telling(phrases: Sequence[str], gains: Matrix, top: int) -> tuple[Telling, ...]:
    found: list[Telling] = []
    known: set[str] = set()
    for at in np.argsort(-gains, kind="stable"):
        gain = float(gains[at])
        if len(found) == top or gain < _LEAST_GAIN:
            break
        words = [word for word in phrases[at].split() if tells(word)]
        if words and not known.issuperset(words):
            found.append(Telling(" ".join(words), gain))
            known.update(words)
    return tuple(found)


def alike(
    segment: Features, names: Sequence[str], vectors: NDArray[np.float32] | Matrix, top: int = 2
) -> tuple[Alike, ...]:
    """Return the nearest of some passages, nearest first; never the segment itself.

    Args:
        segment: what is to be explained.
        names: of the passages, as from `CodeLearner.accepted`.
        vectors: theirs, (passages, d).
        top: how many.
    """
    if not names:
        return ()
    rows = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(segment.vector)
    cosines = np.divide(rows @ segment.vector, lengths, out=np.zeros(len(rows)), where=lengths > 0)
    order = (at for at in np.argsort(-cosines, kind="stable") if names[at] != segment.name)
    return tuple(
        Alike(names[at], float(cosines[at])) for at, _ in zip(order, range(top), strict=False)
    )
