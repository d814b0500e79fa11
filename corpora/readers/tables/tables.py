"""Tables as sources: one row an utterance, or one row a respondent with a column a question.

Cells of words stand in the canonical text verbatim; the other columns become records and what is
known of respondents. What was taken for what is always said.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpora.manuscript import Manuscript
from corpora.readers.tables.column_names import UNNAMED
from corpora.readers.tables.columns import Column, Layout, TableKind, column, layout_of
from corpora.readers.tables.heading import Heading, heading_of
from corpora.readers.tables.text import Row, TableText
from corpora.source import Aside, AsideKind, Change, Remark, RemarkCode
from qes.errors import Refused

MAX_COLUMNS = 16_384
"""As many as a spreadsheet may have."""
_SAMPLE_ROWS = 2_000
_SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table as a reader hands them on: canonical, but otherwise verbatim."""

    rows: Sequence[Sequence[str]]
    """Rows that hold nothing may be among them."""
    notes: tuple[tuple[int, str], ...] = ()
    """Comments, each with the place of its row."""
    merged: tuple[tuple[int, int, int], ...] = ()
    """Cells that reach down over others, as first row, last row and column."""
    delimiter: str | None = None
    """What parts cells in the file, where a text holds them."""


def table(
    form: str,
    grid: Grid,
    *,
    encoding: str | None = None,
    changes: tuple[Change, ...] = (),
    remarks: Iterable[Remark] = (),
) -> Manuscript:
    """Write a table as a manuscript.

    Raises:
        Refused: No column holds words, or no row stands below the names of the columns.
    """
    if max(map(len, grid.rows), default=0) > MAX_COLUMNS:
        raise Refused(f"more than {MAX_COLUMNS:,} columns", hint="is it a table at all?")
    heading = heading_of(grid.rows, ragged=grid.delimiter is not None)
    kept = [n for n in range(heading.data, len(grid.rows)) if _is_filled(grid.rows[n])]
    if not kept:
        raise Refused("a table without any row of data", hint="is it the right file, and whole?")
    held = [grid.rows[n] for n in kept]
    columns = _columns(heading.names, held)
    layout = layout_of(columns, unique=_unique(columns, held))
    if layout is None:
        raise _no_words(columns)
    written = TableText(layout)
    fit = _Fit(heading.names, layout, grid.delimiter)
    for cells in _reaching(held, grid.merged, kept, layout):
        written.add(fit.row(cells))
    return Manuscript(
        form,
        written.text(),
        encoding,
        paragraphs=tuple(written.paragraphs),
        utterances=tuple(written.utterances),
        labelled=written.labelled or None,
        layout=_program(columns),
        rows=len(kept),
        records=tuple(written.records),
        asides=tuple(_asides(heading, grid, kept, written)),
        changes=changes,
        people=tuple(
            (label, tuple(said.items())) for label, said in written.people.items() if said
        ),
        remarks=(*remarks, *_remarks(columns, layout, written, fit.ragged)),
    )


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Look at each column in rows drawn evenly from the whole table."""
    step = max(1, len(rows) // _SAMPLE_ROWS)
    sample = rows[::step]
    return tuple(
        column(n, name, [row[n] for row in sample if n < len(row)]) for n, name in enumerate(names)
    )


def _unique(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns in which no value comes twice and hardly any is missing."""
    found: set[int] = set()
    for one in columns:
        if one.distinct < one.filled:
            continue
        cells = [row[one.index].strip() for row in rows if one.index < len(row)]
        filled = [cell for cell in cells if cell]
        if len(set(filled)) == len(filled) >= 0.9 * len(rows):
            found.add(one.index)
    return frozenset(found)


def _reaching(
    rows: Sequence[Sequence[str]],
    merged: Sequence[tuple[int, int, int]],
    kept: Sequence[int],
    layout: Layout,
) -> Sequence[Sequence[str]]:
    """Give the cells that a merged cell reaches over its value; words are not said again."""
    own = {one.index for one in layout.words}
    if layout.kind is TableKind.UTTERANCES and layout.who is not None:
        own.add(layout.who.index)  # no name means going on
    if not merged:
        return rows
    filled = [list(row) for row in rows]
    for first, last, at in merged:
        reached = filled[bisect_left(kept, first) : bisect_right(kept, last)]
        if at in own or not reached or at >= len(reached[0]):
            continue
        for row in reached[1:]:
            row.extend("" for _ in range(at + 1 - len(row)))
            row[at] = row[at] or reached[0][at]
    return filled


