"""The text layer of a PDF page: its words as stretches of lines, with their places.

PDFium says which characters follow one another; a stretch ends where its line does, where a gap is
wide, and where the next word stands higher or lower. Where most words run up, down or upside down,
the page is turned first; a few words that do stand apart from the running text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpora.readers.pdf.boxes import Box, Boxes, Running
from corpora.readers.pdf.page import CLOSING, TOUCHING, Line, Mark
from corpora.readers.pdf.right_to_left import in_reading_order, runs_left

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_TOKEN = re.compile(r"\S+")
_NUMBER_OR_SIGN = re.compile(
    r"((?<!\d)(?<!\d[.,])\d{1,3}(?:[,\u2013-]\d{1,3})*|[*\u2020\u2021\u00a7\u00b6]{1,3})[\])\"'”\u2019.,;:?!]*$"
)
_LINE_END = re.compile("\r\n")
_LIGATURE = re.compile(r"f(?:f[il]?|i|l)")

HYPHEN = "\ufffe"
"""What PDFium writes for a hyphen at the end of a line."""
WIDE_GAP = 0.8
"""Of the height of a line: a wider gap between words ends a stretch."""
FAR_GAP = 4.0
"""A gap wider than this ends a stretch however the line is spread or written."""
SPREAD = 2.0
"""The widest gap that a line spread to both edges is taken to have throughout."""
JUSTIFIED = 2
"""How many gaps a line has at least where the least of them shows how far it is spread."""
LEVEL = 0.1
"""Of the height of words: how far apart the feet of letters in one line stand."""
FEW = 4
"""Words of which the first letters alone may not show how high the line is."""
RAISED = 0.85
"""Of the height of the words before: a raised number is printed smaller."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a page says, and what of it does not run as the rest does."""

    lines: tuple[Line, ...]
    across: tuple[str, ...]
    """Words that run another way, such as a stamp along the page's side."""
    unseen: int
    """How many stretches stand outside the visible page."""
    ligatures: int
    """How many glyphs of several letters are written as their letters."""
    height: float
    turned: Running


def text_layer(page: PdfPage) -> TextLayer:
    """Read the text layer of a page."""
    layer = page.get_textpage()
    text = layer.get_text_range()
    if layer.count_chars() != len(text):
        text = _character_by_character(layer)
    boxes = Boxes(layer, Box(*page.get_cropbox()))
    text, broken = _unhyphened(text, boxes)
    stored = tuple(_stored_lines(text, broken))
    ways = [boxes.running(words, start) for words, start in stored]
    boxes.turned = _mostly(ways, [words for words, _ in stored])
    lines: list[Line] = []
    across: list[str] = []
    for (words, start), way in zip(stored, ways, strict=True):
        if way in {None, boxes.turned}:
            lines.extend(_stretches(boxes, words, start))
        else:
            across.append(words)
    seen = tuple(line for line in lines if boxes.shows(line))
    ligatures = sum(boxes[m.start()] == boxes[m.start() + 1] for m in _LIGATURE.finditer(text))
    height = boxes.size[1]
    layer.close()
    seen = tuple(replace(line, order=n) for n, line in enumerate(seen))
    return TextLayer(seen, tuple(across), len(lines) - len(seen), ligatures, height, boxes.turned)


def _unhyphened(text: str, boxes: Boxes) -> tuple[str, tuple[int, ...]]:
    """Put hyphens where PDFium has its sign for them, and return after which a line begins.

    PDFium lets a line go on after a hyphen that ends it, as if nothing stood between.
    """
    broken: list[int] = []
    at = text.find(HYPHEN)
    while at >= 0:
        if at + 1 < len(text) and not text[at + 1].isspace():
            box, following = boxes[at], boxes[at + 1]
            high = max(box.height, following.height)
            moved = abs(following.left - box.right), abs(following.bottom - box.bottom)
            if max(moved) > high / 2:
                broken.append(at + 1)
        at = text.find(HYPHEN, at + 1)
    return text.replace(HYPHEN, "-"), tuple(broken)


