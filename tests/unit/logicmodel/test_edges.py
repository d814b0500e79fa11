from __future__ import annotations

from dataclasses import replace

import pytest

from logicmodel.edge import (
    Edge,
    EdgeKind,
    EdgeStatus,
    EvidenceKind,
    LineStyle,
    check_acceptance,
    check_new_edge,
)
from qes.errors import UserError
from tests.unit.logicmodel.logic_model_samples import edge

_STRONG = {
    EvidenceKind.PARTICIPANT_CLAIM,
    EvidenceKind.AUTHOR_CLAIM,
    EvidenceKind.COMPARATIVE,
    EvidenceKind.QUANTITATIVE_LINK,
    EvidenceKind.THEORY,
}


def test_an_edge_to_itself_is_refused() -> None:
    with pytest.raises(UserError, match="A1 cannot lead to itself"):
        check_new_edge(edge("e1", "A1", "A1"), [])


def test_an_edge_that_says_again_what_another_says_is_refused_and_the_other_is_named() -> None:
    with pytest.raises(UserError, match="already as e1"):
        check_new_edge(edge("e2", "A1", "C"), [edge("e1", "A1", "C")])


def test_an_id_is_given_once() -> None:
    with pytest.raises(UserError, match="edge e1 is there already"):
        check_new_edge(edge("e1", "A1", "D"), [edge("e1", "A1", "C")])


@pytest.mark.parametrize(
    ("other", "status"),
    [
        (edge("e1", "C", "A1"), EdgeStatus.PROPOSED),
        (edge("e1", "A1", "C", kind=EdgeKind.MODERATES), EdgeStatus.PROPOSED),
        (edge("e1", "A1", "C"), EdgeStatus.REJECTED),
    ],
    ids=["the other way", "another kind", "rejected before"],
)
def test_an_edge_that_says_something_new_is_taken(other: Edge, status: EdgeStatus) -> None:
    check_new_edge(edge("e2", "A1", "C"), [replace(other, status=status)])


@pytest.mark.parametrize("kind", EvidenceKind)
def test_only_a_stated_link_is_drawn_solid(kind: EvidenceKind) -> None:
    line = check_acceptance(edge("e1", "A1", "C", evidence=[kind]), [])
    assert line is (LineStyle.SOLID if kind in _STRONG else LineStyle.DASHED)


def test_one_strong_piece_among_weak_ones_makes_a_solid_line() -> None:
    mixed = edge("e1", "A1", "C", evidence=[EvidenceKind.COOCCURRENCE, EvidenceKind.THEORY])
    assert check_acceptance(mixed, []) is LineStyle.SOLID


def test_nothing_is_accepted_without_evidence() -> None:
    with pytest.raises(UserError, match="no evidence"):
        check_acceptance(edge("e1", "A1", "C", evidence=[]), [])


def test_a_circle_needs_a_feedback_edge() -> None:
    there = [edge("e1", "A1", "C"), edge("e2", "C", "D")]
    closing = edge("e3", "D", "A1")
    with pytest.raises(UserError, match=r"D -> A1 -> C -> D"):
        check_acceptance(closing, there)
    assert check_acceptance(replace(closing, kind=EdgeKind.FEEDBACK), there) is LineStyle.SOLID


def test_a_circle_through_an_edge_that_is_not_accepted_is_no_circle() -> None:
    parked = edge("e1", "A1", "C", status=EdgeStatus.PARKED)
    assert check_acceptance(edge("e2", "C", "A1"), [parked]) is LineStyle.SOLID


def test_the_studies_of_an_edge_are_counted_once() -> None:
    twice = edge("e1", "A1", "C", evidence=[EvidenceKind.THEORY, EvidenceKind.COMPARATIVE])
    assert twice.studies == ("ames2020",)
