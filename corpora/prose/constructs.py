"""First-, second- and third-order constructs: whose words a passage holds.

In a synthesis the words of participants are first-order constructs, what the authors of a study make
of them second-order, and what the review team makes of both third-order (Schutz 1962, as used by
Britten et al. 2002, doi:10.1258/135581902320432732). A source holds the first two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from corpora.source import Quote, Segment, SourceKind, Turn


class Construct(StrEnum):
    """Whose words."""

    FIRST = "first-order"
    """Participants' own words."""
    SECOND = "second-order"
    """Authors' narrative, and what interviewers say."""
    THIRD = "third-order"
    """The review team's own: findings and analytical themes, never a passage of a source."""


_QUOTED = frozenset((SourceKind.PAPER, SourceKind.REPORT))


class Voiced(Protocol):
    """What is known of whose words a source holds; a `Reading` is one."""

    @property
    def kind(self) -> SourceKind:
        """What the source is."""

    @property
    def turns(self) -> Sequence[Turn]:
        """Who says what."""

    @property
    def quotes(self) -> Sequence[Quote]:
        """What participants are quoted with."""


def construct_of(reading: Voiced, segment: Segment) -> Construct:
    """Tell whose words most of a segment holds.

    In papers and reports the quotes found are first-order and all else is second-order. In
    transcripts and surveys all is first-order but the turns of those who ask. A segment of which
    just half is quoted counts as quoted.
    """
    if reading.kind not in _QUOTED:
        asked = segment.turn is not None and _turn(reading.turns, segment.turn).role.asks
        return Construct.SECOND if asked else Construct.FIRST
    quoted = sum(_quoted(reading.quotes, segment.start, segment.end))
    return Construct.FIRST if 2 * quoted >= segment.end - segment.start else Construct.SECOND


def _turn(turns: Sequence[Turn], n: int) -> Turn:
    """Find a turn by its number; some may be gone, so it is not simply the n-th."""
    return turns[bisect_left(turns, n, key=lambda turn: turn.n)]


def _quoted(quotes: Sequence[Quote], start: int, end: int) -> Iterator[int]:
    """Yield how many characters of `start`-`end` lie in each quote, gaps left out."""
    at = max(bisect_right(quotes, start, key=lambda quote: quote.start) - 1, 0)
    for quote in quotes[at:]:
        if quote.start >= end:
            return
        yield _shared(quote.start, quote.end, start, end) - sum(
            _shared(gap.start, gap.end, start, end) for gap in quote.gaps
        )


def _shared(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(0, min(end, other_end) - max(start, other_start))
