"""GRADE-CERQual: what is judged about a review finding, and the levels it is judged on.

Levels are judged, never computed: nothing here turns four component levels into one.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from codebooks.code import NameText, ProseText
from codebooks.marked_yaml import validated
from codebooks.wording import Licence


class CerqualComponent(StrEnum):
    """The four things that bear on confidence in a finding."""

    METHODOLOGICAL_LIMITATIONS = "methodological_limitations"
    COHERENCE = "coherence"
    ADEQUACY = "adequacy"
    RELEVANCE = "relevance"


class ConcernLevel(StrEnum):
    """How serious the concerns about one component are, from least to most."""

    NO_OR_VERY_MINOR = "no_or_very_minor"
    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


class ConfidenceLevel(StrEnum):
    """How much confidence a finding deserves, from most to least."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


_Data = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ComponentEntry(BaseModel):
    """A component, its label and what it asks."""

    model_config = _Data

    id: CerqualComponent
    label: NameText
    definition: ProseText


class ConcernEntry(BaseModel):
    """A level of concern, its label and what it says."""

    model_config = _Data

    id: ConcernLevel
    label: NameText
    definition: ProseText


class ConfidenceEntry(BaseModel):
    """A level of confidence, its label, its mark and what it says."""

    model_config = _Data

    id: ConfidenceLevel
    label: NameText
    mark: NameText
    """Four circles, filled for confidence: `⊕⊕⊕⊝`."""
    definition: ProseText


class CerqualScheme(BaseModel):
    """Components and levels with their labels and definitions, each exactly once and in order."""

    model_config = _Data

    title: NameText
    citation: ProseText
    licence: Licence
    components: tuple[ComponentEntry, ...]
    concern_levels: tuple[ConcernEntry, ...]
    confidence_levels: tuple[ConfidenceEntry, ...]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        _all_in_order(tuple(each.id for each in self.components), CerqualComponent)
        _all_in_order(tuple(each.id for each in self.concern_levels), ConcernLevel)
        _all_in_order(tuple(each.id for each in self.confidence_levels), ConfidenceLevel)
        return self

    def component(self, component: CerqualComponent) -> ComponentEntry:
        """Return the entry of a component."""
        return next(each for each in self.components if each.id is component)

    def concern(self, level: ConcernLevel) -> ConcernEntry:
        """Return the entry of a level of concern."""
        return next(each for each in self.concern_levels if each.id is level)

    def confidence(self, level: ConfidenceLevel) -> ConfidenceEntry:
        """Return the entry of a level of confidence."""
        return next(each for each in self.confidence_levels if each.id is level)


@cache
def cerqual_scheme() -> CerqualScheme:
    """Return the scheme that comes with qes.

    References:
        Lewin S, et al. Applying GRADE-CERQual to qualitative evidence synthesis findings:
        introduction to the series. Implement Sci 2018;13(Suppl 1):2.
        doi:10.1186/s13012-017-0688-3
    """
    text = (files("codebooks") / "instruments" / "cerqual.yaml").read_text(encoding="utf-8")
    return validated(CerqualScheme, text, "cerqual.yaml")


_Enum = TypeVar("_Enum", bound=StrEnum)


def _all_in_order(given: tuple[_Enum, ...], wanted: type[_Enum]) -> None:
    if given != tuple(wanted):
        raise ValueError(f"must be, in this order: {', '.join(wanted)}")
