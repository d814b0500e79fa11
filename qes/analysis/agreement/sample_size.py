"""How many units must be coded twice for an interval of a wanted width."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

from qes.errors import UserError


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many units two coders must both code, and what that rests on."""

    units: int
    documents: int
    """With as many units of each as was said."""
    independent_units: int
    """How many would do if units of one document were no more alike than others."""
    design_effect: float


def sample_size(
    width: float,
    agreement: float,
    prevalence: float,
    *,
    per_document: float = 1,
    likeness: float = 0.0,
    confidence: float = 0.95,
) -> SampleSize:
    """Say how many units make an interval of kappa, pi or alpha of a wanted width.

    Two coders, one code present or absent. The variance of the intraclass kappa is that of Bloch
    & Kraemer (1989), Biometrics 45(1):269-287, doi:10.2307/2532052: (1 - k) ((1 - k) (1 - 2k) +
    k (2 - k) / (2 p (1 - p))) / n; pi and alpha have the same for many units, and kappa where
    coders use the code about as often. Units of one document are alike: n is multiplied by the
    design effect 1 + (m - 1) r (Kish 1965, Survey Sampling, chapter 5).

    Args:
        width: Of the whole interval, from end to end.
        agreement: The value that is expected.
        prevalence: The share of units that have the code.
        per_document: Units coded twice of each document (m).
        likeness: How alike agreement is within a document (r), from 0 to 1.
        confidence: Of the interval.

    Raises:
        UserError: If one of these is out of its range.

    >>> sample_size(0.2, 0.8, 0.3).units
    167
    """
    wanted = {
        "the width": 0 < width < 2,
        "the agreement": 0 <= agreement < 1,
        "the prevalence": 0 < prevalence < 1,
        "the units of a document": per_document >= 1,
        "the likeness within a document": 0 <= likeness <= 1,
        "the confidence": 0 < confidence < 1,
    }
    wrong = next((name for name, right in wanted.items() if not right), None)
    if wrong is not None:
        raise UserError(
            f"{wrong} is out of its range",
            hint="shares lie between 0 and 1, a width between 0 and 2",
        )
    k, spread = agreement, prevalence * (1 - prevalence)
    variance = (1 - k) * ((1 - k) * (1 - 2 * k) + k * (2 - k) / (2 * spread))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    independent = variance * (2 * z / width) ** 2
    effect = 1 + (per_document - 1) * likeness
    units = max(2, ceil(independent * effect))
    return SampleSize(units, ceil(units / per_document), max(2, ceil(independent)), effect)
