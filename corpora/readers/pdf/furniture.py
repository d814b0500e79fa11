"""Page furniture: running heads and feet, page numbers, stamps, lines that a page end prints twice.

In the margins at a page's head and foot, furniture is what repeats on other pages, numbers apart,
or what counts the pages. It is set aside, never dropped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpora.readers.numerals import NumberFormat, numeral
from corpora.readers.pdf.line_numbers import without_line_numbers
from corpora.readers.pdf.page import LABEL, MARGIN, Line, Page, rows
from corpora.source import Remark, RemarkCode

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|pagina|página|pág\.|s\.)?\s*(?:\d{1,5}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,5})?|[ivxl]{1,7})\W*",
    re.IGNORECASE,
)
_EDGE_NUMBER = re.compile(r"^\W*(?:page\s*)?(\d{1,5})\b|\b(\d{1,5})\W*$", re.IGNORECASE)
_ROMAN = {numeral(n, NumberFormat.SMALL_ROMAN): n for n in range(1, 100)}

EDGE_ROWS = 3
"""How many rows at the head and the foot of a page may be furniture."""
STEADY = 4.0
"""How far the place of a running head may differ between pages."""
TALLER = 1.25
"""Of the usual height of a line: what is printed larger and numbered is a heading."""
SHORT = 8
"""Up to how many characters words may stand twice at a page's edge by chance."""
COMMON = 0.3
"""On which share of the pages a running head stands at least: chapters and sides have their own."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Words of a page that are not part of the running text."""

    page: int
    """From 0."""
    words: str
    foot: bool = False
    """They stand at the page's foot."""


