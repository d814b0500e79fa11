"""Web pages and word processors' HTML: the words as a browser shows them.

The page is parsed by lxml's forgiving parser without the network and without building a tree, so
that neither its depth nor its size costs memory; entities a document type declares are not expanded.
White space and lines follow `innerText` in the HTML standard, with two differences: the numbers of
lists are printed, and two line breaks in a row part paragraphs. Nothing is fetched or run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corpora.manuscript import Manuscript
from corpora.readers.draft import Draft, left_out
from corpora.readers.draft_lines import Place
from corpora.readers.html.elements import (
    AS_TYPED,
    BLOCKS,
    DROPPED,
    HEADINGS,
    LINES,
    LISTS,
    MARKS,
    NOT_INLINE,
)
from corpora.readers.html.encoding import decode_page
from corpora.readers.html.flow import Flow
from corpora.readers.html.notes import NoteKey, Notes, points_back
from corpora.readers.html.opening import INLINE, Numbering, Opened, Skipped
from corpora.readers.html.styles import HidingRules, is_block, keeps_spaces, list_format
from corpora.readers.numerals import numeral
from corpora.source import AsideKind

_SUBSET = re.compile(r"<!DOCTYPE\b[^<>\[]{0,1000}(\[)", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_CLOSES_ITSELF = re.compile(
    r"<(script|style|title|textarea|iframe|noscript|template|object|a|p|div|span|td)\b([^<>]*)/>",
    re.IGNORECASE,
)


def read_html(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read a page of HTML or XHTML.

    Raises:
        Refused: The bytes are not text.
        UserError: `encoding` is unknown.
    """
    from lxml import etree  # noqa: PLC0415 - light commands import this module

    del password  # a page has none
    decoded = decode_page(data, encoding)
    text = _plain_markup(decoded.text)
    page = _Page(Notes(text))
    # With no tree built, the parser's limits on depth and on the length of a text guard nothing.
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=True)
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    made = page.manuscript()
    return replace(
        made,
        encoding=decoded.encoding,
        changes=(*decoded.changes, *made.changes),
        remarks=(*decoded.remarks, *made.remarks),
    )


def _plain_markup(text: str) -> str:
    """Take out what only XML means: the document type's own declarations, and `<script/>`."""
    subset = _SUBSET.search(text, 0, 4_096)
    if subset is not None:
        end = _SUBSET_END.search(text, subset.end())
        text = text[: subset.start(1)] + (">" + text[end.end() :] if end is not None else ">")
    if text.lstrip("\ufeff \n\r\t").startswith("<?xml"):
        text = _CLOSES_ITSELF.sub(r"<\1\2></\1>", text)
    return text


