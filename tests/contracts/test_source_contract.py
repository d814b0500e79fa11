"""What is put into a project about a source comes out as it went in."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.source import Unit
from qes.base import AuthorName, SegmentId, SourceId, sha256
from qes.services import coding, review
from qes.services.desk import Desk
from qes.services.rounds import open_round
from qes.store import database, passages, progress, segments, sources
from qes.store.intake import add_source
from qes.store.schema import page, passage, seen, source_bytes
from qes.store.vectors import kept_models, known_vectors, store_vectors
from tests.contracts.sample_project import raw_bytes, reading, take_in
from tests.contracts.sites import Room, Site

_letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\n")
_lines = st.lists(
    st.builds(
        "{}: {}".format, st.sampled_from(["ASKS", "ANNA", "Ünal"]), st.text(_letters, min_size=1)
    ),
    min_size=1,
    max_size=6,
).map(tuple)


def _check_round_trip(desk: Desk, lines: tuple[str, ...]) -> None:
    name = f"{sha256(repr(lines))[:12]}.txt"
    went_in = reading(name, lines)
    if name in {one.name for one in review.sources(desk)}:
        return
    new = take_in(desk, name, lines)
    with desk.store.read() as connection:
        text = sources.read_text(connection, new)
        assert text == went_in.text
        assert sources.read_turns(connection, new) == went_in.turns
        assert sources.read_quotes(connection, new) == went_in.quotes
        assert connection.execute(
            sa.select(source_bytes.c.data).where(source_bytes.c.source == new)
        ).scalar_one() == raw_bytes(went_in.text)
        starts = sa.select(page.c.start).where(page.c.source == new).order_by(page.c.n)
        assert tuple(connection.execute(starts).scalars()) == went_in.page_starts
        for unit in Unit:
            stored = segments.read_segments(connection, new, unit)
            assert [(one.unit, one.n, one.start, one.stop, one.turn) for one in stored] == [
                (one.unit, one.n, one.start, one.end, one.turn)
                for one in went_in.segments
                if one.unit is unit
            ]
            assert segments.count_segments(connection, new).get(unit, 0) == len(stored)
        turns = segments.read_segments(connection, new, Unit.TURN)
        assert [one.queued for one in turns] == [not line.startswith("ASKS") for line in lines]
        assert segments.count_queued(connection).get(new, 0) == sum(one.queued for one in turns)
        found = next(one for one in sources.list_sources(connection) if one.id == new)
    assert (found.name, found.encoding, found.characters) == (name, "utf-8", len(text))
    assert (found.text_sha256, found.bytes_sha256) == (went_in.text_sha256, went_in.bytes_sha256)


def test_a_source_comes_out_as_it_went_in(site: Site, room: Room) -> None:
    desk = room.desk("anna")

    def check(lines: tuple[str, ...]) -> None:
        _check_round_trip(desk, lines)

    examples = settings(max_examples=10 if site.is_server else 30, deadline=None)
    examples(given(_lines)(check))()


def test_sources_stand_in_the_order_they_came_and_are_known_by_their_bytes(room: Room) -> None:
    with room.desk("anna").store.read() as connection:
        listed = sources.list_sources(connection)
        assert [one.name for one in listed] == ["interview.txt", "second.txt"]
        first = listed[0]
        assert first.id == first.bytes_sha256[: len(first.id)]
        assert sources.source_with_bytes(connection, first.bytes_sha256) == first
        assert sources.source_with_bytes(connection, first.text_sha256) is None


def test_a_source_that_fails_half_way_leaves_nothing(room: Room) -> None:
    desk = room.desk("anna")
    broken = reading("broken.txt", ("ANNA: One.", "ANNA: Two."))
    twice = replace(broken, quotes=(*broken.quotes, *broken.quotes))
    with pytest.raises(sa.exc.IntegrityError), desk.store.write() as connection:
        add_source(
            connection, twice, b"x", unit=Unit.TURN, by="anna", at="2026-03-02T14:00:00.000000Z"
        )
    with desk.store.read() as connection:
        assert "broken.txt" not in {one.name for one in sources.list_sources(connection)}
        assert sources.source_with_bytes(connection, broken.bytes_sha256) is None


def test_a_passage_is_written_once_with_the_hash_of_its_words(room: Room) -> None:
    desk = room.desk("anna")
    one = review.read_source(desk, "interview.txt")
    for _ in range(2):
        with desk.store.write() as connection:
            made = passages.ensure_passage(connection, one.id, 3, 9, one.text[3:9])
    with desk.store.read() as connection:
        assert [each.id for each in passages.passages(connection, one.id)] == [made]
        digest = connection.execute(sa.select(passage.c.quote_sha256)).scalar_one()
    assert made == f"{one.id}:3-9"
    assert digest == sha256(one.text[3:9])


def test_what_was_seen_is_kept_by_person_round_and_source(room: Room) -> None:
    anna, ben, lead = room.desk("anna"), room.desk("ben"), room.desk("lead")
    first, second = (
        [one.id for one in review.read_source(anna, name).segments]
        for name in ("interview.txt", "second.txt")
    )
    coding.mark_seen(anna, first[:2])
    going = open_round(lead, "first", sources=["interview.txt"]).id
    coding.mark_seen(anna, [*first[1:3], second[0]])
    coding.mark_seen(anna, first[:1])
    coding.mark_seen(ben, first[:1])
    source = SourceId(first[0].partition(".")[0])
    with anna.store.read() as connection:
        assert progress.seen_by(connection, round_=going) == {
            "anna": frozenset(first[:3]),
            "ben": frozenset(first[:1]),
        }
        assert progress.seen_by(connection, round_="") == {
            "anna": frozenset([*first[:2], second[0]])
        }
        assert progress.seen_by(connection, source=source) == {
            "anna": frozenset(first[:3]),
            "ben": frozenset(first[:1]),
        }


def test_the_first_time_something_was_seen_counts(room: Room) -> None:
    desk = room.desk("anna")
    segment = review.read_source(desk, "interview.txt").segments[0].id
    for at in ("2026-03-02T14:00:05.000000Z", "2026-03-02T14:00:09.000000Z"):
        with desk.store.write() as connection:
            progress.mark_seen(connection, desk.author, [segment, segment], None, at)
    with desk.store.read() as connection:
        assert connection.execute(sa.select(seen.c.at)).scalars().all() == [
            "2026-03-02T14:00:05.000000Z"
        ]


def test_one_returns_to_where_one_left_off(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    source = review.read_source(anna, "interview.txt")
    assert review.place(anna) is None
    for segment in source.segments[:2]:
        review.remember_place(anna, source.id, segment.id)
    assert review.place(anna) == progress.Place(source.id, source.segments[1].id)
    assert review.place(ben) is None


def test_vectors_come_out_as_they_went_in_and_the_last_one_stays(room: Room) -> None:
    store = room.desk("anna").store
    vectors = [(sha256(str(n)), bytes([n % 256, 0, 255])) for n in range(1_200)]
    with store.write() as connection:
        store_vectors(connection, "small", vectors)
    with store.write() as connection:
        store_vectors(connection, "small", [(vectors[0][0], b"other"), (sha256("new"), b"new")])
        store_vectors(connection, "large", [(vectors[0][0], b"large")])
    with store.read() as connection:
        wanted = [*(text for text, _ in vectors), sha256("new"), sha256("unknown")]
        found = known_vectors(connection, "small", wanted)
        # what is kept of a text may be damaged: what is computed anew takes its place
        assert found == {**dict(vectors), vectors[0][0]: b"other", sha256("new"): b"new"}
        assert known_vectors(connection, "large", wanted) == {vectors[0][0]: b"large"}


def test_each_model_says_how_many_numbers_its_vectors_have(room: Room) -> None:
    with room.desk("anna").store.write() as connection:
        assert kept_models(connection) == {}
        store_vectors(connection, "small", [(sha256(str(n)), bytes(6)) for n in range(3)])
        store_vectors(connection, "large", [(sha256("one"), bytes(1280))])
        assert kept_models(connection) == {"small": 3, "large": 640}


@pytest.mark.parametrize(
    "wrong",
    [
        "t0",
        "t01",
        "t99999999999",
        "t1000000000",
        "t+1",
        "t 1",
        "t1\n",
        "t١",
        "T1",
        "turn1",
        "z1",
        "",
    ],
)
def test_what_is_no_id_of_a_segment_finds_none(room: Room, wrong: str) -> None:
    with room.desk("anna").store.read() as connection:
        one = sources.list_sources(connection)[0]
        assert segments.find_segment(connection, f"{one.id}.t1") is not None
        assert segments.find_segment(connection, f"{one.id}.{wrong}") is None
        assert segments.find_segment(connection, f"{one.id}t1") is None


def test_what_is_seen_of_a_source_is_not_what_is_seen_of_one_whose_name_begins_alike(
    room: Room,
) -> None:
    anna = AuthorName("anna")
    names = ["ab.t1", "ab.s2", "abc.t1", "a.t1", "ab-.t1", "ab/.t1", "aB.t1"]
    with room.desk("anna").store.write() as connection:
        progress.mark_seen(connection, anna, map(SegmentId, names), None, "2026")
        for source in ("ab", "abc", "a", "ab-", "ab/", "aB"):
            assert progress.seen_by(connection, source=SourceId(source)) == {
                anna: {name for name in names if name.rpartition(".")[0] == source}
            }


def test_more_segments_can_be_asked_for_than_a_statement_has_places(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_NAMED_AT_ONCE", 2)
    with room.desk("anna").store.read() as connection:
        there = [
            segment.id
            for source in sources.list_sources(connection)
            for unit in Unit
            for segment in segments.read_segments(connection, source.id, unit)
        ]
        assert len(there) > 10
        wrong = [SegmentId(f"{there[0]}0000"), SegmentId("nowhere")]
        assert segments.still_there(connection, [*wrong, *there]) == set(there)
