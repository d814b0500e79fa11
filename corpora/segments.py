"""Segments of a source: its turns, paragraphs, sentences and quotes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from corpora.columns import NO_TURN, Segments, Turns, UnitSegments, integers
from corpora.paragraphs import Paragraphs
from corpora.segmentation import Pieces
from corpora.source import Quote, Unit
from corpora.span import Span, bare
from corpora.speech.labels import LEADING_MARK
from corpora.speech.turns import Talk
from corpora.speech.utterances import may_be_mark


def written_pieces(paragraphs: Paragraphs) -> Pieces:
    """Return the paragraphs of a text that no one speaks."""
    turns = integers([NO_TURN]) * len(paragraphs)
    return Pieces(paragraphs.starts, paragraphs.ends, turns)


def spoken_pieces(text: str, paragraphs: Paragraphs, talk: Talk) -> Pieces:
    """Cut the paragraphs of a transcript at its labels.

    What no one says (headings, what stands before the first label) is in pieces of no turn; labels
    and the times beside them are in none.
    """
    pieces = Pieces()
    said = talk.utterances
    n, count = 0, len(talk.labels_at)
    for first, last in zip(paragraphs.starts, paragraphs.ends, strict=True):
        start, end = first, min(last, talk.footer)
        while n < count and (label := talk.labels_at[n]) < end:
            begin, stop, turn = said.starts[n], said.ends[n], talk.turn_of[n]
            # a million turns come by here: a call costs more than what it would find out
            if start < label:
                _add(pieces, text, start, label, NO_TURN)
            begin = max(begin, start)
            if stop > end:
                _add(pieces, text, begin, end, turn)
                start = end
                break
            if begin < stop:
                _add(pieces, text, begin, stop, turn)
            start = max(start, stop)
            n += 1
        if start < end:
            _add(pieces, text, start, end, NO_TURN)
    return pieces


def _add(pieces: Pieces, text: str, start: int, end: int, turn: int) -> None:
    """Append a stretch as a piece, without what is no one's words at its edges."""
    if start >= end:
        return
    if may_be_mark(text[start]):
        mark = LEADING_MARK.match(text, start, end)
        start, end = bare(text, start if mark is None else mark.end(), end)
    elif text[end - 1].isspace():
        start, end = bare(text, start, end)
    edge = end - start == 1 and text[start] == "|"  # of a table's row
    if start < end and not edge:
        pieces.add(start, end, turn)


def segments(turns: Turns, pieces: Pieces, said: Pieces, quotes: Sequence[Quote]) -> Segments:
    """Return the segments of every unit, each numbered from 1.

    Args:
        turns: Who said what.
        pieces: The paragraphs, cut at labels.
        said: The sentences.
        quotes: Participants' words in a report.
    """
    return Segments(
        (
            UnitSegments(Unit.TURN, turns.starts, turns.ends, range(1, len(turns) + 1)),
            UnitSegments(Unit.PARAGRAPH, pieces.starts, pieces.ends, pieces.turns),
            UnitSegments(Unit.SENTENCE, said.starts, said.ends, said.turns),
            UnitSegments(
                Unit.QUOTE,
                integers(quote.start for quote in quotes),
                integers(quote.end for quote in quotes),
                integers([NO_TURN]) * len(quotes),
            ),
        )
    )


def without(text: str, pieces: Pieces, attributions: Sequence[Span]) -> Pieces:
    """Return pieces without the names that a report prints after quotes: they are in no sentence."""
    if not attributions:
        return pieces
    ends = array("i", pieces.ends)
    printed = iter(attributions)
    name = next(printed, None)
    for n, (start, end) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
        while name is not None and name.end < end:
            name = next(printed, None)
        if name is not None and name.end == end and start < name.start:
            _, ends[n] = bare(text, start, name.start)
    return Pieces(pieces.starts, ends, pieces.turns)
