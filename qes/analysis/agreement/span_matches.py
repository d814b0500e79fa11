"""Spans of two coders that are the same, or nearly: how far boundaries are off.

Not corrected for chance: shown beside the alphas of spans, never in their stead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qes.analysis.agreement.spans import Span, SpannedText, by_code


@dataclass(frozen=True, slots=True)
class SpanMatches:
    """How many of two coders' spans of a code have a counterpart."""

    code: str
    first: int
    """Spans of the first coder; those that overlap are one."""
    second: int
    exact: int
    """Pairs that begin and end at the same place."""
    half: int
    """Pairs whose common length is at least half that of the longer, the exact ones among them."""


def span_matches(texts: Sequence[SpannedText], codes: Sequence[str]) -> tuple[SpanMatches, ...]:
    """Match the spans of two coders, code by code; each span is matched once at most.

    Args:
        texts: Each of the same two coders.
        codes: The order of the result.

    Raises:
        ValueError: If a text is not of two coders.
    """
    if any(len(one.coders) != 2 for one in texts):
        raise ValueError("spans are matched between two coders")
    sorted_out = [by_code(one, codes) for one in texts]
    found = []
    for at, code in enumerate(codes):
        pairs = [one[at].coders for one in sorted_out]
        halves = [_half(mine, theirs) for mine, theirs in pairs]
        found.append(
            SpanMatches(
                code,
                sum(len(mine) for mine, _ in pairs),
                sum(len(theirs) for _, theirs in pairs),
                sum(len(set(mine) & set(theirs)) for mine, theirs in pairs),
                sum(halves),
            )
        )
    return tuple(found)


def _half(mine: Sequence[Span], theirs: Sequence[Span]) -> int:
    """Count pairs that share half of the longer, walking along both."""
    matched, at = 0, 0
    for one in mine:
        while at < len(theirs) and theirs[at].stop <= one.start:
            at += 1
        place = at
        while place < len(theirs) and theirs[place].start < one.stop:
            that = theirs[place]
            common = min(one.stop, that.stop) - max(one.start, that.start)
            if 2 * common >= max(one.stop - one.start, that.stop - that.start):
                matched += 1
                at = place + 1
                break
            place += 1
    return matched
