"""Read the sample review's files, which ship inside the package, into values."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from typing import TypedDict, cast

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
from corpora.source import SourceKind


class _Study(TypedDict):
    """A study as `studies.yaml` writes it."""

    id: str
    label: str
    year: int
    country: str
    design: str
    participants: str
    setting: str
    sources: list[str]


class _Source(TypedDict):
    """A source as `sources.yaml` writes it."""

    file: str
    study: str
    kind: str
    title: str
    group: str | None
    site: str | None


class _Assessed(TypedDict):
    """A level with its explanation."""

    level: str
    explanation: str


class _Negative(TypedDict):
    """A negative case as `findings.yaml` writes it."""

    file: str
    words: str
    description: str
    handling: str
    explanation: str


class _Finding(TypedDict):
    """A finding as `findings.yaml` writes it."""

    id: str
    group_heading: str
    statement: str
    codes: list[str]
    studies: list[str]
    components: dict[str, _Assessed]
    overall: _Assessed
    assessors: list[str]
    searched_for_negative: bool
    negative_cases: list[_Negative]


class _Evidence(TypedDict):
    """Evidence for an edge as `edges.yaml` writes it."""

    kind: str
    study: str
    file: str
    words: str
    phrase: str


class _Edge(TypedDict):
    """An edge as `edges.yaml` writes it."""

    id: str
    source: str
    target: str
    kind: str
    sign: str
    evidence: list[_Evidence]
    status: str
    decided_by: str
    reason: str


def sample_files() -> tuple[Traversable, ...]:
    """Return the sample review's sources, transcripts first, in the order of `load_sources`."""
    folder = _folder()
    return tuple(folder / source.file for source in load_sources())


def load_studies() -> tuple[SampleStudy, ...]:
    """Return the included studies, the review's own interviews last."""
    rows = cast("list[_Study]", _yaml("studies.yaml"))
    return tuple(_study(row) for row in rows)


def load_sources() -> tuple[SampleSource, ...]:
    """Return what is known of each source beside its words: study, kind, group, site."""
    return tuple(_source(row) for row in cast("list[_Source]", _yaml("sources.yaml")))


def load_coding() -> tuple[CodingDecision, ...]:
    """Return both reviewers' coding decisions."""
    return tuple(
        CodingDecision(
            reviewer=row["reviewer"],
            file=row["file"],
            words=row["words"],
            decision=Decision(row["decision"]),
            code=row["code"] or None,
            stance=Stance(row["stance"]) if row["stance"] else None,
            reason=row["reason"],
        )
        for row in _csv("coding.csv")
    )


def load_consensus() -> tuple[ConsensusDecision, ...]:
    """Return what was agreed, one row for each code that the reviewers had differed on."""
    return tuple(
        ConsensusDecision(
            file=row["file"],
            words=row["words"],
            code=row["code"],
            decision=Decision(row["decision"]),
            reason=row["reason"],
        )
        for row in _csv("consensus.csv")
    )


def load_appraisals() -> tuple[AppraisalAnswer, ...]:
    """Return the answers of both appraisers and of their consensus."""
    return tuple(
        AppraisalAnswer(
            study=row["study"],
            item=row["item"],
            appraiser=row["appraiser"],
            value=row["value"],
            modifier=row["modifier"] or None,
            reason=row["reason"],
        )
        for row in _csv("appraisals.csv")
    )


def load_findings() -> tuple[SampleFinding, ...]:
    """Return the review findings with their assessments."""
    return tuple(_finding(row) for row in cast("list[_Finding]", _yaml("findings.yaml")))


def load_edges() -> tuple[SampleEdge, ...]:
    """Return the edges proposed for the logic model, with what was decided."""
    return tuple(_edge(row) for row in cast("list[_Edge]", _yaml("edges.yaml")))


def _study(row: _Study) -> SampleStudy:
    return SampleStudy(
        id=row["id"],
        label=row["label"],
        year=row["year"],
        country=row["country"],
        design=row["design"],
        participants=row["participants"],
        setting=row["setting"],
        sources=tuple(row["sources"]),
    )


def _source(row: _Source) -> SampleSource:
    return SampleSource(
        file=row["file"],
        study=row["study"],
        kind=SourceKind(row["kind"]),
        title=row["title"],
        group=row["group"],
        site=row["site"],
    )


def _finding(row: _Finding) -> SampleFinding:
    return SampleFinding(
        id=row["id"],
        group_heading=row["group_heading"],
        statement=row["statement"],
        codes=tuple(row["codes"]),
        studies=tuple(row["studies"]),
        components=tuple(
            ComponentAssessment(
                component=component,
                level=Concern(row["components"][component]["level"]),
                explanation=row["components"][component]["explanation"],
            )
            for component in Component
        ),
        overall=Confidence(row["overall"]["level"]),
        explanation=row["overall"]["explanation"],
        assessors=tuple(row["assessors"]),
        searched_for_negative=row["searched_for_negative"],
        negative_cases=tuple(_negative_case(case) for case in row["negative_cases"]),
    )


def _negative_case(case: _Negative) -> NegativeCase:
    return NegativeCase(
        file=case["file"],
        words=case["words"],
        description=case["description"],
        handling=Handling(case["handling"]),
        explanation=case["explanation"],
    )


def _edge(row: _Edge) -> SampleEdge:
    return SampleEdge(
        id=row["id"],
        source=row["source"],
        target=row["target"],
        kind=row["kind"],
        sign=row["sign"],
        evidence=tuple(
            EdgeEvidence(
                kind=EvidenceKind(item["kind"]),
                study=item["study"],
                file=item["file"],
                words=item["words"],
                phrase=item["phrase"],
            )
            for item in row["evidence"]
        ),
        status=EdgeStatus(row["status"]),
        decided_by=row["decided_by"],
        reason=row["reason"],
    )


def _folder() -> Traversable:
    return files(__package__)


def _yaml(name: str) -> Sequence[object]:
    # YAML is needed only by the demo; light commands import this room too.
    from ruamel.yaml import YAML  # noqa: PLC0415

    with (_folder() / name).open("r", encoding="utf-8") as stream:
        return cast("Sequence[object]", YAML(typ="safe", pure=True).load(stream))


def _csv(name: str) -> Sequence[Mapping[str, str]]:
    text = (_folder() / name).read_bytes().decode("utf-8")
    return tuple(csv.DictReader(StringIO(text, newline="")))
