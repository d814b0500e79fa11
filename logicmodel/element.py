"""What the model is made of: one element for each code of the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ElementKind(StrEnum):
    """What part a code plays in a logic model; a preset says which column holds which kind."""

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


OUTCOME_KINDS = frozenset(
    {
        ElementKind.SHORT_TERM_EFFECT,
        ElementKind.INTERMEDIATE_OUTCOME,
        ElementKind.LONG_TERM_EFFECT,
        ElementKind.IMPACT,
        ElementKind.UNINTENDED,
    }
)
"""The kinds that say what came of a programme."""


class ElementLevel(StrEnum):
    """Where a code stands in the codebook's tree."""

    DOMAIN = "domain"
    THEME = "theme"
    SUBTHEME = "subtheme"


class ElementStatus(StrEnum):
    """Whether a code is in use; only an active one is shown in the model."""

    ACTIVE = "active"
    MERGED = "merged"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Element:
    """One code as the model sees it."""

    code: str
    """The code's id, unique among the elements of a model."""
    parent: str | None
    title: str
    level: ElementLevel
    kind: ElementKind | None
    """None: the kind of the nearest ancestor that has one."""
    order: int
    """The place among its siblings; ties go by code."""
    studies: tuple[str, ...] = ()
    """The studies with a passage under this very code; repeats count once."""
    status: ElementStatus = ElementStatus.ACTIVE
