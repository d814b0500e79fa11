"""The sample review that comes with the program: invented throughout, nobody in it exists.

Eight transcripts in four formats, four short study reports, and everything that two reviewers
decided about them. `sample_files` gives the sources; the `load_` functions give the decisions as
values, in the order in which their files list them; `find_passage` finds what a decision is about.
"""

from __future__ import annotations

from corpora.samples.loading import (
    load_appraisals,
    load_coding,
    load_consensus,
    load_edges,
    load_findings,
    load_sources,
    load_studies,
    sample_files,
)
from corpora.samples.passages import find_passage
from corpora.samples.sample_review import (
    AppraisalAnswer,
    CodingDecision,
    Component,
    ComponentAssessment,
    Concern,
    Confidence,
    ConsensusDecision,
    Decision,
    EdgeEvidence,
    EdgeStatus,
    EvidenceKind,
    Handling,
    NegativeCase,
    SampleEdge,
    SampleFinding,
    SampleSource,
    SampleStudy,
    Stance,
)

__all__ = [
    "AppraisalAnswer",
    "CodingDecision",
    "Component",
    "ComponentAssessment",
    "Concern",
    "Confidence",
    "ConsensusDecision",
    "Decision",
    "EdgeEvidence",
    "EdgeStatus",
    "EvidenceKind",
    "Handling",
    "NegativeCase",
    "SampleEdge",
    "SampleFinding",
    "SampleSource",
    "SampleStudy",
    "Stance",
    "find_passage",
    "load_appraisals",
    "load_coding",
    "load_consensus",
    "load_edges",
    "load_findings",
    "load_sources",
    "load_studies",
    "sample_files",
]
