"""Draws at random are counted alike in a file and on a server, whatever becomes of the sources."""

from __future__ import annotations

from pathlib import Path

from qes.base import SegmentId
from qes.services import coding, review, undoing
from qes.services.desk import Desk
from qes.services.replacing import replace_source
from qes.services.suggesting.estimating import RemainingOfCode, remaining_of, remaining_of_codes
from qes.services.suggesting.ordering import Order, WorkOrder, work_order
from qes.services.suggesting.sampling import bare_showing
from qes.services.suggesting.showing import Way
from qes.services.withdrawing import withdraw
from qes.store.showings import draws_of
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room

CODE = CODES[0]


def draw(desk: Desk, work: WorkOrder, code: str | None = None) -> SegmentId:
    segment = work.next()
    assert segment is not None
    shown = bare_showing(segment, Way.RANDOM, work.draw_number(segment))
    if code is None:
        coding.mark_no_code(desk, segment, shown=shown)
    else:
        coding.apply_code(desk, segment, code, shown=shown)
    return segment


def counts(found: RemainingOfCode) -> tuple[int, int, int, int]:
    one = found.estimate
    return one.draws, one.found, one.unseen, found.outdated


def waiting(desk: Desk) -> int:
    return sum(one.n_segments - one.n_decided for one in review.sources(desk))


def test_draws_are_one_reviewers_own(room: Room) -> None:
    ann, ben = room.desk("ann"), room.desk("ben")
    work = WorkOrder(ann, Order.RANDOM)
    total = waiting(ann)
    first, second = draw(ann, work), draw(ann, work, CODE)
    with ann.store.read() as connection:
        seen = draws_of(connection, ann.author)
        assert draws_of(connection, ben.author) == ()
    assert [(one.segment, one.unseen) for one in seen] == [(first, total), (second, total - 1)]
    assert counts(remaining_of(ann, CODE)) == (2, 1, waiting(ann), 0)
    assert counts(remaining_of(ben, CODE)) == (0, 0, total, 0)
    assert work_order(ben, Order.RANDOM)[0] == first


def test_what_was_undone_is_undecided_again(room: Room) -> None:
    ann = room.desk("ann")
    work = WorkOrder(ann, Order.RANDOM)
    draw(ann, work)
    drawn = draw(ann, work, CODE)
    undoing.undo(ann)
    assert counts(remaining_of(ann, CODE)) == (1, 0, waiting(ann), 0)
    assert work.next() == drawn
    undoing.redo(ann)
    assert counts(remaining_of(ann, CODE)) == (2, 1, waiting(ann), 0)


def test_withdrawn_words_take_their_draws_with_them_and_leave_the_others(room: Room) -> None:
    ann = room.desk("ann")
    work = WorkOrder(ann, Order.RANDOM)
    drawn = [draw(ann, work, CODE) for _ in range(3)]
    gone = drawn[0].rpartition(".")[0]
    withdraw(ann, gone)
    kept = [one for one in drawn if one.rpartition(".")[0] != gone]
    assert counts(remaining_of(ann, CODE)) == (len(kept), len(kept), waiting(ann), 0)
    nxt = work.next()
    assert nxt is None or nxt.rpartition(".")[0] != gone


def test_a_new_version_of_a_source_starts_the_sequence_anew(room: Room, tmp_path: Path) -> None:
    ann = room.desk("ann")
    work = WorkOrder(ann, Order.RANDOM)
    drawn = draw(ann, work, CODE)
    source = review.read_source(ann, drawn.rpartition(".")[0])
    file = tmp_path / "corrected.txt"
    file.write_text(source.text + "\n\nADA: One answer more.\n", encoding="utf-8")
    replace_source(ann, source.id, file)
    found = remaining_of(ann, CODE)
    assert counts(found)[:3] == (0, 1, waiting(ann))
    assert [one.code for one in remaining_of_codes(ann)][-1] == CODE
    draw(ann, work)
    assert counts(remaining_of(ann, CODE))[:3] == (1, 1, waiting(ann))
