"""Cutting pieces of text into sentences, many characters at a time.

A text is cut in chunks of whole pieces. The same function cuts every chunk, here or in another
process, so that the sentences do not depend on who does the work.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpora.columns import integers
from corpora.prose.sentences import MAY_END_SENTENCE, RULES, sentence_starts
from corpora.span import bare

CHUNK = 500_000
"""Characters that are cut in one go; a longer piece is a chunk of its own."""


def segmenter() -> str:
    """Name the segmentation: the same name gives the same segments for the same text."""
    return f"qes_sentences/{RULES}"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of a text in order, each within one paragraph and one utterance, as columns.

    None is empty or has white space at its edges.
    """

    starts: array[int] = field(default_factory=integers)
    ends: array[int] = field(default_factory=integers)
    turns: array[int] = field(default_factory=integers)
    """For each the number of the turn it lies in, or `NO_TURN`."""

    def add(self, start: int, end: int, turn: int) -> None:
        """Append a piece."""
        self.starts.append(start)
        self.ends.append(end)
        self.turns.append(turn)

    def extend(self, more: Pieces) -> None:
        """Append pieces."""
        self.starts.extend(more.starts)
        self.ends.extend(more.ends)
        self.turns.extend(more.turns)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces that follow each other, with the text they stand in."""

    text: str
    """Of the source, from `offset` on."""
    offset: int
    pieces: Pieces
    """Their places are those in the whole text."""


Cutter = Callable[[Iterable[Chunk]], Iterator[Pieces]]
"""Returns the sentences of each chunk, in order."""


def cut_here(chunks: Iterable[Chunk]) -> Iterator[Pieces]:
    """Cut chunks one after another in this process."""
    return map(cut, chunks)


def sentences(
    text: str,
    pieces: Pieces,
    cutter: Cutter = cut_here,
    progress: Callable[[int], None] | None = None,
) -> Pieces:
    """Return the sentences of each piece of a text, each with the turn of its piece.

    The sentences of a piece are in order, do not overlap, and leave out white space only.

    Args:
        text: What the places in `pieces` count in.
        pieces: In order.
        cutter: Who does the work.
        progress: Called with the place up to which the text is cut.
    """
    found = Pieces()
    for cut_chunk in cutter(_chunks(text, pieces)):
        found.extend(cut_chunk)
        if progress is not None and found.ends:
            progress(found.ends[-1])
    return found


def _chunks(text: str, pieces: Pieces) -> Iterator[Chunk]:
    first, count = 0, len(pieces.starts)
    while first < count:
        offset = pieces.starts[first]
        # pieces are in order: what ends within the chunk is found by halving
        last = max(first + 1, bisect_right(pieces.ends, offset + CHUNK, first, count))
        some = slice(first, last)
        yield Chunk(
            text[offset : pieces.ends[last - 1]],
            offset,
            Pieces(pieces.starts[some], pieces.ends[some], pieces.turns[some]),
        )
        first = last


def cut(chunk: Chunk) -> Pieces:
    """Return the sentences of a chunk."""
    text, offset = chunk.text, chunk.offset
    found = Pieces()
    for start, end, turn in zip(
        chunk.pieces.starts, chunk.pieces.ends, chunk.pieces.turns, strict=True
    ):
        # most of what is said is one sentence: seeing that is far cheaper than cutting it
        if MAY_END_SENTENCE.search(text, start - offset, end - offset - 1) is None:
            found.add(start, end, turn)
            continue
        begins = sentence_starts(text[start - offset : end - offset])
        for begin, stop in pairwise((*begins, end - start)):
            first, last = bare(text, start - offset + begin, start - offset + stop)
            if first < last:
                found.add(first + offset, last + offset, turn)
    return found
