"""How a source under review is laid out and kept up to date on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from qes.base import SegmentId, SourceId
from qes.errors import UserError
from qes.services.review import SuggestionView
from qes.ui.actions import Action, Scope, actions_in
from qes.ui.printable import line
from qes.ui.screens.acts import ActingScreen
from qes.ui.screens.offers import offer, worth_showing
from qes.ui.screens.whereabouts import heading, note
from qes.ui.sitting import Sitting
from qes.ui.widgets.codebook import CodebookList
from qes.ui.widgets.head_line import HeadLine
from qes.ui.widgets.key_line import KeyLine, Tone
from qes.ui.widgets.reader import Reader
from qes.ui.widgets.suggestion_line import SuggestionLine
from qes.ui.widgets.suggestion_panel import SuggestionPanel

_SLOW_SECONDS = 0.15
_REST_SECONDS = 0.03
"""How long one stays at a segment before suggestions for it are read: longer than a held key."""
_PLACE_SECONDS = 2.0
"""How long one stays at a segment before the place is written down."""


class ReviewPage(ActingScreen[None]):
    """The text, the suggestions, the codebook and the two lines around them."""

    CSS_PATH = "review.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"), (100, "-normal"), (160, "-wide"),
    ]  # fmt: skip
    AUTO_FOCUS = "#reader"

    head_line = getters.query_one("#head-line", HeadLine)
    reader = getters.query_one("#reader", Reader)
    panel = getters.query_one("#panel", SuggestionPanel)
    offer_line = getters.query_one("#offer-line", SuggestionLine)
    codebook = getters.query_one("#codebook", CodebookList)

    def __init__(self, sitting: Sitting, title: str) -> None:
        super().__init__()
        self.sitting = sitting
        self.review_title = title
        self.highlighted = 0
        self.stay = False
        """Whether one stays on a segment after giving it a first code."""
        self.rejecting = False
        """Whether the next digit refuses a suggestion instead of accepting it."""
        self.was_rejecting = False
        """Whether that was so when the key now acted on was pressed."""
        self.computing = ""
        """How far the computation of suggestions is; empty while none runs."""
        self.shown: SourceId | None = None
        """The source on the screen."""
        self._asking = False
        """Whether suggestions are being read."""
        self._offered_for: SegmentId | None = None
        """The segment whose suggestions stand on the screen."""
        self._moves = 0
        """How often one moved to a segment, to tell whether one is still where one was."""
        self._keeping: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield HeadLine(id="head-line")
        with Horizontal(id="body"):
            with Vertical(id="page"):
                yield Reader(id="reader")
                yield Static(id="empty")
                yield SuggestionLine(id="offer-line")
            with Vertical(id="side"):
                with Vertical(id="offers"):
                    yield SuggestionPanel(id="panel")
                with Vertical(id="codes"):
                    yield Static("CODEBOOK", id="codes-title")
                    yield Static(
                        Content("No codes yet. They come in with: qes codebook import FILE"),
                        id="codes-empty",
                    )
                    yield CodebookList(id="codebook")
        yield KeyLine(id="key-line")

    # What is shown

    def show_source(self) -> None:
        """Show the open source, where one is in it, and all that belongs to it."""
        sitting = self.sitting
        source = sitting.source
        self.shown = None if source is None else source.id
        self.set_class(source is None or not source.segments, "-empty")
        if source is None:
            nothing = "No sources yet. They come in with: qes sources add FILE…"
        else:
            nothing = f"{source.name} has no text to code. s opens the next source."
            self.reader.show(
                source.text,
                source.turns,
                source.segments,
                sitting.at_hand.marks(sitting.tree),
                sitting.at_hand.without_code(),
            )
        self.query_one("#empty", Static).update(Content(line(nothing)))
        self.show_codebook()
        self.go(sitting.index)

    @work(exclusive=True, group="sources")
    async def count_sources(self) -> None:
        """Read which sources there are, and say which of them is open."""
        with suppress(UserError):
            await self.sitting.refresh_sources()
            self.show_standing()

    def show_decisions(self) -> None:
        """Show what stands now that something was decided."""
        self.reader.set_marks(
            self.sitting.at_hand.marks(self.sitting.tree), self.sitting.at_hand.without_code()
        )
        self.show_codebook()
        self.show_standing()

    def show_codebook(self) -> None:
        """Show the tree with one's own counts as they stand."""
        self.set_class(not self.sitting.tree, "-codeless")
        self.codebook.show(self.sitting.tree, self.sitting.counts)

    def show_standing(self) -> None:
        """Show the first and the last line as they stand."""
        narrow = self.has_class("-narrow")
        self.head_line.heading = heading(self.sitting, self.review_title)
        self.key_line.note = self.computing or note(self.sitting, stays=self.stay, narrow=narrow)
        self.key_line.keys = self._keys()

    def _keys(self) -> tuple[Action, ...]:
        scopes = (Scope.PASSAGE,) if self.reader.passage is not None else ()
        wanted = [one for one in actions_in(*scopes) if one.footer]
        ids = {"suggestion.accept", "code.choose"} if wanted else None
        review = [one for one in actions_in(Scope.REVIEW, Scope.APP) if one.footer]
        return (*wanted, *(one for one in review if ids is None or one.id in ids))

    def go(self, index: int | None) -> None:
        """Make a segment the current one, and have its suggestions read."""
        self.sitting.index = index
        self._moves += 1
        self.highlighted = 0
        self.reader.go_to(index)
        self.show_standing()
        self.refresh_suggestions()
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(_PLACE_SECONDS, self.keep_place)

    async def keep_place(self) -> None:
        """Write down where one is; a project that is busy is asked again at the next stop."""
        with suppress(UserError):
            await self.sitting.keep_place()

    # Suggestions

    def refresh_suggestions(self) -> None:
        """Have read and shown what is suggested for the current segment, wherever that is by then."""
        if not self._asking:
            self._asking = True
            self._ask_for_suggestions()

    @work(group="suggestions")
    async def _ask_for_suggestions(self) -> None:
        sitting = self.sitting
        # Until they are read, which is a matter of a frame, the last ones stay under their own
        # title; emptying the panel first would make it flicker at every key.
        slow = self.set_timer(_SLOW_SECONDS, self.show_suggestions)
        try:
            while (here := sitting.segment) is not None and not sitting.advice.knows(here.id):
                # While a key is held down nothing is asked for what is passed by.
                await asyncio.sleep(_REST_SECONDS)
                if sitting.segment is here:
                    await sitting.read_suggestions()
        finally:
            slow.stop()
            self._asking = False
        self.show_suggestions()
        self._note_visible()
        try:
            await sitting.note_late_sight()
        except UserError as error:
            self.say(str(error), Tone.TROUBLE)

    @property
    def offered(self) -> Sequence[SuggestionView]:
        """The suggestions for the current segment, as far as they are known."""
        return worth_showing(self.sitting.suggestions)

    def show_suggestions(self) -> None:
        """Show the suggestions that are known for the current segment."""
        here = self.sitting.segment
        shown = offer(self.sitting, self.highlighted, self.computing)
        self.panel.offer = shown
        self.offer_line.offer = shown
        known = here is not None and self.sitting.advice.knows(here.id)
        self._offered_for = here.id if here is not None and known else None

    def begin_act(self) -> None:
        """Note what a key means now, and which suggestions stand on the screen.

        That is what is recorded with a decision.
        """
        self.was_rejecting, self.rejecting = self.rejecting, False
        self._note_visible()

    def _note_visible(self) -> None:
        if self._offered_for is not None:
            shown = self.offer_line if self.has_class("-narrow") else self.panel
            self.sitting.advice.note_visible(self._offered_for, shown.places)
