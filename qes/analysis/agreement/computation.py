"""Any coefficient by its name, from any form of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qes.analysis.agreement.code_sets import SetDistance, SetRatings, mean_set_distance
from qes.analysis.agreement.coefficient_names import (
    SPELLINGS,
    canonical_name,
    distance_in_name,
    names_weights,
)
from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.estimates import (
    Caution,
    Estimate,
    IntervalPlan,
    Level,
    Undefined,
    Weighting,
)
from qes.analysis.agreement.estimation import estimate, labels_alike
from qes.analysis.agreement.other_forms import (
    OtherData,
    OtherKind,
    SetPairs,
    SpannedTexts,
    other_data_from_json,
    sets_from_csv,
)
from qes.analysis.agreement.rating_forms import dataset_from_json, ratings_from_csv
from qes.analysis.agreement.ratings import UNRATED, Dataset, Distribution, Ratings
from qes.analysis.agreement.set_alpha import NAME as SET_ALPHA
from qes.analysis.agreement.set_alpha import alpha_of_sets
from qes.analysis.agreement.specific_agreement import Specific, specific_agreement
from qes.analysis.agreement.unitized_alpha import Unitized, unitized_alpha
from qes.analysis.agreement.unitized_alpha_1995 import NAME as ALPHA_U
from qes.analysis.agreement.unitized_alpha_1995 import unitized_alpha_1995
from qes.base import Json
from qes.errors import UserError

Data = Dataset | OtherData
SET_DISTANCE = "set_distance"
MEAN_SET_DISTANCE = "mean_set_distance"
_OF_RATINGS = (*COEFFICIENTS, *Specific)
_OF_SETS = (SET_ALPHA, SET_DISTANCE, MEAN_SET_DISTANCE)
_NOMINAL = Scale()
_NOTHING = 1e-12
_FEW = 3
"""Ratings of which it says nothing that all differ."""
NAMES = tuple(SPELLINGS)
"""Every coefficient that can be computed."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a coefficient may be given beside the data; None is not given."""

    scale: Scale = _NOMINAL
    distance: SetDistance | None = None
    category: str | None = None
    """The code that a coefficient of spans, positive or negative agreement is about."""


def data_from_json(value: Json, categories: Sequence[str] | None = None) -> Data:
    """Read ratings, sets or spans from a parsed JSON dataset.

    Categories given here are all there were to choose from; anything else in the data is refused.

    Raises:
        UserError: If it is of none of the forms of `rating_forms` and `other_forms`.
    """
    if isinstance(value, Mapping) and value.get("kind") in tuple(OtherKind):
        return other_data_from_json(value, categories)
    return dataset_from_json(value, categories)


def data_from_csv(text: str, name: str, categories: Sequence[str] | None = None) -> Data:
    """Read what a coefficient needs from a CSV of units by coders.

    Raises:
        UserError: If it is not of that form, or the coefficient is of spans.
    """
    found = canonical_name(name)
    if found in _OF_RATINGS:
        return ratings_from_csv(text, categories)
    if found in _OF_SETS:
        return sets_from_csv(text, categories)
    raise UserError(f"{name} is of spans, which a CSV of units does not have", hint="give JSON")


def compute(
    data: Data, name: str, options: Options | None = None, plan: IntervalPlan | None = None
) -> Estimate:
    """Compute a coefficient of the data that it is for.

    Raises:
        NotFound: If there is no coefficient of that name.
        UserError: If it is not for such data, or does not take one of the options.
    """
    options = options or Options()
    found, distance = canonical_name(name), _distance_asked(name, options.distance)
    _check_options(found, replace(options, distance=distance))
    if names_weights(name) and options.scale.weights is None:
        raise UserError(f"{name} needs weights", hint=f"there are {', '.join(Weighting)}")
    made = _of_kind(data, found, replace(options, distance=distance), plan)
    more = tuple(one for one in _cautions(data, made) if one not in made.cautions)
    return replace(made, cautions=made.cautions + more)


def _cautions(data: Data, made: Estimate) -> Iterator[Caution]:
    """Yield what is to be said of any coefficient."""
    if labels_alike(made.categories):
        yield Caution.LABELS_ALIKE
    if made.se is not None and made.se < _NOTHING and made.value != 1:
        yield Caution.NO_WIDTH
    if made.value is None or not isinstance(data, Ratings):
        return
    by_domain = made.coefficient in COEFFICIENTS and COEFFICIENTS[made.coefficient].by_domain
    if not data.declared and (by_domain or made.weights is Weighting.ORDINAL):
        yield Caution.CATEGORIES_FROM_DATA
    if (data.repeats < 2).all():
        given = data.values[data.repeats > 0]
        given = given[given != UNRATED]
        if len(given) > _FEW and len(np.unique(given)) == len(given):
            yield Caution.EVERY_RATING_DIFFERS


