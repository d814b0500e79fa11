"""A list of what was found beside the work, and more about the one highlighted."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from qes.base import SegmentId
from qes.errors import UserError
from qes.ui.actions import Scope, actions_in
from qes.ui.printable import line
from qes.ui.screens.acts import ActingScreen, told
from qes.ui.screens.progress import News, Stopped
from qes.ui.widgets.key_line import KeyLine, Tone
from qes.ui.widgets.quoted import Quoted, quoted
from qes.ui.widgets.rows import RowList, RowPieces

Find = TypeVar("Find")
Progress = Callable[[str, int, int], None]


class Findings(ActingScreen[SegmentId | None], Generic[Find]):
    """Finds in a thread, shows in a list; its answer is the segment to go to."""

    DEFAULT_CSS = """
    Findings {
        background: $background; color: $foreground;
        & > #title { height: 1; padding: 0 1; color: $foreground 82%; }
        & > #about { height: auto; padding: 0 1; color: $foreground 60%; }
        & > #found { height: 1fr; border-top: solid $border; border-bottom: solid $border; }
        & #list { width: 42%; }
        & #detail { width: 1fr; padding: 0 1; border-left: solid $border;
            scrollbar-size-vertical: 1; scrollbar-background: $background;
            scrollbar-color: $border; }
        & #detail Static { height: auto; }
        &.-narrow > #found { layout: vertical; }
        &.-narrow #list { width: 1fr; height: 6; }
        &.-narrow #detail { width: 1fr; height: 1fr; border-left: none;
            border-top: solid $border; }
        & > KeyLine { height: 1; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal")]  # noqa: RUF012 - as Textual declares it
    AUTO_FOCUS = "#list"
    SCOPES: ClassVar[tuple[Scope, ...]] = (Scope.FINDINGS,)
    TITLE_LINE: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """What the list is and is not, in a sentence."""

    rows = getters.query_one("#list", RowList)

    @dataclass
    class Going(Message):
        """How far the search is."""

        text: str

        def can_replace(self, message: Message) -> bool:
            """Only the latest news matters."""
            return isinstance(message, Findings.Going)

    @dataclass
    class Ended(Message):
        """The search is over; `trouble` says what a person can mend."""

        trouble: str = ""

    def __init__(self, found: Sequence[Find] | None) -> None:
        """Begin with what was found before, or with searching."""
        super().__init__()
        self.found = found
        self.going = ""

    @abstractmethod
    def find(self, progress: Progress) -> Sequence[Find]:
        """Search; runs in a thread and touches nothing of the screen."""

    @abstractmethod
    def row(self, one: Find) -> RowPieces:
        """Return the row of one."""

    @abstractmethod
    def detail(self, one: Find) -> Sequence[Content]:
        """Say more about one, above its passages."""

    @abstractmethod
    def passages(self, one: Find) -> Sequence[Quoted]:
        """Return its passages, the one that Enter goes to first."""

    @abstractmethod
    def nothing(self) -> str:
        """Say what stands there when nothing was found."""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Static(id="title")
        yield Static(Content(self.ABOUT), id="about")
        with Horizontal(id="found"):
            yield RowList[int](lambda places: [self._row(at) for at in places], id="list")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="more")
        yield KeyLine()

    def _row(self, place: int) -> RowPieces:
        return self.row((self.found or ())[place])

    def on_mount(self) -> None:
        """Show what there is, or search."""
        self.key_line.keys = tuple(
            one for one in actions_in(*self.SCOPES, Scope.FINDINGS) if one.footer
        )
        if self.found is None:
            self.search()
        else:
            self.show()

    def search(self) -> None:
        """Search in the background, from what is decided now."""
        self.going = "searching"
        self.show()
        self.run_worker(self._search, thread=True, exclusive=True, group="searching")

    def _search(self) -> None:
        worker, news = get_current_worker(), News()

        def progress(what: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise Stopped
            if (text := news.about(what, done, total)) is not None:
                self.post_message(self.Going(text))

        try:
            found = self.find(progress)
        except UserError as error:
            self.post_message(self.Ended(str(error)))
        except Stopped:
            return
        else:
            self.found = found
            self.post_message(self.Ended())

    @on(Going)
    def _going(self, event: Going) -> None:
        self.going = event.text
        self._tell()

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        self.going = ""
        self.show()
        if event.trouble:
            self.say(event.trouble, Tone.TROUBLE)

    def show(self) -> None:
        """Show what was found, as it stands."""
        number = f" · {len(self.found)}" if self.found else ""
        title = Content.assemble((self.TITLE_LINE, "bold"), number)
        self.query_one("#title", Static).update(title)
        self.rows.load(range(len(self.found or ())), self.rows.cursor)
        self._tell()

    @property
    def one(self) -> Find | None:
        """The one that is highlighted."""
        place = self.rows.key
        return None if place is None or not self.found else self.found[place]

    @on(RowList.Moved)
    def _tell(self) -> None:
        one = self.one
        if one is None or self.going:
            said = Content(line(self.going) or self.nothing())
        else:
            passages = [quoted(number, each) for number, each in enumerate(self.passages(one), 1)]
            said = Content("\n").join([*self.detail(one), *passages])
        self.query_one("#more", Static).update(said)
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)

    # Keys

    def begin_act(self) -> None:
        """Note nothing: what is done here does not rest on what stood on the screen."""

    @on(RowList.Chosen)
    async def _chosen(self) -> None:
        await self.action_go(1)

    @told
    async def action_go(self, number: int) -> None:
        """Go to a passage of the one highlighted."""
        passages = () if self.one is None or self.going else self.passages(self.one)
        if number <= len(passages):
            self.dismiss(passages[number - 1].segment)
        elif passages:
            self.say(f"There is no passage {number}")

    def action_read_on(self) -> None:
        """Scroll on in what is said of the one highlighted; from its end back to its start."""
        detail = self.query_one("#detail", VerticalScroll)
        if detail.scroll_target_y < detail.max_scroll_y:
            detail.scroll_page_down(animate=False)
        else:
            detail.scroll_home(animate=False)

    def action_leave(self) -> None:
        """Go back to the text one came from."""
        self.dismiss(None)

    def action_again(self) -> None:
        """Search anew, from what is decided by now."""
        if not self.going:
            self.search()
