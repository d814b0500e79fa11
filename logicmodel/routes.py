"""The way of every edge between the boxes, before anything has a size.

A drawing has vertical channels (the gutters between columns, the slots between the boxes of a
band) and horizontal ones (under the heads, between columns and bands, under the boxes of the
bands). An edge leaves a box at a side, runs through channels that alternate between vertical and
horizontal, and enters a box at a side; so it never meets a box on its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from logicmodel.edge import Edge
from logicmodel.graph import Box, LogicModel, Position


class Side(StrEnum):
    """Where an edge touches a box."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


class ChannelKind(StrEnum):
    """Where edges may run."""

    GUTTER = "gutter"
    SLOT = "slot"
    UPPER = "upper"
    """Under the heads of the columns."""
    MIDDLE = "middle"
    """Between the columns and the bands."""
    LOWER = "lower"
    """Under the boxes of the bands."""

    @property
    def is_vertical(self) -> bool:
        """Whether edges run up and down in it."""
        return self in {ChannelKind.GUTTER, ChannelKind.SLOT}


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """One channel: gutter 0 is right of column 0; slot 0 is left of a band's first box."""

    kind: ChannelKind
    index: int = 0
    band: int = 0


@dataclass(frozen=True, slots=True)
class Port:
    """An end of a route at a box."""

    box: str
    side: Side
    bullet: str | None = None
    """The code, where the edge means one bullet and not the whole box."""


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one edge."""

    edge: Edge
    start: Port
    channels: tuple[Channel, ...]
    end: Port | None
    """None: it ends on the run of the edge it moderates, in that edge's first channel."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a box stands: its column or band, and in a band its row and place."""

    position: Position
    index: int
    row: int = 0
    place: int = 0
    is_last_row: bool = True


def seats(model: LogicModel, rows: Mapping[str, Sequence[Sequence[Box]]]) -> dict[str, Seat]:
    """Say where every box stands, the bands' boxes being arranged in rows."""
    seated: dict[str, Seat] = {}
    for index, column in enumerate(model.flow):
        for box in column.boxes:
            seated[box.id] = Seat(Position.FLOW, index)
    for index, band in enumerate(model.bands):
        for number, row in enumerate(rows[band.id]):
            is_last = number == len(rows[band.id]) - 1
            for place, box in enumerate(row):
                seated[box.id] = Seat(Position.BELOW, index, number, place, is_last)
    return seated


def find_routes(model: LogicModel, seated: Mapping[str, Seat]) -> tuple[Route, ...]:
    """Find the way of every drawn edge, edges between boxes before those to edges."""
    n_columns = len(model.flow)
    routes: dict[str, Route] = {}
    to_edges = []
    for edge in model.drawn_edges:
        source, target = model.box_of(edge.source), model.box_of(edge.target)
        if source is None:
            continue
        if target is None:
            to_edges.append((edge, source))
        elif source is not target:
            routes[edge.id] = _between(edge, source, target, seated, n_columns)
        else:
            routes[edge.id] = _inside(edge, source, seated[source.id], n_columns)
    for edge, source in to_edges:
        meant = routes[edge.target].channels[0]
        routes[edge.id] = _to_run(edge, source, seated[source.id], n_columns, meant)
    return tuple(routes.values())


def users(routes: Sequence[Route]) -> Counter[Channel]:
    """Count the edges that run in each channel."""
    return Counter(channel for route in routes for channel in route.channels)


End = tuple[Port, tuple[Channel, ...]]
"""A port and the vertical channel it opens on, if any: top and bottom open on horizontal ones."""


def _between(
    edge: Edge, source: Box, target: Box, seated: Mapping[str, Seat], n_columns: int
) -> Route:
    here, there = seated[source.id], seated[target.id]
    across = _crossing(here.position, there.position)
    if here.position is Position.FLOW:
        start = _flow_end(
            source, here, _bullet(source, edge.source), _side_out(here, there, n_columns)
        )
    else:
        start = _band_end(source, here, _bullet(source, edge.source), across, Side.RIGHT)
    if there.position is Position.FLOW:
        end = _flow_end(
            target, there, _bullet(target, edge.target), _side_in(there, here, n_columns)
        )
    else:
        end = _band_end(target, there, _bullet(target, edge.target), across, Side.LEFT)
    return Route(edge, start[0], _join(start[1], across, end[1]), end[0])


