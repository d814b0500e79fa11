"""The names in speaker labels: `Ann Lee (Harbour Trust)`, `Lee, Ann`, `annl`, `Interviewer (Ann)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.source import Role
from corpora.speech.speakers import (
    clean_label,
    is_handle,
    is_name,
    is_person,
    label_key,
    role_of,
    speaks_by_itself,
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TAIL = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\s[|/@\u2013-]\s*([^|()\[\]]+)|,\s*([^|()\[\]]+)")
_REVERSED = re.compile(r"(?P<surname>[^\s,]+(?: [^\s,]+)?),\s*(?P<given>[^\s,]+(?: [^\s,.]+\.?)?)")
_PRONOUNS = re.compile(
    r"(?:she|he|they|her|him|his|them|theirs?|hers)(?:\s*/\s*\w+)*", re.IGNORECASE
)
_SAID_OF_SEATS = _words(
    "host co-host cohost guest external me you unverified org presenter organizer organiser"
    " phd ph.d md m.d psyd psy.d msc m.sc bsc b.sc ba ma mba rn esq jr sr"
)
"""What meeting programs print after a name, and degrees."""
_HANDLE = re.compile(r"[a-z]{2,}[\w.\-]*\d{3,}[\w.\-]*|[a-z][\w.\-]*[_.][\w.\-]*")
"""`pk4711`, `ann_lee`: a nickname; `p1` and `ES12` are participants' codes."""
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")
_TITLES = _words(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend father sister herr frau mme m"
)
_PARTICLES = _words(
    "van der den de del della di da do dos du la le von zu zur ter ten bin ibn al el and & of y"
)


@dataclass(frozen=True, slots=True)
class LabelNames:
    """What a speaker's label says of who they are."""

    label: str
    name: str | None
    """A person's; None where the label names a part or a code."""
    whole: bool
    """Nothing but this person's names stands in the label, so it is replaced as one."""
    handles: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    initials: bool = False
    """The name is initials only, such as `AL`."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name, taken apart; a name of one word is a given name."""

    given: str
    surnames: tuple[str, ...] = ()
    """With particles first, then the last word alone."""
    short: str | None = None
    """Given name and surname without what stands between."""


def label_names(printed: str) -> LabelNames:
    """Return the names in a speaker label.

    Roles (`Interviewer`), codes (`P1`, `ES12`) and numbers (`Speaker 2`) are no names.
    """
    label = clean_label(printed)
    reversed_ = _REVERSED.fullmatch(label)
    if reversed_ is not None and is_name(label) and len(reversed_["surname"].split()) == 1:
        return LabelNames(label, f"{reversed_['given']} {reversed_['surname']}", whole=True)
    tails = [
        next(part for part in match.groups() if part)
        for match in _TAIL.finditer(label)
        if any(match.groups())
    ]
    first = _TAIL.search(label)
    head = without_title(label[: first.start()] if first is not None else label)
    if _is_role(label_key(head)):
        named = next((one for tail in tails if _is_personal(one := without_title(tail))), None)
        return LabelNames(label, named, whole=False)
    if not _is_personal(head):
        return LabelNames(label, None, whole=False)
    return _sorted_out(label, head, [tail.strip() for tail in tails])


def _sorted_out(label: str, head: str, tails: list[str]) -> LabelNames:
    """Tell what the words after a name are: the person's too, a body they are of, or a part."""
    own: list[str] = []
    bodies: list[str] = []
    others = 0
    for tail in tails:
        key = label_key(tail)
        if not key or _PRONOUNS.fullmatch(tail) or key in _SAID_OF_SEATS or _is_role(key):
            others += 1
        elif len(tail) <= 3 and all(
            letter in _initials(head) for letter in key if letter.isalpha()
        ):
            own.append("")
        elif is_handle(tail) and (tail[0].islower() or any(char.isdigit() for char in tail)):
            own.append(tail)
        elif is_name(tail) and is_person(key):
            bodies.append(tail)
        else:
            others += 1
    whole = bool(own) and not bodies and not others
    initials = _INITIALS.fullmatch(head) is not None
    return LabelNames(label, head, whole, tuple(filter(None, own)), tuple(bodies), initials)


def _is_role(key: str) -> bool:
    return role_of(key) is not Role.UNKNOWN or (
        speaks_by_itself(key) and _HANDLE.fullmatch(key) is None
    )


def _is_personal(words: str) -> bool:
    key = label_key(words)
    if not words or not is_person(key) or _is_role(key):
        return False
    if sum(char.isalpha() for char in words) < 2:
        return False  # T: and C: are parts, not people
    return is_name(words) or (is_handle(words) and len(words) > 2)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.casefold().split())


def initials_of(name: str) -> str:
    """Return a name's initials, of three words or more the first and last: Ann van der Lee is AL."""
    words = [word for word in without_title(name).split() if word.casefold() not in _PARTICLES]
    return "".join(word[0] for word in (words if len(words) < 3 else (words[0], words[-1]))).upper()


def without_title(name: str) -> str:
    """Take `Dr` and the like off a name."""
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        del words[0]
    return " ".join(words)


def name_parts(name: str) -> NameParts:
    """Take a person's name apart; initials are no parts."""
    words = without_title(name).split()
    if len(words) < 2:
        return NameParts(words[0] if words else "")
    at = next(
        (n for n, word in enumerate(words[1:], start=1) if word.casefold() in _PARTICLES),
        len(words) - 1,
    )
    full = [word for word in words[at:] if len(word.rstrip(".")) > 1]
    surnames = dict.fromkeys((" ".join(full), full[-1])) if full else {}
    given = words[0] if len(words[0].rstrip(".")) > 1 else ""
    short = f"{words[0]} {' '.join(full)}" if full and at > 1 else None
    return NameParts(given, tuple(surnames), short)
