"""Any coefficient by its name, from any form of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qes.analysis.agreement.code_sets import SetDistance, SetRatings, mean_set_distance
from qes.analysis.agreement.coefficients import COEFFICIENTS, Scale
from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Level, Undefined
from qes.analysis.agreement.estimation import estimate
from qes.analysis.agreement.other_forms import (
    OtherData,
    OtherKind,
    SetPairs,
    SpannedTexts,
    other_data_from_json,
    sets_from_csv,
)
from qes.analysis.agreement.rating_forms import dataset_from_json, ratings_from_csv
from qes.analysis.agreement.ratings import Dataset, Distribution, Ratings
from qes.analysis.agreement.set_alpha import NAME as SET_ALPHA
from qes.analysis.agreement.set_alpha import alpha_of_sets
from qes.analysis.agreement.unitized_alpha import Unitized, unitized_alpha
from qes.analysis.agreement.unitized_alpha_1995 import NAME as ALPHA_U
from qes.analysis.agreement.unitized_alpha_1995 import unitized_alpha_1995
from qes.base import Json
from qes.errors import NotFound, UserError

Data = Dataset | OtherData
SET_DISTANCE = "set_distance"
MEAN_SET_DISTANCE = "mean_set_distance"
_OF_SETS = (SET_ALPHA, SET_DISTANCE, MEAN_SET_DISTANCE)
_OTHER_SPELLINGS = {
    "(k)u_alpha_2016": Unitized.KU.value,
    "k_u_alpha_2016": Unitized.KU.value,
    "|u_alpha_2016": Unitized.BAR_U.value,
    "krippendorff_alpha_U_2004": ALPHA_U,
    "krippendorff_alpha_u_1995": ALPHA_U,
    "ac1": "gwet_ac",
    "ac2": "gwet_ac",
    "pabak": "brennan_prediger",
}
_NOMINAL = Scale()
NAMES = (*COEFFICIENTS, *_OF_SETS, *Unitized, ALPHA_U)
"""Every coefficient that can be computed."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a coefficient may be given beside the data; None is not given."""

    scale: Scale = _NOMINAL
    distance: SetDistance | None = None
    category: str | None = None
    """The code that a coefficient of spans is about."""


def canonical_name(name: str) -> str:
    """Return a coefficient's name as it stands in `NAMES`.

    Raises:
        NotFound: If there is none of that name.
    """
    found = _OTHER_SPELLINGS.get(name, name)
    if found not in NAMES:
        raise NotFound(
            f"no coefficient is called {name[:60]!r}", hint=f"there are {', '.join(NAMES)}"
        )
    return found


def data_from_json(value: Json, categories: Sequence[str] | None = None) -> Data:
    """Read ratings, sets or spans from a parsed JSON dataset.

    Raises:
        UserError: If it is of none of the forms of `rating_forms` and `other_forms`.
    """
    if isinstance(value, Mapping) and value.get("kind") in tuple(OtherKind):
        return other_data_from_json(value)
    return dataset_from_json(value, categories)


def data_from_csv(text: str, name: str, categories: Sequence[str] | None = None) -> Data:
    """Read what a coefficient needs from a CSV of units by coders.

    Raises:
        UserError: If it is not of that form, or the coefficient is of spans.
    """
    found = canonical_name(name)
    if found in COEFFICIENTS:
        return ratings_from_csv(text, categories)
    if found in _OF_SETS:
        return sets_from_csv(text)
    raise UserError(f"{name} is of spans, which a CSV of units does not have", hint="give JSON")


def compute(
    data: Data, name: str, options: Options | None = None, plan: IntervalPlan | None = None
) -> Estimate:
    """Compute a coefficient of the data that it is for.

    Raises:
        NotFound: If there is no coefficient of that name.
        UserError: If it is not for such data, or does not take one of the options.
    """
    found, options = canonical_name(name), options or Options()
    _check_options(found, options)
    if found in COEFFICIENTS:
        if not isinstance(data, Ratings | Distribution):
            raise UserError(f"{found} needs ratings, and these data are {_kind(data)}")
        return estimate(data, found, options.scale, plan)
    distance = options.distance or SetDistance.MASI
    if found == SET_ALPHA:
        if not isinstance(data, SetRatings):
            raise UserError(f"{found} needs sets of codes, and these data are {_kind(data)}")
        return alpha_of_sets(data, distance, plan)
    if found in _OF_SETS:
        return _distance(data, found, distance)
    if not isinstance(data, SpannedTexts):
        raise UserError(f"{found} needs spans, and these data are {_kind(data)}")
    if found != ALPHA_U:
        return unitized_alpha(data.texts, Unitized(found), code=options.category, plan=plan)
    return _alpha_u(data, options.category)


def _alpha_u(data: SpannedTexts, category: str | None) -> Estimate:
    if len(data.texts) != 1:
        raise UserError(f"{ALPHA_U} is of one text", hint="ask for u_alpha_2016")
    used = sorted({one.code for spans in data.texts[0].coders for one in spans})
    return unitized_alpha_1995(data.texts[0], used if category is None else [category])


def _distance(data: Data, name: str, distance: SetDistance) -> Estimate:
    if isinstance(data, SetRatings):
        rows = data.ratings.values
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
        n_units=n,
        n_units_used=n,
        n_coders=2,
        n_documents=None,
        categories=tuple(codes),
        distance=distance.value,
    )


def _check_options(name: str, options: Options) -> None:
    plain = options.scale.weights is None and options.scale.level is Level.NOMINAL
    if name not in COEFFICIENTS and not plain:
        raise UserError(f"{name} takes no level and no weights", hint="leave them out")
    if options.distance is not None and name not in _OF_SETS:
        raise UserError(f"{name} takes no distance of sets", hint="leave it out")
    by_code = name in {Unitized.KU.value, ALPHA_U}
    if options.category is not None and not by_code:
        raise UserError(f"{name} is not of one category", hint="leave it out")
    if options.category is None and name == Unitized.KU:
        raise UserError(f"{name} is of one code", hint="say which")


def _kind(data: Data) -> str:
    if isinstance(data, SetRatings | SetPairs):
        return "sets of codes"
    return "spans" if isinstance(data, SpannedTexts) else "ratings"
