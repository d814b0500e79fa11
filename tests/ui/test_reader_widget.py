"""The reader by itself: exact offsets under the mouse, nothing dangerous drawn, few rows drawn."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from corpora.source import Role
from qes.ui.printable import line
from qes.ui.theme import DARK, hue_variables
from qes.ui.widgets import text_view
from qes.ui.widgets.marks import Mark
from qes.ui.widgets.painting import painted
from qes.ui.widgets.reader import Reader


@dataclass(frozen=True, slots=True)
class Stretch:
    """A turn and a segment in one."""

    n: int
    start: int
    end: int
    speaker: str | None = None
    role: Role = Role.PARTICIPANT


class Stage(App[None]):
    """An app with nothing but a reader."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return hue_variables(dark=True)

    def compose(self) -> ComposeResult:
        yield Reader()


@asynccontextmanager
async def showing(
    text: str,
    segments: Sequence[Stretch] = (),
    marks: Sequence[Mark] = (),
    size: tuple[int, int] = (40, 12),
) -> AsyncIterator[tuple[Reader, Pilot[None]]]:
    """Show a text in a reader."""
    app = Stage()
    async with app.run_test(size=size) as pilot:
        reader = app.query_one(Reader)
        reader.show(text, [s for s in segments if s.speaker], segments, marks)
        await pilot.pause()
        yield reader, pilot


def drawn(reader: Reader) -> list[str]:
    """Return the rows in view as text."""
    return [reader.render_line(y).text for y in range(reader.size.height)]


MIXED = "Участник said: 日本語 text and áb́ wrote it down again after lunch on a rainy tuesday"


@pytest.mark.parametrize(
    ("first", "last"), [("said", "said"), ("日", "語"), ("á", "b́"), ("日", "lunch")]
)
async def test_a_drag_selects_exactly_the_characters_under_it(first: str, last: str) -> None:
    start, end = MIXED.index(first), MIXED.index(last) + len(last)
    async with showing(MIXED) as (reader, pilot):
        places = {
            offset: (x, y)
            for y in range(reader.row_count)
            for x in range(reader.text_left, reader.size.width)
            for offset in range(*reader.grapheme_at(x, y))
        }
        await pilot.mouse_down(Reader, offset=places[start])
        await pilot.hover(Reader, offset=places[end - 1])
        await pilot.mouse_up(Reader, offset=places[end - 1])
        passage = reader.passage
        assert passage is not None
        assert MIXED[passage.start : passage.end] == MIXED[start:end]


async def test_every_character_in_view_can_be_pointed_at() -> None:
    async with showing(MIXED) as (reader, _):
        pointed = {
            offset
            for y in range(reader.row_count)
            for x in range(reader.text_left, reader.size.width)
            for offset in range(*reader.grapheme_at(x, y))
        }
        spaces_at_row_ends = {
            offset
            for row in range(reader.row_count)
            for start, end in [reader.row_span(row)]
            for offset in range(start + len(MIXED[start:end].rstrip()), end)
        }
        assert pointed == set(range(len(MIXED))) - spaces_at_row_ends


async def test_a_drag_to_the_left_and_out_of_the_view_still_selects_words() -> None:
    text = "one two three four five six seven"
    async with showing(text) as (reader, pilot):
        await pilot.mouse_down(Reader, offset=(reader.text_left + 10, 0))
        await pilot.hover(Reader, offset=(0, 0))
        await pilot.mouse_up(Reader, offset=(0, 0))
        passage = reader.passage
        assert passage is not None
        assert (passage.start, passage.end) == (0, 11)


async def test_a_new_width_keeps_the_place() -> None:
    words = " ".join(f"word{n}" for n in range(4000))
    segments = [Stretch(1, 0, 100), Stretch(2, 20_000, 20_050)]
    async with showing(words, segments) as (reader, pilot):
        reader.go_to(1)
        await pilot.resize_terminal(70, 20)
        await pilot.pause()
        assert any(words[20_000:20_010] in row for row in drawn(reader))


async def test_the_bars_and_the_number_stand_where_a_coded_segment_begins() -> None:
    text = "nothing here\nMaria was helped"
    segments = [Stretch(1, 0, 12), Stretch(2, 13, 29)]
    marks = [Mark(13, 29, n, "P", f"code {n}") for n in range(6)]
    async with showing(text, segments, marks) as (reader, _):
        reader.go_to(1)
        row = next(row for row in drawn(reader) if "Maria" in row)
        assert row.startswith("   2 ▌▎▎▎3 ")
        assert "▎" not in drawn(reader)[0]


def test_no_control_code_is_ever_drawn() -> None:
    hostile = st.text(
        st.one_of(st.sampled_from("\x1b]0;[31m\x07\x9b\u202e\u2066\n\r\t\0\x7f"), st.characters()),
        max_size=60,
    )

    @settings(max_examples=25, deadline=None)
    @given(hostile, hostile, hostile)
    def holds(text: str, speaker: str, label: str) -> None:
        asyncio.run(_check_drawn(text, speaker, label))

    holds()


async def _check_drawn(text: str, speaker: str, label: str) -> None:
    turn = Stretch(1, 0, len(text), speaker)
    mark = Mark(0, len(text), 0, "P", line(label))
    async with showing(text, [turn] if text else [], [mark], (120, 8)) as (reader, _):
        for row in drawn(reader):
            assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in row)
            assert not set(row) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


async def test_only_rows_in_view_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    real = painted

    def counted(*args: object) -> object:
        nonlocal count
        count += 1
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(text_view, "painted", counted)
    text = "\n".join(f"Line {n} says a little." for n in range(20_000))
    segments = [Stretch(1, 0, 10), Stretch(2, 20, 30)]
    async with showing(text, segments) as (reader, pilot):
        assert count <= 3 * reader.size.height
        count = 0
        reader.go_to(0)
        reader.go_to(1)
        await pilot.pause()
        assert 0 < count <= 6
