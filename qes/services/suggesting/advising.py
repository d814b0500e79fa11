"""Suggestions while one works: always from what is decided now, a moment after it was decided."""

from __future__ import annotations

from threading import Lock

from qes.base import SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.review_views import SegmentSuggestions
from qes.services.suggesting.corpus import corpus_at_hand
from qes.services.suggesting.following import Follower
from qes.services.suggesting.learning import Learned
from qes.services.suggesting.offering import OFFERED, Offers, Sight, Surroundings
from qes.services.suggesting.showing import Way
from qes.store.segments import find_segment


class Advisor:
    """Offers codes for one unit after another; for threads, one call at a time.

    After each decision, by whichever way it was made, what is offered next has learned from it.
    """

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing read; the first offer reads and learns all there is."""
        self._desk = desk
        self._turn = Lock()
        self._follower = Follower(desk)

    def forget(self) -> None:
        """Read and learn everything anew at the next offer: there are new vectors."""
        with self._turn:
            self._follower.forget()

    def offer(
        self,
        segment: SegmentId,
        *,
        way: Way = Way.DOCUMENT,
        unseen: int | None = None,
        reveal: bool = False,
    ) -> SegmentSuggestions | None:
        """Return what is suggested for a unit now.

        Args:
            segment: The unit.
            way: How the reviewer came to it.
            unseen: For a draw at random, how many units were undecided, this one among them.
            reveal: Show it although suggestions are kept back here until one has decided.

        Returns:
            None where nothing can be: it awaits no decision, or nothing is embedded yet.

        Raises:
            UserError: there is no codebook.
        """
        with self._turn:
            with self._desk.store.read() as connection:
                unit = find_segment(connection, segment)
                around = Surroundings.read(connection, self._desk.author)
            if unit is None or not unit.queued:
                return None
            learned = self._with(unit.source)
            if learned is None or learned.features(unit.id) is None:
                return None
            (found,) = learned.propose([unit.id], OFFERED)
            offers = Offers(self._desk, learned, around)
            return offers.of(unit, found, Sight(way, unseen, reveal))

    def learned(self, source: SourceId) -> Learned | None:
        """Return the learner as it stands, with a source's units; None where none are embedded."""
        with self._turn:
            return self._with(source)

    def _with(self, source: SourceId) -> Learned | None:
        return self._follower.learned(
            lambda connection: corpus_at_hand(connection, self._desk, source), [source]
        )
