"""The tables of a report: every unit, level and pair of coders from one reading of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from codebooks.codebook import Codebook
from qes.analysis.agreement.code_sets import SetDistance
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Estimate, IntervalPlan
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.hierarchy import tree_weights
from qes.analysis.agreement.ratings import MOST_CATEGORIES, UNRATED, Ratings
from qes.analysis.agreement.report import CodeTable, Period, SpanTable, TreeDistance, UnitKind
from qes.analysis.agreement.set_alpha import alphas_of_sets
from qes.errors import UserError
from qes.services.agreement.code_tables import code_table, table_of_cells
from qes.services.agreement.compared import Compared, at_level, compared_units
from qes.services.agreement.periods import PairWork, rounds, versions, weeks, works_of
from qes.services.agreement.round_data import RoundData
from qes.services.agreement.span_tables import (
    cells_by_character,
    code_spans,
    span_table,
    with_bar_u,
)
from qes.services.agreement.wishes import ReportWish
from qes.services.code_levels import CodeLevel, raised_codes
from qes.services.codebook_versions import Timeline

if TYPE_CHECKING:
    from qes.store.database import Connection

_NO_RESAMPLES = IntervalPlan(resamples=0)


class ReportTables:
    """What coders gave, and the tables that a report makes of it."""

    def __init__(self, data: RoundData, book: Codebook, wish: ReportWish) -> None:
        """Take what was read of a round."""
        self._data = data
        self._book = book
        self._wish = wish
        self._paths: Mapping[str, str] = {code.id: book.path(code.id) for code in book.codes}
        self._coders = data.seen_twice
        self._segments = compared_units(data, self._coders, UnitKind.SEGMENT)
        """Of all coders, with codes as they were given."""
        self._kept: dict[CodeLevel, Compared] = {}
        """Segments of all coders at the levels that were asked for."""

    def segments(self, level: CodeLevel) -> Compared:
        """Return the segments that all coders are compared on, with codes of a level."""
        return self._units(self._coders, UnitKind.SEGMENT, level)

    def main(self) -> CodeTable:
        """Compare all coders together at the unit and level asked for."""
        return self._table(self._coders, self._wish.level, self._wish.plan)

    def pairs(self) -> tuple[CodeTable, ...]:
        """Compare every two coders at the unit and level asked for."""
        return tuple(
            self._table(pair, self._wish.level, self._wish.plan)
            for pair in combinations(self._coders, 2)
        )

    def levels(self) -> tuple[CodeTable, ...]:
        """Compare segments at every level of the tree; levels that hold the same codes once."""
        found: dict[tuple[str, ...], CodeTable] = {}
        for level in CodeLevel:
            units = self.segments(level)
            if units.codes not in found:
                found[units.codes] = code_table(units, level.value, self._paths, plan=_NO_RESAMPLES)
        return tuple(found.values())

    def tree(self) -> TreeDistance | None:
        """Compare the units to which every coder gave exactly one code, by distance in the tree."""
        units = self.segments(CodeLevel.LEAF)
        codes = units.single
        one_each = np.flatnonzero((codes != UNRATED).all(axis=1))
        if len(units.codes) < 2 or len(units.codes) > MOST_CATEGORIES or not len(one_each):
            return None
        weights = tree_weights([self._line(code) for code in units.codes])
        ratings = Ratings(
            codes[one_each],
            np.ones(len(one_each), dtype=np.int64),
            units.codes,
            units.coders,
            units.documents.some(one_each),
        )
        found = estimate(ratings, "krippendorff_alpha", Scale(weights=weights), self._wish.plan)
        return TreeDistance(found, units.codes, weights, len(units) - len(one_each))

    def sets(self) -> tuple[Estimate, ...]:
        """Compare whole sets of codes, by both distances."""
        units = self.segments(self._wish.level)
        return alphas_of_sets(units.sets, (SetDistance.MASI, SetDistance.JACCARD), self._wish.plan)

    def spans(self) -> tuple[SpanTable, ...]:
        """Compare every two coders by character."""
        found = []
        for pair in combinations(self._coders, 2):
            units = self._units(pair, UnitKind.SEGMENT, self._wish.level)
            if len(units):
                spans = code_spans(self._data, units, pair, self._raised(self._wish.level))
                names = (units.coders[0], units.coders[1])
                found.append(span_table(spans, names, self._paths, self._wish.plan))
        return tuple(found)

    def periods(self, connection: Connection, timeline: Timeline) -> tuple[Period, ...]:
        """Look for drift; of more than two coders, of the two who share most units."""
        shared = {
            pair: int((self._data.seen[pair[0]] & self._data.seen[pair[1]]).sum())
            for pair in combinations(self._coders, 2)
        }
        pair = max(shared, key=lambda one: shared[one])
        units = self._units(pair, UnitKind.SEGMENT, self._wish.level)
        work = PairWork(self._data, pair, units)
        works = works_of(connection, work, self._book, self._wish.level)
        return (*rounds(works), *weeks(work), *versions(works, timeline))

    def _table(self, coders: Sequence[int], level: CodeLevel, plan: IntervalPlan) -> CodeTable:
        unit, wanted = self._wish.unit, self._wish.thresholds
        if unit is UnitKind.SPAN:
            return self._by_character(coders, level)
        units = self._units(coders, unit, level)
        return code_table(units, level.value, self._paths, plan=plan, wanted=wanted)

    def _units(self, coders: Sequence[int], unit: UnitKind, level: CodeLevel) -> Compared:
        same = unit is UnitKind.SEGMENT and tuple(coders) == self._coders
        if same and level in self._kept:
            return self._kept[level]
        units = self._segments if same else compared_units(self._data, coders, unit)
        found = at_level(units, self._book, level)
        if same:
            self._kept[level] = found
        return found

    def _by_character(self, coders: Sequence[int], level: CodeLevel) -> CodeTable:
        if len(coders) != 2:
            raise UserError(
                f"spans are compared between two coders, and {len(coders)} took part",
                hint="take another unit: --unit segment gives spans of each pair beside it",
            )
        units = self._units(coders, UnitKind.SEGMENT, level)
        pair = (coders[0], coders[1])
        spans = code_spans(self._data, units, pair, self._raised(level))
        cells = cells_by_character(spans, units.documents.names)
        table = table_of_cells(
            cells,
            units.coders,
            level.value,
            self._paths,
            plan=self._wish.plan,
            wanted=self._wish.thresholds,
        )
        return with_bar_u(table, spans, self._wish.plan)

    def _raised(self, level: CodeLevel) -> Mapping[str, str]:
        return dict(raised_codes(self._book, level))

    def _line(self, code: str) -> list[str]:
        return [up.id for up in reversed(self._book.ancestors(code))] + [code]
