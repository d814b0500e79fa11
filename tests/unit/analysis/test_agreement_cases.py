"""A file of published examples: what passes, what fails, and what is not covered."""

from __future__ import annotations

import pytest

from qes.analysis.agreement.cases import CaseResult, Verdict, recompute
from qes.base import Json
from qes.errors import UserError

TABLE: Json = {"kind": "contingency", "categories": ["a", "b"], "data": [[20, 10], [20, 50]]}


def result(**case: Json) -> CaseResult:
    whole: dict[str, Json] = {"id": "one", "dataset": "d", "coefficient": "cohen_kappa"}
    return recompute({"datasets": {"d": TABLE}, "cases": [whole | case]})[0]


def test_a_value_within_a_thousand_millionth_passes() -> None:
    found = result(value_exact=8 / 23 + 5e-10, expected=0.3)
    assert found.verdict is Verdict.PASSED
    assert found.reason is None
    assert found.value == pytest.approx(8 / 23)


def test_a_value_further_off_fails_and_says_both() -> None:
    found = result(value_exact=8 / 23 + 2e-9)
    assert (found.verdict, found.reason) == (Verdict.FAILED, "differs")
    assert found.expected == 8 / 23 + 2e-9


def test_where_only_the_published_figure_is_known_its_digits_count() -> None:
    assert result(expected=0.348, digits=3).verdict is Verdict.PASSED
    assert result(expected=0.349, digits=3).verdict is Verdict.FAILED


def test_where_null_is_expected_a_value_fails_and_a_reason_passes() -> None:
    assert result(expected=None).verdict is Verdict.FAILED
    one: Json = {"kind": "ratings", "categories": [0, 1], "data": [[1, 1], [1, 1]]}
    found = result(dataset=None, data=one, expected=None)
    assert (found.verdict, found.value, found.reason) == (Verdict.PASSED, None, "no_variation")


def test_where_a_value_is_expected_none_fails() -> None:
    one: Json = {"kind": "ratings", "categories": [0, 1], "data": [[1, 1], [1, 1]]}
    found = result(dataset=None, data=one, value_exact=1.0)
    assert (found.verdict, found.reason) == (Verdict.FAILED, "no_variation")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"coefficient": "gamma"}, "gamma"),
        ({"options": {"distance": "masi"}}, "distance"),
        ({"options": {"level": "ordinal"}}, "level"),
        ({"dataset": None, "data": {"kind": "sets", "units": []}}, "sets"),
        ({"dataset": None, "data": {"kind": "distribution", "data": [[1, 2]]}}, "who rated"),
    ],
)
def test_what_is_not_computed_here_is_not_covered(case: dict[str, Json], said: str) -> None:
    found = result(value_exact=0.5, **case)
    assert found.verdict is Verdict.NOT_COVERED
    assert found.value is None
    assert said in str(found.reason)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"value_exact": "0.3"}, "must be a number"),
        ({"dataset": "absent", "value_exact": 0.3}, "no data"),
        ({"value_exact": 0.3, "options": [1]}, "options"),
        ({"value_exact": 0.3, "options": {"weights": "cubic"}}, "cubic"),
        ({"value_exact": 0.3, "options": {"weights": [["x"]]}}, "number"),
        ({}, "neither"),
        ({"dataset": None, "data": {"kind": "ratings", "data": 3}, "expected": 1}, "list"),
    ],
)
def test_a_case_that_cannot_be_read_fails_and_says_why(case: dict[str, Json], said: str) -> None:
    found = result(**case)
    assert found.verdict is Verdict.FAILED
    assert said in str(found.reason)


def test_a_case_that_cannot_be_read_does_not_sink_the_others() -> None:
    good: Json = {"id": 2, "dataset": "d", "coefficient": "cohen_kappa", "value_exact": 8 / 23}
    results = recompute({"datasets": {"d": TABLE}, "cases": [{"id": 1}, good]})
    assert [one.verdict for one in results] == [Verdict.FAILED, Verdict.PASSED]
    assert [one.id for one in results] == ["1", "2"]


@pytest.mark.parametrize(
    "file", [[], None, {"cases": 3}, {"datasets": [1], "cases": []}, {"cases": [1]}]
)
def test_a_file_that_is_not_of_cases_is_refused(file: Json) -> None:
    with pytest.raises(UserError):
        recompute(file)
