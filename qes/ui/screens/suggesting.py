"""Computing suggestions beside the work: in a thread, with how far it is in the last line."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from qes.base import SourceId
from qes.errors import UserError
from qes.ui.screens.review_page import ReviewPage, told
from qes.ui.widgets.key_line import Tone

_BETWEEN_NEWS = 0.25
"""Seconds; progress is told four times a second at most."""


class _Stopped(Exception):
    """The computation is not wanted any more."""


class ReviewSuggesting(ReviewPage):
    """The key that has suggestions computed."""

    @dataclass
    class Going(Message):
        """How far the computation is."""

        text: str

        def can_replace(self, message: Message) -> bool:
            """Only the latest news matters."""
            return isinstance(message, ReviewSuggesting.Going)

    @dataclass
    class Ended(Message):
        """The computation is over; `trouble` says what a person can mend."""

        segments: int
        trouble: str = ""

    @told
    async def action_suggest(self) -> None:
        """Compute suggestions for the source in the background."""
        source = self.sitting.source
        if source is None:
            return
        if self.computing:
            self.say("Suggestions are being computed already")
            return
        self._going(self.Going("computing suggestions"))
        self.run_worker(
            lambda: self._compute(source.id), thread=True, exclusive=True, group="computing"
        )

    def _compute(self, source: SourceId) -> None:
        """Call the service; runs in a thread and touches nothing of the screen."""
        from qes.services import suggesting  # noqa: PLC0415 - loads numpy, which opening need not

        worker = get_current_worker()
        news = _News()

        def progress(what: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _Stopped
            if (text := news.about(what, done, total)) is not None:
                self.post_message(self.Going(text))

        try:
            count = suggesting.suggest(self.sitting.desk, source, progress=progress)
        except UserError as error:
            self.post_message(self.Ended(0, str(error)))
        except _Stopped:
            return
        else:
            self.post_message(self.Ended(count))

    @on(Going)
    def _going(self, event: Going) -> None:
        self.computing = event.text
        self.show_standing()
        self.show_suggestions()

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        self.computing = ""
        self.sitting.forget_suggestions()
        self.refresh_suggestions()
        self.show_standing()
        if event.trouble:
            self.say(event.trouble, Tone.TROUBLE)
        elif event.segments:
            self.say(f"✓ Suggestions for {event.segments:,} segments", Tone.DONE)
        else:
            self.say("Every segment of this source has its suggestions")


class _News:
    """Says how far a computation is, and how long it takes yet once that can be known."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = self._told = monotonic()

    def about(self, stage: str, done: int, total: int) -> str | None:
        """Return what to tell, or None where the last news is still fresh."""
        now = monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        elif now - self._told < _BETWEEN_NEWS:
            return None
        self._told = now
        if not done:
            return stage
        left = (now - self._began) / done * (total - done)
        how_long = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        return f"{stage} {done:,}/{total:,} · {how_long} left"