def _distance_asked(name: str, given: SetDistance | None) -> SetDistance | None:
    """Return the distance of sets that is given, or else the one that the name names."""
    named = distance_in_name(name)
    if named is None:
        return given
    if given not in {None, SetDistance(named)}:
        raise UserError(f"{name} and the distance {given} are not the same", hint="give one")
    return SetDistance(named)


def _of_kind(data: Data, name: str, options: Options, plan: IntervalPlan | None) -> Estimate:
    if name in _OF_RATINGS:
        return _of_ratings(data, name, options, plan)
    distance = options.distance or SetDistance.MASI
    if name == SET_ALPHA:
        if not isinstance(data, SetRatings):
            raise UserError(f"{name} needs sets of codes, and these data are {_kind(data)}")
        return alpha_of_sets(data, distance, plan)
    if name in _OF_SETS:
        return _distance(data, name, distance)
    if not isinstance(data, SpannedTexts):
        raise UserError(f"{name} needs spans, and these data are {_kind(data)}")
    if name != ALPHA_U:
        made = unitized_alpha(data.texts, Unitized(name), code=options.category, plan=plan)
    else:
        made = _alpha_u(data, options.category)
    return made if data.domain is None else replace(made, categories=data.domain)


def _of_ratings(data: Data, name: str, options: Options, plan: IntervalPlan | None) -> Estimate:
    if not isinstance(data, Ratings | Distribution):
        hint = f"ask for {SET_ALPHA}" if isinstance(data, SetRatings) else None
        raise UserError(f"{name} needs ratings, and these data are {_kind(data)}", hint=hint)
    if name in COEFFICIENTS:
        return estimate(data, name, options.scale, plan)
    if isinstance(data, Distribution):
        raise UserError(
            f"{name} needs to know who rated what, which a distribution does not say",
            hint="give ratings or a contingency table",
        )
    return specific_agreement(data, Specific(name), options.category, plan)


def _alpha_u(data: SpannedTexts, category: str | None) -> Estimate:
    if len(data.texts) != 1:
        raise UserError(f"{ALPHA_U} is of one text", hint="ask for u_alpha_2016")
    used = sorted({one.code for spans in data.texts[0].coders for one in spans})
    return unitized_alpha_1995(data.texts[0], used if category is None else [category])


def _distance(data: Data, name: str, distance: SetDistance) -> Estimate:
    n_units: int | None = None
    domain = data.domain if isinstance(data, SetRatings) else None
    if isinstance(data, SetRatings):
        rows = data.ratings.values
        n_units = len(rows)
        if rows.shape[1] != 2:
            raise UserError(f"{name} is of two coders")
        data = SetPairs(
            tuple((data.sets[a], data.sets[b]) for a, b in rows.tolist() if min(a, b) >= 0)
        )
    if not isinstance(data, SetPairs):
        raise UserError(f"{name} needs pairs of sets, and these data are {_kind(data)}")
    if name == SET_DISTANCE and len(data.pairs) != 1:
        raise UserError(
            f"{name} is of one pair, and there are {len(data.pairs)}",
            hint=f"ask for {MEAN_SET_DISTANCE}",
        )
    value = mean_set_distance(data.pairs, distance)
    n = len(data.pairs)
    codes = sorted({str(code) for pair in data.pairs for one in pair for code in one})
    return Estimate(
        name,
        value,
        Undefined.NO_DATA if value is None else None,
        n_units=n if n_units is None else n_units,
        n_units_used=n,
        n_coders=2,
        n_documents=None,
        categories=tuple(codes) if domain is None else domain,
        distance=distance.value,
    )


def _check_options(name: str, options: Options) -> None:
    plain = options.scale.weights is None and options.scale.level is Level.NOMINAL
    if name not in COEFFICIENTS and not plain:
        raise UserError(f"{name} takes no level and no weights", hint="leave them out")
    if options.distance is not None and name not in _OF_SETS:
        raise UserError(f"{name} takes no distance of sets", hint="leave it out")
    by_code = name in {Unitized.KU.value, ALPHA_U, *Specific}
    if options.category is not None and not by_code:
        raise UserError(f"{name} is not of one category", hint="leave it out")
    if options.category is None and name == Unitized.KU:
        raise UserError(f"{name} is of one code", hint="say which")


def _kind(data: Data) -> str:
    if isinstance(data, SetRatings | SetPairs):
        return "sets of codes"
    return "spans" if isinstance(data, SpannedTexts) else "ratings"
