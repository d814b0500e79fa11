"""Suggestions as front ends show them: codes with probability, reasons, and `no code`."""

from __future__ import annotations

from dataclasses import dataclass

from qes.base import CodeId
from qes.suggest.ranking import Because, CodeVectors, Decided, Vectors


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
    segments: Vectors, codes: CodeVectors, top: int, *, decided: Decided | None = None
) -> tuple[SegmentSuggestions, ...]:
    """Return one answer a segment, in order."""
    raise NotImplementedError
