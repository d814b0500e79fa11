"""From the lines of printed pages to running text: furniture set aside, paragraphs joined.

What repeats at the head or foot of most pages (page numbers apart), and columns of line numbers, is
furniture. Lines are joined while they stand close, are full, and nothing says a new paragraph
begins. All distances are in points (1/72 inch), measured from the page's bottom left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpora.manuscript import Paragraph
from corpora.source import Remark, RemarkCode

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*\d{1,5}(?:\s*(?:/|of|von|de|sur)\s*\d{1,5})?\W*", re.IGNORECASE)
_LABEL = re.compile(r"([^\W\d_][\w .'’()\-]{0,40}?)\s*:\s")
_ITEM = re.compile(r"(?:[•▪◦‣·●○]|[-–*]\s|\(?\d{1,2}[.)]\s)")
_ENDED = re.compile(r"[.!?:…][\"'”’)\]]*$")
_HYPHEN_MARKS = "\ufffe\x02\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

EDGE_LINES = 3
"""How many lines at the head and the foot of a page may be furniture."""
MARGIN = 0.12
"""Share of a page's height, at its head and at its foot, in which furniture stands."""
WIDE_GAP = 1.35
"""Of the usual distance between lines: a wider one parts paragraphs."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and its place; all zero where the place is unknown."""

    words: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0
    inner: float = 0.0
    """Where the words begin that follow a number at the line's start."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of its content."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Running text made of pages."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    page_starts: tuple[int, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document."""

    spacing: float
    right: float
    width: float
    labels: frozenset[str]


def laid_out(pages: Sequence[Page]) -> Layout:
    """Make running text: a blank line between paragraphs, one space where lines were joined."""
    bare, aside = _without_furniture(pages)
    measure = _measure(bare)
    vocabulary = Counter(
        word.lower() for page in bare for line in page.lines for word in _WORD.findall(line.words)
    )
    pieces: list[str] = []
    starts: list[int] = []
    page_starts: list[int] = []
    length = 0
    above: Line | None = None
    for page in bare:
        opening = True
        for line in page.lines:
            goes_on = above is not None and not _parts(above, line, measure, turned=opening)
            if goes_on and above is not None:
                joint, cut = _joint(above.words, line.words, vocabulary)
                if cut:
                    pieces[-1] = pieces[-1][:-1]
                    length -= 1
            else:
                joint = "\n\n" if pieces else ""
            begins = length + len(joint)
            if not goes_on:
                starts.append(begins)
            if opening:
                page_starts.append(begins)
                opening = False
            pieces += (joint, line.words)
            length = begins + len(line.words)
            above = line
        if opening:
            page_starts.append(length)
    text = "".join(pieces) + "\n"
    ends = (*(start - 2 for start in starts[1:]), length)
    paragraphs = tuple(Paragraph(a, b) for a, b in zip(starts, ends, strict=True))
    return Layout(text, paragraphs, (0, *page_starts[1:]), aside)


def _joint(above: str, below: str, vocabulary: Counter[str]) -> tuple[str, bool]:
    """Return what stands between two joined lines, and whether the upper one loses its hyphen."""
    if above.endswith(tuple(_HYPHEN_MARKS)):
        return "", True
    if not above.endswith(("-", "\u2010")) or not below[:1].islower():
        return " ", False
    left, right = _WORD.findall(above), _WORD.match(below)
    if not left or right is None or not above[:-1].endswith(left[-1]):
        return "", False
    whole, hyphened = left[-1] + right[0], f"{left[-1]}-{right[0]}"
    if vocabulary[hyphened.lower()] > vocabulary[whole.lower()]:
        return "", False
    return "", True


def _parts(above: Line, line: Line, measure: _Measure, *, turned: bool) -> bool:
    """Tell whether a paragraph ends between two lines; `turned` where a page ends there."""
    label = _LABEL.match(line.words)
    if label is not None and label[1] in measure.labels:
        return True
    if _ITEM.match(line.words):
        return True
    ended = _ENDED.search(above.words) is not None
    opens = not line.words[:1].islower()
    if turned or line.bottom > above.bottom:  # a new page, or a new column
        return ended
    if not measure.spacing:
        return ended and opens and len(above.words) < measure.width
    if above.bottom - line.bottom > WIDE_GAP * measure.spacing:
        return True
    if abs(above.height - line.height) > 0.2 * max(above.height, line.height):
        return True
    short = measure.right - above.right
    if ended and opens and (short > 0.15 * measure.width or line.left > above.left + 8):
        return True
    return opens and short > 0.4 * measure.width


