"""A name with the forms it takes in texts, and the pseudonym that stands for all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from qes.errors import UserError

MAX_FORM = 120
"""Characters of one form; longer is a sentence."""
_MAX_PSEUDONYM = 60
_EDGE = " \t\r\n\u00a0.,:;!?…\"'“”\u2018\u2019«»*_|=<>\\/-\u2013\u2014"
_PSEUDONYM = re.compile(r"\[?[^\W_](?:[\w '\u2019.-]*[^\W_])?\]?")


class NameKind(StrEnum):
    """What a name is of."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    DATE = "date"
    URL = "url"
    ID = "id"


class Where(StrEnum):
    """In which position a form is the name and not another word."""

    ANYWHERE = "anywhere"
    LABEL = "label"
    """Where a transcript says who speaks: `stokes:` is a person, `stokes fears` is not."""
    WITHIN = "within"
    """Not at the start of a sentence, where `Will` may be the verb."""


class FoundBy(StrEnum):
    """What showed that words are a name."""

    LABEL = "label"
    PATTERN = "pattern"
    NER = "ner"


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """One way a name is written, in the case it is written in."""

    text: str
    where: Where = Where.ANYWHERE


@dataclass(frozen=True, slots=True)
class Name:
    """One person, place or other thing with a name, and what stands for it."""

    kind: NameKind
    pseudonym: str
    forms: tuple[Form, ...]
    """The fullest first."""


_WORDS = {
    NameKind.PERSON: "Person",
    NameKind.PLACE: "Place",
    NameKind.ORGANISATION: "Organisation",
    NameKind.EMAIL: "Email",
    NameKind.PHONE: "Phone",
    NameKind.ADDRESS: "Address",
    NameKind.DATE: "Date",
    NameKind.URL: "Link",
    NameKind.ID: "Number",
}
NUMBERED = re.compile(rf"\b(?:{'|'.join(_WORDS.values())}) [1-9]\d{{0,5}}\b")
"""A pseudonym as `next_pseudonym` makes them."""


def next_pseudonym(kind: NameKind, taken: Collection[str]) -> str:
    """Return the first free pseudonym of a kind, such as `Person 3`.

    Without brackets: it reads as a speaker's label as well as in a sentence, and a line that
    begins with it is not taken for a stage direction.
    """
    n = 1
    while f"{_WORDS[kind]} {n}" in taken:
        n += 1
    return f"{_WORDS[kind]} {n}"


def checked_pseudonym(text: str) -> str:
    """Return a pseudonym that a person chose, if it can stand in a file of any format.

    Raises:
        UserError: it holds what a label, a table or markup would be broken by.
    """
    chosen = " ".join(unicodedata.normalize("NFC", text).split())
    fits = _PSEUDONYM.fullmatch(chosen) is not None
    if not fits or len(chosen) > _MAX_PSEUDONYM or chosen.startswith("[") != chosen.endswith("]"):
        raise UserError(
            f"{text!r} cannot be a pseudonym",
            hint=f"letters, digits, spaces, - and ', up to {_MAX_PSEUDONYM} characters",
        )
    return chosen


def cleaned(text: str) -> str:
    """Return words as a form keeps them: composed, single spaces, no marks at the edges.

    No form so ends a sentence: a full stop after a name stays in the text.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    bare = composed.strip(_EDGE)
    return (
        bare.rstrip(_EDGE + "([") if bare.count("(") <= bare.count(")") else bare.strip("(" + _EDGE)
    )
