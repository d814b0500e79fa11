"""What is put before a reviewer for one unit: codes, why each, and what of it they may see yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.base import AuthorName, CodeId, SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.review_views import Because, SegmentSuggestions, SuggestionView
from qes.services.rounds import RoundsAtWork
from qes.services.suggesting.decided import Own
from qes.services.suggesting.learning import Learned
from qes.services.suggesting.settings import (
    SuggestionSettings,
    is_withheld,
    read_settings_of_suggestions,
)
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.store.segments import StoredSegment
from qes.store.showings import showing_id, suggestion_id
from qes.store.sources import list_sources
from qes.suggest.excerpts import excerpt
from qes.suggest.features import Features
from qes.suggest.proposals import Proposals
from qes.suggest.reasons import Alike, Telling, alike, telling_words

if TYPE_CHECKING:
    from qes.store.database import Connection

OFFERED = 9
"""Codes offered for a unit: as many as there are digits to accept them by."""
_COMPARED = 500
"""With so many of a code's accepted passages, the latest, a unit is compared."""
_CONSIDERED = 5
_REASONS = 2
"""Passages given as reasons for a code, chosen from so many that are nearest."""
_ABOUT_AS_NEAR = 0.1
"""A cosine."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How a reviewer came to a unit, and whether they asked to see what is kept back."""

    way: Way = Way.DOCUMENT
    unseen: int | None = None
    """For a draw at random, how many units were undecided, this one among them."""
    reveal: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all units: settings, open rounds, the sources' names."""

    settings: SuggestionSettings
    at_work: RoundsAtWork
    sources: Mapping[SourceId, str]

    @classmethod
    def read(cls, connection: Connection, author: AuthorName) -> Surroundings:
        """Read them."""
        return cls(
            read_settings_of_suggestions(connection),
            RoundsAtWork.read(connection, author),
            {one.id: one.name for one in list_sources(connection)},
        )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """The passages that were given as reasons for other codes of the same unit."""

    given: set[str]

    def fresh_first(self, near: Sequence[Alike]) -> Sequence[Alike]:
        """Return the passages to show: of those about as near, one that was not shown yet first."""
        if not near:
            return ()
        least = near[0].similarity - _ABOUT_AS_NEAR
        ordered = sorted(near, key=lambda one: (one.name in self.given or one.similarity < least,))
        self.given.add(ordered[0].name)
        return ordered[:_REASONS]


class Offers:
    """Turns what a learner proposes now into what one reviewer sees of it."""

    def __init__(self, desk: Desk, learned: Learned, around: Surroundings) -> None:
        """Take the learner as it is; once it has learned more, another is to be made."""
        self._author = desk.author
        self._learned = learned
        self._around = around
        self._basis = learned.basis
        self._accepted: dict[CodeId, tuple[tuple[str, ...], NDArray[np.float64]]] = {}

    def of(self, unit: StoredSegment, found: Proposals, sight: Sight) -> SegmentSuggestions:
        """Return what the reviewer sees for a unit that has a vector.

        Where suggestions are kept back for it, that is nothing, until they have decided or ask.
        """
        own = self._learned.said_by(self._author, unit.id)
        kept_back = is_withheld(self._around.settings, unit.id)
        withheld = kept_back and not sight.reveal and not own.decided
        showing = self._showing(unit.id, found, sight)
        if withheld:
            showing = replace(
                showing, offered=(), none_share=None, none_probability=None, withheld=True
            )
        mark = showing_id(self._author, self.round_of(unit), showing)
        return SegmentSuggestions(
            items=() if withheld else self._views(unit.id, found, mark, own),
            none_probability=None if withheld else found.nothing.probability,
            none_strength=found.nothing.strength,
            probably_nothing=found.probably_nothing and not withheld,
            decisions=self._learned.learner.decisions,
            withheld=withheld,
            showing=showing,
        )

    def round_of(self, unit: StoredSegment) -> str | None:
        """Return the open round in which the reviewer works on a unit."""
        going = self._around.at_work.of(unit.source, unit.id)
        return going.id if going else None

    def _showing(self, unit: SegmentId, found: Proposals, sight: Sight) -> Showing:
        return Showing(
            segment=unit,
            way=sight.way,
            unseen=sight.unseen,
            offered=tuple(
                ShownCode(CodeId(one.code), rank, one.chance.share, one.chance.probability)
                for rank, one in enumerate(found.codes, start=1)
            ),
            none_share=found.nothing.share,
            none_probability=found.nothing.probability,
            withheld=False,
            model=self._learned.corpus.model,
            basis=self._basis,
        )

    def _views(
        self, unit: SegmentId, found: Proposals, mark: str, own: Own
    ) -> tuple[SuggestionView, ...]:
        learned, book = self._learned, self._learned.book
        codes = [CodeId(one.code) for one in found.codes]
        features = learned.features(unit)
        words: tuple[tuple[Telling, ...], ...] = ((),) * len(codes)
        if features is not None:
            words = telling_words(learned.learner, features, codes)
        given = _Reasons(set())
        return tuple(
            SuggestionView(
                id=suggestion_id(mark, rank),
                code=code,
                path=book.path(code),
                name=book.code(code).name,
                probability=one.chance.probability,
                strength=one.chance.strength,
                because=() if features is None else self._because(features, code, given),
                words=tuple(each.phrase for each in telling),
                definition=book.code(code).definition,
                state=own.states.get(code),
            )
            for rank, (code, one, telling) in enumerate(
                zip(codes, found.codes, words, strict=True), start=1
            )
        )

    def _because(self, features: Features, code: CodeId, given: _Reasons) -> tuple[Because, ...]:
        names, rows = self._passages_of(code)
        corpus = self._learned.corpus
        asked = corpus.text(SegmentId(features.name))
        found = []
        for one in given.fresh_first(alike(features, names, rows, _CONSIDERED)):
            segment = SegmentId(one.name)
            text = corpus.text(segment)
            source = self._around.sources.get(SourceId(segment.rpartition(".")[0]))
            found.append(Because(segment, source, text, code, excerpt(text, asked)))
        return tuple(found)

    def _passages_of(self, code: CodeId) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        found = self._accepted.get(code)
        if found is None:
            names = self._learned.learner.accepted(code)[-_COMPARED:]
            known = [
                one
                for name in names
                if (one := self._learned.corpus.features(SegmentId(name))) is not None
            ]
            rows = [one.vector for one in known]
            found = (
                tuple(one.name for one in known),
                np.vstack(rows) if rows else np.zeros((0, self._learned.corpus.dimensions)),
            )
            self._accepted[code] = found
        return found