def _stored_lines(text: str, broken: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield the lines of a page in the order of its content, and where each begins."""
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    ends += [(at, at) for at in broken]
    start = 0
    for end, following in sorted([*ends, (len(text), len(text))]):
        line = text[start:end]
        words = line.strip()
        if words:
            yield words, start + len(line) - len(line.lstrip())
        start = following


def _mostly(ways: Sequence[Running | None], lines: Sequence[str]) -> Running:
    counts: Counter[Running] = Counter()
    for way, words in zip(ways, lines, strict=True):
        if way is not None:
            counts[way] += len(words)
    return counts.most_common(1)[0][0] if counts else Running.RIGHT


def _character_by_character(layer: PdfTextPage) -> str:
    """Return the text so that an index into it is the character's index on the page.

    The text as a whole leaves some characters out, and joins surrogate pairs.
    """
    from pypdfium2.raw import FPDFText_GetUnicode  # noqa: PLC0415 - light commands import this

    codes = (FPDFText_GetUnicode(layer, at) for at in range(layer.count_chars()))
    return "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word and its place."""

    start: int
    end: int
    box: Box
    """Of its first character, as wide as the word."""


def _stretches(boxes: Boxes, words: str, start: int) -> Iterator[Line]:
    """Cut a line at wide gaps and where the next word stands higher or lower."""
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(words):
        first, last = boxes[start + match.start()], boxes[start + match.end() - 1]
        left, right = min(first.left, last.left), max(first.right, last.right)
        tokens.append(_Token(match.start(), match.end(), Box(left, first.bottom, right, first.top)))
    gaps = [_gap(a.box, b.box) for a, b in pairwise(tokens)]
    least = min(gaps, default=0.0) if len(gaps) >= JUSTIFIED else 0.0
    run = tokens[:1]
    for token, gap in zip(tokens[1:], gaps, strict=True):
        before = run[-1]
        single = token.start - before.end == 1
        written = single and not boxes.supplied(start + before.end)
        if _parted(before.box, token.box, gap, least, written=written):
            yield _line(boxes, words, start, run)
            run = []
        run.append(token)
    yield _line(boxes, words, start, run)


def _gap(before: Box, box: Box) -> float:
    return max(box.left - before.right, before.left - box.right)


def _parted(before: Box, box: Box, gap: float, least: float, *, written: bool) -> bool:
    """Tell whether two words stand apart: a line that is spread evenly has wide gaps too.

    One space that the file itself writes is a space between words, unless it is very wide.
    """
    high = max(before.height, box.height)
    if abs(box.bottom + box.top - before.bottom - before.top) > high:
        return True
    if gap <= WIDE_GAP * high:
        return False
    if min(before.height, box.height) < RAISED * high:
        return True
    return gap > (FAR_GAP if written else min(1.6 * least / high, SPREAD)) * high


def _line(boxes: Boxes, words: str, start: int, run: Sequence[_Token]) -> Line:
    """Make a line of words; a number at its start is not a raised mark but counts something."""
    body = ""
    marks: list[Mark] = []
    before: _Token | None = None
    for token in run:
        if before is not None and not _is_attached(boxes, words, start, before, token):
            body += words[before.end : token.start]
        mark = _mark(boxes, words, start, token, before)
        if mark is not None:
            marks.append(Mark(len(body) + mark.at, mark.words))
        body += words[token.start : token.end]
        before = token
    whole = words[run[0].start : run[-1].end]
    box = _usual(run)
    numbered = len(run) > 1 and words[run[0].start : run[0].end].isdecimal()
    left = min(token.box.left for token in run)
    return Line(
        in_reading_order(boxes, whole, start + run[0].start) if runs_left(whole) else body,
        left=left,
        right=max(token.box.right for token in run),
        bottom=box.bottom,
        height=max(_height(boxes, start, run, box), 0.0),
        inner=run[1].box.left if numbered else left,
        marks=tuple(marks),
    )


def _usual(run: Sequence[_Token]) -> Box:
    """Return the place of a word that is as high and stands as high as most of the others."""
    counts: Counter[tuple[float, float]] = Counter()
    for token in run:
        counts[round(token.box.bottom, 1), round(token.box.height, 1)] += token.end - token.start
    usual = counts.most_common(1)[0][0]
    return next(t.box for t in run if (round(t.box.bottom, 1), round(t.box.height, 1)) == usual)


def _height(boxes: Boxes, start: int, run: Sequence[_Token], usual: Box) -> float:
    """Return how high the highest letter is that stands as low as most words.

    In some fonts PDFium tells how high each letter is, in others how high the font is: `some` is
    then lower than `Tom` in the same line, and only the highest ones compare.
    """
    places = [token.box for token in run]
    if len(run) <= FEW:
        places = [boxes[start + at] for token in run for at in range(token.start, token.end)]
    level = LEVEL * usual.height
    heights = (one.height for one in places if abs(one.bottom - usual.bottom) <= level)
    return max(heights, default=usual.height)


def _is_attached(boxes: Boxes, words: str, start: int, before: _Token, token: _Token) -> bool:
    """Tell whether PDFium parts a full stop from the raised number it follows."""
    if token.start - before.end != 1 or words[token.start] not in CLOSING:
        return False
    near = _gap(before.box, token.box) < TOUCHING * token.box.height
    return near and boxes.supplied(start + before.end)


def _mark(
    boxes: Boxes, words: str, start: int, token: _Token, before: _Token | None
) -> Mark | None:
    """Return the raised number or sign that a word is or ends with, with its place in the word."""
    match = _NUMBER_OR_SIGN.search(words, token.start, token.end)
    alone = match is not None and match.start() == token.start
    base = before if alone else token
    if match is None or base is None:
        return None
    box = boxes[start + match.start()]
    raised = box.height < RAISED * base.box.height and box.bottom > base.box.bottom
    if not raised and match[1][0].isdigit():
        return None
    return Mark(match.start() - token.start, match[1])
