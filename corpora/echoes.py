"""Words of a source that are repeated elsewhere: in memos, reasons, files that were written.

What is repeated is found by pieces of `PIECE` characters: shorter ones are anybody's words.
"""

from __future__ import annotations

from collections.abc import Iterable

PIECE = 12
"""Characters."""
QUOTE = 30
"""Characters; what strangers say alike is shorter. Between a published codebook of 65,000 characters
and eleven interviews the longest stretch in common has 23."""
BLANK = "[withdrawn]"
_MOST_PROBES = 200_000


def pieces(texts: Iterable[str]) -> frozenset[str]:
    """Return every stretch of `PIECE` characters in some texts."""
    return frozenset(text[at : at + PIECE] for text in texts for at in range(len(text) - PIECE + 1))


def probes(texts: Iterable[str]) -> frozenset[str]:
    """Return pieces spread evenly over some texts: of a longer stretch of them, one is found."""
    listed = [text.strip() for text in texts]
    step = max(PIECE // 2, sum(map(len, listed)) // _MOST_PROBES)
    return frozenset(
        text[at : at + PIECE]
        for text in listed
        for at in range(0, max(1, len(text) - PIECE + 1), step)
    )


def repeated(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return which of some pieces occur in a text."""
    if not wanted:
        return frozenset()
    found = set()
    for at in range(len(text) - PIECE + 1):
        piece = text[at : at + PIECE]
        if piece in wanted:
            found.add(piece)
    return frozenset(found)


def blanked(text: str, gone: frozenset[str]) -> str:
    """Return a text in which each stretch made of pieces that are gone is `[withdrawn]`."""
    parts: list[str] = []
    kept = at = 0
    while at <= len(text) - PIECE:
        if text[at : at + PIECE] not in gone:
            at += 1
            continue
        start = at
        end = at + PIECE
        while at < end and at <= len(text) - PIECE:
            if text[at : at + PIECE] in gone:
                end = at + PIECE
            at += 1
        parts += (text[kept:start], BLANK)
        kept = at = end
    return "".join((*parts, text[kept:]))


def in_passing(texts: Iterable[str], wanted: frozenset[str]) -> frozenset[str]:
    """Return which pieces occur in texts that do not quote: in stretches shorter than `QUOTE`."""
    found: set[str] = set()
    for text in texts:
        run: list[str] = []
        for at in range(len(text) - PIECE + 2):
            piece = text[at : at + PIECE]
            if len(piece) == PIECE and piece in wanted:
                run.append(piece)
                continue
            if run and len(run) + PIECE - 1 < QUOTE:
                found.update(run)
            run = []
    return frozenset(found)
