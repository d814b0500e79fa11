"""What every act of a reviewer has in common: what a person can mend is said, not raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from qes.errors import UserError
from qes.ui.widgets.key_line import Tone

Arguments = ParamSpec("Arguments")


class Acting(Protocol):
    """A screen on which one acts by keys."""

    def begin_act(self) -> None:
        """Note what stood on the screen when the key was acted on."""

    def say(self, text: str, tone: Tone = Tone.NOTE, tail: str = "") -> None:
        """Say one thing in the last line."""


Screen = TypeVar("Screen", bound=Acting)


def told(
    act: Callable[Concatenate[Screen, Arguments], Awaitable[None]],
) -> Callable[Concatenate[Screen, Arguments], Awaitable[None]]:
    """Make an act say in the last line what a person can mend, with nothing shown as done."""

    @wraps(act)
    async def telling(screen: Screen, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        screen.begin_act()
        try:
            await act(screen, *args, **kwargs)
        except UserError as error:
            screen.say(str(error), Tone.TROUBLE)

    return telling
