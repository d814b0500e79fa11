"""Spans that coders marked in texts: what each coder's stretch of a text is made of.

Lengths are in Unicode code points of the canonical text. A text that no coder marked anywhere
still counts: its whole length is a gap of every coder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qes.errors import UserError

GAP = ""
"""The value of a stretch that a coder left unmarked; no code may be called so."""
_MOST_CHARACTERS = 10**10


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text with its code."""

    start: int
    stop: int
    """Exclusive."""
    code: str


@dataclass(frozen=True, slots=True)
class SpannedText:
    """One text and what each coder marked in it."""

    document: str
    length: int
    coders: tuple[tuple[Span, ...], ...]
    """The spans of each coder who read it, in the same order of coders in every text."""


def spanned_text(document: str, length: int, coders: Sequence[Sequence[Span]]) -> SpannedText:
    """Check a text's spans and put them in order.

    Raises:
        UserError: If a span is empty, lies outside the text, or has no code.
    """
    if not 0 < length <= _MOST_CHARACTERS:
        raise UserError(f"the length of {document[:60]!r} must be more than 0, not {length}")
    for number, spans in enumerate(coders, start=1):
        for one in spans:
            if not 0 <= one.start < one.stop <= length:
                raise UserError(
                    f"coder {number} has a span {one.start}-{one.stop} in {document[:60]!r}, "
                    f"whose length is {length}",
                    hint="give each span its start and its end, the end not included",
                )
            if one.code == GAP:
                raise UserError(f"coder {number} has a span without a code in {document[:60]!r}")
    return SpannedText(document, length, tuple(tuple(sorted(spans)) for spans in coders))


def of_code(text: SpannedText, code: str) -> SpannedText:
    """Keep the spans of one code; those of one coder that overlap are one span.

    >>> text = spanned_text("d", 9, [[Span(0, 4, "a"), Span(2, 6, "a"), Span(6, 8, "b")]])
    >>> of_code(text, "a").coders
    ((Span(start=0, stop=6, code='a'),),)
    """
    kept = tuple(merged([one for one in spans if one.code == code]) for spans in text.coders)
    return replace(text, coders=kept)


def by_code(text: SpannedText, codes: Sequence[str]) -> tuple[SpannedText, ...]:
    """Return the text once for each code, with the spans of that code as `of_code` has them."""
    sorted_out: list[dict[str, list[Span]]] = []
    for spans in text.coders:
        those: dict[str, list[Span]] = {}
        for one in spans:
            those.setdefault(one.code, []).append(one)
        sorted_out.append(those)
    return tuple(
        replace(text, coders=tuple(merged(those.get(code, ())) for those in sorted_out))
        for code in codes
    )


def relevant(text: SpannedText) -> SpannedText:
    """Give all spans one code: what is marked at all, against what is not."""
    return replace(
        text,
        coders=tuple(
            tuple(replace(one, code="marked") for one in partition(spans)) for spans in text.coders
        ),
    )


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join spans of one code that overlap; those that only touch stay two."""
    joined: list[Span] = []
    for one in sorted(spans):
        if joined and one.start < joined[-1].stop:
            joined[-1] = replace(joined[-1], stop=max(joined[-1].stop, one.stop))
        else:
            joined.append(one)
    return tuple(joined)


def partition(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans that exclude one another, as the coefficients of unitizing need them.

    Spans of one code that overlap are joined. Where spans of unlike codes overlap, the text is
    cut, and the stretch that has several codes has their combination for a code.

    >>> [(one.stop, one.code) for one in partition([Span(0, 9, "a"), Span(4, 6, "b")])]
    [(4, 'a'), (6, 'a + b'), (9, 'a')]
    """
    by_code: dict[str, list[Span]] = {}
    for one in spans:
        by_code.setdefault(one.code, []).append(one)
    single = sorted(span for those in by_code.values() for span in merged(those))
    if all(one.stop <= other.start for one, other in pairwise(single)):
        return tuple(single)
    edges = sorted({edge for one in single for edge in (one.start, one.stop)})
    starting: dict[int, list[Span]] = {}
    for one in single:
        starting.setdefault(one.start, []).append(one)
    cut: list[Span] = []
    open_: list[Span] = []
    for start, stop in pairwise(edges):
        open_ = [one for one in open_ if one.stop > start] + starting.get(start, [])
        if open_:
            cut.append(Span(start, stop, " + ".join(sorted(one.code for one in open_))))
    return tuple(cut)


def with_gaps(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """Fill what lies between spans that exclude one another with gaps.

    >>> [one.stop for one in with_gaps([Span(2, 4, "a")], 9)]
    [2, 4, 9]
    """
    filled, reached = [], 0
    for one in spans:
        if one.start > reached:
            filled.append(Span(reached, one.start, GAP))
        filled.append(one)
        reached = one.stop
    if reached < length:
        filled.append(Span(reached, length, GAP))
    return tuple(filled)
