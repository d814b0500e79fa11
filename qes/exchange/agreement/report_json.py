"""The agreement report as JSON: every number unrounded, what is undefined null with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from qes.analysis.agreement.definitions import definitions
from qes.analysis.agreement.estimates import Estimate
from qes.analysis.agreement.item_report import Answered, ItemRow, ItemTable
from qes.analysis.agreement.report import (
    AgreementReport,
    Period,
    SpanRow,
    SpanTable,
    UnitDisagreement,
)
from qes.analysis.confusion import ConfusionMap
from qes.base import Json
from qes.exchange.agreement.code_json import (
    applied_value,
    cells_value,
    code_value,
    counts_value,
    estimate_value,
    measure_value,
    pooled_value,
    table_value,
)
from qes.exchange.agreement.columns import DATA_FORM, answers_form
from qes.exchange.plain import plain


def agreement_json(report: AgreementReport) -> bytes:
    """Write the report as JSON in UTF-8."""
    return (agreement_text(report) + "\n").encode()


def agreement_text(report: AgreementReport) -> str:
    """Write the report as JSON text: a key a line, and of a list a row a line."""
    lines = (
        f'  "{name}": {_rows(value) if isinstance(value, list) and value else _compact(value)}'
        for name, value in agreement_value(report).items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _rows(value: Sequence[Json]) -> str:
    return "[\n    " + ",\n    ".join(map(_compact, value)) + "\n  ]"


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


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
            "codes": [] if main is None else [code_value(row) for row in main.rows],
            "pooled": None if main is None else pooled_value(main.pooled),
            "pairs": [table_value(one) for one in report.pairs],
            "levels": [table_value(one) for one in report.levels],
            "tree_distance": _tree(report),
            "sets": _sets(report),
            "spans": _spans(report),
            "items": [_items(one) for one in report.items],
            "drift": [_period(one) for one in report.periods],
            "thresholds": [asdict(one) for one in report.thresholds],
            "warnings": [plain(one) for one in report.warnings],
        }
    else:
        value |= {"codes": [applied_value(row) for row in main.rows] if main is not None else []}
        value |= {"pooled": None, "sets": None, "spans": None}
        value["items"] = [_items(one) for one in report.items]
        value["not_computed"] = ["coefficients"]
    value |= {
        "confusion": _confusion(report.confusion),
        "n_disagreements": report.n_disagreements,
        "methods": plain(report.methods),
        "provenance": _provenance(report),
        "disagreements": [_disagreement(one) for one in report.disagreements],
    }
    if report.coefficients and two and main is not None and main.cells is not None:
        value["counts_by_document"] = counts_value(main.cells)
    return value


def _cleaning(report: AgreementReport) -> Json:
    found = asdict(report.cleaning)
    found["coders"] = [asdict(one) for one in report.cleaning.coders]
    found["never_used"] = [plain(one) for one in report.cleaning.never_used]
    return found


def _tree(report: AgreementReport) -> Json:
    if report.tree is None:
        return None
    return {
        **estimate_value(report.tree.estimate),
        "left_out": report.tree.left_out,
        "codes": list(report.tree.codes),
        "weights": [" ".join(f"{one:.6g}" for one in row) for row in report.tree.weights],
    }


def _sets(report: AgreementReport) -> Json:
    return {str(one.distance): estimate_value(one) for one in report.sets} or None


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
        "u_alpha": estimate_value(table.u),
        "cu_alpha": estimate_value(table.cu),
        "codes": [_span(one) for one in table.rows],
    }


def _span(row: SpanRow) -> dict[str, Json]:
    return {
        "code": plain(row.code),
        "path": plain(row.path),
        "bar_u_alpha": measure_value(row.bar_u),
        "ku_alpha": measure_value(row.ku),
        "spans": [row.first, row.second],
        "exact": row.exact,
        "half_overlap": row.half,
    }


def _items(table: ItemTable) -> dict[str, Json]:
    screened = table.about is Answered.REFERENCE
    return {
        "title": plain(table.title),
        "coders": [plain(one) for one in table.coders],
        "categories": list(table.categories),
        "data_sha256": table.data_sha256,
        "work": [asdict(one) | {"name": plain(one.name)} for one in table.work],
        "disputes": [
            {
                table.about.value: plain(one.subject),
                **({"id": one.subject_id} if screened else {}),
                "item": one.item,
                "label": plain(one.label),
                "answers": [_said(each) for each in one.answers],
                "reasons": [_said(each) for each in one.reasons],
                "distance": one.distance,
                "agreed": _said(one.agreed),
                "cause": one.cause,
                "panel": [plain(who) for who in one.panel],
                "why": _said(one.why),
            }
            for one in table.disputes
        ],
        "items": [_item(row) | (_stage(table, row) if screened else {}) for row in table.rows],
        **({"notes": [plain(one) for one in table.notes]} if screened else {}),
    }


def _item(row: ItemRow) -> dict[str, Json]:
    return {
        "item": row.item,
        "label": plain(row.label),
        "n_units": row.n_units,
        "percent": estimate_value(row.percent),
        "alpha": estimate_value(row.alpha),
        "kappa": _given(row.kappa),
        "ac2": _given(row.ac2),
        "table": [list(line) for line in row.table],
    }


def _stage(table: ItemTable, row: ItemRow) -> dict[str, Json]:
    """Return what is said besides where answers have no order."""
    return {
        "coders": [plain(one) for one in row.coders or table.coders],
        "categories": list(row.categories),
        "positive": _given(row.positive),
        "negative": _given(row.negative),
        "fleiss": _given(row.fleiss),
        "ac1": _given(row.ac1),
        "brennan_prediger": _given(row.brennan_prediger),
    }


def _given(one: Estimate | None) -> Json:
    return None if one is None else estimate_value(one)


def _said(text: str | None) -> str | None:
    return None if text is None else plain(text)


def _period(one: Period) -> dict[str, Json]:
    return {
        "by": one.grouping.value,
        "label": plain(one.label),
        "coders": [plain(who) for who in one.coders],
        "n_units": one.n_units,
        "n_documents": one.n_documents,
        **cells_value(one.counts),
        "alpha": measure_value(one.alpha),
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


def _provenance(report: AgreementReport) -> dict[str, Json]:
    said, answers = report.provenance, report.answers
    return {
        "data_sha256": said.data_sha256 if answers is None else answers.data_sha256,
        "data_form": DATA_FORM if answers is None else answers_form(answers),
        "codebook_sha256": said.codebook_sha256,
        "tool_version": said.tool_version,
        "categories": list(said.categories),
        "weights": "identity",
        "seed": said.plan.seed,
        "resamples": said.plan.resamples,
        "definitions": dict(definitions(coefficients=report.coefficients)),
    }
