"""Agreement of two coders by character: where each code stands, and where anything does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.code_spans import (
    CodeAlphas,
    CoderSpans,
    CodeSpans,
    bar_u_of_codes,
    ku_of_codes,
)
from qes.analysis.agreement.estimates import Figure, IntervalPlan, Method, Undefined
from qes.analysis.agreement.report import CodeTable, Measure, SpanRow, SpanTable
from qes.analysis.agreement.unitized_alpha import Unitized
from qes.services.agreement.code_tables import measure_of
from qes.services.agreement.compared import Compared
from qes.services.agreement.round_data import Integers, RoundData


def code_spans(
    data: RoundData, units: Compared, pair: tuple[int, int], raised: Mapping[str, str]
) -> CodeSpans:
    """Take two coders' spans, cut to the segments that both saw.

    The axis has the characters of these segments only, one document after another: what one of
    the coders never saw, and what stands between segments, is no text that both left unmarked.
    """
    starts, stops = (one[units.unit] for one in data.ends)
    before = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(stops - starts)))

    def on_axis(place: Integers) -> Integers:
        at = np.searchsorted(starts, place, side="right") - 1
        own = np.minimum(place, stops[at]) - starts[at]
        return np.where(at >= 0, before[at] + own, 0)

    # Of documents in their order; those without a segment that both saw have no character.
    edges = np.unique(on_axis(data.offsets)) if len(units) else np.zeros(2, dtype=np.int64)
    place = {code: at for at, code in enumerate(units.codes)}
    column = np.array(
        [place.get(raised.get(code, code), -1) for code in data.codes], dtype=np.int64
    )
    spans = []
    for coder in pair:
        one = data.codings[coder]
        shift = data.offsets[one.document]
        start, stop = on_axis(one.start + shift), on_axis(one.stop + shift)
        code = column[one.code] if len(column) else one.code
        here = one.applied & (stop > start) & (code >= 0)
        spans.append(CoderSpans(code[here], start[here], stop[here]))
    return CodeSpans.of(units.codes, edges, *spans)


def span_table(
    spans: CodeSpans,
    coders: tuple[str, str],
    paths: Mapping[str, str],
    plan: IntervalPlan,
) -> SpanTable:
    """Compute the u-alpha family and how many spans match."""
    bar_u, ku = bar_u_of_codes(spans, plan), ku_of_codes(spans, plan)
    sets = spans.sets()
    exact, half = spans.matches()
    many = [np.bincount(one.code, minlength=len(spans.codes)) for one in spans.coders]
    rows = tuple(
        SpanRow(
            code,
            paths[code],
            measure_at(bar_u, at, "bar_u", used=bool(many[0][at] + many[1][at])),
            measure_at(ku, at, "ku", used=bool(many[0][at] + many[1][at])),
            int(many[0][at]),
            int(many[1][at]),
            int(exact[at]),
            int(half[at]),
        )
        for at, code in enumerate(spans.codes)
    )
    return SpanTable(
        coders,
        int(spans.edges[-1]),
        len(spans.edges) - 1,
        sets.estimate(Unitized.U, plan),
        sets.estimate(Unitized.CU, plan),
        rows,
    )


def with_bar_u(table: CodeTable, spans: CodeSpans, plan: IntervalPlan) -> CodeTable:
    """Put |u-alpha in the place of alpha: characters next to each other are no cases of their own.

    Where all codes stand together, alpha of the characters is left out.
    """
    found = bar_u_of_codes(spans, plan)
    rows = []
    for at, row in enumerate(table.rows):
        measure = measure_at(found, at, "alpha", used=any(row.applied))
        rows.append(replace(row, measures=_with(row.measures, measure)))
    defined = [value for value in found.values.tolist() if not math.isnan(value)]
    none = Figure(None, Undefined.NO_VARIATION)
    sets = spans.sets().estimate(Unitized.U, plan)
    whole = measure_of(sets, "alpha")
    pooled = replace(
        table.pooled,
        row=replace(table.pooled.row, measures=_with(table.pooled.row.measures, whole)),
        within_alpha=Figure(None, Undefined.CONTESTED),
        alpha_median=Figure(float(np.median(defined))) if defined else none,
        alpha_least=Figure(min(defined)) if defined else none,
        n_defined=len(defined),
    )
    return replace(table, rows=tuple(rows), pooled=pooled)


def _with(measures: tuple[Measure, ...], one: Measure) -> tuple[Measure, ...]:
    """Put a measure in the place of its namesake; what is over units is left out.

    Characters are not drawn one by one, so no interval holds if they were independent.
    """
    kept = (
        replace(each, intervals=tuple(i for i in each.intervals if i.method is not Method.UNIT))
        for each in measures
    )
    return tuple(one if each.name == one.name else each for each in kept)


def measure_at(alphas: CodeAlphas, at: int, name: str, *, used: bool) -> Measure:
    """Return the coefficient of a code with its intervals."""
    value = float(alphas.values[at])
    if np.isnan(value):
        apart = Undefined.NO_INTERSECTION if name == "ku" else Undefined.NO_VARIATION
        return Measure(name, None, apart if used else Undefined.NEVER_USED)
    intervals = tuple(one.at(at, value=value) for one in (alphas.jackknife, alphas.bootstrap))
    return Measure(name, value, None, intervals)


def cells_by_character(spans: CodeSpans, names: tuple[str, ...]) -> CodeCells:
    """Count characters where segments are counted elsewhere."""
    both = np.rint(spans.common).astype(np.int64)
    first, second = (np.rint(one).astype(np.int64) for one in spans.given)
    return CodeCells(
        spans.codes,
        names,
        both,
        first - both,
        second - both,
        np.rint(spans.lengths).astype(np.int64),
    )
