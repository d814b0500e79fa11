"""The keys that decide on the current segment; a decision is on disk before anything shows it."""

from __future__ import annotations

from qes.base import CodeId
from qes.services.coding import CodingState
from qes.services.review import SuggestionView
from qes.ui.screens.acts import told
from qes.ui.screens.describing import ReviewDescribing
from qes.ui.widgets.key_line import Tone

UNDO = "u to undo"


class ReviewDeciding(ReviewDescribing):
    """Accepting and refusing suggestions, giving codes, saying that none applies."""

    @told
    async def action_accept(self, number: int) -> None:
        """Accept the suggestion of a number, or refuse it where x was pressed before."""
        one = self._suggestion(number)
        if one is None:
            return
        here = self.sitting.segment
        states = self.sitting.at_hand.states(here.start, here.end) if here is not None else {}
        if self.was_rejecting:
            await self._reject(one)
        elif states.get(one.code) is CodingState.APPLIED and self.reader.passage is None:
            self.say(f"{one.name} is given already · r takes it off")
        else:
            await self.decide_code(one.code)

    def _suggestion(self, number: int) -> SuggestionView | None:
        """Return the suggestion of a number, if it stands on the screen; say so if it does not."""
        offered = self.offered
        if not offered:
            self.say(self.why_none())
        elif number > len(offered):
            self.say(f"There is no suggestion {number}")
        elif not self.sitting.advice.was_visible(number - 1):
            self.say(f"Suggestion {number} is not in view · Tab goes on to it")
        else:
            return offered[number - 1]
        return None

    async def decide_code(self, code: CodeId) -> None:
        """Give the passage or the segment a code, and move on after a segment's first."""
        here, passage = self.sitting.segment, self.reader.passage
        if here is None:
            return
        first, kept_back = self.sitting.at_hand.awaits(here), self._kept_back()
        await self.sitting.give(self.target(), code)
        self.reader.select(None)
        self.show_decisions()
        done = f"✓ {self.sitting.tree.name(code)}"
        decided = self.sitting.at_hand.is_decided(here)
        if passage is not None or self.stay or not first or not decided:
            self.refresh_suggestions()
            self.show_suggestions()
            self.say(done, Tone.DONE, UNDO)
        elif kept_back:
            self._show_what_was_kept_back(done)
        elif await self.go_on():
            self.say(done, Tone.DONE, UNDO)
        else:
            self.refresh_suggestions()
            self.show_suggestions()

    def _kept_back(self) -> bool:
        found = self.sitting.suggestions
        return found is not None and found.withheld

    def _show_what_was_kept_back(self, done: str) -> None:
        """Stay after a decision that was made without suggestions, for they are shown now."""
        self.refresh_suggestions()
        self.say(f"{done} · Enter goes on", Tone.DONE, UNDO)

    def target(self) -> str:
        """Name the passage, or else the segment, as services take it."""
        passage, here = self.reader.passage, self.sitting.segment
        if passage is not None:
            return self.sitting.at_hand.named(passage.start, passage.end)
        return here.id if here is not None else ""

    @told
    async def action_reject(self) -> None:
        """Ask which suggestion to refuse; pressed twice, refuse the highlighted one."""
        one = self.highlighted_one()
        if one is None:
            self.say(self.why_none())
        elif self.was_rejecting:
            await self._reject(one)
        else:
            self.rejecting = True
            self.say(f"Reject which? 1-{len(self.offered)} · x: {one.name} · Esc: none", Tone.ASK)

    async def _reject(self, one: SuggestionView) -> None:
        await self.sitting.reject(self.target(), one.code)
        self.reader.select(None)
        self.show_decisions()
        self.highlighted = min(self.highlighted + 1, max(0, len(self.offered) - 1))
        self.refresh_suggestions()
        self.show_suggestions()
        self.say(f"✗ {one.name}", Tone.DONE, UNDO)

    @told
    async def give_code(self, code: CodeId | None) -> None:
        """Give the passage or the segment a code, if one was chosen."""
        if code is not None:
            await self.decide_code(code)

    @told
    async def action_no_code(self) -> None:
        """Decide that no code applies, and move on."""
        if self.sitting.segment is None:
            return
        passage, kept_back, done = self.reader.passage, self._kept_back(), "0 No code applies"
        await self.sitting.say_no_code(self.target())
        self.reader.select(None)
        self.show_decisions()
        if kept_back:
            self._show_what_was_kept_back(done)
        elif passage is not None or await self.go_on():
            self.say(done, Tone.DONE, UNDO)

    @told
    async def action_finish(self) -> None:
        """Record the segment as seen and move on."""
        one = self.highlighted_one()
        if self.was_rejecting and one is not None:
            await self._reject(one)
            return
        here = self.sitting.segment
        if here is None:
            return
        await self.sitting.mark_seen()
        self.reader.select(None)
        self.show_standing()
        undecided = self.sitting.at_hand.awaits(here)
        if await self.go_on() and undecided:
            self.say(f"Segment {here.n} is seen, not decided · 0 would say that no code applies")

    @told
    async def action_toggle_stay(self) -> None:
        """Stay after giving a code, or move on."""
        self.stay = not self.stay
        self.show_standing()
        self.say("You stay on a segment until Enter" if self.stay
                 else "A first code moves you on")  # fmt: skip
