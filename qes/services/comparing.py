"""Comparing what reviewers of a closed round gave to the same passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from qes.analysis.agreement import disagreements as unit_disagreements
from qes.analysis.agreement.disagreements import UnitDisagreement
from qes.analysis.agreement.two_coders import roll_up
from qes.analysis.confusion import ConfusionMap, RatedTwice, confusion_map
from qes.base import AuthorName, CodeId, SegmentId
from qes.services.boundaries import boundary_differences
from qes.services.causes import Causes
from qes.services.code_levels import CodeLevel, raised_codes
from qes.services.comparison import (
    ComparedUnit,
    Comparison,
    Disagreement,
    Position,
    Side,
    Sight,
    Stand,
    UnitDifference,
)
from qes.services.cycles import no_search_for_cycles
from qes.services.desk import Desk
from qes.services.ratings import Ratings, last_round, read_ratings
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import assigned_units
from qes.services.settlements import settlements
from qes.services.stating import Wording
from qes.store.judgements import SubjectKind
from qes.store.segments import StoredSegment
from qes.store.sources import list_sources

if TYPE_CHECKING:
    from qes.store.database import Connection

_Values = tuple[frozenset[str] | None, ...]


def compare(
    desk: Desk, round_name: str | None = None, *, level: CodeLevel = CodeLevel.LEAF
) -> Comparison:
    """Compare what the reviewers of a closed round gave to every unit, code by code.

    A unit counts for those who have seen it; seen and left without a code is a decision.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last closed one, or what was decided outside rounds.
        level: As which codes count: themselves, or what stands above them.

    Raises:
        Blind: the round is open.
    """
    with no_search_for_cycles(), desk.store.read() as connection:
        ratings = read_ratings(connection, desk, round_name or last_round(connection))
        return compare_ratings(connection, desk, ratings, level)


def list_disagreements(desk: Desk, round_name: str | None = None) -> tuple[Disagreement, ...]:
    """Return where the reviewers of a closed round differ, the furthest apart first.

    Raises:
        Blind: the round is open.
    """
    return compare(desk, round_name).disagreements


def confusion_of(comparison: Comparison) -> ConfusionMap:
    """Set against each other the codes of every two coders in the units that both saw."""
    return confusion_map(_rated_twice(comparison.units, comparison.values))


def compare_ratings(
    connection: Connection, desk: Desk, ratings: Ratings, level: CodeLevel = CodeLevel.LEAF
) -> Comparison:
    """Compare what was collected of a closed round; the rest as in `compare`."""
    return _Comparing(connection, desk, ratings, level).comparison()


class _Comparing:
    """One comparison in the making."""

    def __init__(
        self, connection: Connection, desk: Desk, ratings: Ratings, level: CodeLevel
    ) -> None:
        self._ratings = ratings
        self._level = level
        self._book = read_codebook(connection)
        self._raised = raised_codes(self._book, level)
        self._names = {one.id: one.name for one in list_sources(connection)}
        self._wording = Wording(connection, self._book)
        self._settled = settlements(connection, desk, ratings, self._raised)
        self._coders = tuple(sorted({*ratings.seen, *ratings.round.reviewers}))
        self._seen = {who: ratings.seen.get(who, frozenset()) for who in self._coders}
        # outside rounds nobody is assigned anything: there is only what was seen
        self._assigned = {
            who: assigned_units(connection, ratings.round, who) if ratings.round.id else frozenset()
            for who in self._coders
        }

    def comparison(self) -> Comparison:
        ratings = self._ratings
        of_round, sights, units = [], [], []
        alike: dict[tuple[Sight, ...], tuple[Sight, ...]] = {}
        for one in ratings.segments:
            row = tuple(self._sight(who, one) for who in self._coders)
            # there are many units and few such rows
            row = alike.setdefault(row, row)
            if any(sight is not Sight.NOT_ASSIGNED for sight in row):
                of_round.append(one)
                sights.append(row)
                name = self._names[one.source]
                units.append(ComparedUnit(one.id, one.source, name, one.start, one.stop))
        values = self._values(of_round, sights)
        return Comparison(
            SubjectKind.SEGMENT,
            ratings.round,
            self._level.value,
            self._coders,
            tuple(units),
            tuple(values),
            tuple(sights),
            self._differences(of_round, units, values),
            boundary_differences(ratings, self._wording),
        )

    def _sight(self, who: AuthorName, segment: StoredSegment) -> Sight:
        if segment.id in self._seen[who]:
            return Sight.SEEN
        theirs = self._assigned[who]
        if theirs is None:
            assigned = segment.queued and self._ratings.round.covers(who, segment.source)
        else:
            assigned = segment.id in theirs
        return Sight.NOT_SEEN if assigned else Sight.NOT_ASSIGNED

    def _values(
        self, segments: Sequence[StoredSegment], sights: Sequence[tuple[Sight, ...]]
    ) -> list[_Values]:
        columns = []
        for at, who in enumerate(self._coders):
            given: list[frozenset[str]] = [
                frozenset(self._ratings.codes(who, one.id)) for one in segments
            ]
            if self._level is not CodeLevel.LEAF:
                given = list(roll_up(given, self._raised))
            columns.append(
                [
                    codes if row[at] is Sight.SEEN else None
                    for codes, row in zip(given, sights, strict=True)
                ]
            )
        return list(zip(*columns, strict=True)) if columns else [()] * len(segments)

    def _differences(
        self,
        segments: Sequence[StoredSegment],
        units: Sequence[ComparedUnit],
        values: Sequence[_Values],
    ) -> tuple[UnitDifference, ...]:
        place = {one.id: at for at, one in enumerate(units)}
        confused = {
            (one.one, one.other): len(one.units)
            for one in confusion_map(_rated_twice(units, values)).pairs
        }
        causes = Causes(self._ratings, self._raised, confused)
        found = []
        for one in unit_disagreements.list_disagreements([unit.id for unit in units], values):
            at = place[one.unit]
            given = {
                who: codes
                for who, codes in zip(self._coders, values[at], strict=True)
                if codes is not None
            }
            found.append(self._difference(one, segments[at], units[at], given, causes))
        return tuple(found)

    def _difference(
        self,
        one: UnitDisagreement,
        segment: StoredSegment,
        unit: ComparedUnit,
        given: Mapping[AuthorName, frozenset[str]],
        causes: Causes,
    ) -> UnitDifference:
        disagreements = []
        for what in one.disputed:
            code = CodeId(str(what))
            positions = tuple(
                Position(who, self._stand(who, segment.id, code, codes))
                for who, codes in given.items()
            )
            disagreements.append(
                Disagreement(
                    unit,
                    code,
                    self._wording.path(code),
                    one.distance,
                    positions,
                    self._settled.get((segment.id, code)),
                    causes.offer(segment, code, positions, given),
                )
            )
        return UnitDifference(
            unit,
            self._wording.quote(segment.source, segment.start, segment.stop),
            one.distance,
            tuple(self._side(who, segment, codes) for who, codes in given.items()),
            tuple(str(code) for code in one.shared),
            tuple(disagreements),
        )

    def _stand(
        self, who: AuthorName, segment: SegmentId, code: CodeId, codes: frozenset[str]
    ) -> Stand:
        if code in codes:
            return Stand.GIVEN
        stand = Stand.LEFT
        for one in self._ratings.statements(who, segment):
            if one.code is None:
                stand = Stand.NO_CODE
            elif self._raised.get(one.code) == code:
                return Stand.REFUSED
        return stand

    def _side(self, who: AuthorName, segment: StoredSegment, codes: frozenset[str]) -> Side:
        said = self._ratings.statements(who, segment.id)
        return Side(who, codes, tuple(self._wording.statement(one) for one in said))


def _rated_twice(units: Sequence[ComparedUnit], values: Iterable[_Values]) -> Iterator[RatedTwice]:
    for unit, row in zip(units, values, strict=True):
        for first, second in combinations(row, 2):
            if first is not None and second is not None and first != second:
                yield RatedTwice(unit.id, first, second)
