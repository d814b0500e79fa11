"""The list of any length: what it fetches, where it stands, what it says."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from textual.app import App, ComposeResult

from qes.ui.theme import DARK, hue_variables
from qes.ui.widgets.rows import Piece, RowList, RowPieces


class Stage(App[None]):
    """An app with a list of a hundred thousand numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.fetched: list[int] = []
        self.chosen: list[int] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return hue_variables(dark=True)

    def compose(self) -> ComposeResult:
        yield RowList(self.rows)

    def rows(self, keys: Sequence[int]) -> Sequence[RowPieces]:
        self.fetched.append(len(keys))
        return [RowPieces((Piece(f"row {key} \x1b[31m[b]"),), Piece(str(key * 2))) for key in keys]

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.chosen.append(event.index)


async def test_only_the_pages_in_view_are_fetched() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        numbers: RowList[int] = app.query_one(RowList)
        numbers.load(array("q", range(100_000)))
        numbers.focus()
        await pilot.pause()
        assert app.fetched == [256]
        await pilot.press("end")
        assert numbers.cursor == 99_999
        assert sum(app.fetched) <= 3 * 256
        assert numbers.render_line(9).text.startswith(" row 99999 ")


async def test_keys_and_clicks_move_and_choose() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        numbers: RowList[int] = app.query_one(RowList)
        numbers.load(array("q", range(500)))
        numbers.focus()
        await pilot.press("down", "down", "up", "pagedown")
        assert numbers.cursor == 10
        await pilot.press("enter")
        await pilot.press("home", "up")
        assert numbers.cursor == 0
        await pilot.click(RowList, offset=(3, 4))
        assert numbers.cursor == 4
        await pilot.click(RowList, offset=(3, 4), times=2)
        await pilot.pause()
    assert app.chosen[0] == 10
    assert app.chosen[-1] == 4


async def test_texts_are_never_markup_and_never_commands() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        numbers: RowList[int] = app.query_one(RowList)
        numbers.load(array("q", range(5)))
        await pilot.pause()
        row = numbers.render_line(3).text
        assert "[b]" in row
        assert "\x1b" not in row
        assert row.rstrip().endswith("6")


async def test_an_empty_list_takes_every_key() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        numbers: RowList[int] = app.query_one(RowList)
        numbers.load(array("q"))
        numbers.focus()
        await pilot.press("down", "end", "pageup", "enter")
        assert numbers.key is None
    assert app.chosen == []
