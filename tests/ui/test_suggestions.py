"""How suggestions are shown, kept back, explained, and recorded with a decision."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from rich.cells import cell_len

from qes.errors import UserError
from qes.project import Project
from qes.services.coding import list_codings
from qes.services.suggesting import embedding
from qes.services.suggesting.showing import Way
from qes.store.showings import StoredShowing, read_showings
from qes.suggest.calibration import Strength
from qes.ui.dialogs.reading import Reading
from qes.ui.screens.offers import figure
from qes.ui.widgets.offered import wrapped
from tests.ui.driving import Sitter, codes, sitting, sitting_at_once, stored
from tests.ui.material import LAST, FixedAdviser
from tests.unit.services.word_counter import WordCounter


def shown(project: Project) -> tuple[StoredShowing, ...]:
    """Return what was recorded as visible."""
    with project.desk.store.read() as connection:
        return read_showings(connection, project.desk.author)


def panel(sitter: Sitter) -> list[str]:
    """Return the rows of the panel as they are read."""
    return [row.rstrip() for row in sitter.screen.panel.render().plain.split("\n")]


# What is said of a suggestion


async def test_before_there_is_a_probability_marks_stand_in_its_place(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.calibrated = False
    async with sitting(suggested) as sitter:
        assert [row[-3:] for row in panel(sitter) if row[:1].isdigit()] == [
            "●●●", "●●●", "●●○", "●○○"
        ]  # fmt: skip
        assert "%" not in sitter.screen.panel.render().plain


async def test_a_probability_is_shown_in_two_digits(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        assert [row[-3:] for row in panel(sitter) if row[:1].isdigit()] == [
            ".81", ".62", ".40", ".07"
        ]  # fmt: skip


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_where_no_code_is_likeliest_that_is_said_first(
    suggested: Project, adviser: FixedAdviser, size: tuple[int, int]
) -> None:
    adviser.none = 0.9
    async with sitting(suggested, size) as sitter:
        first = panel(sitter)[1] if size[0] > 80 else sitter.screen.offer_line.render().plain
        assert first.startswith("0 ")
        assert ".90" in first
        await sitter.press("0")
    assert len(stored(suggested).no_code) == 1


async def test_a_suggestion_says_which_passage_and_which_words_it_rests_on(
    suggested: Project,
) -> None:
    async with sitting(suggested) as sitter:
        rows = panel(sitter)
    assert rows[2].strip().startswith("because “Nobody. The bus")
    assert rows[3].endswith("(s. 9)")
    assert rows[4].strip() == "words: “early enough”, “walked”"


async def test_without_an_accepted_passage_it_gives_the_definition(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.codes = [("transport", 0.2)]
    async with sitting(suggested) as sitter:
        assert panel(sitter)[2].strip() == "means: Getting to work and back."


@pytest.mark.parametrize(
    ("calibrated", "sentence"),
    [
        (True, "After 212 decisions, of 100 such suggestions about 81 are right."),
        (False, "A strong suggestion ●●●; after 12 decisions."),
    ],
)
async def test_the_why_view_says_how_much_it_was_learned_from(
    suggested: Project, adviser: FixedAdviser, *, calibrated: bool, sentence: str
) -> None:
    adviser.calibrated = calibrated
    async with sitting(suggested) as sitter:
        await sitter.press("space")
        dialog = sitter.app.screen
        assert isinstance(dialog, Reading)
        said = "\n".join(part.plain for part in dialog._parts)
    assert "Short-term effects > Changed outlook\nSeeing oneself differently." in said
    assert sentence in said
    assert f"“{LAST}”\nfocus-group.txt · s. 9 · Changed outlook" in said
    assert "“early enough”" in said


async def test_what_is_all_but_ruled_out_is_not_offered_after_the_first_three(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.codes = [("outlook", 0.8), ("flexible", 0.01), ("relation", 0.0)]
    adviser.codes += [("practical", 0.03), ("transport", 0.01)]
    async with sitting(suggested) as sitter:
        assert [row[0] for row in panel(sitter) if row[:1].isdigit()] == list("12340")
        await sitter.press("5")
        assert sitter.said == "There is no suggestion 5"
        await sitter.press("4")
    assert [one.rank for one in shown(suggested)[0].what.offered] == [1, 2, 3, 4]


def test_no_suggestion_is_ever_certain() -> None:
    assert figure(0.999, Strength.STRONG) == "1.0"
    assert figure(0.001, Strength.WEAK) == ".00"
    assert len({figure(None, one) for one in Strength}) == len(Strength)


@for_any(st.text(st.sampled_from("ab 木é"), max_size=60), st.integers(4, 20), st.integers(1, 4))
def test_wrapping_loses_no_word(text: str, cells: int, rows: int) -> None:
    flat = " ".join(text.split())
    made = wrapped(flat, cells, rows)
    assert " ".join(made) == flat
    assert len(made) <= rows
    for row in made[:-1]:
        assert cell_len(row) <= cells or " " not in row


# What is recorded


async def test_what_was_visible_is_recorded_with_the_decision(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        here = sitter.screen.sitting.segment
        await sitter.press("2")
    [one] = shown(suggested)
    assert here is not None
    assert one.what.segment == here.id
    assert [code.code for code in one.what.offered] == ["outlook", "flexible", "relation"]
    assert one.what.way is Way.DOCUMENT
    [coding] = list_codings(suggested.desk)
    assert coding.judgement.basis == f"{one.id}.2"


async def test_only_what_there_was_room_for_counts_as_visible(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.codes += [("practical", 0.3), ("transport", 0.2)]
    async with sitting(suggested, (80, 24)) as sitter:
        await sitter.press("5")
        assert sitter.said == "Suggestion 5 is not in view · Tab goes on to it"
        await sitter.press("tab", "tab", "tab", "4")
    assert codes(suggested) == ["practical"]
    [one] = shown(suggested)
    assert [code.rank for code in one.what.offered] == [1, 2, 3, 4]


async def test_a_code_that_was_not_suggested_rests_on_what_was_shown(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"transp", "enter", "n", "0")
    first, second = shown(suggested)
    assert list_codings(suggested.desk)[0].judgement.basis == first.id
    assert second.what.offered


async def test_a_passage_elsewhere_does_not_rest_on_these_suggestions(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        text = sitter.screen.reader
        row = next(y for y in range(text.row_count) if "My sister" in _row_text(sitter, y))
        left = text.text_left
        await sitter.pilot.mouse_down("#reader", offset=(left, row))
        await sitter.pilot.hover("#reader", offset=(left + 8, row))
        await sitter.pilot.mouse_up("#reader", offset=(left + 8, row))
        await sitter.press("1")
    assert codes(suggested) == ["outlook"]
    assert shown(suggested) == ()


def _row_text(sitter: Sitter, row: int) -> str:
    source = sitter.screen.sitting.source
    assert source is not None
    return source.text[slice(*sitter.screen.reader.row_span(row))]


async def test_the_list_stays_as_it_is_while_one_decides_on_a_segment(
    suggested: Project, adviser: FixedAdviser
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("a", "2")
        adviser.codes.reverse()
        await sitter.press("3", "x", "1")
        rows = [row[:3] for row in panel(sitter) if row[:1] in "123"]
        assert rows == ["1 ✗", "2 ✓", "3 ✓"]
        asked = len(adviser.asked)
        await sitter.press("u")
        assert len(adviser.asked) == asked
    assert codes(suggested) == ["flexible", "relation"]
    assert len({one.id for one in shown(suggested)}) == 1


# Kept back until one has decided


async def test_suggestions_that_are_kept_back_are_shown_after_the_decision(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.withholds = True
    async with sitting(suggested) as sitter:
        assert panel(sitter)[1] == "decide first · g to see suggestions"
        await sitter.press("1")
        assert "decide first" in sitter.said
        assert not codes(suggested)
        await sitter.press("slash", *"transp", "enter")
        assert sitter.at == 2
        assert sitter.said == "✓ Transport · Enter goes on · u to undo"
        assert panel(sitter)[2].startswith("1 • Changed outlook")
        await sitter.press("1", "enter")
        assert sitter.at == 4
    before, after = sorted(shown(suggested), key=lambda one: one.at)
    assert before.what.withheld
    assert not before.what.offered
    assert [one.code for one in after.what.offered] == ["outlook", "flexible", "relation"]
    bases = {one.code: one.judgement.basis for one in list_codings(suggested.desk)}
    assert bases == {"transport": before.id, "outlook": f"{after.id}.1"}


async def test_seeing_them_after_a_decision_is_recorded_also_where_nothing_changes(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.withholds = True
    async with sitting(suggested) as sitter:
        await sitter.press("0")
        assert sitter.at == 2
    assert [one.what.withheld for one in sorted(shown(suggested), key=lambda one: one.at)] == [
        True, False
    ]  # fmt: skip


async def test_g_shows_what_is_kept_back_and_that_is_recorded(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.withholds = True
    async with sitting(suggested, (80, 24)) as sitter:
        assert sitter.screen.offer_line.render().plain.startswith("decide first")
        await sitter.press("g", "1")
        assert sitter.at == 4
    assert adviser.asked[1][2]
    [one] = shown(suggested)
    assert not one.what.withheld
    assert one.what.offered[0].code == "outlook"


# Beside the work


async def test_keys_work_while_the_adviser_is_still_learning(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.held.clear()
    async with sitting_at_once(suggested) as sitter:
        await sitter.until(lambda: "Learning from what is" in "\n".join(panel(sitter)))
        await sitter.pilot.press("1")
        await sitter.until(lambda: "come in a moment" in sitter.said)
        await sitter.pilot.press("0")
        await sitter.until(lambda: sitter.at == 4)
        adviser.held.set()
        await sitter.settle()
        assert panel(sitter)[1].startswith("1 •")
    assert len(stored(suggested).no_code) == 1


async def test_an_answer_from_before_a_change_is_not_shown(
    suggested: Project, adviser: FixedAdviser
) -> None:
    adviser.held.clear()
    async with sitting_at_once(suggested) as sitter:
        await sitter.until(lambda: len(adviser.asked) == 1)
        await sitter.screen.sitting.advice.learn_anew()
        adviser.held.set()
        await sitter.settle()
    assert len(adviser.asked) == 2
    assert adviser.forgotten == 1


async def test_a_project_without_vectors_says_what_to_do(project: Project) -> None:
    async with sitting(project) as sitter:
        assert "g computes them" in panel(sitter)[1]
        await sitter.press("1")
        assert "No suggestions yet" in sitter.said
        await sitter.press("0")
    assert len(stored(project).no_code) == 1


def test_opening_a_project_without_vectors_loads_no_numpy(project: Project) -> None:
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from qes.project import Project\n"
        "from qes.ui.app import QesApp\n"
        "async def look():\n"
        "    with Project.open(Path(sys.argv[1]), 'alice') as opened:\n"
        "        app = QesApp(opened)\n"
        "        async with app.run_test(size=(120, 36)) as pilot:\n"
        "            await pilot.press('n', '0', 'u')\n"
        "            await app.workers.wait_for_complete()\n"
        "asyncio.run(look())\n"
        "print([name for name in ('numpy', 'torch', 'sklearn') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(project.target)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


async def test_what_cannot_be_computed_is_said_in_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> int:
        raise UserError("the model is not installed", hint="pip install it")

    monkeypatch.setattr(embedding, "embed", fail)
    async with sitting(project) as sitter:
        await sitter.press("g")
        await sitter.app.workers.wait_for_complete()
        await sitter.settle()
        assert sitter.said == "the model is not installed; pip install it"


async def test_the_real_adviser_learns_from_what_is_decided(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    async with sitting(project) as sitter:
        await sitter.press("g")
        await sitter.app.workers.wait_for_complete()
        await sitter.settle()
        assert "texts read" in sitter.said
        assert panel(sitter)[1][0] in "01"
        await sitter.press("a", "slash", *"staying", "enter", "enter")
        assert "means:" in "\n".join(panel(sitter)) or "because" in "\n".join(panel(sitter))
        await sitter.press("slash", *"staying", "enter", "n")
        offered = sitter.screen.sitting.suggestions
        assert offered is not None
        assert offered.decisions == 2
        likeliest = offered.items[0]
        assert likeliest.code == "staying"
        assert likeliest.because
        assert likeliest.probability is None
        await sitter.press("1")
    first = shown(project)[-1]
    assert first.unchanged
    assert first.what.model == WordCounter.model_id
    assert list_codings(project.desk)[-1].judgement.basis == f"{first.id}.1"
