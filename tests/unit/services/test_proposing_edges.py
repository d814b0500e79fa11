from __future__ import annotations

from collections.abc import Sequence

import pytest

from logicmodel.edge import Edge, EdgeKind, EdgeStatus, Evidence, EvidenceKind, LineStyle
from qes.errors import NotFound, UserError
from qes.services.desk import Desk
from qes.services.modelling import add_evidence, decide_edge, propose_edge, put_together, read_edges

SAID = Evidence(EvidenceKind.PARTICIPANT_CLAIM, "a2020", "interview.txt:30-44", "so I slept")


def standing(desk: Desk) -> tuple[Edge, ...]:
    with desk.store.read() as connection:
        return read_edges(connection)


def test_a_proposed_arrow_keeps_ends_kind_and_evidence_and_is_not_drawn(alice: Desk) -> None:
    id_ = propose_edge(alice, "Rides", "Staying on", evidence=[SAID])
    (one,) = standing(alice)
    assert (one.id, one.source, one.target) == (id_, "help.rides", "later.staying")
    assert (one.status, one.evidence) == (EdgeStatus.PROPOSED, (SAID,))
    assert put_together(alice).drawn_edges == ()


def test_an_arrow_from_a_code_to_itself_or_said_twice_is_refused(alice: Desk) -> None:
    with pytest.raises(UserError, match="cannot lead to itself"):
        propose_edge(alice, "help.rides", "Rides")
    first = propose_edge(alice, "help.rides", "later.staying")
    with pytest.raises(UserError, match=f"is there already as {first}"):
        propose_edge(alice, "help.rides", "later.staying")
    second = propose_edge(alice, "help.rides", "later.staying", kind=EdgeKind.INFLUENCES)
    with pytest.raises(NotFound):
        propose_edge(alice, "help.rides", "no such code")
    assert [one.id for one in standing(alice)] == [first, second]


def test_a_decision_about_an_arrow_needs_a_reason(alice: Desk) -> None:
    id_ = propose_edge(alice, "help.rides", "later.staying", evidence=[SAID])
    for status in (EdgeStatus.ACCEPTED, EdgeStatus.REJECTED, EdgeStatus.PARKED):
        with pytest.raises(UserError, match="needs a reason"):
            decide_edge(alice, id_, status, reason=" ")
    with pytest.raises(NotFound, match="no arrow 'e9'"):
        decide_edge(alice, "e9", EdgeStatus.REJECTED, reason="not there")
    assert standing(alice)[0].status is EdgeStatus.PROPOSED


def test_an_arrow_without_evidence_cannot_be_accepted_until_there_is_some(alice: Desk) -> None:
    id_ = propose_edge(alice, "help.rides", "later.staying")
    with pytest.raises(UserError, match="has no evidence"):
        decide_edge(alice, id_, EdgeStatus.ACCEPTED, reason="it is plain")
    with pytest.raises(NotFound, match="no arrow 'e9'"):
        add_evidence(alice, "e9", SAID)
    add_evidence(alice, id_, SAID)
    assert decide_edge(alice, id_, EdgeStatus.ACCEPTED, reason="said so") is LineStyle.SOLID
    assert [one.id for one in put_together(alice).drawn_edges] == [id_]


STRONG = (
    EvidenceKind.PARTICIPANT_CLAIM,
    EvidenceKind.AUTHOR_CLAIM,
    EvidenceKind.COMPARATIVE,
    EvidenceKind.QUANTITATIVE_LINK,
    EvidenceKind.THEORY,
)
WEAK = (EvidenceKind.COOCCURRENCE, EvidenceKind.REVIEWER_INFERENCE)


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        *(([kind], LineStyle.SOLID) for kind in STRONG),
        *(([kind], LineStyle.DASHED) for kind in WEAK),
        (WEAK, LineStyle.DASHED),
        ([*WEAK, EvidenceKind.THEORY], LineStyle.SOLID),
    ],
)
def test_what_an_arrow_rests_on_says_how_it_is_drawn(
    alice: Desk, kinds: Sequence[EvidenceKind], line: LineStyle
) -> None:
    id_ = propose_edge(
        alice, "help.rides", "later.staying", evidence=[Evidence(kind) for kind in kinds]
    )
    assert decide_edge(alice, id_, EdgeStatus.ACCEPTED, reason="as read") is line
    assert standing(alice)[0].line is line


def test_a_circle_needs_feedback(alice: Desk) -> None:
    there = propose_edge(alice, "help.rides", "later.staying", evidence=[SAID])
    back = propose_edge(alice, "later.staying", "help.rides", evidence=[SAID])
    decide_edge(alice, there, EdgeStatus.ACCEPTED, reason="said so")
    with pytest.raises(UserError, match="closes a circle"):
        decide_edge(alice, back, EdgeStatus.ACCEPTED, reason="said so")
    again = propose_edge(
        alice, "later.staying", "help.rides", kind=EdgeKind.FEEDBACK, evidence=[SAID]
    )
    decide_edge(alice, again, EdgeStatus.ACCEPTED, reason="said so")


def test_an_arrow_may_moderate_another(alice: Desk) -> None:
    moderated = propose_edge(alice, "help.rides", "later.staying", evidence=[SAID])
    over = propose_edge(alice, "site.boss", moderated, kind=EdgeKind.MODERATES, evidence=[SAID])
    for id_ in (moderated, over):
        decide_edge(alice, id_, EdgeStatus.ACCEPTED, reason="said so")
    assert {one.id: one.target for one in put_together(alice).drawn_edges} == {
        moderated: "later.staying",
        over: moderated,
    }


def test_a_rejected_arrow_stays_on_record(alice: Desk, bob: Desk) -> None:
    id_ = propose_edge(alice, "help.rides", "later.staying", evidence=[SAID])
    assert decide_edge(bob, id_, EdgeStatus.REJECTED, reason="one case only") is None
    model = put_together(alice)
    assert [(one.id, one.status) for one in model.edges] == [(id_, EdgeStatus.REJECTED)]
    assert model.drawn_edges == ()
