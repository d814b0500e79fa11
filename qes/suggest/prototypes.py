"""The first ranker: one prototype vector a code, between its definition and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from qes.suggest.embedder import DIMENSIONS, Vectors
from qes.suggest.ranking import Basis, Because, CodeText, CodeVectors, Decided, Scores, rounded

_NAME_SHARE = 0.25
"""The name's part beside a definition; without a definition the name stands alone."""
_PRIOR = 2.0
"""How many accepted passages the codebook's own words are worth."""
_REJECTED_SHARE = 0.5
"""How far the prototype moves away from the mean of what was rejected."""
_REASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """Something that speaks for a code, or by a negative weight against it."""

    basis: Basis
    vector: NDArray[np.float32]
    weight: float
    """In passages; 0 for the codebook's words, which are counted as a whole."""
    text: str = ""
    passage: str | None = None


class PrototypeRanker:
    """Scores by the cosine between a segment and each code's prototype.

    A prototype is the weighted mean of the codebook's words for the code (counted as two
    passages), its examples and the passages accepted for it, moved away from half the mean of
    the passages rejected for it, and brought to length 1 (Rocchio's relevance feedback; Manning,
    Raghavan & Schutze 2008, section 9.1, doi:10.1017/CBO9780511809071). The constants were
    chosen on three coded corpora, with nothing held out; `benchmarks/suggestions.py` prints what
    they give beside the definition alone and beside the commonest codes.
    """

    def __init__(self, codes: CodeVectors, decided: Decided | None = None) -> None:
        """Place the prototypes; decisions about codes that are not ranked are passed over."""
        count = len(codes.codes)
        towards, accepted = _PRIOR * _own_words(codes), np.full(count, _PRIOR)
        # a weight of one to begin with: a single rejection moves little
        away, rejected = np.zeros((count, DIMENSIONS)), np.ones(count)
        evidence: list[list[_Evidence]] = [[] for _ in codes.codes]
        for column, one in chain(_in_codebook(codes), _in_decisions(codes, decided)):
            if one.weight < 0:
                away[column] -= one.weight * one.vector
                rejected[column] -= one.weight
                continue
            towards[column] += one.weight * one.vector
            accepted[column] += one.weight
            evidence[column].append(one)
        self._prototypes = _unit(
            towards / accepted[:, None] - _REJECTED_SHARE * away / rejected[:, None]
        ).astype(np.float32)
        self._codes = codes.codes
        self._evidence = evidence
        self._vectors = [
            np.array([one.vector for one in ones], dtype=np.float32).reshape(-1, DIMENSIONS)
            for ones in evidence
        ]

    @property
    def codes(self) -> tuple[CodeText, ...]:
        """The codes it scores, in tree order: one a column of `scores`."""
        return self._codes

    def scores(self, segments: Vectors) -> Scores:
        """Return the cosines, (segments, codes), to six decimals; 0 for a blank segment."""
        return rounded(segments @ self._prototypes.T)

    def because(self, segment: NDArray[np.float32], column: int) -> tuple[Because, ...]:
        """Return the three nearest of the code's name, definition, examples and passages."""
        similarities = rounded(self._vectors[column] @ segment)
        nearest = np.argsort(-similarities, kind="stable")[:_REASONS]
        return tuple(
            Because(one.basis, float(similarities[at]), one.text, one.passage)
            for at in nearest
            for one in [self._evidence[column][at]]
        )


def _own_words(codes: CodeVectors) -> NDArray[np.float64]:
    """Return for each code the unit vector of its definition and name."""
    defined = codes.definitions.any(axis=1, keepdims=True)
    share = np.where(defined, _NAME_SHARE, 1.0)
    return _unit(codes.definitions.astype(np.float64) + share * codes.names)


def _in_codebook(codes: CodeVectors) -> Iterator[tuple[int, _Evidence]]:
    """Give every code's definition, name and examples; what is blank says nothing."""
    examples = iter(codes.examples)
    for column, code in enumerate(codes.codes):
        definition, name = codes.definitions[column], codes.names[column]
        shown = islice(examples, len(code.examples))
        said = (
            _Evidence(Basis.DEFINITION, definition, 0.0, code.definition),
            _Evidence(Basis.NAME, name, 0.0, code.path[-1]),
            *(
                _Evidence(Basis.EXAMPLE, vector, 1.0, text)
                for text, vector in zip(code.examples, shown, strict=True)
            ),
        )
        yield from ((column, one) for one in said if one.vector.any())


def _in_decisions(codes: CodeVectors, decided: Decided | None) -> Iterator[tuple[int, _Evidence]]:
    """Give every decision about a code that is ranked."""
    if decided is None:
        return
    columns = {code.code: column for column, code in enumerate(codes.codes)}
    for one in decided.decisions:
        column = columns.get(one.code)
        if column is not None:
            weight = one.weight if one.applies else -one.weight
            vector = decided.vectors[one.row]
            yield column, _Evidence(Basis.ACCEPTED, vector, weight, passage=one.passage)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1.0)
