"""Contact details, numbers and dates that tell who someone is, by how they are written.

Few and strict: what is found so is hardly ever anything else. Formats are those of the United
Kingdom and the United States, and of international telephone numbers (E.123).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpora.names.name import NameKind

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|[nr]d|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|[nr]d|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|[nr]d|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|[nr]d|th)?|{_MONTH} \d{{4}})"
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]"
    "|UT|V[AT]|W[AIVY]"
)
_PATTERNS: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    (
        NameKind.URL,
        re.compile(r"\b(?:https?://|www\.)[^\s<>\"'“”\u2018\u2019\[\]{}|\\^`]+[\w/=&#%~+-]"),
    ),
    (
        NameKind.EMAIL,
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[^\W_](?:[\w-]{0,62})\.){1,5}[^\W\d_]{2,24}\b"),
    ),
    (
        NameKind.ID,  # a National Insurance number
        re.compile(
            r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r" ?\d\d ?\d\d ?\d\d ?[A-D]\b"
        ),
    ),
    (NameKind.ID, re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-\d\d-\d{4}(?![\w-])")),
    (
        NameKind.ADDRESS,
        re.compile(
            r"\b\d{1,4}[a-z]? (?:[A-Z][\w'\u2019-]{1,30} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive"
            r"|Close|Court|Crescent|Terrace|Way|Place|Gardens|Square|Boulevard|Blvd)\b"
        ),
    ),
    (
        NameKind.ADDRESS,  # a postcode
        re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"),
    ),
    (NameKind.ADDRESS, re.compile(rf"\b(?:{_STATES}) \d{{5}}(?:-\d{{4}})?\b")),
    (
        NameKind.DATE,
        re.compile(
            r"\b(?:(?i:born|date of birth|d\.?o\.?b\.?|birthday|birth date)[\s:,]{0,3}"
            rf"(?:(?i:is|was|on|in|the|my)\s){{0,3}})(?P<said>{_DAY}|(?<=in )(?:19|20)\d\d\b)"
        ),
    ),
)
_DIGITS = re.compile(
    r"(?<![\w.,:/#£$€-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{2,11}(?:[ .-]\d{2,8}){0,5}"
    r"(?![\w:%]|[.,/-]\d)"
)
_US = re.compile(r"(?:1[ .-])?\(?[2-9]\d\d\)?[ .-][2-9]\d\d[.-]\d{4}")
_NHS = re.compile(r"\d{3}[ -]\d{3}[ -]\d{4}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words that a pattern shows to be a name or a contact."""

    kind: NameKind
    text: str
    start: int


def sightings(text: str) -> Iterator[Sighting]:
    """Yield contact details, numbers of persons, addresses and dates of birth in a text.

    They may overlap, as an address and the postcode in it do not; each kind is in text order.
    """
    for kind, pattern in _PATTERNS:
        group = "said" if "said" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield Sighting(kind, match[group], match.start(group))
    for match in _DIGITS.finditer(text):
        of = _number_kind(match.group())
        if of is not None:
            yield Sighting(of, match.group(), match.start())


def _number_kind(written: str) -> NameKind | None:
    digits = re.sub(r"\D", "", written)
    if _NHS.fullmatch(written) and _is_nhs_number(digits):
        return NameKind.ID
    called = (
        (written.startswith("+") and 9 <= len(digits) <= 15)
        or (written.startswith(("0", "(0")) and 10 <= len(digits) <= 11 and digits[1] != "0")
        or (written.startswith("00") and 11 <= len(digits) <= 15)
        or _US.fullmatch(written) is not None
    )
    return NameKind.PHONE if called else None


def _is_nhs_number(digits: str) -> bool:
    """Check the last digit, which is made from the others (modulus 11; NHS Data Dictionary)."""
    rest = 11 - sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return rest != 10 and rest % 11 == int(digits[9])
