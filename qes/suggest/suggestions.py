"""Suggestions as front ends show them: codes with probability and reasons, and `no code`."""

from __future__ import annotations

from dataclasses import dataclass

from qes.base import CodeId
from qes.suggest.embedder import Vectors
from qes.suggest.probability import PRIOR_LINK, Link, none_probability
from qes.suggest.prototypes import PrototypeRanker
from qes.suggest.ranking import Because, CodeVectors, Decided, Ranker, rank


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One code proposed for one segment; not a judgement."""

    code: CodeId
    score: float
    probability: float
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class SegmentSuggestions:
    """What is proposed for one segment, best first, and how likely no code applies."""

    suggestions: tuple[Suggestion, ...]
    none_probability: float


def suggest(
    segments: Vectors,
    codes: CodeVectors,
    top: int,
    *,
    decided: Decided | None = None,
    link: Link = PRIOR_LINK,
) -> tuple[SegmentSuggestions, ...]:
    """Return one answer a segment, in order: `top` codes at most, none for a blank segment.

    Args:
        segments: the segments' vectors.
        codes: what the codebook says, see `embed_codes`.
        top: how many codes a segment.
        decided: the decisions this reviewer may learn from.
        link: the project's own (`fit_link`) once it has 150 decisions.
    """
    return suggest_by(PrototypeRanker(codes, decided), segments, top, link=link)


def suggest_by(
    ranker: Ranker, segments: Vectors, top: int, *, link: Link = PRIOR_LINK
) -> tuple[SegmentSuggestions, ...]:
    """Return one answer a segment by any ranker."""
    scores = ranker.scores(segments)
    probabilities = link.probabilities(scores)
    none = none_probability(probabilities)
    columns = {code.code: column for column, code in enumerate(ranker.codes)}
    return tuple(
        SegmentSuggestions(
            tuple(
                Suggestion(
                    one.code,
                    one.score,
                    float(probabilities[row, columns[one.code]]),
                    one.because,
                )
                for one in rankings
            ),
            float(none[row]) if segments[row].any() else 1.0,
        )
        for row, rankings in enumerate(rank(segments, ranker, top, scores=scores))
    )
