"""Codes made while reading: in passing, and of groups of passages that no code has."""

from __future__ import annotations

import pytest

from qes.base import CodeId
from qes.project import Project
from qes.services import review
from qes.services.coding import list_codings
from qes.services.suggesting import second_looks
from qes.services.suggesting.group_decisions import GroupAspect, read_group_decisions
from qes.services.suggesting.grouping import OfferedGroup
from qes.services.suggesting.second_looks import SecondLook
from qes.ui.screens.findings import Findings
from qes.ui.screens.groups import GroupsScreen
from tests.ui.driving import Sitter, codes, sitting
from tests.ui.material import FixedAdviser, passages


async def listed(sitter: Sitter, key: str) -> Findings[object]:
    """Open a list and wait until it is there."""
    await sitter.press(key)
    await sitter.app.workers.wait_for_complete()
    await sitter.settle()
    screen = sitter.app.screen
    assert isinstance(screen, Findings)
    return screen


def detail(screen: Findings[object]) -> str:
    return str(screen.query_one("#more").render())


# In passing


async def test_tab_makes_a_code_under_the_marked_one_and_gives_it(
    suggested: Project, adviser: FixedAdviser
) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"trans", "tab", *"Bus times", "enter", "enter", "enter")
        assert sitter.said == "✓ Bus times · u to undo"
        assert sitter.at == 4
    made = next(one for one in review.codebook(suggested.desk) if one.name == "Bus times")
    assert made.path == "Influencing factors > Transport > Bus times"
    assert codes(suggested) == [made.id]
    assert adviser.forgotten == 1


async def test_what_was_typed_becomes_the_name_where_no_code_fits(suggested: Project) -> None:
    async with sitting(suggested, (80, 24)) as sitter:
        await sitter.press("slash", *"Weather", "tab", "ctrl+s")
    made = next(one for one in review.codebook(suggested.desk) if one.name == "Weather")
    assert made.parent is None
    assert codes(suggested) == [made.id]


async def test_a_code_without_a_name_is_asked_for_one(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"trans", "tab", "ctrl+s")
        assert "needs a name" in str(sitter.app.screen.query_one("#hint").render())
        await sitter.press(*"Transport", "ctrl+s", "escape")
    assert len(review.codebook(suggested.desk)) == 13


async def test_a_name_that_is_taken_is_refused_in_one_line(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.press("slash", *"influ", "tab", *"Transport", "ctrl+s")
        assert "there is a code" in sitter.said
    assert not codes(suggested)


# Of groups


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (200, 50)])
async def test_groups_are_listed_with_phrases_and_typical_passages(
    suggested: Project, found: list[OfferedGroup], size: tuple[int, int]
) -> None:
    async with sitting(suggested, size) as sitter:
        screen = await listed(sitter, "G")
        said = detail(screen)
        assert "month 2, asked [b]her[/b] 2" in said
        assert "3 passages in 1 source" in said
        assert found[0].typical[2].text in said
        await sitter.press("down", "2")
        here = sitter.screen.sitting.segment
        assert here is not None
        assert here.id == found[1].typical[1].segment


async def test_a_code_made_of_a_group_goes_to_the_passages_that_were_named(
    suggested: Project, adviser: FixedAdviser, found: list[OfferedGroup]
) -> None:
    async with sitting(suggested) as sitter:
        await listed(sitter, "G")
        await sitter.press("m", *"Waiting", "enter", *"factors", "enter", *"It took long.", "enter")
        await sitter.press(*"1 4", "enter")
        assert "from 1 to 3" in str(sitter.app.screen.query_one("#hint").render())
        await sitter.press("backspace", *"3", "enter")
        screen = sitter.app.screen
        assert isinstance(screen, GroupsScreen)
        flash = screen.key_line.flash
        assert flash is not None
        assert flash.text == "✓ Influencing factors > Waiting, given to 2 passages"
        assert screen.found == [found[1]]
        await sitter.press("escape")
        assert "Waiting" in {one.name for one in sitter.screen.sitting.tree.codes}
    given = {one.judgement.subject.id for one in list_codings(suggested.desk)}
    assert len(given) == 2
    assert adviser.forgotten == 1
    with suggested.desk.store.read() as connection:
        [one] = read_group_decisions(connection, suggested.desk)
    assert one.aspect is GroupAspect.CODE


async def test_plus_on_two_groups_merges_them(
    suggested: Project, found: list[OfferedGroup]
) -> None:
    async with sitting(suggested) as sitter:
        await listed(sitter, "G")
        await sitter.press("plus", "plus", "plus", "down", "plus")
        await sitter.app.workers.wait_for_complete()
    with suggested.desk.store.read() as connection:
        [one] = read_group_decisions(connection, suggested.desk)
    assert one.aspect is GroupAspect.MERGED
    assert one.members == {member for each in found for member in each.members}


@pytest.mark.usefixtures("found")
async def test_a_group_is_put_aside_with_a_reason(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        screen = await listed(sitter, "G")
        await sitter.press("d", "enter", *"about nothing", "enter")
        assert len(screen.rows.keys) == 1
        await sitter.press("escape")
        again = await listed(sitter, "G")
        assert len(again.rows.keys) == 1
    with suggested.desk.store.read() as connection:
        [one] = read_group_decisions(connection, suggested.desk)
    assert (one.aspect, one.reason) == (GroupAspect.DISMISSED, "about nothing")


async def test_a_project_without_vectors_says_why_there_are_no_groups(project: Project) -> None:
    async with sitting(project) as sitter:
        screen = await listed(sitter, "G")
        flash = screen.key_line.flash
        assert flash is not None
        assert "vector" in flash.text
        await sitter.press("m", "plus", "d", "1", "enter", "g", "escape")
        assert sitter.app.screen is sitter.screen


# Second looks


async def test_a_second_look_shows_the_passage_beside_a_typical_one_and_goes_there(
    suggested: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = passages(suggested)
    look = SecondLook(
        every[-1], CodeId("transport"), "Influencing factors > Transport", 4, 0.1, every[0],
        CodeId("outlook"), "Short-term effects > Changed outlook", 0.3,
    )  # fmt: skip
    monkeypatch.setattr(second_looks, "second_looks", lambda _desk: (look,))
    async with sitting(suggested) as sitter:
        said = detail(await listed(sitter, "L"))
        assert "1 is unlike the 4 other passages of this code" in said
        assert "more like those of Short-term effects > Changed outlook" in said
        assert every[0].text in said
        await sitter.press("enter")
        here = sitter.screen.sitting.segment
        assert here is not None
        assert here.id == every[-1].segment
