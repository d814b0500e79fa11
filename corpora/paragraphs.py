"""Paragraphs of a plain text whose lines may be wrapped and whose pages may run on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from corpora.columns import Columns, integers
from corpora.manuscript import Paragraph, ParagraphKind
from corpora.span import Span, bare

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_LIST_ITEM = re.compile(r"[^\S\n]*(?:[-*•▪◦‣·]|\(?[0-9]{1,2}[.)]|\(?[a-z]\))[^\S\n]+(?=[^\W_a-z])")
_MARKED_HEADING = re.compile(r"#{1,6}[^\S\n]+\S")
_NUMBERED_HEADING = re.compile(r"[^\S\n]?\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_]")
_FOOTNOTE = re.compile(r"\d{1,3} +[“\u2018\"']?[^\W\d_a-z]")
_OPENS_PARAGRAPH = re.compile(r"[^\W\d_a-z]|[…\[“\u2018\"']")

UNWRAPPED = 200
"""A line longer than this many characters is a paragraph of its own, not a wrapped line."""
HEADING_MAX = 160
HEADING_TAIL = 40

_APART = rf"[|#]|[^\n]{{{UNWRAPPED + 1}}}"
_STANDS_APART = re.compile(_APART)
"""A table row, a marked heading or a line too long to be wrapped."""
_DOUBTFUL = re.compile(rf"\n(?:(?=(?P<apart>{_APART}))|(?= |{_LIST_ITEM.pattern}))")
"""The end of a line before one that may begin a paragraph."""

EndsQuote = Callable[[str], bool]
"""Tells whether a text ends with the attribution of a quote."""

_KINDS = tuple(ParagraphKind)


class Paragraphs(Columns[Paragraph]):
    """Paragraphs in order."""

    __slots__ = ("_kinds", "ends", "starts")

    def __init__(self) -> None:
        self.starts = integers()
        self.ends = integers()
        self._kinds = bytearray()

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> Paragraphs:
        """Return paragraphs as columns."""
        made = cls()
        for one in paragraphs:
            made.add(one.start, one.end, one.kind)
        return made

    def add(self, start: int, end: int, kind: ParagraphKind) -> None:
        """Append a paragraph."""
        self.starts.append(start)
        self.ends.append(end)
        self._kinds.append(_KINDS.index(kind))

    def headings(self) -> tuple[int, ...]:
        """Return where the headings begin."""
        heading = _KINDS.index(ParagraphKind.HEADING)
        pairs = zip(self.starts, self._kinds, strict=True)
        return tuple(start for start, kind in pairs if kind == heading)

    def __len__(self) -> int:
        return len(self.starts)

    def _item(self, index: int) -> Paragraph:
        return Paragraph(self.starts[index], self.ends[index], _KINDS[self._kinds[index]])


def paragraphs(text: str, ends_quote: EndsQuote | None = None) -> Paragraphs:
    """Cut a plain text into paragraphs, in order.

    Blank lines end a paragraph; so do list items, headings, table rows and lines too long to be
    wrapped. A line that begins with one space right after a flush line is a page break in text
    taken from a PDF: the paragraph runs on unless what stands before is an attribution or a full
    sentence and what follows begins like a new one. A footnote at a page's foot ends with it.
    """
    found = Paragraphs()
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        _add_block(found, text, start, blank.start(), ends_quote)
        start = blank.end()
    _add_block(found, text, start, len(text), ends_quote)
    return found


def _add_block(
    found: Paragraphs, text: str, start: int, end: int, ends_quote: EndsQuote | None
) -> None:
    """Append the paragraphs between two blank lines."""
    wrapped = text.find("\n", start, end) >= 0
    cuts = (start, *_cuts(text, start, end, ends_quote), end) if wrapped else (start, end)
    for left, right in pairwise(cuts):
        first, last = bare(text, left, right)
        if first < last:
            found.add(first, last, _kind(text, first, last, opens=left == start))


def _cuts(text: str, start: int, end: int, ends_quote: EndsQuote | None) -> Iterator[int]:
    """Yield where a new paragraph begins inside a block of non-blank lines."""
    opened = start
    body = _heading_end(text, start, end)
    for line in _doubtful(text, start, end):
        if opened < body < line:
            yield body
            opened = body
        above = Span(max(start, text.rfind("\n", start, line - 1) + 1), line - 1)
        after = text.find("\n", line, end)
        if line == body or _is_cut(
            text, above, Span(line, end if after < 0 else after), opened, ends_quote
        ):
            yield line
            opened = line
            body = _heading_end(text, line, end) if text[line] == " " else body
    if opened < body < end:
        yield body


def _doubtful(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the lines of a block that may begin a paragraph, by what they or those above are like.

    Most lines of a transcript are none, and are passed over by the pattern alone.
    """
    below = _line_end(text, start, end) if _STANDS_APART.match(text, start, end) else end
    for found in _DOUBTFUL.finditer(text, start, end):
        line = found.end()
        if below < line:
            yield below
        if line < end:
            yield line
        below = end if found["apart"] is None else _line_end(text, line, end)
    if below < end:
        yield below


