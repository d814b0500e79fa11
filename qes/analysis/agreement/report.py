"""The agreement report as a value: what was compared, how far coders agree, and what it rests on.

All of it is data: services fill it, and files are written from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qes.analysis.agreement.cautions import CodeCaution
from qes.analysis.agreement.code_cells import CodeCells
from qes.analysis.agreement.estimates import (
    Estimate,
    Figure,
    Interval,
    IntervalPlan,
    Matrix,
    Undefined,
)
from qes.analysis.agreement.item_report import ItemTable
from qes.analysis.agreement.two_by_two import TwoByTwo
from qes.analysis.confusion import ConfusionMap

FEWEST_APPLICATIONS = 5
"""A code that one of the coders applied less often has counts and no verdict."""


class UnitKind(StrEnum):
    """What is counted."""

    SEGMENT = "segment"
    """What reviewers go through."""
    TURN = "turn"
    DOCUMENT = "document"
    SPAN = "span"
    """Characters of the segments that both have seen."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A statistic of one code, with its intervals."""

    name: str
    value: float | None
    reason: Undefined | None = None
    intervals: tuple[Interval, ...] = ()
    """The first is the headline."""

    @property
    def interval(self) -> Interval | None:
        """Return the headline interval."""
        return self.intervals[0] if self.intervals else None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Return the ends of the headline interval; None where there is none."""
        return self.intervals[0].ends if self.intervals else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the lower end of an interval reaches what the team wants."""

    name: str
    least: float
    met: bool | None
    """None where there is no interval, or too few applications to say."""


