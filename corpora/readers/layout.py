"""From the lines of printed pages to running text: furniture set aside, paragraphs joined.

Lines are joined while they stand close, are full, and nothing says a new paragraph
begins. All distances are in points (1/72 inch), measured from the page's bottom left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.manuscript import Paragraph
from corpora.readers.furniture import without_furniture
from corpora.readers.page import LABEL, Line, Page
from corpora.source import Remark

_ITEM = re.compile(r"(?:[•▪◦‣·●○]|[-\u2013*]\s|\(?\d{1,2}[.)]\s)")
_ENDED = re.compile(r"[.!?:…][\"'”\u2019)\]]*$")
_HYPHEN_MARKS = "\ufffe\x02\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

WIDE_GAP = 1.35
"""Of the usual distance between lines: a wider one parts paragraphs."""


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
    bare, aside = without_furniture(pages)
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
    label = LABEL.match(line.words)
    if (label is not None and label[1] in measure.labels) or _ITEM.match(line.words):
        return True
    ended = _ENDED.search(above.words) is not None
    opens = not line.words[:1].islower()
    if turned or line.bottom > above.bottom:  # a new page, or a new column
        return ended
    if not measure.spacing:
        return ended and opens and len(above.words) < measure.width
    apart = above.bottom - line.bottom > WIDE_GAP * measure.spacing
    resized = abs(above.height - line.height) > 0.2 * max(above.height, line.height)
    short = measure.right - above.right
    indented = line.left > above.left + 8
    sentence = ended and (short > 0.15 * measure.width or indented)
    return apart or resized or (opens and (sentence or short > 0.4 * measure.width))


def _measure(pages: Sequence[Page]) -> _Measure:
    lines = [line for page in pages for line in page.lines]
    labels = Counter(m[1] for line in lines if (m := LABEL.match(line.words)))
    gaps = sorted(
        a.bottom - b.bottom
        for page in pages
        for a, b in pairwise(page.lines)
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
