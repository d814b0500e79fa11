"""How far apart two categories are: agreement weights, and distances by level of measurement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qes.analysis.agreement.coefficient_names import those_there_are
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import Label, Level, Matrix, Weighting, quoted
from qes.errors import UserError

_LARGEST = 1e100
"""Of what is taken for a number: squares of larger ones have no place in a float."""


def level_named(name: str) -> Level:
    """Return the level of measurement of that name.

    Raises:
        UserError: If there is none, naming those there are.
    """
    try:
        return Level(name.casefold().strip())
    except ValueError:
        raise UserError(
            f"no level of measurement is called {name[:40]!r}", hint=those_there_are(name, Level)
        ) from None


def weighting_named(name: str) -> Weighting:
    """Return the family of weights of that name.

    Raises:
        UserError: If there is none, naming those there are.
    """
    try:
        return Weighting(name.casefold().strip())
    except ValueError:
        raise UserError(
            f"no weights are called {name[:40]!r}", hint=those_there_are(name, Weighting)
        ) from None


def agreement_weights(categories: Sequence[Label], weights: Weighting | Matrix) -> Floats:
    """Return how much two categories agree (q x q), from 0 to 1.

    A family of weights is 1 - gap / largest gap, of the categories' numbers, or of their places
    where they are not numbers. Linear and quadratic: Cohen (1968), doi:10.1037/h0026256; the
    others: Gwet (2014), Handbook of Inter-Rater Reliability, chapter 3.

    Raises:
        UserError: If a matrix is not square over the categories, with 1 on the diagonal and 0 to
            1 elsewhere, or ratio weights are asked for of numbers below 0.

    >>> agreement_weights((1, 2, 3), Weighting.LINEAR).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    q = len(categories)
    if not isinstance(weights, Weighting):
        return _checked(weights, q)
    if weights is Weighting.IDENTITY or q < 2:
        return np.eye(q)
    places = np.arange(q, dtype=np.float64)
    numbers = numbers_of(categories)
    if numbers is None or weights is Weighting.ORDINAL:
        numbers = places
    if weights is Weighting.RATIO and (numbers < 0).any():
        raise UserError("ratio weights need numbers from 0 upwards", hint="use quadratic weights")
    gaps = _gaps(numbers, weights)
    return np.asarray(1 - gaps / gaps.max()) if gaps.any() else np.ones((q, q))


def _gaps(numbers: Floats, weights: Weighting) -> Floats:
    x, y = numbers[:, None], numbers[None, :]
    apart = np.abs(x - y)
    whole = np.ones_like(apart)
    if weights is Weighting.RATIO:
        whole = (x + y) ** 2
    elif weights is Weighting.BIPOLAR:
        whole = (x + y - 2 * numbers.min()) * (2 * numbers.max() - x - y)
    powers = {Weighting.LINEAR: 1.0, Weighting.RADICAL: 0.5}
    if weights is Weighting.ORDINAL:
        return np.asarray(apart * (apart + 1) / 2)
    gaps = apart ** powers.get(weights, 2.0)
    return np.divide(gaps, whole, out=np.zeros_like(gaps), where=whole > 0)


def distances(categories: Sequence[Label], level: Level) -> Floats:
    """Return the squared distance of two categories (q x q) at a level of measurement.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section F
    (https://repository.upenn.edu/asc_papers/43). The ordinal distance is not here: it depends on
    how often each category was used (`alpha_terms.ordinal_alpha`).

    Raises:
        UserError: If the level needs numbers that the categories are not.
    """
    q = len(categories)
    if level is Level.NOMINAL:
        return 1 - np.eye(q)
    numbers = numbers_of(categories)
    if numbers is None:
        strange = next(label for label in categories if _number(label) is None)
        comma = isinstance(strange, str) and _number(strange.replace(",", ".")) is not None
        raise UserError(
            f"the {level} level needs numbers, and the category {quoted(strange)} is not one",
            hint="write decimals with a point"
            if comma
            else "use the nominal level, or the ordinal one with the categories in their order",
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
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= _LARGEST else None


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
