"""Moving about: segments, sources, passages, the place one comes back to."""

from __future__ import annotations

from pathlib import Path

from corpora.source import Role
from qes.project import Project
from qes.services import review
from qes.services.review import TurnView
from qes.services.rounds import RoundWish, open_round
from tests.ui.driving import Sitter, codes, given, sitting, stored


def _text(project: Project) -> str:
    return review.read_source(project.desk, review.sources(project.desk)[0].id).text


async def test_arrows_step_through_every_segment_and_n_only_through_the_undecided(
    suggested: Project,
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("j")
        assert sitter.at == 3
        await sitter.press("up", "k")
        assert sitter.at == 1
        await sitter.press("k")
        assert sitter.at == 1
        await sitter.press("n", "n")
        assert sitter.at == 4
        await sitter.press("N")
        assert sitter.at == 2
        await sitter.press("end")
        assert sitter.at == 9
        await sitter.press("home")
        assert sitter.at == 1


async def test_when_nothing_is_left_that_way_it_is_said(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("end", "1")
        assert sitter.said == "Nothing undecided that way; 5 before this: N"
        await sitter.press("home", "n", *"11110")
        assert sitter.said == "Every segment of this source is decided · s opens the next source"
    assert len(stored(suggested).decided) == 6


async def test_in_a_round_one_goes_through_what_is_one_s_own(suggested: Project) -> None:
    joel = review.sources(suggested.desk)[1].id
    last = review.read_source(suggested.desk, joel).segments[-1].id
    open_round(suggested.desk, wish=RoundWish(units=[last]))
    async with sitting(suggested) as sitter:
        assert sitter.screen.sitting.source is not None
        assert sitter.screen.sitting.source.id == joel
        assert sitter.at == 4
        await sitter.press("1", "n")
        assert sitter.said == "Every segment of this source is decided · s opens the next source"
        await sitter.press("S", "n")
        assert (
            sitter.said == "No decision of yours is awaited in this source · s opens the next one"
        )
    assert len(stored(suggested, 1).decided) == 1


async def test_pages_move_by_what_is_in_view(suggested: Project) -> None:
    async with sitting(suggested, (80, 14)) as sitter:
        await sitter.press("home", "pagedown")
        further = sitter.at
        assert further > 1
        await sitter.press("pageup")
        assert sitter.at < further


async def test_the_next_sitting_begins_where_the_last_ended(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("s", "end")
        assert sitter.at == 4
        await sitter.pilot.press("q")
    async with sitting(suggested, (80, 24)) as sitter:
        assert sitter.screen.sitting.source is not None
        assert sitter.screen.sitting.source.name == "joel.txt"
        assert sitter.at == 4


async def test_a_source_is_found_by_part_of_its_name(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("o", *"joel", "enter")
        assert sitter.screen.sitting.source is not None
        assert sitter.screen.sitting.source.name == "joel.txt"
        await sitter.press("s")
        assert sitter.said == "This is the last source"
        await sitter.press("S")
        assert sitter.screen.sitting.source.name == "focus-group.txt"


async def test_a_passage_is_selected_and_coded_by_keyboard(suggested: Project) -> None:
    text = _text(suggested)
    async with sitting(suggested) as sitter:
        await sitter.press("v", "left_square_bracket", "left_square_bracket")
        passage = sitter.screen.reader.passage
        assert passage is not None
        assert text[passage.start : passage.end] == "I used to think nobody would take me."
        await sitter.press("left", "left", "2")
        assert sitter.at == 2
        assert sitter.screen.reader.passage is None
    [(start, end, code)] = given(suggested)
    assert text[start:end] == "I used to think nobody would take"
    assert code == "flexible"


async def test_the_other_end_of_a_passage_moves_too(suggested: Project) -> None:
    text = _text(suggested)
    async with sitting(suggested) as sitter:
        await sitter.press("v", "e", "right", "right", "slash", *"pract", "enter")
    [(start, end, _)] = given(suggested)
    assert text[start:end].startswith("to think nobody")
    assert text[start:end].endswith("That was new.")


async def test_a_passage_may_run_over_rows_and_segments(suggested: Project) -> None:
    text = _text(suggested)
    async with sitting(suggested) as sitter:
        await sitter.press("v", "down", "down", "1")
    [(start, end, _)] = given(suggested)
    assert text[start:end].startswith("I used to think")
    assert end > text.index("And at work?")


async def test_escape_lets_a_passage_go(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("v", "escape", "1")
        assert sitter.at == 4
    segment = review.read_source(suggested.desk, review.sources(suggested.desk)[0].id).segments[1]
    assert given(suggested)[0][:2] == (segment.start, segment.end)


async def test_a_click_goes_to_a_segment_and_a_drag_selects(suggested: Project) -> None:
    text = _text(suggested)
    async with sitting(suggested) as sitter:
        reader = sitter.screen.reader
        left = reader.text_left
        rows = {row: text[slice(*reader.row_span(row))] for row in range(reader.row_count)}
        row = next(row for row, words in rows.items() if words.startswith("My boss"))
        await sitter.pilot.click("#reader", offset=(left + 3, row))
        await sitter.settle()
        assert sitter.at == 4
        await sitter.pilot.mouse_down("#reader", offset=(left + 3, row))
        await sitter.pilot.hover("#reader", offset=(left + 12, row))
        await sitter.pilot.mouse_up("#reader", offset=(left + 12, row))
        await sitter.press("3")
    [(start, end, code)] = given(suggested)
    assert text[start:end] == "boss asked"
    assert code == "relation"


async def test_keys_typed_faster_than_decisions_are_written_are_taken_in_order(
    suggested: Project,
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.type_ahead(["2", "0", "slash", *"trans", "enter", "0", "u", "k", "n"])
        await sitter.pilot.pause(0.2)
        await sitter.settle()
    assert codes(suggested) == ["flexible", "transport"]
    assert len(stored(suggested).no_code) == 1


async def test_a_number_means_nothing_before_the_suggestions_are_on_the_screen(
    suggested: Project,
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.type_ahead(["2", "1"])
        assert sitter.at == 4
        assert "come in a moment" in sitter.said
        await sitter.press("1")
    assert codes(suggested) == ["flexible", "outlook"]


async def test_what_is_typed_ahead_of_the_chooser_arrives_in_it(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.type_ahead(["slash", *"trans"])
        await sitter.press("enter")
    assert codes(suggested) == ["transport"]


async def test_what_is_typed_past_the_end_of_the_chooser_is_acted_on_after_it(
    suggested: Project,
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.type_ahead(["slash", *"trans", "enter", "0", "slash", *"pract", "enter"])
        await sitter.pilot.pause(0.2)
        await sitter.settle()
    assert codes(suggested) == ["transport", "practical"]
    assert len(stored(suggested).no_code) == 1


async def test_an_empty_project_says_what_belongs_there(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.qes", author="alice") as empty:
        async with sitting(empty) as sitter:
            assert sitter.screen.has_class("-empty", "-codeless")
            await sitter.press("1", "0", "n", "slash", "v", "u", "o", "escape", "m", "enter", "x")
            assert sitter.screen.sitting.segment is None


async def test_who_interviews_can_be_said_and_no_word_moves(suggested: Project) -> None:
    before = _text(suggested)
    async with sitting(suggested) as sitter:
        awaited = sitter.screen.sitting.at_hand.n_awaited
        label = next(t.speaker for t in _turns(sitter) if t.role is Role.PARTICIPANT)
        await sitter.press("p", *str(label).lower(), "enter", *"interviewer", "enter")
        assert sitter.said == f"{label} is interviewer · p to change it"
        assert {t.role for t in _turns(sitter) if t.speaker == label} == {Role.INTERVIEWER}
        assert sitter.screen.sitting.at_hand.n_awaited < awaited
        await sitter.press("p", "escape")
        assert sitter.at >= 1
    assert _text(suggested) == before


def _turns(sitter: Sitter) -> tuple[TurnView, ...]:
    source = sitter.screen.sitting.source
    assert source is not None
    return source.turns
