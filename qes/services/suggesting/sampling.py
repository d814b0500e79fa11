"""Which decisions were draws at random, and what each unit that stands decided was found to be.

A draw is a decision on the unit that came first, among all undecided units of the project, in the
project's random order, while one went through the units in that order. What was decided in other
orders in between is looked at, too, but is no draw.

Only what stands counts. A unit whose decision was undone is undecided again, and was no draw; one
that was decided anew counts from when it was decided first. A draw counts as long as all units
that are undecided now, or were decided after it, were among those it was drawn from: what has come
in since was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import CodeId, SegmentId
from qes.services.desk import Desk
from qes.services.suggesting.own_decisions import OwnDecisions, actions_in, read_own_decisions
from qes.services.suggesting.queue import read_queue
from qes.services.suggesting.showing import Showing, Way
from qes.store.judgements import Judgement
from qes.store.segments import StoredSegment
from qes.store.showings import DrawnSegment, draws_of
from qes.store.sources import list_sources
from qes.suggest.random_draws import Draw

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Look:
    """One unit that stands decided, and what one has decided about it."""

    at: str
    """When it was decided."""
    drawn_from: int | None
    """For a draw at random: how many units were undecided just before, this one among them."""
    codes: frozenset[CodeId]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was looked at, in order, and which of it was drawn at random."""

    units: int
    """All that one goes through, undecided or not."""
    looks: tuple[Look, ...]
    draws: tuple[int, ...]
    """The places, among the looks, of draws that count."""
    outdated: int
    """Draws that count no more: units that are undecided now were not among those drawn from."""

    @property
    def undecided(self) -> int:
        """How many units one has not decided."""
        return self.units - len(self.looks)

    def finds(self, codes: frozenset[CodeId]) -> Finds:
        """Return what was found of some codes, taken as one."""
        relevant = [not codes.isdisjoint(one.codes) for one in self.looks]
        first = self.draws[0] if self.draws else len(self.looks)
        found = [0]
        for one in relevant[first:]:
            found.append(found[-1] + one)
        draws = tuple(Draw(self.units - at, found[at - first], relevant[at]) for at in self.draws)
        return Finds(draws, sum(relevant[:first]), found[-1])


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found of a code, as `qes.suggest.remaining` counts it."""

    draws: tuple[Draw, ...]
    before: int
    """Found before the first draw."""
    since: int
    """Found since just before the first draw."""


def read_sample(connection: Connection, desk: Desk) -> Sample:
    """Return what one has looked at so far; nobody else's decisions are read."""
    units = read_queue(connection, desk.author)
    holding = {one.source for one in units}
    came = max((one.added_at for one in list_sources(connection) if one.id in holding), default="")
    shown = {one.showing: one for one in draws_of(connection, desk.author)}
    return sample_of(units, read_own_decisions(connection, desk), shown, since=came)


def sample_of(
    units: Sequence[StoredSegment],
    decisions: Sequence[Judgement],
    shown: Mapping[str, DrawnSegment],
    *,
    since: str = "",
) -> Sample:
    """Put a sample together.

    Args:
        units: All that one goes through, in reading order.
        decisions: One's own, in the order in which they count.
        shown: By the id of its showing, every unit that was offered as a draw.
        since: When the units were all there: earlier draws count no more.
    """
    looks = _looks(units, decisions, shown)
    drawn = [at for at, one in enumerate(looks) if one.drawn_from is not None]
    counting = tuple(
        at
        for at in drawn
        if looks[at].at >= since and len(units) - at <= (looks[at].drawn_from or 0)
    )
    return Sample(len(units), looks, counting, len(drawn) - len(counting))


@dataclass(frozen=True, slots=True)
class _Leaving:
    """When a unit left those that are undecided."""

    action: int
    at: str


def _looks(
    units: Sequence[StoredSegment],
    decisions: Sequence[Judgement],
    shown: Mapping[str, DrawnSegment],
) -> tuple[Look, ...]:
    """Return the units that stand decided, in the order in which they were decided first."""
    own = OwnDecisions(units)
    left: dict[SegmentId, _Leaving] = {}
    drawn: dict[SegmentId, int] = {}
    for number, action in enumerate(actions_in(decisions)):
        for one in action:
            draw = shown.get((one.basis or "").partition(".")[0])
            if draw and draw.segment not in own.decided and draw.segment not in drawn:
                drawn[draw.segment] = draw.unseen
                # it had been decided and was taken back: it counts as drawn, from now on
                left.pop(draw.segment, None)
        for unit in own.take(action):
            if unit in own.decided:
                left.setdefault(unit, _Leaving(number, action[0].at))
    # of the units that one decision touches, the one it was drawn for comes first
    order = sorted(own.decided, key=lambda unit: (left[unit].action, unit not in drawn, unit))
    return tuple(Look(left[unit].at, drawn.get(unit), own.codes(unit)) for unit in order)


def bare_showing(segment: SegmentId, way: Way, unseen: int | None = None) -> Showing:
    """Return what was visible where nothing could be suggested: nothing but the unit.

    A draw at random needs no suggestions, but its decision must point to it all the same.

    Args:
        segment: The unit.
        way: How the reviewer came to it.
        unseen: For a draw at random, how many units were undecided, this one among them.
    """
    return Showing(
        segment=segment,
        way=way,
        unseen=unseen,
        offered=(),
        none_share=None,
        none_probability=None,
        withheld=False,
        model="",
        basis="",
    )