@dataclass(frozen=True, slots=True)
class Bared:
    """Pages without their furniture, and the furniture."""

    pages: tuple[Page, ...]
    furniture: tuple[Furniture, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the head or the foot of a page."""

    line: Line
    pattern: str
    """Its words, with a sign for each number."""
    places: frozenset[int]
    outermost: bool
    small: bool
    """It is not printed larger than the page's other lines, as headings are."""


def without_furniture(pages: Sequence[Page]) -> Bared:
    """Set furniture aside and say what it was."""
    without_numbers, numbers = without_line_numbers(pages)
    unnumbered, twice = _once(without_numbers)
    found = _found(unnumbered)
    bare = tuple(
        replace(page, lines=tuple(line for line in page.lines if line not in gone))
        for page, gone in zip(unnumbered, found, strict=True)
    )
    furniture: list[Furniture] = []
    for n, (page, gone) in enumerate(zip(unnumbered, found, strict=True)):
        ordered = sorted(gone, key=lambda line: (-line.bottom, line.left))
        furniture += (Furniture(n, one.words, one.middle < page.height / 2) for one in ordered)
        furniture += (Furniture(n, numbers[n]),) if numbers[n] else ()
    gone_by_pattern = Counter(_pattern(line.words) for gone in found for line in gone)
    often = sorted(gone_by_pattern.items(), key=lambda one: (-one[1], one[0]))  # sets have no order
    said = [f"“{shown}” on {_pages(n)}" for shown, n in often[:5]]
    numbered = sum(map(bool, numbers))
    said += [f"line numbers on {_pages(numbered)}"] if numbered else []
    if twice:
        lines = "1 line" if twice == 1 else f"{twice} lines"
        said.append(f"{lines} printed again across a page's edge")
    if not said:
        return Bared(bare, (), ())
    message = f"page furniture stands beside the text: {', '.join(said)} (# is a number)"
    return Bared(bare, tuple(furniture), (Remark(RemarkCode.SET_ASIDE, message),))


def _pages(n: int) -> str:
    return f"{n:,} page{'' if n == 1 else 's'}"


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
            kept.append(replace(page, lines=tuple(line for line in page.lines if line != first)))
        else:
            kept.append(page)
        body = [line for line in ordered if not _PAGE_NUMBER.fullmatch(line.words)]
        last = body[-1].words if body else ""
    return kept, sum(len(a.lines) > len(b.lines) for a, b in zip(pages, kept, strict=True))


def _edges(page: Page) -> tuple[_Edge, ...]:
    """Return the lines at the head and the foot of a page, wherever its content has them."""
    ordered = rows(page.lines)
    if not ordered:
        return ()
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    usual = median(line.height for line in page.lines)
    found: dict[Line, _Edge] = {}
    for n, row in enumerate(ordered):
        from_foot = len(ordered) - 1 - n
        head = n < EDGE_ROWS and row[0].bottom + row[0].height > high
        foot = from_foot < EDGE_ROWS and row[0].bottom < low
        if head or foot:
            outermost = n == 0 if head else from_foot == 0
            for line in row:
                small = line.height <= TALLER * usual
                found[line] = _Edge(line, _pattern(line.words), _places(line), outermost, small)
    return tuple(found.values())


def _found(pages: Sequence[Page]) -> list[frozenset[Line]]:
    """Return the furniture of each page."""
    edges = [_edges(page) for page in pages]
    filled = sum(bool(page.lines) for page in pages)
    if filled < 2:
        return [frozenset() for _ in pages]
    repeated = _repeated(edges, filled)
    counting = _counting(edges, filled)
    return [
        frozenset(
            edge.line
            for edge in its
            if repeated.get(edge.pattern, frozenset()) & edge.places
            or _counted(edge, page) & counting
        )
        for page, its in enumerate(edges)
    ]


def _repeated(edges: Sequence[Sequence[_Edge]], filled: int) -> dict[str, frozenset[int]]:
    """Return what stands at the edges of enough pages, numbers apart, and where."""
    counts: Counter[tuple[str, int]] = Counter()
    anywhere: Counter[str] = Counter()
    for its in edges:
        counting = [edge for edge in its if edge.small or "#" not in edge.pattern]
        anywhere.update({edge.pattern for edge in counting})
        counts.update({(edge.pattern, place) for edge in counting for place in edge.places})
    found: defaultdict[str, set[int]] = defaultdict(set)
    for (pattern, place), n in counts.items():
        half = anywhere[pattern] >= max(2, filled // 2)
        number = _PAGE_NUMBER.fullmatch(pattern.replace("#", "1")) is not None
        labelled = LABEL.match(pattern) is not None
        steady = n >= max(2, COMMON * filled) and (n > 2 or len(pattern) > SHORT)
        if labelled and not number:
            enough = steady and n >= max(3, 0.8 * filled)
        else:
            enough = (half and (number or anywhere[pattern] > 2)) or steady
        if enough:
            found[pattern].add(place)
    return {pattern: frozenset(places) for pattern, places in found.items()}


def _counting(edges: Sequence[Sequence[_Edge]], filled: int) -> frozenset[tuple[int, int]]:
    """Return by how much the printed number differs from the page's, and the place it stands at.

    A head such as `4 Findings 57` differs on every page but for counting them.
    """
    counts = Counter(
        one for page, its in enumerate(edges) for edge in its for one in _counted(edge, page)
    )
    return frozenset(one for one, n in counts.items() if n >= max(3, COMMON * filled))


def _counted(edge: _Edge, page: int) -> frozenset[tuple[int, int]]:
    words = edge.line.words
    labelled = LABEL.match(words) is not None and not _PAGE_NUMBER.fullmatch(words)
    if labelled or not (edge.outermost and edge.small):
        return frozenset()
    numbers = {
        int(number) - page
        for match in _EDGE_NUMBER.finditer(words)
        for number in match.groups()
        if number is not None
    }
    if words.lower() in _ROMAN:
        numbers.add(_ROMAN[words.lower()] - page)
    return frozenset((number, place) for number in numbers for place in edge.places)


def _places(line: Line) -> frozenset[int]:
    """Return the steady places a line counts for, so that near ones share one."""
    step = int(line.bottom // STEADY)
    return frozenset((step, step + 1))


def _pattern(words: str) -> str:
    return _DIGITS.sub("#", " ".join(words.split()))[:120]
