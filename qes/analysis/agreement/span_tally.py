"""What spans add up to, for each document and code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.spans import GAP, Span, SpannedText, partition, with_gaps


@dataclass(frozen=True, slots=True, eq=False)
class SpanTally:
    """What texts add up to, for each document and code (documents x codes).

    Lengths that coders have in common are over ordered pairs of coders / (coders - 1).
    """

    codes: tuple[str, ...]
    """The first is the gap."""
    documents: tuple[str, ...]
    agreed: Floats
    """Common length to which both gave the code."""
    given: Floats
    """Length of the code's stretches."""
    marked: Floats
    """Length of the code's stretches where the other coder marked something."""
    squares: Floats
    """Of each stretch, length squared; of a gap, length."""
    shared_squares: Floats
    """Of each stretch, the squared length of what the other coder marked in it."""


def tally_of(texts: Sequence[SpannedText]) -> SpanTally:
    """Walk along the spans of every two coders of each text, adding what they have in common.

    Args:
        texts: At least one, each of the same two coders or more.
    """
    parted = [[partition(spans) for spans in text.coders] for text in texts]
    codes = (GAP, *sorted({one.code for text in parted for spans in text for one in spans}))
    place = {code: at for at, code in enumerate(codes)}
    documents = {one.document: 0 for one in texts}
    documents = {name: at for at, name in enumerate(documents)}
    tally = SpanTally(
        codes, tuple(documents), *(np.zeros((len(documents), len(codes))) for _ in range(5))
    )
    for text, coders in zip(texts, parted, strict=True):
        at = documents[text.document]
        filled = [with_gaps(spans, text.length) for spans in coders]
        for i, mine in enumerate(filled):
            for one in mine:
                size, code = one.stop - one.start, place[one.code]
                tally.given[at, code] += size
                tally.squares[at, code] += size if one.code == GAP else size**2
            for j, theirs in enumerate(filled):
                if i != j:
                    _add_common(tally, at, place, mine, theirs)
    others = len(texts[0].coders) - 1
    for sums in (tally.agreed, tally.marked, tally.shared_squares):
        sums[:] /= others
    return tally


def _add_common(
    tally: SpanTally,
    at: int,
    place: Mapping[str, int],
    mine: Sequence[Span],
    theirs: Sequence[Span],
) -> None:
    """Walk along two coders' stretches of a text at once, adding what they have in common."""
    other = 0
    for one in mine:
        code, marked = place[one.code], 0
        while other < len(theirs):
            that = theirs[other]
            size = min(one.stop, that.stop) - max(one.start, that.start)
            if that.code == one.code:
                tally.agreed[at, code] += size
            marked += size if that.code != GAP else 0
            if that.stop > one.stop:
                break
            other += 1
            if that.stop == one.stop:
                break
        tally.marked[at, code] += marked
        tally.shared_squares[at, code] += marked**2
