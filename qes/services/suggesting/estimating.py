"""How many relevant units of a code are still undecided, judged from those drawn at random.

The estimate is one reviewer's own: from their draws and their codes. A code is found where it, or
a code below it, was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes.base import CodeId
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.suggesting.sampling import Finds, Sample, read_sample
from qes.suggest.remaining import Remaining, advice, draws_needed, remaining

if TYPE_CHECKING:
    from codebooks.codebook import Codebook

LEVEL = 0.95
TARGET = 0.95


@dataclass(frozen=True, slots=True)
class Goal:
    """How sure one wants to be, and of what."""

    level: float = LEVEL
    """The confidence of the interval, above 0 and below 1."""
    target: float = TARGET
    """The share of all relevant units that one wants to have found, above 0, at most 1."""

    def __post_init__(self) -> None:
        """Refuse what cannot be reached.

        Raises:
            UserError: the level or the target is no share, or asks for certainty.
        """
        if not 0 < self.level < 1:
            raise UserError(
                f"{self.level:g} is no level of confidence", hint="give one such as 0.95"
            )
        if not 0 < self.target <= 1:
            raise UserError(f"{self.target:g} is no share to find", hint="give one such as 0.95")


@dataclass(frozen=True, slots=True)
class RemainingOfCode:
    """What is known of the units of one code that are still undecided."""

    code: CodeId
    path: str
    estimate: Remaining
    """`unseen` are the undecided units, `found` those that have the code or one below it."""
    more: int | None
    """So many more draws without a find show that the target is reached; None without draws."""
    outdated: int
    """Draws that count no more, for units have come in since."""
    goal: Goal

    @property
    def advice(self) -> str:
        """What this means, in a sentence or two."""
        said = advice(self.estimate, target=self.goal.target, more=self.more)
        if self.outdated and self.estimate.unseen:
            draws = (
                "1 earlier draw counts"
                if self.outdated == 1
                else (f"{self.outdated:,} earlier draws count")
            )
            said += f" {draws} no more: units have come in, or back, since."
        return said


def remaining_of(
    desk: Desk, code: str, *, level: float = LEVEL, target: float = TARGET
) -> RemainingOfCode:
    """Estimate how many of the undecided units one code applies to.

    Args:
        desk: Whose draws and codes.
        code: Id, path, name, or the start of an id.
        level: The confidence asked for.
        target: The share of all relevant units that one wants to have found.

    Raises:
        NotFound: there is no such code.
        UserError: level or target is out of range.
    """
    (found,) = remaining_of_codes(desk, (code,), goal=Goal(level, target))
    return found


def remaining_of_codes(
    desk: Desk, codes: Sequence[str] = (), *, goal: Goal | None = None
) -> tuple[RemainingOfCode, ...]:
    """Estimate for several codes, from one reading of the project.

    Args:
        desk: Whose draws and codes.
        codes: Ids, paths or names; none is every code in use that one has given or that stands
            above one, in tree order.
        goal: How sure one wants to be of what.

    Raises:
        NotFound: there is no such code.
    """
    wanted = goal or Goal()
    with desk.store.read() as connection:
        book = read_codebook(connection)
        named = [CodeId(book.find(text).id) for text in codes]
        sample = read_sample(connection, desk)
    chosen = dict.fromkeys(named) if named else _found_codes(book, sample)
    estimate = _Estimate(sample, wanted)
    return tuple(
        RemainingOfCode(
            code,
            book.path(code),
            *estimate.of(sample.finds(_branch(book, code))),
            sample.outdated,
            wanted,
        )
        for code in chosen
    )


def _branch(book: Codebook, code: CodeId) -> frozenset[CodeId]:
    return frozenset({code, *(CodeId(one.id) for one in book.descendants(code))})


def _found_codes(book: Codebook, sample: Sample) -> tuple[CodeId, ...]:
    given = frozenset().union(*(one.codes for one in sample.looks))
    return tuple(
        CodeId(code.id)
        for code in book.in_tree_order()
        if code.status is CodeStatus.ACTIVE and not given.isdisjoint(_branch(book, CodeId(code.id)))
    )


class _Estimate:
    """Estimates from one sample; codes of which the same was found share their numbers."""

    def __init__(self, sample: Sample, goal: Goal) -> None:
        self._unseen = sample.undecided
        self._goal = goal
        self.of = cache(self._of)

    def _of(self, finds: Finds) -> tuple[Remaining, int | None]:
        estimate = remaining(
            finds.draws,
            unseen=self._unseen,
            found=finds.since,
            found_before=finds.before,
            level=self._goal.level,
        )
        if not finds.draws:
            return estimate, None
        return estimate, draws_needed(
            finds.draws,
            unseen=self._unseen,
            found=finds.since,
            found_before=finds.before,
            target=self._goal.target,
            level=self._goal.level,
        )
