"""Where on the side of a box each edge begins or ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logicmodel.drawing import Point, Rect
from logicmodel.routes import Channel, Port, Route, Side
from logicmodel.tracks import PortKey, Stretch

_CORNER = 1.2
"""No edge nearer to a corner than this, in mm."""
_CLEARANCE = 1.0
"""Between two ports that face one channel, in mm."""
_FARTHEST = 24
"""How many clearances a port at a box may move."""


@dataclass(frozen=True, slots=True)
class _End:
    key: PortKey
    port: Port
    channel: Channel
    aim: float
    """Where the other end is, along the side."""


def place_ports(
    routes: Sequence[Route],
    boxes: Mapping[str, Rect],
    bullets: Mapping[str, float],
    keep_clear: Sequence[Stretch],
) -> dict[PortKey, Point]:
    """Give every end its point.

    Ends at a box share its side evenly, in the order of where they lead; an end at a bullet is
    level with it. Ends that face one channel keep apart, so that no two lines fall together.
    `keep_clear` are stretches of x that no line from an upper side may use.
    """
    ends = [end for route in routes for end in _ends(route, boxes)]
    along: dict[PortKey, float] = {}
    for box_side in sorted({(end.port.box, end.port.side) for end in ends}):
        shared = [
            end
            for end in ends
            if (end.port.box, end.port.side) == box_side and end.port.bullet is None
        ]
        low, high = _side(boxes[box_side[0]], box_side[1])
        for number, end in enumerate(sorted(shared, key=lambda end: (end.aim, end.key)), start=1):
            along[end.key] = low + (high - low) * number / (len(shared) + 1)
    for end in ends:
        if end.port.bullet is not None:
            along[end.key] = bullets[end.port.bullet]
    _keep_apart(ends, along, boxes, keep_clear)
    return {end.key: _point(boxes[end.port.box], end.port.side, along[end.key]) for end in ends}


def _ends(route: Route, boxes: Mapping[str, Rect]) -> Iterator[_End]:
    other = route.end or route.start
    yield _End(
        (route.edge.id, True),
        route.start,
        route.channels[0],
        _centre(boxes[other.box], route.start.side),
    )
    if route.end is not None:
        yield _End(
            (route.edge.id, False),
            route.end,
            route.channels[-1],
            _centre(boxes[route.start.box], route.end.side),
        )


def _centre(box: Rect, side: Side) -> float:
    if side in {Side.LEFT, Side.RIGHT}:
        return box.y + box.height / 2
    return box.x + box.width / 2


def _side(box: Rect, side: Side) -> tuple[float, float]:
    if side in {Side.LEFT, Side.RIGHT}:
        return box.y + _CORNER, box.bottom - _CORNER
    return box.x + _CORNER, box.right - _CORNER


def _point(box: Rect, side: Side, along: float) -> Point:
    match side:
        case Side.LEFT:
            return box.x, along
        case Side.RIGHT:
            return box.right, along
        case Side.TOP:
            return along, box.y
        case Side.BOTTOM:
            return along, box.bottom


def _keep_apart(
    ends: Sequence[_End],
    along: dict[PortKey, float],
    boxes: Mapping[str, Rect],
    keep_clear: Sequence[Stretch],
) -> None:
    """Move ends that face one channel apart, as far as their boxes allow.

    Ends at the upper side of a box also leave the stretches of x that are taken by others.
    """
    taken: dict[Channel, list[float]] = {}
    for end in sorted(ends, key=lambda end: (along[end.key], end.key)):
        low, high = _side(boxes[end.port.box], end.port.side)
        wanted = along[end.key]
        there = taken.setdefault(end.channel, [])
        reach = _FARTHEST if end.port.bullet is None else 1
        steps = [0, *(sign * step for step in range(1, reach + 1) for sign in (1, -1))]
        closed = keep_clear if end.port.side is Side.TOP else ()
        free = (
            at
            for at in (wanted + step * _CLEARANCE for step in steps)
            if low <= at <= high
            and all(abs(at - other) > _CLEARANCE * 0.9 for other in there)
            and not any(stretch.low < at < stretch.high for stretch in closed)
        )
        along[end.key] = next(free, wanted)
        there.append(along[end.key])
