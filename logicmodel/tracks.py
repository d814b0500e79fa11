"""Where in its channel each edge runs: one track each, ordered so that few lines cross."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logicmodel.drawing import Point
from logicmodel.routes import Channel, ChannelKind, Port, Route, Side

PortKey = tuple[str, bool]
"""The edge, and whether it is its start."""
TrackKey = tuple[str, int]
"""The edge, and which of its channels."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From where to where along one axis, in mm."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class _Run:
    """One edge in one channel: how far along, and where it joins from either side."""

    key: TrackKey
    span: tuple[float, float]
    joins_low: tuple[float, ...]
    """Along the channel, where it comes from the left or from above."""
    joins_high: tuple[float, ...]


def place_tracks(
    routes: Sequence[Route],
    ports: Mapping[PortKey, Point],
    channels: Mapping[Channel, Stretch],
) -> dict[TrackKey, float]:
    """Spread the edges of each channel evenly across it.

    Every edge is put where it adds fewest crossings to those already there, in the order of the
    routes. Returns x for a vertical channel, y for a horizontal one.
    """
    runs: dict[Channel, list[_Run]] = {}
    for route in routes:
        for number, channel in enumerate(route.channels):
            run = _run(route, number, ports, channels)
            _insert(runs.setdefault(channel, []), run)
    placed = {}
    for channel, ordered in runs.items():
        across = channels[channel]
        step = (across.high - across.low) / (len(ordered) + 1)
        for number, run in enumerate(ordered, start=1):
            placed[run.key] = across.low + number * step
    return placed


def _run(
    route: Route,
    number: int,
    ports: Mapping[PortKey, Point],
    channels: Mapping[Channel, Stretch],
) -> _Run:
    joins = list(_joins(route, number, ports, channels))
    along = [at for at, _ in joins]
    return _Run(
        (route.edge.id, number),
        (min(along), max(along)),
        tuple(at for at, is_low in joins if is_low is True),
        tuple(at for at, is_low in joins if is_low is False),
    )


def _joins(
    route: Route,
    number: int,
    ports: Mapping[PortKey, Point],
    channels: Mapping[Channel, Stretch],
) -> Iterator[tuple[float, bool | None]]:
    """Yield where a run begins and ends, and whether it comes from the low side there."""
    channel = route.channels[number]
    axis = 1 if channel.kind.is_vertical else 0
    for step, port, is_start in ((-1, route.start, True), (1, route.end, False)):
        beside = number + step
        if 0 <= beside < len(route.channels):
            neighbour = route.channels[beside]
            yield channels[neighbour].middle, _from_low(channel, neighbour)
        elif port is not None:
            at = ports[route.edge.id, is_start][axis]
            yield at, _port_is_low(channel, port)


def _port_is_low(channel: Channel, port: Port) -> bool:
    if channel.kind.is_vertical:
        return port.side is Side.RIGHT
    return port.side is Side.BOTTOM


def _from_low(channel: Channel, neighbour: Channel) -> bool | None:
    """Say whether a neighbouring channel lies above; None where it runs off to either side."""
    match channel.kind:
        case ChannelKind.UPPER:
            return False
        case ChannelKind.MIDDLE:
            return neighbour.kind is ChannelKind.GUTTER
        case ChannelKind.LOWER:
            return True
        case _:
            return None


def _insert(ordered: list[_Run], run: _Run) -> None:
    costs = []
    for place in range(len(ordered) + 1):
        before = sum(_crossings(other, run) for other in ordered[:place])
        behind = sum(_crossings(run, other) for other in ordered[place:])
        costs.append(before + behind)
    ordered.insert(costs.index(min(costs)), run)


def _crossings(low: _Run, high: _Run) -> int:
    """Count how often two runs cross when one lies on the low side of the other."""
    return sum(low.span[0] < at < low.span[1] for at in high.joins_low) + sum(
        high.span[0] < at < high.span[1] for at in low.joins_high
    )
