"""A space in which passages of one code lie close together, learnt from the codes in use.

What a passage is about and how it is worded are joined: its vector and its weighted words
(TF-IDF over words and pairs of words), each of length 1, are brought to their main axes. Where
passages have been coded, the axes along which passages of the same code differ are then shrunk.
What sets a team's codes apart (praise from complaint, say) outweighs what does not, and does so
for codes that are yet to be found as well.

This is within-class covariance normalisation with cosines (Hatch, Kajarekar & Stolcke 2006,
Within-class covariance normalization for SVM-based speaker recognition, Interspeech), shrunk
towards the sphere as if by as many passages as there are axes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Points = NDArray[np.float32]
"""One row a passage, of length 1, or all zero for one of which nothing is known."""
VectorRows = NDArray[np.float32] | NDArray[np.float16]
"""One row a passage, of length 1, or all zero for a blank one."""

_AXES = 128
"""So many main axes are kept; 80 find fewer groups, 96 as many (benchmarks/induction.py)."""
_LEXICAL_AXES = 256
_VOCABULARY = 20_000
_LEARNT_FROM = 8_000
"""Axes are learnt from at most so many passages, taken at even steps: bounded in time and memory."""
_CHUNK = 4_096
_CHARACTERS = 20_000
"""Of a passage no more is read for its words."""


class _Lexicon(Protocol):
    """What scikit-learn's vectorizers offer once they are fitted."""

    def transform(self, raw_documents: Sequence[str]) -> csr_matrix: ...


def segment_space(
    vectors: VectorRows, texts: Sequence[str], codes: Sequence[Collection[CodeId]]
) -> Points:
    """Return each passage's place, (n, at most 128) float32.

    Deterministic: the same input gives the same bytes on one machine.

    Args:
        vectors: (n, d), finite, one row a passage.
        texts: the passages.
        codes: the codes each passage has; empty for one without.
    """
    learnt_from = _evenly(len(texts))
    lexical = _Words([texts[at] for at in learnt_from])
    sample = np.hstack([vectors[learnt_from].astype(np.float32), lexical.axes(texts, learnt_from)])
    centre = sample.mean(axis=0)
    axes = _main_axes(sample - centre)
    points = np.empty((len(texts), axes.shape[1]), dtype=np.float32)
    for rows in _chunks(len(texts)):
        joined = np.hstack([vectors[rows].astype(np.float32), lexical.axes(texts, rows)])
        points[rows] = (joined - centre) @ axes
    whitening = _whitening(points, codes)
    for rows in _chunks(len(texts)):
        points[rows] = _unit(points[rows] @ whitening)
    return points


class _Words:
    """The weighted words of passages on their main axes."""

    def __init__(self, texts: Sequence[str]) -> None:
        # imported here: no light command needs scikit-learn
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415

        self._lexicon: _Lexicon | None = None
        self._axes = np.zeros((0, 0), dtype=np.float32)
        vectorizer = TfidfVectorizer(
            ngram_range=(1, 2),
            min_df=2,
            sublinear_tf=True,
            max_features=_VOCABULARY,
            dtype=np.float32,
        )
        try:
            weights = vectorizer.fit_transform([text[:_CHARACTERS] for text in texts])
        except ValueError:  # no word is in two passages: there is nothing to compare by
            return
        self._lexicon = vectorizer
        count = min(_LEXICAL_AXES, *weights.shape)
        self._axes = randomized_svd(weights, count, random_state=0)[2].T.astype(np.float32)

    def axes(self, texts: Sequence[str], rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the rows' places, each of length 1; 0 where no word is known."""
        if self._lexicon is None:
            return np.zeros((len(rows), 0), dtype=np.float32)
        weights = self._lexicon.transform([texts[at][:_CHARACTERS] for at in rows])
        return _unit(np.asarray(weights @ self._axes, dtype=np.float32))


def _main_axes(centred: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the directions of greatest variance, (d, at most 128)."""
    scatter = centred.T.astype(np.float64) @ centred
    variances, directions = np.linalg.eigh(scatter)
    kept = variances > 1e-9 * max(float(variances[-1]), 1e-30)
    main = directions[:, kept][:, ::-1][:, :_AXES]
    # an eigenvector's sign is the library's choice: fix it
    signs = np.sign(main[np.abs(main).argmax(axis=0), np.arange(main.shape[1])])
    return np.asarray(main * signs, dtype=np.float32)


def _whitening(points: Points, codes: Sequence[Collection[CodeId]]) -> NDArray[np.float32]:
    """Return the matrix that shrinks the directions in which passages of one code differ."""
    rows_of: dict[CodeId, list[int]] = {}
    for row, ones in enumerate(codes):
        for code in sorted(ones):
            rows_of.setdefault(code, []).append(row)
    axes = points.shape[1]
    scatter, free = np.zeros((axes, axes)), 0
    for code in sorted(rows_of):
        members = points[rows_of[code]].astype(np.float64)
        apart = members - members.mean(axis=0)
        scatter += apart.T @ apart
        free += len(members) - 1
    size = float(np.trace(scatter))
    if size <= 0 or not axes:
        return np.eye(axes, dtype=np.float32)
    scatter *= axes / size
    share = axes / (axes + free)
    variances, directions = np.linalg.eigh((1 - share) * scatter + share * np.eye(axes))
    return np.asarray(directions / np.sqrt(variances), dtype=np.float32)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _evenly(count: int) -> NDArray[np.intp]:
    """Return at most `_LEARNT_FROM` rows at even steps."""
    if count <= _LEARNT_FROM:
        return np.arange(count)
    return np.linspace(0, count - 1, _LEARNT_FROM).astype(np.intp)


def _chunks(count: int) -> Iterator[NDArray[np.intp]]:
    for start in range(0, count, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, count))
