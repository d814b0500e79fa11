"""Any coefficient from any form of data, and bad input said in one line."""

from __future__ import annotations

import contextlib
import json

import pytest

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
from qes.analysis.agreement.estimates import Caution, Label, Level, NoInterval, Undefined, Weighting
from qes.analysis.agreement.estimation import labels_alike
from qes.analysis.agreement.scales import agreement_weights
from qes.base import Json
from qes.errors import NotFound, UserError

SPANS: Json = {
    "kind": "spans",
    "length": 50,
    "spans": [[[0, 12, "a"], [20, 30, "b"]], [[4, 14, "a"], [18, 24, "b"], [24, 32, "a"]]],
}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_computes_something_or_says_what_it_needs(name: str) -> None:
    tables: list[Json] = [
        {"kind": "ratings", "data": [[1, 2], [2, 2]]},
        {"kind": "sets", "units": [[["a"], ["a", "b"]], [[], ["b"]]]},
        {"kind": "set_pair", "a": [1], "b": []},
        SPANS,
    ]
    categories = {
        "ku_alpha_2016": "a",
        "positive_agreement": "2",
        "negative_agreement": "1",
    }
    values = []
    for one in tables:
        with contextlib.suppress(UserError):
            options = Options(category=categories.get(name))
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
    "labels", [("1", "1.0"), (1, "1"), ("-0", "0"), ("caf\u00e9", "cafe\u0301"), ("a\u200bb", "ab")]
)
def test_labels_that_look_or_count_the_same_are_said(labels: tuple[Label, ...]) -> None:
    assert labels_alike((*labels, "other")) == (labels,)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("krippendorff_alpha_set", {"kind": "sets", "units": [[["Pay"], ["pay"]]]}),
        ("u_alpha_2016", {"kind": "spans", "length": 9, "spans": [[[0, 4, "A"]], [[1, 5, "a"]]]}),
    ],
)
def test_codes_of_sets_and_spans_that_look_alike_are_said_too(name: str, table: Json) -> None:
    found = compute(data_from_json(table), name)
    assert Caution.LABELS_ALIKE in found.cautions


def test_an_interval_without_width_is_no_certainty() -> None:
    found = compute(data_from_csv("unit,a,b\n1,x,y\n2,x,y\n", "alpha"), "alpha")
    assert found.se == 0
    assert found.cautions == (Caution.NO_WIDTH,)


@pytest.mark.parametrize(
    ("name", "weights", "said"),
    [
        ("gwet_ac", None, True),
        ("brennan_prediger", None, True),
        ("cohen_kappa", None, False),
        ("cohen_kappa", Weighting.LINEAR, False),
        ("cohen_kappa", Weighting.ORDINAL, True),
    ],
)
def test_where_the_number_of_categories_matters_and_none_are_declared_it_is_said(
    name: str, weights: Weighting | None, *, said: bool
) -> None:
    text, options = "unit,a,b\n1,1,2\n2,2,2\n3,4,4\n", Options(Scale(weights=weights))
    found = compute(data_from_csv(text, name), name, options)
    assert (Caution.CATEGORIES_FROM_DATA in found.cautions) == said
    declared = compute(data_from_csv(text, name, ["1", "2", "3", "4"]), name, options)
    assert Caution.CATEGORIES_FROM_DATA not in declared.cautions
    assert (declared.value == pytest.approx(found.value)) != said


def test_where_no_category_is_used_twice_it_is_said() -> None:
    data = data_from_csv("unit,a,b\n1,40,9\n2,6,45\n", "alpha")
    assert Caution.EVERY_RATING_DIFFERS in compute(data, "alpha").cautions
    data = data_from_csv("unit,a,b\n1,40,9\n2,9,45\n", "alpha")
    assert Caution.EVERY_RATING_DIFFERS not in compute(data, "alpha").cautions


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "sets", "units": [[["a"], ["b"]]]},
        {"kind": "set_pairs", "pairs": [[["a"], ["b"]]]},
        {"kind": "spans", "length": 9, "spans": [[[0, 4, "a"]], [[1, 5, "b"]]]},
    ],
)
def test_codes_outside_the_declared_categories_are_refused(table: dict[str, Json]) -> None:
    with pytest.raises(UserError, match="'b' is not among the declared"):
        data_from_json(table, ["a", "c"])
    with pytest.raises(UserError, match="'b' is not among the declared"):
        data_from_json({**table, "categories": ["a"]})
    name = {"sets": "masi", "set_pairs": "mean_set_distance"}.get(str(table["kind"]), "u_alpha")
    found = compute(data_from_json(table, ["c", "b", "a"]), name)
    assert found.value is not None
    if table["kind"] != "set_pairs":
        assert found.categories == ("c", "b", "a")


def test_what_is_read_of_sets_in_a_csv_must_be_plain() -> None:
    with pytest.raises(UserError, match="commas or tabs"):
        data_from_csv("unit;a;b\n1;x;y\n", "masi")
    with pytest.raises(UserError, match="row 2 has 'NA' for a code"):
        data_from_csv("unit,a,b\n1,x;NA,y\n", "masi")
    tabs = data_from_csv("unit\ta\tb\n1\tx;y\ty\n", "masi")
    assert compute(tabs, "mean_set_distance").value == pytest.approx(2 / 3)


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
        {"kind": "spans", "length": 10, "coders": 3, "spans": [[], []]},
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
