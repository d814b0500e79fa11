"""From the words that a sample decision names to the stretch of text that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from corpora.source import Reading, Unit
from corpora.span import Span


def find_passage(reading: Reading, words: str) -> Span:
    """Return the passage that `words` name: the turn, quote or paragraph that they stand in.

    A transcript's passages are its turns. A report's are its quotes and, for the authors' own
    words, its paragraphs.

    Args:
        reading: The source, read.
        words: An excerpt that occurs exactly once in the source's text.

    Raises:
        ValueError: The words occur nowhere or more than once, or lie in no such passage.
    """
    if reading.text.count(words) != 1:
        raise ValueError(f"{reading.name}: not there exactly once: {words!r}")
    start = reading.text.index(words)
    end = start + len(words)
    for passage in _passages(reading):
        if passage.start <= start and end <= passage.end:
            return passage
    raise ValueError(f"{reading.name}: in no turn, quote or paragraph: {words!r}")


def _passages(reading: Reading) -> Iterator[Span]:
    yield from (Span(turn.start, turn.end) for turn in reading.turns)
    yield from (Span(quote.start, quote.end) for quote in reading.quotes)
    if not reading.turns:
        for segment in reading.segments:
            if segment.unit is Unit.PARAGRAPH:
                yield Span(segment.start, segment.end)
