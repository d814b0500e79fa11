"""Measure the reader on a source of a million characters with 5,000 coded stretches.

CPU time of this process, with everything drawn but no terminal to take it. Prints one line each
for mounting, moving, paging, a new code and a new width.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver

from corpora.source import Role
from qes.ui.theme import DARK
from qes.ui.widgets.marks import Mark
from qes.ui.widgets.reader import Reader

SENTENCE = (
    "the client said that nothing in the ward felt safe until someone finally listened and wrote "
    "it down again after lunch on a rainy tuesday"
)
WIDE = "話を聞いてもらえるまで病棟では何も安全だと感じられなかったと彼女は言った"


@dataclass(frozen=True, slots=True)
class Turn:
    n: int
    speaker: str | None
    role: Role
    start: int
    end: int


class DrawingDriver(HeadlessDriver):
    """Draws as for a terminal and throws the result away."""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        """Throw it away."""

    def flush(self) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


class Stage(App[None]):
    """An app with nothing but a reader."""

    def __init__(self) -> None:
        super().__init__(driver_class=DrawingDriver)
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        return []


def transcript(characters: int, *, wide: bool) -> tuple[str, tuple[Turn, ...]]:
    """Return a text of some length and its turns."""
    words = SENTENCE.split()
    chance = random.Random(2)  # noqa: S311 - the same text each time
    parts: list[str] = []
    turns: list[Turn] = []
    length = 0
    while length < characters:
        if wide:
            said = WIDE * chance.randint(2, 12)
        else:
            said = " ".join(chance.choice(words) for _ in range(chance.randint(10, 90))) + "."
        n = len(turns)
        turns.append(
            Turn(n, ("Moderator", "Maria")[n % 2], (Role.INTERVIEWER, Role.PARTICIPANT)[n % 2],
                 length, length + len(said))
        )  # fmt: skip
        parts.append(said)
        length += len(said) + 1
    return "\n".join(parts), tuple(turns)


async def quiet() -> None:
    """Wait until nothing is drawn any more."""
    still = 0
    while still < 3:
        before = time.process_time()
        await asyncio.sleep(0.02)
        still = still + 1 if time.process_time() - before < 0.003 else 0


async def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds of CPU an act takes until all is drawn."""
    before = time.process_time()
    act()
    await quiet()
    return (time.process_time() - before) * 1000


async def measure(characters: int, stretches: int, *, wide: bool) -> None:
    text, turns = transcript(characters, wide=wide)
    chance = random.Random(3)  # noqa: S311 - the same stretches each time
    marks = []
    for _ in range(stretches):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randint(20, 400))
        marks.append(Mark(start, end, chance.randrange(5), "P", "Flexible support"))
    app = Stage()
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await quiet()
        reader = Reader()

        def mount() -> None:
            app.mount(reader)
            reader.show(text, turns, turns, marks)

        def page() -> None:
            reader.go_to(reader.index_a_page_away(1))

        mounted = await timed(mount)
        reader.go_to(0)
        await quiet()
        moves = [await timed(partial(reader.go_to, index)) for index in range(1, 60)]
        pages = [await timed(page) for _ in range(40)]
        middle = len(turns) // 2
        jump = await timed(partial(reader.go_to, middle))
        new = Mark(turns[middle].start, turns[middle].end, 1, "P", "Trust")
        code = await timed(partial(reader.set_marks, [*marks, new]))
        before = time.process_time()
        await pilot.resize_terminal(100, 40)
        await quiet()
        resize = (time.process_time() - before) * 1000
    kind = "wide " if wide else "latin"
    print(
        f"{kind} {len(text):>9,} characters, {stretches:,} stretches: mount {mounted:.0f} ms, "
        f"move {spread(moves)}, page {spread(pages)}, jump {jump:.1f}, new code {code:.1f}, "
        f"new width {resize:.0f}"
    )


def spread(values: list[float]) -> str:
    """Write the median and the 95th percentile."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} (p95 {ordered[int(len(ordered) * 0.95)]:.1f})"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--characters", type=int, default=1_000_000)
    options.add_argument("--stretches", type=int, default=5_000)
    chosen = options.parse_args()
    for wide in (False, True):
        asyncio.run(measure(chosen.characters, chosen.stretches, wide=wide))
