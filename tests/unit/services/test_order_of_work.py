"""Which unit comes next, in each order of work, and which decisions are draws at random."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qes.base import SegmentId
from qes.errors import NotFound, UserError
from qes.services import coding, undoing
from qes.services.desk import Desk
from qes.services.sourcing import AddRequest, add_sources
from qes.services.suggesting.corpus import read_corpus
from qes.services.suggesting.embedding import embed
from qes.services.suggesting.learning import learn
from qes.services.suggesting.ordering import Order, WorkOrder, work_order
from tests.unit.services.test_suggesting_codes import awaited
from tests.unit.services.word_counter import WordCounter


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)


def decide(desk: Desk, segment: SegmentId | None) -> None:
    assert segment is not None
    coding.mark_no_code(desk, segment)


def add_diary(desk: Desk, folder: Path) -> None:
    file = folder / "new.txt"
    file.write_text("The shop closed.\n\nA van came on Mondays.\n", encoding="utf-8")
    add_sources(desk, [file], AddRequest())


@pytest.mark.parametrize("order", list(Order))
def test_every_order_offers_each_undecided_unit_once(alice: Desk, order: Order) -> None:
    embed(alice)
    every = awaited(alice)
    decide(alice, every[1])
    found = work_order(alice, order)
    assert sorted(found) == sorted(set(every) - {every[1]})
    assert work_order(alice, order, limit=2) == found[:2]


@pytest.mark.parametrize("order", list(Order))
def test_going_on_offers_every_unit_and_never_a_decided_one(alice: Desk, order: Order) -> None:
    embed(alice)
    work, went = WorkOrder(alice, order), []
    at: SegmentId | None = None
    while (at := work.next(at)) is not None:
        assert at not in went
        went.append(at)
        decide(alice, at)
    assert sorted(went) == sorted(awaited(alice))
    work.close()


@pytest.mark.parametrize("order", list(Order))
def test_one_source_only_is_gone_through_where_it_is_named(alice: Desk, order: Order) -> None:
    embed(alice)
    diary = awaited(alice)[-2:]
    assert sorted(work_order(alice, order, source="diary.txt")) == diary
    work = WorkOrder(alice, order, source="diary.txt")
    for _ in diary:
        decide(alice, work.next())
    assert work.next() is None
    undoing.undo(alice)
    coding.apply_code(alice, awaited(alice)[0], "help.forms")
    undoing.undo(alice)
    assert work.next() in diary
    with pytest.raises(NotFound):
        WorkOrder(alice, order, source="nothing.txt")


def test_nobody_elses_decisions_take_a_unit_away(alice: Desk, bob: Desk) -> None:
    decide(bob, awaited(bob)[0])
    assert list(work_order(alice, Order.DOCUMENT)) == awaited(alice)
    assert WorkOrder(alice, Order.RANDOM).next() == WorkOrder(alice, Order.RANDOM).next()


def test_reading_order_goes_on_behind_where_one_is_and_begins_again(alice: Desk) -> None:
    every = awaited(alice)
    work = WorkOrder(alice, Order.DOCUMENT)
    assert work.next(every[1]) == every[2]
    decide(alice, every[2])
    assert work.next(every[1]) == every[3]
    assert work.next(every[-1]) == every[0]


def test_behind_an_interviewers_question_comes_the_answer(alice: Desk) -> None:
    every = awaited(alice)
    source, _, number = every[1].rpartition("t")
    question = SegmentId(f"{source}t{int(number) - 1}")
    assert question not in every
    assert WorkOrder(alice, Order.DOCUMENT).next(question) == every[1]


def test_reviewers_share_the_random_order_and_new_units_fall_in_between(
    alice: Desk, bob: Desk, tmp_path: Path
) -> None:
    before = work_order(alice, Order.RANDOM)
    assert work_order(bob, Order.RANDOM) == before
    add_diary(alice, tmp_path)
    after = work_order(alice, Order.RANDOM)
    assert len(after) == len(before) + 2
    assert tuple(one for one in after if one in before) == before


def test_the_first_undecided_unit_of_the_random_order_is_a_draw(alice: Desk) -> None:
    line = work_order(alice, Order.RANDOM)
    work = WorkOrder(alice, Order.RANDOM)
    assert work.draw_number(line[0]) is None
    assert work.next(line[3]) == line[0]
    assert work.draw_number(line[0]) == len(line)
    decide(alice, line[0])
    assert work.draw_number(line[0]) is None
    assert work.next(line[0]) == line[1]
    assert work.draw_number(line[1]) == len(line) - 1
    assert work.draw_number(line[2]) is None


def test_a_unit_stepped_over_stays_the_draw_and_comes_first_again(alice: Desk) -> None:
    line = work_order(alice, Order.RANDOM)
    work = WorkOrder(alice, Order.RANDOM)
    assert work.next() == line[0]
    assert work.next(line[0]) == line[1]
    assert work.draw_number(line[1]) is None
    decide(alice, line[1])
    assert work.next(line[1]) == line[0]
    assert work.draw_number(line[0]) == len(line) - 1


def test_an_undone_draw_is_the_draw_again(alice: Desk) -> None:
    work = WorkOrder(alice, Order.RANDOM)
    first = work.next()
    decide(alice, first)
    assert work.next(first) != first
    undoing.undo(alice)
    assert work.next() == first
    assert first is not None
    assert work.draw_number(first) == len(awaited(alice))


@pytest.mark.parametrize("order", [Order.DOCUMENT, Order.DOUBTFUL, Order.NOVEL])
def test_in_no_other_order_is_a_decision_a_draw(alice: Desk, order: Order) -> None:
    embed(alice)
    work = WorkOrder(alice, order)
    assert all(work.draw_number(one) is None for one in (*awaited(alice), work.next()) if one)


def test_in_one_source_no_decision_is_a_draw(alice: Desk) -> None:
    work = WorkOrder(alice, Order.RANDOM, source="diary.txt")
    at = work.next()
    assert at is not None
    assert work.draw_number(at) is None


@pytest.mark.parametrize("order", [Order.DOUBTFUL, Order.NOVEL])
def test_what_was_stepped_over_comes_last(alice: Desk, order: Order) -> None:
    embed(alice)
    work = WorkOrder(alice, order)
    first = work.next()
    second = work.next(first)
    assert first != second
    went = []
    at = second
    while at is not None and at != first:
        went.append(at)
        decide(alice, at)
        at = work.next(at)
    assert at == first
    assert len(went) == len(awaited(alice)) - 1


@pytest.mark.parametrize("order", [Order.DOUBTFUL, Order.NOVEL])
def test_what_was_undone_is_offered_before_the_end(alice: Desk, order: Order) -> None:
    embed(alice)
    decided = awaited(alice)[0]
    decide(alice, decided)
    work = WorkOrder(alice, order)
    went = [work.next()]
    undoing.undo(alice)
    while went[-1] is not None:
        decide(alice, went[-1])
        went.append(work.next(went[-1]))
    assert decided in went


@pytest.mark.parametrize("order", [Order.DOUBTFUL, Order.NOVEL])
def test_without_vectors_it_is_said_what_to_do_and_then_goes_on(alice: Desk, order: Order) -> None:
    work = WorkOrder(alice, order)
    for _ in range(2):
        with pytest.raises(UserError, match="vector"):
            work.next()
    embed(alice)
    assert work.next() in awaited(alice)


@pytest.mark.parametrize("order", list(Order))
def test_new_units_are_offered_too(alice: Desk, tmp_path: Path, order: Order) -> None:
    embed(alice)
    work = WorkOrder(alice, order)
    work.next()
    add_diary(alice, tmp_path)
    embed(alice)
    at, went = work.next(), []
    while at is not None:
        went.append(at)
        decide(alice, at)
        at = work.next(at)
    assert len(went) == len(awaited(alice)) + 2


def test_the_doubtful_order_follows_what_was_decided(
    alice: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.services.suggesting.ordering._STALE_AFTER", 1)
    embed(alice)
    work = WorkOrder(alice, Order.DOUBTFUL)
    first = work.next()
    assert first == work_order(alice, Order.DOUBTFUL)[0]
    assert first is not None
    coding.apply_code(alice, first, "help.forms")
    # the new order is made beside the work
    work.next(first)
    assert work._coming is not None
    made = work._coming.result()
    assert made == work_order(alice, Order.DOUBTFUL)
    assert work.next(first) == made[0]


def test_in_the_novel_order_what_repeats_a_decided_unit_comes_last(
    alice: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "twins.txt"
    file.write_text("Blue van, blue door.\n\nBlue door, blue van.\n", encoding="utf-8")
    add_sources(alice, [file], AddRequest())
    embed(alice)
    decided, twin = work_order(alice, Order.DOCUMENT, source="twins.txt")
    decide(alice, decided)
    assert work_order(alice, Order.NOVEL)[-1] == twin


@pytest.mark.parametrize("closely", [2, 300])
def test_the_most_doubtful_by_all_that_is_known_come_first(
    alice: Desk, monkeypatch: pytest.MonkeyPatch, closely: int
) -> None:
    monkeypatch.setattr("qes.services.suggesting.placing._CLOSELY", closely)
    embed(alice)
    for segment, code in zip(awaited(alice), ("help.forms", "site.boss"), strict=False):
        coding.apply_code(alice, segment, code)
    learned = learn(alice, read_corpus(alice))
    found = work_order(alice, Order.DOUBTFUL, learned=learned)
    known = [one for name in found if (one := learned.features(name)) is not None]
    chances = np.sort(learned.learner.predict_proba(known)[:, [0, *learned.learner.offered]])
    lead = chances[:, -1] - chances[:, -2]
    assert len(known) == len(found) > 2
    assert (np.diff(lead[:closely]) >= 0).all()
