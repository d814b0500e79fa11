"""The table of judgements: appending, the guards of the database itself, and what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qes.base import AuthorName, Json
from qes.errors import UserError
from qes.store import judgements
from qes.store.database import Store
from qes.store.judgements import (
    OUTSIDE,
    Draft,
    Judgement,
    Signature,
    Subject,
    SubjectKind,
    append,
    chain_hash,
)
from qes.store.schema import judgement
from qes.store.standing import Question, before, personal, shared
from tests.contracts.sites import Room, Site

ANNA, BEN, EVA = (AuthorName(name) for name in ("anna", "ben", "eva"))
AUTHORS = (ANNA, BEN, EVA)
SUBJECT = Subject(SubjectKind.STUDY, "s1")
_numbers = count()


def _at(moment: int) -> str:
    return f"2026-03-02T14:00:{moment:02}.000000Z"


def _signed(author: str, origin: str = "here", moment: int = 0) -> Signature:
    return Signature(AuthorName(author), origin, _at(moment), "0.1")


def _say(store: Store, signature: Signature, *drafts: Draft) -> tuple[Judgement, ...]:
    with store.write() as connection:
        return append(connection, drafts, signature)


def _raw_rows(site: Site, target: str) -> list[sa.Row[tuple[object, ...]]]:
    with site.raw(target) as connection:
        return list(connection.execute(sa.select(judgement).order_by(judgement.c.n)).all())


def test_each_author_has_a_chain_that_counts_from_one_and_hangs_together(room: Room) -> None:
    store = room.desk("anna").store
    for moment in range(3):
        for author in ("anna", "ben"):
            _say(store, _signed(author, moment=moment), Draft(SUBJECT, f"a{moment}", moment))
    for author in (ANNA, BEN):
        with store.read() as connection:
            chain = tuple(reversed(judgements.by_author(connection, author)))
        assert [one.seq for one in chain] == [1, 2, 3]
        assert [one.prev_hash for one in chain] == ["", *(one.hash for one in chain[:-1])]
    with store.read() as connection:
        for row in connection.execute(sa.select(judgement)).mappings():
            assert row["hash"] == chain_hash({str(name): value for name, value in row.items()})


def test_the_hash_covers_every_column_but_itself_and_the_row_number(room: Room) -> None:
    store = room.desk("anna").store
    _say(store, _signed("anna"), Draft(SUBJECT, "year", 2019, "as printed"))
    with store.read() as connection:
        row = dict(
            connection.execute(sa.select(judgement).where(judgement.c.author == "anna"))
            .mappings()
            .one()
        )
    base = {str(name): value for name, value in row.items()}
    moved = {
        name for name in base if chain_hash({**base, name: f"{base[name]}x"}) != chain_hash(base)
    }
    assert set(base) - moved == {"n", "hash"}


def test_one_action_shares_one_moment_that_no_other_has(room: Room) -> None:
    store = room.desk("anna").store
    one = _say(store, _signed("anna", moment=5), Draft(SUBJECT, "a", 1), Draft(SUBJECT, "b", 2))
    same = _say(store, _signed("anna", moment=5), Draft(SUBJECT, "a", 3))
    set_back = _say(store, _signed("anna", moment=1), Draft(SUBJECT, "a", 4))
    times = [{each.at for each in group} for group in (one, same, set_back)]
    assert [len(each) for each in times] == [1, 1, 1]
    moments = [min(each) for each in times]
    assert moments == sorted(set(moments))


@pytest.mark.parametrize("reason", ["half a letter \udcff", "nothing after \0 this"])
def test_what_is_no_text_is_refused_before_anything_is_written(room: Room, reason: str) -> None:
    store = room.desk("anna").store
    with pytest.raises(UserError, match="reason holds bytes that are no letters"):
        _say(store, _signed("anna"), Draft(SUBJECT, "a", 1), Draft(SUBJECT, "b", 2, reason))
    with store.read() as connection:
        assert judgements.by_author(connection, ANNA) == ()


def test_a_row_that_cannot_be_read_is_refused_in_words(site: Site, room: Room) -> None:
    store = room.desk("anna").store
    _say(store, _signed("anna"), Draft(SUBJECT, "year", 2019))
    site.unguarded(room.target, "UPDATE judgement SET value = '{\"ye' WHERE author = 'anna'")
    with store.read() as connection, pytest.raises(UserError, match="from outside") as caught:
        shared(connection, Question(SubjectKind.STUDY))
    assert "qes verify" in str(caught.value.hint)


_CHANGES = {
    "update": "UPDATE judgement SET value = '0'",
    "update of nothing's meaning": "UPDATE judgement SET value = value",
    "update of the row number": "UPDATE judgement SET n = n + 1000",
    "delete": "DELETE FROM judgement WHERE seq = 1",
    "delete all": "DELETE FROM judgement",
}
_COLUMNS = ", ".join(column.name for column in judgement.columns)
_CHANGES_OF_A_FILE = {
    "replace by id": f"INSERT OR REPLACE INTO judgement ({_COLUMNS}) SELECT {_COLUMNS.replace('value', '0', 1).replace('n,', 'n + 1000,', 1)} FROM judgement",  # noqa: S608 - our own words
    "replace by number": f"REPLACE INTO judgement ({_COLUMNS}) SELECT {_COLUMNS.replace('id,', 'id || 0,', 1).replace('seq', 'seq + 1000', 1)} FROM judgement",  # noqa: S608 - our own words
    "replace by place in the chain": f"REPLACE INTO judgement ({_COLUMNS}) SELECT {_COLUMNS.replace('n, id', 'n + 1000, id || 0', 1)} FROM judgement",  # noqa: S608 - our own words
    "update or replace": "UPDATE OR REPLACE judgement SET seq = 1",
    "insert, on conflict update": f"INSERT INTO judgement ({_COLUMNS}) SELECT {_COLUMNS} FROM judgement WHERE true ON CONFLICT (id) DO UPDATE SET value = '0'",  # noqa: S608 - our own words
}
_CHANGES_OF_A_SERVER = {
    "truncate": "TRUNCATE judgement",
    "truncate with all": "TRUNCATE judgement, source CASCADE",
    "insert, on conflict update": f"INSERT INTO judgement ({_COLUMNS}) OVERRIDING SYSTEM VALUE SELECT {_COLUMNS} FROM judgement ON CONFLICT (id) DO UPDATE SET value = '0'",  # noqa: S608 - our own words
    "merge": "MERGE INTO judgement USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
}


def _every_change(site: Site) -> dict[str, str]:
    return _CHANGES | (_CHANGES_OF_A_SERVER if site.is_server else _CHANGES_OF_A_FILE)


def _change(site: Site, target: str, change: str) -> None:
    with site.raw(target) as connection:
        connection.exec_driver_sql(change)
        connection.commit()


def test_the_database_itself_refuses_every_change_of_a_judgement(site: Site, room: Room) -> None:
    before = _raw_rows(site, room.target)
    assert before
    for change in _every_change(site).values():
        with pytest.raises(sa.exc.DBAPIError, match=r"judgements are never (changed|re)"):
            _change(site, room.target, change)
    assert _raw_rows(site, room.target) == before


def test_the_guards_are_what_refuses(site: Site, room: Room) -> None:
    for change in _every_change(site).values():
        if "truncate" not in change.lower():
            site.unguarded(room.target, change)
    assert _raw_rows(site, room.target) == []


def test_a_reader_sees_one_state_while_another_writes(room: Room) -> None:
    store = room.desk("anna").store
    count = sa.select(sa.func.count()).select_from(judgement)
    with store.read() as connection:
        before = connection.execute(count).scalar_one()
        _say(store, _signed("anna"), Draft(SUBJECT, "a", 1))
        assert connection.execute(count).scalar_one() == before
    with store.read() as connection:
        assert connection.execute(count).scalar_one() == before + 1


_drafts = st.lists(
    st.tuples(
        st.sampled_from(AUTHORS),
        st.sampled_from(["here", "there"]),
        st.integers(0, 9),
        st.sampled_from(["s1", "s2"]),
        st.sampled_from(["code:bus", "code:letters", "Code:bus", "code%", "no-code"]),
        st.one_of(st.none(), st.integers(0, 5)),
        st.sampled_from([None, "r1", "r2"]),
    ),
    max_size=14,
)
_aspects = st.lists(
    st.sampled_from(["code:*", "code:bus", "code%*", "code_bus", "no-code", "*"]),
    max_size=2,
)


def _written(
    room: Room, drafts: Sequence[tuple[AuthorName, str, int, str, str, Json, str | None]]
) -> str:
    """Write drafts under a name that no other example has, and return it."""
    mark = f"x{next(_numbers)}"
    for author, origin, moment, subject, aspect, value, round_ in drafts:
        _say(
            room.desk("anna").store,
            _signed(author, f"{origin}-{mark}", moment),
            Draft(Subject(SubjectKind.STUDY, f"{mark}-{subject}"), aspect, value, round=round_),
        )
    return mark


def _everything(room: Room, mark: str) -> list[Judgement]:
    with room.desk("anna").store.read() as connection:
        found = judgements.read(
            connection, sa.select(judgement).where(judgement.c.subject.startswith(f"{mark}-"))
        )
    return sorted(found, key=lambda one: (one.at, one.origin, one.author, one.seq))


def _fits(one: Judgement, aspects: Sequence[str]) -> bool:
    return not aspects or any(
        one.aspect.startswith(each[:-1]) if each.endswith("*") else one.aspect == each
        for each in aspects
    )


def _last(rows: Sequence[Judgement], *, by_author: bool) -> tuple[Judgement, ...]:
    """Take the last of each subject and aspect out of rows that are in time order."""
    last = {(one.subject.id, one.aspect, one.author if by_author else ""): one for one in rows}
    return tuple(one for one in rows if one in last.values())


_MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_MANY
@given(
    drafts=_drafts,
    aspects=_aspects,
    viewer=st.sampled_from(AUTHORS),
    others_in=st.sets(st.sampled_from(["r1", "r2"])),
    others_outside=st.booleans(),
    rounds=st.one_of(st.none(), st.sets(st.sampled_from([OUTSIDE, "r1", "r2"]))),
)
def test_a_personal_value_is_the_last_that_the_viewer_may_see(
    room: Room,
    *,
    drafts: Sequence[tuple[AuthorName, str, int, str, str, Json, str | None]],
    aspects: list[str],
    viewer: AuthorName,
    others_in: set[str],
    others_outside: bool,
    rounds: set[str] | None,
) -> None:
    mark = _written(room, drafts)
    asked = Question(
        SubjectKind.STUDY,
        [f"{mark}-s1", f"{mark}-s2"],
        aspects,
        None if rounds is None else sorted(rounds),
    )
    with room.desk(viewer).store.read() as connection:
        found = personal(
            connection,
            asked,
            viewer=viewer,
            others_in=sorted(others_in),
            others_outside=others_outside,
        )
    visible = [
        one
        for one in _everything(room, mark)
        if _fits(one, aspects)
        and (rounds is None or (one.round or OUTSIDE) in rounds)
        and (
            one.author == viewer
            or (others_outside if one.round is None else one.round in others_in)
        )
    ]
    assert found == _last(visible, by_author=True)


@_MANY
@given(drafts=_drafts, aspects=_aspects)
def test_a_shared_value_is_the_last_by_anyone_and_never_one_of_a_round(
    room: Room,
    drafts: Sequence[tuple[AuthorName, str, int, str, str, Json, str | None]],
    aspects: list[str],
) -> None:
    mark = _written(room, drafts)
    asked = Question(SubjectKind.STUDY, [f"{mark}-s1", f"{mark}-s2"], aspects)
    with room.desk("anna").store.read() as connection:
        found = shared(connection, asked)
    open_to_all = [
        one for one in _everything(room, mark) if _fits(one, aspects) and one.round is None
    ]
    assert found == _last(open_to_all, by_author=False)


@_MANY
@given(
    drafts=_drafts,
    viewer=st.sampled_from(AUTHORS),
    others_in=st.sets(st.sampled_from(["r1", "r2"])),
)
def test_history_is_in_time_order_and_blind(
    room: Room,
    drafts: Sequence[tuple[AuthorName, str, int, str, str, Json, str | None]],
    viewer: AuthorName,
    others_in: set[str],
) -> None:
    mark = _written(room, drafts)
    with room.desk(viewer).store.read() as connection:
        found = judgements.history(connection, viewer, others_in=sorted(others_in))
        own = judgements.by_author(connection, viewer)
        newest = judgements.by_author(connection, viewer, limit=2)
    ours = [one for one in found if one.subject.id.startswith(f"{mark}-")]
    everything = _everything(room, mark)
    assert ours == [
        one
        for one in reversed(everything)
        if one.author == viewer or one.round is None or one.round in others_in
    ]
    assert [one for one in own if one.subject.id.startswith(f"{mark}-")] == [
        one for one in reversed(everything) if one.author == viewer
    ]
    assert newest == own[:2]


@_MANY
@given(drafts=_drafts)
def test_what_stood_before_is_the_authors_own_last_word(
    room: Room, drafts: Sequence[tuple[AuthorName, str, int, str, str, Json, str | None]]
) -> None:
    everything = _everything(room, _written(room, drafts))
    with room.desk("anna").store.read() as connection:
        for n, one in enumerate(everything):
            earlier = [
                each
                for each in everything[:n]
                if (each.subject, each.aspect, each.author) == (one.subject, one.aspect, one.author)
            ]
            assert before(connection, one) == (earlier[-1] if earlier else None)


def test_counts_are_numbers_by_author(room: Room) -> None:
    store = room.desk("anna").store
    with store.read() as connection:
        before = judgements.counts(connection)
    _say(store, _signed("anna"), Draft(SUBJECT, "a", 1), Draft(SUBJECT, "b", 1, round="r1"))
    _say(store, _signed("ben", "there"), Draft(SUBJECT, "a", 1))
    with store.read() as connection:
        assert judgements.counts(connection) == {**before, ANNA: 2, BEN: 1}
