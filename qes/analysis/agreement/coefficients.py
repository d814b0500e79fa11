"""Coefficients of agreement by name: what each is called, takes and is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qes.analysis.agreement import alpha_terms, chance_terms
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import Level, Matrix, Weighting
from qes.analysis.agreement.ratings import Dataset, Distribution
from qes.analysis.agreement.scales import agreement_weights, distances
from qes.analysis.agreement.terms import Terms
from qes.errors import NotFound, UserError


@dataclass(frozen=True, slots=True)
class Scale:
    """How far apart two categories are taken to be."""

    level: Level = Level.NOMINAL
    weights: Weighting | Matrix | None = None


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement: how it is called and what it is made of."""

    name: str
    title: str
    terms: Callable[[Dataset, Scale], Terms]
    takes_level: bool = False
    takes_weights: bool = False
    by_domain: bool = False
    """Whether the value depends on how many categories there were to choose from."""


def coefficient_named(name: str) -> Coefficient:
    """Return the coefficient of that name.

    Raises:
        NotFound: If there is none, naming those there are.
    """
    try:
        return COEFFICIENTS[name]
    except KeyError:
        raise NotFound(
            f"no coefficient is called {name[:60]!r}", hint=f"there are {', '.join(COEFFICIENTS)}"
        ) from None


def _apart(data: Dataset, scale: Scale) -> Floats:
    return 1 - agreement_weights(data.categories, scale.weights or Weighting.IDENTITY)


def pair_of(data: Dataset, title: str, otherwise: str) -> tuple[int, int]:
    """Return the columns of the two coders who rated.

    Raises:
        UserError: If the data are not those of two known coders; `otherwise` is what to ask for.
    """
    if isinstance(data, Distribution):
        raise UserError(
            f"{title} needs to know who rated what, which a distribution does not say",
            hint=f"give ratings or a contingency table, or ask for {otherwise}",
        )
    active = data.active()
    if len(active) != 2:
        raise UserError(
            f"{title} is for two coders, and these data have {len(active)}",
            hint=f"give two of them, or ask for {otherwise}",
        )
    return active[0], active[1]


def _alpha(data: Dataset, scale: Scale) -> Terms:
    if scale.weights is not None:
        apart = _apart(data, scale)
        if (apart != apart.T).any():
            raise UserError("the weights of Krippendorff's alpha must be symmetric")
        return alpha_terms.alpha(apart)
    q = len(data.categories)
    if scale.level is Level.ORDINAL:
        return alpha_terms.ordinal_alpha(q)
    return alpha_terms.alpha(distances(data.categories, scale.level))


def _cohen(data: Dataset, scale: Scale) -> Terms:
    return chance_terms.cohen(
        _apart(data, scale), *pair_of(data, "Cohen's kappa", "conger_kappa or krippendorff_alpha")
    )


def _scott(data: Dataset, scale: Scale) -> Terms:
    return chance_terms.scott(_apart(data, scale), *pair_of(data, "Scott's pi", "fleiss_kappa"))


def _conger(data: Dataset, scale: Scale) -> Terms:
    if isinstance(data, Distribution):
        raise UserError(
            "Conger's kappa needs to know who rated what, which a distribution does not say",
            hint="give ratings, or ask for fleiss_kappa",
        )
    return chance_terms.conger(_apart(data, scale), tuple(data.active()))


def _weighted(make: Callable[[Floats], Terms]) -> Callable[[Dataset, Scale], Terms]:
    return lambda data, scale: make(_apart(data, scale))


COEFFICIENTS: Mapping[str, Coefficient] = MappingProxyType(
    {
        one.name: one
        for one in (
            Coefficient("percent_agreement", "Percent agreement", _weighted(chance_terms.percent)),
            Coefficient("cohen_kappa", "Cohen's kappa", _cohen, takes_weights=True),
            Coefficient(
                "krippendorff_alpha",
                "Krippendorff's alpha",
                _alpha,
                takes_level=True,
                takes_weights=True,
            ),
            Coefficient("scott_pi", "Scott's pi", _scott, takes_weights=True),
            Coefficient(
                "fleiss_kappa", "Fleiss' kappa", _weighted(chance_terms.fleiss), takes_weights=True
            ),
            Coefficient("conger_kappa", "Conger's kappa", _conger, takes_weights=True),
            Coefficient(
                "brennan_prediger",
                "Brennan and Prediger's coefficient",
                _weighted(chance_terms.brennan_prediger),
                takes_weights=True,
                by_domain=True,
            ),
            Coefficient(
                "gwet_ac",
                "Gwet's AC1 or AC2",
                _weighted(chance_terms.gwet),
                takes_weights=True,
                by_domain=True,
            ),
        )
    }
)
"""Every coefficient of ratings by its name."""


def check_scale(coefficient: Coefficient, scale: Scale, *, ordered: bool) -> None:
    """Refuse a scale that the coefficient, or categories without an order, cannot take.

    Raises:
        UserError: If it cannot be taken.
    """
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
    by_order = isinstance(scale.weights, Weighting) and scale.weights is not Weighting.IDENTITY
    if (scale.level is Level.ORDINAL or by_order) and not ordered:
        raise UserError(
            "the categories are texts, and their order is not known",
            hint="declare them in their order, lowest first",
        )
