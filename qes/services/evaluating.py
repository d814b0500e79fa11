"""Measuring suggestions on segments that a team has coded: a table in, figures out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from codebooks.code import Code, CodeStatus
from codebooks.codebook import Codebook
from qes.errors import NotFound, UserError
from qes.suggest.codes import code_rows
from qes.suggest.embedder import Embedder
from qes.suggest.evaluation import Evaluation, Labelled, evaluate

Progress = Callable[[str, int, int], None]
_COLUMNS = ("text", "codes", "document")
_FORM = "the columns are text, codes (separated by ;) and, if you like, document"
_MOST = 50_000_000
"""Segments times codes; their scores take 8 bytes each, and there are two of them."""


@dataclass(frozen=True, slots=True)
class CodedSegments:
    """What a table of coded segments holds, in its order."""

    texts: tuple[str, ...]
    codes: tuple[frozenset[str], ...]
    """Ids, by segment; none for a segment without a code."""
    documents: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The figures, and what they were measured with."""

    figures: Evaluation
    model: str
    n_documents: int | None
    seconds: float
    """All of it: loading the model, embedding, measuring."""


def coded_segments(
    rows: Iterable[tuple[int, Sequence[str]]], name: str, book: Codebook
) -> CodedSegments:
    """Read a table of coded segments; a code is named by its id, its path or its name.

    Args:
        rows: each with its line in the file; the first is the head.
        name: the file's, for complaints.
        book: where the codes are looked up.

    Raises:
        UserError: there are no rows, a column is missing or there twice, a row is too long, no
            row has a code, or a code is not in the codebook.
    """
    table = iter(rows)
    _, head = next(table, (0, ()))
    at = _places([one.strip().casefold() for one in head], name)
    lines: list[int] = []
    cells: dict[str, list[str]] = {column: [] for column in at}
    for line, row in table:
        if len(row) > len(head):
            raise UserError(f"{name}, line {line}: more cells than columns", hint=_FORM)
        lines.append(line)
        for column, place in at.items():
            cells[column].append(row[place] if place < len(row) else "")
    if not lines:
        raise UserError(f"{name} has no segments", hint=_FORM)
    named = [[one.strip() for one in cell.split(";") if one.strip()] for cell in cells["codes"]]
    if not any(named):
        raise UserError(f"no segment of {name} has a code", hint="fill the column codes")
    ids = _looked_up(dict.fromkeys(one for each in named for one in each), book)
    unknown = [(line, one) for line, each in zip(lines, named, strict=True) for one in each
               if one not in ids]  # fmt: skip
    if unknown:
        different = len({one for _, one in unknown})
        line, first = unknown[0]
        what = "a code is" if different == 1 else f"{different} codes are"
        raise NotFound(
            f"{name}: {what} not in the codebook, the first {first[:60]!r} in line {line}",
            hint="name codes by id, path or name, and none that two codes share",
        )
    return CodedSegments(
        tuple(cells["text"]),
        tuple(frozenset(ids[one] for one in each) for each in named),
        tuple(cells["document"]) if "document" in cells else None,
    )


def measure(
    segments: CodedSegments,
    book: Codebook,
    *,
    stream: bool,
    seed: int = 0,
    progress: Progress = lambda _what, _done, _all: None,
    say: Callable[[str], None] | None = None,
) -> Evaluated:
    """Embed the segments and the codes, and measure suggestions on them.

    The codes to choose from are those in use that have none below them, and all that are given.

    Args:
        segments: as from `coded_segments`.
        book: the codebook.
        stream: go through the segments in order as well.
        seed: of the splits into documents learned from and held out.
        progress: called with (what, done, in all).
        say: told in a sentence what takes long.

    Raises:
        UserError: there are too many segments or codes, or the model fails.
    """
    begin = time.perf_counter()
    codes = _chosen(book, frozenset().union(*segments.codes))
    n, m = len(segments.texts), len(codes)
    if n * m > _MOST:
        raise UserError(f"{n:,} segments of {m:,} codes are too many", hint="split the table")
    names = [code.name for code in codes]
    # what belongs under a code says as much about it as its definition
    definitions = [f"{code.definition} {code.include}".strip() for code in codes]
    with Embedder(say=say) as embedder:
        progress("loading the model", 0, n)
        vectors = embedder.embed(
            [*segments.texts, *names, *definitions],
            progress=lambda done, total: progress("embedding", done, total),
        )
        model = embedder.model_id
    labelled = Labelled(
        segments.texts,
        vectors[:n],
        np.array([[code.id in given for code in codes] for given in segments.codes]),
        tuple(code.id for code in codes),
        code_rows(vectors[n : n + m], vectors[n + m :]),
        segments.documents,
    )
    progress("measuring", 0, n)
    figures = evaluate(labelled, stream=stream, seed=seed, progress=progress)
    documents = None if segments.documents is None else len(set(segments.documents))
    return Evaluated(figures, model, documents, time.perf_counter() - begin)


def _places(head: Sequence[str], name: str) -> dict[str, int]:
    """Return where the columns are that the head has."""
    for column in _COLUMNS:
        if head.count(column) > 1:
            raise UserError(f"{name} has two columns {column!r}", hint=_FORM)
    missing = [column for column in ("text", "codes") if column not in head]
    if missing:
        lacking = " and no column ".join(repr(one) for one in missing)
        raise UserError(f"{name} has no column {lacking}", hint=_FORM)
    return {column: head.index(column) for column in _COLUMNS if column in head}


def _looked_up(named: Iterable[str], book: Codebook) -> dict[str, str]:
    """Return the ids of what is an id, or the path or the name of one code only."""
    by_id = {code.id for code in book.codes}
    spoken: dict[str, set[str]] = {}
    for code in book.codes:
        for way in (code.name, book.path(code.id)):
            spoken.setdefault(way.casefold(), set()).add(code.id)
    found: dict[str, str] = {}
    for one in named:
        meant = {one} if one in by_id else spoken.get(one.casefold(), set())
        if len(meant) == 1:
            found[one] = next(iter(meant))
    return found


def _chosen(book: Codebook, given: frozenset[str]) -> tuple[Code, ...]:
    active = {code.id for code in book.codes if code.status is CodeStatus.ACTIVE}
    above = {code.parent for code in book.codes if code.id in active}
    return tuple(
        code
        for code in book.in_tree_order()
        if code.id in given or (code.id in active and code.id not in above)
    )
