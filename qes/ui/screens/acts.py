"""What every act of a reviewer has in common: what a person can mend is said, not raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from textual import getters, screen

from qes.errors import UserError
from qes.ui.dialogs.dialog import Dialog
from qes.ui.widgets.key_line import KeyLine, Tone

Answer = TypeVar("Answer")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class Acting(Protocol):
    """A screen on which one acts by keys."""

    def begin_act(self) -> None:
        """Note what stood on the screen when the key was acted on."""

    def say(self, text: str, tone: Tone = Tone.NOTE, tail: str = "") -> None:
        """Say one thing in the last line."""


class ActingScreen(screen.Screen[Result]):
    """A screen whose last line says what was done, and which asks by dialogs."""

    key_line = getters.query_one(KeyLine)

    def say(self, text: str, tone: Tone = Tone.NOTE, tail: str = "") -> None:
        """Say one thing in the last line."""
        self.key_line.say(text, tone, tail)

    async def ask(
        self, dialog: Dialog[Answer], then: Callable[[Answer | None], Awaitable[None]]
    ) -> None:
        """Open a dialog that takes the very next key; `then` gets its answer."""
        await self.app.push_screen(dialog, then)
        dialog.take_keys()


Screen = TypeVar("Screen", bound=Acting)


def told(
    act: Callable[Concatenate[Screen, Arguments], Awaitable[None]],
) -> Callable[Concatenate[Screen, Arguments], Awaitable[None]]:
    """Make an act say in the last line what a person can mend, with nothing shown as done."""

    @wraps(act)
    async def telling(acting: Screen, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        acting.begin_act()
        try:
            await act(acting, *args, **kwargs)
        except UserError as error:
            acting.say(str(error), Tone.TROUBLE)

    return telling
