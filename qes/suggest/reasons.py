"""Why a code is proposed: passages like it, words that spoke for it, and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.suggest.features import Features
from qes.suggest.learner import CodeLearner
from qes.suggest.lexical import CLOSES, OPENS

Matrix = NDArray[np.float64]

_SHORTEST = 3
"""Letters a telling word has at least: `of` and `it` tell a reader nothing."""
_LEAST_GAIN = 0.1
_QUOTED = 120


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


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a code is proposed."""

    passages: tuple[Alike, ...]
    words: tuple[Telling, ...]
    definition: str


def telling_words(
    learner: CodeLearner, segment: Features, code: str, top: int = 3
) -> tuple[Telling, ...]:
    """Return the phrases that say most for a code against its rivals, most telling first.

    A word inside a pair that tells at least as much is not named twice.
    """
    said = learner.words_for(segment)
    rivals = learner.shares((segment,))[0]
    gains = said[:, learner.column(code)] - said @ rivals
    found: list[Telling] = []
    for at in np.argsort(-gains, kind="stable"):
        phrase, gain = segment.phrases[at], float(gains[at])
        if len(found) == top or gain < _LEAST_GAIN:
            break
        inside = set(phrase.split()) - {OPENS, CLOSES}
        known = {word for one in found for word in one.phrase.split()}
        if any(len(word) >= _SHORTEST or word == "?" for word in inside) and not inside <= known:
            found.append(Telling(phrase, gain))
    return tuple(found)


def word_effects(learner: CodeLearner, code: str, whole: Matrix, without: Matrix) -> Matrix:
    """Return how much a code's linear score falls when each word is left out.

    Args:
        learner: what scores.
        code: for which code.
        whole: the segment's vector.
        without: (words, d), its vector with one word left out each.
    """
    weights = learner.linear_weights(code)
    return np.asarray(whole @ weights - without @ weights, dtype=np.float64)


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


def in_words(reasons: Reasons, texts: Sequence[str]) -> tuple[str, ...]:
    """Say the reasons in lines a reviewer can judge in a second.

    Args:
        reasons: what to say.
        texts: the texts of `reasons.passages`.
    """
    lines = [f"like “{_short(text)}”" for text in texts]
    if reasons.words:
        lines.append("words: " + ", ".join(_spoken(one.phrase) for one in reasons.words))
    if reasons.definition:
        lines.append(f"means: {_short(reasons.definition)}")
    return tuple(lines)


def _spoken(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    if first == OPENS:
        return f"begins with “{rest}”"
    if rest == CLOSES:
        return f"ends with “{first}”"
    return f"“{phrase}”"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else flat[: _QUOTED - 1].rstrip() + "…"
