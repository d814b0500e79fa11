"""Moving about a source under review: segments, passages, sources, the codebook."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from qes.base import SegmentId, SourceId
from qes.services.review import Place
from qes.ui.dialogs.chooser import Chooser
from qes.ui.screens.acts import told
from qes.ui.screens.choices import source_choice
from qes.ui.screens.suggesting import ReviewSuggesting
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.passages import Passage
from qes.ui.widgets.reader import Reader
from qes.ui.widgets.steps import (
    sentence_end_after,
    sentence_start_before,
    word_end_after,
    word_start_before,
)

_IN_CODEBOOK = frozenset({"fold", "unfold"})
_IN_TEXT = frozenset({"step", "page", "edge", "finish"})
_WITH_PASSAGE = frozenset({"head_word", "head_sentence", "other_end"})


class ReviewMoving(ReviewSuggesting):
    """The keys that move, and those that select a passage."""

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Leave a key to the codebook, or to a passage, where it means something there."""
        in_codebook = self.codebook.has_focus
        if action in _IN_CODEBOOK:
            return in_codebook
        if action in _IN_TEXT:
            return not in_codebook
        if action in _WITH_PASSAGE:
            return self.reader.passage is not None and not in_codebook
        return True

    # Segments

    @told
    async def action_step(self, direction: int) -> None:
        """Move to the next or previous segment; with a passage, move its end by a row."""
        passage = self.reader.passage
        if passage is not None:
            self.reader.select(self.reader.head_moved_by_rows(passage, direction))
        elif not self.reader.scroll_within_current(direction):
            self._go_near((self.sitting.index or 0) + direction)

    @told
    async def action_page(self, direction: int) -> None:
        """Move by a page of text."""
        self.reader.select(None)
        place = self.reader.index_a_page_away(direction)
        if place is not None:
            self._go_near(place)

    @told
    async def action_edge(self, direction: int) -> None:
        """Move to the first or the last segment."""
        self.reader.select(None)
        source = self.sitting.source
        if source is not None:
            self._go_near(0 if direction < 0 else len(source.segments) - 1)

    @told
    async def action_undecided(self, direction: int) -> None:
        """Move to the next or previous undecided segment."""
        self.reader.select(None)
        if direction > 0:
            await self.go_on()
        else:
            self.go_to_undecided(direction)

    async def go_on(self) -> bool:
        """Move to the undecided segment that comes next; say so if there is none."""
        return self.go_to_undecided(1)

    @told
    async def action_back(self) -> None:
        """Move to the segment decided last, in whichever source it is."""
        place = await self.sitting.decided_last()
        if place is None:
            self.say("Nothing was decided in this sitting yet")
        else:
            self.reader.select(None)
            await self.go_to(place)

    async def go_to(self, place: Place) -> None:
        """Move to a segment; another source is opened for it."""
        if self.sitting.source is not None and self.sitting.source.id == place.source:
            self.go(self.sitting.at_hand.place_of(place.segment))
        else:
            await self.open_source(place.source, place.segment)

    def _go_near(self, place: int) -> None:
        source = self.sitting.source
        if source is not None and source.segments:
            place = min(max(0, place), len(source.segments) - 1)
            if place != self.sitting.index:
                self.go(place)

    def go_to_undecided(self, direction: int) -> bool:
        """Move to an undecided segment; say where there are some if there is none that way."""
        sitting = self.sitting
        place = sitting.at_hand.next_undecided(sitting.index, direction)
        if place is not None:
            self.go(place)
            return True
        if not sitting.at_hand.n_awaited:
            self.say("No decision of yours is awaited in this source · s opens the next one")
            return False
        left = sitting.at_hand.n_awaited - sitting.at_hand.n_decided
        key, way = ("N", "before") if direction > 0 else ("n", "after")
        here = sitting.segment
        if here is not None and sitting.at_hand.awaits(here):
            left -= 1
        if left > 0:
            self.say(f"Nothing undecided that way; {left} {way} this: {key}")
        elif here is not None and sitting.at_hand.awaits(here):
            self.say("This is the last undecided segment of the source")
        else:
            self.say("Every segment of this source is decided · s opens the next source")
        return False

    @on(Reader.Picked)
    def _picked(self, event: Reader.Picked) -> None:
        self.go(event.index)

    # Passages

    @told
    async def action_select_passage(self) -> None:
        """Begin a passage with the current segment, or let one go."""
        here = self.sitting.segment
        if self.reader.passage is not None:
            self.reader.select(None)
        elif here is not None:
            self.reader.select(Passage(here.start, here.end))

    @told
    async def action_head_word(self, direction: int) -> None:
        """Move the passage's moving end by a word."""
        self._move_head(word_end_after if direction > 0 else word_start_before)

    @told
    async def action_head_sentence(self, direction: int) -> None:
        """Move the passage's moving end by a sentence."""
        self._move_head(sentence_end_after if direction > 0 else sentence_start_before)

    def _move_head(self, step: Callable[[str, int], int]) -> None:
        passage, source = self.reader.passage, self.sitting.source
        if passage is None or source is None:
            return
        head = step(source.text, passage.head)
        if head < passage.head and passage.head > passage.tail:
            # Shrinking from the right, the passage ends with a word, not with the space after it.
            kept = source.text[passage.tail : head].rstrip()
            head = passage.tail + len(kept) if head > passage.tail else head
        self.reader.select(passage.to(head))

    @told
    async def action_other_end(self) -> None:
        """Have the other end of the passage move."""
        if self.reader.passage is not None:
            self.reader.select(self.reader.passage.turned())

    @on(Reader.PassageChanged)
    def _passage_changed(self) -> None:
        self.show_standing()

    @told
    async def action_cancel(self) -> None:
        """Leave the codebook, drop the passage, or drop a question."""
        if self.codebook.has_focus:
            self.leave_codebook()
        elif not self.was_rejecting:
            self.reader.select(None)
        self.say("")

    # Sources

    @told
    async def action_source(self, direction: int) -> None:
        """Open the source after or before this one."""
        neighbour = await self.sitting.neighbour(direction)
        if neighbour is None:
            self.say(f"This is the {'last' if direction > 0 else 'first'} source")
        else:
            await self.open_source(neighbour)

    @told
    async def action_choose_source(self) -> None:
        """Ask which source to open."""
        await self.sitting.refresh_sources()
        await self.ask(Chooser(source_choice(self.sitting.sources)), self._chosen_source)

    @told
    async def _chosen_source(self, source: SourceId | None) -> None:
        if source is not None:
            await self.open_source(source)

    async def open_source(self, source: SourceId, segment: SegmentId | None = None) -> None:
        """Open a source and show it; where one was is written down first."""
        await self.sitting.keep_place()
        await self.sitting.open(source, segment)
        self.say("")
        self.show_source()
        await self.sitting.keep_place()

    # The codebook

    @told
    async def action_codebook(self) -> None:
        """Move into the codebook, or back out of it."""
        if self.codebook.has_focus:
            self.leave_codebook()
        else:
            self.add_class("-codebook")
            self.set_focus(self.codebook)
            self.say("Enter gives the code · ← → fold · Esc comes back", Tone.ASK)

    def leave_codebook(self) -> None:
        """Go back to the text."""
        self.remove_class("-codebook")
        self.set_focus(self.reader)
        self.say("")

    @told
    async def action_fold(self) -> None:
        """Fold the branch one is at."""
        self.codebook.fold(away=True)

    @told
    async def action_unfold(self) -> None:
        """Unfold the branch one is at."""
        self.codebook.fold(away=False)
