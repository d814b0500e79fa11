from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qes.base import SegmentId
from qes.services import coding
from qes.services.desk import Desk
from qes.services.replacing import replace_source
from qes.services.rounds import (
    RoundState,
    RoundWish,
    assign,
    assigned_segments,
    close_round,
    compare_round,
    list_rounds,
    open_round,
    overlook,
    progress,
    split_round,
)
from qes.services.showing_sources import show_segments
from qes.services.sourcing import AddRequest, add_sources
from qes.store.progress import seen_by
from tests.contracts.roles import RoleRoom
from tests.contracts.sites import Room, ServerSite

PEOPLE = ("anna", "ben")
TALK = """\
ASKS: What changed for you?

IDA: She sat in my kitchen and filled in every form with me.

ASKS: And at work?

IDA: The foreman asked her, never me. It took a month.

IDA: Nobody. The early bus does not run, so I walked.
"""


@pytest.fixture
def roles(databases: ServerSite) -> Iterator[RoleRoom]:
    """A project on a server in which everyone comes as a role of their own."""
    one = RoleRoom(databases.sample())
    yield one
    one.close()
    databases.clear()


def mine(desk: Desk, id_: str) -> list[SegmentId]:
    return sorted(assigned_segments(desk, id_) or ())


def test_a_round_is_read_as_it_was_opened(room: Room) -> None:
    lead, ben = room.desk("lead"), room.desk("ben")
    wish = RoundWish(
        sample=4, seed=12, by="site", overlap=0.5, calibrate=True, rule="alpha>=.7, lower>=.6"
    )
    opened = open_round(lead, "tried", reviewers=PEOPLE, sources=["interview.txt"], wish=wish)
    assert list_rounds(ben) == (opened,)
    assert opened.plan is not None
    assert (opened.plan.frame, opened.plan.chosen, opened.plan.overlap) == (5, 4, 0.5)
    assert opened.rule == "alpha>=0.7, lower>=0.6"


def test_the_same_seed_gives_the_same_units_in_a_file_and_on_a_server(room: Room) -> None:
    lead = room.desk("lead")
    open_round(lead, "x", reviewers=PEOPLE, wish=RoundWish(share=0.4, seed=3, overlap=0.5))
    drawn = {who: [one.split(".")[1] for one in mine(room.desk(who), "x")] for who in PEOPLE}
    # of two sources, whose ids follow from their bytes: the same in every copy of the project
    assert drawn == {"anna": ["t4", "t2", "t6"], "ben": ["t2", "t4", "t6"]}


def test_work_on_ones_own_units_counts_and_other_work_is_outside(room: Room) -> None:
    lead, anna, ben = (room.desk(who) for who in ("lead", *PEOPLE))
    one = open_round(lead, reviewers=PEOPLE, wish=RoundWish(overlap=0.0, seed=1))
    hers, his = mine(anna, one.id), mine(ben, one.id)
    assert not set(hers) & set(his)
    assert len(hers) == len(his) == 5
    in_round = coding.apply_code(anna, hers[0], "letters")
    outside = coding.apply_code(anna, his[0], "letters")
    coding.mark_seen(anna, [*hers[1:3], his[1]])
    assert (in_round.round, outside.round) == (one.id, None)
    with anna.store.read() as connection:
        assert seen_by(connection, round_=one.id) == {"anna": frozenset(hers[:3])}
    (of_anna, of_ben) = progress(anna, one.id)
    assert (of_anna.assigned, of_anna.seen, of_anna.decided, of_anna.left) == (5, 3, 1, 2)
    assert (of_ben.assigned, of_ben.left) == (5, 5)


