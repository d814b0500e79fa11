"""Agreement on each code and over all of them, for two coders or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qes.analysis.agreement.cautions import cautions_of
from qes.analysis.agreement.code_cells import CodeCells, cells_of_matrices
from qes.analysis.agreement.code_statistics import CodeStatistics, Statistic, code_statistics
from qes.analysis.agreement.documents import Documents
from qes.analysis.agreement.estimates import (
    Estimate,
    Figure,
    IntervalPlan,
    Method,
    Undefined,
)
from qes.analysis.agreement.estimation import estimates
from qes.analysis.agreement.ratings import UNRATED, Ratings
from qes.analysis.agreement.report import (
    CodeRow,
    CodeTable,
    Measure,
    Pooled,
    RatingPattern,
    Threshold,
    Verdict,
)
from qes.analysis.agreement.two_coders import CodeAgreement, pool
from qes.services.agreement.compared import Compared

OF_TWO = (
    Statistic.PERCENT,
    Statistic.POSITIVE,
    Statistic.NEGATIVE,
    Statistic.ALPHA,
    Statistic.KAPPA,
    Statistic.AC1,
    Statistic.BRENNAN_PREDIGER,
)
"""What is said of each code of two coders, with intervals."""
_OF_MORE = {
    "percent_agreement": "percent",
    "krippendorff_alpha": "alpha",
    "fleiss_kappa": "fleiss",
    "conger_kappa": "conger",
    "gwet_ac": "ac1",
    "brennan_prediger": "brennan_prediger",
}
_METHODS = (Method.DOCUMENT_JACKKNIFE, Method.DOCUMENT_BOOTSTRAP, Method.UNIT)
_PRESENT = ("absent", "present")


def code_table(
    units: Compared,
    level: str,
    paths: Mapping[str, str],
    *,
    plan: IntervalPlan,
    wanted: Sequence[Threshold] = (),
) -> CodeTable:
    """Compute every statistic of every code.

    Args:
        units: What coders gave, at the level.
        level: Its name.
        paths: Of each code.
        plan: How documents are resampled.
        wanted: What the lower ends of intervals are held against.
    """
    if len(units.coders) == 2:
        first, second = units.given
        cells = cells_of_matrices(units.codes, first, second, units.documents)
        return table_of_cells(cells, units.coders, level, paths, plan=plan, wanted=wanted)
    rows = tuple(
        _row_of_many(units, at, paths[code], plan, wanted) for at, code in enumerate(units.codes)
    )
    return CodeTable(
        level,
        units.coders,
        len(units),
        len(units.documents),
        rows,
        _pooled_of_many(units, rows, plan, wanted),
        None,
    )


def table_of_cells(
    cells: CodeCells,
    coders: tuple[str, ...],
    level: str,
    paths: Mapping[str, str],
    *,
    plan: IntervalPlan,
    wanted: Sequence[Threshold] = (),
) -> CodeTable:
    """Compute every statistic of two coders from the counts of each code in each document."""
    found = code_statistics(cells, plan)
    rows = tuple(_row(found, at, code, paths[code], wanted) for at, code in enumerate(cells.codes))
    return CodeTable(
        level,
        coders,
        int(cells.units.sum()),
        len(cells.documents),
        rows,
        _pooled(cells, plan, wanted),
        cells,
    )


def _row(
    found: CodeStatistics, at: int, code: str, path: str, wanted: Sequence[Threshold]
) -> CodeRow:
    counts = found.cells.of_code(at)
    measures = tuple(
        Measure(
            one.value,
            figure.value,
            figure.reason,
            tuple(found.interval(one, at, method) for method in _METHODS),
        )
        for one in OF_TWO
        for figure in (found.figure(one, at),)
    )
    applied = (counts.a + counts.b, counts.a + counts.c)
    row = CodeRow(code, path, applied, counts, measures, cautions_of(counts))
    return _judged(row, wanted)


def _judged(row: CodeRow, wanted: Sequence[Threshold]) -> CodeRow:
    if not wanted:
        return row
    verdicts = []
    for one in wanted:
        ends = row.measure(one.name).ends
        met = None if row.few or ends is None else ends[0] >= one.least
        verdicts.append(Verdict(one.name, one.least, met))
    return replace(row, verdicts=tuple(verdicts))


def _pooled(cells: CodeCells, plan: IntervalPlan, wanted: Sequence[Threshold]) -> Pooled:
    each = pool([CodeAgreement(code, cells.of_code(at)) for at, code in enumerate(cells.codes)])
    row = _row(code_statistics(cells.pooled(), plan), 0, "", "all codes", wanted)
    return Pooled(
        CodeRow("", row.path, row.applied, row.counts, row.measures, (), row.verdicts),
        each.kappa,
        each.alpha,
        each.alpha_median,
        each.alpha_least,
        each.n_defined,
    )


def _row_of_many(
    units: Compared, at: int, path: str, plan: IntervalPlan, wanted: Sequence[Threshold]
) -> CodeRow:
    values = np.stack([one[:, at] for one in units.given], axis=1).astype(np.int64)
    values[~units.rated.T] = UNRATED
    data = Ratings(
        values,
        np.ones(len(units), dtype=np.int64),
        _PRESENT,
        units.coders,
        units.documents,
    )
    applied = tuple(int(one[:, at].sum()) for one in units.given)
    row = CodeRow(units.codes[at], path, applied, None, _measures_of_many(data, plan))
    return _judged(replace(row, patterns=_patterns(data)), wanted)


def _patterns(data: Ratings) -> tuple[RatingPattern, ...]:
    """Count the units of each way in which coders gave a code or did not."""
    rows, which = np.unique(data.values, axis=0, return_inverse=True)
    units = np.bincount(which.ravel(), weights=data.repeats, minlength=len(rows)).astype(np.int64)
    return tuple(
        RatingPattern(
            tuple(None if one == UNRATED else bool(one) for one in rows[at].tolist()),
            int(units[at]),
        )
        for at in np.argsort(-units, kind="stable").tolist()
    )


def _measures_of_many(data: Ratings, plan: IntervalPlan) -> tuple[Measure, ...]:
    found = estimates(data, tuple(_OF_MORE), plan=plan)
    return tuple(measure_of(one, _OF_MORE[one.coefficient]) for one in found)


def measure_of(one: Estimate, name: str) -> Measure:
    """Return an estimate as a measure of that name."""
    intervals = (() if one.headline is None else (one.headline,)) + one.beside
    return Measure(name, one.value, one.reason, intervals)


def _pooled_of_many(
    units: Compared, rows: Sequence[CodeRow], plan: IntervalPlan, wanted: Sequence[Threshold]
) -> Pooled:
    data = _cases(units)
    applied = tuple(int(one.sum()) for one in units.given)
    bare = CodeRow("", "all codes", applied, None, _measures_of_many(data, plan))
    row = _judged(replace(bare, patterns=_patterns(data)), wanted)
    alphas = [one.measure("alpha").value for one in rows]
    defined = sorted(alpha for alpha in alphas if alpha is not None)
    none = Figure(None, Undefined.NO_VARIATION)
    return Pooled(
        row,
        Figure(None, Undefined.CONTESTED),
        Figure(None, Undefined.CONTESTED),
        Figure(float(np.median(defined))) if defined else none,
        Figure(defined[0]) if defined else none,
        len(defined),
    )


def _cases(units: Compared) -> Ratings:
    """Return one case a unit and code, those alike within a document counted together."""
    coders = len(units.coders)
    place = 3 ** np.arange(coders, dtype=np.int64)
    found: dict[int, int] = {}
    for at in range(len(units.codes)):
        values = np.stack([one[:, at] for one in units.given]).astype(np.int64) + 1
        values[~units.rated] = 0
        keys, times = np.unique(units.documents.of * 3**coders + place @ values, return_counts=True)
        for key, n in zip(keys.tolist(), times.tolist(), strict=True):
            found[key] = found.get(key, 0) + n
    keys = np.fromiter(found, np.int64, len(found))
    return Ratings(
        keys[:, None] % 3**coders // place % 3 - 1,
        np.fromiter(found.values(), np.int64, len(found)),
        _PRESENT,
        units.coders,
        Documents(units.documents.names, keys // 3**coders),
    )
