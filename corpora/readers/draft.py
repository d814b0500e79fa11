"""A text on its way: paragraphs are written one by one, and asides kept where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpora.manuscript import Manuscript
from corpora.readers.draft_lines import Layout, Line, Place, labels_after_numbers, set_aside
from corpora.source import Aside, AsideKind, Change, ChangeKind, Remark, RemarkCode
from corpora.text import canonical, change_remarks


class Draft:
    """Takes words as a reader meets them and lays them out as canonical text.

    A paragraph loses the white space at its end. Carriage returns become line ends, so that making
    the text canonical moves no offset.
    """

    __slots__ = (
        "_boxes",
        "_column",
        "_ends",
        "_gap",
        "_heading",
        "_lines",
        "_number",
        "_outside",
        "_pieces",
        "_places",
    )

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._boxes: list[Line] = []
        self._pieces: list[str] = []
        self._places: list[Place] = []
        self._column = 0  # how many characters the current paragraph holds
        self._gap = 0
        self._number = ""
        self._ends = False  # the paragraph is at its end, unless a cell is
        self._heading = False
        self._outside: dict[tuple[AsideKind, str], None] = {}

    def write(self, words: str) -> None:
        """Go on in the current paragraph."""
        if self._ends:
            self.settle()
        if "\r" in words:
            words = words.replace("\r\n", "\n").replace("\r", "\n")
        self._pieces.append(words)
        self._column += len(words)

    def number(self, printed: str) -> None:
        """Set the number that a list shows before the current paragraph."""
        if not printed:
            return
        self.settle()
        if self._column:
            self.write(f"{printed} ")
        else:
            self._number = f"{self._number} {printed}".lstrip()

    def end(self, *, heading: bool = False) -> None:
        """End the current paragraph, even an empty one; the next begins on the next line."""
        self.settle()
        self._ends, self._heading = True, heading

    def settle(self) -> None:
        """Make sure of a paragraph's end: what follows is not the next cell of its row."""
        if not self._ends:
            return
        self._ends = False
        line = Line(
            "".join(self._pieces).rstrip(),
            self._heading,
            self._gap,
            tuple(self._places),
            self._number,
        )
        self._lines.append(line)
        self._lines.extend(self._boxes)
        self._boxes.clear()
        self._places.clear()
        self._clear()
        self._gap = 1

    def part(self, gap: int, *, heading: bool = False) -> None:
        """End the current paragraph if it holds words; the next begins `gap` lines below."""
        self.settle()
        if not self._boxes and not any(piece.strip() for piece in self._pieces):
            self._clear()
        else:
            self.end(heading=heading)
            self.settle()
        self._gap = max(self._gap, gap) if self._lines else 0

    def cell(self, mark: str = "\t") -> None:
        """Go on in the next cell of a row: a mark stands for the end of what is in this one."""
        self._ends = False
        self.write(mark)

    def end_row(self) -> None:
        """End a row of a table, which is a paragraph or ends with the last one of its last cell."""
        self._heading &= self._ends
        self._ends = True
        self.settle()

    def keep(self, kind: AsideKind, words: str = "") -> Place:
        """Keep an aside at this place, which is returned."""
        self.settle()
        place = Place(self._column, kind, words)
        self._places.append(place)
        return place

    def keep_outside(self, kind: AsideKind, words: str) -> None:
        """Keep words that run over all pages, once; a page number alone is none."""
        if any(map(str.isalpha, words)):
            self._outside[kind, words] = None

    def turn_page(self) -> None:
        """Begin a page at this place."""
        self.settle()
        self._places.append(Place(self._column, None))

    def insert(self, box: Draft) -> None:
        """Put what stands in a box after the current paragraph."""
        box._finish()
        lines = box._lines
        self._boxes.extend(line._replace(gap=max(line.gap, 1)) for line in lines)

    def words(self) -> str:
        """Return what is written as one stretch, for an aside."""
        self._finish()
        return "\n".join(line.numbered() for line in self._lines).strip()

    def asides(self) -> tuple[tuple[AsideKind, str], ...]:
        """Return the asides kept so far, for a draft that is itself an aside."""
        return tuple(
            (place.kind, place.words)
            for line in self._lines
            for place in line.places
            if place.kind is not None and place.words.strip()
        )

    def manuscript(
        self, form: str, *, paged: bool = False, unreadable: int = 0, remarks: Iterable[Remark] = ()
    ) -> Manuscript:
        """Hand on the text; `paged` where every page's beginning is known.

        Args:
            form: The name of the format.
            paged: Every page's beginning was told by `turn_page`.
            unreadable: How many bytes stand as U+FFFD.
            remarks: What the reader has to say.
        """
        self._finish()
        layout = Layout(paged=paged)
        labels = labels_after_numbers(self._lines)
        for line in self._lines:
            layout.add(line, labels)
        layout.asides.extend(Aside(kind, canonical(words).text) for kind, words in self._outside)
        made = canonical("".join(layout.pieces) + "\n")
        lost = (Change(ChangeKind.UNREADABLE, unreadable),) if unreadable else ()
        return Manuscript(
            form,
            made.text,
            paragraphs=tuple(layout.paragraphs),
            page_starts=tuple(layout.pages),
            asides=tuple(layout.asides),
            changes=(*made.changes, *lost),
            remarks=(*remarks, *set_aside(layout.asides), *change_remarks(made.changes)),
        )

    def _finish(self) -> None:
        """End what is written; places where no words follow stand on a line of their own."""
        self.part(1)
        if self._places:
            self.end_row()

    def _clear(self) -> None:
        """Drop what is written of the current paragraph, but for its places."""
        self._pieces.clear()
        self._column = 0
        self._number = ""
        for place in self._places:
            place.column = 0


def left_out(changes: int, hidden: int) -> Iterator[Remark]:
    """Say how many tracked changes and hidden passages are not in the text."""
    if changes:
        said = f"{changes} tracked change{'s' if changes > 1 else ''}"
        yield Remark(
            RemarkCode.TRACKED_CHANGES, f"{said}: the text is the one with all of them accepted"
        )
    if hidden:
        said = f"{hidden} place{'s' if hidden > 1 else ''}"
        yield Remark(RemarkCode.HIDDEN_TEXT, f"hidden text in {said} is left out")
