"""In which order one goes through the segments, and by which way one came to each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from qes.base import SegmentId
from qes.services import review
from qes.services.desk import Desk
from qes.services.review import Place
from qes.services.suggesting.showing import Showing, Way

NAMES = {
    Way.DOCUMENT: "",
    Way.DOUBTFUL: "doubtful first",
    Way.NOVEL: "novel first",
    Way.RANDOM: "random sample",
}
"""How an order is called where it is named; reading order needs no name."""


class Line(Protocol):
    """Hands out one undecided segment after another; called from threads only."""

    def next(self, after: SegmentId | None = None) -> SegmentId | None:
        """Return the segment to look at next; None where no other is undecided."""

    def draw_number(self, segment: SegmentId) -> int | None:
        """Return how many segments are undecided if this one is a draw at random, or None."""

    def close(self) -> None:
        """Stop working anything out."""


def line_of_work(desk: Desk, way: Way) -> Line:
    """Return what hands out segments in an order; runs in a thread."""
    from qes.services.suggesting.ordering import Order, WorkOrder  # noqa: PLC0415 - loads numpy

    return WorkOrder(desk, Order(way.value))


class OrderOfWork:
    """The order one works in; at first that of the text, which needs nothing worked out."""

    def __init__(self, desk: Desk, line_up: Callable[[Desk, Way], Line]) -> None:
        self.way = Way.DOCUMENT
        self._desk = desk
        self._line_up = line_up
        self._line: Line | None = None
        self._ways: dict[SegmentId, Way] = {}

    @property
    def name(self) -> str:
        """How the order is called; empty for that of the text."""
        return NAMES[self.way]

    async def take(self, way: Way) -> Place | None:
        """Work in another order from now on, and return where it begins.

        Raises:
            UserError: it needs vectors, and some are missing; the order stays as it was.
        """
        if way is Way.DOCUMENT:
            self.close()
            self.way = way
            return None
        line = await asyncio.to_thread(self._line_up, self._desk, way)
        first = await asyncio.to_thread(line.next, None)
        self.close()
        self.way, self._line = way, line
        return await self._led_to(first)

    async def next(self, after: SegmentId | None) -> Place | None:
        """Return the undecided segment that comes next; None where no other is undecided."""
        if self._line is None:
            return None
        return await self._led_to(await asyncio.to_thread(self._line.next, after))

    async def _led_to(self, segment: SegmentId | None) -> Place | None:
        if segment is None:
            return None
        self._ways[segment] = self.way
        return await asyncio.to_thread(review.place_of, self._desk, segment)

    def came_from_list(self, segment: SegmentId) -> None:
        """Note that one came to a segment from a list."""
        self._ways[segment] = Way.LISTED

    async def came_by(self, segment: SegmentId) -> tuple[Way, int | None]:
        """Return by which way one came to a segment, and for a draw at random from how many."""
        drawn_from = None
        if self._line is not None and self.way is Way.RANDOM:
            drawn_from = await asyncio.to_thread(self._line.draw_number, segment)
        if drawn_from is not None:
            return Way.RANDOM, drawn_from
        return self._ways.get(segment, Way.DOCUMENT), None

    def close(self) -> None:
        """Stop working anything out."""
        if self._line is not None:
            self._line.close()
            self._line = None


def bare(segment: SegmentId, way: Way, drawn_from: int) -> Showing:
    """Return what was visible of a draw at random for which nothing is suggested."""
    from qes.services.suggesting.sampling import bare_showing  # noqa: PLC0415 - loads numpy

    return bare_showing(segment, way, drawn_from)
