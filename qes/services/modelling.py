"""The logic model: proposing edges, deciding about them, and putting the model together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import uuid_utils

from logicmodel.edge import (
    Edge,
    EdgeKind,
    EdgeLevel,
    EdgeStatus,
    Evidence,
    EvidenceKind,
    LineStyle,
    Sign,
    check_acceptance,
    check_new_edge,
)
from logicmodel.element import Element, ElementKind, ElementLevel, ElementStatus
from logicmodel.graph import LogicModel, build_model
from logicmodel.preset import DEFAULT_PRESET, load_preset
from qes.base import CodeId, Json
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_code
from qes.services.naming import find_id, new_id
from qes.services.reading_codebook import read_codebook
from qes.services.studies import studies_by_code
from qes.store.identities import StoredEdge, add_edge, edges, read_settings
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from codebooks.codebook import Codebook
    from qes.store.database import Connection

_EVIDENCE = "evidence:"


def propose_edge(
    desk: Desk,
    source: str,
    target: str,
    *,
    kind: EdgeKind = EdgeKind.LEADS_TO,
    sign: Sign = Sign.UNKNOWN,
    evidence: Sequence[Evidence] = (),
) -> str:
    """Propose an edge between two codes, with what it rests on; return its id.

    One that moderates may lead to another edge, named by its id.

    Raises:
        NotFound: a code is not in the codebook.
        UserError: it joins a code to itself, or is there already.
    """
    with desk.store.write() as connection:
        standing = read_edges(connection)
        moderated = kind is EdgeKind.MODERATES and target in {one.id for one in standing}
        ends = [find_code(connection, source)]
        ends += [] if moderated else [find_code(connection, target)]
        new = Edge(
            id=new_id(connection, desk, "e", [one.id for one in standing]),
            source=ends[0],
            target=target if moderated else ends[-1],
            kind=kind,
            sign=sign,
            level=_level(read_codebook(connection), ends),
            evidence=tuple(evidence),
        )
        check_new_edge(new, standing)
        add_edge(
            connection,
            StoredEdge(
                new.id, new.source, new.target, new.kind.value, new.sign.value, new.level.value
            ),
        )
        subject = Subject(SubjectKind.EDGE, new.id)
        drafts = [Draft(subject, "status", EdgeStatus.PROPOSED.value)]
        drafts += [_evidence_draft(subject, one) for one in evidence]
        desk.judge(connection, drafts)
        return new.id


def _level(book: Codebook, ends: Sequence[CodeId]) -> EdgeLevel:
    boxes = all(book.children(one) for one in ends)
    return EdgeLevel.BOX if boxes else EdgeLevel.BULLET


def _evidence_draft(subject: Subject, one: Evidence) -> Draft:
    said: dict[str, Json] = {**asdict(one), "kind": one.kind.value}
    return Draft(subject, f"{_EVIDENCE}{uuid_utils.uuid7()}", said)


def decide_edge(desk: Desk, edge: str, status: EdgeStatus, *, reason: str) -> LineStyle | None:
    """Accept, reject or park an edge; return how an accepted one is drawn.

    Raises:
        NotFound: there is no such edge.
        UserError: no reason is given, or the evidence does not allow acceptance.
    """
    if not reason.strip():
        raise UserError("a decision about an arrow needs a reason", hint="--reason …")
    with desk.store.write() as connection:
        standing = read_edges(connection)
        id_ = _find(edge, [each.id for each in standing])
        one = next(each for each in standing if each.id == id_)
        line = check_acceptance(one, standing) if status is EdgeStatus.ACCEPTED else None
        subject = Subject(SubjectKind.EDGE, id_)
        desk.judge(connection, [Draft(subject, "status", status.value, reason.strip())])
        return line


def add_evidence(desk: Desk, edge: str, evidence: Evidence) -> Judgement:
    """Add something an edge rests on.

    Raises:
        NotFound: there is no such edge.
    """
    with desk.store.write() as connection:
        subject = Subject(SubjectKind.EDGE, _find(edge, [one.id for one in edges(connection)]))
        return desk.judge(connection, [_evidence_draft(subject, evidence)])[0]


def _find(edge: str, known: Sequence[str]) -> str:
    return find_id(edge, known, what="arrow", where="qes model show")


def read_edges(connection: Connection) -> tuple[Edge, ...]:
    """Return every edge with its status and evidence."""
    said: dict[str, list[Judgement]] = {}
    for one in shared(connection, Question(SubjectKind.EDGE)):
        said.setdefault(one.subject.id, []).append(one)
    return tuple(_edge(one, said.get(one.id, [])) for one in edges(connection))


def _edge(stored: StoredEdge, said: Sequence[Judgement]) -> Edge:
    status = next((str(one.value) for one in said if one.aspect == "status"), "proposed")
    return Edge(
        id=stored.id,
        source=stored.source,
        target=stored.target,
        kind=EdgeKind(stored.kind),
        sign=Sign(stored.sign),
        status=EdgeStatus(status),
        level=EdgeLevel(stored.level),
        evidence=tuple(
            _evidence(one.value)
            for one in said
            if one.aspect.startswith(_EVIDENCE) and isinstance(one.value, dict)
        ),
    )


def _evidence(value: dict[str, Json]) -> Evidence:
    def words(name: str) -> str | None:
        return None if value.get(name) is None else str(value[name])

    return Evidence(
        EvidenceKind(str(value["kind"])),
        study=words("study"),
        passage=words("passage"),
        phrase=words("phrase") or "",
        coder=words("coder"),
    )


def put_together(
    desk: Desk, *, preset: str = DEFAULT_PRESET, title: str | None = None, min_studies: int = 0
) -> LogicModel:
    """Put the logic model together from codes, the studies that speak to them, and edges.

    Raises:
        NotFound: there is no such preset.
        UserError: the project has no codebook yet.
    """
    with desk.store.read() as connection:
        book = read_codebook(connection)
        if not book.codes:
            raise UserError(
                "there is no codebook yet", hint="qes codebook import FILE, or a shipped one"
            )
        studies = studies_by_code(connection, desk)
        named = title or read_settings(connection).get("title", "")
        elements = [
            Element(
                code=code.id,
                parent=code.parent,
                title=code.name,
                level=ElementLevel(code.level.value),
                kind=None if code.kind is None else ElementKind(code.kind.value),
                order=order,
                studies=tuple(sorted(studies.get(code.id, frozenset()))),
                status=ElementStatus(code.status.value),
            )
            for order, code in enumerate(book.in_tree_order())
        ]
        return build_model(
            elements,
            read_edges(connection),
            load_preset(preset),
            title=named,
            min_studies=min_studies,
        )