class _Page:
    """Takes the parser's events and writes the page's words."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._rules = HidingRules()
        self._flows = [Flow(Draft())]
        self._opened: list[Opened] = []
        self._skipped: Skipped | None = None
        self._sheet: list[str] | None = None
        self._lists: list[Numbering] = []
        self._cells: list[int] = []
        self._as_typed = 0
        self._marks: dict[NoteKey, Place] = {}
        self._hidden = 0
        self._changes = 0

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        """Take an element's beginning."""
        if self._skipped is not None:
            self._skipped.start(tag)
        elif self._is_skipped(tag, said):
            return
        else:
            self._opened.append(self._open(tag, said))

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if self._skipped is not None:
            self._skipped.end()
            if self._skipped.depth == 0:
                self._leave_skipped(tag)
        elif self._opened:
            opened = self._opened.pop()
            if opened is not INLINE:
                self._close(opened)

    def data(self, words: str) -> None:
        """Take words."""
        if self._sheet is not None:
            self._sheet.append(words)
        elif self._skipped is not None:
            self._skipped.data(words)
        elif self._as_typed:
            self._write_as_typed(words)
        else:
            self._flows[-1].words(words)

    def close(self) -> None:
        """Take the end of the page."""

    def manuscript(self) -> Manuscript:
        """Return the page's words."""
        flow = self._flows[0]
        flow.settle()
        return flow.draft.manuscript("html", remarks=left_out(self._changes, self._hidden))

    def _is_skipped(self, tag: str, said: Mapping[str, str]) -> bool:
        """Begin to skip an element whose words are not the text's."""
        if tag in DROPPED:
            self._skipped = Skipped(muted=1)
            self._sheet = [] if tag == "style" else None
        elif self._rules.hide(tag, said):
            self._skipped = Skipped(hidden=True)
        elif tag == "del":
            self._skipped = Skipped()
        elif len(self._flows) > 1 and points_back(tag, said):
            self._skipped = Skipped(muted=1)
        else:
            key = self._notes.marked(tag, said)
            if key is None or len(self._flows) > 1:
                return False
            self._skipped = Skipped(muted=1)
            flow = self._flows[-1]
            if key not in self._marks:
                flow.settle()
                self._marks[key] = flow.draft.keep(key.kind)
        return True

    def _leave_skipped(self, tag: str) -> None:
        skipped, self._skipped = self._skipped, None
        if self._sheet is not None:
            self._rules.add("".join(self._sheet))
            self._sheet = None
        if skipped is not None and skipped.held:
            self._hidden += skipped.hidden
            self._changes += tag == "del" and not skipped.hidden

    def _open(self, tag: str, said: Mapping[str, str]) -> Opened:
        """Begin an element, and return what its end will mean."""
        style = said.get("style", "")
        if tag not in NOT_INLINE and not style:
            return INLINE
        flow = self._flows[-1]
        if tag == "br":
            flow.breaks += 1
            return INLINE
        if tag in {"td", "th"}:
            self._begin_cell(flow)
            return INLINE
        if tag in MARKS:
            flow.put(MARKS[tag][0])
            return Opened(after=MARKS[tag][1])
        self._changes += tag == "ins"
        as_typed = tag in AS_TYPED or (bool(style) and keeps_spaces(style))
        self._as_typed += as_typed
        if tag not in BLOCKS and not (style and is_block(style)):
            return Opened(as_typed=True) if as_typed else INLINE
        return self._open_block(tag, said, as_typed=as_typed)

    def _open_block(self, tag: str, said: Mapping[str, str], *, as_typed: bool) -> Opened:
        nested = tag in LISTS and bool(self._lists)
        gap = 1 if nested or tag in LINES else 2
        self._flows[-1].part(gap)
        kind = self._notes.kind(tag, said)
        if kind is not None:
            self._flows.append(Flow(Draft()))
            return Opened(as_typed=as_typed, note=kind, key=self._notes.key(said))
        if tag in LISTS:
            form = list_format(said) if tag == "ol" else None
            self._lists.append(Numbering(form, _count(said.get("start"), 1)))
            return Opened(gap, is_list=True)
        is_item, is_row = tag == "li" and bool(self._lists), tag == "tr"
        if is_item:
            self._begin_item(said)
        if is_row:
            self._cells.append(0)
        return Opened(gap, tag in HEADINGS, as_typed, is_item=is_item, is_row=is_row)

    def _begin_item(self, said: Mapping[str, str]) -> None:
        numbering = self._lists[-1]
        count = _count(said.get("value"), numbering.count)
        numbering.count = count + 1
        if numbering.form is not None:
            flow = self._flows[-1]
            flow.label = f"{flow.label} {numeral(count, numbering.form)}.".lstrip()

    def _begin_cell(self, flow: Flow) -> None:
        first = not self._cells or self._cells[-1] == 0
        if self._cells:
            self._cells[-1] += 1
        flow.cell(first=first)

    def _close(self, opened: Opened) -> None:
        flow = self._flows[-1]
        self._as_typed -= opened.as_typed
        if opened.after:
            flow.put(opened.after)
            flow.fresh = False
        if opened.is_list:
            self._lists.pop()
        if opened.is_item:
            flow.label = ""
        if opened.is_row:
            self._cells.pop()
            flow.begins_cell = False
        if opened.note is not None:
            self._close_note(opened.note, opened.key)
        elif opened.gap:
            flow.part(opened.gap, heading=opened.heading)

    def _close_note(self, kind: AsideKind, key: NoteKey | None) -> None:
        flow = self._flows.pop()
        flow.settle()
        words = flow.draft.words()
        mark = self._marks.get(key) if key is not None else None
        if mark is not None and not mark.words:
            mark.words = words
        elif words:
            self._flows[0].draft.keep_outside(kind, words)

    def _write_as_typed(self, words: str) -> None:
        """Write words whose line ends are ends of lines."""
        flow = self._flows[-1]
        for n, line in enumerate(words.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            flow.breaks += n > 0
            begins = flow.fresh or flow.breaks or flow.due
            if line.strip() or (line and not begins):
                flow.put(line)
                flow.fresh = False


def _count(told: str | None, otherwise: int) -> int:
    """Read the number of an item."""
    if told is None or re.fullmatch(r"\s*-?[0-9]{1,6}\s*", told) is None:
        return otherwise
    return int(told)
