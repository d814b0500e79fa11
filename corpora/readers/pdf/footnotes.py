"""Footnotes: small print at the foot of a column or page that begins with a number or a sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpora.readers.pdf.hyphens import Vocabulary
from corpora.readers.pdf.page import Column, Line, Page, Rule

_NOTE = re.compile(r"([0-9]{1,3}|[*\u2020\u2021\u00a7\u00b6]{1,3})(?![.,:]?[0-9%])[.)]?\s*(?=\S)")
_LIST_HEAD = re.compile(
    r"\W*(?:\d+\W+)?(?:references|bibliography|literature|works cited|(?:end)?notes|sources)\W*",
    re.IGNORECASE,
)

SMALL = 0.94
"""Of the usual height of a line: what is printed smaller may be a note."""
MOST = 0.6
"""Which share of a page's lines may be footnotes."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote and where its mark stands."""

    page: int
    """From 0."""
    words: str
    line: int | None = None
    """The number of the line among the page's lines in reading order that holds its mark."""
    at: int = 0
    """Where in that line."""


def without_footnotes(
    pages: Sequence[Page], read: Sequence[Sequence[Column]], vocabulary: Vocabulary
) -> tuple[tuple[tuple[Column, ...], ...], tuple[Footnote, ...]]:
    """Take the footnotes out of the columns of each page."""
    usual = _usual_height(read)
    kept: list[tuple[Column, ...]] = []
    notes: list[Footnote] = []
    for n, (page, columns) in enumerate(zip(pages, read, strict=True)):
        raised = frozenset(m.words for c in columns for line in c.lines for m in line.marks)
        cuts = [_cut(column, columns, page, usual, raised) for column in columns]
        found = [line for c, cut in zip(columns, cuts, strict=True) for line in c.lines[cut:]]
        if len(found) > MOST * sum(len(column.lines) for column in columns):
            kept.append(tuple(columns))
            continue
        bare = tuple(
            replace(column, lines=column.lines[:cut])
            for column, cut in zip(columns, cuts, strict=True)
        )
        kept.append(tuple(column for column in bare if column.lines))
        lines = [line for column in kept[-1] for line in column.lines]
        for column, cut in zip(columns, cuts, strict=True):
            for parts in _notes(column.lines[cut:], raised):
                words = vocabulary.run_on(parts).words
                goes_on = _NOTE.match(words) is None
                if goes_on and notes and notes[-1].page == n - 1:
                    # a note that the page before could not hold
                    before = notes.pop()
                    notes.append(replace(before, words=f"{before.words} {words}"))
                else:
                    notes.append(_marked(Footnote(n, words), lines))
    return tuple(kept), tuple(notes)


def _usual_height(read: Sequence[Sequence[Column]]) -> float:
    heights: Counter[float] = Counter()
    for columns in read:
        for column in columns:
            for line in column.lines:
                heights[round(line.height, 1)] += len(line.words)
    return heights.most_common(1)[0][0] if heights else 0.0


def _cut(
    column: Column, columns: Sequence[Column], page: Page, usual: float, raised: frozenset[str]
) -> int:
    """Return where among a column's lines its footnotes begin, or their number if it has none."""
    lines = column.lines
    whole = len(lines)
    if not usual or any(_is_below(other, column) for other in columns if other is not column):
        return whole
    parted = _parted(column, page)
    begin = whole
    for n in range(whole - 1, -1, -1):
        line = lines[n]
        if line.closes or not (line.height < SMALL * usual or (parted and line.middle < parted)):
            break
        if n and line.bottom > lines[n - 1].bottom:
            break
        begin = n
    above = lines[begin - 1] if begin else None
    if above is None and not any(_holds(other, usual) for other in columns if other is not column):
        return whole
    if above is not None and _LIST_HEAD.fullmatch(above.words):
        return whole
    for n in range(begin, whole):
        if _begins(lines[n], raised, small=lines[n].height < SMALL * usual):
            goes_on = bool(parted) and all(line.middle < parted for line in lines[begin:n])
            return begin if goes_on else n
    return whole


def _begins(line: Line, raised: frozenset[str], *, small: bool) -> bool:
    match = _NOTE.match(line.words)
    if match is None:
        return False
    return match[1] in raised or (small and not match.group().rstrip().endswith((".", ")")))


def _holds(column: Column, usual: float) -> bool:
    """Tell whether a column has lines of the usual height."""
    return any(line.height >= SMALL * usual for line in column.lines)


def _is_below(other: Column, column: Column) -> bool:
    """Tell whether lines of another column stand below, where a footnote would not end."""
    beside = other.left < column.right and other.right > column.left
    return beside and max(line.middle for line in other.lines) < min(
        line.middle for line in column.lines
    )


def _parted(column: Column, page: Page) -> float:
    """Return the height of a short drawn line in the lower half that footnotes stand below."""
    return max((rule.at for rule in page.rules if _is_separator(rule, column, page)), default=0.0)


def _is_separator(rule: Rule, column: Column, page: Page) -> bool:
    left = min(line.left for line in column.lines)
    right = max(line.right for line in column.lines)
    return (
        rule.at < page.height / 2
        and abs(rule.left - left) < 12
        and rule.right - rule.left < 0.7 * (right - left)
        and any(line.middle > rule.at for line in column.lines)
    )


def _notes(lines: Sequence[Line], raised: frozenset[str]) -> Iterator[list[Line]]:
    """Cut lines into notes: the next begins with a mark of the page, or counts on."""
    parts: list[Line] = []
    number: int | None = None
    for line in lines:
        match = _NOTE.match(line.words)
        if match is not None:
            mark = match[1]
            expected = number is None or (mark.isdecimal() and int(mark) == number + 1)
            if parts and (expected or mark in raised or not mark.isdecimal()):
                yield parts
                parts = []
            number = int(mark) if mark.isdecimal() else None
        parts.append(line)
    if parts:
        yield parts


def _marked(note: Footnote, lines: Sequence[Line]) -> Footnote:
    """Find the mark of a note among the lines of its page."""
    match = _NOTE.match(note.words)
    if match is None:
        return note
    for n, line in enumerate(lines):
        for mark in line.marks:
            if mark.words == match[1]:
                return replace(note, line=n, at=mark.at)
    return note
