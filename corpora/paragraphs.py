"""Paragraphs of a plain text whose lines may be wrapped and whose pages may run on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from corpora.manuscript import Paragraph, ParagraphKind
from corpora.span import Span, trimmed

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

EndsQuote = Callable[[str], bool]
"""Tells whether a text ends with the attribution of a quote."""


def paragraphs(text: str, ends_quote: EndsQuote | None = None) -> tuple[Paragraph, ...]:
    """Cut a plain text into paragraphs, in order.

    Blank lines end a paragraph; so do list items, headings, table rows and lines too long to be
    wrapped. A line that begins with one space right after a flush line is a page break in text
    taken from a PDF: the paragraph runs on unless what stands before is an attribution or a full
    sentence and what follows begins like a new one. A footnote at a page's foot ends with it.
    """
    found: list[Paragraph] = []
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        found.extend(_of_block(text, start, blank.start(), ends_quote))
        start = blank.end()
    found.extend(_of_block(text, start, len(text), ends_quote))
    return tuple(found)


def _of_block(text: str, start: int, end: int, ends_quote: EndsQuote | None) -> Iterator[Paragraph]:
    """Yield the paragraphs between two blank lines."""
    if text.find("\n", start, end) < 0:
        cuts = [start, end]
    else:
        cuts = [start, *_cuts(text, start, end, ends_quote), end]
    for left, right in pairwise(cuts):
        span = trimmed(text, left, right)
        if span is not None:
            yield Paragraph(span.start, span.end, _kind(text, span, first=left == start))


def _cuts(text: str, start: int, end: int, ends_quote: EndsQuote | None) -> Iterator[int]:
    """Yield where a new paragraph begins inside a block of non-blank lines."""
    opened = before = start
    line = text.index("\n", start, end) + 1
    body = _heading_end(text, start, end)
    while 0 < line < end:
        after = text.find("\n", line, end)
        after = end if after < 0 else after
        if line == body or _is_cut(
            text, Span(before, line - 1), Span(line, after), opened, ends_quote
        ):
            yield line
            opened = line
            body = _heading_end(text, line, end) if text[line] == " " else body
        before, line = line, after + 1


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


def _kind(text: str, span: Span, *, first: bool) -> ParagraphKind:
    if _MARKED_HEADING.match(text, span.start):
        return ParagraphKind.HEADING
    if not text[span.start].isdigit():
        return ParagraphKind.BODY
    body = text[span.start : min(span.end, span.start + HEADING_MAX + 1)]
    if _is_numbered_heading(body):
        return ParagraphKind.HEADING
    if first and _FOOTNOTE.match(body) and text[span.end - 1] in ".)”":
        return ParagraphKind.FOOTNOTE
    return ParagraphKind.BODY
