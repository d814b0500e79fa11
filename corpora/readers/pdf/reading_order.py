"""The order in which the lines of a page are read: down its columns, over what spans them.

A page is cut where an empty strip runs down between words on both sides: between whatever crosses
the strip, what stands left of it is read before what stands right. That words on both sides are
columns and not the cells of a row shows in the order the file draws them in, in full lines of
several words, or in lines that do not stand level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from statistics import median

from corpora.readers.pdf.grid import side_by_side, tables
from corpora.readers.pdf.hyphens import Vocabulary
from corpora.readers.pdf.page import CAPTION, SAME_ROW, Column, Line, Page, Rule, goes_left, rows

_Row = tuple[Line, ...]

TOLERANCE = 3.0
"""How far words may reach over the edge of their column."""
JUTTING = 15.0
"""How far words may reach over it with other words beside them."""
LEAST = 3
"""How many lines on each side make a strip between columns."""
SURE = 8
"""How many lines a strip parts on a page that makes it known to the others."""
APART = 2
"""How often the file goes from side to side at most where it draws one after the other."""
BOXED = 12
"""How many lines a row of a table with drawn lines around it has at most."""
PROSE = 3
"""How many words a line of a column usually has at least."""
FULL = 0.75
"""Of the widest line: how wide most lines of prose are."""
_CANDIDATES = 12
_DEPTH = 4
_NEAR = 8.0
"""How far apart the same strip may lie on two pages."""


def read_in_order(pages: Sequence[Page], vocabulary: Vocabulary) -> tuple[tuple[Column, ...], ...]:
    """Return the columns of each page in reading order.

    A strip that parts columns on one page is believed on another on less evidence.
    """
    strips = [_strip(rows(page.lines), frozenset(), page.rules, ()) for page in pages]
    sure = {round(one.at) for one in strips if one is not None and one.worth >= SURE}
    known = tuple(sorted(sure))
    return tuple(
        tuple(_read(page.lines, _Around(page.rules, known, vocabulary), (0.0, inf)))
        for page in pages
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of the page and the document beside the lines themselves."""

    rules: tuple[Rule, ...]
    known: tuple[int, ...]
    vocabulary: Vocabulary


@dataclass(slots=True)
class _Zone:
    """What stands left and right of a strip, where nothing crosses it."""

    left: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)
    spanning: list[Line] = field(default_factory=list)
    """Or the lines that cross it."""
    ruled: bool = False
    """A drawn line crosses the strip right above."""


@dataclass(frozen=True, slots=True)
class _Strip:
    at: float
    worth: int
    """How many lines it brings into another order."""


def _read(
    lines: Sequence[Line], around: _Around, share: tuple[float, float], depth: int = 0
) -> Iterator[Column]:
    """Yield the columns of a share of a page, given by where it begins and ends across."""
    known, rules = around.known, around.rules
    standing = rows(lines)
    wide = tables(standing) | _captions(standing)
    strip = _strip(standing, wide, rules, known) if depth < _DEPTH else None
    if strip is None:
        if lines:
            yield Column(side_by_side(lines, around.vocabulary), *share)
        return
    waiting: list[Line] = []
    zones = _zones(standing, wide, rules, strip.at)
    for n, zone in enumerate(zones):
        if not _are_columns(zone, believed=_is_known(strip.at, known), boxed=_boxed(zones, n)):
            waiting += (*zone.left, *zone.right, *zone.spanning)
            continue
        yield from _read(waiting, around, share, depth + 1)
        waiting = []
        sides = [(zone.left, (share[0], strip.at)), (zone.right, (strip.at, share[1]))]
        for side, its in reversed(sides) if _right_first(zone) else sides:
            yield from _read(side, around, its, depth + 1)
    yield from _read(waiting, around, share, depth + 1)


def _strip(
    standing: Sequence[_Row], wide: frozenset[Line], rules: Sequence[Rule], known: Sequence[float]
) -> _Strip | None:
    """Return the strip that parts the most lines, if there is one."""
    best: _Strip | None = None
    for at in _candidates([line for row in standing for line in row], known):
        zones = _zones(standing, wide, rules, at)
        believed = _is_known(at, known)
        worth = sum(
            min(len(zone.left), len(zone.right))
            for n, zone in enumerate(zones)
            if _are_columns(zone, believed=believed, boxed=_boxed(zones, n))
        )
        if worth and (best is None or worth > best.worth):
            best = _Strip(at, worth)
    return best


def _captions(standing: Sequence[_Row]) -> frozenset[Line]:
    """Return captions that nothing stands beside: they belong to what spans the page."""
    alone = (row[0] for row in standing if len(row) == 1)
    return frozenset(line for line in alone if CAPTION.match(line.words))


def _candidates(lines: Sequence[Line], known: Sequence[float]) -> tuple[float, ...]:
    """Return where many lines begin or end, right of others or left of them."""
    if len(lines) < 2:
        return ()
    low, high = min(line.left for line in lines), max(line.right for line in lines)
    edges = Counter(round(line.left) - 2.0 for line in lines)
    edges.update(round(line.right) + 2.0 for line in lines)
    often = [at for at, n in edges.most_common(_CANDIDATES) if n > 1]
    return tuple(at for at in dict.fromkeys((*known, *often)) if low + 10 < at < high - 10)


