"""The agreement report as JSON: every number unrounded, what is undefined null with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.definitions import DEFINITIONS
from qes.analysis.agreement.estimates import Estimate, Interval
from qes.analysis.agreement.report import (
    AgreementReport,
    CodeRow,
    CodeTable,
    ItemTable,
    Measure,
    Period,
    Pooled,
    SpanRow,
    SpanTable,
    UnitDisagreement,
)
from qes.analysis.agreement.two_by_two import TwoByTwo
from qes.analysis.confusion import ConfusionMap
from qes.base import Json
from qes.exchange.plain import plain

_TWO = ("percent", "positive", "negative", "alpha", "kappa", "ac1", "brennan_prediger")
_MORE = ("percent", "alpha", "fleiss", "conger", "ac1", "brennan_prediger")
_LONG_LISTS = ("disagreements", "counts_by_document")
"""Written a row a line, so that the file stays short and can be read with simple tools."""


def agreement_json(report: AgreementReport) -> bytes:
    """Write the report as JSON in UTF-8."""
    return (agreement_text(report) + "\n").encode()


def agreement_text(report: AgreementReport) -> str:
    """Write the report as JSON text."""
    value = agreement_value(report)
    long = {name: value.pop(name) for name in _LONG_LISTS if name in value}
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    parts = [text[:-2]]
    for name, rows in long.items():
        lines = ",\n    ".join(
            json.dumps(row, ensure_ascii=False, allow_nan=False)
            for row in (rows if isinstance(rows, list) else [])
        )
        parts.append(f',\n  "{name}": [' + (f"\n    {lines}\n  ]" if lines else "]"))
    return "".join(parts) + "\n}"


def agreement_value(report: AgreementReport) -> dict[str, Json]:
    """Return the report as a value that JSON can hold."""
    main = report.main
    two = main is not None and len(main.coders) == 2
    value: dict[str, Json] = {
        "round": report.round_id,
        "round_title": plain(report.round_title),
        "unit": report.unit.value,
        "level": None if main is None else main.level,
        "coders": [plain(one) for one in (main.coders if main is not None else report.coders)],
        "n_units": 0 if main is None else main.n_units,
        "n_documents": 0 if main is None else main.n_documents,
        "dropped": [{"why": plain(one.why), "n": one.n} for one in report.cleaning.dropped],
        "cleaning": _cleaning(report),
        "blindness": asdict(report.blindness),
    }
    if report.coefficients:
        value |= {
            "codes": [] if main is None else [_code(row) for row in main.rows],
            "pooled": None if main is None else _pooled(main.pooled),
            "pairs": [_table(one) for one in report.pairs],
            "levels": [_table(one) for one in report.levels],
            "tree_distance": _tree(report),
            "sets": _sets(report),
            "spans": _spans(report),
            "items": [_items(one) for one in report.items],
            "drift": [_period(one) for one in report.periods],
            "thresholds": [asdict(one) for one in report.thresholds],
            "warnings": [plain(one) for one in report.warnings],
        }
    else:
        value |= {"codes": [_applied(row) for row in main.rows] if main is not None else []}
        value |= {"pooled": None, "sets": None, "spans": None}
        value["not_computed"] = ["coefficients"]
    value |= {
        "confusion": _confusion(report.confusion),
        "n_disagreements": report.n_disagreements,
        "methods": plain(report.methods),
        "provenance": _provenance(report),
        "disagreements": [_disagreement(one) for one in report.disagreements],
    }
    if report.coefficients and two and main is not None and main.cells is not None:
        value["counts_by_document"] = _counts(main.cells)
    return value


def _cleaning(report: AgreementReport) -> Json:
    found = asdict(report.cleaning)
    found["coders"] = [asdict(one) for one in report.cleaning.coders]
    found["never_used"] = [plain(one) for one in report.cleaning.never_used]
    return found


def _cells(counts: TwoByTwo | None) -> dict[str, Json]:
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
        **_cells(row.counts),
        **{name: one.value for name, one in figures.items()},
        "ci": None if alpha.ends is None else list(alpha.ends),
        "ci_method": None
        if alpha.ends is None or alpha.interval is None
        else alpha.interval.method,
        "ci_reason": None if alpha.interval is None else alpha.interval.reason,
        "reasons": {name: one.reason for name, one in figures.items() if one.reason is not None},
        "intervals": {
            name: [_interval(each) for each in one.intervals]
            for name, one in figures.items()
            if one.intervals
        },
        "applied": list(row.applied),
        "verdicts": [asdict(one) for one in row.verdicts],
    }


def _code(row: CodeRow) -> dict[str, Json]:
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        **_figures(row),
        "flag": row.flag,
        "cautions": [one.value for one in row.cautions],
    }


def _applied(row: CodeRow) -> dict[str, Json]:
    counts = {name: _cells(row.counts)[name] for name in "abcd"}
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        **counts,
        "applied": list(row.applied),
    }


def _pooled(pooled: Pooled) -> dict[str, Json]:
    return {
        **_figures(pooled.row),
        "reason": pooled.row.measure("alpha").reason,
        "within_codes": {
            "kappa": pooled.within_kappa.value,
            "alpha": pooled.within_alpha.value,
        },
        "alpha_median": pooled.alpha_median.value,
        "alpha_least": pooled.alpha_least.value,
        "n_defined": pooled.n_defined,
    }


def _table(table: CodeTable) -> dict[str, Json]:
    return {
        "level": table.level,
        "coders": [plain(one) for one in table.coders],
        "n_units": table.n_units,
        "n_documents": table.n_documents,
        "codes": [_code(row) for row in table.rows],
        "pooled": _pooled(table.pooled),
    }


def _interval(one: Interval) -> dict[str, Json]:
    return {
        "method": one.method.value,
        "n": one.n,
        "se": one.se,
        "ci": None if one.ends is None else list(one.ends),
        "reason": one.reason,
        "resamples": one.resamples,
        "seed": one.seed,
    }


def _measure(one: Measure) -> dict[str, Json]:
    return {
        "value": one.value,
        "reason": one.reason,
        "ci": None if one.ends is None else list(one.ends),
        "intervals": [_interval(each) for each in one.intervals],
    }


def _estimate(one: Estimate) -> dict[str, Json]:
    intervals = [each for each in (one.headline, *one.beside) if each is not None]
    return {
        "coefficient": one.coefficient,
        "value": one.value,
        "reason": one.reason,
        "ci": None if one.ci is None else list(one.ci),
        "ci_method": one.ci_method,
        "intervals": [_interval(each) for each in intervals],
        "n_units": one.n_units,
        "n_units_used": one.n_units_used,
        "n_documents": one.n_documents,
        "n_coders": one.n_coders,
        "distance": one.distance,
        "coverage": one.coverage,
        "cautions": [each.value for each in one.cautions],
    }


def _tree(report: AgreementReport) -> Json:
    if report.tree is None:
        return None
    return {
        **_estimate(report.tree.estimate),
        "left_out": report.tree.left_out,
        "codes": list(report.tree.codes),
        "weights": [" ".join(f"{one:.6g}" for one in row) for row in report.tree.weights],
    }


def _sets(report: AgreementReport) -> Json:
    return {str(one.distance): _estimate(one) for one in report.sets} or None


def _spans(report: AgreementReport) -> Json:
    """Return the spans of the two coders, or of each pair of more."""
    pairs = [_span_table(one) for one in report.spans]
    if len(pairs) == 1:
        return pairs[0]
    return {"pairs": pairs} if pairs else None


def _span_table(table: SpanTable) -> dict[str, Json]:
    return {
        "coders": [plain(one) for one in table.coders],
        "length_unit": "code point",
        "n_characters": table.n_characters,
        "n_documents": table.n_documents,
        "u_alpha": _estimate(table.u),
        "cu_alpha": _estimate(table.cu),
        "codes": [_span(one) for one in table.rows],
    }


def _span(row: SpanRow) -> dict[str, Json]:
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        "bar_u_alpha": _measure(row.bar_u),
        "ku_alpha": _measure(row.ku),
        "spans": [row.first, row.second],
        "exact": row.exact,
        "half_overlap": row.half,
    }


def _items(table: ItemTable) -> dict[str, Json]:
    return {
        "title": plain(table.title),
        "coders": [plain(one) for one in table.coders],
        "categories": list(table.categories),
        "items": [
            {
                "item": row.item,
                "label": plain(row.label),
                "n_units": row.n_units,
                "percent": _estimate(row.percent),
                "alpha": _estimate(row.alpha),
                "kappa": None if row.kappa is None else _estimate(row.kappa),
                "ac2": None if row.ac2 is None else _estimate(row.ac2),
                "table": [list(line) for line in row.table],
            }
            for row in table.rows
        ],
    }


def _period(one: Period) -> dict[str, Json]:
    return {
        "by": one.grouping.value,
        "label": plain(one.label),
        "n_units": one.n_units,
        "n_documents": one.n_documents,
        **_cells(one.counts),
        "alpha": _measure(one.alpha),
    }


def _confusion(found: ConfusionMap) -> dict[str, Json]:
    return {
        "n": found.n,
        "pairs": [
            {
                "one": one.one,
                "other": one.other,
                "weight": one.weight,
                "forward": one.forward,
                "n_units": len(one.units),
            }
            for one in found.pairs
        ],
        "alone": [
            {
                "code": one.code,
                "weight": one.weight,
                "by_first": one.by_first,
                "n_units": len(one.units),
            }
            for one in found.alone
        ],
    }


def _disagreement(one: UnitDisagreement) -> dict[str, Json]:
    return {
        "unit": one.unit,
        "document": plain(one.document),
        "start": one.start,
        "stop": one.stop,
        "distance": one.distance,
        "disputed": list(one.disputed),
        "coders": {
            plain(side.coder): {
                "codes": [plain(code) for code in side.codes],
                "reasons": [plain(reason) for reason in side.reasons],
            }
            for side in one.sides
        },
        "consensus": [
            {
                "path": plain(each.path),
                "applies": each.applies,
                "cause": each.cause,
                "reason": None if each.reason is None else plain(each.reason),
                "panel": [plain(name) for name in each.panel],
            }
            for each in one.settled
        ],
        "quote": plain(one.quote),
    }


def _counts(cells: CodeCells) -> list[Json]:
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


def _provenance(report: AgreementReport) -> dict[str, Json]:
    said = report.provenance
    return {
        "data_sha256": said.data_sha256,
        "data_form": "a line a unit: id, then each coder's codes sorted with ; between; - not seen",
        "codebook_sha256": said.codebook_sha256,
        "tool_version": said.tool_version,
        "categories": list(said.categories),
        "weights": "identity",
        "seed": said.plan.seed,
        "resamples": said.plan.resamples,
        "definitions": dict(DEFINITIONS),
    }
