"""How many relevant units one has not seen yet, from one's own draws at random."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qes.errors import NotFound, UserError
from qes.services import coding, undoing
from qes.services.desk import Desk
from qes.services.sourcing import AddRequest, add_sources
from qes.services.suggesting.estimating import Goal, remaining_of, remaining_of_codes
from qes.services.suggesting.ordering import Order, WorkOrder, work_order
from qes.services.suggesting.sampling import bare_showing
from qes.services.suggesting.showing import Way
from tests.unit.services.test_suggesting_codes import awaited

FORMS, SUPPORT = "help.forms", "help.support"


def go_on(desk: Desk, work: WorkOrder, code: str | None = None) -> None:
    """Decide the next unit, as the review screen does."""
    segment = work.next()
    assert segment is not None
    shown = bare_showing(segment, Way.RANDOM, work.draw_number(segment))
    if code is None:
        coding.mark_no_code(desk, segment, shown=shown)
    else:
        coding.apply_code(desk, segment, code, shown=shown)


@pytest.fixture
def work(alice: Desk) -> WorkOrder:
    """Alice's random order of work."""
    return WorkOrder(alice, Order.RANDOM)


def test_without_a_draw_nothing_is_claimed(alice: Desk) -> None:
    every = awaited(alice)
    coding.apply_code(alice, every[0], FORMS)
    found = remaining_of(alice, FORMS)
    assert (found.estimate.low, found.estimate.high) == (0, len(every) - 1)
    assert (found.estimate.found, found.estimate.draws, found.more) == (1, 0, None)
    assert "Nothing has been drawn at random yet" in found.advice


def test_draws_are_counted_and_what_else_was_found(alice: Desk, work: WorkOrder) -> None:
    every = awaited(alice)
    go_on(alice, work, FORMS)
    go_on(alice, work)
    coding.apply_code(alice, work_order(alice, Order.RANDOM)[-1], FORMS)
    found = remaining_of(alice, FORMS)
    assert (found.estimate.draws, found.outdated) == (2, 0)
    assert found.estimate.unseen == len(every) - len(set(done(alice)))
    assert found.estimate.found == 2
    assert found.estimate.low <= found.estimate.high <= found.estimate.unseen
    assert found.more is not None
    assert f"between {found.estimate.low} and {found.estimate.high}" in found.advice


def done(desk: Desk) -> list[str]:
    return [one for name in ("interview.txt", "diary.txt") for one in _decided(desk, name)]


def _decided(desk: Desk, name: str) -> list[str]:
    from qes.services.review import decisions  # noqa: PLC0415 - what the review screen counts by

    return sorted(decisions(desk, name).decided)


def test_the_review_screen_counts_the_same_units_as_decided(alice: Desk, work: WorkOrder) -> None:
    go_on(alice, work, FORMS)
    go_on(alice, work)
    coding.reject_code(alice, awaited(alice)[0], SUPPORT)
    unseen = remaining_of(alice, FORMS).estimate.unseen
    assert unseen == len(awaited(alice)) - len(done(alice))


def test_an_undone_draw_falls_away(alice: Desk, work: WorkOrder) -> None:
    go_on(alice, work)
    before = remaining_of(alice, FORMS)
    go_on(alice, work, FORMS)
    undoing.undo(alice)
    assert remaining_of(alice, FORMS) == before
    undoing.redo(alice)
    after = remaining_of(alice, FORMS)
    assert (after.estimate.draws, after.estimate.found) == (2, 1)


def test_a_draw_decided_otherwise_later_counts_as_it_stands(alice: Desk, work: WorkOrder) -> None:
    segment = work.next()
    assert segment is not None
    go_on(alice, work)
    coding.apply_code(alice, segment, FORMS)
    found = remaining_of(alice, FORMS).estimate
    assert (found.draws, found.found) == (1, 1)


def test_what_is_decided_while_the_first_is_stepped_over_is_no_draw(
    alice: Desk, work: WorkOrder
) -> None:
    first = work.next()
    second = work.next(first)
    assert second is not None
    number = work.draw_number(second)
    assert number is None
    coding.mark_no_code(alice, second, shown=bare_showing(second, Way.RANDOM, number))
    assert remaining_of(alice, FORMS).estimate.draws == 0
    go_on(alice, work)
    assert remaining_of(alice, FORMS).estimate.draws == 1


def test_after_a_source_came_in_the_sequence_starts_anew_and_it_is_said(
    alice: Desk, work: WorkOrder, tmp_path: Path
) -> None:
    go_on(alice, work)
    go_on(alice, work, FORMS)
    file = tmp_path / "more.txt"
    file.write_text("The shop closed.\n\nA van came on Mondays.\n", encoding="utf-8")
    add_sources(alice, [file], AddRequest())
    found = remaining_of(alice, FORMS)
    assert (found.estimate.draws, found.outdated, found.estimate.found) == (0, 2, 1)
    assert "2 earlier draws count no more" in found.advice
    go_on(alice, work)
    again = remaining_of(alice, FORMS)
    assert (again.estimate.draws, again.estimate.found) == (1, 1)
    assert again.estimate.unseen == len(awaited(alice)) + 2 - 3


def test_a_code_is_found_where_one_below_it_was_given(alice: Desk, work: WorkOrder) -> None:
    go_on(alice, work, FORMS)
    assert remaining_of(alice, SUPPORT).estimate.found == 1
    assert remaining_of(alice, "help.rides").estimate.found == 0
    listed = [one.code for one in remaining_of_codes(alice)]
    assert listed == ["help", SUPPORT, FORMS]


def test_nobody_elses_draws_and_codes_count(alice: Desk, bob: Desk, work: WorkOrder) -> None:
    go_on(alice, work)
    before = remaining_of(alice, FORMS)
    go_on(bob, WorkOrder(bob, Order.RANDOM), FORMS)
    assert remaining_of(alice, FORMS) == before
    assert remaining_of(bob, FORMS).estimate.found == 1


def test_when_all_is_decided_nothing_is_left(alice: Desk, work: WorkOrder) -> None:
    while work.next() is not None:
        go_on(alice, work)
    found = remaining_of(alice, FORMS)
    assert (found.estimate.low, found.estimate.high, found.more) == (0, 0, 0)
    assert "Every segment has been looked at" in found.advice


def test_codes_are_named_as_anywhere_and_each_comes_once(alice: Desk) -> None:
    found = remaining_of_codes(alice, ("Rides", "help.rides", FORMS))
    assert [one.code for one in found] == ["help.rides", FORMS]
    assert found[0].path.endswith("The support > Rides")
    with pytest.raises(NotFound):
        remaining_of(alice, "dancing")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Goal(level=1.0),
        lambda: Goal(level=float("nan")),
        lambda: Goal(target=0.0),
        lambda: Goal(target=1.5),
    ],
)
def test_a_goal_that_cannot_be_reached_is_refused(wrong: Callable[[], Goal]) -> None:
    with pytest.raises(UserError, match=r"no level|no share"):
        wrong()


def test_a_project_without_units_has_nothing_left(empty: Desk) -> None:
    assert remaining_of_codes(empty) == ()
