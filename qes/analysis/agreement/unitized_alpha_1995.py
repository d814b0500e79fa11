"""Alpha of unitizing, code by code: Krippendorff's alpha_U of 1995, in its form of 2004.

Krippendorff (1995), Sociological Methodology 25:47-76, doi:10.2307/271061; (2004), Content
Analysis, 2nd edition, section 11.6, whose expected disagreement corrects a slip for long texts.
Over several codes the observed and expected disagreements are added up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from qes.analysis.agreement.estimates import Estimate, Undefined
from qes.analysis.agreement.spans import GAP, Span, SpannedText, of_code, with_gaps

NAME = "krippendorff_alpha_U_1995"


def unitized_alpha_1995(text: SpannedText, codes: Sequence[str]) -> Estimate:
    """Compute alpha_U of one text over some codes.

    Exact in fractions, rounded once at the end.

    Args:
        text: Whose spans of one code and coder do not overlap, or are joined where they do.
        codes: One code, or all of which the disagreements are added up.
    """
    coders = len(text.coders)
    reason: Undefined | None = None
    value, observed, expected = None, Fraction(0), Fraction(0)
    if coders < 2:
        reason = Undefined.ONE_CODER if coders else Undefined.NO_DATA
    else:
        for code in codes:
            cut = [with_gaps(spans, text.length) for spans in of_code(text, code).coders]
            observed += _observed(cut, text.length)
            expected += _expected(cut, text.length)
        if expected:
            value = float(1 - observed / expected)
        else:
            used = any(one.code in codes for spans in text.coders for one in spans)
            reason = Undefined.NO_VARIATION if used else Undefined.NEVER_USED
    return Estimate(
        NAME,
        value,
        reason,
        n_units=text.length,
        n_units_used=0 if value is None else text.length,
        n_coders=coders,
        n_documents=1,
        categories=tuple(codes),
        observed=float(observed),
        expected=float(expected),
    )


def _observed(cut: Sequence[Sequence[Span]], length: int) -> Fraction:
    """Average the squared distances of the stretches of every two coders."""
    total = 0
    for i, mine in enumerate(cut):
        for j, theirs in enumerate(cut):
            if i != j:
                total += _apart(mine, theirs)
    coders = len(cut)
    return Fraction(total, coders * (coders - 1) * length**2)


def _apart(mine: Sequence[Span], theirs: Sequence[Span]) -> int:
    """Sum the squared distances of one coder's stretches from another's, walking along both."""
    total, first = 0, 0
    for one in mine:
        while first < len(theirs) and theirs[first].stop <= one.start:
            first += 1
        at = first
        while at < len(theirs) and theirs[at].start < one.stop:
            total += _squared(one, theirs[at])
            at += 1
    return total


def _squared(one: Span, that: Span) -> int:
    """Return the squared distance of two stretches that intersect."""
    if GAP not in {one.code, that.code}:
        return (one.start - that.start) ** 2 + (one.stop - that.stop) ** 2
    if one.code != GAP and that.start <= one.start and one.stop <= that.stop:
        return (one.stop - one.start) ** 2
    if that.code != GAP and one.start <= that.start and that.stop <= one.stop:
        return (that.stop - that.start) ** 2
    return 0


def _expected(cut: Sequence[Sequence[Span]], length: int) -> Fraction:
    """Average the distance over all ways to lay the stretches of all coders along the text."""
    coders = len(cut)
    marked = [one.stop - one.start for spans in cut for one in spans if one.code != GAP]
    gaps = sorted(one.stop - one.start for spans in cut for one in spans if one.code == GAP)
    beyond = [*accumulate(reversed(gaps), initial=0)]
    n, total = len(marked), Fraction(0)
    for size in marked:
        larger = len(gaps) - bisect_left(gaps, size)
        room = beyond[larger] - larger * (size - 1)
        total += Fraction((n - 1) * (2 * size**3 - 3 * size**2 + size), 3) + size**2 * room
    whole = coders * length
    left = whole * (whole - 1) - sum(size * (size - 1) for size in marked)
    return 2 * total / (length * left) if left else Fraction(0)
