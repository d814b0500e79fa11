"""Names out of the sources, into the key, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document

from corpora.names.name import Name, NameKind
from corpora.names.recognition import Entity
from corpora.source import SourceKind
from qes.errors import NotFound, Refused, UserError
from qes.services import pseudonyms
from qes.services.coding import add_memo, apply_code, list_codings
from qes.services.desk import Desk
from qes.services.key_file import KeyFile, open_key
from qes.services.name_decisions import decided
from qes.services.name_proposals import (
    Proposed,
    names_sources,
    propose_again,
    propose_names,
)
from qes.services.pseudonymising import Given, give_pseudonyms, original_of
from qes.services.pseudonyms import names_elsewhere, names_leaving
from qes.services.replacing import replace_by_bytes
from qes.services.sourcing import AddRequest, add_sources
from qes.store.sources import list_sources, read_speakers, read_text

FIRST = b"""\
INTERVIEWER: What changed?\r
\r
Rita Holm: Otto drove me from Orrest. Write to rita@holm.example.\r
\r
INTERVIEWER: And then, Rita?\r
\r
Rita Holm: Annual leave. Rita's foreman shouted.\r
"""
SECOND = """\
WEBVTT

00:00:01.000 --> 00:00:03.000
<v Otto Berg>I know Rita and Z&ouml;e.</v>

