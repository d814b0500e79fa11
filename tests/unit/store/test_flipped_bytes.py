"""One byte changed anywhere in a judgement's row, or in an index of the table, is reported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.errors import Refused
from qes.project import Project
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.store.verification import Verification
from tests.unit.store.sqlite_cells import cells, indexes

_changes = st.tuples(st.integers(0, 2**20), st.integers(1, 255))


@pytest.fixture
def worked_in(project_file: Path) -> Path:
    """A project in which two people have coded, closed, so that all of it is in the one file."""
    for n in range(6):
        for who in ("anna", "ben"):
            with Project.open(project_file, who) as project:
                segment = review.read_source(project.desk, "interview.txt").segments[n].id
                coding.apply_code(project.desk, segment, "winter", reason=f"Grund {n}: kälter")
    assert not project_file.with_name("review.qes-wal").exists()
    return project_file


def _judge(file: Path) -> Verification | None:
    """Verify the project; None where opening refuses it as damaged."""
    try:
        with Project.open(file, "anna") as project:
            return verify_project(project.desk)
    except Refused as refused:
        if "damaged" in refused.message:
            return None
        raise


def _change(file: Path, where: int, by: int) -> Verification | None:
    whole = file.read_bytes()
    file.write_bytes(whole[:where] + bytes([whole[where] ^ by]) + whole[where + 1 :])
    try:
        return _judge(file)
    finally:
        file.write_bytes(whole)


@pytest.mark.parametrize("checked", [True, False], ids=["checked on opening", "too large for that"])
def test_one_changed_byte_in_a_row_is_refused_or_reported(
    worked_in: Path, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    if not checked:
        monkeypatch.setattr("qes.store.opening._QUICK_CHECK_BYTES", 0)
    # SQLite takes the row's number from its key: the byte of the record's head that says of what
    # kind it is in the record is never read, and so is nothing that could be changed
    places = [
        where
        for cell in cells(worked_in, "judgement")
        for where in range(cell.start, cell.stop)
        if where != cell.record + 1
    ]
    assert len(places) > 3_000

    @settings(max_examples=150, deadline=None)
    @given(_changes)
    def check(change: tuple[int, int]) -> None:
        found = _change(worked_in, places[change[0] % len(places)], change[1])
        assert found is None or not found.ok

    check()
    found = _judge(worked_in)
    assert found is not None
    assert found.ok


def test_one_changed_byte_in_what_a_person_said_is_named(worked_in: Path) -> None:
    whole = worked_in.read_bytes()
    cell = cells(worked_in, "judgement")[-3]
    word = whole.index("kälter".encode(), cell.record, cell.stop)
    with closing(sqlite3.connect(worked_in)) as raw:
        row = raw.execute("SELECT n, id, author, seq FROM judgement ORDER BY n").fetchall()[-3]
    # another letter; half of one, which is no UTF-8; a control character
    for by in (0x01, 0x80, 0xC0, 0x60):
        found = _change(worked_in, word, by)
        assert found is not None
        assert found.first_bad is not None
        bad = found.first_bad
        assert (bad.n, bad.id, bad.author, bad.seq) == row
        assert bad.why == "it was changed after it was written"


def test_a_text_that_was_made_something_else_is_named(
    worked_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.store.opening._QUICK_CHECK_BYTES", 0)
    whole = worked_in.read_bytes()
    row = cells(worked_in, "judgement")[-3].record
    # in the record's head: its length, the kind of the number, then of the id, of the author …
    for column in (2, 3):
        kind = whole[row + column]
        assert kind % 2 == 1, "an odd kind is text"
        found = _change(worked_in, row + column, 1)
        assert found is not None
        assert found.damage is not None
        assert found.first_bad is not None


def test_what_is_told_of_a_changed_row_holds_no_control_character(worked_in: Path) -> None:
    whole = worked_in.read_bytes()
    cell = cells(worked_in, "judgement")[-3]
    author = whole.index(b"ben", cell.record, cell.stop)
    for letter in (0xE2, 0x1B, 0x00):
        found = _change(worked_in, author, ord("b") ^ letter)
        assert found is not None
        assert found.first_bad is not None
        told = [found.damage or "", *found.authors, found.first_bad.author or ""]
        assert all(text.isprintable() and text.isascii() for text in told)


def test_one_changed_byte_in_an_index_is_refused_or_reported(worked_in: Path) -> None:
    places = [
        where
        for index in indexes(worked_in, "judgement")
        for cell in cells(worked_in, index)
        for where in range(cell.start, cell.stop)
    ]
    assert len(indexes(worked_in, "judgement")) == 4

    @settings(max_examples=150, deadline=None)
    @given(_changes)
    def check(change: tuple[int, int]) -> None:
        found = _change(worked_in, places[change[0] % len(places)], change[1])
        assert found is None or not found.ok

    check()


@pytest.mark.parametrize(
    "swap",
    [
        pytest.param(lambda one, other: (other, one), id="both"),
        pytest.param(lambda one, _: (one, one), id="one over the other"),
    ],
)
def test_rows_whose_bytes_change_places_are_reported(
    worked_in: Path, swap: Callable[[bytes, bytes], tuple[bytes, bytes]]
) -> None:
    whole = bytearray(worked_in.read_bytes())
    by_size: dict[int, list[tuple[int, int]]] = {}
    for cell in cells(worked_in, "judgement"):
        by_size.setdefault(cell.stop - cell.record, []).append((cell.record, cell.stop))
    one, other = next(same for same in by_size.values() if len(same) > 1)[:2]
    first, second = swap(bytes(whole[slice(*one)]), bytes(whole[slice(*other)]))
    whole[slice(*one)], whole[slice(*other)] = first, second
    worked_in.write_bytes(whole)
    found = _judge(worked_in)
    assert found is None or found.first_bad is not None
