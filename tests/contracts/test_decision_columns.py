"""What is read in columns is what is read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qes.base import AuthorName, Json, canonical_json
from qes.errors import Refused
from qes.services import coding, review
from qes.services.agreement.round_data import read_round
from qes.services.ratings import read_ratings
from qes.services.rounds import close_round, open_round
from qes.store.decision_columns import DecisionColumns, decisions_in, times_of
from qes.store.judgements import OUTSIDE, Draft, Signature, Subject, SubjectKind, append
from qes.store.progress import first_seen
from qes.store.schema import judgement
from qes.store.segments import review_segments
from qes.store.standing import Question, personal
from qes.store.unit_columns import review_columns, seen_columns
from tests.contracts.sample_project import CODES
from tests.contracts.sites import FileSite, Room

SOURCE = "interview.txt"
_Said = tuple[str, str, str, str, Json, str | None, str | None]
_Row = tuple[str, str, str, str, str, str, str]
_numbers = count()
_drafts = st.lists(
    st.tuples(
        st.sampled_from(["anna", "ben"]),
        st.sampled_from(["here", "there"]),
        st.sampled_from(["s 1", "s2"]),
        st.sampled_from(["code:a", "code:b", "memo:m"]),
        st.sampled_from([None, True, {"state": "applied"}, {"state": "rejected"}]),
        st.sampled_from([None, "", "since; it says so", "two\x1flines\nmore"]),
        st.sampled_from([None, "r1"]),
    ),
    max_size=12,
)


def _rows(found: DecisionColumns) -> list[_Row]:
    columns = (
        found.author,
        found.subject,
        found.aspect,
        found.value,
        found.reason,
        found.basis,
    )
    words = ([one.words[at] for at in one.at.tolist()] for one in columns)
    return sorted(zip(*words, times_of(found.at), strict=True))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drafts=_drafts, together=st.booleans())
def test_each_persons_last_decision_stands_in_columns_too(
    room: Room, drafts: Sequence[_Said], *, together: bool
) -> None:
    mark = f"t{next(_numbers)}"
    with room.desk("lead").store.write() as connection:
        for n, (author, origin, subject, aspect, value, reason, round_) in enumerate(drafts):
            # many of one moment: then the machine and the number in its chain decide
            at = f"2026-03-02T14:00:{0 if together else 59 - n:02}.000000Z"
            about = Subject(SubjectKind.STUDY, f"{mark}-{subject}")
            basis = f"b{n}" if n % 2 else None
            draft = Draft(about, f"{mark}{aspect}", value, reason, basis, round_)
            append(connection, [draft], Signature(AuthorName(author), origin, at, "0.1"))
    for round_ in (OUTSIDE, "r1"):
        question = Question(SubjectKind.STUDY, None, (f"{mark}code:*",), (round_,))
        with room.desk("lead").store.read() as connection:
            found = decisions_in(connection, question)
            expected = personal(
                connection,
                question,
                viewer=AuthorName("lead"),
                others_in=("r1",),
                others_outside=True,
            )
        assert _rows(found) == sorted(
            (
                one.author,
                one.subject.id,
                one.aspect,
                canonical_json(one.value),
                (one.reason or "").replace("\x1f", " "),
                one.basis or "",
                one.at,
            )
            for one in expected
            if one.value is not None
        )
        heard = {one[0] for one in drafts if (one[6] or OUTSIDE) == round_ and "code" in one[3]}
        assert set(found.authors) == heard


def test_a_round_has_the_codes_and_reasons_that_are_read_row_by_row(room: Room) -> None:
    lead, anna, ben = (room.desk(who) for who in ("lead", "anna", "ben"))
    segments = [one.id for one in review.read_source(anna, SOURCE).segments]
    open_round(lead, "first")
    for desk, code in ((anna, CODES[0]), (ben, CODES[1])):
        coding.mark_seen(desk, segments[:4])
        coding.apply_code(desk, segments[0], code, reason="it says so")
        coding.reject_code(desk, segments[1], CODES[2])
        coding.mark_no_code(desk, segments[2])
    coding.remove_code(ben, segments[0], CODES[1])
    close_round(lead, "first")
    with lead.store.read() as connection:
        data = read_round(connection, "first")
        ratings = read_ratings(connection, lead, "first")
    for at, who in enumerate(data.coders):
        one = data.codings[at]
        of_coder = zip(one.code.tolist(), one.applied.tolist(), one.reasons, strict=True)
        assert [(data.codes[code], given, why) for code, given, why in of_coder] == [
            (said.code, said.applied, said.judgement.reason)
            for unit in segments
            for said in ratings.statements(who, unit)
            if said.code is not None
        ]
        given = data.given(at)
        assert [{data.codes[code] for code in row.nonzero()[0].tolist()} for row in given] == [
            ratings.codes(who, unit) for unit in data.units.ids
        ]


def test_units_and_who_saw_them_are_as_row_by_row(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    segments = [one.id for one in review.read_source(anna, SOURCE).segments]
    coding.mark_seen(anna, segments[::2])
    coding.mark_seen(ben, segments[1:])
    with anna.store.read() as connection:
        units = review_columns(connection)
        rows = review_segments(connection)
        place = {id_: at for at, id_ in enumerate(units.ids)}
        seen = seen_columns(connection, OUTSIDE, place)
        expected = first_seen(connection, OUTSIDE)
        without = seen_columns(connection, OUTSIDE, {segments[0]: 0})
    columns = (units.start, units.stop, units.turn, units.queued)
    numbers = zip(*(one.tolist() for one in columns), strict=True)
    sources = [units.sources[at] for at in units.source.tolist()]
    assert list(zip(units.ids, sources, numbers, strict=True)) == [
        (one.id, one.source, (one.start, one.stop, one.turn or 0, one.queued)) for one in rows
    ]
    assert {
        who: {units.ids[one]: when for one, when in zip(at.tolist(), times_of(of), strict=True)}
        for who, (at, of) in seen.items()
    } == expected
    assert {who: at.tolist() for who, (at, _) in without.items()} == {"anna": [0], "ben": []}


def test_columns_are_empty_where_nothing_was_decided(room: Room) -> None:
    with room.desk("anna").store.read() as connection:
        found = decisions_in(connection, Question(SubjectKind.FINDING, None, (), ("r1",)))
        with pytest.raises(ValueError, match="round by round"):
            decisions_in(connection, Question(SubjectKind.FINDING))
    assert (len(found), found.authors) == (0, ())


def test_a_row_that_was_changed_from_outside_is_refused(files: FileSite) -> None:
    room = Room(files.sample())
    desk = room.desk("anna")
    unit = review.read_source(desk, SOURCE).segments[0].id
    coding.apply_code(desk, unit, CODES[0])
    with desk.store.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER judgement_is_never_changed")
        connection.execute(sa.update(judgement).values(origin="here\x1fthere"))
    with desk.store.read() as connection, pytest.raises(Refused, match="changed from outside"):
        decisions_in(connection, Question(SubjectKind.PASSAGE, rounds=(OUTSIDE,)))
    room.close()


def test_the_table_is_read_from_end_to_end_and_not_row_by_row_through_an_index(
    files: FileSite,
) -> None:
    room = Room(files.sample())
    asked: list[tuple[str, object]] = []

    def note(
        _connection: object, _cursor: object, statement: str, given: object, *_: object
    ) -> None:
        asked.append((statement, given))

    with room.desk("anna").store.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        decisions_in(connection, Question(SubjectKind.PASSAGE, None, ("code:*",), ("r1",)))
        sa.event.remove(connection, "before_cursor_execute", note)
        statement, given = asked[-1]
        driver = connection.connection.driver_connection
        assert driver is not None
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert plan[0] == "SCAN judgement"
    room.close()
