"""What a reader must know beside the numbers of a code: the paradoxes of agreement, in words.

The bounds say when a sentence is printed; they are no measure of quality.
"""

from __future__ import annotations

from enum import StrEnum

from qes.analysis.agreement.two_by_two import TwoByTwo

_MUCH_AGREED, _FAR_BELOW = 0.85, 0.3
_RARE, _HIGH, _HALF = 0.05, 0.9, 0.5
_UNEVEN, _ENOUGH = 2, 10


class CodeCaution(StrEnum):
    """Why a number of a code may mislead."""

    PREVALENCE = "prevalence"
    BIAS = "bias"
    SHARED_ABSENCE = "shared_absence"
    CONSTANT_CODER = "constant_coder"


def cautions_of(counts: TwoByTwo) -> tuple[CodeCaution, ...]:
    """Return what is to be said beside the numbers of a code that someone applied.

    >>> cautions_of(TwoByTwo(118, 5, 2, 0))
    (<CodeCaution.PREVALENCE: 'prevalence'>,)
    """
    if not counts.n or not counts.applied:
        return ()
    found = []
    first, second = counts.a + counts.b, counts.a + counts.c
    percent, kappa = counts.percent.value or 0.0, counts.kappa.value
    if 0 in {first, second} or counts.n in {first, second}:
        found.append(CodeCaution.CONSTANT_CODER)
    if kappa is not None and percent >= _MUCH_AGREED and kappa <= percent - _FAR_BELOW:
        found.append(CodeCaution.PREVALENCE)
    more, less = max(first, second), min(first, second)
    if more >= _ENOUGH and more >= _UNEVEN * less:
        found.append(CodeCaution.BIAS)
    rare = (counts.prevalence.value or 0.0) <= _RARE
    if rare and (counts.ac1.value or 0.0) >= _HIGH and (counts.positive.value or 0.0) <= _HALF:
        found.append(CodeCaution.SHARED_ABSENCE)
    return tuple(found)


def caution_words(
    caution: CodeCaution,
    path: str,
    counts: TwoByTwo,
    coders: tuple[str, str],
    *,
    characters: bool = False,
) -> str:
    """Say a caution about a code in a sentence, with its numbers.

    Args:
        caution: Which.
        path: Of the code.
        counts: Of the code.
        coders: Who gave it.
        characters: Whether characters were counted, and not units.
    """
    units = "characters" if characters else "units"
    first, second = counts.a + counts.b, counts.a + counts.c
    percent, kappa = 100 * (counts.percent.value or 0.0), counts.kappa.value or 0.0
    match caution:
        case CodeCaution.PREVALENCE:
            share = 100 * (counts.prevalence.value or 0.0)
            return (
                f"{path}: coders agree on {percent:.1f} % of the {units}, and kappa is {kappa:.2f}: "
                f"{share:.1f} % of the ratings apply the code, and where present and absent are "
                "so uneven kappa and alpha are low however well coders agree (the prevalence "
                "paradox). Read positive and negative agreement beside them."
            )
        case CodeCaution.BIAS:
            return (
                f"{path}: {coders[0]} applied it to {first:,} {units} and {coders[1]} to "
                f"{second:,}. "
                "Kappa is higher where coders differ in how often they apply a code, alpha is "
                "not (the bias paradox); settle first what the code takes in."
            )
        case CodeCaution.SHARED_ABSENCE:
            return (
                f"{path}: AC1 is {counts.ac1.value or 0.0:.2f} because coders share its absence; "
                f"of its applications they agree on {100 * (counts.positive.value or 0.0):.0f} %."
            )
        case CodeCaution.CONSTANT_CODER:
            who = coders[0] if first in {0, counts.n} else coders[1]
            return (
                f"{path}: {who} gave it to {f'all {units}' if counts.n in {first, second} else 'none'}"
                ", so kappa is 0 or undefined whatever the other coder did."
            )
