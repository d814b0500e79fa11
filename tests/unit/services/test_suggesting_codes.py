from __future__ import annotations

import pytest

from codebooks.code import CodeStatus
from codebooks.codebook import Codebook
from qes.errors import UserError
from qes.services.codebook import import_codebook
from qes.services.coding import apply_code, list_codings
from qes.services.desk import Desk
from qes.services.showing_sources import show_segments
from qes.services.suggesting import KEPT, code_texts, show_suggestions, suggest
from tests.unit.services.word_counter import WordCounter


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    monkeypatch.setattr(WordCounter, "embedded", [])


def test_every_unit_that_awaits_a_decision_gets_codes_once(alice: Desk) -> None:
    awaited = [
        one.id
        for name in ("interview.txt", "diary.txt")
        for one, _ in show_segments(alice, name)
        if one.queued
    ]
    assert suggest(alice) == len(awaited) == 6
    assert [one.segment for one in show_suggestions(alice)] == awaited
    assert suggest(alice) == 0


def test_a_machine_judges_nothing(alice: Desk) -> None:
    suggest(alice)
    assert list_codings(alice, everyone=True) == ()


def test_the_likest_code_comes_first_with_its_reason(alice: Desk) -> None:
    suggest(alice, "interview.txt")
    first = show_suggestions(alice, "interview.txt", top=KEPT)[0]
    best = first.suggestions[0]
    assert best.code == "help.forms"
    assert [one.rank for one in first.suggestions] == list(range(1, len(first.suggestions) + 1))
    assert best.probability is not None
    assert first.none_probability is not None
    assert 0 <= best.probability <= 1
    assert 0 <= first.none_probability <= 1
    assert any("form" in reason.text for reason in best.because)


def test_only_codes_in_use_without_codes_below_are_suggested(alice: Desk) -> None:
    suggest(alice)
    found = {one.code for each in show_suggestions(alice, top=KEPT) for one in each.suggestions}
    assert found == {"help.forms", "help.rides", "site.boss.shouting", "soon.calm", "later.staying"}


def test_what_belongs_under_a_code_is_read_with_its_definition(book: Codebook) -> None:
    changed = [
        code.model_copy(update={"include": "also tax returns"}) if code.id == "help.forms" else code
        for code in book.codes
    ]
    texts = {one.code: one for one in code_texts(book.with_codes(changed))}
    forms = next(one for code, one in texts.items() if code == "help.forms")
    assert forms.path == ("What the service does", "The support", "Forms")
    assert "also tax returns" in forms.definition
    assert forms.leaf
    assert not any(code == "help.calls" for code in texts)


def test_texts_are_embedded_once_however_often_it_is_asked(alice: Desk) -> None:
    suggest(alice, "interview.txt")
    assert suggest(alice) == 2
    assert len(WordCounter.embedded) == len(set(WordCounter.embedded))


def test_a_changed_codebook_is_suggested_from_anew(alice: Desk, book: Codebook) -> None:
    suggest(alice)
    codes = [
        code.model_copy(update={"definition": "The early bus."})
        if code.id == "help.rides"
        else code
        for code in book.codes
    ]
    import_codebook(alice, book.with_codes(codes))
    assert suggest(alice) == 6
    last = show_suggestions(alice, "interview.txt")[-1]
    assert last.suggestions[0].code == "help.rides"


def test_a_suggestion_can_be_accepted_and_is_kept_as_the_basis(alice: Desk) -> None:
    suggest(alice)
    first = show_suggestions(alice)[0]
    made = apply_code(
        alice, first.segment, str(first.suggestions[0].code), basis=first.suggestions[0].id
    )
    assert made.basis == first.suggestions[0].id


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