@dataclass(frozen=True, slots=True)
class RatingPattern:
    """Who of several coders gave a code and who did not, and in how many units."""

    given: tuple[bool | None, ...]
    """In the order of the coders; None has not seen the units."""
    units: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """How far coders agree on one code."""

    code: str
    path: str
    applied: tuple[int, ...]
    """How often each coder applied it."""
    counts: TwoByTwo | None
    """None for more than two coders."""
    measures: tuple[Measure, ...]
    cautions: tuple[CodeCaution, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    patterns: tuple[RatingPattern, ...] = ()
    """Of more than two coders, the most frequent first: every figure follows from them."""

    def measure(self, name: str) -> Measure:
        """Return a statistic; one that was not computed has neither value nor reason."""
        return next((one for one in self.measures if one.name == name), Measure(name, None))

    @property
    def few(self) -> bool:
        """Say whether a coder applied it too seldom for more than counts."""
        return min(self.applied, default=0) < FEWEST_APPLICATIONS

    @property
    def flag(self) -> str | None:
        """Say why the numbers are to be left aside, if they are."""
        reason = self.measure("alpha").reason
        if reason is not None:
            return reason.value
        return "few_applications" if self.few else None


@dataclass(frozen=True, slots=True)
class Pooled:
    """Agreement over all codes together."""

    row: CodeRow
    """One case a unit and code."""
    within_kappa: Figure
    """Chance taken within each code, then summed."""
    within_alpha: Figure
    alpha_median: Figure
    alpha_least: Figure
    n_defined: int


@dataclass(frozen=True, slots=True)
class CodeTable:
    """How far coders agree on every code at one level."""

    level: str
    coders: tuple[str, ...]
    n_units: int
    n_documents: int
    rows: tuple[CodeRow, ...]
    pooled: Pooled
    cells: CodeCells | None = field(compare=False, repr=False)
    """The counts of each code in each document; None for more than two coders."""


@dataclass(frozen=True, slots=True)
class TreeDistance:
    """Alpha of units with one code from each coder, where near codes are less far apart."""

    estimate: Estimate
    codes: tuple[str, ...]
    weights: Matrix
    left_out: int
    """Units in which a coder gave no code, or several."""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """How far two coders agree on where a code stands, by character."""

    code: str
    path: str
    bar_u: Measure
    ku: Measure
    first: int
    """Spans of the first coder; those that overlap are one."""
    second: int
    exact: int
    """Spans that begin and end alike."""
    half: int
    """Spans whose common length is at least half of the longer."""

    @property
    def few(self) -> bool:
        """Say whether a coder marked too few spans for more than counts."""
        return min(self.first, self.second) < FEWEST_APPLICATIONS


@dataclass(frozen=True, slots=True)
class SpanTable:
    """Agreement by character, in the segments that both have seen."""

    coders: tuple[str, str]
    n_characters: int
    n_documents: int
    u: Estimate
    cu: Estimate
    rows: tuple[SpanRow, ...]


class Grouping(StrEnum):
    """By what units are put together to see a change."""

    ROUND = "round"
    WEEK = "week"
    VERSION = "codebook version"


@dataclass(frozen=True, slots=True)
class Period:
    """Agreement over all codes in one part of the work."""

    grouping: Grouping
    label: str
    coders: tuple[str, ...]
    """The two whose work it is: of more than two, those who share most units."""
    n_units: int
    n_documents: int
    counts: TwoByTwo
    alpha: Measure


@dataclass(frozen=True, slots=True)
class CoderWork:
    """What one coder was given, saw and did."""

    name: str
    assigned: int
    seen: int
    coded: int
    """Units that they gave at least one code."""
    codings: int
    compared: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Units that are not compared, and why."""

    why: str
    n: int


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What went into the comparison and what did not: read before any coefficient."""

    n_units: int
    """That the round is about."""
    n_compared: int
    """Those seen by two coders or more."""
    n_asked_compared: int
    """Of these, how many the round is about: others were seen besides."""
    n_documents: int
    coders: tuple[CoderWork, ...]
    dropped: tuple[Dropped, ...]
    never_used: tuple[str, ...]
    """Paths of the codes that nobody applied."""
    chosen: str
    """How the units were chosen."""


@dataclass(frozen=True, slots=True)
class RoundStep:
    """That a round was opened, compared or closed: when and by whom."""

    state: str
    at: str
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BlindWork:
    """How much of the work was done blind to the others, and how one knows."""

    n_decisions: int
    """The sum of the next four."""
    n_blind: int
    n_open: int
    """Made where coders see each other's decisions."""
    n_late: int
    """Made after independent work had ended."""
    n_foreknown: int
    """Made about something of which another's earlier decision was in sight."""
    n_with_suggestions: int
    """Made with the program's suggestions in sight."""
    steps: tuple[RoundStep, ...]


@dataclass(frozen=True, slots=True)
class CoderCodes:
    """What one coder gave to a unit, and why."""

    coder: str
    codes: tuple[str, ...]
    """Paths."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettledCode:
    """What was decided together about one code of a unit."""

    path: str
    applies: bool
    cause: str | None
    reason: str | None
    panel: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitDisagreement:
    """A unit on which coders differ, with its words."""

    unit: str
    document: str
    start: int
    stop: int
    quote: str
    distance: float
    """MASI, the mean over pairs of coders."""
    disputed: tuple[str, ...]
    """Ids of codes."""
    sides: tuple[CoderCodes, ...]
    settled: tuple[SettledCode, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What one needs to redo every number."""

    data_sha256: str
    tool_version: str
    plan: IntervalPlan
    categories: tuple[str, ...]
    """The codes there were to choose from, by id: from the codebook, never from the data."""
    codebook_sha256: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a team wants an interval's lower end to reach."""

    name: str
    least: float


@dataclass(frozen=True)
class AgreementReport:
    """How far the coders of a round agree, and all that a reader needs to redo it."""

    title: str
    round_id: str | None
    round_title: str
    unit: UnitKind
    coefficients: bool
    """False for a team that wants disagreements only."""
    thresholds: tuple[Threshold, ...]
    cleaning: Cleaning
    blindness: BlindWork
    main: CodeTable | None
    """All coders together; None where nothing was coded twice."""
    pairs: tuple[CodeTable, ...]
    """Of more than two coders, each two of them."""
    levels: tuple[CodeTable, ...]
    tree: TreeDistance | None
    sets: tuple[Estimate, ...]
    spans: tuple[SpanTable, ...]
    items: tuple[ItemTable, ...]
    periods: tuple[Period, ...]
    confusion: ConfusionMap
    paths: tuple[tuple[str, str], ...]
    """Id and path of every code that is named."""
    disagreements: tuple[UnitDisagreement, ...]
    """The furthest apart first."""
    n_disagreements: int
    """In all, those not listed too."""
    warnings: tuple[str, ...]
    methods: str
    provenance: Provenance

    @property
    def coders(self) -> tuple[str, ...]:
        """Return who is compared."""
        answers = self.answers
        if answers is not None:
            return answers.coders
        return tuple(one.name for one in self.cleaning.coders)

    @property
    def answers(self) -> ItemTable | None:
        """Return what there is to tell where no unit was coded twice and studies were appraised."""
        return self.items[0] if self.main is None and self.items else None
