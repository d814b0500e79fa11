"""How the screen tests drive the app: as a person at the keyboard does, and faster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot

from qes.project import Project
from qes.services import review
from qes.services.coding import CodingState
from qes.services.review import SourceDecisions
from qes.ui.app import QesApp
from qes.ui.screens.review import ReviewScreen


class Sitter:
    """A reviewer at a running app."""

    def __init__(self, app: QesApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ReviewScreen:
        """The review screen, also while a dialog stands over it."""
        for screen in self.app.screen_stack:
            if isinstance(screen, ReviewScreen):
                return screen
        raise AssertionError("no review screen")

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before is done with."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type_ahead(self, keys: Iterable[str]) -> None:
        """Press keys without waiting for anything between them."""
        for key in keys:
            character = {"slash": "/", "enter": "\r"}.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(key, character))
        await self.settle()

    async def settle(self) -> None:
        """Wait until every key was acted on and shown."""
        reached = asyncio.Event()
        self.app.call_later(reached.set)
        await asyncio.wait_for(reached.wait(), 10)
        await self.app.workers.wait_for_complete(
            [worker for worker in self.app.workers if worker.group in {"suggestions", "searching"}]
        )
        await self.pilot.pause()

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until something can be seen, while other things still go on."""
        async with asyncio.timeout(10):
            while not reached():
                await self.pilot.pause(0.02)

    @property
    def at(self) -> int:
        """The number of the segment one is at."""
        here = self.screen.sitting.segment
        assert here is not None
        return here.n

    @property
    def said(self) -> str:
        """What the last line says."""
        flash = self.screen.key_line.flash
        if flash is None:
            return ""
        return f"{flash.text} · {flash.tail}" if flash.tail else flash.text


@asynccontextmanager
async def sitting_at_once(
    project: Project, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Sitter]:
    """Run the app on a project, without waiting for suggestions."""
    app = QesApp(project)
    async with app.run_test(size=size) as pilot:
        yield Sitter(app, pilot)


@asynccontextmanager
async def sitting(project: Project, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Sitter]:
    """Run the app on a project."""
    async with sitting_at_once(project, size) as sitter:
        await sitter.settle()
        yield sitter


def stored(project: Project, source: int = 0) -> SourceDecisions:
    """Read from the project what was decided in a source, past any screen."""
    return review.decisions(project.desk, review.sources(project.desk)[source].id)


def given(project: Project, source: int = 0) -> list[tuple[int, int, str]]:
    """Return start, end and code of every code given in a source."""
    return [
        (one.start, one.end, one.code)
        for one in stored(project, source).codings
        if one.state is CodingState.APPLIED
    ]


def codes(project: Project, source: int = 0) -> list[str]:
    """Return the codes given in a source, in text order."""
    return [code for _, _, code in given(project, source)]
