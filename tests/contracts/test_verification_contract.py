"""What verification finds: whatever was changed behind the program's back, named."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from qes.project import Project
from qes.services import coding, review, undoing
from qes.services.auditing import note_heads, verify_project
from qes.store.judgements import Draft, Signature, Subject, SubjectKind, append
from qes.store.schema import judgement
from qes.store.verification import Head, Verification
from tests.contracts.sites import Room, Site

_COLUMNS = tuple(column.name for column in judgement.columns if column.name != "n")
_ALL = ", ".join(_COLUMNS)


def _work(target: str) -> None:
    """Let two people code in turn, with reasons, a memo and an undo."""
    room = Room(target)
    for n in range(6):
        for who in ("anna", "ben"):
            desk = room.desk(who)
            segment = review.read_source(desk, "interview.txt").segments[n].id
            coding.apply_code(desk, segment, "winter", reason=f"reason {n}")
    coding.add_memo(room.desk("anna"), segment, "a thought")
    undoing.undo(room.desk("anna"))
    room.close()
    assert _verify(target).ok


@pytest.fixture
def worked_in(site: Site) -> str:
    """A copy of a project in which two people have coded."""
    return site.prepared("worked", _work)


def _verify(target: str, noted: tuple[Head, ...] = ()) -> Verification:
    with Project.open(target, "anna") as project:
        return verify_project(project.desk, noted)


def _heads(target: str) -> tuple[Head, ...]:
    with Project.open(target, "anna") as project:
        return note_heads(project.desk)


def _row(site: Site, target: str, seq: int) -> sa.Row[tuple[object, ...]]:
    with site.raw(target) as connection:
        return connection.execute(
            sa.select(judgement).where(judgement.c.author == "anna", judgement.c.seq == seq)
        ).one()


def _number_of(site: Site, target: str, author: str, seq: int) -> int:
    with site.raw(target) as connection:
        return int(
            connection.execute(
                sa.select(judgement.c.n).where(judgement.c.author == author, judgement.c.seq == seq)
            ).scalar_one()
        )


_NEW_VALUES = {
    "seq": "seq + 100",
    "value": '\'{"state":"rejected"}\'',
    "reason": "NULL",
    "basis": "'x'",
    "round": "'r9'",
    "undoes": "'x'",
    "author": "'eva'",
}


def test_a_change_of_any_column_is_found_and_its_row_named(site: Site, worked_in: str) -> None:
    row = _row(site, worked_in, 3)
    site.unguarded(worked_in, "CREATE TABLE kept AS SELECT * FROM judgement")
    for column in _COLUMNS:
        new = _NEW_VALUES.get(column, f"{column} || 'x'")
        here = f"WHERE n = {row.n}"
        site.unguarded(worked_in, f"UPDATE judgement SET {column} = {new} {here}")  # noqa: S608 - our own words
        found = _verify(worked_in)
        assert not found.ok, column
        assert found.first_bad is not None, column
        assert found.first_bad.n == row.n, column
        if column not in {"id", "author", "origin", "seq"}:
            assert (found.first_bad.id, found.first_bad.author) == (row.id, "anna")
        kept = f"(SELECT {column} FROM kept {here})"  # noqa: S608 - our own words
        site.unguarded(worked_in, f"UPDATE judgement SET {column} = {kept} {here}")  # noqa: S608 - our own words
        assert _verify(worked_in).ok, column


def test_an_empty_reason_is_not_the_same_as_none(site: Site, worked_in: str) -> None:
    site.unguarded(worked_in, "UPDATE judgement SET basis = '' WHERE author = 'anna' AND seq = 2")
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert "changed after it was written" in found.first_bad.why


@pytest.mark.parametrize("seq", [1, 4])
def test_a_removed_row_is_missed_at_the_row_after_it(site: Site, worked_in: str, seq: int) -> None:
    after = _row(site, worked_in, seq + 1)
    site.unguarded(worked_in, f"DELETE FROM judgement WHERE author = 'anna' AND seq = {seq}")  # noqa: S608 - our own words
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert (found.first_bad.id, found.first_bad.seq) == (after.id, seq + 1)
    assert found.first_bad.why == f"judgement {seq} of this author is missing before it"


def test_a_removed_row_is_missed_though_those_after_it_are_numbered_anew(
    site: Site, worked_in: str
) -> None:
    site.unguarded(
        worked_in,
        "DELETE FROM judgement WHERE author = 'anna' AND seq = 4",
        "UPDATE judgement SET seq = -seq WHERE author = 'anna' AND seq > 4",
        "UPDATE judgement SET seq = -seq - 1 WHERE author = 'anna' AND seq < 0",
    )
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert found.first_bad.seq == 4
    assert found.first_bad.why == "it does not follow the judgement before it"


def test_two_rows_whose_contents_are_swapped_are_found(site: Site, worked_in: str) -> None:
    one, other = (_number_of(site, worked_in, "anna", seq) for seq in (2, 5))
    columns = ("subject", "aspect", "value", "reason")
    taken = ", ".join(
        f"{name} = (SELECT {name} FROM kept WHERE kept.n = {one} + {other} - judgement.n)"  # noqa: S608 - our own words
        for name in columns
    )
    site.unguarded(
        worked_in,
        "CREATE TABLE kept AS SELECT * FROM judgement",
        f"UPDATE judgement SET {taken} WHERE n IN ({one}, {other})",  # noqa: S608 - our own words
        "DROP TABLE kept",
    )
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert found.first_bad.n == one
    assert "changed after it was written" in found.first_bad.why


def test_two_rows_that_change_places_are_found(site: Site, worked_in: str) -> None:
    one, other = (_number_of(site, worked_in, "anna", seq) for seq in (2, 5))
    by_hand = "" if not site.is_server else " OVERRIDING SYSTEM VALUE"
    site.unguarded(
        worked_in,
        f"CREATE TABLE kept AS SELECT * FROM judgement WHERE n IN ({one}, {other})",  # noqa: S608 - our own words
        f"DELETE FROM judgement WHERE n IN ({one}, {other})",  # noqa: S608 - our own words
        f"INSERT INTO judgement (n, {_ALL}){by_hand} SELECT {one} + {other} - n, {_ALL} FROM kept",  # noqa: S608 - our own words
        "DROP TABLE kept",
    )
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert (found.first_bad.n, found.first_bad.seq) == (one, 5)


def test_two_rows_whose_times_are_swapped_are_found(site: Site, worked_in: str) -> None:
    one, other = (_row(site, worked_in, seq) for seq in (2, 5))
    site.unguarded(
        worked_in,
        f"UPDATE judgement SET at = '{other.at}' WHERE n = {one.n}",  # noqa: S608 - our own words
        f"UPDATE judgement SET at = '{one.at}' WHERE n = {other.n}",  # noqa: S608 - our own words
    )
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert found.first_bad.id == one.id


def test_a_row_put_in_far_below_all_others_is_found(site: Site, worked_in: str) -> None:
    by_hand = "" if not site.is_server else " OVERRIDING SYSTEM VALUE"
    copied = _ALL.replace("id,", "id || '-copy',", 1).replace("seq", "seq + 50", 1)
    site.unguarded(
        worked_in,
        f"INSERT INTO judgement (n, {_ALL}){by_hand} SELECT {-(2**63)}, {copied} "  # noqa: S608 - our own words
        "FROM judgement WHERE author = 'anna' AND seq = 2",
    )
    found = _verify(worked_in)
    assert found.first_bad is not None
    assert found.first_bad.n == -(2**63)


def test_a_cut_end_is_seen_only_against_noted_heads(site: Site, worked_in: str) -> None:
    noted = _heads(worked_in)
    assert _verify(worked_in, noted).ok
    site.unguarded(worked_in, "DELETE FROM judgement WHERE author = 'anna' AND seq > 5")
    assert _verify(worked_in).ok
    found = _verify(worked_in, noted)
    assert found.first_bad is not None
    assert (found.first_bad.author, found.first_bad.seq) == ("anna", 8)
    assert "cut off" in found.first_bad.why


def test_a_whole_chain_that_is_gone_is_seen_against_noted_heads(site: Site, worked_in: str) -> None:
    noted = _heads(worked_in)
    site.unguarded(worked_in, "DELETE FROM judgement WHERE author = 'ben'")
    assert _verify(worked_in).authors == ("anna", "lead")
    found = _verify(worked_in, noted)
    assert found.first_bad is not None
    assert found.first_bad.author == "ben"


def test_heads_noted_earlier_still_hold_when_work_has_gone_on(worked_in: str) -> None:
    noted = _heads(worked_in)
    with Project.open(worked_in, "anna") as project:
        segment = review.read_source(project.desk, "interview.txt").segments[0].id
        coding.reject_code(project.desk, segment, "winter")
    assert _verify(worked_in, noted).ok
    assert _heads(worked_in) != noted


def test_a_chain_written_anew_is_seen_against_noted_heads(site: Site, worked_in: str) -> None:
    noted = _heads(worked_in)
    origin = next(one.origin for one in noted if one.author == "anna")
    site.unguarded(worked_in, "DELETE FROM judgement WHERE author = 'anna' AND seq > 5")
    with Project.open(worked_in, "anna") as project, project.desk.store.write() as connection:
        drafts = [Draft(Subject(SubjectKind.STUDY, "s1"), "a", n) for n in range(4)]
        append(
            connection,
            drafts,
            Signature(project.desk.author, origin, project.desk.now(), "0.1"),
        )
    assert _verify(worked_in).ok
    found = _verify(worked_in, noted)
    assert found.first_bad is not None
    assert found.first_bad.why == "it is not the judgement whose hash was noted"


def test_each_machine_of_one_author_has_a_chain_of_its_own(site: Site, room: Room) -> None:
    store = room.desk("anna").store
    for n in range(4):
        for origin in ("laptop", "desktop"):
            with store.write() as connection:
                signature = Signature(
                    room.desk("anna").author, origin, f"2026-03-02T14:00:0{n}.000000Z", "0.1"
                )
                append(connection, [Draft(Subject(SubjectKind.STUDY, "s1"), "a", n)], signature)
    noted = _heads(room.target)
    assert [(one.origin, one.seq) for one in noted if one.author == "anna"] == [
        ("desktop", 4),
        ("laptop", 4),
    ]
    assert _verify(room.target, noted).ok
    site.unguarded(room.target, "DELETE FROM judgement WHERE origin = 'laptop' AND seq = 2")
    found = _verify(room.target)
    assert found.first_bad is not None
    assert (found.first_bad.origin, found.first_bad.seq) == ("laptop", 3)


_ONE = "(SELECT id FROM source WHERE name = 'interview.txt')"


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE source_text SET text = text || ' ' WHERE source = {_ONE}",  # noqa: S608 - our own words
        f"DELETE FROM source_text WHERE source = {_ONE}",  # noqa: S608 - our own words
        "UPDATE source SET text_sha256 = bytes_sha256 WHERE name = 'interview.txt'",
        "UPDATE passage SET quote_sha256 = quote_sha256 || 'x'",
        "UPDATE passage SET start = start + 1",
        "DELETE FROM passage WHERE start > 20",
    ],
)
def test_a_text_that_is_not_what_was_imported_and_coded_is_named(
    site: Site, worked_in: str, change: str
) -> None:
    site.unguarded(worked_in, change)
    found = _verify(worked_in)
    assert not found.ok
    assert (found.first_bad, found.sources_bad) == (None, ("interview.txt",))
    assert found.files_bad == ()


@pytest.mark.parametrize(
    "change",
    [
        f"DELETE FROM source_bytes WHERE source = {_ONE}",  # noqa: S608 - our own words
        "UPDATE source SET bytes_sha256 = text_sha256 WHERE name = 'interview.txt'",
    ],
)
def test_a_file_that_is_not_what_was_imported_is_named(
    site: Site, worked_in: str, change: str
) -> None:
    site.unguarded(worked_in, change)
    found = _verify(worked_in)
    assert not found.ok
    assert (found.first_bad, found.sources_bad) == (None, ())
    assert found.files_bad == ("interview.txt",)
