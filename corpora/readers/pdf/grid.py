"""Rows of cells: tables, and labels that stand beside the words they belong to.

A table shows itself by lines that stand side by side in rows and begin, end or are centred at the
same places down the page. A row of it becomes one line with tabs between the cells; words in a cell
that run over several lines come together, as the file draws them cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpora.readers.pdf.hyphens import Vocabulary
from corpora.readers.pdf.page import SAME_ROW, Line, Mark, goes_left, joined, rows

STRAIGHT = 3.0
"""How far the places where a column's cells begin may differ."""
LEAST_PAIRS = 3
"""How many rows of two cells make a table; of three cells or more, two rows do."""
FAR = 2.2
"""Of the height of a line: a row that stands lower below is not of the same table."""
OVERLAP = 0.3
"""Which share of a cell may reach into the next column."""
LONG = 4
"""How many gaps between words a cell that spans columns has less than."""
TALL = 8
"""How many lines a row of a table usually has at most."""
WIDEST = 50
"""How many cells a row has at most."""
LONGEST = 120
"""How many lines down the page a table is looked for."""
_RAISED = 0.85
_SIDE = tuple[Line, ...]


@dataclass(slots=True)
class _Table:
    """Rows of a page that may be those of a table."""

    rows: list[_SIDE] = field(default_factory=list)
    edges: list[tuple[float, float]] = field(default_factory=list)
    """Where each column begins and ends, from left to right."""

    def takes(self, row: _SIDE) -> bool:
        """Tell whether a row fits in, and if so let it widen the columns."""
        if len(row) > WIDEST:
            return False
        if self.rows and self.rows[-1][0].middle - row[0].middle > FAR * row[0].height + 4:
            return False
        edges = list(self.edges)
        taken: set[int] = set()
        for line in row:
            met = [n for n, edge in enumerate(edges) if _overlap((line.left, line.right), edge)]
            spans = len(met) > 1
            if taken.intersection(met) or (spans and (len(row) == 1 or _is_long(line))):
                return False
            if spans:  # a cell that spans columns
                taken.update(met)
                continue
            if met:
                left, right = edges[met[0]]
                edges[met[0]] = (min(left, line.left), max(right, line.right))
            elif len(row) == 1:
                return False
            else:
                edges.append((line.left, line.right))
                met = [len(edges) - 1]
            taken.add(met[0])
        edges.sort()
        if any(_overlap(a, b) for a, b in pairwise(edges)):
            return False
        self.edges = edges
        return True

    def column(self, line: Line) -> int:
        """Return the number of the column a line stands in."""
        middle = (line.left + line.right) / 2
        return min(
            range(len(self.edges)),
            key=lambda n: max(self.edges[n][0] - middle, middle - self.edges[n][1]),
        )


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether two stretches share more than their edges."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > OVERLAP * min(one[1] - one[0], other[1] - other[0])


def _is_long(line: Line) -> bool:
    return line.words.count(" ") >= LONG


def tables(standing: Sequence[_SIDE]) -> frozenset[Line]:
    """Return the lines of tables of three columns or more that the file draws row by row."""
    found = [_glued(row) for row in standing]
    taken: set[Line] = set()
    at = 0
    while at < len(found):
        table = _table(found, at) if len(found[at]) > 1 else None
        if table is not None and len(table.edges) > 2 and _rows(table) is not None:
            taken.update(line for row in standing[at : at + len(table.rows)] for line in row)
        at += 1 if table is None else len(table.rows)
    return frozenset(taken)


def side_by_side(lines: Sequence[Line], vocabulary: Vocabulary) -> _SIDE:
    """Bring lines that stand side by side into one each, from the top of the page down."""
    return tuple(_lines([_glued(row) for row in rows(lines)], vocabulary))


def _lines(found: Sequence[_SIDE], vocabulary: Vocabulary) -> Iterator[Line]:
    at = 0
    while at < len(found):
        table = _table(found, at) if len(found[at]) > 1 else None
        if table is None:
            yield _side_by_side(found[at])
            at += 1
        else:
            yield from _cells(table, vocabulary)
            at += len(table.rows)


def _table(found: Sequence[_SIDE], at: int) -> _Table | None:
    """Return the table that begins with a row, if one does."""
    table = _Table()
    for row in found[at : at + LONGEST]:
        if not table.takes(row):
            break
        table.rows.append(row)
    full = [row for row in table.rows if len(row) > 1]
    if len(table.edges) == 2:
        enough = len(full) >= LEAST_PAIRS
    else:
        enough = sum(len(row) > 2 for row in full) > 1
    return table if enough and _straight(table, full) else None


