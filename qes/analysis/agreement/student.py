"""Quantiles of Student's t, without a library that takes longer to load than a report to make."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_STEPS = 200
_TERMS = 100_000
_ENOUGH = 1e-16
_MANY = 5_000
"""Degrees of freedom from which on a series about the normal quantile has all digits."""


@lru_cache(maxsize=256)
def t_quantile(degrees: float, share: float) -> float:
    """Return the value below which a share of at least a half of Student's t lies.

    Newton's method on the distribution function, which is an incomplete beta function; for many
    degrees of freedom the expansion about the normal quantile (Abramowitz & Stegun 1964, 26.5.8,
    26.7.1 and 26.7.5).

    >>> round(t_quantile(29, 0.975), 10)
    2.0452296421
    """
    found = NormalDist().inv_cdf(share)
    if degrees >= _MANY or share == 0.5:
        return _by_series(found, degrees)
    low, high = 0.0, math.inf
    for _ in range(_STEPS):
        above = _upper_tail(found, degrees) - (1 - share)
        low, high = (found, high) if above > 0 else (low, found)
        following = found + above / _density(found, degrees)
        if not low <= following <= high:
            following = 2 * found + 1 if math.isinf(high) else (low + high) / 2
        if abs(following - found) <= 2 * _ENOUGH * abs(found):
            return following
        found = following
    return found


def _by_series(z: float, degrees: float) -> float:
    square = z * z
    first = z * (square + 1) / 4
    second = z * ((5 * square + 16) * square + 3) / 96
    third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    return z + (first + (second + third / degrees) / degrees) / degrees


def _density(t: float, degrees: float) -> float:
    half = (degrees + 1) / 2
    scale = math.lgamma(half) - math.lgamma(degrees / 2) - math.log(degrees * math.pi) / 2
    return math.exp(scale - half * math.log1p(t * t / degrees))


def _upper_tail(t: float, degrees: float) -> float:
    """Return the share above a value of at least 0."""
    if t <= 0:
        return 0.5
    a, b = degrees / 2, 0.5
    x = degrees / (degrees + t * t)
    front = math.exp(
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        - a * math.log1p(t * t / degrees)
        + b * math.log(t * t / (degrees + t * t))
    )
    # Each fraction is used where it converges fast.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a / 2
    return (1 - front * _fraction(1 - x, b, a) / b) / 2


def _fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction of the incomplete beta function (Lentz 1976)."""
    tiny = 1e-300
    c, d = 1.0, 1 / _not_nothing(1 - (a + b) * x / (a + 1), tiny)
    found = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = found
        for term in (even, odd):
            d = 1 / _not_nothing(1 + term * d, tiny)
            c = _not_nothing(1 + term / c, tiny)
            found *= c * d
        if abs(found - before) <= _ENOUGH * abs(found):
            break
    return found


def _not_nothing(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
