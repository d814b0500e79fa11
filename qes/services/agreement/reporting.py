"""Putting the agreement report together: read once, counted once, every level from the counts."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from codebooks.codebook import Codebook
from qes import __version__
from qes.analysis.agreement.code_sets import SetDistance
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Estimate, IntervalPlan
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.hierarchy import tree_weights
from qes.analysis.agreement.ratings import MOST_CATEGORIES, Ratings
from qes.analysis.agreement.report import (
    AgreementReport,
    BlindWork,
    Cleaning,
    CodeTable,
    ItemTable,
    Period,
    Provenance,
    SpanTable,
    Threshold,
    TreeDistance,
    UnitDisagreement,
    UnitKind,
)
from qes.analysis.agreement.set_alpha import alpha_of_sets
from qes.base import canonical_json, sha256
from qes.errors import UserError
from qes.services.agreement.cleaning import blind_work, clean
from qes.services.agreement.code_tables import code_table, table_of_cells
from qes.services.agreement.compared import Compared, at_level, compared_units, data_hash
from qes.services.agreement.disputes import confusion_of, disagreements
from qes.services.agreement.item_tables import item_tables
from qes.services.agreement.periods import PairWork, rounds, versions, weeks
from qes.services.agreement.round_data import RoundData, read_round, unit_ids
from qes.services.agreement.span_tables import (
    cells_by_character,
    code_spans,
    span_table,
    with_bar_u,
)
from qes.services.agreement.words import MethodsMaterial, methods_words, warnings_of
from qes.services.code_levels import CodeLevel, raised_codes
from qes.services.codebook_versions import read_timeline
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import default_round
from qes.suggest.replay import one_thread

if TYPE_CHECKING:
    from qes.store.database import Connection

MOST_DISAGREEMENTS = 1_000
_NO_RESAMPLES = IntervalPlan(resamples=0)


@dataclass(frozen=True, slots=True)
class ReportWish:
    """What is asked of a report."""

    unit: UnitKind = UnitKind.SEGMENT
    level: CodeLevel = CodeLevel.LEAF
    coefficients: bool = True
    """False leaves every coefficient out: for teams that want disagreements to talk about."""
    thresholds: tuple[Threshold, ...] = ()
    most_disagreements: int | None = MOST_DISAGREEMENTS
    """So many are listed, the furthest apart; None is all."""
    plan: IntervalPlan = field(default_factory=IntervalPlan)


def agreement_report(
    desk: Desk, round_name: str | None = None, wish: ReportWish | None = None
) -> AgreementReport:
    """Report how far the coders of a round agree.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last that is not blind, or what was decided outside
            rounds.
        wish: Unit, level and what else is asked.

    Raises:
        Blind: the round's reviewers are blind to each other still.
        UserError: no two people have seen the same segment, nor answered about the same study.
    """
    with _no_search_for_cycles():
        return _report(desk, round_name, wish or ReportWish())


def _report(desk: Desk, round_name: str | None, wanted: ReportWish) -> AgreementReport:
    with desk.store.read() as connection:
        data = read_round(connection, round_name or default_round(connection))
        book = read_codebook(connection)
    items = item_tables(desk, data.round.id or None, wanted.plan, elsewhere=round_name is None)
    if not _seen_twice(data) and not items:
        people = ", ".join(data.coders) or "nobody"
        raise UserError(
            f"no two people have seen the same segment in {data.round.title}",
            hint=f"so far: {people}",
        )
    # One order of sums, on any machine; and a second processor would wait more than it works.
    with one_thread(), desk.store.read() as connection:
        return _Making(connection, desk, data, book, wanted).report(items)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Leave the collector of cycles off.

    Rows are made by the hundred thousand, and none of them points to itself; looking for such as
    do takes a sixth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _seen_twice(data: RoundData) -> tuple[int, ...]:
    """Return the coders who saw a unit that another of them saw too."""
    twice = data.seen & (data.seen.sum(axis=0) > 1)
    return tuple(at for at, row in enumerate(twice) if row.any())


class _Making:
    """One report in the making."""

    def __init__(
        self,
        connection: Connection,
        desk: Desk,
        data: RoundData,
        book: Codebook,
        wish: ReportWish,
    ) -> None:
        self._connection = connection
        self._desk = desk
        self._data = data
        self._book = book
        self._wish = wish
        self._paths: Mapping[str, str] = {code.id: book.path(code.id) for code in book.codes}
        self._coders = _seen_twice(data)
        self._segments = compared_units(data, self._coders, UnitKind.SEGMENT)
        """Of all coders, with codes as they were given."""
        self._kept: dict[CodeLevel, Compared] = {}
        """Segments of all coders at the levels that were asked for."""

    def report(self, items: tuple[ItemTable, ...]) -> AgreementReport:
        wish, data = self._wish, self._data
        main = self._main() if self._coders else None
        blind = blind_work(self._desk, data)
        cleaning = clean(self._connection, data, self._segments, main)
        ids = unit_ids(data, self._segments.unit)
        leaf = self._units(self._coders, UnitKind.SEGMENT, CodeLevel.LEAF)
        disputes = disagreements(
            self._connection,
            data,
            leaf,
            self._book,
            most=wish.most_disagreements,
            since=blind.steps[0].at if blind.steps else "",
        )
        n_disputes = len(leaf.differing)
        numbers = wish.coefficients and main is not None
        pairs = self._pairs() if numbers and len(self._coders) > 2 else ()
        tables = [] if main is None else [main, *pairs]
        return AgreementReport(
            title=f"Agreement of coders: {data.round.title}",
            round_id=data.round.id or None,
            round_title=data.round.title,
            unit=wish.unit,
            coefficients=wish.coefficients,
            thresholds=wish.thresholds,
            cleaning=cleaning,
            blindness=blind,
            main=main,
            pairs=pairs,
            levels=self._levels() if numbers else (),
            tree=self._tree() if numbers else None,
            sets=self._sets() if numbers else (),
            spans=self._spans() if numbers else (),
            items=items if wish.coefficients else (),
            periods=self._periods() if numbers else (),
            confusion=confusion_of(leaf, ids),
            paths=tuple(self._paths.items()),
            disagreements=disputes,
            n_disagreements=n_disputes,
            warnings=warnings_of(tables, cleaning, blind, wish.unit) if numbers else (),
            methods=self._methods(cleaning, blind, main, disputes, n_disputes),
            provenance=self._provenance(main, ids),
        )

    def _methods(
        self,
        cleaning: Cleaning,
        blind: BlindWork,
        main: CodeTable | None,
        disputes: Sequence[UnitDisagreement],
        n_disputes: int,
    ) -> str:
        if main is None:
            return ""
        wish = self._wish
        return methods_words(
            MethodsMaterial(
                cleaning,
                blind,
                main,
                wish.unit,
                tuple(disputes),
                n_disputes,
                wish.plan,
                __version__,
                coefficients=wish.coefficients,
            )
        )

    def _main(self) -> CodeTable:
        """Compare all coders together at the unit and level asked for."""
        return self._table(self._coders, self._wish.level, self._wish.plan)

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

    def _pairs(self) -> tuple[CodeTable, ...]:
        return tuple(
            self._table(pair, self._wish.level, self._wish.plan)
            for pair in combinations(self._coders, 2)
        )

    def _levels(self) -> tuple[CodeTable, ...]:
        """Compare segments at every level of the tree; levels that hold the same codes once."""
        found: dict[tuple[str, ...], CodeTable] = {}
        for level in CodeLevel:
            units = self._units(self._coders, UnitKind.SEGMENT, level)
            if units.codes not in found:
                found[units.codes] = code_table(units, level.value, self._paths, plan=_NO_RESAMPLES)
        return tuple(found.values())

    def _tree(self) -> TreeDistance | None:
        """Compare the units to which every coder gave exactly one code, by distance in the tree."""
        units = self._units(self._coders, UnitKind.SEGMENT, CodeLevel.LEAF)
        one_each = np.all(
            [given.sum(axis=1) == 1 for given in units.given], axis=0
        ) & units.rated.all(axis=0)
        if len(units.codes) < 2 or len(units.codes) > MOST_CATEGORIES or not one_each.any():
            return None
        some = units.of(one_each)
        weights = tree_weights([self._line(code) for code in units.codes])
        ratings = Ratings(
            np.stack([given.argmax(axis=1) for given in some.given], axis=1),
            np.ones(len(some), dtype=np.int64),
            units.codes,
            units.coders,
            some.documents,
        )
        found = estimate(ratings, "krippendorff_alpha", Scale(weights=weights), self._wish.plan)
        return TreeDistance(found, units.codes, weights, len(units) - len(some))

    def _line(self, code: str) -> list[str]:
        return [up.id for up in reversed(self._book.ancestors(code))] + [code]

    def _sets(self) -> tuple[Estimate, ...]:
        """Compare whole sets of codes; the interval is that of MASI, Jaccard stands beside it."""
        units = self._units(self._coders, UnitKind.SEGMENT, self._wish.level)
        masi = alpha_of_sets(units.sets, SetDistance.MASI, self._wish.plan)
        bare = replace(units.sets, ratings=replace(units.sets.ratings, documents=None))
        jaccard = alpha_of_sets(bare, SetDistance.JACCARD, self._wish.plan)
        return masi, replace(jaccard, n_documents=masi.n_documents, headline=None, beside=())

    def _spans(self) -> tuple[SpanTable, ...]:
        found = []
        for pair in combinations(self._coders, 2):
            units = self._units(pair, UnitKind.SEGMENT, self._wish.level)
            if len(units):
                spans = code_spans(self._data, units, pair, self._raised(self._wish.level))
                names = (units.coders[0], units.coders[1])
                found.append(span_table(spans, names, self._paths, self._wish.plan))
        return tuple(found)

    def _periods(self) -> tuple[Period, ...]:
        """Look for drift; of more than two coders, of the two who share most units."""
        shared = {
            pair: int((self._data.seen[pair[0]] & self._data.seen[pair[1]]).sum())
            for pair in combinations(self._coders, 2)
        }
        pair = max(shared, key=lambda one: shared[one])
        units = self._units(pair, UnitKind.SEGMENT, self._wish.level)
        work = PairWork(self._data, pair, units)
        timeline = read_timeline(self._connection, self._desk)
        return (
            *rounds(self._connection, work, self._book, self._wish.level),
            *weeks(work),
            *versions(work, timeline),
        )

    def _provenance(self, main: CodeTable | None, ids: Sequence[str]) -> Provenance:
        # What was compared, at the level asked for.
        units = self._units(self._coders, UnitKind.SEGMENT, self._wish.level)
        codes = sorted((one.id, one.model_dump_json()) for one in self._book.codes)
        return Provenance(
            data_sha256=data_hash(units, ids),
            tool_version=__version__,
            plan=self._wish.plan,
            categories=tuple(one.code for one in main.rows) if main else (),
            codebook_sha256=sha256(canonical_json(codes)),
        )