def _heading_end(text: str, start: int, end: int) -> int:
    """Return where the line after a numbered heading begins, or -1 if none stands at `start`.

    A heading may be wrapped: its second line begins small, or is short and the block's last.
    """
    if not _NUMBERED_HEADING.match(text, start):
        return -1
    first = _line_end(text, start, end)
    second = _line_end(text, first, end)
    small = text[first : first + 1].islower()
    last = second == end and second - first <= HEADING_TAIL
    stop = second if small or last else first
    return stop if _is_numbered_heading(text[start:stop].strip()) else -1


def _line_end(text: str, start: int, end: int) -> int:
    """Return where the next line begins."""
    found = text.find("\n", start, end)
    return end if found < 0 else found + 1


def _is_numbered_heading(printed: str) -> bool:
    return (
        len(printed) <= HEADING_MAX
        and _NUMBERED_HEADING.match(printed) is not None
        and not printed.endswith((".", ";", ",", ":"))
    )


def _is_cut(text: str, above: Span, line: Span, opened: int, ends_quote: EndsQuote | None) -> bool:
    """Tell whether a paragraph ends between two lines."""
    if line.end - line.start > UNWRAPPED or above.end - above.start > UNWRAPPED:
        return True
    first, over = text[line.start : line.start + 1], text[above.start : above.start + 1]
    if "|" in (first, over) or "#" in (first, over):
        if first == "|" or over == "|":
            return True
        return any(_MARKED_HEADING.match(text, at.start) for at in (above, line))
    if _LIST_ITEM.match(text, line.start, line.end):
        return True
    return (
        first == " " and not over.isspace() and _ends_at_page(text, opened, above, line, ends_quote)
    )


def _ends_at_page(
    text: str, opened: int, above: Span, line: Span, ends_quote: EndsQuote | None
) -> bool:
    if _FOOTNOTE.match(text, opened):
        return True
    # An attribution is short and may be wrapped: what it ends lies within a few lines.
    before = text[max(opened, above.start - UNWRAPPED) : above.end].rstrip()
    if ends_quote is not None and ends_quote(before):
        return True
    below = text[line.start : line.end].strip()
    if _is_numbered_heading(below):
        return True
    return _OPENS_PARAGRAPH.match(below) is not None and before.endswith((".", ":", "?", "!"))


def _kind(text: str, start: int, end: int, *, opens: bool) -> ParagraphKind:
    """Tell what a paragraph is; a footnote opens its block."""
    first = text[start]
    if first == "#" and _MARKED_HEADING.match(text, start):
        return ParagraphKind.HEADING
    if not first.isdigit():
        return ParagraphKind.BODY
    body = text[start : min(end, start + HEADING_MAX + 1)]
    if _is_numbered_heading(body):
        return ParagraphKind.HEADING
    if opens and _FOOTNOTE.match(body) and text[end - 1] in ".)”":
        return ParagraphKind.FOOTNOTE
    return ParagraphKind.BODY
