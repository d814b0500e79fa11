"""Edges as right-angled lines: tracks in the channels, ports on the boxes, arrow heads, signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from logicmodel.drawing import Line, Point, Polygon, Rect, Shape
from logicmodel.edge import LineStyle, Sign
from logicmodel.palette import EDGE_INK, PAPER
from logicmodel.ports import place_ports
from logicmodel.routes import Channel, Port, Route
from logicmodel.tracks import PortKey, Stretch, TrackKey, place_tracks

TRACK = 1.7
"""The least distance of two tracks in a channel, in mm."""
_WIDTH = 0.35
_HEAD_LENGTH = 2.0
_HEAD_HALF = 0.85
_DOT = 0.6
"""Half the dot that marks an end at one bullet, in mm."""
_BADGE = 1.15


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything stands that a connector must know."""

    boxes: Mapping[str, Rect]
    bullets: Mapping[str, float]
    """The y of the first line of every bullet, by code."""
    channels: Mapping[Channel, Stretch]
    """Across the channel: x of a vertical one, y of a horizontal one."""
    keep_clear: Sequence[Stretch]
    """Along x, where a line from the upper side of a box would meet an arrow or a gutter's lines."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One edge as points from source to target, and where its sign may stand."""

    route: Route
    points: tuple[Point, ...]
    middle: Point


def connect(routes: Sequence[Route], ground: Ground) -> tuple[Connector, ...]:
    """Give every route its points."""
    ports = place_ports(routes, ground.boxes, ground.bullets, ground.keep_clear)
    tracks = place_tracks(routes, ports, ground.channels)
    done: dict[str, Connector] = {}
    for route in routes:
        meant = done.get(route.edge.target) if route.end is None else None
        points = _points(route, ports, tracks, meant)
        done[route.edge.id] = Connector(route, points, _middle(points))
    return tuple(done.values())


def draw_connector(connector: Connector) -> Iterator[Shape]:
    """Draw the line and its head."""
    edge = connector.route.edge
    owner = f"edge:{edge.id}"
    *before, last, tip = _simplified(connector.points)
    length = _length((last, tip)) or 1.0
    dx, dy = (tip[0] - last[0]) / length, (tip[1] - last[1]) / length
    if _at_bullet(connector.route.end):
        tip = (tip[0] - dx * _DOT, tip[1] - dy * _DOT)
    head = min(_HEAD_LENGTH, length * 0.75)
    neck = (tip[0] - dx * head, tip[1] - dy * head)
    dashed = edge.line is LineStyle.DASHED
    yield Line(owner, (*before, last, neck), EDGE_INK, _WIDTH, dashed)
    left = (neck[0] - dy * _HEAD_HALF, neck[1] + dx * _HEAD_HALF)
    right = (neck[0] + dy * _HEAD_HALF, neck[1] - dx * _HEAD_HALF)
    yield Polygon(owner, (tip, left, right), EDGE_INK)


def draw_marks(connector: Connector) -> Iterator[Shape]:
    """Draw what lies over boxes and lines: dots at ends that mean one bullet, and the sign."""
    edge = connector.route.edge
    owner = f"edge:{edge.id}"
    if _at_bullet(connector.route.start):
        yield draw_dot(owner, connector.points[0])
    if _at_bullet(connector.route.end):
        yield draw_dot(owner, connector.points[-1])
    yield from draw_sign(owner, edge.sign, connector.middle)


def draw_dot(owner: str, at: Point) -> Rect:
    """Draw the dot that marks an end at one bullet, not at the whole box."""
    x, y = at
    return Rect(owner, x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT, EDGE_INK, radius=_DOT)


def draw_sign(owner: str, sign: Sign, at: Point) -> Iterator[Shape]:
    """Draw a minus, or a plus over a minus, in a small disc; nothing for other signs."""
    if sign not in {Sign.NEGATIVE, Sign.MIXED}:
        return
    x, y = at
    yield Rect(owner, x - _BADGE, y - _BADGE, 2 * _BADGE, 2 * _BADGE, PAPER, EDGE_INK, 0.25, _BADGE)
    arm = 0.62
    if sign is Sign.NEGATIVE:
        yield Line(owner, ((x - arm, y), (x + arm, y)), EDGE_INK, 0.3)
        return
    top, bottom = y - 0.28, y + 0.62
    yield Line(owner, ((x - arm, bottom), (x + arm, bottom)), EDGE_INK, 0.25)
    yield Line(owner, ((x - arm, top), (x + arm, top)), EDGE_INK, 0.25)
    yield Line(owner, ((x, top - arm), (x, top + arm)), EDGE_INK, 0.25)


def _at_bullet(port: Port | None) -> bool:
    return port is not None and port.bullet is not None


def _points(
    route: Route,
    ports: Mapping[PortKey, Point],
    tracks: Mapping[TrackKey, float],
    meant: Connector | None,
) -> tuple[Point, ...]:
    at = ports[route.edge.id, True]
    points = [at]
    for number, channel in enumerate(route.channels):
        track = tracks[route.edge.id, number]
        at = (track, at[1]) if channel.kind.is_vertical else (at[0], track)
        points.append(at)
    runs_up_and_down = route.channels[-1].kind.is_vertical
    if meant is None:
        goal = ports[route.edge.id, False]
        points.append((at[0], goal[1]) if runs_up_and_down else (goal[0], at[1]))
        points.append(goal)
        return tuple(points)
    (x1, y1), (x2, y2) = meant.points[1:3]
    goal = ((x1 + x2) / 2, (y1 + y2) / 2)
    points.append((at[0], goal[1]) if runs_up_and_down else (goal[0], at[1]))
    if abs(x1 - x2) + abs(y1 - y2) > _HEAD_LENGTH:
        points.append(goal)
    return tuple(points)


def _simplified(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out points that add nothing to the line."""
    kept = list(points[:1])
    for point, after in pairwise(points[1:]):
        is_straight = any(kept[-1][axis] == point[axis] == after[axis] for axis in (0, 1))
        if point != kept[-1] and not is_straight:
            kept.append(point)
    return (*kept, points[-1])


def _middle(points: Sequence[Point]) -> Point:
    """Return the middle of the longest run between the first and the last piece."""
    pieces = list(pairwise(_simplified(points)))
    inner = pieces[1:-1] or pieces
    start, end = max(inner, key=_length)
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _length(piece: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = piece
    return abs(x1 - x2) + abs(y1 - y2)