class _Fit:
    """Fits rows to the columns, and counts those that do not fit.

    Words that were not quoted fall apart at the delimiter: where the words are the last column
    they are put together again. Other cells beyond the last column keep their place as a name.
    """

    def __init__(self, names: Sequence[str], layout: Layout, delimiter: str | None) -> None:
        words = {one.index for one in layout.words}
        self._width = len(names)
        self._rejoin = delimiter if words == {len(names) - 1} else None
        self._others = [(n, name) for n, name in enumerate(names) if n not in words]
        self.ragged = 0

    def row(self, cells: Sequence[str]) -> Row:
        width = self._width
        beyond: Sequence[str] = ()
        if len(cells) < width:
            cells = [*cells, *("",) * (width - len(cells))]
        elif len(cells) > width:
            cells, beyond = cells[:width], cells[width:]
            if _is_filled(beyond):
                self.ragged += 1
                if self._rejoin is not None:
                    joined = self._rejoin.join((cells[-1], *beyond))
                    cells, beyond = [*cells[:-1], joined], ()
        values = [
            (name, cell) for n, name in self._others if (cell := cells[n]) and not cell.isspace()
        ]
        values += [
            (f"{UNNAMED}{n}", cell) for n, cell in enumerate(beyond, width + 1) if cell.strip()
        ]
        return Row(cells, tuple(values))


def _no_words(columns: Sequence[Column]) -> Refused:
    shown = ", ".join(one.name[:40] for one in columns[:_SHOWN_NAMES])
    more = ", …" if len(columns) > _SHOWN_NAMES else ""
    return Refused(
        f"a table without a column of words (its columns: {shown}{more})",
        hint="name the column of words 'text' and that of speakers 'speaker',"
        " or give each respondent a row and each question a column",
    )


def _program(columns: Sequence[Column]) -> str | None:
    """Tell NVivo by the columns its transcripts have."""
    return "nvivo" if {"timespan", "content", "speaker"} <= {one.key for one in columns} else None


def _asides(
    heading: Heading, grid: Grid, kept: Sequence[int], written: TableText
) -> Iterator[Aside]:
    """Yield what stands above the table, and comments where their rows are."""
    for words in heading.above:
        yield Aside(AsideKind.NOTE, words, 0)
    record_of = dict(zip(kept, written.records, strict=True))
    for n, words in grid.notes:
        record = record_of.get(n)
        yield Aside(AsideKind.COMMENT, words, record.start if record is not None else 0)


def _remarks(
    columns: Sequence[Column], layout: Layout, written: TableText, ragged: int
) -> Iterator[Remark]:
    yield Remark(RemarkCode.LAYOUT, _said(columns, layout))
    if written.non_answers:
        common = Counter(written.non_answers).most_common(4)
        shown = ", ".join(cell[:20] for cell, _ in common)
        said = f"answers that say nothing, kept as they are: {len(written.non_answers)} ({shown})"
        yield Remark(RemarkCode.NON_ANSWERS, said)
    if ragged:
        said = f"rows that have more cells than there are columns, all of which are kept: {ragged}"
        yield Remark(RemarkCode.DAMAGED, said)


def _said(columns: Sequence[Column], layout: Layout) -> str:
    """Say what was taken for what."""
    taken = {one.index for one in layout.words}
    many = len(layout.words) > 1
    names = ", ".join(f"'{one.name[:40]}'" for one in layout.words[:_SHOWN_NAMES])
    if len(layout.words) > _SHOWN_NAMES:
        names += f" and {len(layout.words) - _SHOWN_NAMES} more"
    said = [f"{layout.kind}: words from column{'s' if many else ''} {names}"]
    if layout.who is not None:
        whose = "respondents" if layout.kind is TableKind.RESPONDENTS else "speakers"
        said.append(f"{whose} from '{layout.who.name[:40]}'")
        taken.add(layout.who.index)
    if layout.time is not None:
        said.append(f"times from '{layout.time.name[:40]}'")
        taken.add(layout.time.index)
    others = len(columns) - len(taken)
    kept = (
        f"; {others} other column{'s' if others > 1 else ''} kept with each row" if others else ""
    )
    return ", ".join(said) + kept
