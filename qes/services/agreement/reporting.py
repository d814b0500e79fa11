"""Putting the agreement report together: read once, counted once, every table from the counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from codebooks.codebook import Codebook
from qes import __version__
from qes.analysis.agreement.item_report import Answered, ItemTable
from qes.analysis.agreement.report import (
    AgreementReport,
    BlindWork,
    Cleaning,
    CodeTable,
    Provenance,
    UnitDisagreement,
)
from qes.base import canonical_json, sha256
from qes.services.agreement.cleaning import blind_work, clean
from qes.services.agreement.compared import Compared, data_hash
from qes.services.agreement.disputes import confusion_of, disagreements
from qes.services.agreement.item_tables import item_tables
from qes.services.agreement.report_tables import ReportTables
from qes.services.agreement.round_data import RoundData, read_round, require_two, unit_ids
from qes.services.agreement.screening_words import screening_methods_words
from qes.services.agreement.wishes import ReportWish
from qes.services.agreement.words import (
    MethodsMaterial,
    item_methods_words,
    methods_words,
    warnings_of,
)
from qes.services.code_levels import CodeLevel
from qes.services.codebook_versions import read_timeline
from qes.services.cycles import no_search_for_cycles
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import default_round
from qes.suggest.processors import one_thread

if TYPE_CHECKING:
    from qes.store.database import Connection

Progress = Callable[[str, int, int], None]
"""Is told what is looked at, after how many steps, and of how many."""
_STEPS = ("decisions", "codes", "sets of codes", "spans", "disagreements")


def agreement_report(
    desk: Desk,
    round_name: str | None = None,
    wish: ReportWish | None = None,
    *,
    progress: Progress | None = None,
) -> AgreementReport:
    """Report how far the coders of a round agree.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last that is not blind, or what was decided outside
            rounds.
        wish: Unit, level and what else is asked.
        progress: Is told what is looked at.

    Raises:
        Blind: the round's reviewers are blind to each other still.
        UserError: no two people have seen the same segment, nor answered about the same study
            or reference.
    """
    with no_search_for_cycles():
        return _report(desk, round_name, wish or ReportWish(), _Steps(progress))


class _Steps:
    """How far a report is."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0

    def begin(self) -> None:
        if self._progress is not None:
            self._progress(_STEPS[self._done], self._done, len(_STEPS))
        self._done += 1


def _report(desk: Desk, round_name: str | None, wish: ReportWish, steps: _Steps) -> AgreementReport:
    steps.begin()
    with desk.store.read() as connection:
        data = read_round(connection, round_name or default_round(connection))
        book = read_codebook(connection)
    items = item_tables(desk, data.round.id or None, wish.plan, elsewhere=round_name is None)
    if not wish.coefficients:
        items = tuple(replace(one, rows=(), notes=()) for one in items)
    if not items:
        require_two(data)
    # One order of sums, on any machine; and a second processor would wait more than it works.
    with one_thread(), desk.store.read() as connection:
        return _Making(connection, desk, data, book, wish).report(items, steps)


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
        self._tables = ReportTables(data, book, wish)

    def report(self, items: tuple[ItemTable, ...], steps: _Steps) -> AgreementReport:
        wish, data, tables = self._wish, self._data, self._tables
        steps.begin()
        main = tables.main() if data.seen_twice else None
        numbers = wish.coefficients and main is not None
        pairs = tables.pairs() if numbers and len(data.seen_twice) > 2 else ()
        levels, tree = (tables.levels(), tables.tree()) if numbers else ((), None)
        steps.begin()
        sets = tables.sets() if numbers else ()
        steps.begin()
        spans = tables.spans() if numbers else ()
        timeline = read_timeline(self._connection, self._desk)
        periods = tables.periods(self._connection, timeline) if numbers else ()
        steps.begin()
        leaf = tables.segments(CodeLevel.LEAF)
        ids = unit_ids(data, leaf.unit)
        blind = blind_work(self._desk, data)
        cleaning = clean(self._connection, data, leaf, main)
        disputes = self._disputes(leaf, blind)
        n_disputes = len(leaf.differing)
        compared = [] if main is None else [main, *pairs]
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
            levels=levels,
            tree=tree,
            sets=sets,
            spans=spans,
            items=items,
            periods=periods,
            confusion=confusion_of(leaf, ids),
            paths=tuple((code.id, self._book.path(code.id)) for code in self._book.codes),
            disagreements=disputes,
            n_disagreements=n_disputes,
            warnings=warnings_of(compared, cleaning, blind, wish.unit) if numbers else (),
            methods=self._methods(cleaning, blind, main, disputes, n_disputes)
            if main is not None
            else self._methods_of_answers(items, blind),
            provenance=self._provenance(main, ids),
        )

    def _disputes(self, leaf: Compared, blind: BlindWork) -> tuple[UnitDisagreement, ...]:
        return disagreements(
            self._connection,
            self._data,
            leaf,
            self._book,
            most=self._wish.most_disagreements,
            since=blind.steps[0].at if blind.steps else "",
        )

    @staticmethod
    def _methods_of_answers(items: Sequence[ItemTable], blind: BlindWork) -> str:
        if not items:
            return ""
        screened = items[0].about is Answered.REFERENCE
        words = screening_methods_words if screened else item_methods_words
        return words(items[0], blind, __version__)

    def _methods(
        self,
        cleaning: Cleaning,
        blind: BlindWork,
        main: CodeTable,
        disputes: Sequence[UnitDisagreement],
        n_disputes: int,
    ) -> str:
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

    def _provenance(self, main: CodeTable | None, ids: Sequence[str]) -> Provenance:
        # What was compared, at the level asked for.
        units = self._tables.segments(self._wish.level)
        codes = sorted((one.id, one.model_dump_json()) for one in self._book.codes)
        return Provenance(
            data_sha256=data_hash(units, ids),
            tool_version=__version__,
            plan=self._wish.plan,
            categories=tuple(one.code for one in main.rows) if main else (),
            codebook_sha256=sha256(canonical_json(codes)),
        )
