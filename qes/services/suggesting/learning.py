"""What one reviewer's learner knows: the codebook, and what it may learn from, replayed.

Nothing learned is kept: the same decisions give the same learner back, bit for bit, on whatever
copy of a project. It learns from the reviewer's own decisions and from closed rounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from codebooks.code import CodeStatus
from codebooks.codebook import Codebook
from qes.base import AuthorName, CodeId, Json, SegmentId, canonical_json
from qes.errors import UserError
from qes.services.reading_codebook import read_codebook
from qes.services.suggesting.corpus import Corpus
from qes.services.suggesting.decided import Decided, Own, read_decisions
from qes.services.suggesting.embedding import definition_of, embed_texts, rows_of
from qes.store.judgements import Judgement
from qes.suggest.codes import code_rows
from qes.suggest.embedder import Identity
from qes.suggest.features import Features
from qes.suggest.learned import Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.processors import one_thread
from qes.suggest.proposals import Proposals, propose

if TYPE_CHECKING:
    from qes.services.desk import Desk
    from qes.store.database import Connection

Progress = Callable[[str, int, int], None]
_TELL_EVERY = 100


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What the codebook says of the codes in use, in tree order."""

    book: Codebook
    ids: tuple[CodeId, ...]
    names: tuple[str, ...]
    definitions: tuple[str, ...]
    """With what belongs under a code, which says as much about it as its definition."""
    examples: tuple[tuple[str, ...], ...]
    parents: tuple[int, ...]
    """For each the place of its parent, or -1."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it that is embedded."""
        return (*self.names, *self.definitions, *(one for each in self.examples for one in each))

    @property
    def holders(self) -> tuple[CodeId, ...]:
        """The codes that others stand under: not proposed until someone has given them."""
        return tuple(self.ids[at] for at in sorted(set(self.parents) - {-1}))


def read_codes(connection: Connection) -> CodeWords:
    """Read what the codebook says of the codes in use.

    Raises:
        UserError: there is no codebook, or no code of it is in use.
    """
    book = read_codebook(connection)
    if not book.codes:
        raise UserError("there is no codebook yet", hint="qes codebook import supported-employment")
    active = [code for code in book.in_tree_order() if code.status is CodeStatus.ACTIVE]
    if not active:
        raise UserError("no code is in use", hint="qes codebook show tells which are retired")
    place = {code.id: at for at, code in enumerate(active)}
    return CodeWords(
        book,
        tuple(CodeId(code.id) for code in active),
        tuple(code.name for code in active),
        tuple(definition_of(code) for code in active),
        tuple(tuple(code.examples) for code in active),
        tuple(-1 if code.parent is None else place.get(code.parent, -1) for code in active),
    )


class Learned:
    """A learner that has taken in what one reviewer may see, and goes on with new decisions."""

    def __init__(self, codes: CodeWords, corpus: Corpus, learner: CodeLearner) -> None:
        """Begin with a learner that has learned nothing yet."""
        self.codes = codes
        self.corpus = corpus
        self.learner = learner
        self._decided = Decided(corpus.units_of)
        self._stream = hashlib.sha256(
            canonical_json([corpus.model, codes.book.content_hash()]).encode()
        )
        self._last: tuple[str, str, str, int] = ("", "", "", 0)

    @property
    def book(self) -> Codebook:
        """The codebook."""
        return self.codes.book

    @property
    def labels(self) -> Mapping[SegmentId, Labels]:
        """What is decided about units, as far as anything is."""
        return self._decided.labels

    def said_by(self, author: AuthorName, segment: SegmentId) -> Own:
        """Return what one person has decided about a unit, as far as it was taken in."""
        return self._decided.said_by(author, segment)

    @property
    def basis(self) -> str:
        """The hash of all it knows: model, codebook, and every verdict in order."""
        return self._stream.hexdigest()

    def follows(self, decision: Judgement) -> bool:
        """Say whether a decision comes after all that were taken in, in their one order."""
        return decision.moment > self._last

    def take(self, decisions: Iterable[Judgement], progress: Progress | None = None) -> None:
        """Learn from decisions, which follow those taken in before."""
        every = tuple(decisions)
        with one_thread():
            for done, one in enumerate(every):
                if progress is not None and done % _TELL_EVERY == 0:
                    progress("learning from decisions", done, len(every))
                self._take_one(one)
        if progress is not None and every:
            progress("learning from decisions", len(every), len(every))

    def _take_one(self, decision: Judgement) -> None:
        for verdict in self._decided.take(decision):
            features = self.corpus.features(SegmentId(verdict.segment))
            if features is None:
                continue
            labels = verdict.labels
            said: list[Json] = [
                *verdict.key,
                sorted(labels.accepted),
                sorted(labels.rejected),
                labels.finished,
            ]
            self._stream.update(canonical_json(said).encode())
            self.learner.partial_fit((features,), (labels,))
        self._last = decision.moment

    def features(self, segment: SegmentId) -> Features | None:
        """Return what is known of a unit; None where it is none, or has no vector."""
        return self.corpus.features(segment)

    def propose(self, segments: Sequence[SegmentId], top: int) -> tuple[Proposals, ...]:
        """Return what is proposed for units that have vectors, in order."""
        known = [one for name in segments if (one := self.corpus.features(name)) is not None]
        if len(known) != len(segments):
            raise UserError("some segments have no vector yet", hint="qes suggest computes them")
        with one_thread():
            return propose(self.learner, known, top)


def learn(desk: Desk, corpus: Corpus, *, progress: Progress | None = None) -> Learned:
    """Return a learner that knows all this reviewer may learn from.

    What the codebook says is embedded first where that is new.

    Args:
        desk: Whose learner.
        corpus: Where decisions are looked for; those about other units are passed over.
        progress: Called with (what, done, total).

    Raises:
        UserError: there is no codebook, or the model is needed and cannot be run.
    """
    model = Identity(corpus.model, corpus.dimensions)
    with desk.store.read() as connection:
        codes = read_codes(connection)
        rows = rows_of(connection, model, codes.texts)
    if rows is None:
        embed_texts(desk, codes.texts)
    with desk.store.read() as connection:
        rows = rows_of(connection, model, codes.texts) if rows is None else rows
        decisions = read_decisions(connection, desk)
    if rows is None:
        raise UserError(
            "the codebook and the segments are embedded by different models", hint="qes suggest"
        )
    learned = Learned(codes, corpus, _beginner(codes, rows))
    learned.take(decisions, progress)
    return learned


def _beginner(codes: CodeWords, rows: NDArray[np.float32]) -> CodeLearner:
    n = len(codes.ids)
    definitions = rows[n : 2 * n].copy()
    at = 2 * n
    for place, examples in enumerate(codes.examples):
        if examples:
            # an example is one more sentence of the definition
            definitions[place] += rows[at : at + len(examples)].mean(axis=0)
            at += len(examples)
    return CodeLearner(
        codes.ids,
        code_rows(rows[:n], definitions),
        parents=codes.parents,
        dormant=codes.holders,
    )
