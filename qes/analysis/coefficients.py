"""Coefficients of agreement by name.

Each follows its definition where ratings are missing: observed agreement is over the units that
two coders rated, and what is expected by chance as `qes.analysis.chance` says of each. Where a coefficient is 0/0 it
has no value and says why; it is never 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from qes.analysis import chance
from qes.analysis.chance import two_coders
from qes.analysis.estimates import Caution, Estimate, Level, Matrix, Undefined, Weighting
from qes.analysis.pairings import Pairing, pairings
from qes.analysis.ratings import Dataset, Ratings
from qes.analysis.scales import Floats, agreement_weights, distances
from qes.errors import NotFound, UserError

_Outcome = tuple[float | None, tuple[Caution, ...]]
_Computation = Callable[[Dataset, tuple[Pairing, ...], "Scale"], _Outcome]


@dataclass(frozen=True, slots=True)
class Scale:
    """How far apart two categories are taken to be."""

    level: Level = Level.NOMINAL
    weights: Weighting | Matrix | None = None


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement: how it is called and how it is computed."""

    name: str
    title: str
    compute: _Computation
    """Given data with at least one unit rated by two coders; no value means no variation."""
    takes_level: bool = False
    takes_weights: bool = False
    by_domain: bool = False
    """Whether the value depends on how many categories there were to choose from."""


def estimate(data: Dataset, name: str, scale: Scale | None = None) -> Estimate:
    """Compute a coefficient of agreement.

    Args:
        data: Ratings, or a distribution of them.
        name: A key of `COEFFICIENTS`.
        scale: Level of measurement or weights; nominal and unweighted where absent.

    Raises:
        NotFound: If there is no coefficient of that name.
        UserError: If the coefficient cannot be computed from such data on such a scale.

    >>> from qes.analysis.ratings import ratings_of_contingency
    >>> round(estimate(ratings_of_contingency([[20, 10], [20, 50]]), "cohen_kappa").value, 3)
    0.348
    """
    coefficient = coefficient_named(name)
    scale = scale or Scale()
    _check_scale(coefficient, scale, ordered=data.ordered)
    paired = pairings(data)
    reason = _why_not(data, paired)
    value: float | None = None
    cautions: tuple[Caution, ...] = ()
    if reason is None:
        value, cautions = coefficient.compute(data, paired, scale)
        if value is None:
            only = coefficient.by_domain and len(data.categories) < 2
            reason = Undefined.ONE_CATEGORY if only else Undefined.NO_VARIATION
    return Estimate(
        coefficient=name,
        value=value,
        reason=reason,
        n_units=data.n_units,
        n_units_used=sum(one.units for one in paired),
        n_coders=data.n_coders,
        n_documents=data.n_documents,
        categories=data.categories,
        level=scale.level,
        weights=scale.weights,
        cautions=cautions,
    )


def coefficient_named(name: str) -> Coefficient:
    """Return the coefficient of that name.

    Raises:
        NotFound: If there is none, naming those there are.
    """
    try:
        return COEFFICIENTS[name]
    except KeyError:
        raise NotFound(
            f"no coefficient is called {name!r}", hint=f"there are {', '.join(COEFFICIENTS)}"
        ) from None


def percent_agreement(data: Dataset, paired: tuple[Pairing, ...], scale: Scale) -> _Outcome:
    """Compute the mean, over units with two ratings or more, of the share of pairs that agree.

    Fleiss (1971), Psychological Bulletin 76(5):378-382, equations 1 and 2,
    doi:10.1037/h0031619; with two coders the plain share of units on which they agree.
    """
    del data, scale
    agreeing = sum(int(np.trace(one.pairs)) / (one.ratings * (one.ratings - 1)) for one in paired)
    return agreeing / sum(one.units for one in paired), ()


def cohen_kappa(data: Dataset, paired: tuple[Pairing, ...], scale: Scale) -> _Outcome:
    """Compute Cohen's kappa of two coders, weighted where weights are given.

    Cohen (1960), Educational and Psychological Measurement 20(1):37-46,
    doi:10.1177/001316446002000104; weighted: Cohen (1968), Psychological Bulletin
    70(4):213-220, doi:10.1037/h0026256. Undefined where both use the same single category; 0
    where just one of them uses a single category.

    Raises:
        UserError: If the data are not those of two known coders.
    """
    del paired
    table = two_coders(data, "Cohen's kappa", "krippendorff_alpha")
    q = len(table)
    rows, columns, n = table.sum(axis=1), table.sum(axis=0), int(table.sum())
    weights = scale.weights or Weighting.IDENTITY
    if weights is Weighting.IDENTITY:
        # Whole numbers to the end, so that 0 and 0/0 are exact.
        agreed = n * int(np.trace(table))
        expected = sum(x * y for x, y in zip(rows.tolist(), columns.tolist(), strict=True))
        value = None if expected == n * n else (agreed - expected) / (n * n - expected)
    else:
        apart = 1 - agreement_weights(data.categories, weights)
        by_chance = float((apart * np.outer(rows / n, columns / n)).sum())
        value = None if by_chance == 0 else 1 - float((apart * (table / n)).sum()) / by_chance
    constant = q > 1 and (np.count_nonzero(rows) == 1 or np.count_nonzero(columns) == 1)
    return value, (Caution.CONSTANT_CODER,) if constant and value is not None else ()


