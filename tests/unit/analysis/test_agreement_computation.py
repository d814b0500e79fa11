"""Any coefficient from any form of data, and bad input said in one line."""

from __future__ import annotations

import contextlib
import json
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.cases import Verdict, recompute
from qes.analysis.agreement.code_sets import SetDistance
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.computation import (
    NAMES,
    Options,
    compute,
    data_from_csv,
    data_from_json,
)
from qes.analysis.agreement.estimates import Caution, Level, NoInterval, Undefined, Weighting
from qes.analysis.agreement.estimation import labels_alike
from qes.analysis.agreement.scales import agreement_weights
from qes.base import Json
from qes.errors import NotFound, UserError

SPANS: Json = {
    "kind": "spans",
    "length": 50,
    "spans": [[[0, 12, "a"], [20, 30, "b"]], [[4, 14, "a"], [18, 24, "b"], [24, 32, "a"]]],
}
Rows = list[list[int | None]]
rows = st.lists(
    st.lists(st.none() | st.integers(0, 2), min_size=3, max_size=3), min_size=1, max_size=8
)


def exact(units: Rows, name: str) -> Fraction | None:
    """Every definition in fractions, straight from its paper."""
    rated = [[one for one in row if one is not None] for row in units]
    rated = [row for row in rated if row]
    paired = [row for row in rated if len(row) > 1]
    if not paired:
        return None
    shares = [
        sum((Fraction(row.count(k), len(row)) for row in rated), Fraction(0)) / len(rated)
        for k in range(3)
    ]
    observed = 1 - sum(
        (
            Fraction(sum(a == b for a, b in combinations(row, 2)), len(row) * (len(row) - 1) // 2)
            for row in paired
        ),
        Fraction(0),
    ) / len(paired)
    if name == "krippendorff_alpha":
        pool = [one for row in paired for one in row]
        apart = sum(
            (
                Fraction(sum(a != b for a, b in permutations(row, 2)), len(row) - 1)
                for row in paired
            ),
            Fraction(0),
        )
        unlike = sum(a != b for a, b in permutations(pool, 2))
        return 1 - (len(pool) - 1) * apart / unlike if unlike else None
    if name == "conger_kappa":
        own = [[row[at] for row in units if row[at] is not None] for at in range(3)]
        own = [those for those in own if those]
        alike = sum(
            Fraction(a.count(k), len(a)) * Fraction(b.count(k), len(b))
            for a, b in permutations(own, 2)
            for k in range(3)
        )
        expected = 1 - Fraction(alike) / (len(own) * (len(own) - 1))
    else:
        expected = {
            "fleiss_kappa": 1 - sum((one**2 for one in shares), Fraction(0)),
            "gwet_ac": 1 - sum((one * (1 - one) for one in shares), Fraction(0)) / 2,
            "brennan_prediger": Fraction(2, 3),
            "percent_agreement": Fraction(1),
        }[name]
    return 1 - observed / expected if expected else None


@settings(deadline=None)
@given(
    rows,
    st.sampled_from(
        [
            "percent_agreement",
            "krippendorff_alpha",
            "fleiss_kappa",
            "conger_kappa",
            "gwet_ac",
            "brennan_prediger",
        ]
    ),
)
def test_a_coefficient_is_that_of_exact_fractions(units: Rows, name: str) -> None:
    data = data_from_json({"kind": "ratings", "categories": [0, 1, 2], "data": units})
    expected, found = exact(units, name), compute(data, name).value
    assert found == (None if expected is None else pytest.approx(float(expected), abs=1e-12))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_computes_something_or_says_what_it_needs(name: str) -> None:
    tables: list[Json] = [
        {"kind": "ratings", "data": [[1, 2], [2, 2]]},
        {"kind": "sets", "units": [[["a"], ["a", "b"]], [[], ["b"]]]},
        {"kind": "set_pair", "a": [1], "b": []},
        SPANS,
    ]
    options = Options(category="a") if name == "ku_alpha_2016" else None
    values = []
    for one in tables:
        with contextlib.suppress(UserError):
            values.append(compute(data_from_json(one), name, options).value)
    assert values
    assert None not in values


def test_spans_by_code_are_the_same_as_spans_by_coder() -> None:
    by_code: Json = {
        "kind": "spans_by_category",
        "begin": 100,
        "length": 50,
        "coders": 2,
        "units": {
            "a": {"0": [[100, 12]], "1": [[104, 10], [124, 8]]},
            "b": {"0": [[120, 10]], "1": [[118, 6]]},
        },
    }
    for name in ("u_alpha_2016", "bar_u_alpha_2016", "krippendorff_alpha_U_1995"):
        mine, theirs = (compute(data_from_json(one), name).value for one in (SPANS, by_code))
        assert mine is not None
        assert mine == theirs


def test_texts_are_documents() -> None:
    one = {"length": 50, "spans": SPANS["spans"]} if isinstance(SPANS, dict) else {}
    several: Json = {"kind": "spans", "texts": [{"document": f"d{at}", **one} for at in range(7)]}
    found = compute(data_from_json(several), "u_alpha_2016")
    assert found.n_documents == 7
    assert found.ci is not None


def test_sets_in_a_csv_are_told_from_nothing_and_from_not_rated() -> None:
    text = "unit,document,a,b\n1,d,pay;hours,hours; pay\n2,d,;,pay\n3,d,,pay\n"
    found = compute(data_from_csv(text, "krippendorff_alpha_set"), "krippendorff_alpha_set")
    assert (found.n_units, found.n_units_used) == (3, 2)
    assert found.categories == ("hours", "pay")
    # By hand, over ordered pairs of the four ratings: 4 of distance 1, 4 of 2/3, 2 of 1.
    assert found.value == pytest.approx(1 - 3 * 2 / (4 + 8 / 3 + 2))


def test_documents_of_a_json_dataset_make_an_interval_over_them() -> None:
    data: Json = {
        "kind": "ratings",
        "data": [[1, 1], [1, 2], [2, 2], [2, 2], [1, 1], [2, 1], [1, 1], [2, 2]],
        "documents": ["a", "b", "c", "d", "e", "f", "g", "g"],
    }
    found = compute(data_from_json(data), "krippendorff_alpha")
    assert found.n_documents == 7
    assert found.headline is not None
    assert found.headline.n == 7
    few = compute(
        data_from_json({"kind": "ratings", "data": [[1, 2], [1, 1]], "documents": ["a", "b"]}),
        "gwet_ac",
    )
    assert few.headline is not None
    assert few.headline.reason is NoInterval.TOO_FEW_DOCUMENTS


@pytest.mark.parametrize("missing", ["NaN", "nan", "NA", "#N/A", "null"])
def test_a_word_for_missing_is_not_taken_for_a_category(missing: str) -> None:
    text = f"unit,a,b\n1,yes,no\n2,yes,{missing}\n"
    with pytest.raises(UserError, match=r"row 3 has .*leave the cell empty"):
        data_from_csv(text, "gwet_ac")
    declared = data_from_csv(text, "gwet_ac", ["yes", "no", missing])
    assert compute(declared, "gwet_ac").n_units_used == 2


def test_labels_that_differ_in_case_or_space_are_kept_apart_and_said() -> None:
    data = data_from_csv("unit,a,b\n1,Trust,trust\n2, pay,pay\n3,pay,pay\n", "percent_agreement")
    found = compute(data, "percent_agreement")
    assert found.value == pytest.approx(1 / 3)
    assert Caution.LABELS_ALIKE in found.cautions
    assert labels_alike(found.categories) == ((" pay", "pay"), ("Trust", "trust"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,yes,no\nyes,40,9\nno,6,45\n", "table of counts"),
        ("unit,a,b\n1,x\n", "row 2 has 2 cells"),
        ("unit,a,b\n1,x,y\n1,x,y\n", "stands twice"),
        ("unit,a,b\n" + "".join(f"{n},{n},{n}\n" for n in range(10_000)), "10,000 categories"),
    ],
)
def test_a_csv_that_is_not_of_ratings_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        data_from_csv(text, "krippendorff_alpha")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unit,a,b\n", Undefined.NO_DATA),
        ("unit,a\n1,x\n2,y\n", Undefined.ONE_CODER),
        ("unit,a,b\n1,x,\n2,,y\n", Undefined.NO_PAIRABLE),
        ("unit,a,b\n1,x,x\n2,x,x\n", Undefined.NO_VARIATION),
    ],
)
@pytest.mark.parametrize("name", ["krippendorff_alpha", "krippendorff_alpha_set"])
def test_data_that_say_nothing_have_a_reason(text: str, reason: Undefined, name: str) -> None:
    found = compute(data_from_csv(text, name), name)
    assert (found.value, found.reason, found.ci) == (None, reason, None)


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "sets"},
        {"kind": "sets", "units": [3]},
        {"kind": "sets", "units": [["a"]]},
        {"kind": "sets", "units": [[[{}]]]},
        {"kind": "sets", "units": [[["a"]], [["a"], ["b"]]]},
        {"kind": "set_pair", "a": [1]},
        {"kind": "set_pairs", "pairs": [[[1]]]},
        {"kind": "spans", "length": 10, "spans": [[[0, 1]]]},
        {"kind": "spans", "length": 10, "spans": [[[0, 1.5, "a"]]]},
        {"kind": "spans", "length": 10, "spans": [[[0, float("nan"), "a"]]]},
        {"kind": "spans", "length": 10, "spans": [[[0, 20, "a"]]]},
        {"kind": "spans", "length": None, "spans": []},
        {"kind": "spans", "texts": [3]},
        {"kind": "spans_by_category", "length": 10, "coders": 2, "units": []},
        {"kind": "spans_by_category", "length": 10, "coders": 2, "units": {"a": []}},
        {"kind": "spans_by_category", "length": 10, "coders": 2, "units": {"a": {"7": []}}},
        {"kind": "spans_by_category", "length": 10, "coders": 10**9, "units": {}},
        {"kind": "spans_by_category", "length": 9, "coders": 1, "units": {"a": {"0": [[1]]}}},
    ],
)
def test_sets_and_spans_of_another_form_are_refused(value: Json) -> None:
    with pytest.raises(UserError):
        data_from_json(value)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("u_alpha_2016", Options(Scale(Level.ORDINAL)), "no level"),
        ("u_alpha_2016", Options(distance=SetDistance.MASI), "no distance"),
        ("u_alpha_2016", Options(category="a"), "not of one category"),
        ("ku_alpha_2016", None, "say which"),
        ("cohen_kappa", None, "needs ratings"),
        ("krippendorff_alpha_set", None, "needs sets"),
        ("set_distance", None, "needs pairs"),
    ],
)
def test_what_does_not_go_together_is_said(name: str, options: Options | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        compute(data_from_json(SPANS), name, options)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="u_alpha_2016"):
        compute(data_from_json(SPANS), "gamma")


