"""How much each kind of evidence counts, learned from the decisions themselves.

The codes of a segment compete: code c gets the share

    q(c) = exp(f(c) . w) / sum over codes of exp(f . w)

of it (a conditional logit; McFadden 1974), where f(c) is what each kind of evidence says for the
code. The few weights w are shared by all codes, so they are learned from the first decisions on.
Each decision is one step of Newton's method with all curvature seen so far, which is the extended
Kalman filter for such a model (Haykin 2001, Kalman Filtering and Neural Networks, chapter 2).
Every step uses what was said *before* the segment was learned: evidence that only repeats what
it was told earns no weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_FIRMNESS = 20.0
"""How many steps' worth of curvature the first weights have."""


def shares(scores: Matrix) -> Matrix:
    """Return the softmax of each row; a score of -inf has no share."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


class Blend:
    """The weights of the kinds of evidence."""

    def __init__(self, weights: Matrix, firmness: float = _FIRMNESS) -> None:
        """Start from weights that held on other data."""
        self.weights = np.array(weights, dtype=np.float64)
        self._curvature = firmness * np.eye(len(self.weights))

    def scores(self, evidence: Matrix) -> Matrix:
        """Return one score a code from (..., codes, kinds) evidence."""
        return np.asarray(evidence @ self.weights, dtype=np.float64)

    def learn(self, evidence: Matrix, said: Matrix, target: Matrix) -> None:
        """Take one step.

        Args:
            evidence: (codes, kinds), as it was before the decision.
            said: the shares that followed from it.
            target: the shares that were right; they sum to 1.
        """
        centred = evidence - said @ evidence
        self._curvature += (centred * said[:, None]).T @ centred
        self.weights += np.linalg.solve(self._curvature, centred.T @ (target - said))