def _inside(edge: Edge, box: Box, seat: Seat, n_columns: int) -> Route:
    """Lead out of a box and back into it."""
    ends = []
    for code in (edge.source, edge.target):
        if seat.position is Position.FLOW:
            side = _outward(seat, n_columns)
            ends.append(_flow_end(box, seat, _bullet(box, code), side))
        else:
            port = Port(box.id, Side.RIGHT, _bullet(box, code))
            ends.append((port, (Channel(ChannelKind.SLOT, seat.place + 1, seat.index),)))
    (start, channels), (end, _) = ends
    return Route(edge, start, channels, end)


def _to_run(edge: Edge, source: Box, seat: Seat, n_columns: int, meant: Channel) -> Route:
    """Lead to a channel in which the edge that is moderated runs."""
    bullet = _bullet(source, edge.source)
    in_flow = seat.position is Position.FLOW
    if meant.kind is ChannelKind.GUTTER and in_flow:
        across = ChannelKind.UPPER
    elif meant.kind in {ChannelKind.SLOT, ChannelKind.LOWER} and not in_flow:
        across = ChannelKind.LOWER
    else:
        across = ChannelKind.MIDDLE
    if in_flow:
        beside_left = meant == Channel(ChannelKind.GUTTER, seat.index - 1)
        side = Side.LEFT if beside_left else _outward(seat, n_columns)
        start, channels = _flow_end(source, seat, bullet, side)
    else:
        start, channels = _band_end(source, seat, bullet, across, Side.RIGHT)
    if meant.kind.is_vertical:
        return Route(edge, start, _join(channels, across, (meant,)), None)
    if meant.kind is across:
        return Route(edge, start, (*channels, meant), None)
    down = (Channel(ChannelKind.MIDDLE), Channel(ChannelKind.SLOT), meant)
    return Route(edge, start, (*channels, *down), None)


def _join(
    first: tuple[Channel, ...], across: ChannelKind, last: tuple[Channel, ...]
) -> tuple[Channel, ...]:
    if first and first == last:
        return first
    return (*first, Channel(across), *last)


def _crossing(here: Position, there: Position) -> ChannelKind:
    if here is not there:
        return ChannelKind.MIDDLE
    return ChannelKind.UPPER if here is Position.FLOW else ChannelKind.LOWER


def _bullet(box: Box, code: str) -> str | None:
    return None if code == box.code else code


def _outward(seat: Seat, n_columns: int) -> Side:
    """Return the side of a column that has a gutter, the right one if both have."""
    return Side.RIGHT if seat.index < n_columns - 1 or n_columns == 1 else Side.LEFT


def _side_out(here: Seat, there: Seat, n_columns: int) -> Side:
    if there.position is Position.FLOW and there.index < here.index:
        return Side.LEFT
    return _outward(here, n_columns)


def _side_in(there: Seat, here: Seat, n_columns: int) -> Side:
    if here.position is Position.FLOW and here.index == there.index:
        return _outward(there, n_columns)
    comes_from_right = here.position is Position.FLOW and here.index > there.index
    return Side.RIGHT if comes_from_right or there.index == 0 else Side.LEFT


def _flow_end(box: Box, seat: Seat, bullet: str | None, side: Side) -> End:
    index = seat.index if side is Side.RIGHT else seat.index - 1
    return Port(box.id, side, bullet), (Channel(ChannelKind.GUTTER, index),)


def _band_end(box: Box, seat: Seat, bullet: str | None, across: ChannelKind, beside: Side) -> End:
    if bullet is None and across is ChannelKind.MIDDLE and seat.row == 0:
        return Port(box.id, Side.TOP), ()
    if bullet is None and across is ChannelKind.LOWER and seat.is_last_row:
        return Port(box.id, Side.BOTTOM), ()
    slot = seat.place + 1 if beside is Side.RIGHT else seat.place
    return Port(box.id, beside, bullet), (Channel(ChannelKind.SLOT, slot, seat.index),)
