"""An appraisal instrument as data: its items, their scales, and how an answer is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from codebooks.cerqual import CerqualComponent
from codebooks.code import LineText, NameText, ProseText, without_controls
from codebooks.marked_yaml import validated
from codebooks.scale import Modifier, Scale, ScaleValue, Slug, each_once, folded
from codebooks.wording import Licence
from qes.errors import NotFound, UserError

_Data = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_ANSWER = re.compile(r"(?P<value>[^()]*?)\s*(?:\((?P<modifier>[^()]*)\))?")
MAX_FREE_TEXT = 10_000
"""Characters of a free-text answer."""


class Role(StrEnum):
    """What an item is for."""

    SCREENING = "screening"
    APPRAISAL = "appraisal"
    VALUE = "value"
    FREE_TEXT = "free_text"


class Section(BaseModel):
    """A group of items."""

    model_config = _Data

    id: Slug
    title: NameText


class Item(BaseModel):
    """One question asked of a study."""

    model_config = _Data

    id: Slug
    section: Slug | None = None
    short: NameText
    """A few words for the head of a table's column."""
    prompt: ProseText
    hints: tuple[ProseText, ...] = ()
    scale: Slug | None = None
    """The id of its scale; none for free text."""
    required: bool = True
    role: Role = Role.APPRAISAL
    cerqual: CerqualComponent | None = None
    """The CERQual component that its answers are signals for."""


class Warn(StrEnum):
    """What certain answers bring up; a person decides."""

    STOP = "warn_stop"


class Branch(BaseModel):
    """When one of these items has one of these values, say so."""

    model_config = _Data

    items: tuple[Slug, ...]
    values: tuple[Slug, ...]
    then: Warn


class Overall(BaseModel):
    """An overall judgement on a study: made by a person, never computed."""

    model_config = _Data

    scale: Slug


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as read: the code of a value, or a free text, and the code of a modifier."""

    value: str
    modifier: str | None = None


class Instrument(BaseModel):
    """An appraisal instrument; no sum or score is computed from it."""

    model_config = _Data

    id: Slug
    title: NameText
    citation: ProseText
    licence: Licence
    version: LineText = "1"
    language: LineText = "en"
    applies_to: tuple[NameText, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...]
    scales: dict[Slug, Scale] = {}
    modifiers: tuple[Modifier, ...] = ()
    overall: Overall | None = None
    branching: tuple[Branch, ...] = ()
    note: ProseText = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.items:
            raise ValueError("the instrument has no items")
        each_once("item", (item.id for item in self.items))
        each_once("section", (section.id for section in self.sections))
        each_once("modifier", (modifier.code.casefold() for modifier in self.modifiers))
        sections = {section.id for section in self.sections}
        for item in self.items:
            if item.section is not None and item.section not in sections:
                raise ValueError(f"item {item.id!r} names the section {item.section!r}: not there")
            if (item.scale is None) is not (item.role is Role.FREE_TEXT):
                raise ValueError(f"item {item.id!r} must have a scale, or the role free_text")
        used = {item.scale for item in self.items} | {self.overall.scale if self.overall else None}
        for scale in sorted(used - {None} - set(self.scales), key=str):
            raise ValueError(f"the scale {scale!r} is used, but not there")
        self._check_branches()
        return self

    def _check_branches(self) -> None:
        items = {item.id: item for item in self.items}
        for branch in self.branching:
            for item_id in branch.items:
                scale = self.scales.get(items[item_id].scale or "") if item_id in items else None
                codes = {value.code for value in scale.values} if scale else set()
                if not codes.issuperset(branch.values):
                    raise ValueError(f"a branch asks {item_id!r} for values it cannot have")

    def item(self, item_id: str) -> Item:
        """Return the item with this id.

        Raises:
            NotFound: there is none.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        known = ", ".join(item.id for item in self.items)
        raise NotFound(f"{self.id} has no item {item_id!r}", hint=f"its items are {known}")

    def values_of(self, item_id: str) -> tuple[ScaleValue, ...]:
        """Return the values an item may get; none for free text."""
        scale = self.item(item_id).scale
        return () if scale is None else self.scales[scale].values

    def parse_answer(self, item_id: str, text: str) -> Answer:
        """Read an answer as a table's cell holds it: `Y`, `Yes`, `y (mm)`, or free text.

        Codes, labels and aliases fit in any case.

        Raises:
            NotFound: the instrument has no such item.
            UserError: the item may not get this answer; the hint names what it may get.
        """
        values = self.values_of(item_id)
        if self.item(item_id).role is Role.FREE_TEXT:
            return Answer(_free_text(item_id, text))
        read = _ANSWER.fullmatch(text.strip())
        wanted, mark = (read["value"], read["modifier"]) if read else (text, None)
        found = next((each for each in values if each.is_spelt(wanted)), None)
        if found is None:
            allowed = ", ".join(f"{each.code} ({each.label})" for each in values)
            raise UserError(f"{item_id}: {text!r} is no answer", hint=f"it may be {allowed}")
        if mark is None:
            return Answer(found.code)
        for modifier in self.modifiers:
            if folded(modifier.code) == folded(mark):
                return Answer(found.code, modifier.code)
        marks = ", ".join(each.code for each in self.modifiers) or "nothing"
        raise UserError(
            f"{item_id}: {mark!r} may not stand in brackets in {text!r}", hint=f"only {marks} may"
        )


def load_instrument(text: str, name: str) -> Instrument:
    """Read an instrument file.

    Raises:
        Refused: it is not YAML, not an instrument, or its official wording may not be passed on.
    """
    return validated(Instrument, text, name)


def _free_text(item_id: str, text: str) -> str:
    try:
        without_controls(text)
    except ValueError as error:
        raise UserError(f"{item_id}: the text {error}", hint="take it out") from error
    if len(text) > MAX_FREE_TEXT:
        raise UserError(
            f"{item_id}: the text has {len(text):,} characters", hint=f"at most {MAX_FREE_TEXT:,}"
        )
    return text.strip()
