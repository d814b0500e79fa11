"""What a reviewer's learner knows follows from the decisions they may see, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qes.base import SegmentId
from qes.services import coding, undoing
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.review_views import SegmentSuggestions
from qes.services.rounds import close_round, list_rounds, open_round
from qes.services.suggesting.advising import Advisor
from qes.services.suggesting.corpus import read_corpus
from qes.services.suggesting.embedding import embed
from qes.services.suggesting.learning import Learned, learn
from tests.unit.services.conftest import Seat
from tests.unit.services.test_suggesting_codes import awaited
from tests.unit.services.word_counter import WordCounter

CODES = ("help.forms", "help.rides", "site.boss.shouting", "site.boss", "soon.calm")


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    monkeypatch.setattr("qes.suggest.calibration.DECISIONS_NEEDED", 3)
    monkeypatch.setattr("qes.suggest.learner.DECISIONS_NEEDED", 3)


@pytest.fixture
def both(seat: Seat) -> tuple[Desk, Desk]:
    """Two reviewers of one project in which everything is embedded."""
    alice, ben = seat("alice"), seat("ben")
    embed(alice)
    return alice, ben


def known(desk: Desk) -> Learned:
    return learn(desk, read_corpus(desk))


def bits(learned: Learned) -> tuple[object, ...]:
    """Return all that a learner knows that could show, to the last bit."""
    features = [learned.features(one.id) for one in learned.corpus.units]
    every = [one for one in features if one is not None]
    learner = learned.learner
    return (
        learned.basis,
        learner.decision_function(every).tobytes(),
        learner.predict_proba(every).tobytes(),
        learner.weights,
        repr(learned.propose([one.id for one in learned.corpus.units], 9)),
    )


Act = Callable[[Desk, SegmentId, str], object]
ACTS: dict[str, Act] = {
    "apply": coding.apply_code,
    "reject": coding.reject_code,
    "no code": lambda desk, segment, _: coding.mark_no_code(desk, segment),
    "undo": lambda desk, _, __: undoing.undo(desk),
    "redo": lambda desk, _, __: undoing.redo(desk),
    "see": lambda desk, segment, _: coding.mark_seen(desk, [segment]),
}
steps = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.sampled_from(CODES)),
    min_size=1,
    max_size=12,
)


def do(desk: Desk, step: tuple[str, int, str]) -> None:
    what, at, code = step
    segment = awaited(desk)[at]
    given_codes = [
        one for one in coding.list_codings(desk) if one.state is coding.CodingState.APPLIED
    ]
    if what == "no code" and any(_on(one, segment, desk) for one in given_codes):
        return
    ACTS[what](desk, segment, code)


def _on(one: coding.Coding, segment: SegmentId, desk: Desk) -> bool:
    unit = next(each for each in read_corpus(desk).units if each.id == segment)
    return one.source == unit.source and one.start < unit.stop and unit.start < one.stop


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=steps)
def test_what_is_learned_live_is_what_a_replay_gives_bit_for_bit(
    both: tuple[Desk, Desk], steps: list[tuple[str, int, str]]
) -> None:
    alice, _ = both
    advisor = Advisor(alice)
    source = read_corpus(alice).units[0].source
    assert advisor.learned(source) is not None
    for step in steps:
        do(alice, step)
        assert advisor.learned(source) is not None
    for one in read_corpus(alice).units:
        live = advisor.learned(one.source)
    assert live is not None
    assert bits(_whole(live, alice)) == bits(known(alice))


def _whole(live: Learned, desk: Desk) -> Learned:
    """Give a live learner the same units to answer for as a replayed one."""
    live.corpus.ask_about(one.source for one in read_corpus(desk).units)
    return live


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(own=steps, others=steps)
def test_in_an_open_round_suggestions_do_not_depend_on_what_another_decides(
    seat: Seat, own: list[tuple[str, int, str]], others: list[tuple[str, int, str]]
) -> None:
    alice, ben = seat("alice"), seat("ben")
    embed(alice)
    if not any(one.blind for one in list_rounds(alice)):
        open_round(alice)
    for step in own:
        do(ben, step)
    before = bits(known(ben))
    offered = _offers(ben)
    for step in others:
        do(alice, step)
    assert bits(known(ben)) == before
    assert _offers(ben) == offered


def _offers(desk: Desk) -> list[SegmentSuggestions | None]:
    advisor = Advisor(desk)
    return [advisor.offer(one) for one in awaited(desk)]


def test_outside_any_round_too_one_learns_from_ones_own_decisions(both: tuple[Desk, Desk]) -> None:
    alice, ben = both
    before = bits(known(ben))
    coding.apply_code(alice, awaited(alice)[0], "help.forms")
    assert bits(known(ben)) == before
    assert bits(known(alice)) != before


def test_once_a_round_is_closed_its_decisions_are_learned_from(both: tuple[Desk, Desk]) -> None:
    alice, ben = both
    segment = awaited(alice)[0]
    open_round(alice)
    advisor = Advisor(ben)
    source = read_corpus(ben).units[0].source
    coding.apply_code(alice, segment, "help.forms")
    closed = advisor.learned(source)
    assert closed is not None
    assert not closed.labels
    close_round(alice, "r1", reason="both are done")
    opened = advisor.learned(source)
    assert opened is not None
    assert opened.labels[segment].accepted == {"help.forms"}


def test_a_consensus_counts_for_everyone(both: tuple[Desk, Desk]) -> None:
    alice, ben = both
    segment = awaited(alice)[0]
    coding.apply_code(alice, segment, "help.forms")
    set_consensus(ben, segment, "help.forms", applies=False, reason="the form is not the point")
    set_consensus(ben, segment, "soon.calm", applies=True, reason="the dread is")
    labels = known(alice).labels[segment]
    assert labels.accepted == {"soon.calm"}
    assert "help.forms" in labels.rejected
    set_consensus(alice, segment, "soon.calm", applies=False, reason="on second thoughts")
    assert not known(alice).labels[segment].accepted


def test_a_passage_larger_or_smaller_than_a_unit_counts_for_each_it_touches(
    both: tuple[Desk, Desk],
) -> None:
    alice, _ = both
    units = read_corpus(alice).units
    first, second = units[1], units[2]
    assert first.source == second.source
    coding.apply_code(alice, f"{first.source}:{first.start + 3}-{second.start + 4}", "help.rides")
    labels = known(alice).labels
    assert set(labels) == {first.id, second.id}
    assert all(one.accepted == {"help.rides"} for one in labels.values())


def test_what_is_undone_is_unlearned(both: tuple[Desk, Desk]) -> None:
    alice, _ = both
    fresh = known(alice)
    coding.apply_code(alice, awaited(alice)[0], "help.forms")
    undoing.undo(alice)
    again = known(alice)
    assert not again.labels
    assert again.learner.decisions == 0
    for code in CODES:
        before, after = (one.learner.linear_weights(code) for one in (fresh, again))
        assert np.allclose(before, after, atol=1e-9)


def test_a_new_definition_is_learned_with_at_the_next_offer(both: tuple[Desk, Desk]) -> None:
    alice, _ = both
    advisor = Advisor(alice)
    segment = awaited(alice)[0]
    first = advisor.offer(segment)
    coding.apply_code(alice, segment, "soon.calm")
    second = advisor.offer(segment)
    assert first is not None
    assert second is not None
    assert (first.decisions, second.decisions) == (0, 1)
    assert second.items[0].code == "soon.calm"
    assert second.showing.basis != first.showing.basis


def test_nothing_is_offered_where_an_interviewer_speaks_or_nothing_is_embedded(
    alice: Desk,
) -> None:
    advisor = Advisor(alice)
    segment = awaited(alice)[0]
    assert advisor.offer(segment) is None
    embed(alice)
    advisor.forget()
    assert advisor.offer(segment) is not None
    asked = segment.rpartition(".")[0] + ".t1"
    assert advisor.offer(SegmentId(asked)) is None
    assert advisor.offer(SegmentId("0123456789.t1")) is None