def krippendorff_alpha(data: Dataset, paired: tuple[Pairing, ...], scale: Scale) -> _Outcome:
    """Compute Krippendorff's alpha for any number of coders, with missing ratings.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C and F
    (https://repository.upenn.edu/asc_papers/43); Content Analysis (2018), chapter 12. With
    weights, the distance of two categories is 1 - their weight. Undefined where all pairable
    ratings are of one category.

    Raises:
        UserError: If the level needs numbers that the categories are not, or weights are not
            symmetric.
    """
    coincidences: Floats = np.zeros((len(data.categories),) * 2)
    for one in paired:
        coincidences += one.pairs / (one.ratings - 1)
    marginals = coincidences.sum(axis=1)
    if scale.weights is not None:
        apart = 1 - agreement_weights(data.categories, scale.weights)
        if (apart != apart.T).any():
            raise UserError("the weights of Krippendorff's alpha must be symmetric")
    else:
        apart = distances(data.categories, scale.level, marginals)
    by_chance = float((apart * np.outer(marginals, marginals)).sum())
    if by_chance == 0:
        return None, ()
    observed = float((apart * coincidences).sum())
    return 1 - (float(marginals.sum()) - 1) * observed / by_chance, ()


def _corrected(by_chance: Callable[[Dataset, Floats], float]) -> _Computation:
    """Make the coefficient 1 - observed / expected disagreement of a notion of chance."""

    def compute(data: Dataset, paired: tuple[Pairing, ...], scale: Scale) -> _Outcome:
        apart = 1 - agreement_weights(data.categories, scale.weights or Weighting.IDENTITY)
        expected = by_chance(data, apart)
        if expected == 0:
            return None, ()
        observed = sum(
            float((apart * one.pairs).sum()) / (one.ratings * (one.ratings - 1)) for one in paired
        ) / sum(one.units for one in paired)
        alone = np.count_nonzero(np.sum([one.pairs for one in paired], axis=(0, 1))) == 1
        return 1 - observed / expected, (Caution.ONE_CATEGORY_USED,) if alone else ()

    return compute


COEFFICIENTS: Mapping[str, Coefficient] = MappingProxyType(
    {
        one.name: one
        for one in (
            Coefficient("percent_agreement", "Percent agreement", percent_agreement),
            Coefficient("cohen_kappa", "Cohen's kappa", cohen_kappa, takes_weights=True),
            Coefficient(
                "krippendorff_alpha",
                "Krippendorff's alpha",
                krippendorff_alpha,
                takes_level=True,
                takes_weights=True,
            ),
            Coefficient("scott_pi", "Scott's pi", _corrected(chance.scott), takes_weights=True),
            Coefficient(
                "fleiss_kappa", "Fleiss' kappa", _corrected(chance.fleiss), takes_weights=True
            ),
            Coefficient(
                "conger_kappa", "Conger's kappa", _corrected(chance.conger), takes_weights=True
            ),
            Coefficient(
                "brennan_prediger",
                "Brennan and Prediger's coefficient",
                _corrected(chance.brennan_prediger),
                takes_weights=True,
                by_domain=True,
            ),
            Coefficient(
                "gwet_ac",
                "Gwet's AC1 or AC2",
                _corrected(chance.gwet),
                takes_weights=True,
                by_domain=True,
            ),
        )
    }
)
"""Every coefficient by its name."""


def _check_scale(coefficient: Coefficient, scale: Scale, *, ordered: bool) -> None:
    nominal = scale.level is Level.NOMINAL
    if not nominal and not coefficient.takes_level:
        hint = "give weights instead" if coefficient.takes_weights else "leave the level out"
        raise UserError(f"{coefficient.title} knows no level of measurement", hint=hint)
    if scale.weights is not None and not coefficient.takes_weights:
        raise UserError(f"{coefficient.title} takes no weights", hint="leave the weights out")
    if scale.weights is not None and not nominal:
        raise UserError(
            "a level and weights both say how far apart categories are", hint="give one"
        )
    by_order = scale.level is Level.ORDINAL or scale.weights in {
        Weighting.LINEAR,
        Weighting.QUADRATIC,
    }
    if by_order and not ordered:
        raise UserError(
            "the categories are texts, and their order is not known",
            hint="declare them in their order, lowest first",
        )


def _why_not(data: Dataset, paired: tuple[Pairing, ...]) -> Undefined | None:
    if paired:
        return None
    if data.n_coders == 0:
        return Undefined.NO_DATA
    # Who rated is not known in a distribution, so its single ratings may be of many coders.
    if isinstance(data, Ratings) and data.n_coders == 1:
        return Undefined.ONE_CODER
    return Undefined.NO_PAIRABLE
