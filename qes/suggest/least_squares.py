"""Least squares shrunk to the definitions of the codes, exact after every single decision.

With one row x a segment and one target y a code, the weights W minimise

    sum over segments |y - x W|^2  +  ridge * |W - D|^2,

where D holds the vectors of the definitions: the mode of the posterior of a linear model whose
prior mean is what the codebook says (ridge regression towards a target; Hoerl & Kennard 1970,
doi:10.1080/00401706.1970.10488634). One more segment changes the inverse by one outer product
(recursive least squares; Plackett 1950, doi:10.1093/biomet/37.1-2.149), and so does one less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qes.suggest.estimator import Parameters, checked_matrix, checked_targets

if TYPE_CHECKING:
    from sklearn.utils import Tags

Matrix = NDArray[np.float64]

_PENDING = 32
"""So many outer products wait to be taken from the inverse at once: one pass through memory."""
_AT_ONCE = 128
"""So many codes' weights are changed at once: their products stay in a processor's cache."""
_LEAST_REMAINDER = 1e-9
"""How much of a segment must be left for it to be taken out again: 1 - x'Px."""


class DefinitionRidge(Parameters):
    """A linear score for every code, updated in O(d^2) a segment; a scikit-learn regressor.

    Parameters:
        definitions: (codes, d) prior mean of the weights; None is zero for every code.
        ridge: weight of the definitions, in segments.
    """

    def __init__(self, definitions: ArrayLike | None = None, *, ridge: float = 1.0) -> None:
        self.definitions = definitions
        self.ridge = ridge

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:  # noqa: N803 - scikit-learn's names
        """Forget everything and learn these rows."""
        self.__dict__.pop("coef_", None)
        return self.partial_fit(X, y)

    def partial_fit(self, X: ArrayLike, y: ArrayLike) -> Self:  # noqa: N803 - scikit-learn's name
        """Learn rows one after another.

        Args:
            X: (n, d) rows.
            y: (n, codes) targets, usually 0 and 1, or (n,) of a single code.
        """
        rows = checked_matrix(X)
        targets, single = checked_targets(y, len(rows))
        if not hasattr(self, "coef_"):
            self.begin(rows.shape[1], targets.shape[1])
            self._single = single
        self._same_width(rows)
        for row, target in zip(rows, targets, strict=True):
            self.add(row, target)
        return self

    def predict(self, X: ArrayLike) -> Matrix:  # noqa: N803 - scikit-learn's name
        """Return (n, codes) scores: about 1 where a code applies, 0 where it does not."""
        if not hasattr(self, "coef_"):
            from sklearn.exceptions import NotFittedError  # noqa: PLC0415 - heavy, and seldom

            raise NotFittedError(f"this {type(self).__name__} is not fitted yet")
        rows = checked_matrix(X)
        self._same_width(rows)
        scores = rows @ self.coef_.T
        return np.asarray(scores[:, 0] if self._single else scores, dtype=np.float64)

    def score(self, X: ArrayLike, y: ArrayLike) -> float:  # noqa: N803 - scikit-learn's name
        """Return the share of the targets' variance that the scores explain."""
        targets, _ = checked_targets(y, len(checked_matrix(X)))
        missed = ((targets - self.predict(X).reshape(targets.shape)) ** 2).sum()
        total = ((targets - targets.mean(axis=0)) ** 2).sum()
        return float(1 - missed / total)

    def begin(self, n_features: int, n_codes: int) -> None:
        """Set the weights to the definitions, for rows so wide."""
        if self.ridge <= 0:
            raise ValueError(f"ridge must be above 0, not {self.ridge}")
        if self.definitions is None:
            weights = np.zeros((n_codes, n_features))
        else:
            weights = np.array(self.definitions, dtype=np.float64)
        if weights.shape != (n_codes, n_features):
            raise ValueError(
                f"definitions of shape {weights.shape} do not fit {n_codes} codes of"
                f" {n_features} numbers"
            )
        self.coef_ = weights
        self.n_features_in_ = n_features
        self._inverse = np.eye(n_features) / self.ridge
        self._pending = np.zeros((_PENDING, n_features))
        self._signs = np.zeros(_PENDING)
        self._waiting = 0
        self._single = False
        self._scored: tuple[Matrix, Matrix] | None = None
        """The row that was scored last and its scores, until the weights change."""

    def scores(self, row: Matrix) -> Matrix:
        """Return the score of each code for one segment, without checks."""
        if self._scored is None or self._scored[0] is not row:
            self._scored = (row, _product(self.coef_, row))
        return self._scored[1].copy()

    def spread(self, row: Matrix) -> Matrix:
        """Return P x, where P is the inverse of X'X + ridge I."""
        found = _product(self._inverse, row)
        if self._waiting:
            part = self._pending[: self._waiting]
            along = _product(part, row) * self._signs[: self._waiting]
            found -= np.einsum("i,ij->j", along, part)
        return found

    def add(self, row: Matrix, target: Matrix) -> None:
        """Learn one segment."""
        spread = self.spread(row)
        total = 1.0 + float(row @ spread)
        self._shift(target - self.scores(row), spread / total)
        self._take(spread / np.sqrt(total), 1.0)

    def remove(self, row: Matrix, target: Matrix) -> None:
        """Unlearn one segment that was added with this target."""
        spread = self.spread(row)
        total = max(1.0 - float(row @ spread), _LEAST_REMAINDER)
        self._shift(self.scores(row) - target, spread / total)
        self._take(spread / np.sqrt(total), -1.0)

    def revise(self, row: Matrix, change: Matrix) -> None:
        """Change the target of a segment that was added, by so much a code."""
        self._shift(change, self.spread(row))

    def extend(self, definition: Matrix) -> None:
        """Add a code half way: what was learned so far says nothing about it."""
        self.coef_ = np.vstack([self.coef_, definition])
        self._scored = None

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn what this is."""
        from sklearn.utils import (  # noqa: PLC0415 - heavy, and only its checks ask
            InputTags,
            RegressorTags,
            Tags,
            TargetTags,
        )

        return Tags(
            estimator_type="regressor",
            target_tags=TargetTags(required=True, multi_output=True),
            regressor_tags=RegressorTags(),
            input_tags=InputTags(),
        )

    def _shift(self, change: Matrix, along: Matrix) -> None:
        """Move the weights of each code so far along a row, a few codes at a time.

        With thousands of codes the outer product would not fit a processor's cache.
        """
        self._scored = None
        products = np.empty((min(len(change), _AT_ONCE), len(along)))
        for first in range(0, len(change), _AT_ONCE):
            part = change[first : first + _AT_ONCE, None]
            np.multiply(part, along, out=products[: len(part)])
            self.coef_[first : first + _AT_ONCE] += products[: len(part)]

    def _take(self, column: Matrix, sign: float) -> None:
        self._pending[self._waiting] = column
        self._signs[self._waiting] = sign
        self._waiting += 1
        if self._waiting == _PENDING:
            self._inverse -= (self._pending.T * self._signs) @ self._pending
            self._waiting = 0

    def _same_width(self, rows: Matrix) -> None:
        if rows.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {rows.shape[1]} features, but {type(self).__name__} is expecting"
                f" {self.n_features_in_} features as input"
            )


def _product(matrix: Matrix, row: Matrix) -> Matrix:
    """Multiply by a vector on one processor.

    A product this small is over before BLAS has woken its threads, and waits long for them on a
    busy machine.
    """
    return np.asarray(np.einsum("ij,j->i", matrix, row), dtype=np.float64)