def _straight(table: _Table, full: Sequence[_SIDE]) -> bool:
    """Tell whether the cells of most columns begin, end or are centred at one place.

    Words of the last column do not show it by ending at one place: those of lines that are spread to
    both edges do so too.
    """
    straight = 0
    others = len(table.edges) - 1
    for n in range(1, others + 1):
        cells = [line for row in full for line in row if table.column(line) == n]
        places = [Counter(round(line.left / STRAIGHT) for line in cells)]
        words = any(char.isalpha() for line in cells for char in line.words)
        if n < others or not words:
            places.append(Counter(round(line.right / STRAIGHT) for line in cells))
        if others > 1 or not words:
            places.append(Counter(round((line.left + line.right) / 2 / STRAIGHT) for line in cells))
        common = max((max(count.values()) for count in places if count), default=0)
        straight += common >= 2 and common >= 0.6 * len(cells)
    return straight >= 0.6 * others


def _cells(table: _Table, vocabulary: Vocabulary) -> Iterator[Line]:
    """Yield the rows of a table, each a line with tabs between its cells."""
    for row in _rows(table) or [list(row) for row in table.rows]:
        cells: dict[int, list[Line]] = {}
        for line in row:
            cells.setdefault(table.column(line), []).append(line)
        if len(table.edges) == 2 and len(cells.get(0, ())) == 1:
            words = cells.get(1, [])
            yield _beside(cells[0][0], *words[:1])
            yield from words[1:]
        else:
            told = [vocabulary.run_on(cells[n]) for n in sorted(cells)]
            yield replace(_side_by_side(told, "\t"), opens=True, closes=True)


def _rows(table: _Table) -> list[list[Line]] | None:
    """Cut a table into rows where the file goes back to an earlier column; None if it does not."""
    drawn = sorted((line for row in table.rows for line in row), key=lambda line: line.order)
    found: list[list[Line]] = []
    last = len(table.edges)
    for line in drawn:
        column = table.column(line)
        if column < last or (column == last and _is_new_row(found[-1][-1], line)):
            found.append([])
        found[-1].append(line)
        last = column
    tops = [max(line.middle for line in row) for row in found]
    bottoms = [min(line.middle for line in row) for row in found]
    below = all(low > top for low, top in zip(bottoms, tops[1:], strict=False))
    flat = len(found) > 1 and len(table.rows) <= TALL * len(found)
    return found if below and (flat or _begin_level(found)) else None


def _begin_level(found: Sequence[Sequence[Line]]) -> bool:
    """Tell whether cells begin level in most rows: columns of prose drawn whole do so once."""
    level = 0
    for row in found:
        top = max(row, key=lambda line: line.middle)
        level += sum(top.middle - line.middle < SAME_ROW * line.height for line in row) > 1
    return level > 1 and level > len(found) / 2


def _is_new_row(above: Line, line: Line) -> bool:
    return above.bottom - line.bottom > 1.5 * above.height or line.bottom >= above.bottom


def _beside(label: Line, *words: Line) -> Line:
    """Put a label, a bullet or a number before the words it stands beside."""
    if not words:
        return replace(label, opens=True)
    plain = label.words.endswith(":") or not any(char.isalpha() for char in label.words)
    line = _side_by_side((label, *words), " " if plain else "\t")
    return replace(line, opens=True, left=words[0].left)


def _side_by_side(cells: Sequence[Line], between: str = " ") -> Line:
    """Join lines from left to right, or from right to left where their script runs so."""
    ordered = tuple(cells)
    if len(ordered) > 1 and goes_left(ordered[0].words):
        ordered = ordered[::-1]
    return joined(ordered, between)


def _glued(row: _SIDE) -> _SIDE:
    """Put raised numbers that the file draws apart to the words they stand at."""
    kept: list[Line] = []
    for line in row:
        before = kept[-1] if kept else None
        if before is not None and _is_raised(before, line):
            mark = Mark(len(before.words), line.words)
            kept[-1] = replace(
                before,
                words=before.words + line.words,
                right=line.right,
                marks=(*before.marks, mark),
            )
        else:
            kept.append(line)
    return tuple(kept)


def _is_raised(before: Line, line: Line) -> bool:
    return (
        len(line.words) <= 4
        and 0 < line.height < _RAISED * before.height
        and line.middle > before.middle
        and -0.3 * before.height < line.left - before.right < 0.25 * before.height
    )
