"""Review findings: writing them, linking codes and negative cases, assessing confidence.

Follows GRADE-CERQual (Lewin et al. 2018, Implementation Science 13 Suppl 1): what is assessed is
a finding; levels are judged by people and never computed from one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from codebooks.cerqual import CerqualComponent, ConcernLevel, ConfidenceLevel
from qes.base import CodeId, Json, texts_in
from qes.errors import UserError
from qes.services.appraising import appraised_studies
from qes.services.desk import Desk
from qes.services.lookup import find_code
from qes.services.naming import find_id, new_id
from qes.services.reading_codebook import read_codebook
from qes.services.studies import find_study, studies_by_code
from qes.store.identities import FINDINGS, ensure, ids
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

_MIN_WORDS = 12
_COMPONENT = "component:"
_NEGATIVE = "negative:"


class Handling(StrEnum):
    """How a case that speaks against a finding was dealt with."""

    EXPLAINED = "explained"
    FINDING_MODIFIED = "finding_modified"
    KEPT_AS_EXCEPTION = "kept_as_exception"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class ComponentAssessment:
    """What people judged of one component of one finding."""

    component: CerqualComponent
    level: ConcernLevel
    explanation: str


@dataclass(frozen=True, slots=True)
class OverallAssessment:
    """What people judged of the confidence in one finding."""

    level: ConfidenceLevel
    explanation: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One review finding with all that was said of it."""

    id: str
    statement: str
    group: str
    codes: tuple[CodeId, ...]
    studies: tuple[str, ...]
    """Studies that speak to its codes, unless people named them."""
    components: tuple[ComponentAssessment, ...]
    overall: OverallAssessment | None
    assessors: tuple[str, ...]
    negative_cases: tuple[str, ...]

    def component(self, wanted: CerqualComponent) -> ComponentAssessment | None:
        """Return what was judged of a component, if anything was."""
        return next((one for one in self.components if one.component is wanted), None)


@dataclass(frozen=True, slots=True)
class FindingCheck:
    """Something about a finding that a careful reader would ask about."""

    finding: str
    code: str
    message: str


def write_finding(
    desk: Desk,
    statement: str,
    *,
    group: str = "",
    codes: Sequence[str] = (),
    studies: Sequence[str] = (),
    finding: str | None = None,
) -> str:
    """Write a review finding, or with `finding` rewrite one; return its id.

    Raises:
        NotFound: there is no such finding, code or study.
        UserError: the statement is empty.
    """
    if not statement.strip():
        raise UserError("a finding needs a statement", hint="say it in one or two sentences")
    with desk.store.write() as connection:
        known = ids(connection, FINDINGS)
        id_ = _find(finding, known) if finding else new_id(connection, desk, "f", known)
        ensure(connection, FINDINGS, [id_])
        subject = Subject(SubjectKind.FINDING, id_)
        chosen: list[Json] = [find_code(connection, one) for one in codes]
        drafts = [
            Draft(subject, "statement", " ".join(statement.split())),
            Draft(subject, "group", group),
            Draft(subject, "codes", chosen),
        ]
        if studies:
            named: list[Json] = [find_study(connection, one) for one in studies]
            drafts.append(Draft(subject, "studies", named))
        desk.judge(connection, drafts)
        return id_


def add_negative_case(
    desk: Desk, finding: str, description: str, *, handling: Handling, explanation: str
) -> Judgement:
    """Record a case that speaks against a finding and how it was dealt with.

    Raises:
        NotFound: there is no such finding.
        UserError: it is not described, or set aside without a reason.
    """
    if not description.strip():
        raise UserError("a negative case needs a description", hint="say what speaks against it")
    if handling is Handling.SET_ASIDE and not explanation.strip():
        raise UserError("a negative case that is set aside needs a reason")
    with desk.store.write() as connection:
        subject = _subject(connection, finding)
        known = _said(connection, subject.id)
        n = sum(aspect.startswith(_NEGATIVE) for aspect in known) + 1
        value: Json = {
            "description": description, "handling": handling.value, "explanation": explanation,
        }  # fmt: skip
        return desk.judge(connection, [Draft(subject, f"{_NEGATIVE}{n}", value)])[0]


def assess_component(
    desk: Desk,
    finding: str,
    component: CerqualComponent,
    level: ConcernLevel,
    *,
    explanation: str,
    assessors: Sequence[str] = (),
) -> Judgement:
    """Record the judgement on one component of a finding.

    Raises:
        UserError: there are concerns, but no explanation.
    """
    if level is not ConcernLevel.NO_OR_VERY_MINOR and not explanation.strip():
        raise UserError(f"{component.value}: concerns need an explanation")
    with desk.store.write() as connection:
        value: Json = {"level": level.value, "explanation": explanation.strip()}
        subject = _subject(connection, finding)
        drafts = [Draft(subject, f"{_COMPONENT}{component.value}", value)]
        if assessors:
            drafts.append(Draft(subject, "assessors", list(assessors)))
        return desk.judge(connection, drafts)[0]


