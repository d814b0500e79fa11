"""How a source under review is laid out and kept up to date on the screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from qes.base import CodeId, SourceId
from qes.errors import UserError
from qes.services.review import SuggestionView
from qes.ui.actions import Action, Scope, actions_in
from qes.ui.dialogs.dialog import Dialog
from qes.ui.printable import line
from qes.ui.screens.offers import offer
from qes.ui.sitting import Sitting
from qes.ui.widgets.head_line import Heading, HeadLine
from qes.ui.widgets.key_line import KeyLine, Tone
from qes.ui.widgets.reader import Reader
from qes.ui.widgets.rows import Piece, RowList, RowPieces
from qes.ui.widgets.suggestion_panel import SuggestionLine, SuggestionPanel

_SLOW_SECONDS = 0.15
_PLACE_SECONDS = 2.0
"""How long one stays at a segment before the place is written down."""


Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class ReviewPage(Screen[None]):
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
    codebook = getters.query_one("#codebook", RowList)
    key_line = getters.query_one("#key-line", KeyLine)

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
        self._counts: Mapping[CodeId, int] = {}
        """How often each code was given, as the codebook shows it."""
        self._folded: frozenset[CodeId] = frozenset()
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
                    yield RowList(self._code_rows, id="codebook")
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
        if self.sitting.counts != self._counts:
            self.show_codebook()
        self.show_standing()

    def show_standing(self) -> None:
        """Show the first and the last line as they stand."""
        sitting = self.sitting
        round_ = sitting.round
        standing = [] if round_ is None else [round_.title, "blind" if round_.blind else "closed"]
        ids = [one.id for one in sitting.sources]
        open_ = sitting.source.id if sitting.source is not None else None
        place = ids.index(open_) + 1 if open_ in ids else 0
        self.head_line.heading = Heading(
            title=self.review_title,
            standing=(*standing, sitting.desk.author),
            where=f"source {place}/{len(ids)}" if place else "",
            name=sitting.source.name if sitting.source is not None else "",
            decided=sitting.at_hand.n_decided,
            awaited=sitting.at_hand.n_awaited,
        )
        saved = "" if sitting.saved_at is None else f"saved {local_time(sitting.saved_at)}  "
        stays = "stays · " if self.stay else ""
        self.key_line.note = self.computing or f"{stays}{saved}✓ {sitting.at_hand.n_decided}"
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

    @work(exclusive=True, group="suggestions")
    async def refresh_suggestions(self) -> None:
        """Read and show what is suggested for the current segment; the newest call wins."""
        # Until they are read, which is a matter of a frame, the last ones stay under their own
        # title; emptying the panel first would make it flicker at every key.
        slow = self.set_timer(_SLOW_SECONDS, self.show_suggestions)
        try:
            await self.sitting.read_suggestions()
        except UserError as error:
            self.say(str(error), Tone.TROUBLE)
        finally:
            slow.stop()
        self.show_suggestions()

    @property
    def offered(self) -> Sequence[SuggestionView]:
        """The suggestions for the current segment, as far as they are known."""
        found = self.sitting.suggestions
        return () if found is None else found.items

    def show_suggestions(self) -> None:
        """Show the suggestions that are known for the current segment."""
        shown = offer(self.sitting, self.highlighted, self.computing)
        self.panel.offer = shown
        self.offer_line.offer = shown

    # The codebook

    def show_codebook(self) -> None:
        """Show the tree with one's own counts as they stand."""
        tree = self.sitting.tree
        self._counts = self.sitting.counts
        self.set_class(not tree, "-codeless")
        self.codebook.load(tree.visible(self._folded), self.codebook.cursor)

    def fold(self, code: CodeId, *, away: bool) -> None:
        """Fold a code's branch away, or unfold it; a leaf folds what it belongs to."""
        tree = self.sitting.tree
        found = tree.get(code)
        if away and found is not None and (code not in tree.parents or code in self._folded):
            code = found.parent or code
        self._folded = self._folded | {code} if away else self._folded - {code}
        visible = tree.visible(self._folded)
        self.codebook.load(visible, visible.index(code) if code in visible else 0)

    def _code_rows(self, codes: Sequence[CodeId]) -> Sequence[RowPieces]:
        tree, counts = self.sitting.tree, self._counts
        rows = []
        for id_ in codes:
            code = tree.get(id_)
            if code is None:
                continue
            fold = " " if id_ not in tree.parents else "▸" if id_ in self._folded else "▾"
            hue = f"code-{tree.hue(code.branch) % 12 + 1}"
            count = Piece(str(counts[id_]), faint=True) if counts.get(id_) else None
            rows.append(
                RowPieces(
                    (
                        Piece(f"{'  ' * code.depth}{fold} ", faint=True),
                        Piece(code.name, colour=hue if code.depth == 0 else ""),
                    ),
                    count,
                )
            )
        return rows

    def say(self, text: str, tone: Tone = Tone.NOTE, tail: str = "") -> None:
        """Say one thing in the last line."""
        self.key_line.say(text, tone, tail)

    async def ask(
        self, dialog: Dialog[Answer], then: Callable[[Answer | None], Awaitable[None]]
    ) -> None:
        """Open a dialog that takes the very next key; `then` gets its answer."""
        await self.app.push_screen(dialog, then)
        dialog.take_keys()


Page = TypeVar("Page", bound=ReviewPage)


def told(
    act: Callable[Concatenate[Page, Arguments], Awaitable[None]],
) -> Callable[Concatenate[Page, Arguments], Awaitable[None]]:
    """Make an act say in the last line what a person can mend, with nothing shown as done."""

    @wraps(act)
    async def telling(page: Page, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        page.was_rejecting, page.rejecting = page.rejecting, False
        try:
            await act(page, *args, **kwargs)
        except UserError as error:
            page.say(str(error), Tone.TROUBLE)

    return telling


def local_time(moment: str) -> str:
    """Write the hour of a stored moment as the clock on the wall shows it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
