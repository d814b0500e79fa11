"""Segments of a source: its turns, paragraphs, sentences and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpora.labels import LEADING_MARK
from corpora.manuscript import Paragraph, Utterance
from corpora.segmentation import sentences
from corpora.source import Quote, Segment, Turn, Unit
from corpora.span import Span, trimmed
from corpora.turns import Talk


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or the part of one that lies in one utterance."""

    span: Span
    turn: int | None = None


def spoken_pieces(text: str, paragraphs: Sequence[Paragraph], talk: Talk) -> tuple[Piece, ...]:
    """Cut the paragraphs of a transcript at its labels.

    What no one says (headings, what stands before the first label) is in pieces of no turn; labels
    and the times beside them are in none.
    """
    pieces: list[Piece] = []
    utterances = iter(zip(talk.utterances, talk.turn_of, talk.labels_at, strict=True))
    said: tuple[Utterance, int, int] | None = next(utterances, None)
    for paragraph in paragraphs:
        start = paragraph.start
        end = min(paragraph.end, talk.footer)
        while said is not None and said[2] < end:
            utterance, turn, label_at = said
            _add(pieces, text, start, min(label_at, end), None)
            begin = max(utterance.start, start)
            _add(pieces, text, begin, min(utterance.end, end), turn)
            if utterance.end > end:
                start = end
                break
            start = max(start, utterance.end)
            said = next(utterances, None)
        _add(pieces, text, start, end, None)
    return tuple(pieces)


def _add(pieces: list[Piece], text: str, start: int, end: int, turn: int | None) -> None:
    if start >= end:
        return
    mark = LEADING_MARK.match(text, start, end)
    span = trimmed(text, mark.end() if mark is not None else start, end)
    if span is not None:
        pieces.append(Piece(span, turn))


def segments(
    text: str,
    pieces: Sequence[Piece],
    turns: Sequence[Turn],
    quotes: Sequence[Quote],
    attributions: Sequence[Span],
) -> tuple[Segment, ...]:
    """Return the segments of every unit: turns, paragraphs, sentences, quotes, each numbered from 1.

    The name that a report prints after a quote is in its paragraph but in no sentence.
    """
    found = [Segment(Unit.TURN, turn.n, turn.start, turn.end, turn.n) for turn in turns]
    found += [
        Segment(Unit.PARAGRAPH, n, piece.span.start, piece.span.end, piece.turn)
        for n, piece in enumerate(pieces, 1)
    ]
    found += _sentences(text, pieces, attributions)
    found += [Segment(Unit.QUOTE, quote.n, quote.start, quote.end) for quote in quotes]
    return tuple(found)


def _sentences(
    text: str, pieces: Sequence[Piece], attributions: Sequence[Span]
) -> Iterator[Segment]:
    n = 0
    cut = tuple(_without(text, (piece.span for piece in pieces), attributions))
    for piece, spans in zip(pieces, sentences(text, cut), strict=True):
        for span in spans:
            n += 1
            yield Segment(Unit.SENTENCE, n, span.start, span.end, piece.turn)


def _without(text: str, spans: Iterable[Span], attributions: Sequence[Span]) -> Iterator[Span]:
    """Yield each span without the attribution that ends it."""
    printed = iter(attributions)
    name = next(printed, None)
    for span in spans:
        while name is not None and name.end < span.end:
            name = next(printed, None)
        if name is not None and name.end == span.end and span.start < name.start:
            yield trimmed(text, span.start, name.start) or span
        else:
            yield span
