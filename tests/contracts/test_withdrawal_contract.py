"""What a participant takes back is gone from everywhere; everything else is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from corpora.echoes import PIECE, pieces
from qes.base import CodeId, SegmentId, SourceId
from qes.errors import NotFound, UserError
from qes.services import codebook, coding, review
from qes.services.auditing import verify_project
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.replacing import replace_by_bytes
from qes.services.speaking import Said, describe_speaker, list_speakers
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.services.withdrawing import preview_withdrawal, withdraw
from qes.store.schema import metadata, showing, suggestion
from qes.store.showings import count_resting_on_nothing
from qes.store.sources import list_sources, read_text, read_turns
from tests.contracts.sample_project import take_in
from tests.contracts.sites import Room, Site

FIRST = "hers.txt"
SECOND = "second.txt"
LINES = (
    "ASKS: Tell me about the first weeks.",
    "ANNA: I counted the tiles in that corridor, every morning, two hundred and six.",
    "BEN: We used to meet at the laundry on Fridays.",
    "ANNA: My aunt kept the letters in a biscuit tin.",
    "ASKS: Who read them out?",
    "ANNA: Nobody did until the roof came down.",
    "BEN: Somebody sold the piano then.",
)


def everything(desk: Desk, target: str) -> str:
    """All that is stored, as one text: every row, and the file's raw bytes."""
    with desk.store.read() as connection:
        rows = [
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        ]
        found = "\n".join(rows)
    if desk.store.is_sqlite:
        for file in sorted(Path(target).parent.glob(f"{Path(target).name}*")):
            found += file.read_bytes().decode("utf-8", "replace")
    return found


def words_of(desk: Desk, name: str) -> tuple[SourceId, str]:
    with desk.store.read() as connection:
        one = next(one for one in list_sources(connection) if one.name == name)
        return one.id, read_text(connection, one.id)


def work(room: Room) -> None:
    """Two people code both sources; memos and reasons repeat what was said."""
    anna, ben = room.desk("anna"), room.desk("ben")
    take_in(anna, FIRST, LINES)
    for desk in (anna, ben):
        for name in (FIRST, SECOND):
            for n in range(1, 4):
                coding.apply_code(desk, f"{name}.t{n}", "listening", reason=f"{name} {n}: clear")
    _, text = words_of(anna, FIRST)
    said = text[text.index("I counted the tiles") :][:40]
    coding.add_memo(anna, f"{FIRST}.t2", f"She says: {said} - which tells a lot about waiting.")
    coding.reject_code(ben, f"{SECOND}.t2", "letters", reason=f"unlike {said}")
    for name in (FIRST, SECOND):
        shown = seen_of(SegmentId(f"{words_of(anna, name)[0]}.t4"))
        coding.apply_code(ben, f"{name}.t4", "winter", shown=shown)


def seen_of(segment: SegmentId) -> Showing:
    """One code, offered for one segment."""
    offered = (ShownCode(CodeId("winter"), 1, 0.5, None),)
    return Showing(
        segment, Way.DOCUMENT, None, offered, 0.1, None, withheld=False, model="m", basis="b"
    )


def kept_of_showings(desk: Desk) -> list[tuple[str, str]]:
    """The segments of which it is kept what was shown, with the codes."""
    with desk.store.read() as connection:
        rows = connection.execute(
            sa.select(showing.c.segment, suggestion.c.code).join(
                suggestion, suggestion.c.showing == showing.c.id
            )
        )
        return [(row.segment, row.code) for row in rows]


def resting_on_nothing(desk: Desk) -> int:
    """How many of one's decisions point to suggestions that are gone."""
    with desk.store.read() as connection:
        return count_resting_on_nothing(connection, desk.author)


def test_nothing_of_a_withdrawn_source_is_left(room: Room) -> None:
    work(room)
    anna, ben = room.desk("anna"), room.desk("ben")
    id_, text = words_of(anna, FIRST)
    other = words_of(anna, SECOND)
    codings = coding.list_codings(ben, SECOND)
    gone = pieces([text]) - pieces([other[1]])
    assert any(piece in everything(anna, room.target) for piece in gone)
    planned = preview_withdrawal(ben, FIRST)
    assert verify_project(anna).judgements == verify_project(ben).judgements
    done = withdraw(ben, FIRST, reason="consent taken back")
    assert done == planned
    assert (done.characters, done.passages, done.judgements) == (len(text), 4, 8)
    assert {one.aspect.partition(":")[0] for one in done.quoting} == {"memo", "code"}
    left = everything(anna, room.target)
    assert [piece for piece in gone if piece in left] == []
    assert "which tells a lot about waiting" in left
    checked = verify_project(anna)
    assert checked.ok
    assert words_of(anna, SECOND) == other
    assert [(c.start, c.code, c.state) for c in coding.list_codings(ben, SECOND)] == [
        (c.start, c.code, c.state) for c in codings
    ]
    assert coding.list_codings(anna) == coding.list_codings(anna, SECOND)
    assert FIRST not in {one.name for one in review.sources(anna)}
    assert kept_of_showings(anna) == [(f"{other[0]}.t4", "winter")]
    assert (resting_on_nothing(anna), resting_on_nothing(ben)) == (0, 1)
    with pytest.raises(UserError, match="was withdrawn on"):
        withdraw(ben, id_)


