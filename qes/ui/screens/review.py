"""The review screen: reading a source and deciding on it, segment by segment, by keyboard."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, TypeVar, cast

from textual import on
from textual.binding import BindingType
from textual.content import Content

from qes.base import CodeId
from qes.services.coding import CodingState
from qes.services.review import CodingView, SuggestionView
from qes.services.undoing import Undone
from qes.ui.actions import Scope, bindings_for
from qes.ui.dialogs.chooser import Choice, Chooser, chooser_rows
from qes.ui.dialogs.memo import MemoEditor
from qes.ui.dialogs.reading import Reading
from qes.ui.printable import line
from qes.ui.screens.choices import code_choice, given_choice
from qes.ui.screens.describing import ReviewDescribing
from qes.ui.screens.review_page import told
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.rows import RowList

Key = TypeVar("Key")
_UNDO = "u to undo"


class ReviewScreen(ReviewDescribing):
    """The keys that decide; a decision is on disk before anything shows it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.PASSAGE, Scope.REVIEW, priority=True)

    def on_mount(self) -> None:
        """Show the source one left off in; what all the sources are is read after that."""
        self.show_source()
        if not self.sitting.sources:
            self.count_sources()

    # Codes

    @told
    async def action_accept(self, number: int) -> None:
        """Accept the suggestion of a number, or refuse it where x was pressed before."""
        one = await self._suggestion(number)
        if one is None:
            return
        if self.was_rejecting:
            await self._reject(one)
        elif one.state is CodingState.APPLIED and self.reader.passage is None:
            self.say(f"{one.name} is given already · r takes it off")
        else:
            await self._give(one.code, one.id)

    async def _suggestion(self, number: int) -> SuggestionView | None:
        await self.sitting.read_suggestions()
        offered = self.offered
        if number > len(offered):
            self.say("No suggestions yet · g computes them" if not offered
                     else f"There is no suggestion {number}")  # fmt: skip
            return None
        return offered[number - 1]

    async def _give(self, code: CodeId, basis: str | None = None) -> None:
        """Give the passage or the segment a code, and move on after a segment's first."""
        here, passage = self.sitting.segment, self.reader.passage
        if here is None:
            return
        first = self.sitting.at_hand.awaits(here)
        await self.sitting.give(self._target(), code, basis)
        self.reader.select(None)
        self.show_decisions()
        done = f"✓ {self.sitting.tree.name(code)}"
        if (
            passage is not None
            or self.stay
            or not first
            or not self.sitting.at_hand.is_decided(here)
        ):
            self.refresh_suggestions()
            self.say(done, Tone.DONE, _UNDO)
        elif self.go_to_undecided(1):
            self.say(done, Tone.DONE, _UNDO)
        else:
            self.refresh_suggestions()

    def _target(self) -> str:
        """Name the passage, or else the segment, as services take it."""
        passage, here = self.reader.passage, self.sitting.segment
        if passage is not None:
            return self.sitting.at_hand.named(passage.start, passage.end)
        return here.id if here is not None else ""

    def _stretch(self) -> tuple[int, int]:
        """Return the passage's offsets, or else the segment's."""
        passage, here = self.reader.passage, self.sitting.segment
        if passage is not None:
            return passage.start, passage.end
        return (here.start, here.end) if here is not None else (0, 0)

    def _about(self) -> str:
        """Say what a dialog is about."""
        if self.reader.passage is not None:
            return "the passage"
        here = self.sitting.segment
        return f"segment {here.n}" if here is not None else "nothing"

    @told
    async def action_reject(self) -> None:
        """Ask which suggestion to refuse; pressed twice, refuse the highlighted one."""
        if self.was_rejecting:
            await self._reject(self.offered[self.highlighted])
            return
        await self.sitting.read_suggestions()
        if not self.offered:
            self.say("There is nothing to reject")
            return
        self.rejecting = True
        name = self.offered[min(self.highlighted, len(self.offered) - 1)].name
        self.say(f"Reject which? 1-{min(9, len(self.offered))} · x: {name} · Esc: none", Tone.ASK)

    async def _reject(self, one: SuggestionView) -> None:
        await self.sitting.reject(self._target(), one.code, one.id)
        self.reader.select(None)
        self.show_decisions()
        self.highlighted = min(self.highlighted + 1, len(self.offered) - 1)
        self.refresh_suggestions()
        self.say(f"✗ {one.name}", Tone.DONE, _UNDO)

    @told
    async def action_highlight(self, direction: int) -> None:
        """Highlight another suggestion."""
        shown = min(9, len(self.offered))
        if shown:
            self.highlighted = (self.highlighted + direction) % shown
            self.show_suggestions()

    @told
    async def action_choose_code(self) -> None:
        """Ask for a code by name."""
        if self.sitting.segment is not None:
            choice = code_choice(self.sitting.tree, self._about())
            await self.ask(self._chooser(choice), self.give_code)

    def _chooser(self, choice: Choice[Key]) -> Chooser[Key]:
        """Return a chooser that leaves the words it is about in view."""
        return Chooser(choice, above=not self.reader.make_room(chooser_rows(self.size.height)))

    @told
    async def give_code(self, code: CodeId | None) -> None:
        """Give the passage or the segment a code, if one was chosen."""
        if code is not None:
            await self._give(code)

    @on(RowList.Chosen)
    async def _chosen_in_codebook(self) -> None:
        code = cast("CodeId | None", self.codebook.key)
        self.leave_codebook()
        await self.give_code(code)

    @told
    async def action_no_code(self) -> None:
        """Decide that no code applies, and move on."""
        if self.sitting.segment is None:
            return
        passage = self.reader.passage
        await self.sitting.say_no_code(self._target())
        self.reader.select(None)
        self.show_decisions()
        if passage is not None or self.go_to_undecided(1):
            self.say("0 No code applies", Tone.DONE, _UNDO)

    @told
    async def action_finish(self) -> None:
        """Record the segment as seen and move on."""
        if self.was_rejecting:
            await self._reject(self.offered[self.highlighted])
            return
        here = self.sitting.segment
        if here is None:
            return
        await self.sitting.mark_seen()
        self.reader.select(None)
        self.show_standing()
        if self.go_to_undecided(1) and self.sitting.at_hand.awaits(here):
            self.say(f"Segment {here.n} is seen, not decided · 0 would say that no code applies")

    @told
    async def action_toggle_stay(self) -> None:
        """Stay after giving a code, or move on."""
        self.stay = not self.stay
        self.show_standing()
        self.say("You stay on a segment until Enter" if self.stay
                 else "A first code moves you on")  # fmt: skip

    @told
    async def action_remove_code(self) -> None:
        """Take a code off; ask which if there are several."""
        given = self.sitting.at_hand.given(*self._stretch())
        if not given:
            self.say(f"You gave {self._about()} no code")
        elif len(given) == 1:
            await self._take_off(given, 0)
        else:
            choice = given_choice(self.sitting.tree, given, self._about())
            await self.ask(self._chooser(choice), partial(self._take_off, given))

    @told
    async def _take_off(self, given: tuple[CodingView, ...], place: int | None) -> None:
        if place is None:
            return
        one = given[place]
        await self.sitting.take_off(self.sitting.at_hand.named(one.start, one.end), one.code)
        self.reader.select(None)
        self.show_decisions()
        self.refresh_suggestions()
        self.say(f"{self.sitting.tree.name(one.code)} is off", Tone.DONE, _UNDO)

    # Words about a decision

    @told
    async def action_why(self) -> None:
        """Show what the highlighted suggestion rests on."""
        await self.sitting.read_suggestions()
        if not self.offered:
            self.say("There is no suggestion to explain")
            return
        one = self.offered[min(self.highlighted, len(self.offered) - 1)]
        code = self.sitting.tree.get(one.code)
        parts = [Content.styled(line(one.path), "bold"),
                 Content(line(code.definition) if code is not None else "")]  # fmt: skip
        for reason in one.because:
            where = line(reason.source_name or "the codebook")
            parts.append(Content(f"\n“{line(reason.text)}”"))
            parts.append(Content.styled(
                f"{where} · {self.sitting.tree.name(reason.code)}", "$foreground 65%"
            ))  # fmt: skip
        if not one.because:
            parts.append(Content("\nIt rests on the definition alone."))
        await self.ask(Reading(parts), self._read)

    async def _read(self, _: None) -> None:
        """Go on after reading; nothing was asked."""

    @told
    async def action_memo(self) -> None:
        """Write a memo on the passage or the segment."""
        source = self.sitting.source
        if source is None or self.sitting.segment is None:
            return
        start, end = self._stretch()
        earlier = [memo.text for memo in self.sitting.at_hand.memos(start, end)]
        editor = MemoEditor(source.text[start:end], earlier)
        await self.ask(editor, partial(self._write_memo, self._target()))

    @told
    async def _write_memo(self, target: str, text: str | None) -> None:
        if text is not None:
            await self.sitting.write_memo(target, text)
            self.reader.select(None)
            self.show_decisions()
            self.say("✓ Memo", Tone.DONE, _UNDO)

    @told
    async def action_undo(self) -> None:
        """Take back the last decision."""
        self._restored(await self.sitting.undo(), "Undone", "Nothing to undo", "Ctrl+R to redo")

    @told
    async def action_redo(self) -> None:
        """Do again what was undone."""
        self._restored(await self.sitting.redo(), "Done again", "Nothing to redo", "u to undo")

    def _restored(self, done: Undone | None, word: str, nothing: str, back: str) -> None:
        if done is None:
            self.say(nothing)
            return
        self.reader.select(None)
        if self.shown == done.source:
            self.show_decisions()
            self.go(self.sitting.index)
        else:
            self.show_source()
        self.say(f"{word}: {self.sitting.tree.name(done.what)}", Tone.DONE, back)
