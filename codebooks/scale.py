"""The answers an item may get, and the marks that may follow one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from codebooks.code import NameText

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
"""A short id without spaces."""
_Data = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Tone(StrEnum):
    """How a value reads at a glance; it picks sign and colour and is never counted."""

    GOOD = "good"
    UNCLEAR = "unclear"
    BAD = "bad"
    NONE = "none"


class ScaleValue(BaseModel):
    """One answer a scale allows."""

    model_config = _Data

    code: Slug
    label: NameText
    tone: Tone
    aliases: tuple[NameText, ...] = ()
    """Other spellings that tables of published reviews use for it."""

    def spellings(self) -> frozenset[str]:
        """Return all ways to write it, folded."""
        return frozenset(folded(way) for way in (self.code, self.label, *self.aliases))

    def is_spelt(self, text: str) -> bool:
        """Say whether a text is its code, its label or an alias, in any case."""
        return folded(text) in self.spellings()


class Scale(BaseModel):
    """The answers an item may get."""

    model_config = _Data

    values: tuple[ScaleValue, ...]

    @model_validator(mode="after")
    def _is_unambiguous(self) -> Self:
        if not self.values:
            raise ValueError("has no values")
        each_once("spelling", (way for value in self.values for way in value.spellings()))
        return self


class Modifier(BaseModel):
    """A mark that may stand in brackets behind a value: `Y (MM)`."""

    model_config = _Data

    code: Slug
    label: NameText


def folded(text: str) -> str:
    """Return a text as answers are compared: case, spaces and the kind of apostrophe are equal."""
    return " ".join(text.replace("\u2019", "'").casefold().split())


def each_once(what: str, names: Iterable[str]) -> None:
    """Raise ValueError where a name is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {what} {name!r} is there twice")
        seen.add(name)
