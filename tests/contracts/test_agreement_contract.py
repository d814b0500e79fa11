"""The agreement report reads the same from a file and from a server."""

from __future__ import annotations

import pytest

from qes.errors import Blind
from qes.services import coding, review
from qes.services.agreement import agreement_report, pair_tables
from qes.services.rounds import close_round, open_round
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room
from tests.unit.services.pair_oracle import compared_by_hand

SOURCE = "interview.txt"


def test_the_report_counts_what_both_saw_and_decided_last(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    segments = [one.id for one in review.read_source(anna, SOURCE).segments]
    open_round(room.desk("lead"), "first")
    for desk in (anna, ben):
        coding.mark_seen(desk, segments[:5])
        coding.apply_code(desk, segments[0], CODES[0], reason="it says so")
    coding.apply_code(anna, segments[1], CODES[1])
    coding.apply_code(ben, segments[2], CODES[0])
    coding.reject_code(ben, segments[2], CODES[0], reason="no: it does not")
    coding.mark_seen(ben, segments[5:6])
    with pytest.raises(Blind):
        agreement_report(anna)
    close_round(room.desk("lead"), "first")
    report = agreement_report(ben)
    assert report.main is not None
    by_hand = compared_by_hand(anna)
    assert [one.counts for one in report.main.rows] == [one.counts for one in by_hand.codes]
    assert [one.rows for one in pair_tables(anna)] == [one.rows for one in pair_tables(ben)]
    assert (report.main.n_units, report.n_disagreements) == (5, 1)
    dropped = {one.why: one.n for one in report.cleaning.dropped}
    assert (dropped["seen by anna only"], dropped["seen by ben only"]) == (0, 1)
    assert report.disagreements[0].unit == segments[1]
    assert report.blindness.n_blind == report.blindness.n_decisions == 4
    assert agreement_report(anna) == report
