"""A coefficient is found by whatever name people give it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qes.analysis.agreement.code_sets import SetDistance
from qes.analysis.agreement.coefficient_names import (
    SPELLINGS,
    canonical_name,
    distance_in_name,
    spelled_out,
)
from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.computation import Options, compute, data_from_csv
from qes.analysis.agreement.estimates import Weighting
from qes.analysis.agreement.set_alpha import NAME as SET_ALPHA
from qes.analysis.agreement.specific_agreement import Specific
from qes.analysis.agreement.unitized_alpha import Unitized
from qes.analysis.agreement.unitized_alpha_1995 import NAME as ALPHA_U
from qes.errors import NotFound, UserError


def test_every_coefficient_that_is_computed_has_a_name_here_and_no_other() -> None:
    distances = {"set_distance", "mean_set_distance"}
    computed = {*COEFFICIENTS, *Specific, SET_ALPHA, *Unitized, ALPHA_U} | distances
    assert set(SPELLINGS) == computed


def test_no_spelling_is_of_two_coefficients() -> None:
    spelled = [one for name, others in SPELLINGS.items() for one in (name, *others)]
    assert len(spelled) == len({one.casefold() for one in spelled})
    assert {canonical_name(one) for one in spelled} == set(SPELLINGS)


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("kappa", "cohen_kappa"),
        ("cohen-kappa", "cohen_kappa"),
        ("Cohen's kappa", "cohen_kappa"),
        ("Cohen’s κ", "cohen_kappa"),
        ("alpha", "krippendorff_alpha"),
        ("krippendorff", "krippendorff_alpha"),
        ("KRIPPENDORFF ALPHA", "krippendorff_alpha"),
        ("gwet-ac1", "gwet_ac"),
        ("AC2", "gwet_ac"),
        ("fleiss", "fleiss_kappa"),
        ("PABAK", "brennan_prediger"),
        ("masi", "krippendorff_alpha_set"),
        ("|u-alpha", "bar_u_alpha_2016"),
        ("(k)u-alpha", "ku_alpha_2016"),
        ("krippendorff_alpha_U_2004", "krippendorff_alpha_U_1995"),
    ],
)
def test_other_spellings_are_understood(spelled: str, name: str) -> None:
    assert canonical_name(spelled) == name


@pytest.mark.parametrize(
    ("typed", "meant"), [("kapa", "cohen_kappa"), ("krippendorf", "krippendorff_alpha")]
)
def test_of_an_unknown_name_the_nearest_is_named_and_all_are_listed(typed: str, meant: str) -> None:
    with pytest.raises(NotFound, match=rf"did you mean {meant}\?.*gwet_ac"):
        canonical_name(typed)


def test_a_name_like_no_other_has_no_nearest() -> None:
    with pytest.raises(NotFound) as raised:
        canonical_name("xyz")
    assert "did you mean" not in str(raised.value)


def test_a_distance_in_the_name_is_taken() -> None:
    data = data_from_csv("unit,a,b\n1,x;y,x\n2,y,y\n3,x;z,y;z\n", "masi")
    values = {name: compute(data, name).value for name in ("masi", "jaccard", "set_alpha")}
    assert values["masi"] == values["set_alpha"] != values["jaccard"]
    assert compute(data, "jaccard").distance == "jaccard"
    assert distance_in_name("set_alpha") is None
    with pytest.raises(UserError, match="not the same"):
        compute(data, "masi", Options(distance=SetDistance.JACCARD))


def test_what_is_called_weighted_needs_weights() -> None:
    data = data_from_csv("unit,a,b\n1,1,2\n2,2,2\n3,1,3\n4,3,3\n", "weighted_kappa")
    with pytest.raises(UserError, match="needs weights; there are identity, linear"):
        compute(data, "Weighted kappa")
    scale = Scale(weights=Weighting.LINEAR)
    assert (
        compute(data, "weighted-kappa", Options(scale)).value
        == compute(data, "cohen_kappa", Options(scale)).value
    )


def test_the_list_of_names_is_light() -> None:
    asked = (
        "import sys, qes.analysis.agreement.coefficient_names; "
        "print([one for one in ('numpy', 'scipy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
    assert all(one in spelled_out() for one in ("gwet_ac (ac1, ", "masi", "kappa"))
