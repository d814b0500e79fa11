"""The columns of a table: what each holds, told from its name and its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpora.readers.tables.column_names import (
    IDS,
    NOT_SPEAKERS,
    PEOPLE,
    RECORDS,
    SPEAKERS,
    STARTS,
    SURE_WORDS,
    UNNAMED,
    WORDS,
    is_time,
    key_of,
)
from corpora.speech.speakers import is_name, label_key, speaks_by_itself

_LONG_NAME = 500
"""Characters of a name that are looked at."""
_SECONDS = re.compile(r"(?:\b|_)(?:s|sec|secs|seconds)\W*$", re.IGNORECASE)
_MILLISECONDS = re.compile(r"(?:\b|_)(?:ms|msec|milliseconds)\W*$", re.IGNORECASE)
_NUMBER = re.compile(
    r"[-+]?[\d\s.,]*\d\s?[%€$£]?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: ?[AP]M|Z)?)?"
)
"""Figures, and days with or without the time."""
_CLOCK_CELL = re.compile(
    r"\\?[\[(<]?\s*(?:(\d{1,4}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,6})?)\s*\\?[\])>]?"
    r"(?:\s*(?:-{1,2}>?|\u2013|\u2014|to)\s*[\[(<]?[\d:.,]+[\])>]?)?"
)
_QUESTION = re.compile(
    r"(?:g\d{1,3})?q(?:uestion)?[ _.\-]?\d+[a-z]?(?:[ _.:\-].*)?"
    r"|.*\?\W*"
    r"|(?:\d+[.)]\s*)?(?:what|why|how|when|where|who|which|please|describe|tell|explain|do|did|does"
    r"|are|is|was|were|can|could|would|in your|if)\b.{8,}"
    r"|.*(?:comment|open.?end|free.?text|qual[ _]|opinion|feedback|specify|explain|reason).*",
    re.IGNORECASE | re.DOTALL,
)
_TWICE = re.compile(r" \(\d+\)$")
"""What makes a name another one where a table has it twice."""
_PERSONAL = re.compile(r"\b(?:name|e-?mail|phone|date|age|gender|postcode|zip)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, its name and what a sample of its cells shows."""

    index: int
    name: str
    filled: int
    """Cells of the sample that hold anything."""
    share: float
    """Of the sample's cells, those that hold anything."""
    distinct: int
    length: float
    """Mean number of characters of a filled cell."""
    words: float
    """Mean number of words of a filled cell."""
    numeric: bool
    timed: bool
    """Nearly all cells are clock times."""
    coded: bool
    """Nearly all cells are roles or codes such as T or P1; where nothing names the column, names."""

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return key_of(self.name)

    @property
    def repeats(self) -> bool:
        """A few values come again and again."""
        return self.filled >= 3 and self.distinct <= max(2, self.filled // 2)

    @property
    def is_prose(self) -> bool:
        """Tell whether the cells are words that people say or write."""
        closed = self.repeats and self.words < 12
        spoken = self.words >= 5 and self.share >= 0.05
        return spoken and not (self.numeric or self.timed or closed)

    @property
    def is_answered(self) -> bool:
        """Tell whether the column is a question that people answered in words of their own."""
        if self.is_prose:
            return True
        asked = self.is_question or self.key in WORDS
        closed = self.filled >= 8 and self.repeats and self.words < 12
        return asked and self.filled > 0 and not (self.numeric or self.timed or closed)

    @property
    def is_question(self) -> bool:
        """Tell whether the name asks something that is not about the person."""
        name = _TWICE.sub("", self.name[:_LONG_NAME])
        personal = self.words <= 3 and _PERSONAL.search(name) is not None
        return not personal and _QUESTION.fullmatch(name) is not None


class TableKind(StrEnum):
    """What a row of a table is."""

    UTTERANCES = "one row an utterance"
    RESPONDENTS = "one row a respondent"
    PASSAGES = "one row a passage"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is taken for what."""

    kind: TableKind
    words: tuple[Column, ...]
    """One but for respondents, who may answer several questions."""
    who: Column | None = None
    time: Column | None = None


def column(index: int, name: str, cells: Sequence[str]) -> Column:
    """Look at a sample of a column's cells."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    n = len(filled)
    return Column(
        index,
        name,
        n,
        n / max(len(cells), 1),
        len(set(filled)),
        sum(map(len, filled)) / n if n else 0.0,
        sum(cell.count(" ") + 1 for cell in filled) / n if n else 0.0,
        numeric=n > 0 and _most(n, sum(_NUMBER.fullmatch(cell) is not None for cell in filled)),
        timed=n > 0 and _most(n, sum(_CLOCK_CELL.fullmatch(cell) is not None for cell in filled)),
        coded=n > 0 and _most(n, sum(_is_code(cell, name) for cell in filled)),
    )


def layout_of(columns: Sequence[Column], *, unique: frozenset[int]) -> Layout | None:
    """Decide what the rows are and which column holds what; None where no column holds words.

    Args:
        columns: In the order of the table.
        unique: The places of the columns in which every row has a value of its own.
    """
    time = next((c for c in columns if c.filled and is_time(c.name)), None)
    speaker = _named(columns, SPEAKERS)
    people = [c for c in (_named(columns, (name,)) for name in PEOPLE) if c is not None]
    others = [c for c in (_named(columns, (name,)) for name in IDS) if c is not None]
    answered = tuple(c for c in columns if c.is_answered and c not in (speaker, *people, *others))
    asked = len(answered) > 1 and all(c.is_question for c in answered)
    own = [c for c in (speaker, *people, *others) if c is not None and c.index in unique]
    speaking = speaker if speaker is not None and not (asked and speaker in own) else None
    if speaking is None and not (own and own[0] in people):
        again = (c for c in (*people, *others) if c.index not in unique and c.key not in RECORDS)
        speaking = next(again, None) or _coded(columns)
        if len(answered) > 2:
            speaking = None
    words = _words(columns, (speaking, time))
    if speaking is not None and words is not None:
        return Layout(TableKind.UTTERANCES, (words,), speaking, time)
    named = [c for c in others if c.key not in {"id", "email"}]
    respondent = next(iter((*own, *people, *named)), None)
    if answered and (respondent is not None or len(answered) > 1 or answered[0].is_question):
        return Layout(TableKind.RESPONDENTS, answered, respondent)
    return Layout(TableKind.PASSAGES, (words,), None, time) if words is not None else None


def seconds_of(cell: str, name: str) -> float | None:
    """Read a clock time as seconds, or a number if the column's name gives its unit."""
    found = _CLOCK_CELL.fullmatch(cell.strip())
    if found is not None:
        hours, minutes, seconds = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    unit = 0.001 if _MILLISECONDS.search(name) else 1.0 if _SECONDS.search(name) else None
    if unit is None and "." in cell and key_of(name) in STARTS:
        unit = 1.0  # milliseconds are whole numbers, and a time of day has colons
    try:
        value = float(cell) if unit is not None else -1.0
    except ValueError:
        return None
    return value * unit if unit is not None and 0 <= value < 1e9 else None


def _words(columns: Sequence[Column], taken: Sequence[Column | None]) -> Column | None:
    """Return the column of words: by its name, else the one that holds most prose.

    Beside a column of speakers short words will do.
    """
    free = [c for c in columns if c not in taken and c.filled]
    spoken = [c for c in free if not (c.numeric or c.timed)]
    named = _named(spoken, WORDS) or _named(free, SURE_WORDS)
    if named is not None:
        return named
    prose = [c for c in spoken if c.is_prose]
    if not prose and taken[0] is not None:
        prose = [c for c in spoken if c.words >= 2 and not c.repeats]
    return max(prose, key=lambda c: c.length * c.filled, default=None)


def _named(columns: Sequence[Column], names: Sequence[str]) -> Column | None:
    """Return the column with the first of the names that any has."""
    keys = {c.key: c for c in reversed(columns)}
    return next((keys[name] for name in names if name in keys), None)


def _coded(columns: Sequence[Column]) -> Column | None:
    """Return a column of roles or codes that come again and again, as speakers do."""
    return next((c for c in columns if c.coded and c.repeats and c.key not in NOT_SPEAKERS), None)


def _is_code(cell: str, name: str) -> bool:
    if len(cell) > 40:
        return False
    return speaks_by_itself(label_key(cell)) or (name.startswith(UNNAMED) and is_name(cell))


def _most(n: int, hits: int) -> bool:
    return hits >= 0.8 * n
