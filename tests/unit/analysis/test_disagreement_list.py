"""Where coders differ most, and codes in a tree."""

from __future__ import annotations

import pytest

from qes.analysis.agreement.code_sets import CodeSet, SetDistance
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.disagreements import list_disagreements
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.hierarchy import tree_weights
from qes.analysis.agreement.ratings import ratings_of

PAY, HOURS, BOTH, NONE = (
    frozenset({"pay"}),
    frozenset({"hours"}),
    frozenset({"pay", "hours"}),
    frozenset[str](),
)


def test_the_units_furthest_apart_come_first_and_agreement_is_left_out() -> None:
    given: list[list[CodeSet | None]] = [
        [PAY, PAY],
        [PAY, BOTH],
        [PAY, HOURS],
        [PAY, None],
        [NONE, HOURS],
    ]
    found = list_disagreements(["s1", "s2", "s3", "s4", "s5"], given)
    assert [one.unit for one in found] == ["s3", "s5", "s2"]
    assert [one.distance for one in found] == [1.0, 1.0, pytest.approx(2 / 3)]
    assert found[2].disputed == ("hours",)
    assert found[2].shared == ("pay",)
    jaccard = list_disagreements(["s2"], [[PAY, BOTH]], SetDistance.JACCARD)
    assert jaccard[0].distance == 0.5


def test_of_three_coders_the_distance_is_the_mean_over_pairs() -> None:
    (found,) = list_disagreements(["s1"], [[PAY, PAY, HOURS]])
    assert found.distance == pytest.approx(2 / 3)
    assert (found.disputed, found.shared, found.n_coders) == (("hours", "pay"), (), 3)


def test_no_units_have_no_disagreements() -> None:
    assert list_disagreements([], []) == ()


def test_codes_of_one_parent_are_nearer_than_codes_of_two() -> None:
    paths = (("terms", "pay"), ("terms", "hours"), ("site", "boss"), ("site",))
    weights = tree_weights(paths)
    assert weights[0] == (1.0, 0.5, 0.0, 0.0)
    assert weights[2] == (0.0, 0.0, 1.0, 0.5)
    names = ("pay", "hours", "boss", "site")
    near = ratings_of([["pay", "hours"], ["boss", "boss"], ["pay", "pay"]], categories=names)
    far = ratings_of([["pay", "boss"], ["boss", "boss"], ["pay", "pay"]], categories=names)
    of_near, of_far = (
        estimate(one, "krippendorff_alpha", Scale(weights=weights)).value for one in (near, far)
    )
    plain = estimate(near, "krippendorff_alpha").value
    assert of_near is not None
    assert of_far is not None
    assert plain is not None
    assert of_near > plain > of_far or of_near > of_far