def assess_overall(
    desk: Desk, finding: str, level: ConfidenceLevel, *, explanation: str
) -> Judgement:
    """Record the confidence in a finding, once its four components are judged.

    Raises:
        UserError: a component is not judged yet, or less than high confidence is not explained.
    """
    with desk.store.write() as connection:
        subject = _subject(connection, finding)
        said = _said(connection, subject.id)
        missing = [one.value for one in CerqualComponent if f"{_COMPONENT}{one.value}" not in said]
        if missing:
            raise UserError(f"{finding} is not ready", hint=f"judge first: {', '.join(missing)}")
        if level is not ConfidenceLevel.HIGH and not explanation.strip():
            raise UserError("confidence that is less than high needs an explanation")
        value: Json = {"level": level.value, "explanation": explanation.strip()}
        return desk.judge(connection, [Draft(subject, "overall", value)])[0]


def _subject(connection: Connection, finding: str) -> Subject:
    return Subject(SubjectKind.FINDING, _find(finding, ids(connection, FINDINGS)))


def _find(finding: str, known: Sequence[str]) -> str:
    return find_id(finding, known, what="finding", where="qes findings table --json")


def _said(connection: Connection, finding: str) -> dict[str, Json]:
    question = Question(SubjectKind.FINDING, (finding,))
    return {one.aspect: one.value for one in shared(connection, question)}


def list_findings(desk: Desk) -> tuple[Finding, ...]:
    """Return every finding with all that stands about it, by group in order of writing."""
    with desk.store.read() as connection:
        return read_findings(connection, desk)


def read_findings(connection: Connection, desk: Desk) -> tuple[Finding, ...]:
    """Return every finding, in the caller's view of the project."""
    book = read_codebook(connection)
    by_code = studies_by_code(connection, desk)
    said: dict[str, dict[str, Json]] = {}
    for one in shared(connection, Question(SubjectKind.FINDING)):
        said.setdefault(one.subject.id, {})[one.aspect] = one.value
    found = []
    for id_ in sorted(said, key=lambda one: (len(one), one)):
        values = said[id_]
        codes = tuple(CodeId(one) for one in texts_in(values.get("codes")))
        named = texts_in(values.get("studies"))
        derived = {
            study
            for code in codes
            if code in book
            for below in (book.code(code), *book.descendants(code))
            for study in by_code.get(CodeId(below.id), ())
        }
        found.append(
            Finding(
                id_,
                str(values.get("statement", "")),
                str(values.get("group", "")),
                codes,
                named or tuple(sorted(derived)),
                _components(values),
                _overall(values.get("overall")),
                texts_in(values.get("assessors")),
                tuple(
                    str(case["description"])
                    for aspect, case in sorted(values.items(), key=lambda each: _number(each[0]))
                    if aspect.startswith(_NEGATIVE) and isinstance(case, dict)
                ),
            )
        )
    return tuple(found)


def _number(aspect: str) -> int:
    """Return the number that ends an aspect, so that the tenth case comes after the second."""
    last = aspect.rpartition(":")[2]
    return int(last) if last.isdecimal() else 0


def _components(values: dict[str, Json]) -> tuple[ComponentAssessment, ...]:
    found = []
    for component in CerqualComponent:
        value = values.get(f"{_COMPONENT}{component.value}")
        if isinstance(value, dict):
            level = ConcernLevel(str(value["level"]))
            found.append(ComponentAssessment(component, level, str(value["explanation"])))
    return tuple(found)


def _overall(value: Json) -> OverallAssessment | None:
    if not isinstance(value, dict):
        return None
    return OverallAssessment(ConfidenceLevel(str(value["level"])), str(value["explanation"]))


def check_findings(desk: Desk) -> tuple[FindingCheck, ...]:
    """Return what a careful reader would ask about the findings, as sentences.

    After the fidelity faults listed by Wainwright et al. 2023, Health Res Policy Syst 21:77.
    """
    with desk.store.read() as connection:
        findings = read_findings(connection, desk)
        appraised = appraised_studies(connection)
    found = [check for one in findings for check in _check(one, appraised)]
    explained: dict[str, str] = {}
    for one in findings:
        text = one.overall.explanation if one.overall else ""
        if text and text in explained:
            message = f"the explanation is word for word that of {explained[text]}"
            found.append(FindingCheck(one.id, "same-explanation", message))
        explained.setdefault(text, one.id)
    return tuple(found)


def _check(one: Finding, appraised: frozenset[str]) -> list[FindingCheck]:
    found = []

    def ask(code: str, message: str) -> None:
        found.append(FindingCheck(one.id, code, message))

    missing = [c.value for c in CerqualComponent if one.component(c) is None]
    if missing:
        ask("components", f"not judged yet: {', '.join(missing)}")
    if len(one.statement.split()) < _MIN_WORDS:
        ask("statement", f"a statement of under {_MIN_WORDS} words reads like a title")
    if not one.studies:
        ask("studies", "no study contributes to it")
    if len(one.assessors) < 2:
        ask("assessors", "fewer than two people assessed it")
    without = sorted(set(one.studies) - appraised)
    if without:
        ask("appraisal", f"no appraisal of {', '.join(without)}")
    serious = any(c.level is ConcernLevel.SERIOUS for c in one.components)
    clean = one.components and all(c.level is ConcernLevel.NO_OR_VERY_MINOR for c in one.components)
    if one.overall and one.overall.level is ConfidenceLevel.HIGH and serious:
        ask("overall", "confidence is high although one component has serious concerns")
    if one.overall and one.overall.level is not ConfidenceLevel.HIGH and clean:
        ask("overall", "confidence is less than high although no component has concerns")
    return found
