"""An agreement report made by hand, with words in it that try to get out of where they stand."""

from __future__ import annotations

from dataclasses import replace

from qes.analysis.agreement.code_cells import cells_of_sets
from qes.analysis.agreement.code_sets import SetDistance, set_ratings
from qes.analysis.agreement.code_spans import CoderSpans, CodeSpans
from qes.analysis.agreement.code_statistics import Statistic, code_statistics
from qes.analysis.agreement.estimates import Figure, IntervalPlan, Method
from qes.analysis.agreement.report import (
    AgreementReport,
    BlindWork,
    Cleaning,
    CoderCodes,
    CodeRow,
    CoderWork,
    CodeTable,
    Dropped,
    Grouping,
    Measure,
    Period,
    Pooled,
    Provenance,
    RoundStep,
    SettledCode,
    SpanRow,
    SpanTable,
    UnitDisagreement,
    UnitKind,
)
from qes.analysis.agreement.set_alpha import alpha_of_sets
from qes.analysis.agreement.unitized_alpha import Unitized
from qes.analysis.confusion import RatedTwice, confusion_map

EVIL = '</script><img src="http://x.example/a" onerror=alert(1)>=1+1'
PATHS = {"pay": "Terms > Pay", "hours": "Terms > Hours", "evil": f"Terms > {EVIL}"}
PLAN = IntervalPlan(resamples=40)
_PAY, _HOURS, _EVIL, _NONE = (
    frozenset({"pay"}),
    frozenset({"hours"}),
    frozenset({"evil"}),
    frozenset[str](),
)


def _sides() -> tuple[list[frozenset[str]], list[frozenset[str]], list[str]]:
    first = [_PAY, _PAY, _HOURS, _NONE, _EVIL] * 8
    second = [_PAY, _HOURS, _HOURS, _NONE, _NONE] * 6 + [_PAY, _PAY, _HOURS, _NONE, _EVIL] * 2
    return first, second, [f"d{n // 5}" for n in range(40)]


def sample_table() -> CodeTable:
    """Three codes of two coders over eight documents."""
    first, second, documents = _sides()
    cells = cells_of_sets(tuple(PATHS), first, second, documents)
    found, whole = code_statistics(cells, PLAN), code_statistics(cells.pooled(), PLAN)
    rows = tuple(
        CodeRow(code, PATHS[code], (5 * (at + 1), 6), cells.of_code(at), _measures(found, at))
        for at, code in enumerate(PATHS)
    )
    row = CodeRow("", "all codes", (40, 40), cells.pooled().of_code(0), _measures(whole, 0))
    figure = Figure(0.5)
    pooled = Pooled(row, figure, figure, figure, figure, 3)
    return CodeTable("leaf", ("ann", EVIL), 40, 8, rows, pooled, cells)


def _measures(found: object, at: int) -> tuple[Measure, ...]:
    from qes.analysis.agreement.code_statistics import CodeStatistics  # noqa: PLC0415

    assert isinstance(found, CodeStatistics)
    return tuple(
        Measure(
            one.value,
            found.figure(one, at).value,
            found.figure(one, at).reason,
            tuple(found.interval(one, at, how) for how in (Method.DOCUMENT_JACKKNIFE, Method.UNIT)),
        )
        for one in Statistic
        if one is not Statistic.PI
    )


def sample_report() -> AgreementReport:
    """A report with every part that two coders have, and bad words in all of people's texts."""
    table = sample_table()
    first, second, documents = _sides()
    units = [[frozenset(a), frozenset(b)] for a, b in zip(first, second, strict=True)]
    import numpy as np  # noqa: PLC0415

    nothing = CoderSpans(*(np.array(one, dtype=np.int64) for one in ([0, 1], [0, 4], [4, 9])))
    sums = CodeSpans.of(tuple(PATHS), np.array([0, 20]), nothing, nothing).sets()
    span = SpanRow("pay", PATHS["pay"], Measure("bar_u", 0.5), Measure("ku", None), 6, 7, 3, 4)
    return AgreementReport(
        title=f"Agreement of coders: {EVIL}",
        round_id="r1",
        round_title=EVIL,
        unit=UnitKind.SEGMENT,
        coefficients=True,
        thresholds=(),
        cleaning=Cleaning(
            44,
            40,
            40,
            8,
            tuple(CoderWork(who, 44, 41, 30, 32, 40) for who in ("ann", EVIL)),
            (Dropped(f"seen by {EVIL} only", 1),),
            (PATHS["evil"],),
            "all 44 units",
        ),
        blindness=BlindWork(
            64, 60, 0, 0, 4, 10, (RoundStep("open", "2026-03-02T09:00:00.000000Z", EVIL, EVIL),)
        ),
        main=table,
        pairs=(),
        levels=(table, replace(table, level="domain")),
        tree=None,
        sets=(alpha_of_sets(set_ratings(units, documents), SetDistance.MASI, PLAN),),
        spans=(
            SpanTable(
                ("ann", EVIL),
                20,
                1,
                sums.estimate(Unitized.U, PLAN),
                sums.estimate(Unitized.CU, PLAN),
                (span,),
            ),
        ),
        items=(),
        periods=(
            Period(
                Grouping.WEEK,
                "week of 2026-03-02",
                ("ann", EVIL),
                40,
                8,
                table.rows[0].counts or table.rows[1].counts,  # type: ignore[arg-type]
                table.rows[0].measure("alpha"),
            ),
        ),
        confusion=confusion_map([RatedTwice("u1", _PAY, _HOURS), RatedTwice("u2", _EVIL, _NONE)]),
        paths=tuple(PATHS.items()),
        disagreements=(
            UnitDisagreement(
                "s.t2",
                f"{EVIL}.txt",
                0,
                90,
                f"He said: {EVIL}\x1b[31m",
                1.0,
                ("hours", "pay"),
                (CoderCodes("ann", (PATHS["pay"],), (EVIL,)), CoderCodes(EVIL, (), ())),
                (SettledCode(PATHS["pay"], applies=True, cause="boundary", reason=EVIL, panel=()),),
            ),
        ),
        n_disagreements=12,
        warnings=(f"Mind {EVIL}.",),
        methods=f"2 coders (ann and {EVIL}) coded.",
        provenance=Provenance("ab" * 32, "9.9", PLAN, tuple(PATHS), "cd" * 32),
    )
