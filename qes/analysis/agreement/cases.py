"""Recompute a file of published examples, and say of each whether the figure comes out.

A file of cases is `{"datasets": {name: dataset}, "cases": [case]}`; a case names a dataset or
holds its own `data`, and has a `coefficient`, `options` (level, weights), the published
`expected` value and, where known, the exact one (`value_exact`). A case of a coefficient, an
option or a kind of data that is not computed here is *not covered*; it never counts as passed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qes.analysis.agreement.code_sets import distance_named
from qes.analysis.agreement.coefficient_names import canonical_name
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.computation import Options, compute, data_from_json
from qes.analysis.agreement.estimates import IntervalPlan, Level, Matrix, Weighting
from qes.analysis.agreement.other_forms import OtherKind
from qes.analysis.agreement.rating_forms import DatasetKind
from qes.analysis.agreement.scales import level_named, weighting_named
from qes.base import Json
from qes.errors import NotFound, UserError

TOLERANCE = 1e-9
"""How far a value may be from the exact one."""
_OF_CODE = ("category", "code", "value", "k")
_OPTIONS = frozenset({"level", "weights", "distance", *_OF_CODE})


class Verdict(StrEnum):
    """What recomputing a case came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One published example and what its recomputation gave."""

    id: str
    coefficient: str
    value: float | None
    expected: float | None
    """The exact value where the case has it, else the published one; None is "undefined"."""
    verdict: Verdict
    reason: str | None
    """Why there is no value, why it failed, or why the case is not covered."""


def recompute(file: Json) -> tuple[CaseResult, ...]:
    """Recompute every case of a parsed file, in its order.

    A value passes within 1e-9 of `value_exact`, or, where only the published figure is known,
    where it rounds to `expected` at its `digits`. Where null is expected, there must be no value.

    A case that is not of the form above fails with the reason; the others are still recomputed.

    Raises:
        UserError: If the file is not an object with cases, or a case is not an object.
    """
    if not isinstance(file, Mapping):
        raise UserError("a file of cases must be an object with “datasets” and “cases”")
    datasets, cases = file.get("datasets") or {}, file.get("cases")
    if not isinstance(datasets, Mapping) or not isinstance(cases, list | tuple):
        raise UserError("a file of cases must be an object with “datasets” and “cases”")
    return tuple(_recompute_one(case, number, datasets) for number, case in enumerate(cases, 1))


def _recompute_one(case: Json, number: int, datasets: Mapping[str, Json]) -> CaseResult:
    if not isinstance(case, Mapping):
        raise UserError(f"case {number} is not an object")
    name = str(case.get("id") or number)[:80]
    coefficient = str(case.get("coefficient"))[:80]
    expected: float | None = None
    try:
        expected, nearness = _expected(case)
        raw, options = _data(case, datasets), _options(case)
        left_out = _not_covered(coefficient, raw, options)
        if left_out is not None:
            return CaseResult(name, coefficient, None, expected, Verdict.NOT_COVERED, left_out)
        data, taken = data_from_json(raw), _taken(options)
    except UserError as error:
        return CaseResult(name, coefficient, None, expected, Verdict.FAILED, str(error))
    try:
        found = compute(data, coefficient, taken, IntervalPlan(0))
    except UserError as error:
        return CaseResult(name, coefficient, None, expected, Verdict.NOT_COVERED, str(error))
    if found.value is None or expected is None:
        same = found.value is None and expected is None
    else:
        same = abs(found.value - expected) < nearness
    reason = found.reason or (None if same else "differs")
    verdict = Verdict.PASSED if same else Verdict.FAILED
    return CaseResult(name, coefficient, found.value, expected, verdict, reason)


def _expected(case: Mapping[str, Json]) -> tuple[float | None, float]:
    """Return the value to reach and how near to it is near enough."""
    if "expected" not in case and "value_exact" not in case:
        raise UserError("the case says neither “expected” nor “value_exact”")
    exact = case.get("value_exact")
    published, digits = case.get("expected"), case.get("digits")
    value = published if exact is None else exact
    if value is None:
        return None, TOLERANCE
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise UserError("the expected value must be a number or null")
    if exact is None and isinstance(digits, int) and 0 <= digits <= 15:
        return float(value), 0.5 * 10.0**-digits + TOLERANCE
    return float(value), TOLERANCE


def _data(case: Mapping[str, Json], datasets: Mapping[str, Json]) -> Json:
    key = case.get("dataset")
    data = case.get("data") if key is None else datasets.get(str(key))
    if data is None:
        raise UserError("the case has no data", hint="name one of the file's datasets")
    return data


def _options(case: Mapping[str, Json]) -> Mapping[str, Json]:
    options = case.get("options") or {}
    if not isinstance(options, Mapping):
        raise UserError("“options” must be an object")
    return options


def _not_covered(coefficient: str, data: Json, options: Mapping[str, Json]) -> str | None:
    """Say why a case is not computed here, or None where it is."""
    try:
        canonical_name(coefficient)
    except NotFound as error:
        return str(error)
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if kind not in (*DatasetKind, *OtherKind):
        return f"data of the kind {str(kind)[:40]} are not read"
    strange = sorted(name for name, value in options.items() if value is not None)
    strange = [name for name in strange if name not in _OPTIONS]
    if strange:
        return f"the option {strange[0][:40]} of {coefficient} is not known"
    return None


def _taken(options: Mapping[str, Json]) -> Options:
    level, distance = options.get("level"), options.get("distance")
    category = next((options[one] for one in _OF_CODE if options.get(one) is not None), None)
    return Options(
        Scale(
            level_named(str(level)) if level else Level.NOMINAL, _weights(options.get("weights"))
        ),
        None if distance is None else distance_named(str(distance)),
        None if category is None else str(category),
    )


def _weights(value: Json) -> Weighting | Matrix | None:
    if value is None:
        return None
    if isinstance(value, str):
        return weighting_named(value)
    if not isinstance(value, list | tuple):
        raise UserError("weights must be a name or a table")
    return tuple(_weight_row(row) for row in value)


def _weight_row(row: Json) -> tuple[float, ...]:
    if not isinstance(row, Sequence) or isinstance(row, str):
        raise UserError("weights must be a name or a table")
    numbers = [one for one in row if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != len(row):
        raise UserError("a weight must be a number")
    return tuple(float(one) for one in numbers)