def _is_known(at: float, known: Sequence[float]) -> bool:
    return any(abs(at - one) <= _NEAR for one in known)


def _zones(
    standing: Sequence[_Row], wide: frozenset[Line], rules: Sequence[Rule], at: float
) -> list[_Zone]:
    """Cut a page into zones from its top down: two-sided ones, and what spans the strip."""
    across = [rule.at for rule in rules if rule.left < at - 10 and rule.right > at + 10]
    cuts = iter([*sorted(across, reverse=True), -inf])
    cut = next(cuts)
    zones = [_Zone()]
    for row in standing:
        ruled = False
        while row[0].middle < cut:
            cut, ruled = next(cuts), True
        spans = _spans(row, at) or not wide.isdisjoint(row)
        if ruled or spans != bool(zones[-1].spanning):
            zones.append(_Zone(ruled=ruled))
        if spans:
            zones[-1].spanning += row
            continue
        for line in row:
            side = zones[-1].left if line.left < at - TOLERANCE else zones[-1].right
            side.append(line)
    zones.append(_Zone(ruled=cut != -inf))
    return zones


def _spans(row: Sequence[Line], at: float) -> bool:
    """Tell whether a row crosses a strip; a long word that juts into it does not."""
    crossing = [line for line in row if line.left < at - TOLERANCE and line.right > at + TOLERANCE]
    juts = len(row) > len(crossing) == 1 and crossing[0].right <= at + JUTTING
    return bool(crossing) and not juts


def _boxed(zones: Sequence[_Zone], n: int) -> bool:
    """Tell whether drawn lines run right above and right below a zone: a row of a table."""
    return zones[n].ruled and n + 1 < len(zones) and zones[n + 1].ruled


def _are_columns(zone: _Zone, *, believed: bool, boxed: bool) -> bool:
    """Tell columns from the cells of rows."""
    if not zone.left or not zone.right:
        return False
    left, right = rows(zone.left), rows(zone.right)
    fewer, more = sorted((len(left), len(right)))
    if boxed and more < BOXED:
        return False
    level = _level(left, right)
    apart = _turns(zone) <= APART
    if level and not apart and _cells(left) + _cells(right) > 3:
        return False
    narrow = sorted(median(map(_words, side)) for side in (left, right))
    if level and narrow[0] <= 2 < narrow[1] and not (believed and apart):
        return False  # labels beside words
    if apart:
        return fewer >= LEAST or (believed and not boxed and not _is_one_row(zone))
    prose = narrow[0] >= PROSE and _is_full(left) and _is_full(right)
    line_by_line = _turns(zone) >= 0.7 * (2 * fewer - 1)
    return prose and (line_by_line or not level) and (believed or fewer > LEAST)


def _level(left: Sequence[Sequence[Line]], right: Sequence[Sequence[Line]]) -> bool:
    """Tell whether most lines of the shorter side stand level with one of the other."""
    shorter, longer = sorted((left, right), key=len)
    other = sorted(row[0].middle for row in longer)
    close = at = 0
    for row in sorted(shorter, key=lambda one: one[0].middle):
        middle, near = row[0].middle, SAME_ROW * row[0].height / 2
        while at < len(other) and other[at] < middle - near:
            at += 1
        close += at < len(other) and other[at] <= middle + near
    return close >= 0.8 * len(shorter)


def _words(row: Sequence[Line]) -> int:
    return sum(len(line.words.split()) for line in row)


def _is_full(side: Sequence[Sequence[Line]]) -> bool:
    """Tell whether most lines are nearly as wide as the widest, as those of prose are."""
    widths = sorted(row[-1].right - row[0].left for row in side)
    return median(widths) >= FULL * widths[-1]


def _is_one_row(zone: _Zone) -> bool:
    """Tell whether the only line of a side is drawn right before or after one it is level with."""
    alone = min(zone.left, zone.right, key=len)
    other = zone.right if alone is zone.left else zone.left
    return len(alone) == 1 and any(
        abs(line.order - alone[0].order) == 1
        and abs(line.middle - alone[0].middle) < SAME_ROW * line.height
        for line in other
    )


def _cells(side: Sequence[Sequence[Line]]) -> float:
    """Return how many stretches usually stand side by side."""
    return median(map(len, side))


def _turns(zone: _Zone) -> int:
    """Count how often the file goes from one side to the other as it draws the lines."""
    sides = sorted(
        [(line.order, False) for line in zone.left] + [(line.order, True) for line in zone.right]
    )
    return sum(a[1] != b[1] for a, b in pairwise(sides))


def _right_first(zone: _Zone) -> bool:
    """Tell whether the words are of a script that runs from right to left."""
    lines = (*zone.left, *zone.right)
    return 2 * sum(goes_left(line.words) for line in lines) > len(lines)
