"""What every deciding key writes into the project."""

from __future__ import annotations

import pytest

from qes.errors import Busy
from qes.project import Project
from qes.services import coding, review
from qes.services.coding import CodingState
from tests.ui.driving import codes, given, sitting, stored

SIZES = [(120, 36), (80, 24), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_digit_gives_the_suggested_code_and_moves_on(
    suggested: Project, size: tuple[int, int]
) -> None:
    async with sitting(suggested, size) as sitter:
        assert sitter.at == 2
        await sitter.press("2")
        assert sitter.at == 4
        assert sitter.said == "✓ Flexible support · u to undo"
    segment = review.read_source(suggested.desk, review.sources(suggested.desk)[0].id).segments[1]
    assert given(suggested) == [(segment.start, segment.end, "flexible")]
    judgement = stored(suggested).codings[0].judgement
    assert judgement


async def test_an_accepted_suggestion_is_named_as_the_basis(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1")
    one = coding.list_codings(suggested.desk)[0]
    assert one.judgement.basis is not None
    assert one.judgement.basis.endswith(".1")


async def test_further_codes_on_a_decided_segment_do_not_move(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "b", "2", "3")
        assert sitter.at == 2
        await sitter.press("n")
        assert sitter.at == 4
    assert sorted(codes(suggested)) == ["flexible", "outlook", "relation"]


async def test_one_may_stay_on_a_segment_until_enter(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("a", "1", "2")
        assert sitter.at == 2
        await sitter.press("enter")
        assert sitter.at == 4
    assert sorted(codes(suggested)) == ["flexible", "outlook"]


async def test_giving_a_code_twice_writes_it_once(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "b", "1")
        assert "given already" in sitter.said
    assert codes(suggested) == ["outlook"]


async def test_x_then_a_digit_rejects_and_stays(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("x", "2")
        assert sitter.at == 2
        assert sitter.said == "✗ Flexible support · u to undo"
    one = stored(suggested).codings[0]
    assert (one.code, one.state) == ("flexible", CodingState.REJECTED)
    assert not stored(suggested).decided


async def test_x_twice_rejects_the_highlighted_suggestion(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("tab", "tab", "x", "x")
    assert [(c.code, c.state) for c in stored(suggested).codings] == [
        ("relation", CodingState.REJECTED)
    ]


async def test_x_then_escape_rejects_nothing_and_a_digit_accepts_again(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("x", "escape", "1")
    assert codes(suggested) == ["outlook"]


async def test_zero_says_no_code_and_moves_on(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("0")
        assert sitter.at == 4
    assert len(stored(suggested).no_code) == 1
    assert not codes(suggested)


async def test_zero_on_a_coded_segment_is_refused_in_plain_words(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "b", "0")
        assert "take it back first" in sitter.said
    assert not stored(suggested).no_code
    assert codes(suggested) == ["outlook"]


async def test_enter_records_the_segment_as_seen(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        here = sitter.screen.sitting.segment
        await sitter.press("enter")
        assert sitter.at == 4
        assert "not decided" in sitter.said
    assert here is not None
    assert stored(suggested).seen == {here.id}
    assert not stored(suggested).decided


async def test_a_code_is_found_by_part_of_its_name(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"transp", "enter")
        assert sitter.at == 4
    assert codes(suggested) == ["transport"]


async def test_escape_leaves_the_chooser_without_a_code(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"transp", "escape")
        assert sitter.at == 2
    assert not codes(suggested)


async def test_a_code_can_be_given_from_the_codebook(suggested: Project) -> None:
    async with sitting(suggested, (80, 24)) as sitter:
        await sitter.press("c", "down", "down", "enter")
        assert sitter.screen.reader.has_focus
    assert codes(suggested) == ["practical"]


async def test_a_folded_branch_hides_its_codes(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("c", "left")
        assert "practical" not in sitter.screen.codebook.keys
        await sitter.press("right")
        assert "practical" in sitter.screen.codebook.keys


async def test_undo_and_redo_go_back_to_the_segment(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "2")
        assert sitter.at == 5
        await sitter.press("u")
        assert sitter.at == 4
        assert sitter.said == "Undone: Flexible support · Ctrl+R to redo"
        await sitter.press("u")
        assert sitter.at == 2
        assert not codes(suggested)
        await sitter.press("u")
        assert sitter.said == "Nothing to undo"
        await sitter.press("ctrl+r")
        assert codes(suggested) == ["outlook"]
        assert sitter.at == 2
        assert sitter.said == "Done again: Changed outlook · u to undo"


async def test_undo_opens_the_source_the_decision_was_in(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "s")
        assert sitter.screen.sitting.source is not None
        assert sitter.screen.sitting.source.name == "joel.txt"
        await sitter.press("u")
        assert sitter.screen.sitting.source.name == "focus-group.txt"
        assert sitter.at == 2
    assert not codes(suggested)


async def test_a_code_is_taken_off(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("1", "b", "2", "r", *"outl", "enter")
    assert codes(suggested) == ["flexible"]


async def test_a_memo_is_kept(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("m", *"Hm", "ctrl+s")
    assert [memo.text for memo in stored(suggested).memos] == ["Hm"]


async def test_a_memo_is_dropped_with_escape(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("m", *"Hm", "escape")
    assert not stored(suggested).memos


async def test_a_busy_project_is_said_and_nothing_is_shown_as_saved(
    suggested: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble = Busy("review.qes is being written", hint="try again in a moment")

    def busy(*_args: object, **_kwargs: object) -> None:
        raise trouble

    async with sitting(suggested) as sitter:
        monkeypatch.setattr(coding, "apply_code", busy)
        await sitter.press("1")
        assert sitter.at == 2
        assert sitter.said == str(trouble)
        assert "saved" not in sitter.screen.key_line.note
        assert not sitter.screen.sitting.at_hand.marks(sitter.screen.sitting.tree)
    assert not codes(suggested)
