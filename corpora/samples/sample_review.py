"""The values of the fictional sample review: what its people decided, before any project holds it.

Passages are named by a file and an excerpt of it (`words`), not by offsets: the excerpt occurs
exactly once in the file's canonical text, and the passage meant is the turn, paragraph or quote
that it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpora.source import SourceKind


class Decision(StrEnum):
    """What a reviewer, or the consensus, said about a code at a passage."""

    APPLY = "apply"
    REJECT = "reject"
    NONE = "none"
    """The passage was looked at and no code applies; such a row names no code."""


class Stance(StrEnum):
    """How a passage stands to the code applied to it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"


class Concern(StrEnum):
    """How grave the concerns about one CERQual component are."""

    NO_OR_VERY_MINOR = "no_or_very_minor"
    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


class Confidence(StrEnum):
    """The overall CERQual judgement on a finding."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


class Component(StrEnum):
    """The four things CERQual asks about a finding."""

    METHODOLOGICAL_LIMITATIONS = "methodological_limitations"
    COHERENCE = "coherence"
    ADEQUACY = "adequacy"
    RELEVANCE = "relevance"


class Handling(StrEnum):
    """What was done about a case that speaks against a finding."""

    EXPLAINED = "explained"
    FINDING_MODIFIED = "finding_modified"
    KEPT_AS_EXCEPTION = "kept_as_exception"
    SET_ASIDE = "set_aside"


class EdgeStatus(StrEnum):
    """Where a proposed edge of the logic model stands."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PARKED = "parked"


class EvidenceKind(StrEnum):
    """Who claims the link that an edge draws."""

    PARTICIPANT_CLAIM = "participant_claim"
    AUTHOR_CLAIM = "author_claim"


@dataclass(frozen=True, slots=True)
class SampleStudy:
    """One included study and the files that hold it."""

    id: str
    label: str
    year: int
    country: str
    design: str
    participants: str
    setting: str
    sources: tuple[str, ...]
    """File names, as in `sample_files`."""


@dataclass(frozen=True, slots=True)
class SampleSource:
    """One source file: which study it belongs to and whose words it holds."""

    file: str
    study: str
    kind: SourceKind
    title: str
    group: str | None
    """The participant group of a transcript; None for a report."""
    site: str | None


@dataclass(frozen=True, slots=True)
class CodingDecision:
    """What one reviewer said about one code at one passage."""

    reviewer: str
    file: str
    words: str
    decision: Decision
    code: str | None
    """None where, and only where, the decision is `NONE`."""
    stance: Stance | None
    """None unless the decision is `APPLY`."""
    reason: str
    """May be empty."""


@dataclass(frozen=True, slots=True)
class ConsensusDecision:
    """What the reviewers agreed about one code at one passage where they had differed."""

    file: str
    words: str
    code: str
    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class AppraisalAnswer:
    """One answer to one item of the appraisal instrument."""

    study: str
    item: str
    appraiser: str
    """A reviewer's name, or `consensus`."""
    value: str
    """The scale's code; for a free-text item the text."""
    modifier: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ComponentAssessment:
    """The judgement on one CERQual component of a finding."""

    component: Component
    level: Concern
    explanation: str


@dataclass(frozen=True, slots=True)
class NegativeCase:
    """A passage that speaks against a finding, and what was done about it."""

    file: str
    words: str
    description: str
    handling: Handling
    explanation: str


@dataclass(frozen=True, slots=True)
class SampleFinding:
    """One review finding with its codes, its negative cases and its assessment."""

    id: str
    group_heading: str
    statement: str
    codes: tuple[str, ...]
    studies: tuple[str, ...]
    components: tuple[ComponentAssessment, ...]
    overall: Confidence
    explanation: str
    assessors: tuple[str, ...]
    searched_for_negative: bool
    negative_cases: tuple[NegativeCase, ...]


@dataclass(frozen=True, slots=True)
class EdgeEvidence:
    """A passage in which somebody claims the link."""

    kind: EvidenceKind
    study: str
    file: str
    words: str
    phrase: str
    """The words inside the passage that carry the claim, such as "because of"."""


@dataclass(frozen=True, slots=True)
class SampleEdge:
    """An edge proposed for the logic model, with its evidence and what was decided."""

    id: str
    source: str
    """The code that names the box the edge leaves."""
    target: str
    kind: str
    sign: str
    evidence: tuple[EdgeEvidence, ...]
    status: EdgeStatus
    decided_by: str
    reason: str
