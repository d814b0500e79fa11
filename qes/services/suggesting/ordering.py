"""In what order one goes through the units that await one's decisions.

Reading order and the random order need nothing but the units. The doubtful and the novel order
need their vectors; they are worked out anew, beside the work, as decisions come in.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from threading import Lock

from qes.base import SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.suggesting.corpus import Corpus, read_corpus
from qes.services.suggesting.following import Follower
from qes.services.suggesting.learning import Learned, learn
from qes.services.suggesting.placing import Line, line_by_vectors, plain_line
from qes.services.suggesting.queue import Queue
from qes.store.segments import find_segment
from qes.suggest.order import Order

__all__ = ["Order", "WorkOrder", "work_order"]

_NEED_VECTORS = frozenset({Order.DOUBTFUL, Order.NOVEL})
_STALE_AFTER = 10
"""So many units decided, and the doubtful and the novel order are worked out anew."""


def work_order(
    desk: Desk,
    order: Order,
    *,
    source: str | None = None,
    limit: int | None = None,
    corpus: Corpus | None = None,
    learned: Learned | None = None,
) -> Line:
    """Return one's undecided units, the one to look at next first.

    Args:
        desk: Whose decisions count.
        order: In which order.
        source: Units of this source only: id or file name; None is all.
        limit: At most so many.
        corpus: Every unit with its vector, where they are read already.
        learned: What the reviewer's learner knows of it, where it is there already.

    Raises:
        NotFound: there is no such source.
        UserError: the order needs vectors, and some are missing.
    """
    chosen = _find(desk, source)
    queue = Queue(desk)
    queue.catch_up()
    decided = frozenset(queue.own.decided)
    if order in _NEED_VECTORS:
        if corpus is None:
            corpus = read_corpus(desk) if learned is None else learned.corpus
        if order is Order.DOUBTFUL and learned is None:
            learned = learn(desk, corpus)
        return line_by_vectors(
            corpus, learned if order is Order.DOUBTFUL else None, decided, chosen
        )[:limit]
    every = plain_line(desk, queue, order, chosen)
    return tuple(one for one in every if one not in decided)[:limit]


def _find(desk: Desk, source: str | None) -> SourceId | None:
    if source is None:
        return None
    with desk.store.read() as connection:
        return find_source(connection, source).id


class WorkOrder:
    """Hands out one undecided unit after another; for threads, one call at a time.

    It follows the decisions by itself and never offers a decided unit. Where there are very many
    units, the first one in the doubtful and in the novel order takes seconds.
    """

    def __init__(self, desk: Desk, order: Order, *, source: str | None = None) -> None:
        """Begin with nothing read but the source.

        Args:
            desk: Whose decisions count.
            order: In which order.
            source: Units of this source only: id or file name; None is all.

        Raises:
            NotFound: there is no such source.
        """
        self.order = order
        self._desk = desk
        self._source = _find(desk, source)
        self._turn = Lock()
        self._queue = Queue(desk)
        self._line: Line | None = None
        """None where it is still to be worked out."""
        self._places: dict[SegmentId, int] = {}
        self._first = 0
        """Before this place of the line nothing is undecided."""
        self._handed_out: set[SegmentId] = set()
        self._left_over: dict[SegmentId, None] = {}
        """What is handed out when the line is at its end: stepped over, or undone."""
        self._background = ThreadPoolExecutor(1, "order of work")
        self._corpus: Corpus | None = None
        self._follower = Follower(desk)
        self._coming: Future[Line] | None = None
        self._decided_since = 0

    def close(self) -> None:
        """Stop working anything out."""
        self._background.shutdown(wait=False, cancel_futures=True)

    def next(self, after: SegmentId | None = None) -> SegmentId | None:
        """Return the unit to look at next; None where no other is undecided.

        In reading order that is the first undecided one behind `after`, and at the end the first
        of all. In the other orders it is the first of the order; where that is `after`, the
        reviewer steps over it. In the random order what was stepped over stays the first all the
        same, so that the sample is not spoilt; in the doubtful and the novel order it comes again
        when nothing else is left.

        Args:
            after: The unit before the reviewer now.

        Raises:
            UserError: the order needs vectors, and some are missing.
        """
        with self._turn:
            line = self._follow()
            found = self._choose(line, after)
            if found is not None:
                self._handed_out.add(found)
            return found

    def _choose(self, line: Line, after: SegmentId | None) -> SegmentId | None:
        if after is not None and self.order is Order.DOCUMENT:
            return self._behind(line, after)
        if after is None or after in self._decided or after not in self._handed_out:
            return self._first_of(line)
        if self.order is Order.RANDOM:
            return self._behind(line, after)
        self._left_over[after] = None
        return self._first_of(line, after)

    def draw_number(self, segment: SegmentId) -> int | None:
        """Return how many units are undecided if a decision on this one is a draw at random.

        It is one where the unit comes first of all undecided ones of the project in the random
        order, and one goes through them in that order. Else, None.
        """
        if self.order is not Order.RANDOM or self._source is not None:
            return None
        with self._turn:
            first = self._first_of(self._follow())
            drawn = segment == first and segment in self._handed_out
            return self._queue.undecided if drawn else None

    @property
    def _decided(self) -> Collection[SegmentId]:
        return self._queue.own.decided

    def _first_of(self, line: Line, after: SegmentId | None = None) -> SegmentId | None:
        while self._first < len(line) and line[self._first] in self._decided:
            self._first += 1
        for at in range(self._first, len(line)):
            if line[at] not in self._decided and line[at] not in self._left_over:
                return line[at]
        for one in self._left_over:
            if one not in self._decided and one != after:
                return one
        return None

    def _behind(self, line: Line, after: SegmentId) -> SegmentId | None:
        """Return the first undecided unit of the line behind one, and at its end from its start."""
        place = self._places[after] + 1 if after in self._places else self._place_behind(after)
        for at in chain(range(place, len(line)), range(place)):
            if line[at] not in self._decided and line[at] != after:
                return line[at]
        return None

    def _place_behind(self, after: SegmentId) -> int:
        """Return the place of the line behind a unit that is not in it: no decision awaits there."""
        with self._desk.store.read() as connection:
            unit = find_segment(connection, after)
        if unit is None or self.order is not Order.DOCUMENT:
            return 0
        theirs = [one for one in self._queue.units if one.source == unit.source]
        behind = next((one for one in theirs if one.start >= unit.start), None)
        if behind is not None:
            return self._places.get(behind.id, 0)
        return self._places[theirs[-1].id] + 1 if theirs and theirs[-1].id in self._places else 0

    def _follow(self) -> Line:
        """Take in what was decided and return the line; where the units have changed, a new one."""
        touched = self._queue.catch_up()
        if touched is None or self._line is None:
            return self._begin()
        if touched:
            # what was undone may stand anywhere in the line, or be missing from it
            self._first = 0
            self._decided_since += len(touched)
            self._left_over.update((one, None) for one in sorted(touched) if self._is_back(one))
        return self._refreshed(self._line) if self.order in _NEED_VECTORS else self._line

    def _is_back(self, segment: SegmentId) -> bool:
        """Say whether a unit was decided when the line was made, and is not any more."""
        asked = self._source is None or segment.rpartition(".")[0] == self._source
        return asked and segment not in self._decided and segment not in self._places

    def _begin(self) -> Line:
        self._line, self._coming = None, None
        self._corpus, self._follower = None, Follower(self._desk)
        self._left_over.clear()
        if self.order in _NEED_VECTORS:
            return self._put(self._work_out().result())
        return self._put(plain_line(self._desk, self._queue, self.order, self._source))

    def _refreshed(self, line: Line) -> Line:
        """Return the line that was worked out meanwhile, if one was, and have the next one made."""
        if self._coming is not None and self._coming.done():
            came, self._coming = self._coming, None
            line = self._put(came.result())
        if self._coming is None and self._decided_since >= _STALE_AFTER:
            self._coming = self._work_out()
        return line

    def _work_out(self) -> Future[Line]:
        self._decided_since = 0
        return self._background.submit(self._line_by_vectors, frozenset(self._decided))

    def _line_by_vectors(self, decided: frozenset[SegmentId]) -> Line:
        corpus = self._corpus or read_corpus(self._desk)
        self._corpus = corpus
        learned = None
        if self.order is Order.DOUBTFUL:
            learned = self._follower.learned(lambda _: corpus)
        return line_by_vectors(corpus, learned, decided, self._source)

    def _put(self, line: Line) -> Line:
        self._line, self._first = line, 0
        self._places = {one: at for at, one in enumerate(line)}
        return line
