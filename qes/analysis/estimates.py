"""What a statistic says: a value or the reason why there is none, and what it was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Label = str | int | float
"""The name of a category, as the data spell it."""
Matrix = tuple[tuple[float, ...], ...]
"""A square matrix of weights, in the order of the categories."""


class Undefined(StrEnum):
    """Why a statistic has no value."""

    NO_DATA = "no_data"
    """Nobody rated anything."""
    ONE_CODER = "one_coder"
    """Only one coder rated anything."""
    NO_PAIRABLE = "no_pairable"
    """No unit was rated by two coders."""
    NO_VARIATION = "no_variation"
    """Only one category was used: 0/0, no evidence that coders can tell categories apart."""
    ONE_CATEGORY = "one_category"
    """There was only one category to choose from."""
    NEVER_USED = "never_used"
    """Neither coder applied the code, so there is no application to agree on."""
    ALWAYS_USED = "always_used"
    """Both coders applied the code everywhere, so there is no absence to agree on."""


class Caution(StrEnum):
    """What a reader must know beside a value."""

    CONSTANT_CODER = "constant_coder"
    """A coder used a single category throughout; kappa is then 0 whatever the other coder did."""
    ONE_CATEGORY_USED = "one_category_used"
    """All ratings are of one category: the value says nothing of telling categories apart."""


class Level(StrEnum):
    """The level of measurement, which sets how far apart two categories are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Weighting(StrEnum):
    """A family of agreement weights."""

    IDENTITY = "identity"
    """1 for the same category, 0 for any other."""
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or the reason why there is none."""

    value: float | None
    reason: Undefined | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One coefficient of agreement and all that a reader needs to know of where it comes from."""

    coefficient: str
    value: float | None
    reason: Undefined | None
    """Why there is no value; None where there is one."""
    n_units: int
    n_units_used: int
    """Units that at least two coders rated."""
    n_coders: int
    """Coders who rated at least one unit; of a distribution, the most ratings a unit has."""
    n_documents: int | None
    """None where the data do not say which document a unit is of."""
    categories: tuple[Label, ...]
    level: Level = Level.NOMINAL
    weights: Weighting | Matrix | None = None
    cautions: tuple[Caution, ...] = ()
    se: float | None = None
    """Standard error; None where none is estimated."""
    ci: tuple[float, float] | None = None
    """95 % confidence interval; None where none is estimated."""
    ci_method: str | None = None
