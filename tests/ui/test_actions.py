"""The one list of actions: each is described, bound once, and there to be done."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding
from textual.content import Content

from qes.project import Project
from qes.ui.actions import ACTIONS, Action, Scope, actions_in, bindings_for
from qes.ui.app import QesApp
from qes.ui.commands import ReviewCommands, shown
from qes.ui.dialogs.dialog import Dialog
from qes.ui.dialogs.reading import HelpEntry
from qes.ui.printable import line
from qes.ui.screens.groups import GroupsScreen
from qes.ui.screens.review import ReviewScreen
from qes.ui.screens.second_looks import SecondLooksScreen
from qes.ui.widgets.key_line import MOST_KEYS
from qes.ui.widgets.rows import RowList
from tests.ui.driving import sitting

_HOMES: dict[Scope, type] = {
    Scope.APP: QesApp,
    Scope.REVIEW: ReviewScreen,
    Scope.PASSAGE: ReviewScreen,
    Scope.GROUPS: GroupsScreen,
    Scope.FINDINGS: SecondLooksScreen,
    Scope.LIST: RowList,
    Scope.DIALOG: Dialog,
}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_described_and_can_be_done(action: Action) -> None:
    assert action.title
    assert action.help.endswith(".")
    assert "!" not in action.title + action.help
    assert action.keys
    method = action.call.split("(")[0]
    assert callable(getattr(_HOMES[action.scope], f"action_{method}"))


@pytest.mark.parametrize("scope", Scope)
def test_every_key_of_an_action_is_bound_where_it_belongs(scope: Scope) -> None:
    bound = {(b.key, b.action) for b in _HOMES[scope].BINDINGS if isinstance(b, Binding)}  # type: ignore[attr-defined]
    for action in actions_in(scope):
        for key in action.keys:
            assert (key, action.call.format(key=key)) in bound


def test_ids_are_given_once() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1


def test_a_key_means_two_things_only_where_one_of_them_is_switched_off() -> None:
    shared = {"left", "h", "right", "l"}
    keys = Counter(key for a in actions_in(Scope.REVIEW, Scope.PASSAGE) for key in a.keys)
    assert {key for key, n in keys.items() if n > 1} == shared


def test_keys_that_decide_are_acted_on_in_the_order_they_are_pressed() -> None:
    assert all(
        binding.priority
        for binding in bindings_for(Scope.REVIEW, priority=True)
        if isinstance(binding, Binding)
    )


async def test_the_line_of_keys_names_at_most_seven(suggested: Project) -> None:
    async with sitting(suggested, (80, 24)) as sitter:
        line = sitter.screen.key_line
        assert 4 <= len(line.keys) <= MOST_KEYS
        await sitter.press("v")
        assert {one.id for one in line.keys} >= {"suggestion.accept", "passage.words_more"}
        assert len(line.keys) <= MOST_KEYS


async def test_the_help_lists_every_action(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("question_mark")
        assert len(sitter.app.screen.query(HelpEntry)) == len(ACTIONS)
        await sitter.press("escape")
        assert sitter.app.screen is sitter.screen


async def test_the_palette_gives_codes_and_takes_actions(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        provider = ReviewCommands(sitter.screen)
        offered = [hit async for hit in provider.discover()]
        assert len(offered) == sum(one.palette for one in actions_in(Scope.REVIEW, Scope.APP))
        hits = [hit async for hit in provider.search("transport")]
        assert [hit.text for hit in hits] == [
            "Give: Influencing factors > Transport",
            "Give: Programme elements > Nature of support > Practical help",
        ]
        await sitter.press("ctrl+p")
        await sitter.press(*"undo your")
        await sitter.pilot.pause(0.3)
        await sitter.press("enter")
        await sitter.pilot.pause(0.1)
        assert sitter.said == "Nothing to undo"


@given(st.text(max_size=40))
def test_what_people_wrote_is_no_markup_in_the_palette(text: str) -> None:
    assert Content.from_markup(shown(text, text)).plain.split("\n")[0] == line(text)
