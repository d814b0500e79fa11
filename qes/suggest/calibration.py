"""From the share a code gets of a segment to an honest probability that it applies.

A logistic curve on the logarithms of the share and of its complement (beta calibration; Kull,
Silva Filho & Flach 2017, doi:10.1214/17-EJS1338SI). It begins as the identity and takes one
Newton step a decision, older decisions fading, so what is said of a segment rests on decisions
made before it (prequential; Dawid 1984, doi:10.2307/2981683).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

DECISIONS_NEEDED = 150
"""From so many decided segments on a probability may be shown."""

_FADING = 0.995
"""What a decision still counts for after one more: the last 200 or so matter."""
_FIRMNESS = 4.0
_FIRM = _FIRMNESS * np.eye(3)
_LEAST = 1e-6
_STRONG, _FAIR = 0.5, 0.2


class Strength(StrEnum):
    """How strongly a code is suggested while there is no honest probability yet."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


def strength(share: float) -> Strength:
    """Put a share of a segment into a word."""
    if share >= _STRONG:
        return Strength.STRONG
    return Strength.FAIR if share >= _FAIR else Strength.WEAK


class Calibration:
    """A curve from shares to probabilities that follows the decisions."""

    def __init__(self, fading: float = _FADING) -> None:
        """Begin with the identity: a share is taken for a probability."""
        self._fading = fading
        self._weights = np.array([0.0, 1.0, 1.0])
        self._first = self._weights.copy()
        self._curvature = np.zeros((3, 3))

    def probabilities(self, share: Matrix) -> Matrix:
        """Return the probability for each share, in the same shape; a higher share never has a lower one."""
        constant, rising, falling = self._weights
        inside = np.clip(share, _LEAST, 1 - _LEAST)
        logit = constant + max(rising, 0.0) * np.log(inside) - max(falling, 0.0) * np.log1p(-inside)
        return _logistic(logit)

    def learn(self, share: Matrix, applies: NDArray[np.bool_]) -> None:
        """Take one step from what one decision said of these shares."""
        inside = np.clip(share, _LEAST, 1 - _LEAST)
        inputs = np.ones((len(inside), 3))
        inputs[:, 1], inputs[:, 2] = np.log(inside), -np.log1p(-inside)
        said = _logistic(inputs @ self._weights)
        self._curvature *= self._fading
        self._curvature += (inputs * (said * (1 - said))[:, None]).T @ inputs
        pull = inputs.T @ (applies - said) + (1 - self._fading) * _FIRMNESS * (
            self._first - self._weights
        )
        self._weights += np.linalg.solve(self._curvature + _FIRM, pull)


def _logistic(logit: Matrix) -> Matrix:
    return np.asarray(0.5 * (1 + np.tanh(logit / 2)), dtype=np.float64)
