"""The review screen: reading a source and deciding on it, segment by segment, by keyboard."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, TypeVar

from textual import on
from textual.binding import BindingType

from qes.services.review import CodingView
from qes.services.undoing import Undone
from qes.ui.actions import Scope, bindings_for
from qes.ui.dialogs.chooser import Choice, Chooser, chooser_rows
from qes.ui.dialogs.memo import MemoEditor
from qes.ui.screens.acts import told
from qes.ui.screens.choices import code_choice, given_choice
from qes.ui.screens.deciding import UNDO
from qes.ui.screens.listing import ReviewListing
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.rows import RowList

Key = TypeVar("Key")


class ReviewScreen(ReviewListing):
    """The keys that ask for more than a number: codes by name, memos, what is to be taken back."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.PASSAGE, Scope.REVIEW, priority=True)

    def on_mount(self) -> None:
        """Show the source one left off in; what all the sources are is read after that."""
        self.show_source()
        if not self.sitting.sources:
            self.count_sources()

    # Codes

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
    async def action_choose_code(self) -> None:
        """Ask for a code by name."""
        if self.sitting.segment is not None:
            about = self._about()
            choice = code_choice(self.sitting.tree, about, partial(self.ask_for_code, about))
            await self.ask(self._chooser(choice), self.give_code)

    def _chooser(self, choice: Choice[Key]) -> Chooser[Key]:
        """Return a chooser that leaves the words it is about in view."""
        return Chooser(choice, above=not self.reader.make_room(chooser_rows(self.size.height)))

    @on(RowList.Chosen)
    async def _chosen_in_codebook(self) -> None:
        code = self.codebook.key
        self.leave_codebook()
        await self.give_code(code)

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
        self.show_suggestions()
        self.say(f"{self.sitting.tree.name(one.code)} is off", Tone.DONE, UNDO)

    # Words about a decision

    @told
    async def action_memo(self) -> None:
        """Write a memo on the passage or the segment."""
        source = self.sitting.source
        if source is None or self.sitting.segment is None:
            return
        start, end = self._stretch()
        earlier = [memo.text for memo in self.sitting.at_hand.memos(start, end)]
        editor = MemoEditor(source.text[start:end], earlier)
        await self.ask(editor, partial(self._write_memo, self.target()))

    @told
    async def _write_memo(self, target: str, text: str | None) -> None:
        if text is not None:
            await self.sitting.write_memo(target, text)
            self.reader.select(None)
            self.show_decisions()
            self.say("✓ Memo", Tone.DONE, UNDO)

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