00:00:04.000 --> 00:00:06.000
<v Zöe Lund>Otto knows me.</v>
"""


@pytest.fixture
def talks(empty: Desk, tmp_path: Path) -> Desk:
    """A project with two transcripts in which people are named."""
    (tmp_path / "rita_holm.txt").write_bytes(FIRST)
    (tmp_path / "talk.vtt").write_bytes(SECOND.encode())
    add_sources(empty, [tmp_path / "rita_holm.txt", tmp_path / "talk.vtt"], AddRequest())
    return empty


def proposed(desk: Desk, key_file: KeyFile) -> Proposed:
    return propose_names(desk, key_file.key, names_sources(desk, ()), recogniser=False)


def accept(desk: Desk, *accepted: str, reject: Sequence[str] = ()) -> KeyFile:
    key_file = open_key(desk)
    key_file.save(decided(key_file.key, proposed(desk, key_file), accepted, reject))
    return key_file


def give(desk: Desk, key_file: KeyFile) -> tuple[Given, ...]:
    return give_pseudonyms(desk, key_file, names_sources(desk, ()), replace_by_bytes)


def texts(desk: Desk) -> dict[str, str]:
    with desk.store.read() as connection:
        return {one.name: read_text(connection, one.id) for one in list_sources(connection)}


def test_names_in_labels_and_speech_are_replaced_alike_in_all_sources(talks: Desk) -> None:
    key_file = accept(talks, "all")
    given = give(talks, key_file)
    found = texts(talks)
    for name in ("Rita", "Holm", "Otto", "Berg", "Lund", "example"):
        assert not any(name in text for text in found.values())
    rita = next(one for one in key_file.key.names if one.forms[0].text == "Rita Holm")
    for one in given:
        assert rita.pseudonym in found[one.done.name_after]
        assert one.turns_before == one.turns_after
        assert one.remaining == ()
    assert "Annual leave" in found[given[0].done.name_after]
    assert given[0].done.name_after == f"{rita.pseudonym.replace(' ', '-')}.txt"
    with talks.store.read() as connection:
        labels = {
            person.label for one in list_sources(connection) for person in read_speakers(connection, one.id)
        }  # fmt: skip
    assert rita.pseudonym in labels
    assert "INTERVIEWER" in labels


def test_the_key_turns_pseudonyms_back_to_the_bytes_there_were(talks: Desk) -> None:
    key_file = accept(talks, "all")
    given = give(talks, key_file)
    again = open_key(talks).key
    originals = [original_of(talks, again, one.done.name_after) for one in given]
    assert [(one.file, one.data) for one in originals] == [
        ("rita_holm.txt", FIRST),
        ("talk.vtt", SECOND.encode()),
    ]


def test_names_accepted_later_are_turned_back_through_both_versions(talks: Desk) -> None:
    give(talks, accept(talks, "Rita Holm"))
    second = give(talks, accept(talks, "all"))
    assert len(second) == 2
    file = second[0].done.name_after
    assert original_of(talks, open_key(talks).key, file).data == FIRST


def test_a_second_run_changes_nothing(talks: Desk) -> None:
    give(talks, accept(talks, "all"))
    before, key = texts(talks), open_key(talks).path.read_bytes()
    key_file = accept(talks, "all")
    assert give(talks, key_file) == ()
    assert (texts(talks), key_file.path.read_bytes()) == (before, key)
    assert [one for one in proposed(talks, key_file).proposals if one.doubt is None] == []


def test_accepting_all_takes_in_the_spellings_that_follow(empty: Desk, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("P1: I met Noël. Noel left.\n", encoding="utf-8")
    add_sources(empty, [tmp_path / "n.txt"], AddRequest())
    key = open_key(empty).key
    seen = replace(
        proposed(empty, open_key(empty)), entities=(Entity(NameKind.PERSON, "Noël", 1, 1.0),)
    )
    after = decided(key, propose_again(seen, key), ("all",), ())
    assert [{form.text for form in one.forms} for one in after.names] == [{"Noël", "Noel"}]
    assert decided(after, propose_again(seen, after), ("all",), ()) == after


def test_telling_what_would_be_done_changes_nothing(talks: Desk) -> None:
    before = texts(talks)
    key_file = accept(talks, "all")
    key = key_file.path.read_bytes()
    given = give_pseudonyms(talks, key_file, names_sources(talks, ()), None)
    assert sum(one.labels + one.speech for one in given) > 0
    assert (texts(talks), key_file.path.read_bytes()) == (before, key)


def test_a_source_added_later_gets_the_same_pseudonym(talks: Desk, tmp_path: Path) -> None:
    rita = accept(talks, "Rita Holm=Maria").key.named("Maria")
    assert rita is not None
    (tmp_path / "late.txt").write_text("P1: Rita came.\n\nP2: Not Ritalin.\n", encoding="utf-8")
    add_sources(talks, [tmp_path / "late.txt"], AddRequest())
    give(talks, open_key(talks))
    assert texts(talks)["late.txt"] == "P1: Maria came.\n\nP2: Not Ritalin.\n"


def test_a_document_becomes_a_text_and_its_text_comes_back(empty: Desk, tmp_path: Path) -> None:
    document = Document()
    for words in ("Rita Holm: Hello.", "Otto Berg: Hello, Rita.", "Rita Holm: So."):
        document.add_paragraph(words)
    file = tmp_path / "talk.docx"
    document.save(str(file))
    add_sources(empty, [file], AddRequest())
    before = texts(empty)["talk.docx"]
    (given,) = give(empty, accept(empty, "all"))
    assert given.done.as_text
    assert given.turns_before == given.turns_after == 3
    assert texts(empty) == {"talk.txt": before.replace("Rita Holm", "Person 1").replace("Rita", "Person 1").replace("Otto Berg", "Person 2")}  # fmt: skip
    original = original_of(empty, open_key(empty).key, "talk.txt")
    assert original.as_text
    assert original.data.decode() == before


def test_a_document_is_looked_through_as_it_was_read_after_its_text_took_its_place(
    empty: Desk, tmp_path: Path
) -> None:
    document = Document()
    for n in range(6):
        document.add_paragraph(f"Notes of a day, number {n}: we met rita@holm.example")
    document.save(str(tmp_path / "notes.docx"))
    add_sources(empty, [tmp_path / "notes.docx"], AddRequest())
    before = proposed(empty, open_key(empty)).materials[0]
    key_file = accept(empty, "all")
    (given,) = give(empty, key_file)
    assert given.turns_after < given.turns_before
    after = proposed(empty, key_file).materials[0]
    assert (after.spoken, after.labels) == (before.spoken, before.labels)


def test_a_name_that_markup_breaks_is_not_left_in_a_page(empty: Desk, tmp_path: Path) -> None:
    page = "<html><body><p>Rita Holm: Hello.</p><p>P1: R<b>ita</b> Holm, hello.</p><p>Rita Holm: So.</p></body></html>"  # fmt: skip
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    add_sources(empty, [tmp_path / "page.html"], AddRequest())
    (given,) = give(empty, accept(empty, "all"))
    assert given.done.as_text
    assert not any("ita" in text for text in texts(empty).values())


def test_codings_stay_on_their_words_and_roles_on_their_people(alice: Desk) -> None:
    with alice.store.read() as connection:
        old = next(one for one in list_sources(connection) if one.name == "interview.txt")
        before = read_text(connection, old.id)
    start = before.index("The foreman asked her")
    apply_code(alice, f"{old.id}:{start}-{start + 21}", "site.boss")
    at = before.index("RITA: The foreman")
    apply_code(alice, f"{old.id}:{at}-{at + 17}", "site.boss")
    key_file = open_key(alice)
    found = propose_names(alice, key_file.key, names_sources(alice, ()), recogniser=False)
    key_file.save(decided(key_file.key, found, ["all"], []))
    (given,) = give_pseudonyms(alice, key_file, found.sources, replace_by_bytes)
    after = texts(alice)["interview.txt"]
    codings = {after[one.start : one.stop] for one in list_codings(alice)}
    assert codings == {"The foreman asked her", "Person 1: The foreman"}
    with alice.store.read() as connection:
        new = next(s for s in list_sources(connection) if s.name == given.done.name_after)
        roles = {s.label: s.role.value for s in read_speakers(connection, new.id)}
    assert roles == {
        "INTERVIEWER": "interviewer",
        "Person 1": "participant",
        "Person 2": "participant",
    }


def test_who_answers_in_a_table_is_a_name_there_and_in_the_answers(
    empty: Desk, tmp_path: Path
) -> None:
    table = "name,site,answer\nRita Holm,Orrest,I went with Otto.\nOtto Berg,Orrest,Rita came.\n"
    (tmp_path / "survey.csv").write_text(table, encoding="utf-8")
    add_sources(empty, [tmp_path / "survey.csv"], AddRequest(kind=SourceKind.SURVEY))
    give(empty, accept(empty, "all"))
    left = names_elsewhere(empty, open_key(empty).key)
    assert [one.words for one in left] == []
    text = texts(empty)["survey.csv"]
    assert not any(name in text for name in ("Rita", "Holm", "Otto", "Berg"))
    assert "I went with Person 2." in text


def test_two_new_files_never_have_one_name(empty: Desk, tmp_path: Path) -> None:
    for name in ("rita.txt", "otto.txt"):
        file = tmp_path / name
        file.write_text(f"P1: {name} Rita and Otto.\n\nP2: So.\n", encoding="utf-8")
        add_sources(empty, [file], AddRequest())
    give(empty, accept(empty, "Rita=the person", "Otto=the person"))
    assert set(texts(empty)) == {"the-person.txt", "the-person-2.txt"}


def test_papers_are_looked_through_only_where_they_are_named(alice: Desk) -> None:
    assert [one.name for one in names_sources(alice, ())] == ["interview.txt"]
    assert [one.kind for one in names_sources(alice, ["diary.txt"])] == [SourceKind.REPORT]


def test_the_key_is_for_its_owner_alone_and_the_one_before_is_kept(talks: Desk) -> None:
    first = accept(talks, "1").path.read_bytes()
    path = accept(talks, "all").path
    assert path.name == "empty.names-key.json"
    kept = path.with_name(f"{path.name}.bak")
    assert kept.read_bytes() == first
    for file in (path, kept):
        assert file.stat().st_mode & 0o077 == 0
    assert "Rita Holm" in path.read_text("utf-8")


def test_nothing_of_the_key_is_in_the_project(talks: Desk) -> None:
    give(talks, accept(talks, "Otto Berg=Maria Pilar"))
    with talks.store.read() as connection:
        judged = connection.execute(sa.text("select value, reason from judgement")).all()
    assert "Otto" not in json.dumps([list(row) for row in judged])


def test_decisions_are_by_number_words_and_way_of_finding(talks: Desk) -> None:
    key_file = open_key(talks)
    found = proposed(talks, key_file)
    by_pattern = decided(key_file.key, found, ["pattern"], [])
    assert [one.pseudonym for one in by_pattern.names] == ["Email 1"]
    by_number = decided(key_file.key, found, ["1-2"], [])
    assert len(by_number.names) == 2
    rejected = decided(by_number, found, [], ["1"])
    assert found.proposals[0].text in rejected.rejected
    assert len(rejected.names) == 1
    for wrong in ("99", "Nobody Here"):
        with pytest.raises(NotFound):
            decided(key_file.key, found, [wrong], [])


def test_two_names_of_one_person_can_be_given_one_pseudonym(talks: Desk) -> None:
    key = accept(talks, "all", "Orrest=Place 1", "Otti=Person 1").key
    place = key.named("Place 1")
    assert place is not None
    assert place.kind.value == "place"
    person = key.named("Person 1")
    assert person is not None
    assert "Otti" in {form.text for form in person.forms}


def test_a_pseudonym_that_someone_bears_is_refused(talks: Desk) -> None:
    with pytest.raises(UserError, match="stands in the texts already"):
        accept(talks, "Rita Holm=Otto")


def test_a_pseudonym_in_use_is_not_changed_under_the_sources(talks: Desk) -> None:
    key_file = accept(talks, "Rita Holm=Maria")
    assert (
        decided(key_file.key, proposed(talks, key_file), ["Rita Holm=Pilar"], []).named("Maria")
        is None
    )
    give(talks, key_file)
    (name,) = [one for one in key_file.key.names if one.pseudonym == "Maria"]
    assert isinstance(name, Name)


def test_real_names_elsewhere_are_listed_and_left(talks: Desk) -> None:
    with talks.store.read() as connection:
        where = list_sources(connection)[0]
    add_memo(talks, f"{where.id}:0-5", "Ask Rita about the annual forms")
    places = names_elsewhere(talks, accept(talks, "all").key)
    (file,) = [one for one in places if one.aspect == "file name"]
    assert file.words == "rita_holm.txt"
    assert any("Ask Rita about" in one.words for one in places)


def test_a_name_about_to_leave_is_told(talks: Desk) -> None:
    assert names_leaving(talks, "Rita Holm and Zöe Lund") == ()
    accept(talks, "Rita Holm", reject=["Otto Berg"])
    leaving = {one.text: one for one in names_leaving(talks, "Rita, Rita, Zöe Lund, Otto Berg")}
    assert leaving["Rita"].count == 2
    assert leaving["Rita"].pseudonym is not None
    assert leaving["Zöe Lund"].pseudonym is None
    assert "Otto Berg" not in leaving
    assert names_leaving(talks, "no one") == ()


def test_after_pseudonyms_the_gate_lets_the_sources_pass(talks: Desk) -> None:
    give(talks, accept(talks, "all"))
    pseudonyms._gate.cache_clear()
    assert [names_leaving(talks, text) for text in texts(talks).values()] == [(), ()]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"names": [{"kind": "ghost"}]}', b"\xff", b'{"version": 99}'])  # fmt: skip
def test_a_damaged_key_is_refused_in_a_sentence(talks: Desk, data: bytes) -> None:
    path = open_key(talks).path
    path.write_bytes(data)
    with pytest.raises(Refused) as told:
        open_key(talks)
    assert "Traceback" not in str(told.value)


def test_a_key_written_by_another_command_is_not_overwritten(talks: Desk) -> None:
    one = open_key(talks)
    accept(talks, "all")
    with pytest.raises(UserError, match="written by another command"):
        one.save(decided(one.key, proposed(talks, one), ["1"], []))


def test_another_key_restores_nothing(talks: Desk, tmp_path: Path) -> None:
    (given, _) = give(talks, accept(talks, "all"))
    other = open_key(talks, tmp_path / "other.json")
    with pytest.raises(NotFound, match="no original"):
        original_of(talks, other.key, given.done.name_after)
