"""What people decided, in columns of numbers: a round has a hundred thousand decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from qes.base import AuthorName
from qes.errors import Refused
from qes.store.schema import judgement
from qes.store.standing import STANDING_SUBJECT, SUCCEEDED, Question, conditions

Integers = NDArray[np.int64]
_WITHOUT_ZONE = "S26"
_BETWEEN = "\x1f"
"""Stands between two rows of a column; no id, moment or JSON has it."""


@dataclass(frozen=True, slots=True, eq=False)
class WordColumn:
    """A column of words, each of which is kept once."""

    words: tuple[str, ...]
    at: Integers
    """Of each row the place of its word."""

    @classmethod
    def of(cls, rows: Sequence[str]) -> WordColumn:
        """Number the words of some rows as they come."""
        place = {one: at for at, one in enumerate(dict.fromkeys(rows))}
        return cls(tuple(place), np.fromiter(map(place.__getitem__, rows), np.int64, len(rows)))

    def __len__(self) -> int:
        return len(self.at)

    def those(self, rows: NDArray[np.bool_] | Integers) -> WordColumn:
        """Keep some rows, and all words."""
        return WordColumn(self.words, self.at[rows])

    def ranks(self) -> Integers:
        """Return of each row the place of its word in the order of code points."""
        order = sorted(range(len(self.words)), key=self.words.__getitem__)
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return np.asarray(place[self.at], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class DecisionColumns:
    """Decisions, a row each. Words may stand there that are of no row, such as an author's name."""

    author: WordColumn
    aspect: WordColumn
    subject: WordColumn
    """What stands in the place of what was judged."""
    value: WordColumn
    """As it is stored: canonical JSON."""
    reason: WordColumn
    """An empty word is none, as in what follows."""
    basis: WordColumn
    at: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.at)

    @property
    def authors(self) -> tuple[AuthorName, ...]:
        """Everyone who decided something, be it that they took all of it back."""
        return tuple(map(AuthorName, self.author.words))

    def those(self, rows: NDArray[np.bool_] | Integers) -> DecisionColumns:
        """Keep some rows."""
        return DecisionColumns(
            self.author.those(rows),
            self.aspect.those(rows),
            self.subject.those(rows),
            self.value.those(rows),
            self.reason.those(rows),
            self.basis.those(rows),
            self.at[rows],
        )

    def standing(self, origin: WordColumn, seq: Integers) -> DecisionColumns:
        """Return each person's last decision per subject and aspect, but those taken back.

        The last is the last of `IN_TIME`.

        Args:
            origin: The machine that each was made on.
            seq: Its number in its author's chain there.
        """
        of = (self.subject.at, self.aspect.at, self.author.at)
        order = np.lexsort((seq, origin.ranks(), self.at, *of))
        last = np.ones(len(order), dtype=np.bool_)
        last[:-1] = np.any([one[order[1:]] != one[order[:-1]] for one in of], axis=0)
        there = np.array([one != "null" for one in self.value.words], dtype=np.bool_)
        return self.those(order[last & there[self.value.at[order]]])


def decisions_in(connection: sa.Connection, question: Question) -> DecisionColumns:
    """Return what everyone decided in the rounds that a question names and what stands of it.

    For rounds that are not blind, which the caller sees to.

    Raises:
        ValueError: no round is named.
        Refused: a row holds what no row that was written here holds.
    """
    if question.rounds is None:
        raise ValueError("what everyone decided is read round by round")
    # a column is one text: rows of their own cost more than all that is in them
    columns = (
        judgement.c.author,
        judgement.c.aspect,
        STANDING_SUBJECT,
        judgement.c.value,
        # what people write may hold anything
        sa.func.replace(sa.func.coalesce(judgement.c.reason, ""), _BETWEEN, " "),
        sa.func.coalesce(judgement.c.basis, ""),
        judgement.c.origin,
        judgement.c.at,
        sa.cast(judgement.c.seq, sa.Text()),
    )
    row = connection.execute(
        sa.select(*(sa.func.aggregate_strings(one, _BETWEEN) for one in columns))
        .select_from(SUCCEEDED)
        .where(*conditions(question))
    ).one()
    texts = list(reversed(row))
    del row  # each text goes when it is read: together they are large

    def rows() -> list[str]:
        text = texts.pop()
        return text.split(_BETWEEN) if text is not None else []

    said = [WordColumn.of(rows()) for _ in range(7)]
    at, seq = moments(rows()), np.array(rows(), dtype=np.int64)
    if len({len(at), len(seq), *map(len, said)}) > 1:
        raise Refused(
            "a decision in this project was changed from outside and cannot be read",
            hint="'qes verify' names it",
        )
    author, aspect, subject, value, reason, basis, origin = said
    decided = DecisionColumns(author, aspect, subject, value, reason, basis, at)
    return decided.standing(origin, seq)


def moments(times: Sequence[str]) -> NDArray[np.datetime64]:
    """Read times as they are stored: in UTC, to the microsecond."""
    return np.array(times, dtype=_WITHOUT_ZONE).astype("datetime64[us]")


def times_of(found: NDArray[np.datetime64]) -> list[str]:
    """Write moments as they are stored."""
    return [f"{one}Z" for one in np.datetime_as_string(found, unit="us").tolist()]
