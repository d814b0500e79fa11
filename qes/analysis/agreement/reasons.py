"""Why a statistic or its interval is missing, in words for readers."""

from __future__ import annotations

from qes.analysis.agreement.estimates import NoInterval, Undefined

_WORDS: dict[str, str] = {
    Undefined.NO_DATA: "nobody rated anything",
    Undefined.ONE_CODER: "only one coder rated anything",
    Undefined.NO_PAIRABLE: "no unit was rated by two coders",
    Undefined.NO_VARIATION: "nothing varies: one category only was used",
    Undefined.ONE_CATEGORY: "there was one category only to choose from",
    Undefined.NEVER_USED: "nobody applied it",
    Undefined.ALWAYS_USED: "everybody applied it everywhere",
    Undefined.CONTESTED: "it is defined for two coders: see each pair",
    Undefined.NO_INTERSECTION: "coders marked nothing in common",
    Undefined.TOO_LITTLE_COMMON: "coders marked too little in common",
    NoInterval.NO_VALUE: "there is no value",
    NoInterval.NO_DOCUMENTS: "it is not said which document a unit is of",
    NoInterval.TOO_FEW_DOCUMENTS: "too few documents",
    NoInterval.RESTS_ON_ONE_DOCUMENT: "it rests on one document",
    NoInterval.NOT_RESAMPLED: "documents were not drawn anew",
    NoInterval.OFTEN_UNDEFINED: "it is undefined in many resamples",
    NoInterval.ONE_UNIT: "there is one unit only",
    NoInterval.UNITS_NOT_INDEPENDENT: "characters are not drawn one by one",
    NoInterval.TOO_MANY_CATEGORIES: "too many categories",
}


def reason_words(reason: str) -> str:
    """Say a reason in words.

    >>> reason_words("rests_on_one_document")
    'it rests on one document'
    """
    return _WORDS.get(reason, reason.replace("_", " "))