def test_an_earlier_version_goes_alone_and_takes_no_decision_with_it(room: Room) -> None:
    anna = room.desk("anna")
    take_in(anna, FIRST, LINES)
    coding.apply_code(anna, f"{FIRST}.t2", "listening")
    with anna.store.read() as connection:
        old = next(one for one in list_sources(connection) if one.name == FIRST)
    newer = "\n\n".join((*LINES, "ASKS: Thank you.")).encode()
    replace_by_bytes(anna, old, "newer.txt", newer, str)
    done = withdraw(anna, old.id)
    assert (done.passages, done.judgements) == (0, 0)
    assert [one.code for one in coding.list_codings(anna)] == ["listening"]
    assert verify_project(anna).ok


def test_an_older_definition_loses_a_quote_and_not_what_is_alike_by_chance(room: Room) -> None:
    anna = room.desk("anna")
    quoted = "My aunt kept the letters in a biscuit tin"
    alike = "How often people meet at the laundry on a weekday"
    before = [codebook.add_code(anna, name, definition=name) for name in (quoted, alike)]
    take_in(anna, FIRST, LINES)
    after = codebook.add_code(anna, "Later", definition=alike)
    done = withdraw(anna, FIRST)
    assert [(one.subject, one.aspect) for one in done.quoting] == [
        (before[0].id, "name"),
        (before[0].id, "definition"),
    ]
    with anna.store.read() as connection:
        now = {one.id: one for one in read_codebook(connection).codes}
    assert now[before[1].id].definition == alike
    assert quoted not in everything(anna, room.target)
    assert now[after.id].definition == alike  # the words stand in the older one too


def test_one_speaker_goes_and_no_offset_moves(room: Room) -> None:
    work(room)
    anna = room.desk("anna")
    id_, text = words_of(anna, FIRST)
    with anna.store.read() as connection:
        before = read_turns(connection, id_)
    hers = [text[one.start : one.end] for one in before if one.speaker == "ANNA"]
    done = withdraw(anna, FIRST, "anna")
    assert done.turns == len(hers) == 3
    _, after = words_of(anna, FIRST)
    assert len(after) == len(text)
    with anna.store.read() as connection:
        now = read_turns(connection, id_)
    assert [(t.n, after[t.start : t.end]) for t in now] == [
        (t.n, text[t.start : t.end]) for t in before if t.speaker != "ANNA"
    ]
    left = everything(anna, room.target)
    others = [text[t.start : t.end] for t in before if t.speaker != "ANNA"]
    gone = pieces(hers) - pieces([*others, words_of(anna, SECOND)[1]])
    assert gone
    assert [piece for piece in gone if piece in left] == []
    assert "ANNA" not in after
    assert verify_project(anna).ok
    assert kept_of_showings(anna) == [(f"{words_of(anna, SECOND)[0]}.t4", "winter")]
    assert resting_on_nothing(room.desk("ben")) == 1
    assert {one.label for one in list_speakers(anna, FIRST)} == {"ASKS", "withdrawn 2", "BEN"}
    coding.apply_code(anna, f"{FIRST}.t5", "transport")
    assert verify_project(anna).ok


@pytest.mark.parametrize("speaker", ["Anna Lindholm", None])
def test_what_was_said_of_who_goes_goes_too(room: Room, speaker: str | None) -> None:
    anna = room.desk("anna")
    take_in(anna, FIRST, LINES)
    told = Said(name="Anna Lindholm", attributes={"employer": "Orrest Bay Ferries"})
    describe_speaker(anna, FIRST, "ANNA", told)
    describe_speaker(anna, FIRST, "BEN", Said(name="Ben Askew"))
    done = withdraw(anna, FIRST, speaker)
    gone = {"name", "attribute:employer"}
    assert {one.aspect for one in done.quoting if one.subject.endswith(".v2")} == gone
    left = everything(anna, room.target)
    assert "Anna Lindholm" not in left
    assert "Orrest Bay Ferries" not in left
    assert ("Ben Askew" in left) is (speaker is not None)
    assert verify_project(anna).ok


def test_labels_that_are_one_person_go_together(room: Room) -> None:
    anna = room.desk("anna")
    take_in(anna, FIRST, LINES)
    describe_speaker(anna, FIRST, "BEN", Said(name="ANNA"))
    assert withdraw(anna, FIRST, "Anna").turns == 5
    assert verify_project(anna).ok


def test_who_is_not_there_cannot_be_withdrawn(room: Room) -> None:
    with pytest.raises(NotFound, match="there"):
        preview_withdrawal(room.desk("anna"), SECOND, "Cleo")


@pytest.mark.parametrize("column", ["value", "author"])
def test_what_is_left_of_a_judgement_is_still_guarded(site: Site, room: Room, column: str) -> None:
    work(room)
    anna = room.desk("anna")
    done = withdraw(anna, FIRST)
    memo = next(one for one in done.quoting if one.aspect.startswith("memo"))
    changed = f"UPDATE judgement SET {column} = '\"x\"' WHERE id = '{memo.id}'"  # noqa: S608 - ours
    site.unguarded(room.target, changed)
    found = verify_project(anna)
    assert not found.ok
    assert found.first_bad is not None
    assert found.first_bad.id == memo.id


def test_pieces_are_long_enough_to_betray_someone() -> None:
    assert PIECE == 12
