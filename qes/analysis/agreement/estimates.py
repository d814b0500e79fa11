"""What a statistic says: a value or the reason why there is none, and what it was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Label = str | int | float
"""The name of a category, as the data spell it."""
_LONGEST, _MOST = 60, 12


def quoted(*labels: Label) -> str:
    """Return labels as a message shows them: in quotes, long ones cut short, twelve at most.

    >>> quoted("yes", 1)
    "'yes', 1"
    """
    shown = [repr(one) for one in labels[:_MOST]]
    more = ["…"] if len(labels) > _MOST else []
    cut = [one if len(one) <= _LONGEST else f"{one[:_LONGEST]}…" for one in shown]
    return ", ".join(cut + more) or "none"


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
    CONTESTED = "contested"
    """The definition is of two coders; it is given for each pair of them."""
    NO_INTERSECTION = "no_intersection"
    """Coders marked nothing in common, so there is nothing whose coding could be compared."""
    TOO_LITTLE_COMMON = "too_little_common"
    """Three coders or more marked so little in common that the definition expects less than no
    disagreement by chance."""


class Caution(StrEnum):
    """What a reader must know beside a value."""

    CONSTANT_CODER = "constant_coder"
    """A coder used a single category throughout; kappa is then 0 whatever the other coder did."""
    ONE_CATEGORY_USED = "one_category_used"
    """All ratings are of one category: the value says nothing of telling categories apart."""
    LABELS_ALIKE = "labels_alike"
    """Some categories differ in case, white space or spelling only; they are counted as different."""
    NO_DISAGREEMENT = "no_disagreement"
    """Coders never differ; the interval has no width, which is not certainty."""
    NO_WIDTH = "no_width"
    """The interval has no width, for all units or documents are alike, which is not certainty."""
    EVERY_RATING_DIFFERS = "every_rating_differs"
    """No category was used twice: perhaps these are counts, or measures to be taken at a level."""
    CATEGORIES_FROM_DATA = "categories_from_data"
    """The value depends on how many categories there were to choose from; none were declared, and
    those that occur are taken for all."""
    READINGS_DIFFER = "readings_differ"
    """Implementations read the definition for three coders or more in different ways; here each
    pair of coders is taken in turn."""


class NoInterval(StrEnum):
    """Why a value has no interval."""

    NO_VALUE = "no_value"
    """There is no value to put an interval around."""
    NO_DOCUMENTS = "no_documents"
    """The data do not say which document a unit is of."""
    TOO_FEW_DOCUMENTS = "too_few_documents"
    """Fewer documents than an interval over documents needs."""
    RESTS_ON_ONE_DOCUMENT = "rests_on_one_document"
    """Without one of the documents the value is undefined."""
    NOT_RESAMPLED = "not_resampled"
    """Fewer than two resamples of the documents were asked for."""
    OFTEN_UNDEFINED = "often_undefined"
    """More than one in twenty resamples of the documents has no value."""
    ONE_UNIT = "one_unit"
    """One unit does not vary."""
    UNITS_NOT_INDEPENDENT = "units_not_independent"
    """Characters of a text are not drawn one by one; only documents are."""
    TOO_MANY_CATEGORIES = "too_many_categories"
    """The table of category by category for each document would not fit the memory."""


class Method(StrEnum):
    """How an interval is made."""

    DOCUMENT_JACKKNIFE = "document_jackknife_t"
    """Leaves out one document at a time; t with documents - 1 degrees of freedom; at most 1."""
    DOCUMENT_BOOTSTRAP = "document_bootstrap_percentile"
    """Draws documents with replacement; the middle 95 % of the values."""
    UNIT = "if_units_were_independent"
    """Linearised over units, t with units - 1 degrees of freedom; at most 1. Too narrow where
    units of one document are alike."""


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
    ORDINAL = "ordinal"
    RADICAL = "radical"
    RATIO = "ratio"
    BIPOLAR = "bipolar"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or the reason why there is none."""

    value: float | None
    reason: Undefined | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A standard error and a 95 % confidence interval, or the reason why there is none."""

    method: Method
    n: int
    """Documents, or units where the method is over units."""
    se: float | None = None
    low: float | None = None
    high: float | None = None
    reason: NoInterval | None = None
    resamples: int | None = None
    seed: int | None = None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Return both ends, or None where there is no interval."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class IntervalPlan:
    """How documents are resampled; the jackknife needs no plan."""

    resamples: int = 2000
    seed: int = 20_260_101


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
    distance: str | None = None
    """Of sets: how far two of them are taken to be apart."""
    headline: Interval | None = None
    """Over documents where they are known, else as if units were independent."""
    beside: tuple[Interval, ...] = ()
    """The other intervals, each with its method."""
    coverage: float | None = None
    """Of spans: the share of the text that the value is about."""
    observed: float | None = None
    """Of spans: observed disagreement."""
    expected: float | None = None
    """Of spans: disagreement expected by chance."""

    @property
    def se(self) -> float | None:
        """Return the standard error of the headline interval."""
        return None if self.headline is None else self.headline.se

    @property
    def ci(self) -> tuple[float, float] | None:
        """Return the ends of the headline interval."""
        return None if self.headline is None else self.headline.ends

    @property
    def ci_method(self) -> Method | None:
        """Return how the headline interval was made; None where there is none."""
        return None if self.ci is None or self.headline is None else self.headline.method
