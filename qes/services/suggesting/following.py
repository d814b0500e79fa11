"""A learner that goes on with new decisions, and begins anew where more than decisions has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.codebook import Codebook
from qes.base import SourceId
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import closed_rounds
from qes.services.suggesting.corpus import Corpus
from qes.services.suggesting.decided import read_decisions
from qes.services.suggesting.learning import Learned, learn
from qes.services.suggesting.units import read_units
from qes.store.judgements import SubjectKind, newest, newest_about
from qes.store.passages import span_of
from qes.store.sources import list_sources

if TYPE_CHECKING:
    from qes.store.database import Connection

_MATERIAL = (SubjectKind.SOURCE, SubjectKind.SPEAKER)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What cannot change without everything being learned anew."""

    book: Codebook
    rounds: tuple[str, ...]
    material: int
    """The last judgement about who speaks and which version stands."""


class Follower:
    """Keeps one reviewer's learner up to what they have decided; for one thread at a time."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing read."""
        self._desk = desk
        self._learned: Learned | None = None
        self._ground: _Ground | None = None
        self._read_up_to = 0

    def forget(self) -> None:
        """Read and learn everything anew when asked next."""
        self._learned = None

    def learned(
        self,
        read: Callable[[Connection], Corpus | None],
        sources: Iterable[SourceId] = (),
    ) -> Learned | None:
        """Return what the learner knows now.

        Args:
            read: Gives the units to learn with, where all is learned anew; None if there are none.
            sources: Sources whose units are to be there too.

        Raises:
            UserError: there is no codebook, or what `read` raises.
        """
        corpus = None
        with self._desk.store.read() as connection:
            ground, up_to = _ground(connection), newest(connection)
            known = self._learned if self._stands_on(ground) else None
            if known is not None:
                known = self._goes_on(connection, known)
            if known is None:
                corpus = read(connection)
            else:
                _take_sources(connection, known.corpus, sources)
        if corpus is not None:
            known = learn(self._desk, corpus)
        self._learned, self._ground, self._read_up_to = known, ground, up_to
        return known

    def _stands_on(self, ground: _Ground) -> bool:
        # the codebook is the same object until something was said of a code
        return self._ground is not None and (
            self._ground.book is ground.book
            and (self._ground.rounds, self._ground.material) == (ground.rounds, ground.material)
        )

    def _goes_on(self, connection: Connection, known: Learned) -> Learned | None:
        """Take in what was decided since; None where it does not come after what is known."""
        new = read_decisions(connection, self._desk, after=self._read_up_to)
        _take_sources(connection, known.corpus, {span_of(one.subject.id)[0] for one in new})
        if not all(known.follows(one) for one in new):
            return None
        known.take(new)
        return known


def _take_sources(connection: Connection, corpus: Corpus, wanted: Iterable[SourceId]) -> None:
    missing = {one for one in wanted if one not in corpus}
    if missing:
        for one in list_sources(connection):
            if one.id in missing:
                corpus.take(connection, read_units(connection, one))


def _ground(connection: Connection) -> _Ground:
    return _Ground(
        read_codebook(connection), closed_rounds(connection), newest_about(connection, _MATERIAL)
    )
