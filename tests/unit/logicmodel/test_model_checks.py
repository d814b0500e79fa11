from __future__ import annotations

from logicmodel.checks import RemarkKind, check_model
from logicmodel.edge import EdgeKind, EdgeStatus, EvidenceKind
from logicmodel.element import ElementKind, ElementLevel
from logicmodel.graph import LogicModel, build_model
from logicmodel.preset import load_preset
from tests.unit.logicmodel.logic_model_samples import edge, element, full_model


def _remarks(model: LogicModel) -> dict[RemarkKind, tuple[tuple[str, ...], str]]:
    return {one.kind: (one.subjects, one.sentence) for one in check_model(model)}


def test_arrows_on_weak_evidence_are_counted_apart() -> None:
    remarks = _remarks(
        full_model(
            [
                edge("e1", "A1", "C", evidence=[EvidenceKind.COOCCURRENCE]),
                edge("e2", "A2", "C", evidence=[EvidenceKind.COOCCURRENCE]),
                edge("e3", "A3", "D", evidence=[EvidenceKind.REVIEWER_INFERENCE]),
                edge("e4", "B1", "C", evidence=[]),
                edge("e5", "B2", "C", evidence=[EvidenceKind.COOCCURRENCE, EvidenceKind.THEORY]),
            ]
        )
    )
    assert remarks[RemarkKind.EDGE_ON_COOCCURRENCE] == (
        ("e1", "e2"),
        "2 accepted arrows rest on co-occurrence alone",
    )
    assert remarks[RemarkKind.EDGE_ON_INFERENCE][0] == ("e3",)
    assert remarks[RemarkKind.EDGE_WITHOUT_EVIDENCE] == (
        ("e4",),
        "1 accepted arrow has no evidence",
    )


def test_a_proposed_edge_is_not_remarked_on() -> None:
    weak = edge("e1", "A1", "C", evidence=[], status=EdgeStatus.PROPOSED)
    assert _remarks(full_model([weak])).keys() == _remarks(full_model()).keys()


def test_outcomes_that_no_arrow_reaches_are_named() -> None:
    assert _remarks(full_model())[RemarkKind.OUTCOME_WITHOUT_ARROW] == (
        ("C", "D"),
        "2 outcomes have no arrow",
    )
    reached = full_model([edge("e1", "A1", "C.s3")])
    assert _remarks(reached)[RemarkKind.OUTCOME_WITHOUT_ARROW] == (("D",), "1 outcome has no arrow")


def test_bullets_without_a_study_are_named() -> None:
    subjects, sentence = _remarks(full_model())[RemarkKind.BULLET_WITHOUT_STUDY]
    assert sentence == "9 bullets rest on no study"
    assert "A1.s0" in subjects


def test_a_circle_that_came_about_is_named() -> None:
    edges = [
        edge("e1", "A1", "C"),
        edge("e2", "C", "D"),
        edge("e3", "D", "A1"),
        edge("e4", "B1", "C"),
    ]
    assert _remarks(full_model(edges))[RemarkKind.CIRCLE_WITHOUT_FEEDBACK][0] == ("e1", "e2", "e3")
    edges[2] = edge("e3", "D", "A1", kind=EdgeKind.FEEDBACK)
    assert RemarkKind.CIRCLE_WITHOUT_FEEDBACK not in _remarks(full_model(edges))


def test_repeated_and_homeless_edges_are_named() -> None:
    remarks = _remarks(
        full_model([edge("e1", "A1", "C"), edge("e2", "A1", "C"), edge("e3", "A1", "gone")])
    )
    assert remarks[RemarkKind.EDGE_REPEATED][0] == ("e2",)
    assert remarks[RemarkKind.EDGE_NOT_DRAWN] == (
        ("e3",),
        "1 accepted arrow has an end that is not in the model",
    )


def test_what_has_no_place_is_counted() -> None:
    model = build_model(
        [
            element("X", level=ElementLevel.DOMAIN),
            element("C", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT),
            element("C.a", "C", studies=["s"]),
        ],
        [],
        load_preset(),
        title="T",
        min_studies=2,
    )
    remarks = _remarks(model)
    assert remarks[RemarkKind.CODE_WITHOUT_COLUMN] == (("X",), "1 code has no column here")
    assert remarks[RemarkKind.CODE_BELOW_THRESHOLD][0] == ("C.a",)
    assert remarks[RemarkKind.COLUMN_EMPTY] == (
        ("programme_elements", "short_term", "influencing"),
        "3 columns are empty",
    )
