"""The numbers of codes as values that JSON can hold: unrounded, null where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.estimates import Estimate, Interval
from qes.analysis.agreement.report import CodeRow, CodeTable, Measure, Pooled
from qes.analysis.agreement.two_by_two import TwoByTwo
from qes.base import Json
from qes.exchange.plain import plain

_TWO = ("percent", "positive", "negative", "alpha", "kappa", "ac1", "brennan_prediger")
_MORE = ("percent", "alpha", "fleiss", "conger", "ac1", "brennan_prediger")


def cells_value(counts: TwoByTwo | None) -> dict[str, Json]:
    """Return the four counts and what follows from them at once."""
    if counts is None:
        empty = ("a", "b", "c", "d", "prevalence", "prevalence_index", "bias_index")
        return dict.fromkeys(empty)
    return {
        "a": counts.a,
        "b": counts.b,
        "c": counts.c,
        "d": counts.d,
        "prevalence": counts.prevalence.value,
        "prevalence_index": counts.prevalence_index.value,
        "bias_index": counts.bias_index.value,
    }


def _figures(row: CodeRow) -> dict[str, Json]:
    names = dict.fromkeys((*_TWO, *(_MORE if row.counts is None else ())))
    figures = {name: row.measure(name) for name in names}
    alpha = figures["alpha"]
    return {
        **cells_value(row.counts),
        **{name: one.value for name, one in figures.items()},
        "ci": None if alpha.ends is None else list(alpha.ends),
        "ci_method": None
        if alpha.ends is None or alpha.interval is None
        else alpha.interval.method,
        "ci_reason": None if alpha.interval is None else alpha.interval.reason,
        "reasons": {name: one.reason for name, one in figures.items() if one.reason is not None},
        "intervals": {
            name: [interval_value(each) for each in one.intervals]
            for name, one in figures.items()
            if one.intervals
        },
        "applied": list(row.applied),
        "verdicts": [asdict(one) for one in row.verdicts],
    }


def code_value(row: CodeRow) -> dict[str, Json]:
    """Return every number of a code."""
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        **_figures(row),
        **_patterns(row),
        "flag": row.flag,
        "cautions": [one.value for one in row.cautions],
    }


def applied_value(row: CodeRow) -> dict[str, Json]:
    """Return the counts of a code, and no coefficient."""
    counts = {name: cells_value(row.counts)[name] for name in "abcd"}
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        **counts,
        "applied": list(row.applied),
        **_patterns(row),
    }


def _patterns(row: CodeRow) -> dict[str, Json]:
    """Return, of more than two coders, who gave a code and who did not, and in how many units."""
    if row.counts is not None:
        return {}
    return {"patterns": [{"given": list(one.given), "units": one.units} for one in row.patterns]}


def pooled_value(pooled: Pooled) -> dict[str, Json]:
    """Return the numbers of all codes together."""
    return {
        **_figures(pooled.row),
        **_patterns(pooled.row),
        "reason": pooled.row.measure("alpha").reason,
        "within_codes": {
            "kappa": pooled.within_kappa.value,
            "alpha": pooled.within_alpha.value,
        },
        "alpha_median": pooled.alpha_median.value,
        "alpha_least": pooled.alpha_least.value,
        "n_defined": pooled.n_defined,
    }


def table_value(table: CodeTable) -> dict[str, Json]:
    """Return a table of codes."""
    return {
        "level": table.level,
        "coders": [plain(one) for one in table.coders],
        "n_units": table.n_units,
        "n_documents": table.n_documents,
        "codes": [code_value(row) for row in table.rows],
        "pooled": pooled_value(table.pooled),
    }


def interval_value(one: Interval) -> dict[str, Json]:
    """Return an interval, how it was made, or why there is none."""
    return {
        "method": one.method.value,
        "n": one.n,
        "se": one.se,
        "ci": None if one.ends is None else list(one.ends),
        "reason": one.reason,
        "resamples": one.resamples,
        "seed": one.seed,
    }


def measure_value(one: Measure) -> dict[str, Json]:
    """Return a statistic with its intervals."""
    return {
        "value": one.value,
        "reason": one.reason,
        "ci": None if one.ends is None else list(one.ends),
        "intervals": [interval_value(each) for each in one.intervals],
    }


def estimate_value(one: Estimate) -> dict[str, Json]:
    """Return a coefficient with its intervals."""
    intervals = [each for each in (one.headline, *one.beside) if each is not None]
    return {
        "coefficient": one.coefficient,
        "value": one.value,
        "reason": one.reason,
        "ci": None if one.ci is None else list(one.ci),
        "ci_method": one.ci_method,
        "intervals": [interval_value(each) for each in intervals],
        "n_units": one.n_units,
        "n_units_used": one.n_units_used,
        "n_documents": one.n_documents,
        "n_coders": one.n_coders,
        "distance": one.distance,
        "coverage": one.coverage,
        "cautions": [each.value for each in one.cautions],
    }


def counts_value(cells: CodeCells) -> list[Json]:
    """Return a, b, c and d of each code in each document in which anyone applied it."""
    found: list[Json] = []
    rows: Sequence[Sequence[Sequence[int]]] = [
        one.tolist() for one in (cells.both, cells.only_first, cells.only_second)
    ]
    for at, (document, n) in enumerate(zip(cells.documents, cells.units.tolist(), strict=True)):
        for place, code in enumerate(cells.codes):
            a, b, c = (one[at][place] for one in rows)
            if a or b or c:
                found.append([document, code, a, b, c, n - a - b - c])
    return found
