"""Published examples come out to the digit. Numbers only are from the papers named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qes.analysis.agreement.cases import Verdict, recompute
from qes.analysis.agreement.coefficients import Scale
from qes.analysis.agreement.estimates import Label, Level, Weighting
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.rating_forms import dataset_from_json
from qes.analysis.agreement.ratings import Distribution, Ratings, distribution_of, ratings_of
from qes.analysis.agreement.ratings import ratings_of_contingency as contingency

_: Label | None = None

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example A: two observers,
# ten units; and example C: four observers, twelve units, some not rated.
KRIPPENDORFF_A = ratings_of(
    list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
)
_FOUR_OBSERVERS = (
    (1, 1, _, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (_, 5, 5, 5),
    (_, _, 1, 1),
)
KRIPPENDORFF_C = ratings_of([*_FOUR_OBSERVERS, (_, 3, _, _)])
# Gwet (2014), Handbook of Inter-Rater Reliability, prints example C with the last unit's single
# rating by another observer.
GWET = ratings_of([*_FOUR_OBSERVERS, (_, _, 3, _)])
# Cohen (1960), Educational and Psychological Measurement 20(1), table on page 45; its weights
# are of Cohen (1968), Psychological Bulletin 70(4), turned from disagreement into agreement.
COHEN = contingency([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
COHEN_WEIGHTS = ((1.0, 5 / 6, 0.5), (5 / 6, 1.0, 0.0), (0.5, 0.0, 1.0))
# Artstein & Poesio (2008), Computational Linguistics 34(4):555-596, page 558 and the weighted
# coefficients.
ARTSTEIN_1 = contingency([[20, 10], [20, 50]])
ARTSTEIN_5 = contingency([[46, 0, 0], [6, 32, 6], [0, 0, 10]])
ARTSTEIN_WEIGHTS = ((1.0, 0.0, 0.5), (0.0, 1.0, 0.5), (0.5, 0.5, 1.0))
# Feinstein & Cicchetti (1990), Journal of Clinical Epidemiology 43(6): the two tables of equal
# agreement and unlike kappa.
FEINSTEIN_EVEN = contingency([[40, 9], [6, 45]])
FEINSTEIN_SKEWED = contingency([[80, 10], [5, 5]])
# Randolph (2005), Free-marginal multirater kappa, page 17.
RANDOLPH = ratings_of([["Y", "Y", "Y"], ["Y", "Y", "N"], ["Y", "Y", "N"], ["Y", "Y", "Y"]])
# Brennan & Prediger (1981), Educational and Psychological Measurement 41(3), page 691.
BRENNAN = contingency([[50, 0, 10], [0, 10, 10], [10, 10, 0]])
# The worked example of the encyclopaedia article on Fleiss' kappa: fourteen coders, ten subjects,
# five categories; mean pairwise agreement .378.
FOURTEEN_CODERS = distribution_of(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)


@pytest.mark.parametrize(
    ("data", "coefficient", "scale", "published", "exact"),
    [
        (KRIPPENDORFF_A, "krippendorff_alpha", Scale(), 0.095, 2 / 21),
        (KRIPPENDORFF_C, "krippendorff_alpha", Scale(), 0.743, 113 / 152),
        (KRIPPENDORFF_C, "krippendorff_alpha", Scale(Level.ORDINAL), 0.815, None),
        (KRIPPENDORFF_C, "krippendorff_alpha", Scale(Level.INTERVAL), 0.849, 951 / 1120),
        (KRIPPENDORFF_C, "krippendorff_alpha", Scale(Level.RATIO), 0.797, None),
        (COHEN, "cohen_kappa", Scale(), 0.492, 29 / 59),
        (COHEN, "cohen_kappa", Scale(weights=COHEN_WEIGHTS), 0.348, 8 / 23),
        (ARTSTEIN_1, "cohen_kappa", Scale(), 0.348, 8 / 23),
        (ARTSTEIN_5, "cohen_kappa", Scale(weights=ARTSTEIN_WEIGHTS), 0.8163, 40 / 49),
        (ARTSTEIN_5, "krippendorff_alpha", Scale(weights=ARTSTEIN_WEIGHTS), 0.8156, 7919 / 9710),
        (FEINSTEIN_EVEN, "cohen_kappa", Scale(), 0.70, 291 / 416),
        (FEINSTEIN_SKEWED, "cohen_kappa", Scale(), 0.32, None),
        (FEINSTEIN_EVEN, "percent_agreement", Scale(), 0.85, 0.85),
        (FEINSTEIN_SKEWED, "percent_agreement", Scale(), 0.85, 0.85),
        (BRENNAN, "cohen_kappa", Scale(), 0.29, 2 / 7),
        (FOURTEEN_CODERS, "percent_agreement", Scale(), 0.378, None),
        (FOURTEEN_CODERS, "fleiss_kappa", Scale(), 0.21, None),
        (ARTSTEIN_1, "brennan_prediger", Scale(), 0.4, 0.4),
        (ARTSTEIN_5, "scott_pi", Scale(), 0.7995, 2393 / 2993),
        (RANDOLPH, "brennan_prediger", Scale(), 0.333, 1 / 3),
        (GWET, "gwet_ac", Scale(), 0.775, None),
        (GWET, "fleiss_kappa", Scale(), 0.761, None),
        (GWET, "conger_kappa", Scale(), 0.763, None),
        (GWET, "brennan_prediger", Scale(), 0.773, 17 / 22),
    ],
)
def test_a_published_example_comes_out(
    data: Ratings | Distribution,
    coefficient: str,
    scale: Scale,
    published: float,
    exact: float | None,
) -> None:
    found = estimate(data, coefficient, scale).value
    assert found is not None
    digits = len(str(published).partition(".")[2])
    assert round(found, digits) == published
    if exact is not None:
        assert found == pytest.approx(exact, abs=1e-12)


def test_linear_weights_of_a_two_category_table_are_no_weights() -> None:
    plain = estimate(ARTSTEIN_1, "cohen_kappa").value
    linear = estimate(ARTSTEIN_1, "cohen_kappa", Scale(weights=Weighting.LINEAR)).value
    assert linear == pytest.approx(plain, abs=1e-12)


def test_quadratic_kappa_of_three_categories_is_what_hand_arithmetic_gives() -> None:
    # Disagreement weights 0 1 4: observed (14+10+10+6)*1 + (18+2)*4 = 120 of 200; expected
    # (120*60 + 60*100 + 60*40 + 20*60)/200*1 + (120*40 + 20*100)/200*4 = 84 + 136 = 220.
    found = estimate(COHEN, "cohen_kappa", Scale(weights=Weighting.QUADRATIC)).value
    assert found == pytest.approx(1 - 120 / 220, abs=1e-12)


def test_every_case_of_the_golden_file_comes_out(shared: Path) -> None:
    golden = json.loads((shared / "agreement_goldens.json").read_text(encoding="utf-8"))
    results = recompute(golden)
    assert [one for one in results if one.verdict is not Verdict.PASSED] == []
    for case, found in zip(golden["cases"], results, strict=True):
        if case["value_exact"] is None:
            assert found.value is None
            assert found.reason == case["expected_undefined"]
        else:
            assert found.value == pytest.approx(case["value_exact"], abs=1e-9)


def test_published_standard_errors_and_intervals_come_out(shared: Path) -> None:
    golden = json.loads((shared / "agreement_goldens.json").read_text(encoding="utf-8"))
    cases = [one for one in golden["cases"] if one["se"] is not None]
    assert len(cases) >= 12
    for case in cases:
        weights = case["options"].get("weights")
        scale = Scale(weights=None if weights is None else tuple(map(tuple, weights)))
        data = dataset_from_json(golden["datasets"][case["dataset"]])
        found = estimate(data, case["coefficient"], scale)
        assert found.se is not None
        assert found.ci is not None
        digits = len(str(case["se"]).partition(".")[2])
        assert found.se == pytest.approx(case["se"], abs=0.5001 * 10**-digits)
        if case["ci95"] is not None:
            assert found.ci == pytest.approx(case["ci95"], abs=0.00051)


def test_the_categories_are_part_of_what_an_estimate_says() -> None:
    declared: tuple[Label, ...] = ("yes", "no", "unclear")
    found = estimate(
        ratings_of([["yes", "no"], ["yes", "yes"]], categories=declared), "cohen_kappa"
    )
    assert found.categories == declared
    assert (found.n_units, found.n_units_used, found.n_coders) == (2, 2, 2)
