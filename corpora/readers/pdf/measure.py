"""What is usual in the columns of a document: how far apart lines stand and how wide they run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from corpora.readers.pdf.page import LABEL, Column

_ALIKE = 15.0
"""How near the edges of columns of one kind lie."""
_Kind = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in columns of one width."""

    spacing: float
    right: float
    width: float
    labels: frozenset[str]


def _kinds(read: Sequence[Sequence[Column]]) -> dict[float, int]:
    """Number the edges of columns, near ones alike."""
    edges = sorted({edge for page in read for c in page for edge in (c.left, c.right)})
    kinds: dict[float, int] = {}
    for before, edge in pairwise((-inf, *edges)):
        kinds[edge] = kinds.get(before, 0) + (edge - before > _ALIKE)
    return kinds


def measures_of(read: Sequence[Sequence[Column]]) -> dict[Column, Measure]:
    """Measure what is usual in the columns of each width."""
    kinds = _kinds(read)
    alike: defaultdict[_Kind, list[Column]] = defaultdict(list)
    for page in read:
        for column in page:
            alike[kinds[column.left], kinds[column.right]].append(column)
    labels = Counter(
        m[1] for page in read for c in page for line in c.lines if (m := LABEL.match(line.words))
    )
    recurring = frozenset(label for label, n in labels.items() if n > 1)
    return {
        column: measure
        for group in alike.values()
        for measure in [_measure(group, recurring)]
        for column in group
    }


def _measure(alike: Sequence[Column], labels: frozenset[str]) -> Measure:
    lines = [line for column in alike for line in column.lines]
    gaps = sorted(
        a.bottom - b.bottom
        for column in alike
        for a, b in pairwise(column.lines)
        if 4 < a.bottom - b.bottom < 60
    )
    rights = sorted(line.right for line in lines)
    lefts = sorted(line.left for line in lines)
    if not gaps or not any(rights):
        longest = max((len(line.words) for line in lines), default=0)
        return Measure(0.0, 0.0, 0.8 * longest, labels)
    right = rights[int(0.9 * (len(rights) - 1))]
    width = right - lefts[int(0.1 * (len(lefts) - 1))]
    return Measure(gaps[len(gaps) // 5], right, max(width, 1.0), labels)
