"""Comparing and settling, over a file and over a server alike."""

from __future__ import annotations

from qes.services import review
from qes.services.codebook_versions import by_codebook_version
from qes.services.coding import apply_code, mark_no_code, mark_seen
from qes.services.comparing import compare
from qes.services.consensus import Cause, set_consensus, undo_consensus
from qes.services.rounds import close_round, open_round
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room


def test_what_differs_is_compared_settled_and_taken_back_alike(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    first, second = (one.id for one in review.read_source(ben, "interview.txt").segments[1:4:2])
    open_round(room.desk("lead"), "first")
    apply_code(anna, first, CODES[0])
    mark_no_code(ben, first)
    apply_code(anna, second, CODES[0])
    apply_code(ben, second, CODES[1])
    mark_seen(ben, [first, second])
    close_round(room.desk("lead"), "first")
    found = compare(ben)
    assert [(one.unit.id, one.code) for one in found.disagreements] == [
        (first, CODES[0]),
        *((second, code) for code in sorted(CODES[:2])),
    ]
    set_consensus(ben, first, CODES[0], applies=True, reason="one", cause=Cause.MISSED)
    set_consensus(anna, first, CODES[0], applies=False, reason="two")
    settled = compare(anna).disagreements[0].settlement
    assert settled is not None
    assert (settled.value, settled.reason, settled.cause) == (False, "two", None)
    undo_consensus(ben, first, CODES[0])
    settled = compare(anna).disagreements[0].settlement
    assert settled is not None
    assert (settled.value, settled.reason, settled.cause) == (True, "one", Cause.MISSED)
    (group,) = by_codebook_version(anna)
    assert set(group.units) == {first, second}
