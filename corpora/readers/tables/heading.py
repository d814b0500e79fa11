"""Where a table begins: the names of its columns, what stands above them, and the first row of data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.readers.tables.column_names import UNNAMED, known_names

_LOOKED_AT = 20
"""Rows in which the names of the columns must be found."""
_BELOW = 200
_TITLED = 3
"""Rows below a title in which the names may be."""
_FIGURES = re.compile(r"[\d\s.,:;/%+\-\[\]()]+")
_SECOND_NAMES = frozenset(("response", "open-ended response"))
"""What a survey tool prints below the question of an open answer."""


@dataclass(frozen=True, slots=True)
class Heading:
    """How a table begins."""

    names: tuple[str, ...]
    """Of the columns, each another; `column 3` where one has none."""
    data: int
    """The place of the first row of data."""
    above: tuple[str, ...] = ()
    """Words that stand over the names, or between them and the data, and are no data."""
    named: bool = True
    """The names are the table's own."""


def heading_of(rows: Sequence[Sequence[str]], *, ragged: bool) -> Heading:
    """Find the names of a table's columns, if it has any.

    A row whose cells are names that columns of transcripts commonly have is taken for them; else
    the first row that is as wide as the rest, unless it holds figures or what recurs below it.

    Args:
        rows: All rows of the table, from the top.
        ragged: A row that is longer than most has too many cells; else it shows one more column.
    """
    width = _usual_width(rows) if ragged else max(map(len, rows), default=0)
    at = _names_at(rows)
    if at is None:
        return Heading(_names(("",) * width), 0, named=False)
    names = _names((*map(_line, rows[at]), *("",) * (width - len(rows[at]))))
    above = tuple(filter(None, (_joined(row) for row in rows[:at])))
    machine = next((n for n, row in enumerate(rows[at + 1 : at + 4]) if _is_machines(row)), None)
    if machine is not None:
        # the names of the survey tool, then maybe the wording of the questions, then ids
        wording = rows[at + 1] if machine else ()
        return Heading(_worded(names, wording), at + machine + 2, above)
    following = rows[at + 1] if at + 1 < len(rows) else ()
    if any(_line(cell).casefold() in _SECOND_NAMES for cell in following) and not following[0]:
        return Heading(_worded(names, following), at + 2, above)
    return Heading(names, at + 1, above)


def _names_at(rows: Sequence[Sequence[str]]) -> int | None:
    looked_at = [n for n, row in enumerate(rows[:_LOOKED_AT]) if _filled(row)]
    for place, n in enumerate(looked_at):
        known = known_names(rows[n])
        if known >= 2:
            return n
        if known == _filled(rows[n]):
            # a title such as `Transcript` may be a known name too
            below = looked_at[place + 1 : place + 1 + _TITLED]
            return next((m for m in below if known_names(rows[m]) >= 2), n)
    widths = Counter(_filled(row) for row in rows[:_BELOW] if _filled(row))
    if not widths:
        return None
    usual = widths.most_common(1)[0][0]
    first = next((n for n in looked_at if 2 * _filled(rows[n]) >= usual), None)
    if first is None:
        return None
    if usual < 2:
        return first if _joined(rows[first]).endswith("?") else None
    return first if _are_names(rows[first], rows[first + 1 : first + 1 + _BELOW]) else None


def _are_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    if not below:
        return False
    for n, cell in enumerate(map(_line, row)):
        if cell and _FIGURES.fullmatch(cell) and any(map(str.isdigit, cell)):
            return False
        if cell and any(n < len(other) and _line(other[n]) == cell for other in below):
            return False
    return True


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(map(len, rows[:_BELOW]))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Make every name another one."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for n, cell in enumerate(cells, 1):
        name = cell or f"{UNNAMED}{n}"
        seen[name] += 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
        if unique != name:
            seen[unique] += 1
        names.append(unique)
    return tuple(names)


def _worded(names: Sequence[str], wording: Sequence[str]) -> tuple[str, ...]:
    """Put the wording of a question after its name."""
    told = [*map(_line, wording), *("" for _ in range(len(names) - len(wording)))]
    return _names(
        tuple(
            f"{name}: {words}" if words and words != name and len(words) > 12 else name
            for name, words in zip(names, told, strict=False)
        )
    )


def _is_machines(row: Sequence[str]) -> bool:
    filled = _filled(row)
    return filled > 0 and 2 * sum('"ImportId"' in cell for cell in row) >= filled


def _joined(row: Sequence[str]) -> str:
    return " ".join(filter(None, map(_line, row)))


def _line(cell: str) -> str:
    return " ".join(cell.split())


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) and not cell.isspace() for cell in row)
