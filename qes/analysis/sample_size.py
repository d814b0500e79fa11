"""How many units to code twice, in the documents there are, before anyone codes them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

from qes.analysis.agreement.intervals import t_quantile
from qes.errors import UserError


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many units two coders must both code, and what that rests on."""

    units: int
    documents: int
    """Of which they are taken."""
    independent_units: int
    """How many would do if units of one document were no more alike than others."""
    design_effect: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one code that two coders apply or not."""

    agreement: float
    """Kappa, pi or alpha: for many units they are one."""
    prevalence: float
    """The share of units that have the code."""


@dataclass(frozen=True, slots=True)
class Material:
    """The documents that units are taken from."""

    documents: int
    likeness: float
    """How alike agreement is within a document, as an intraclass correlation."""


def size_for_width(
    width: float, expected: Expected, material: Material | None = None, *, confidence: float = 0.95
) -> SampleSize:
    """Say how many units make an interval of kappa, pi or alpha of a wanted width, end to end.

    Two coders, one code present or absent. The variance of the intraclass kappa is that of Bloch
    & Kraemer (1989), Biometrics 45(1):269-287, doi:10.2307/2532052: (1 - k) ((1 - k) (1 - 2k) +
    k (2 - k) / (2 p (1 - p))) / n; pi and alpha have the same for many units, and kappa where
    coders use the code about as often. Documents as in `in_documents`.

    Raises:
        UserError: something is out of its range, or the documents are too few.

    >>> size_for_width(0.2, Expected(agreement=0.8, prevalence=0.3)).units
    167
    """
    k, p = expected.agreement, expected.prevalence
    wanted = {
        "the width": 0 < width < 2,
        "the agreement": 0 <= k < 1,
        "the prevalence": 0 < p < 1,
        "the confidence": 0 < confidence < 1,
    }
    wrong = next((name for name, right in wanted.items() if not right), None)
    if wrong is not None:
        raise UserError(
            f"{wrong} is out of its range",
            hint="shares lie between 0 and 1, a width between 0 and 2",
        )
    variance = (1 - k) * ((1 - k) * (1 - 2 * k) + k * (2 - k) / (2 * p * (1 - p)))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    independent = max(2, ceil(variance * (2 * z / width) ** 2))
    return in_documents(independent, material, confidence=confidence)


def size_for_lower_end(
    lower: float, expected: Expected, material: Material | None = None, *, confidence: float = 0.95
) -> SampleSize:
    """Say how many units make an interval that is expected to begin at a wanted value.

    Two coders, one code present or absent, by the goodness of fit of the common correlation model:
    the lower end k of the interval is where n times the sum of (P_i(agreement) - P_i(k))^2 / P_i(k)
    over both, one and none of the coders reaches chi squared's quantile at one degree of freedom
    (Donner & Eliasziw 1992, Stat Med 11(11):1511-1519, doi:10.1002/sim.4780111109); documents as
    in `in_documents`.

    Raises:
        UserError: something is out of its range, or the documents are too few.
    """
    p = expected.prevalence
    if not (0 < p < 1 and 0 <= lower < expected.agreement < 1 and 0 < confidence < 1):
        raise UserError(
            "the lower end, the agreement or the prevalence is out of its range",
            hint="0 <= lower end < agreement < 1, and a prevalence between 0 and 1",
        )
    apart = sum(
        (one - other) ** 2 / other
        for one, other in zip(_cells(expected.agreement, p), _cells(lower, p), strict=True)
    )
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return in_documents(ceil(z * z / apart), material, confidence=confidence)


def _cells(k: float, p: float) -> tuple[float, float, float]:
    """Return how likely both, one and none of two coders apply a code."""
    mixed = p * (1 - p)
    return p * p + k * mixed, 2 * (1 - k) * mixed, (1 - p) ** 2 + k * mixed


def in_documents(
    independent: int, material: Material | None, *, confidence: float = 0.95
) -> SampleSize:
    """Say how many units of some documents tell as much as independent ones.

    The n units of D documents are worth n / (1 + (n / D - 1) r), r being their likeness (Kish 1965,
    Survey Sampling, chapter 5); and as the interval over documents takes t with D - 1 degrees of
    freedom for z, the width asks for (t / z)^2 times as many.

    Args:
        independent: How many independent units it takes.
        material: The documents; None takes one unit of each, of as many as it takes.
        confidence: Of the interval.

    Raises:
        UserError: no number of units of so few documents is enough.

    >>> in_documents(60, Material(documents=30, likeness=0.1)).units
    76
    """
    if material is None:
        return SampleSize(independent, independent, independent, 1.0)
    if material.documents < 2 or not 0 <= material.likeness < 1:
        raise UserError(
            "the documents or their likeness are out of range",
            hint="two documents or more, and a likeness between 0 and 1",
        )
    worth = independent * _of_t(material.documents, confidence)
    if worth * material.likeness >= material.documents:
        enough = material.documents + 1
        while independent * _of_t(enough, confidence) * material.likeness >= enough:
            enough += 1
        raise UserError(
            f"no number of units of {material.documents} documents is enough",
            hint=f"it takes {enough} documents at least, or a wider interval",
        )
    r, documents = material.likeness, material.documents
    units = worth * (1 - r) / (1 - worth * r / documents) if worth > documents else worth
    effect = max(1.0, 1 + (units / documents - 1) * r)
    return SampleSize(ceil(units), min(documents, ceil(units)), independent, effect)


def _of_t(documents: int, confidence: float) -> float:
    """Return how many times as many units t asks for as z."""
    share = (1 + confidence) / 2
    return float((t_quantile(documents - 1, share) / NormalDist().inv_cdf(share)) ** 2)
