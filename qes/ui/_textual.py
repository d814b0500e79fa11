"""The one place that leans on what Textual does not promise to keep."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from textual.app import App, AutopilotCallbackType

Answer = TypeVar("Answer")


class RisingApp(App[Answer], Generic[Answer]):
    """An app whose failures rise to whoever runs it.

    Textual prints a failure with the values of all local variables; those hold what participants
    said, which must not end up in a terminal's scrollback or in a log.
    """

    def _fatal_error(self) -> None:
        self.bell()
        self._close_messages_no_wait()

    def run(
        self,
        *,
        headless: bool = False,
        inline: bool = False,
        inline_no_clear: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
        auto_pilot: AutopilotCallbackType | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> Answer | None:
        """Run the app; raise, once the terminal is given back, whatever ended it."""
        answer = super().run(
            headless=headless,
            inline=inline,
            inline_no_clear=inline_no_clear,
            mouse=mouse,
            size=size,
            auto_pilot=auto_pilot,
            loop=loop,
        )
        if self._exception is not None:
            raise self._exception
        return answer
