"""How far apart two categories are: agreement weights, and distances by level of measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qes.analysis.estimates import Label, Level, Matrix, Weighting
from qes.errors import UserError

Floats = NDArray[np.float64]


def level_named(name: str) -> Level:
    """Return the level of measurement of that name.

    Raises:
        UserError: If there is none, naming those there are.
    """
    try:
        return Level(name)
    except ValueError:
        raise UserError(
            f"no level of measurement is called {name[:40]!r}", hint=f"there are {', '.join(Level)}"
        ) from None


def weighting_named(name: str) -> Weighting:
    """Return the family of weights of that name.

    Raises:
        UserError: If there is none, naming those there are.
    """
    try:
        return Weighting(name)
    except ValueError:
        raise UserError(
            f"no weights are called {name[:40]!r}", hint=f"there are {', '.join(Weighting)}"
        ) from None


def agreement_weights(categories: Sequence[Label], weights: Weighting | Matrix) -> Floats:
    """Return how much two categories agree (q x q), from 0 to 1.

    Linear weights are 1 - |x - y| / range, quadratic ones 1 - (x - y)^2 / range^2 (Cohen 1968,
    doi:10.1037/h0026256), where x and y are the categories' numbers, or their places where they
    are not numbers.

    Raises:
        UserError: If a matrix is not square over the categories, with 1 on the diagonal and 0 to
            1 elsewhere.

    >>> agreement_weights((1, 2, 3), Weighting.LINEAR).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    q = len(categories)
    if not isinstance(weights, Weighting):
        return _checked(weights, q)
    if weights is Weighting.IDENTITY or q < 2:
        return np.eye(q)
    numbers = numbers_of(categories)
    scores = np.arange(q, dtype=np.float64) if numbers is None else numbers
    gaps = np.abs(scores[:, None] - scores[None, :])
    if not gaps.any():
        return np.ones((q, q))
    shares = gaps / gaps.max()
    return np.asarray(1 - (shares if weights is Weighting.LINEAR else shares**2))


def distances(categories: Sequence[Label], level: Level, marginals: Floats) -> Floats:
    """Return the squared distance of two categories (q x q) at a level of measurement.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section F
    (https://repository.upenn.edu/asc_papers/43). The ordinal distance depends on how often
    each category was used (`marginals`).

    Raises:
        UserError: If the level needs numbers, or an order, that the categories do not have.
    """
    q = len(categories)
    if level is Level.NOMINAL:
        return 1 - np.eye(q)
    if level is Level.ORDINAL:
        reached = np.cumsum(marginals) - marginals / 2
        return np.asarray((reached[:, None] - reached[None, :]) ** 2)
    numbers = numbers_of(categories)
    if numbers is None:
        strange = next(label for label in categories if _number(label) is None)
        raise UserError(
            f"the {level} level needs numbers, and the category {strange!r} is not one",
            hint="use the nominal level, or the ordinal one with the categories in their order",
        )
    gaps = numbers[:, None] - numbers[None, :]
    if level is Level.INTERVAL:
        return np.asarray(gaps**2)
    if (numbers < 0).any():
        raise UserError(
            "the ratio level needs numbers from 0 upwards", hint="use the interval level"
        )
    sums = numbers[:, None] + numbers[None, :]
    return np.asarray(np.divide(gaps, sums, out=np.zeros((q, q)), where=sums > 0) ** 2)


def numbers_of(categories: Sequence[Label]) -> Floats | None:
    """Return the categories as numbers, or None if any of them is not one."""
    found = [_number(label) for label in categories]
    return None if None in found else np.array(found, dtype=np.float64)


def _number(label: Label) -> float | None:
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _checked(matrix: Matrix, q: int) -> Floats:
    if len(matrix) != q or any(len(row) != q for row in matrix):
        raise UserError(f"the weights must be a table of {q} by {q}, one row a category")
    weights = np.array(matrix, dtype=np.float64).reshape(q, q)
    sound = (
        np.isfinite(weights).all()
        and (weights >= 0).all()
        and (weights <= 1).all()
        and (np.diag(weights) == 1).all()
    )
    if not sound:
        raise UserError("the weights must be 1 on the diagonal and from 0 to 1 elsewhere")
    return weights
