"""Having codes suggested: segments and codes are embedded once, ranked, and the result kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes.base import CodeId, PassageId, SegmentId, canonical_json, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.reading_codebook import read_codebook
from qes.store.passages import passage_id
from qes.store.segments import StoredSegment, review_segments
from qes.store.sources import read_text
from qes.store.suggestions import (
    StoredReason,
    StoredSuggestion,
    known_vectors,
    read_suggestions,
    store_suggestions,
    store_vectors,
    suggested_segments,
)

if TYPE_CHECKING:
    from codebooks.codebook import Codebook
    from qes.suggest.embedder import Embedder, Vectors
    from qes.suggest.ranking import Because, CodeText
    from qes.suggest.suggestions import SegmentSuggestions

KEPT = 9
"""How many codes are kept for each segment: as many as there are digits to accept them by."""
_CHUNK = 256
"""Segments embedded, ranked and written at a time: what is done is kept if the rest is stopped."""
_QUOTED = 200
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SuggestedSegment:
    """What is suggested for one segment."""

    segment: SegmentId
    passage: PassageId
    suggestions: tuple[StoredSuggestion, ...]
    none_probability: float | None


def suggest(
    desk: Desk,
    source: str | None = None,
    *,
    progress: Progress | None = None,
) -> int:
    """Suggest codes for every unit of a source, or of all, that has no suggestions yet.

    The model runs in a process of its own; what is done so far is on disk at any moment.

    Args:
        desk: Who asks.
        source: Id or file name; None is every source.
        progress: Called with (what, done, total).

    Returns:
        How many segments got suggestions.

    Raises:
        UserError: there is no codebook or no source yet, or the model fails.
    """
    from qes.suggest.embedder import Embedder  # noqa: PLC0415 - numpy: only where it is needed

    tell = progress or (lambda _what, _done, _total: None)
    with desk.store.read() as connection:
        book = read_codebook(connection)
        chosen = None if source is None else find_source(connection, source).id
        segments = [
            one
            for one in review_segments(connection)
            if one.queued and (chosen is None or one.source == chosen)
        ]
        _refuse_nothing(book, segments)
    with Embedder() as embedder:
        basis = sha256(canonical_json([embedder.model_id, book.content_hash(), KEPT]))
        with desk.store.read() as connection:
            done = suggested_segments(connection, basis)
        waiting = [one for one in segments if one.id not in done]
        if not waiting:
            return 0
        embedder.start()
        return _Run(desk, book, basis, embedder, tell).over(waiting)


def _refuse_nothing(book: Codebook, segments: Sequence[StoredSegment]) -> None:
    if not book.codes:
        raise UserError("there is no codebook yet", hint="qes codebook import supported-employment")
    if all(code.status is not CodeStatus.ACTIVE for code in book.codes):
        raise UserError("no code is in use", hint="qes codebook show tells which are retired")
    if not segments:
        raise UserError("there is nothing to suggest codes for", hint="qes sources add FILE…")


@dataclass(frozen=True, slots=True)
class _Run:
    """One go over segments with one codebook and one model."""

    desk: Desk
    book: Codebook
    basis: str
    embedder: Embedder
    tell: Progress

    def over(self, waiting: Sequence[StoredSegment]) -> int:
        from qes.suggest.ranking import embed_codes  # noqa: PLC0415 - numpy
        from qes.suggest.suggestions import suggest as rank_all  # noqa: PLC0415 - numpy

        self.tell("loading the model", 0, len(waiting))
        codes = embed_codes(code_texts(self.book), self._embed)
        texts = self._texts(waiting)
        for first in range(0, len(waiting), _CHUNK):
            chunk = waiting[first : first + _CHUNK]
            self.tell("suggesting", first, len(waiting))
            vectors = self._embed([texts[one.id] for one in chunk])
            answers = rank_all(vectors, codes, KEPT)
            self._keep(chunk, answers)
        self.tell("suggesting", len(waiting), len(waiting))
        return len(waiting)

    def _texts(self, waiting: Sequence[StoredSegment]) -> dict[SegmentId, str]:
        found: dict[SegmentId, str] = {}
        with self.desk.store.read() as connection:
            whole = {one.source: "" for one in waiting}
            for source in whole:
                whole[source] = read_text(connection, source)
        for one in waiting:
            found[one.id] = whole[one.source][one.start : one.stop]
        return found

    def _embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors, from what is kept where it is there."""
        import numpy as np  # noqa: PLC0415 - only where it is needed

        hashes = [sha256(text) for text in texts]
        model = self.embedder.model_id
        with self.desk.store.read() as connection:
            known = known_vectors(connection, model, hashes)
        new = {mark: text for mark, text in zip(hashes, texts, strict=True) if mark not in known}
        if new:
            made = self.embedder.embed(list(new.values())).astype("<f4", copy=False)
            fresh = {mark: row.tobytes() for mark, row in zip(new, made, strict=True)}
            with self.desk.store.write() as connection:
                store_vectors(connection, model, list(fresh.items()))
            known.update(fresh)
        rows = [np.frombuffer(known[mark], dtype="<f4") for mark in hashes]
        return np.vstack(rows).astype(np.float32)

    def _keep(self, chunk: Sequence[StoredSegment], answers: Sequence[SegmentSuggestions]) -> None:
        at = self.desk.now()
        made: list[StoredSuggestion] = []
        for segment, answer in zip(chunk, answers, strict=True):
            for rank, one in enumerate(answer.suggestions, start=1):
                reasons = tuple(_reason(reason, one.code) for reason in one.because)
                made.append(
                    self._stored(segment, one.code, rank, one.score, one.probability, reasons, at)
                )
            made.append(self._stored(segment, None, 0, None, answer.none_probability, (), at))
        with self.desk.store.write() as connection:
            have = suggested_segments(connection, self.basis)
            store_suggestions(connection, [one for one in made if one.segment not in have])

    def _stored(  # noqa: PLR0917 - a row's columns
        self,
        segment: StoredSegment,
        code: CodeId | None,
        rank: int,
        score: float | None,
        probability: float | None,
        because: tuple[StoredReason, ...],
        at: str,
    ) -> StoredSuggestion:
        mark = sha256(canonical_json([self.basis, segment.id, code]))[:20]
        return StoredSuggestion(
            id=mark,
            segment=segment.id,
            code=code,
            rank=rank,
            score=score,
            probability=probability,
            because=because,
            model=self.embedder.model_id,
            basis=self.basis,
            author=None,
            made_at=at,
        )


