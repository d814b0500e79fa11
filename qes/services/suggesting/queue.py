"""The units one goes through, and which of them one has decided, as decisions come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.rounds import RoundsAtWork
from qes.services.suggesting.own_decisions import OwnDecisions, read_own_decisions
from qes.store.judgements import Judgement, SubjectKind, newest, newest_about
from qes.store.segments import StoredSegment, review_segments
from qes.store.sources import list_sources

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the units follow from."""

    sources: tuple[SourceId, ...]
    material: int
    """The last judgement about who speaks, which version stands, and whose a unit is to code."""


class Queue:
    """Every unit that awaits one's decision, in reading order, and what one has decided of them."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing read."""
        self.units: tuple[StoredSegment, ...] = ()
        self.own = OwnDecisions(())
        self._desk = desk
        self._ground: _Ground | None = None
        self._read_up_to = 0
        self._last: tuple[str, str, str, int] = ("", "", "", 0)

    @property
    def undecided(self) -> int:
        """How many units one has not decided."""
        return len(self.units) - len(self.own.decided)

    def catch_up(self) -> frozenset[SegmentId] | None:
        """Take in what has changed; return the units about which something was decided.

        None where all was read anew: the units may be others, in other places.
        """
        with self._desk.store.read() as connection:
            ground, up_to = _ground(connection), newest(connection)
            if ground != self._ground:
                self._read(connection, ground, up_to)
                return None
            if up_to == self._read_up_to:
                return frozenset()
            new = read_own_decisions(connection, self._desk, after=self._read_up_to)
            if any(one.moment <= self._last for one in new):
                # another copy of the project was merged: what it holds comes in between
                self._read(connection, ground, up_to)
                return None
        self._read_up_to = up_to
        return self._take(new)

    def _read(self, connection: Connection, ground: _Ground, up_to: int) -> None:
        self.units = read_queue(connection, self._desk.author)
        self.own = OwnDecisions(self.units)
        self._take(read_own_decisions(connection, self._desk))
        self._ground, self._read_up_to = ground, up_to

    def _take(self, decisions: tuple[Judgement, ...]) -> frozenset[SegmentId]:
        if decisions:
            self._last = decisions[-1].moment
        return self.own.take(decisions)


def read_queue(connection: Connection, author: AuthorName) -> tuple[StoredSegment, ...]:
    """Return every unit that awaits a person's decision, in reading order."""
    return RoundsAtWork.read(connection, author).awaited(review_segments(connection))


def _ground(connection: Connection) -> _Ground:
    about = (SubjectKind.SOURCE, SubjectKind.SPEAKER, SubjectKind.ROUND)
    return _Ground(
        tuple(one.id for one in list_sources(connection)), newest_about(connection, about)
    )
