"""Sentences: a spaCy pipeline whose boundaries come from syntok and the rules of speech.

On interview reports syntok misplaces a third of the boundaries that spaCy's own parser does, at a
tenth of its cost. The rules on top: an ellipsis is a pause and ends nothing; a number alone (of a
list item, a section, a footnote) goes with what follows; a superscript `<sup>…</sup>` belongs to the
sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

from corpora.span import Span, trimmed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT = "qes_sentences"
"""The pipeline component's name in spaCy's registry."""
_RULES = "1"
"""Changes whenever the same text may be cut differently."""

_SUPERSCRIPT = re.compile(r"<sup>[^<>]{0,40}</sup>")
_NO_WORD = re.compile(r"[\W_]*")
_NUMBER = re.compile(r"[\W_]*\d[\d\W_]*")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)[\"'”\u2019)\]\s]*\Z")
_MAY_END = re.compile(
    "[.!?;(\\[{\u203c\u203d\u2047-\u2049\u3002\ufe52\ufe57\uff01\uff0e\uff1f\uff61"
    "\uff5f\uff5b\uff3b\uff08\ufe5d\ufe5b\ufe59\ufd3e\u301a\u3018\u2985\u2983\u2329]"
)
MAX_VOCABULARY = 1_000_000
"""Distinct words after which the pipeline is made anew, so that a long run stays small."""
_LONG_WORD = re.compile(r"\S{500}")
_MAX_LENGTH = 1_000_000_000


def segmenter() -> str:
    """Name the segmentation: the same name gives the same segments for the same text."""
    return f"{COMPONENT}/{_RULES} (syntok {version('syntok')}, spaCy {version('spacy')})"


def sentence_starts(text: str) -> tuple[int, ...]:
    """Return where each sentence of a paragraph begins; white space has none."""
    from syntok.segmenter import analyze  # noqa: PLC0415 - light commands import this module

    masked = _SUPERSCRIPT.sub(lambda found: "\u200b" * len(found.group()), text)
    found = [
        tokens[0].offset
        for paragraph in analyze(masked)
        for sentence in paragraph
        if (tokens := [token for token in sentence if token.value])
    ]
    return tuple(_glued(text, found))


def _glued(text: str, found: Sequence[int]) -> Iterator[int]:
    """Yield the boundaries that stand: no break at a pause, none around a bare number."""
    start: int | None = None
    for begin, end in pairwise((*found, len(text))):
        piece = text[begin:end]
        goes_on = start is not None and (
            _ELLIPSIS.search(text, start, begin) is not None
            or _NUMBER.fullmatch(text, start, begin) is not None
            or _NO_WORD.fullmatch(piece) is not None
            or (end == len(text) and _NUMBER.fullmatch(piece) is not None)
        )
        if not goes_on:
            start = begin
            yield begin


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Return the shared pipeline: spaCy's English tokens, our sentence boundaries."""
    import spacy  # noqa: PLC0415 - light commands import this module
    from spacy.language import Language  # noqa: PLC0415

    Language.component(COMPONENT, func=set_sentences)
    language = spacy.blank("en")
    language.max_length = _MAX_LENGTH  # the limit guards parsers; this pipeline has none
    language.add_pipe(COMPONENT)
    return language


def set_sentences(doc: Doc) -> Doc:
    """Mark the first token of each sentence; a boundary inside a token moves to its start."""
    import numpy as np  # noqa: PLC0415 - light commands import this module
    from spacy.attrs import IDX, SENT_START  # noqa: PLC0415

    starts = np.asarray(sentence_starts(doc.text), dtype=np.int64)
    begins = np.full(len(doc), -1, dtype=np.int64)
    if len(doc):
        # all at once: setting them one by one makes spaCy look through the whole text each time
        begins[
            np.maximum(doc.to_array(IDX).astype(np.int64).searchsorted(starts, "right") - 1, 0)
        ] = 1
        begins[0] = 1
        column = begins.astype(np.uint64)[:, np.newaxis]
        doc.from_array([SENT_START], column)  # type: ignore[arg-type]  # its alias is too narrow
    return doc


def sentences(text: str, pieces: Sequence[Span]) -> tuple[tuple[Span, ...], ...]:
    """Return the sentences of each piece of a text, as spans of the whole text.

    The sentences of a piece are in order, do not overlap, and leave out white space only. What
    cannot hold more than one sentence does not go through the pipeline; nor does what holds a word
    of a length no language has, on which spaCy's tokenizer takes quadratic time.
    """
    several = [piece for piece in pieces if _MAY_END.search(text, piece.start, piece.end - 1)]
    cut = {p: _cut(text, p) for p in several if _LONG_WORD.search(text, p.start, p.end)}
    spoken = [piece for piece in several if piece not in cut]
    if spoken:
        language = pipeline()
        docs = language.pipe((text[p.start : p.end] for p in spoken), batch_size=64)
        for piece, doc in zip(spoken, docs, strict=True):
            cut[piece] = _between(text, piece, [sentence.start_char for sentence in doc.sents])
        if len(language.vocab.strings) > MAX_VOCABULARY:
            pipeline.cache_clear()  # a memory zone would do, but without spaCy's token cache
    return tuple(cut[piece] if piece in cut else _whole(text, piece) for piece in pieces)


def _whole(text: str, piece: Span) -> tuple[Span, ...]:
    span = trimmed(text, piece.start, piece.end)
    return (span,) if span is not None else ()


def _cut(text: str, piece: Span) -> tuple[Span, ...]:
    return _between(text, piece, sentence_starts(piece.of(text)))


def _between(text: str, piece: Span, starts: Sequence[int]) -> tuple[Span, ...]:
    ends = (*starts[1:], piece.end - piece.start)
    found = (
        trimmed(text, piece.start + begin, piece.start + end)
        for begin, end in zip(starts, ends, strict=True)
    )
    return tuple(span for span in found if span is not None)