def test_cases_of_sets_and_spans_are_recomputed() -> None:
    cases: list[Json] = [
        {"id": 1, "coefficient": "cu_alpha_2016", "data": SPANS, "value_exact": 104 / 231},
        {
            "id": 2,
            "coefficient": "ku_alpha_2016",
            "data": SPANS,
            "options": {"category": "b"},
            "value_exact": 248 / 539,
        },
        {
            "id": 3,
            "coefficient": "set_distance",
            "data": {"kind": "set_pair", "a": [1], "b": [1, 2, 3]},
            "options": {"distance": "masi"},
            "value_exact": 7 / 9,
        },
        {"id": 4, "coefficient": "set_distance", "data": SPANS, "value_exact": 0},
    ]
    found = recompute(json.loads(json.dumps({"cases": cases})))
    assert [one.verdict for one in found] == [Verdict.PASSED] * 3 + [Verdict.NOT_COVERED]


@pytest.mark.parametrize("weighting", Weighting)
def test_weights_are_one_for_the_same_and_least_for_the_furthest(weighting: Weighting) -> None:
    weights = agreement_weights((1, 2, 3, 4), weighting)
    assert (weights == weights.T).all()
    assert weights.diagonal().tolist() == [1, 1, 1, 1]
    assert weights[0, 3] == weights.min() == 0
    assert (agreement_weights(("low", "high"), weighting) == [[1, 0], [0, 1]]).all()


def test_ordinal_and_radical_weights_are_those_of_their_definition() -> None:
    ordinal = agreement_weights((1, 2, 3), Weighting.ORDINAL)
    assert ordinal[0].tolist() == pytest.approx([1, 1 - 1 / 3, 0])
    radical = agreement_weights((0, 1, 4), Weighting.RADICAL)
    assert radical[0].tolist() == [1, 0.5, 0]
    with pytest.raises(UserError, match="from 0 upwards"):
        agreement_weights((-1, 2), Weighting.RATIO)