def _reason(reason: Because, code: CodeId) -> StoredReason:
    return StoredReason(
        None if reason.passage is None else SegmentId(reason.passage),
        reason.text[:_QUOTED],
        code,
    )


def code_texts(book: Codebook) -> tuple[CodeText, ...]:
    """Return what the codebook says of every active code, in tree order."""
    from qes.suggest.ranking import CodeText  # noqa: PLC0415 - numpy

    active = [code for code in book.in_tree_order() if code.status is CodeStatus.ACTIVE]
    parents = {code.parent for code in active}
    return tuple(
        CodeText(
            CodeId(code.id),
            tuple(book.path(code.id).split(" > ")),
            # what belongs under a code says as much about it as its definition
            f"{code.definition} {code.include}".strip(),
            code.examples,
            code.id not in parents,
        )
        for code in active
    )


def show_suggestions(
    desk: Desk, source: str | None = None, *, top: int = 3
) -> tuple[SuggestedSegment, ...]:
    """Return what is suggested for each unit, best first."""
    with desk.store.read() as connection:
        chosen = None if source is None else find_source(connection, source).id
        found: list[SuggestedSegment] = []
        for one in review_segments(connection):
            if not one.queued or (chosen is not None and one.source != chosen):
                continue
            stored = read_suggestions(connection, one.id, desk.author)
            if stored:
                found.append(
                    SuggestedSegment(
                        one.id,
                        passage_id(one.source, one.start, one.stop),
                        tuple(each for each in stored if each.code is not None)[:top],
                        next((each.probability for each in stored if each.code is None), None),
                    )
                )
        return tuple(found)
