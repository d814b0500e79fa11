"""Printing: data on stdout, words and progress on stderr, nothing that could drive a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from qes.base import Json
from qes.cli.settings import Format, current
from qes.exchange.csv_guard import guarded

if TYPE_CHECKING:
    from qes.project.exporting import Exported

_WIDE = 100_000
"""The width of a table that goes into a pipe: lines are not folded there."""
_UNSAFE = "\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""Controls, what makes words show in an order they do not have, and halves of characters."""
_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSAFE}]")
_IN_JSON = re.compile(f"[{_UNSAFE}]")
"""What JSON leaves as it is and a terminal may not get: escaped, it still reads the same."""
Progress = Callable[[str, int, int], None]


def plain(text: str) -> str:
    """Replace what could drive a terminal; new lines and tabs stay."""
    return _IN_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def counted(n: int, one: str, many: str) -> str:
    """Write a number with its noun: 1 study, 2 studies."""
    return f"{n:,} {one if n == 1 else many}"


def say(text: str) -> None:
    """Write a line of words to stderr, unless --quiet."""
    if not current().quiet:
        print(plain(text), file=sys.stderr)  # noqa: T201


def warn(text: str) -> None:
    """Write a line of words to stderr, always."""
    print(plain(text), file=sys.stderr)  # noqa: T201


def warn_in_one_line(text: str) -> None:
    """Write words to stderr, always, in one line whatever names they hold."""
    warn(" ".join(text.splitlines()))


def warn_of(exported: Exported) -> None:
    """Warn that a file that was written holds real names, if it does."""
    from qes.project.exporting import said_of

    said = said_of(exported)
    if said is not None:
        warn(f"qes: {said}")


def data(text: str) -> None:
    """Write a line of data to stdout."""
    print(plain(text))  # noqa: T201


def beside(text: str) -> None:
    """Write a line that goes with a list: data where people read, words where a program does."""
    if current().format is Format.TABLE:
        data(text)
    else:
        say(text)


def raw_json(value: Json) -> None:
    """Write one JSON value to stdout, numbers unrounded."""
    raw_text(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def raw_text(text: str) -> None:
    """Write a JSON text to stdout, what could drive a terminal escaped."""
    print(_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: T201


def as_json() -> bool:
    """Say whether --json was asked for."""
    return current().format is Format.JSON


def rows(
    found: Sequence[Mapping[str, Json]],
    columns: Sequence[tuple[str, str]],
    *,
    empty: str = "nothing here yet",
) -> None:
    """Write a list as the table, JSON or CSV that was asked for.

    Args:
        found: One mapping a row; JSON prints all of it.
        columns: Key and heading of what table and CSV show.
        empty: What a table says instead of no rows.
    """
    chosen = current().format
    if chosen is Format.JSON:
        raw_json([dict(row) for row in found])
    elif chosen is Format.CSV:
        _csv(found, columns, sys.stdout)
    elif found:
        _table(found, columns)
    else:
        say(empty)


def _csv(
    found: Sequence[Mapping[str, Json]], columns: Sequence[tuple[str, str]], file: TextIO
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([key for key, _ in columns])
    for row in found:
        writer.writerow([_csv_cell(row.get(key)) for key, _ in columns])
    file.write(plain(buffer.getvalue().replace("\r\n", "\n")))


def _csv_cell(value: Json) -> str:
    """Write a value for a program: numbers unrounded, no text that a spreadsheet would run."""
    if isinstance(value, float):
        return repr(value)
    return cell(value) if isinstance(value, int) else guarded(cell(value))


def cell(value: Json) -> str:
    """Write a value as one cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return ", ".join(cell(one) for one in value)
    return value if isinstance(value, str) else str(value)


def _table(found: Sequence[Mapping[str, Json]], columns: Sequence[tuple[str, str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    class Printer(Console):
        def on_broken_pipe(self) -> None:
            # a reader that has gone is no failure; the root of the command line sees to it
            raise BrokenPipeError

    terminal = sys.stdout.isatty()
    console = Printer(file=sys.stdout, width=None if terminal else _WIDE, highlight=False)
    table = Table(box=SIMPLE_HEAD if terminal else None, pad_edge=False, padding=(0, 2, 0, 0))
    for key, title in columns:
        numbers = any(isinstance(row.get(key), int | float) for row in found)
        table.add_column(title, justify="right" if numbers else "left", overflow="fold")
    for row in found:
        # texts are people's: they go in as text, never as markup
        table.add_row(*(Text(plain(cell(row.get(key)))) for key, _ in columns))
    console.print(table)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a bar with the time left on stderr, where that is a terminal."""
    if current().quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=None)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=plain(what or title), completed=done, total=total)

        yield advance
