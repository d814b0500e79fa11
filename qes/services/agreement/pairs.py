"""Every pair of coders of a round, code by code: the report's tables without the report."""

from __future__ import annotations

from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.report import CodeTable
from qes.services.agreement.report_tables import ReportTables
from qes.services.agreement.round_data import read_round, require_two
from qes.services.agreement.wishes import ReportWish
from qes.services.code_levels import CodeLevel
from qes.services.cycles import no_search_for_cycles
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import default_round


def pair_tables(
    desk: Desk, round_name: str | None = None, *, level: CodeLevel = CodeLevel.LEAF
) -> tuple[CodeTable, ...]:
    """Compare every two coders who saw a unit both, with intervals that leave a document out.

    A unit counts where both have seen it; seen and left without a code is an absence.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last that is not blind, or what was decided outside
            rounds.
        level: As which codes count: themselves, or what stands above them.

    Raises:
        Blind: the round's reviewers are blind to each other still.
        UserError: no two people have seen the same segment.
    """
    with no_search_for_cycles():
        with desk.store.read() as connection:
            data = read_round(connection, round_name or default_round(connection))
            book = read_codebook(connection)
        require_two(data)
        wish = ReportWish(level=level, plan=IntervalPlan(resamples=0))
        return tuple(one for one in ReportTables(data, book, wish).pairs() if one.n_units)
