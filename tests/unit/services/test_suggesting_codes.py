from __future__ import annotations

import pytest

from codebooks.code import CodeStatus
from codebooks.codebook import Codebook
from qes.base import SegmentId
from qes.errors import NotFound, UserError
from qes.services.codebook import import_codebook
from qes.services.coding import apply_code, list_codings
from qes.services.desk import Desk
from qes.services.showing_sources import show_segments
from qes.services.suggesting.suggesting import SuggestedSegment, suggest
from qes.store.showings import read_showings
from qes.suggest.calibration import Strength
from tests.unit.services.word_counter import WordCounter

LEAVES = {"help.forms", "help.rides", "site.boss.shouting", "soon.calm", "later.staying"}


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    monkeypatch.setattr(WordCounter, "embedded", [])


def awaited(desk: Desk) -> list[SegmentId]:
    return [
        one.id
        for name in ("interview.txt", "diary.txt")
        for one, _ in show_segments(desk, name)
        if one.queued
    ]


def codes(one: SuggestedSegment) -> list[str]:
    return [each.code for each in one.suggestions.items]


def test_every_unit_that_awaits_a_decision_gets_codes(alice: Desk) -> None:
    found = suggest(alice)
    assert [one.segment for one in found.segments] == awaited(alice)
    assert all(len(codes(one)) == 3 for one in found.segments)
    assert found.decisions == 0
    assert not found.calibrates


def test_texts_are_embedded_once_however_often_it_is_asked(alice: Desk) -> None:
    suggest(alice, "interview.txt")
    before = len(WordCounter.embedded)
    again = suggest(alice)
    assert again.embedded == len(WordCounter.embedded) - before == 2
    assert suggest(alice).embedded == 0
    assert len(WordCounter.embedded) == len(set(WordCounter.embedded))


def test_a_machine_judges_nothing(alice: Desk) -> None:
    suggest(alice)
    assert list_codings(alice, everyone=True) == ()


def test_the_likeliest_code_comes_first_and_says_why(alice: Desk) -> None:
    first = suggest(alice, "interview.txt", top=9).segments[0].suggestions
    best = first.items[0]
    assert best.code == "help.forms"
    assert best.path == "What the service does > The support > Forms"
    assert best.definition == "Filling in forms with the person."
    assert best.probability is None
    assert best.strength in set(Strength)
    assert first.none_probability is None


def test_after_one_decision_like_passages_get_its_code_with_that_passage_as_the_reason(
    alice: Desk,
) -> None:
    rode, gave_up = awaited(alice)[-2:]
    apply_code(alice, gave_up, "later.staying")
    apply_code(alice, rode, "help.rides")
    found = {one.segment: one.suggestions for one in suggest(alice, top=5).segments}
    assert found[rode].decisions == 2
    best = found[rode].items[0]
    assert best.code == "help.rides"
    assert best.because == ()  # it is the only one, and no reason for itself
    assert best.state is not None
    late = next(each for each in found[rode].items if each.code == "later.staying")
    assert [each.segment for each in late.because] == [gave_up]
    assert late.because[0].source_name == "diary.txt"
    assert late.because[0].text.startswith("Nobody who was driven")


def test_only_codes_in_use_without_codes_below_are_suggested_at_first(alice: Desk) -> None:
    assert {code for one in suggest(alice, top=9).segments for code in codes(one)} == LEAVES


def test_a_code_that_holds_others_is_suggested_once_someone_gave_it(alice: Desk) -> None:
    segments = awaited(alice)
    for one in segments[:3]:
        apply_code(alice, one, "site.boss")
    found = {code for one in suggest(alice, top=9).segments for code in codes(one)}
    assert found == LEAVES | {"site.boss"}


def test_decisions_in_other_sources_are_learned_from(alice: Desk) -> None:
    apply_code(alice, awaited(alice)[0], "soon.calm")
    assert suggest(alice, "diary.txt").decisions == 1


def test_some_units_can_be_asked_for_in_an_order(alice: Desk) -> None:
    wanted = awaited(alice)[3:1:-1]
    assert [one.segment for one in suggest(alice, units=wanted).segments] == wanted
    with pytest.raises(NotFound, match="awaits a decision"):
        suggest(alice, units=[SegmentId("0123456789.t1")])


def test_a_changed_definition_is_embedded_and_suggested_from(alice: Desk, book: Codebook) -> None:
    suggest(alice)
    changed = [
        code.model_copy(update={"definition": "The early bus did not run."})
        if code.id == "help.rides"
        else code
        for code in book.codes
    ]
    import_codebook(alice, book.with_codes(changed))
    found = suggest(alice, "interview.txt")
    assert found.embedded == 1
    assert codes(found.segments[-1])[0] == "help.rides"


def test_a_suggestion_can_be_accepted_and_is_kept_as_the_basis(alice: Desk) -> None:
    first = suggest(alice).segments[0]
    best = first.suggestions.items[0]
    made = apply_code(alice, first.segment, best.code, basis=best.id)
    assert made.basis == best.id


def test_of_lists_made_again_and_again_only_what_a_decision_rests_on_is_kept(alice: Desk) -> None:
    first = suggest(alice).segments[0]
    apply_code(
        alice, first.segment, first.suggestions.items[0].code, basis=first.suggestions.items[0].id
    )
    for segment in awaited(alice)[1:4]:
        suggest(alice)
        apply_code(alice, segment, "soon.calm")
    last = suggest(alice)
    with alice.store.read() as connection:
        kept = {one.id for one in read_showings(connection, alice.author)}
    listed = {one.suggestions.items[0].id.partition(".")[0] for one in last.segments}
    assert kept == {first.suggestions.items[0].id.partition(".")[0]} | listed


def test_what_there_is_nothing_to_suggest_for_is_said(
    alice: Desk, empty: Desk, book: Codebook
) -> None:
    with pytest.raises(UserError, match="no codebook yet"):
        suggest(empty)
    import_codebook(empty, book)
    with pytest.raises(UserError, match="nothing to suggest codes for"):
        suggest(empty)
    retired = [code.model_copy(update={"status": CodeStatus.RETIRED}) for code in book.codes]
    import_codebook(alice, book.with_codes(retired))
    with pytest.raises(UserError, match="no code is in use"):
        suggest(alice)


def test_progress_reaches_the_end(alice: Desk) -> None:
    told: list[tuple[str, int, int]] = []
    suggest(alice, progress=lambda what, done, total: told.append((what, done, total)))
    assert told[-1] == ("suggesting", 6, 6)
    assert told[0][0] == "embedding"
    assert told[0][1] == told[0][2]
