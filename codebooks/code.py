"""A code: what may be said about a passage, with the words a coder decides by."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from qes.base import CodeId

_FOREIGN_TO_AN_ID = re.compile(r"[;>\n\t]")


class Level(StrEnum):
    """How high in the tree a code stands."""

    DOMAIN = "domain"
    THEME = "theme"
    SUBTHEME = "subtheme"


class Origin(StrEnum):
    """Where a code came from: the framework, the authors' own themes, or the reading."""

    FRAMEWORK = "framework"
    DEDUCTIVE = "deductive"
    INDUCTIVE = "inductive"


class CodeStatus(StrEnum):
    """Whether a code may still be given to a passage."""

    ACTIVE = "active"
    MERGED = "merged"
    RETIRED = "retired"


class ColumnKind(StrEnum):
    """The part of a logic model that a code and the codes below it speak to."""

    CONTEXT = "context"
    INPUT = "input"
    ACTIVITY = "activity"
    PROGRAMME_ELEMENT = "programme_element"
    OUTPUT = "output"
    MECHANISM = "mechanism"
    INFLUENCING_FACTOR = "influencing_factor"
    SHORT_TERM_EFFECT = "short_term_effect"
    INTERMEDIATE_OUTCOME = "intermediate_outcome"
    LONG_TERM_EFFECT = "long_term_effect"
    IMPACT = "impact"
    ASSUMPTION = "assumption"
    EXTERNAL_FACTOR = "external_factor"
    UNINTENDED = "unintended"


def level_below(above: Level | None) -> Level:
    """Return the level a code takes under one of this level where nobody names one.

    A root (under None) is a domain; below a theme everything is a subtheme.
    """
    if above is None:
        return Level.DOMAIN
    return Level.THEME if above is Level.DOMAIN else Level.SUBTHEME


def without_controls(text: str) -> str:
    """Return the text as it is.

    Raises:
        ValueError: a control character other than a new line or a tab stands in it, or half a
            surrogate pair: neither may reach a terminal or a file.
    """
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(f"holds the character U+{ord(character):04X}, which is not text")
    return text


def in_one_line(text: str) -> str:
    """Return the text as it is.

    Raises:
        ValueError: it holds a control character or more than one line.
    """
    if "\n" in text or "\t" in text:
        raise ValueError("must stand in one line, without tabs")
    return without_controls(text)


def _writable_id(text: str) -> str:
    # A semicolon separates codes in a table's cell; ">" separates the steps of a path.
    if _FOREIGN_TO_AN_ID.search(text):
        raise ValueError("may not hold ';', '>', a tab or a new line")
    return without_controls(text)


IdText = Annotated[
    CodeId, StringConstraints(min_length=1, max_length=64), AfterValidator(_writable_id)
]
"""The id of a code: 1 to 64 characters; ours are slugs, files of others hold spaces and colons."""
LineText = Annotated[str, StringConstraints(max_length=300), AfterValidator(in_one_line)]
"""A title or the like: one line, or nothing."""
NameText = Annotated[
    str, StringConstraints(min_length=1, max_length=300), AfterValidator(in_one_line)
]
"""A line that may not be empty."""
ProseText = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(without_controls)]
"""A definition, a note or an example: any number of lines."""


class Code(BaseModel):
    """One code of a codebook; outer white space of every text is dropped.

    A definition may be empty: codes that are made while reading have none yet, and
    `codebooks.checks` says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: IdText
    """Unique in its codebook, never given to another code."""
    parent: IdText | None = None
    """The id of the code above; none for a root."""
    name: NameText
    definition: ProseText = ""
    include: ProseText = ""
    """What belongs under the code."""
    exclude: ProseText = ""
    """What does not, and which code it belongs under instead."""
    examples: tuple[ProseText, ...] = ()
    """Sentences that would get the code; the ranker of suggestions reads them too."""
    level: Level
    origin: Origin = Origin.INDUCTIVE
    kind: ColumnKind | None = None
    """The code's own kind; `Codebook.kind_of` looks further up."""
    status: CodeStatus = CodeStatus.ACTIVE