def _measure(pages: Sequence[Page]) -> _Measure:
    lines = [line for page in pages for line in page.lines]
    labels = Counter(m[1] for line in lines if (m := _LABEL.match(line.words)))
    gaps = sorted(
        a.bottom - b.bottom
        for page in pages
        for a, b in zip(page.lines, page.lines[1:], strict=False)
        if 4 < a.bottom - b.bottom < 60
    )
    rights = sorted(line.right for line in lines)
    lefts = sorted(line.left for line in lines)
    if not gaps or not any(rights):
        longest = max((len(line.words) for line in lines), default=0)
        return _Measure(0.0, 0.0, 0.8 * longest, _recurring(labels))
    right = rights[int(0.9 * (len(rights) - 1))]
    width = right - lefts[int(0.1 * (len(lefts) - 1))]
    return _Measure(gaps[len(gaps) // 5], right, max(width, 1.0), _recurring(labels))


def _recurring(labels: Counter[str]) -> frozenset[str]:
    return frozenset(label for label, n in labels.items() if n > 1)


def _without_furniture(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Remark, ...]]:
    unnumbered: list[Page] = []
    counted: int | None = None
    for page in pages:
        column, counted = _number_column(page.lines, counted)
        unnumbered.append(Page(tuple(_without_line_numbers(page.lines, column)), page.height))
    numbers = sum(
        sum(map(len, (line.words for line in a.lines))) > sum(map(len, (line.words for line in b.lines)))
        for a, b in zip(pages, unnumbered, strict=True)
    )
    unnumbered, twice = _once(unnumbered)
    repeated = _repeated(unnumbered)
    bare = [
        Page(tuple(_without(page, _edges(page), repeated)), page.height) for page in unnumbered
    ]
    gone = Counter(
        _pattern(line.words)
        for before, after in zip(unnumbered, bare, strict=True)
        for line in before.lines
        if line not in after.lines
    )
    said = [f"“{shown}” on {n} pages" for shown, n in gone.most_common(5)]
    said += [f"line numbers on {numbers} pages"] if numbers else []
    said += [f"{twice} lines printed again across a page's edge"] if twice else []
    if not said:
        return tuple(bare), ()
    message = f"page furniture is not in the text: {', '.join(said)} (# is a number)"
    return tuple(bare), (Remark(RemarkCode.SET_ASIDE, message),)


def _once(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """Drop a page's first line where it stands across the edge and ended the page before.

    Browsers print a line that a page end cuts on both pages.
    """
    kept: list[Page] = []
    last = ""
    for page in pages:
        ordered = sorted(page.lines, key=lambda line: -line.bottom)
        first = ordered[0] if ordered else None
        again = first is not None and first.bottom + first.height > page.height
        if again and first is not None and first.words == last:
            kept.append(Page(tuple(line for line in page.lines if line != first), page.height))
        else:
            kept.append(page)
        body = [line for line in ordered if not _PAGE_NUMBER.fullmatch(line.words)]
        last = body[-1].words if body else ""
    return kept, sum(len(a.lines) > len(b.lines) for a, b in zip(pages, kept, strict=True))


def _without(page: Page, edges: frozenset[Line], repeated: frozenset[str]) -> Iterator[Line]:
    for line in page.lines:
        if line not in edges or _pattern(line.words) not in repeated:
            yield line


def _edges(page: Page) -> frozenset[Line]:
    """Return the lines at the head and the foot of a page, wherever its content has them."""
    ordered = sorted(page.lines, key=lambda line: -line.bottom)
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    head = (line for line in ordered[:EDGE_LINES] if line.bottom + line.height > high)
    foot = (line for line in ordered[-EDGE_LINES:] if line.bottom < low)
    return frozenset((*head, *foot))


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """Return what stands at the edges of half of the pages or more, numbers apart."""
    filled = [page for page in pages if page.lines]
    if len(filled) < 2:
        return frozenset()
    counts = Counter(
        pattern for page in filled for pattern in {_pattern(e.words) for e in _edges(page)}
    )
    enough = max(2, len(filled) // 2)
    return frozenset(
        pattern
        for pattern, n in counts.items()
        if n >= enough and (_PAGE_NUMBER.fullmatch(pattern.replace("#", "1")) or n > 2)
        and _LABEL.match(pattern) is None
    )


def _pattern(words: str) -> str:
    return _DIGITS.sub("#", " ".join(words.split()))[:120]


def _without_line_numbers(
    lines: Sequence[Line], column: frozenset[Line]
) -> Iterator[Line]:
    """Drop a column of counting numbers, and numbers in the margin before the words."""
    body = sorted(line.left for line in lines if not line.words[0].isdigit())
    for line in lines:
        if line in column:
            continue
        digits = len(line.words) - len(line.words.lstrip("0123456789"))
        in_margin = (
            0 < digits < min(len(line.words), 5)
            and line.words[digits].isspace()
            and any(line.left < left - 5 and abs(line.inner - left) < 2 for left in body[:3])
        )
        yield replace(line, words=line.words[digits:].lstrip(), left=line.inner) if in_margin else line


def _number_column(lines: Sequence[Line], counted: int | None) -> tuple[frozenset[Line], int | None]:
    """Return the lines that only count lines, and the last number; `counted` is the one before.

    A column shows itself by counting, or by going on where that of the page before ends.
    """
    numbers = [line for line in lines if line.words.isdecimal() and len(line.words) < 6]
    if not numbers:
        return frozenset(), counted
    values = [int(line.words) for line in numbers]
    counting = sum(b - a in {1, 5, 10} for a, b in pairwise(values))
    goes_on = counted is not None and values[0] - counted in {0, 1, 5, 10}
    if counting >= len(numbers) - 2 and (counting >= 4 or goes_on):
        return frozenset(numbers), values[-1]
    return frozenset(), counted
