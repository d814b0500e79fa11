"""In which order one works: that of the text, the most doubtful first, or a random sample."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from qes.errors import UserError
from qes.services.review import Place
from qes.services.suggesting.showing import Way
from qes.ui.code_tree import folded_text
from qes.ui.dialogs.chooser import Choice, Chooser
from qes.ui.screens.acts import told
from qes.ui.screens.review_moving import ReviewMoving
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.rows import Piece, RowPieces
from qes.ui.work_order import NAMES

_SAMPLE = "random sample: do not skip, so that estimates hold"
_SAID = {
    Way.DOCUMENT: ("document", "as the text goes, source by source"),
    Way.DOUBTFUL: ("doubtful", "where codes are most in doubt; suggestions learn most there"),
    Way.NOVEL: ("novel", "what is least like anything decided yet"),
    Way.RANDOM: ("random sample", "drawn by chance, so that what is left can be estimated"),
}


def order_choice(now: Way) -> Choice[Way]:
    """Return the choice among the orders of work."""

    def search(typed: str) -> tuple[Way, ...]:
        words = folded_text(typed).split()
        return tuple(way for way, (name, _) in _SAID.items() if all(w in name for w in words))

    def row(way: Way) -> RowPieces:
        name, meaning = _SAID[way]
        sign = "✓ " if way is now else "  "
        return RowPieces(
            (Piece(sign, faint=True), Piece(f"{name:<15}"), Piece(meaning, faint=True))
        )

    return Choice(
        title="In which order do you work?",
        placeholder="part of a name",
        search=search,
        row=row,
        detail=lambda way: (
            "n goes through this source." if way is Way.DOCUMENT else "n goes through all sources."
        ),
        nothing="There is no such order.",
    )


class ReviewOrdering(ReviewMoving):
    """The key that changes the order of work, and how one goes on in it."""

    @dataclass
    class LinedUp(Message):
        """An order is worked out; `trouble` says what a person can mend."""

        way: Way
        place: Place | None
        asked_at: int
        trouble: str = ""

    @told
    async def action_order(self) -> None:
        """Ask in which order to work."""
        await self.ask(Chooser(order_choice(self.sitting.order.way)), self._take_order)

    @told
    async def _take_order(self, way: Way | None) -> None:
        if way is None:
            return
        if way is not Way.DOCUMENT:
            self.say("Working out the order; go on meanwhile")
        self._line_up(way, self._moves)

    @work(exclusive=True, group="ordering")
    async def _line_up(self, way: Way, asked_at: int) -> None:
        try:
            place = await self.sitting.order.take(way)
        except UserError as error:
            self.post_message(self.LinedUp(way, None, asked_at, str(error)))
        else:
            self.post_message(self.LinedUp(way, place, asked_at))

    @on(LinedUp)
    async def _lined_up(self, event: LinedUp) -> None:
        self.show_standing()
        if event.trouble:
            self.say(event.trouble, Tone.TROUBLE)
        elif event.way is Way.DOCUMENT:
            self.say("You work as the text goes")
        elif event.place is None:
            self.say("Every segment of the review is decided")
        elif event.asked_at == self._moves and self.is_current:
            # One may be there already: it is come to in another way now.
            self.sitting.advice.ask_again()
            try:
                await self.go_to(event.place)
            except UserError as error:
                self.say(str(error), Tone.TROUBLE)
                return
            self.say(_SAMPLE if event.way is Way.RANDOM else f"{NAMES[event.way]} · w changes it")
        else:
            # Whoever has moved on since is not torn away from what they read.
            self.say(f"{NAMES[event.way]} · n goes to the first")

    async def go_on(self) -> bool:
        """Move to the segment that comes next in the order of work; say so if there is none."""
        order, here = self.sitting.order, self.sitting.segment
        if order.way is Way.DOCUMENT:
            return await super().go_on()
        skipped = here is not None and self.sitting.at_hand.awaits(here)
        place = await order.next(here.id if here is not None else None)
        if place is None:
            self.say("This is the last undecided segment of the review" if skipped
                     else "Every segment of the review is decided")  # fmt: skip
            return False
        await self.go_to(place)
        if skipped and order.way is Way.RANDOM:
            self.say(_SAMPLE)
        return True
