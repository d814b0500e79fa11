"""What a report prints beside a quote: `P12, female, Site A`, read into who speaks and what of them.

A printed attribution names a speaker by a code (`P12`, `ES2`, `Interview 4`), by a role, or by at
least two of their features (`woman, 45 years`). What is neither is kept as a detail, so that no
word of it is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpora.prose.groups import Attributions, Group


class Feature(StrEnum):
    """What a part of an attribution says of a speaker."""

    ID = "id"
    ROLE = "role"
    GENDER = "gender"
    AGE = "age"
    SITE = "site"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Part:
    """One feature of a speaker, verbatim but for white space."""

    feature: Feature
    value: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is quoted, as printed and as known."""

    name: str
    """A role in its one spelling, else a code or the words printed."""
    group: Group
    parts: tuple[Part, ...]

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """What is said of the speaker, as names and values."""
        return tuple((part.feature.value, part.value) for part in self.parts)

    @property
    def tells(self) -> bool:
        """Tell whether anything is known of the speaker beside a detail."""
        return any(part.feature is not Feature.DETAIL for part in self.parts)


_NOT_SPEAKERS = frozenset(
    (
        "Q",
        "RQ",
        "SF",
        "PHQ",
        "GAD",
        "ICD",
        "DSM",
        "BDI",
        "CI",
        "OR",
        "RR",
        "SD",
        "SE",
        "HR",
        "EQ",
        "NHS",
        "RCT",
        "COVID",
        "T",
    )
)
"""Letters that stand before a number without naming anybody."""
_CODE = re.compile(
    r"(?:(?P<letters>[A-Z]{1,5})[ #_-]?\d{1,4}(?:[-_/ ]?[A-Z]{1,2}\d{0,3})?[a-z]?"
    r"|(?:[Pp]articipant|[Rr]espondent|[Ii]nterviewee|[Ii]nformant|[Ii]nterview|[Ii]nt\.?|[Ff]ocus [Gg]roup"
    r"|[Cc]ase|[Ss]ubject|[Pp]upil|[Ss]tudent|ID)s?(?: no\.?| ID)?[ :#-]*[A-Z]{0,2}\d{1,4}[a-z]?"
    r"|#\d{1,4})"
)
_GENDER = re.compile(
    r"female|male|woman|man|girl|boy|non-?binary|trans(?:gender)?(?: (?:wo)?man)?|[fFmM]"
)
_YEARS = r"(?:years?|yrs?\.?|y)"
_AGE = re.compile(
    rf"(?:aged?\s+\d{{1,3}}(?:\s*[-\u2013]\s*\d{{1,3}})?|\d{{1,3}}(?:\s*[-\u2013]\s*\d{{1,3}})?"
    rf"\s*-?{_YEARS}(?:[\s-]*(?:old|of age))?|\d{{2}}\s*[-\u2013]\s*\d{{2}}|\d0s|\d{{2}}\+)"
)
_BARE_AGE = re.compile(r"(?:1[4-9]|[2-9]\d)")
_SITE = re.compile(
    r"(?:site|centre|center|clinic|hospital|ward|team|region|trust|area|location|school|practice"
    r"|service|borough)\s+\w{1,20}|[A-Z]\w{1,20} (?:site|centre|center|clinic|hospital|team|trust)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"(?P<first>{_GENDER.pattern.replace('|[fFmM]', '')}|{_AGE.pattern})[\s,-]+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_NARRATIVE = "a an and any as at by each for from in of on or our see some that the their to with"
_NO_KIND = frozenset(_NARRATIVE.split())
"""Words before a role that make it narrative: `(for the client)`."""
_SEPARATOR = re.compile(r"\s*[,;|/:]\s*|\s+[-\u2013—]\s+")
_PARTS_MAX = 8


class Credits:
    """Reads the attributions of one report, which may define short names for its groups."""

    def __init__(self, names: Attributions, short: Mapping[str, Group] | None = None) -> None:
        self._names = names
        self._short = dict(short or {})
        self._kind_of_role = re.compile(
            rf"(?P<kind>[^\W\d_][\w-]*(?: [\w-]+){{0,2}}) (?P<role>{names.pattern})", re.IGNORECASE
        )
        self._role = re.compile(
            rf"(?P<role>{names.pattern})(?:\s+(?P<n>\d{{1,3}}))?", re.IGNORECASE
        )

    def credit(self, printed: str) -> Credit | None:
        """Read an attribution, or return None where the words name nobody."""
        words = " ".join(printed.split()).strip(" .,;")
        cut = _SEPARATOR.split(words)
        if not words or len(cut) > _PARTS_MAX:
            return None
        parts = tuple(p for at, one in enumerate(cut) for p in self._parts(one, first=at == 0))
        features = [part.feature for part in parts]
        if Feature.ROLE not in features and Feature.ID not in features:
            told = {*features} & {Feature.GENDER, Feature.AGE, Feature.SITE}
            if len(told) < 2:
                return None
        return self._credit(words, parts)

    def _parts(self, printed: str, *, first: bool) -> Iterator[Part]:
        """Yield what one part between commas says."""
        if not printed:
            return
        feature = _feature(printed, first=first)
        role = self._role.fullmatch(printed)
        if role is not None:
            yield Part(Feature.ROLE, self._names.named(role["role"]).name)
            if role["n"] is not None:
                yield Part(Feature.ID, role["n"])
        elif feature is Feature.DETAIL and (leading := _LEADING.fullmatch(printed)) is not None:
            told = _feature(leading["first"], first=False)
            yield Part(told, leading["first"])
            yield from self._parts(leading["rest"], first=False)
        elif feature is Feature.DETAIL and printed in self._short:
            yield Part(Feature.ROLE, printed)
        elif feature is Feature.DETAIL and (kind := self._kind(printed)) is not None:
            yield Part(Feature.DETAIL, kind["kind"])
            yield Part(Feature.ROLE, self._names.named(kind["role"]).name)
        else:
            yield Part(feature, printed)

    def _kind(self, printed: str) -> re.Match[str] | None:
        """Match a role of some kind (`former client`), which is no narrative (`for the client`)."""
        found = self._kind_of_role.fullmatch(printed)
        if found is None or not _NO_KIND.isdisjoint(found["kind"].casefold().split()):
            return None
        return found

    def _credit(self, words: str, parts: tuple[Part, ...]) -> Credit:
        first = parts[0]
        role = next((p.value for p in parts if p.feature is Feature.ROLE), None)
        code = next((p.value for p in parts if p.feature is Feature.ID), None)
        if role is not None:
            group = self._short.get(role) or self._names.named(role).group
        else:
            group = self._group_of_code(code or "")
        if first.feature is Feature.ROLE:
            return Credit(first.value, group, parts[1:])
        return Credit(
            code or role or (first.value if first.feature is Feature.DETAIL else words),
            group,
            parts,
        )

    def _group_of_code(self, code: str) -> Group:
        found = _CODE.fullmatch(code)
        return self._short.get((found and found["letters"]) or "", Group.OTHER)


def short_names(text: str, names: Attributions) -> dict[str, Group]:
    """Return the short names a report defines for its groups: `employment specialists (ES)`."""
    defined = re.compile(
        rf"\b(?P<role>{names.pattern})s?\s*\(\s*(?P<short>(?-i:[A-Z]{{1,5}}))s?\s*\)", re.IGNORECASE
    )
    return {m["short"]: names.named(m["role"]).group for m in defined.finditer(text)}


def by_position(printed: Sequence[Credit]) -> tuple[Credit, ...]:
    """Name details by where they stand: what a report prints second of everyone is one feature.

    A detail takes the feature that at least two other speakers have in its place, if no third
    feature stands there and they are at least half of those who have something there.
    """
    places: dict[int, Counter[Feature]] = {}
    for credit in printed:
        for at, part in enumerate(credit.parts):
            places.setdefault(at, Counter())[part.feature] += 1
    usual = {at: found for at, seen in places.items() if (found := _usual(seen)) is not None}
    return tuple(
        replace(
            credit,
            parts=tuple(
                Part(usual.get(at, part.feature), part.value)
                if part.feature is Feature.DETAIL
                else part
                for at, part in enumerate(credit.parts)
            ),
        )
        for credit in printed
    )


def _usual(seen: Counter[Feature]) -> Feature | None:
    known = [feature for feature in seen if feature is not Feature.DETAIL]
    if len(known) != 1 or known[0] is Feature.ID:
        return None
    (feature,) = known
    return feature if seen[feature] >= max(2, seen[Feature.DETAIL]) else None


def _feature(printed: str, *, first: bool) -> Feature:
    if _AGE.fullmatch(printed) or (not first and _BARE_AGE.fullmatch(printed)):
        return Feature.AGE
    if _GENDER.fullmatch(printed if len(printed) == 1 else printed.casefold()):
        return Feature.GENDER
    if _SITE.fullmatch(printed):
        return Feature.SITE
    code = _CODE.fullmatch(printed)
    if code is not None and code["letters"] not in _NOT_SPEAKERS:
        return Feature.ID
    return Feature.DETAIL
