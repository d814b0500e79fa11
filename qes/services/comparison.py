"""A comparison of coders: units x coders x values, where they differ, and what is settled.

One form for all double work. Of coded passages the values of a unit are codes, each of which is
decided for itself; of an appraisal a unit is an item of a study, and its value the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from qes.base import AuthorName, CodeId, JudgementId, PassageId
from qes.services.consensus import Cause
from qes.services.rounds import Round
from qes.store.judgements import SubjectKind


class Sight(StrEnum):
    """Whether a unit was before a coder's eyes; only what was seen can be absent."""

    NOT_ASSIGNED = "not assigned"
    NOT_SEEN = "not seen"
    SEEN = "seen"


class Stand(StrEnum):
    """What a coder who saw a unit did about what is in dispute."""

    GIVEN = "given"
    REFUSED = "refused"
    """They said that it does not apply."""
    NO_CODE = "no code"
    """They said that no code applies."""
    LEFT = "left"
    """They saw the unit and said nothing of it."""


@dataclass(frozen=True, slots=True)
class ComparedUnit:
    """One thing that coders rate, such as a segment, or an item of a study."""

    id: str
    document: str
    """The source, or the study, that it belongs to."""
    where: str
    """What people call that document."""
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a coder said of a unit, and on which words."""

    value: str | None
    """A code as it was given, or an answer; None is that no code applies."""
    label: str
    """What people read: the code's path, or the answer's words."""
    stand: Stand
    reason: str | None
    at: str
    judgement: JudgementId
    passage: PassageId | None = None
    quote: str = ""
    """The passage's words."""


@dataclass(frozen=True, slots=True)
class Side:
    """One coder's side of a unit that they saw."""

    coder: AuthorName
    values: frozenset[str]
    """As they are compared: at the level of the comparison."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where one coder stands in one disagreement."""

    coder: AuthorName
    stand: Stand
    answer: str | None = None
    """Of an appraisal: what they answered."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided together, by whom and why."""

    value: bool | str
    """Whether the code applies; of an appraisal the answer."""
    cause: Cause | None
    panel: tuple[str, ...]
    reason: str | None
    by: AuthorName
    at: str


@dataclass(frozen=True, slots=True)
class OfferedCause:
    """What the data say of why coders may have differed; it is stored by people only."""

    cause: Cause
    passage: PassageId | None = None
    """Of a boundary: the passage that the other coder gave the code to."""
    other: CodeId | None = None
    """Of a confusion: the code that is given in its place again and again."""
    n: int | None = None
    """Of a confusion: in so many units."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One code of a unit that some coders gave and others, who saw it, did not; or one item."""

    unit: ComparedUnit
    what: str
    """The code at the level of the comparison, or the item."""
    label: str
    """What people read: the code's path, or the item's short name."""
    distance: float
    """Of the unit: the mean over pairs of coders, from 0 to 1."""
    positions: tuple[Position, ...]
    """Of those who saw it."""
    settlement: Settlement | None = None
    offered: OfferedCause | None = None

    @property
    def code(self) -> CodeId:
        """Return the code in dispute."""
        return CodeId(self.what)

    @property
    def settled(self) -> bool | str | None:
        """What was agreed in the end: applies or not, or the answer; None is not yet settled."""
        return None if self.settlement is None else self.settlement.value

    @property
    def applied_by(self) -> tuple[AuthorName, ...]:
        """Return who gave the code."""
        return tuple(one.coder for one in self.positions if one.stand is Stand.GIVEN)

    @property
    def not_by(self) -> tuple[AuthorName, ...]:
        """Return who saw the unit and did not give the code."""
        return tuple(one.coder for one in self.positions if one.stand is not Stand.GIVEN)


@dataclass(frozen=True, slots=True)
class UnitDifference:
    """A unit on which coders differ, with all that each of them said of it."""

    unit: ComparedUnit
    quote: str
    distance: float
    sides: tuple[Side, ...]
    shared: tuple[str, ...]
    """What all of them gave."""
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class BoundaryDifference:
    """Two passages that overlap, that got the same code from two coders, and are not the same."""

    code: CodeId
    label: str
    first: AuthorName
    second: AuthorName
    of_first: Statement
    of_second: Statement
    distance: float
    """1 - shared characters / all characters of both (Jaccard)."""


@dataclass(frozen=True)
class Comparison:
    """What coders gave to the units of a round, and where they differ.

    The values are in the form in which agreement is computed.
    """

    kind: SubjectKind
    round: Round
    level: str
    coders: tuple[AuthorName, ...]
    units: tuple[ComparedUnit, ...]
    """Those that at least one of the coders was to see, or saw."""
    values: tuple[tuple[frozenset[str] | None, ...], ...]
    """Of each unit what each coder gave; None is "not seen", an empty set "absent"."""
    sights: tuple[tuple[Sight, ...], ...]
    differences: tuple[UnitDifference, ...]
    """The furthest apart first, then in text order."""
    boundaries: tuple[BoundaryDifference, ...] = ()
    """The furthest apart first."""

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every unit and code in dispute, the furthest apart first."""
        return tuple(one for unit in self.differences for one in unit.disagreements)

    @property
    def left(self) -> int:
        """Count the disagreements that are not settled."""
        return sum(one.settlement is None for one in self.disagreements)
