"""The units reviewers go through, with their words, their vectors and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.base import SegmentId, SourceId
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.suggesting.decided import read_decisions
from qes.services.suggesting.embedding import model_at_hand
from qes.services.suggesting.units import SourceUnits, kept_vectors, read_units
from qes.store.passages import span_of
from qes.store.segments import StoredSegment
from qes.store.sources import list_sources
from qes.suggest.features import Features, Place, places
from qes.suggest.lexical import phrases
from qes.suggest.vectors import Vectors

if TYPE_CHECKING:
    from qes.store.database import Connection


class NoVectors(UserError):
    """Segments are to be worked with that were not embedded yet."""

    def __init__(self, which: str) -> None:
        super().__init__(which, hint="qes suggest computes them")


class Corpus:
    """The units of some sources in reading order; sources can be taken in later."""

    def __init__(self, model: str, dimensions: int) -> None:
        """Begin with no sources.

        Args:
            model: The id of the model whose vectors are read.
            dimensions: How many numbers a vector has.
        """
        self.model = model
        self.dimensions = dimensions
        self._sources: dict[SourceId, SourceUnits] = {}
        self._asked: list[SourceUnits] = []
        self._rows: dict[SegmentId, NDArray[np.float32]] = {}
        self._texts: dict[SegmentId, str] = {}
        self._speakers: dict[SegmentId, str] = {}
        self._places: dict[SegmentId, Place] = {}
        self._features: dict[SegmentId, Features] = {}

    def take(self, connection: Connection, read: SourceUnits, *, asked: bool = True) -> None:
        """Take the units of a source in, with those of their vectors that are kept.

        Args:
            connection: To the project.
            read: The source's units.
            asked: False for a source that is there to learn from, and not asked about.
        """
        self._sources[read.source] = read
        if asked:
            self._asked.append(read)
        names = [one.id for one in read.units]
        self._texts.update(zip(names, read.texts, strict=True))
        self._speakers.update(zip(names, read.speakers, strict=True))
        stand = places(names, [read.source] * len(names))
        self._places.update(
            (name, place) for name, place in zip(names, stand, strict=True) if place
        )
        found = kept_vectors(connection, self.model, self.dimensions, read.texts)
        for name, text in zip(names, read.texts, strict=True):
            row = found.get(text)
            if row is not None:
                self._rows[name] = row
        self.__dict__.pop("units", None)
        self.__dict__.pop("vectors", None)

    def ask_about(self, sources: Iterable[SourceId]) -> None:
        """Ask about these sources, which were taken in, and no others."""
        self._asked = [self._sources[one] for one in dict.fromkeys(sources)]
        self.__dict__.pop("units", None)
        self.__dict__.pop("vectors", None)

    def __contains__(self, source: SourceId) -> bool:
        """Say whether a source was taken in."""
        return source in self._sources

    def units_of(self, source: SourceId) -> Sequence[StoredSegment]:
        """Return the units of a source that was taken in; none of another."""
        found = self._sources.get(source)
        return () if found is None else found.units

    @cached_property
    def units(self) -> tuple[StoredSegment, ...]:
        """Every unit that is asked about, source after source, in text order."""
        return tuple(unit for one in self._asked for unit in one.units)

    @property
    def texts(self) -> tuple[str, ...]:
        """Their words, in the same order."""
        return tuple(text for one in self._asked for text in one.texts)

    @cached_property
    def vectors(self) -> Vectors:
        """Their vectors, (units, dimensions); a zero row where there is none."""
        found = np.zeros((len(self.units), self.dimensions), dtype=np.float32)
        for at, unit in enumerate(self.units):
            row = self._rows.get(unit.id)
            if row is not None:
                found[at] = row
        return found

    @property
    def without_vector(self) -> int:
        """How many units that are asked about have no vector yet."""
        return sum(one.id not in self._rows for one in self.units)

    def text(self, segment: SegmentId) -> str:
        """Return a unit's words."""
        return self._texts[segment]

    def features(self, segment: SegmentId) -> Features | None:
        """Return what a learner knows of a unit; None for no unit, or one without a vector."""
        found = self._features.get(segment)
        if found is None and (row := self._rows.get(segment)) is not None:
            found = Features(
                segment,
                row.astype(np.float64),
                phrases(self._texts[segment]),
                self._places.get(segment),
                self._speakers[segment],
            )
            self._features[segment] = found
        return found


def read_corpus(desk: Desk, source: str | None = None) -> Corpus:
    """Return every unit of a source, or of all, each with its vector.

    The other sources in which something is decided are there to learn from.

    Raises:
        UserError: there are no units.
        NoVectors: some have no vector yet.
    """
    with desk.store.read() as connection:
        chosen = None if source is None else find_source(connection, source).id
        corpus = corpus_at_hand(connection, desk, chosen)
        anything = bool(list_sources(connection))
    if corpus is None and anything:
        raise NoVectors("no segment has a vector yet")
    if corpus is None or not corpus.units:
        raise UserError("there is nothing to suggest codes for", hint="qes sources add FILE…")
    if missing := corpus.without_vector:
        which = (
            "a segment has no vector yet"
            if missing == 1
            else f"{missing:,} segments have no vector yet"
        )
        raise NoVectors(which)
    return corpus


def corpus_at_hand(
    connection: Connection, desk: Desk, source: SourceId | None = None
) -> Corpus | None:
    """Return the units of a source, or of all, with what vectors there are; None for no model."""
    model = model_at_hand(connection)
    if model is None:
        return None
    corpus = Corpus(model.model_id, model.dimensions)
    decided = {span_of(one.subject.id)[0] for one in read_decisions(connection, desk)}
    for one in list_sources(connection):
        asked = source is None or one.id == source
        if asked or one.id in decided:
            corpus.take(connection, read_units(connection, one), asked=asked)
    return corpus
