"""Agreement by round, by week and by version of the codebook: whether it drifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from codebooks.codebook import Codebook
from qes.analysis.agreement.code_cells import cells_of_matrices
from qes.analysis.agreement.code_statistics import Statistic, code_statistics
from qes.analysis.agreement.estimates import IntervalPlan, Method
from qes.analysis.agreement.report import Grouping, Measure, Period, UnitKind
from qes.services.agreement.compared import Compared, at_level, compared_units
from qes.services.agreement.round_data import RoundData, decided_at, read_round
from qes.services.code_levels import CodeLevel
from qes.services.codebook_versions import Timeline
from qes.services.rounds import read_rounds
from qes.store.judgements import SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection

_WEEK = 7
_MONDAY = 3
"""Days from a Monday to the day from which moments are counted, a Thursday."""
_NO_RESAMPLES = IntervalPlan(resamples=0)


@dataclass(frozen=True, eq=False)
class PairWork:
    """Two coders of a round, and the units on which they are compared at a level."""

    data: RoundData
    places: tuple[int, int]
    units: Compared

    def moments(self) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
        """Return when each of the two last decided about each unit."""
        first, second = (decided_at(self.data, one)[self.units.unit] for one in self.places)
        return first, second


def weeks(work: PairWork) -> tuple[Period, ...]:
    """Compute agreement for each week; a unit is of the week in which the later coder decided."""
    later = np.maximum(*work.moments()).astype("datetime64[D]").astype(np.int64)
    monday = (later + _MONDAY) // _WEEK * _WEEK - _MONDAY
    return tuple(
        period(Grouping.WEEK, f"week of {np.datetime64(int(day), 'D')}", work.units, monday == day)
        for day in np.unique(monday)
    )


def versions(works: Sequence[PairWork], timeline: Timeline) -> tuple[Period, ...]:
    """Compute agreement for each version of the codebook under which both coders decided.

    Where there are several rounds, what was decided in each stands for itself: its units were
    chosen in another way.
    """
    if len(timeline.versions) < 2:
        return ()
    since = np.array([one.removesuffix("Z") for one in timeline.since], dtype="datetime64[us]")
    number = np.array([0, *(one.n for one in timeline.versions)])
    found = []
    for work in works:
        where = "" if len(works) == 1 else f", {work.data.round.title}"
        first, second = (number[np.searchsorted(since, one, "right")] for one in work.moments())
        under = np.where(first == second, first, -1)
        known = np.unique(under[under > 0]).tolist()
        found += [
            period(Grouping.VERSION, f"version {one}{where}", work.units, under == one)
            for one in known
        ]
        if (under < 0).any() and known:
            label = f"decided under different versions{where}"
            found.append(period(Grouping.VERSION, label, work.units, under < 0))
    return tuple(found)


def rounds(works: Sequence[PairWork]) -> tuple[Period, ...]:
    """Compute agreement for each round, where there are several."""
    if len(works) < 2:
        return ()
    return tuple(period(Grouping.ROUND, one.data.round.title, one.units) for one in works)


def works_of(
    connection: Connection, work: PairWork, book: Codebook, level: CodeLevel
) -> tuple[PairWork, ...]:
    """Return the work of the same two coders in every round that is not blind, in their order."""
    others = [
        one
        for one in read_rounds(connection)
        if not one.blind and one.subject is SubjectKind.PASSAGE
    ]
    if not work.data.round.id:
        return (work,)
    found = []
    for one in others:
        if one.id == work.data.round.id:
            found.append(work)
            continue
        data = read_round(connection, one.id, units=work.data.units)
        places = [data.coders.index(who) for who in _names(work) if who in data.coders]
        if len(places) < 2:
            continue
        units = at_level(compared_units(data, places, UnitKind.SEGMENT), book, level)
        if len(units):
            found.append(PairWork(data, (places[0], places[1]), units))
    return tuple(found)


def _names(work: PairWork) -> Sequence[str]:
    return [work.data.coders[one] for one in work.places]


def period(
    grouping: Grouping, label: str, units: Compared, here: NDArray[np.bool_] | None = None
) -> Period:
    """Compute agreement of two coders over all codes in some of the units."""
    some = units if here is None else units.of(here)
    first, second = some.given
    cells = cells_of_matrices(some.codes, first, second, some.documents).pooled()
    found = code_statistics(cells, _NO_RESAMPLES)
    figure = found.figure(Statistic.ALPHA, 0)
    interval = found.interval(Statistic.ALPHA, 0, Method.DOCUMENT_JACKKNIFE)
    return Period(
        grouping,
        label,
        units.coders,
        len(some),
        len(cells.documents),
        cells.of_code(0),
        Measure("alpha", figure.value, figure.reason, (interval,)),
    )
