"""Ratings arrive as CSV or as a JSON dataset, and what is wrong with them is said in one line."""

from __future__ import annotations

import pytest

from qes.analysis.agreement.rating_forms import dataset_from_json, ratings_from_csv
from qes.analysis.agreement.ratings import Distribution, Ratings
from qes.base import Json
from qes.errors import UserError


def test_an_empty_cell_is_not_rated() -> None:
    found = ratings_from_csv("unit,alice,bob\nu1,yes, \nu2,no,yes\n")
    assert found.coders == ("alice", "bob")
    assert found.categories == ("no", "yes")
    assert found.values.tolist() == [[1, -1], [0, 1]]
    assert found.n_documents is None


def test_a_document_column_is_not_a_coder() -> None:
    found = ratings_from_csv("unit,document,alice,bob\r\n1,d1,Y,N\r\n2,d1,Y,Y\r\n3,d2,N,N\r\n")
    assert found.coders == ("alice", "bob")
    assert found.n_documents == 2


def test_declared_categories_stand_in_their_order() -> None:
    found = ratings_from_csv("unit,a,b\n1,low,high\n", ["low", "middle", "high"])
    assert found.categories == ("low", "middle", "high")
    assert found.values.tolist() == [[0, 2]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "unit"),
        ("segment,a,b\n1,x,y\n", "unit"),
        ("unit,a,b\n1,x\n", "row 2 has 2 cells"),
        ("unit,a,a\n1,x,y\n", "heading of its own"),
        ("unit,a,\n1,x,y\n", "heading of its own"),
        ("unit,a,b\n1,x,y\n1,x,x\n", "stands twice"),
        ('unit,a,b\n1,"x,y\n', "cannot be read"),
    ],
)
def test_a_csv_of_another_form_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        ratings_from_csv(text)


def test_a_value_outside_the_declared_categories_is_refused() -> None:
    with pytest.raises(UserError, match="'maybe'"):
        ratings_from_csv("unit,a,b\n1,yes,maybe\n", ["yes", "no"])


def test_a_dataset_of_ratings_keeps_numbers_and_null() -> None:
    found = dataset_from_json({"kind": "ratings", "categories": None, "data": [[1, None], [2, 1]]})
    assert isinstance(found, Ratings)
    assert found.categories == (1, 2)
    assert found.values.tolist() == [[0, -1], [1, 0]]


def test_categories_typed_by_a_person_match_numbers_of_the_same_spelling() -> None:
    value: Json = {"kind": "ratings", "data": [[1, 2], [2, 2]]}
    found = dataset_from_json(value, ["2", "1", "3"])
    assert found.categories == (2, 1, "3")


def test_two_by_two_ratings_and_a_two_by_two_table_are_told_apart_by_their_kind() -> None:
    data: Json = [[1, 0], [0, 1]]
    ratings = dataset_from_json({"kind": "ratings", "data": data})
    table = dataset_from_json({"kind": "contingency", "data": data})
    assert ratings.n_units == 2
    assert table.n_units == 2
    assert isinstance(table, Ratings)
    assert table.contingency(0, 1).tolist() == data


def test_a_distribution_is_read_as_counts() -> None:
    found = dataset_from_json({"kind": "distribution", "categories": ["a", "b"], "data": [[2, 1]]})
    assert isinstance(found, Distribution)
    assert found.n_coders == 3


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "object"),
        ({"kind": "sets", "data": []}, "not known"),
        ({"kind": "ratings", "data": [1]}, "row"),
        ({"kind": "ratings", "data": [[[1]]]}, "text or a number"),
        ({"kind": "ratings", "data": [[1, 2], [1]]}, "unit 2 has 1"),
        ({"kind": "ratings", "data": [[1.5, float("inf")]]}, "text or a number"),
        ({"kind": "ratings", "categories": [1, 1], "data": []}, "declared twice"),
        ({"kind": "ratings", "data": [["", "a"]]}, "null if it is not rated$"),
        ({"kind": "ratings", "data": [["NaN", "a"]]}, "or declare it"),
        ({"kind": "ratings", "categories": [" ", "a"], "data": []}, "has no name"),
        ({"kind": "ratings", "data": [[1, 2]], "documents": [None]}, "a document must be"),
        ({"data": [[1, 2]]}, "does not say of which kind"),
        ({"kind": "contingency", "data": [[1, -1], [1, 1]]}, "row 1"),
        ({"kind": "contingency", "data": [[1, 0.5], [1, 1]]}, "whole number"),
        ({"kind": "contingency", "data": [[1, True], [1, 1]]}, "whole number"),
        ({"kind": "distribution", "categories": ["a"], "data": [[1, 2]]}, "row 1"),
    ],
)
def test_a_dataset_of_another_form_is_refused(value: Json, said: str) -> None:
    with pytest.raises(UserError, match=said):
        dataset_from_json(value)


def test_true_is_not_one() -> None:
    found = dataset_from_json({"kind": "ratings", "data": [[1, True], [False, "false"]]})
    assert found.categories == (1, "false", "true")


def test_a_word_for_missing_may_be_declared() -> None:
    value: Json = {"kind": "ratings", "categories": ["NA", "a"], "data": [["NA", "a"]]}
    assert dataset_from_json(value).categories == ("NA", "a")


def test_a_table_is_put_in_the_order_of_the_categories_that_a_person_gives() -> None:
    value: Json = {"kind": "contingency", "categories": [1, 2], "data": [[1, 2], [3, 4]]}
    found = dataset_from_json(value, ["2", "1", "3"])
    assert isinstance(found, Ratings)
    assert found.contingency(0, 1).tolist() == [[4, 3, 0], [2, 1, 0], [0, 0, 0]]
    value = {"kind": "distribution", "categories": ["a", "b"], "data": [[1, 2]]}
    table = dataset_from_json(value, ["b", "a"])
    assert isinstance(table, Distribution)
    assert table.table.tolist() == [[2, 1]]
    unnamed: Json = {"kind": "contingency", "data": [[1, 2], [3, 4]]}
    assert dataset_from_json(unnamed, ["b", "a"]).categories == ("b", "a")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"kind": "contingency", "categories": ["a", "z"], "data": [[1, 2], [3, 4]]}, "'z'"),
        ({"kind": "contingency", "categories": ["a", "b"], "data": [[1, 2]]}, "1 rows"),
        ({"kind": "distribution", "categories": ["a", "b"], "data": [[1, 2, 3]]}, "row 1"),
    ],
)
def test_a_table_that_the_given_categories_do_not_fit_is_refused(value: Json, said: str) -> None:
    with pytest.raises(UserError, match=said):
        dataset_from_json(value, ["b", "a"])
