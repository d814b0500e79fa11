"""What a reader would ask about a model, as sentences; nothing here is a judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from logicmodel.edge import Edge, EdgeKind, EvidenceKind
from logicmodel.element import OUTCOME_KINDS
from logicmodel.graph import Box, LogicModel, Omission
from logicmodel.wording import counted


class RemarkKind(StrEnum):
    """What a remark is about."""

    EDGE_WITHOUT_EVIDENCE = "edge_without_evidence"
    EDGE_ON_COOCCURRENCE = "edge_on_cooccurrence"
    EDGE_ON_INFERENCE = "edge_on_inference"
    EDGE_NOT_DRAWN = "edge_not_drawn"
    EDGE_REPEATED = "edge_repeated"
    CIRCLE_WITHOUT_FEEDBACK = "circle_without_feedback"
    OUTCOME_WITHOUT_ARROW = "outcome_without_arrow"
    BULLET_WITHOUT_STUDY = "bullet_without_study"
    CODE_WITHOUT_COLUMN = "code_without_column"
    CODE_BELOW_THRESHOLD = "code_below_threshold"
    COLUMN_EMPTY = "column_empty"


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence on a model, and the edges or codes it is about."""

    kind: RemarkKind
    subjects: tuple[str, ...]
    sentence: str


_Check = tuple[RemarkKind, Sequence[str], Callable[[int], str]]
"""What is looked for, whom it concerns, and what to say of so many."""


def check_model(model: LogicModel) -> tuple[Remark, ...]:
    """List what is thin, missing or not drawn in a model, what concerns edges first."""
    return tuple(
        Remark(kind, tuple(subjects), say(len(subjects)))
        for kind, subjects, say in (*_edge_checks(model), *_code_checks(model))
        if subjects
    )


def _edge_checks(model: LogicModel) -> Iterator[_Check]:
    accepted = [edge for edge in model.edges if edge.is_accepted]
    yield (
        RemarkKind.EDGE_WITHOUT_EVIDENCE,
        [edge.id for edge in accepted if not edge.evidence],
        lambda n: f"{_arrows(n, 'has', 'have')} no evidence",
    )
    yield (
        RemarkKind.EDGE_ON_COOCCURRENCE,
        [edge.id for edge in accepted if _rests_on_cooccurrence(edge)],
        lambda n: f"{_arrows(n, 'rests', 'rest')} on co-occurrence alone",
    )
    yield (
        RemarkKind.EDGE_ON_INFERENCE,
        [edge.id for edge in accepted if _rests_on_inference(edge)],
        lambda n: f"{_arrows(n, 'rests', 'rest')} on no more than reviewers' inference",
    )
    yield (
        RemarkKind.EDGE_NOT_DRAWN,
        _not_drawn(model, accepted),
        lambda n: f"{_arrows(n, 'has', 'have')} an end that is not in the model",
    )
    yield (
        RemarkKind.EDGE_REPEATED,
        _repeated(accepted),
        lambda n: f"{_arrows(n, 'says', 'say')} again what another says",
    )
    yield (
        RemarkKind.CIRCLE_WITHOUT_FEEDBACK,
        _circle(model),
        lambda n: f"{_arrows(n, 'runs', 'run')} in a circle, and none is marked as feedback",
    )


def _code_checks(model: LogicModel) -> Iterator[_Check]:
    yield (
        RemarkKind.OUTCOME_WITHOUT_ARROW,
        list(_without_arrow(model)),
        lambda n: f"{counted(n, 'outcome')} {'has' if n == 1 else 'have'} no arrow",
    )
    yield (
        RemarkKind.BULLET_WITHOUT_STUDY,
        [bullet.code for box in model.boxes for bullet in box.bullets if not bullet.studies],
        lambda n: f"{counted(n, 'bullet')} {'rests' if n == 1 else 'rest'} on no study",
    )
    yield (
        RemarkKind.CODE_WITHOUT_COLUMN,
        _left_out(model, Omission.NO_COLUMN),
        lambda n: f"{counted(n, 'code')} {'has' if n == 1 else 'have'} no column here",
    )
    yield (
        RemarkKind.CODE_BELOW_THRESHOLD,
        _left_out(model, Omission.FEW_STUDIES),
        lambda n: f"{counted(n, 'code')} left out for too few studies",
    )
    yield (
        RemarkKind.COLUMN_EMPTY,
        [column.id for column in model.columns if not column.boxes],
        lambda n: f"{counted(n, 'column')} {'is' if n == 1 else 'are'} empty",
    )


def _arrows(number: int, one: str, many: str) -> str:
    return f"{counted(number, 'accepted arrow')} {one if number == 1 else many}"


def _kinds(edge: Edge) -> frozenset[EvidenceKind]:
    return frozenset(piece.kind for piece in edge.evidence)


def _rests_on_cooccurrence(edge: Edge) -> bool:
    return _kinds(edge) == {EvidenceKind.COOCCURRENCE}


def _rests_on_inference(edge: Edge) -> bool:
    return edge.rests_on_weak_evidence and EvidenceKind.REVIEWER_INFERENCE in _kinds(edge)


def _not_drawn(model: LogicModel, accepted: Sequence[Edge]) -> list[str]:
    drawn = {(edge.source, edge.target, edge.kind) for edge in model.drawn_edges}
    return [edge.id for edge in accepted if (edge.source, edge.target, edge.kind) not in drawn]


def _repeated(accepted: Sequence[Edge]) -> list[str]:
    seen: set[tuple[str, str, EdgeKind]] = set()
    repeated = []
    for edge in accepted:
        claim = (edge.source, edge.target, edge.kind)
        if claim in seen:
            repeated.append(edge.id)
        seen.add(claim)
    return repeated


def _circle(model: LogicModel) -> list[str]:
    """Return the ids of the accepted edges that lie on a circle without feedback."""
    import networkx as nx  # noqa: PLC0415 - half a second that a listing need not wait for

    forward: nx.DiGraph[str] = nx.DiGraph()
    edges = [edge for edge in model.drawn_edges if edge.kind is not EdgeKind.FEEDBACK]
    forward.add_edges_from((edge.source, edge.target) for edge in edges)
    knots = [knot for knot in nx.strongly_connected_components(forward) if len(knot) > 1]
    return [edge.id for edge in edges if any({edge.source, edge.target} <= knot for knot in knots)]


def _without_arrow(model: LogicModel) -> Iterator[str]:
    targets = {edge.target for edge in model.drawn_edges}
    for box in model.boxes:
        if box.kind in OUTCOME_KINDS and not targets & _codes(box):
            yield box.code


def _codes(box: Box) -> set[str]:
    return {box.code, *(bullet.code for bullet in box.bullets)}


def _left_out(model: LogicModel, reason: Omission) -> list[str]:
    return [code.code for code in model.left_out if code.reason is reason]
