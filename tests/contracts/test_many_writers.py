"""Many who write at once lose nothing and break no chain."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qes.base import AuthorName
from qes.errors import Busy, ExitCode, UserError
from qes.project import Project
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.services.rounds import list_rounds, open_round
from qes.store import judgements
from tests.contracts.sample_project import CODES
from tests.contracts.sites import Room, Site

_ROOT = Path(__file__).resolve().parents[2]
_TIMES = 12


def _written(room: Room, author: str) -> set[str]:
    with room.desk("lead").store.read() as connection:
        found = judgements.by_author(connection, AuthorName(author))
    assert [one.seq for one in found] == list(range(len(found), 0, -1))
    return {one.id for one in found}


def _code(room: Room, author: str, times: int) -> list[str]:
    desk = room.desk(author)
    segments = review.read_source(desk, "interview.txt").segments
    return [
        coding.apply_code(desk, segments[n % len(segments)].id, CODES[n % len(CODES)]).id
        for n in range(times)
    ]


def test_threads_at_one_desk_and_at_several_lose_nothing(room: Room) -> None:
    people = ("anna", "anna", "ben", "eva")
    for who in people:
        room.desk(who)
    broken: list[bool] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            broken.append(not verify_project(room.desk("lead")).ok)

    room.desk("lead")
    with ThreadPoolExecutor(1 + len(people)) as pool:
        reading = pool.submit(look)
        try:
            said = list(pool.map(lambda who: _code(room, who, _TIMES), people))
        finally:
            stop.set()
    reading.result()
    assert broken
    assert not any(broken)
    for who in set(people):
        ids = [one for name, each in zip(people, said, strict=True) if name == who for one in each]
        assert len(ids) == len(set(ids)) == people.count(who) * _TIMES
        assert _written(room, who) == set(ids)
    assert verify_project(room.desk("lead")).ok


def _start(target: str, author: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.contracts.coding_process", target, author, str(_TIMES)]
    return subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_processes_of_one_person_and_of_several_lose_nothing(room: Room) -> None:
    people = ("anna", "anna", "ben")
    going = [_start(room.target, who) for who in people]
    for one in going:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    said = [one.communicate("go\n")[0].split() for one in going]
    assert [one.returncode for one in going] == [0, 0, 0]
    assert _written(room, "anna") == {*said[0], *said[1]}
    assert _written(room, "ben") == {*said[2]}
    assert [len(each) for each in said] == [_TIMES] * 3
    assert verify_project(room.desk("lead")).ok


def test_two_who_open_a_round_at_once_do_not_both_get_it(room: Room) -> None:
    for who in ("anna", "ben"):
        room.desk(who)
    together = threading.Barrier(2)

    def begin(who: str) -> str:
        together.wait()
        try:
            return open_round(room.desk(who), f"by {who}").id
        except UserError as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(begin, ("anna", "ben")))
    (opened,) = list_rounds(room.desk("lead"))
    assert opened.id in said
    assert any("is open for the same people and sources" in one for one in said)


def test_one_who_waits_too_long_for_another_is_told_to_try_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.store.database.BUSY_SECONDS", 1)
    target = site.sample()
    with Project.open(target, "anna") as anna, Project.open(target, "ben") as ben:
        segment = review.read_source(anna.desk, "interview.txt").segments[0].id
        with anna.desk.store.write():
            with pytest.raises(Busy, match="is being written by another program") as caught:
                coding.apply_code(ben.desk, segment, "winter")
            assert review.decisions(ben.desk, "interview.txt").codings == ()
        assert caught.value.exit_code is ExitCode.BUSY
        coding.apply_code(ben.desk, segment, "winter")
