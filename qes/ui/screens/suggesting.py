"""Suggestions on the review screen: having them computed, shown where kept back, and explained."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from qes.base import SourceId
from qes.errors import UserError
from qes.services.review import SuggestionView
from qes.ui.dialogs.reading import Reading
from qes.ui.screens.acts import told
from qes.ui.screens.offers import WITHHELD, explanation
from qes.ui.screens.progress import News, Stopped
from qes.ui.screens.review_page import ReviewPage
from qes.ui.widgets.key_line import Tone


class ReviewSuggesting(ReviewPage):
    """The keys that are about suggestions, but decide nothing."""

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

        texts: int
        trouble: str = ""

    @told
    async def action_suggest(self) -> None:
        """Show suggestions that are kept back here, or else compute what is missing."""
        source, found = self.sitting.source, self.sitting.suggestions
        if found is not None and found.withheld:
            self.sitting.reveal()
            self.refresh_suggestions()
            return
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
        from qes.services.suggesting import embedding  # noqa: PLC0415 - loads numpy

        worker = get_current_worker()
        news = News()

        def progress(what: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise Stopped
            if (text := news.about(what, done, total)) is not None:
                self.post_message(self.Going(text))

        def say(text: str) -> None:
            self.post_message(self.Going(text))

        try:
            count = embedding.embed(
                self.sitting.desk,
                source,
                progress=progress,
                say=say,
            )
        except UserError as error:
            self.post_message(self.Ended(0, str(error)))
        except Stopped:
            return
        else:
            self.post_message(self.Ended(count))

    @on(Going)
    def _going(self, event: Going) -> None:
        self.computing = event.text
        self.show_standing()
        self.show_suggestions()

    @on(Ended)
    async def _ended(self, event: Ended) -> None:
        self.computing = ""
        if not event.trouble:
            await self.learn_anew()
        self.show_standing()
        self.show_suggestions()
        if event.trouble:
            self.say(event.trouble, Tone.TROUBLE)
        elif event.texts:
            self.say(f"✓ Suggestions for this source; {event.texts:,} texts read", Tone.DONE)
        else:
            self.say("Every segment of this source has its suggestions")

    async def learn_anew(self) -> None:
        """Have suggestions learned anew, for the codebook or the vectors changed."""
        await self.sitting.advice.learn_anew()
        self.refresh_suggestions()

    # One of them

    def why_none(self) -> str:
        """Say why no suggestion can be taken by its number now."""
        found, here = self.sitting.suggestions, self.sitting.segment
        if found is not None and found.withheld:
            return f"Suggestions are kept back here: {WITHHELD}"
        if here is not None and not self.sitting.advice.knows(here.id):
            return "The suggestions for this segment come in a moment · then press again"
        return "No suggestions yet · g computes them"

    def highlighted_one(self) -> SuggestionView | None:
        """Return the suggestion that x and Space mean."""
        offered = self.offered
        return offered[min(self.highlighted, len(offered) - 1)] if offered else None

    @told
    async def action_highlight(self, direction: int) -> None:
        """Highlight another suggestion."""
        shown = len(self.offered)
        if shown:
            self.highlighted = (self.highlighted + direction) % shown
            self.show_suggestions()

    @told
    async def action_why(self) -> None:
        """Show what the highlighted suggestion rests on."""
        found = self.sitting.suggestions
        if found is None or not self.offered:
            self.say(self.why_none())
            return
        place = min(self.highlighted, len(self.offered) - 1)
        await self.ask(Reading(explanation(self.sitting, found, place)), self._read)

    async def _read(self, _: None) -> None:
        """Go on after reading; nothing was asked."""
