"""Page furniture: running heads and feet, page numbers, columns of line numbers.

What repeats in the margins at the head or foot of half of the pages, numbers apart, is furniture; so
are columns of counting numbers, and a line that is printed again because a page end cuts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpora.readers.page import LABEL, Line, Page
from corpora.source import Remark, RemarkCode

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.)?\s*\d{1,5}(?:\s*(?:/|of|von|de|sur)\s*\d{1,5})?\W*", re.IGNORECASE
)

EDGE_LINES = 3
"""How many lines at the head and the foot of a page may be furniture."""
MARGIN = 0.12
"""Share of a page's height, at its head and at its foot, in which furniture stands."""


def without_furniture(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Remark, ...]]:
    """Set furniture aside and say what it was."""
    unnumbered: list[Page] = []
    counted: int | None = None
    for page in pages:
        column, counted = _number_column(page.lines, counted)
        unnumbered.append(Page(tuple(_without_line_numbers(page.lines, column)), page.height))
    numbers = sum(
        sum(map(len, (line.words for line in a.lines)))
        > sum(map(len, (line.words for line in b.lines)))
        for a, b in zip(pages, unnumbered, strict=True)
    )
    unnumbered, twice = _once(unnumbered)
    repeated = _repeated(unnumbered)
    bare = [Page(tuple(_without(page, _edges(page), repeated)), page.height) for page in unnumbered]
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
        if n >= enough
        and (_PAGE_NUMBER.fullmatch(pattern.replace("#", "1")) or n > 2)
        and LABEL.match(pattern) is None
    )


def _pattern(words: str) -> str:
    return _DIGITS.sub("#", " ".join(words.split()))[:120]


def _without_line_numbers(lines: Sequence[Line], column: frozenset[Line]) -> Iterator[Line]:
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
        yield (
            replace(line, words=line.words[digits:].lstrip(), left=line.inner)
            if in_margin
            else line
        )


def _number_column(
    lines: Sequence[Line], counted: int | None
) -> tuple[frozenset[Line], int | None]:
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