def test_what_comes_after_the_comparison_is_outside(room: Room) -> None:
    lead, anna = room.desk("lead"), room.desk("anna")
    one = open_round(lead, reviewers=PEOPLE, wish=RoundWish(sample=3, seed=1))
    unit = mine(anna, one.id)[0]
    assert coding.apply_code(anna, unit, "letters").round == one.id
    assert compare_round(lead).state is RoundState.COMPARED
    assert coding.apply_code(anna, unit, "winter").round is None
    assert [each.code for each in coding.list_codings(room.desk("ben"), everyone=True)] == [
        "letters", "winter",
    ]  # fmt: skip
    rest = split_round(lead, one.id, overlap=0.5, seed=2)
    assert (overlook(lead, rest.id).units, overlook(lead, rest.id).overlap) == (7, 4)


@pytest.mark.parametrize("name", ["o'hara", "ann*", "a:b", "naïve ÅSA", "%", "_"])
def test_whatever_a_reviewer_is_called_their_units_are_theirs(room: Room, name: str) -> None:
    lead = room.desk("lead")
    one = open_round(lead, reviewers=[name, "anna", "ann"], wish=RoundWish(overlap=0.0, seed=1))
    theirs = [set(mine(room.desk(who), one.id)) for who in (name, "anna", "ann")]
    assert sorted(map(len, theirs)) == [3, 3, 4]
    assert len(set.union(*theirs)) == 10
    unit = min(theirs[0])
    assert coding.apply_code(room.desk(name), unit, "letters").round == one.id
    assert coding.apply_code(room.desk("anna"), unit, "letters").round is None


def test_units_go_over_to_a_new_version_of_their_source(room: Room, tmp_path: Path) -> None:
    lead, anna = room.desk("lead"), room.desk("anna")
    file = tmp_path / "talk.txt"
    file.write_text(TALK, encoding="utf-8")
    add_sources(lead, [file], AddRequest())
    one = open_round(lead, reviewers=["anna"], wish=RoundWish(units=["talk.txt.t2", "talk.txt.t4"]))
    other = open_round(lead, reviewers=["ben"], sources=["second.txt"], wish=RoundWish(sample=2))
    before = mine(room.desk("ben"), other.id)
    file.write_text("ASKS: Tell me.\n\n" + TALK.replace("kitchen", "garden"), encoding="utf-8")
    done = replace_source(lead, "talk.txt", file)
    words = {one.id: text for one, text in show_segments(anna, "talk.txt")}
    assert [words[one][:12] for one in mine(anna, one.id)] == ["She sat in m", "The foreman "]
    assert all(unit.startswith(done.new) for unit in mine(anna, one.id))
    assert coding.apply_code(anna, mine(anna, one.id)[1], "transport").round == one.id
    assert mine(room.desk("ben"), other.id) == before


def test_adding_units_leaves_everyone_what_they_have(room: Room) -> None:
    lead, anna, ben = (room.desk(who) for who in ("lead", *PEOPLE))
    one = open_round(
        lead, reviewers=PEOPLE, wish=RoundWish(units=["interview.txt.t2", "interview.txt.t4"])
    )
    assign(lead, one.id, reviewers=["ben"], units=["interview.txt.t5"])
    assert len(mine(anna, one.id)) == 2
    assert set(mine(ben, one.id)) > set(mine(anna, one.id))
    close_round(lead, one.id)
    assert len(mine(ben, one.id)) == 3


def test_a_role_sees_how_much_another_has_seen_and_no_more(roles: RoleRoom) -> None:
    lead, anna, ben = (roles.desk(who) for who in ("lead", *PEOPLE))
    one = open_round(lead, reviewers=PEOPLE, wish=RoundWish(sample=4, seed=2))
    unit = mine(anna, one.id)[0]
    assert coding.apply_code(anna, unit, "letters").round == one.id
    hers, his = progress(ben, one.id)
    assert (hers.reviewer, hers.seen, hers.assigned) == ("anna", 1, 4)
    assert (hers.decisions, hers.decided, hers.left) == (None, None, None)
    assert (his.seen, his.decisions, his.left) == (0, 0, 4)
    assert overlook(ben, one.id).overlap_done is None
    compare_round(lead)
    assert progress(ben, one.id)[0].decisions == 1
