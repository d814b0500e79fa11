"""What is reported of how suggestions were used: plain values, each with what it was computed from."""

from __future__ import annotations

from dataclasses import dataclass

from qes import __version__
from qes.analysis.agreement.two_coders import Pooled
from qes.analysis.proportion import Proportion
from qes.base import AuthorName


@dataclass(frozen=True, slots=True)
class RankAcceptance:
    """What became of the codes that stood at one rank of the list when a unit was decided."""

    rank: int
    shown: int
    accepted: int
    rejected: int

    @property
    def neither(self) -> int:
        """How many were left without a word."""
        return self.shown - self.accepted - self.rejected

    @property
    def acceptance(self) -> Proportion:
        """Accepted of shown."""
        return Proportion(self.accepted, self.shown)


@dataclass(frozen=True, slots=True)
class Missed:
    """What was given that was not among the codes on the list."""

    units: Proportion
    """Units with such a code, of those that were given any with a list before the eyes."""
    codes: Proportion
    """The same, of the codes."""


@dataclass(frozen=True, slots=True)
class ChangeOnSight:
    """What people changed when they saw suggestions that had been kept back."""

    withheld: int
    """Units that were decided while suggestions were kept back."""
    changed: Proportion
    """Of those whose suggestions were then shown, the ones with other codes now."""
    added_offered: int
    """Codes added that were among those shown."""
    added_other: int
    dropped_offered: int
    dropped_other: int


@dataclass(frozen=True, slots=True)
class SightAgreement:
    """How two coders agree on some units, over all codes."""

    units: int
    documents: int
    pooled: Pooled


@dataclass(frozen=True, slots=True)
class PairGuard:
    """Two coders of a closed round, on units with suggestions and on units without."""

    round_id: str
    round_title: str
    a: AuthorName
    b: AuthorName
    with_: SightAgreement
    """Both saw suggestions before they decided."""
    without: SightAgreement
    """Neither did; what they changed on sight later does not count."""
    mixed: int
    """Units of which only one saw suggestions before deciding: not compared."""
    codes: int
    """Codes there were to choose from."""


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of each reviewer's decisions."""

    first: int
    last: int
    units: Proportion
    """Units for which one of the first three codes was accepted, of those decided with a list."""
    codes: Proportion
    """Accepted, of the codes that stood among the first three."""


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """All that is known of how suggestions were used, and what it was computed from."""

    reviewers: tuple[AuthorName, ...]
    rounds: tuple[str, ...]
    """Closed rounds, from which others' decisions are counted too."""
    decisions: int
    """Judgements about codes that went into it."""
    showings: int
    """Lists of suggestions, shown or kept back, that went into it."""
    units: int
    """Units decided with a list before the eyes, once for each reviewer and round."""
    undecided: int
    """Units of which a list was seen, and nothing was decided."""
    models: tuple[str, ...]
    acceptance: tuple[RankAcceptance, ...]
    missed: Missed
    change: ChangeOnSight
    agreement: tuple[PairGuard, ...]
    learning: tuple[Block, ...]
    resting_on_nothing: int
    """Decisions that point to suggestions which were destroyed with withdrawn words."""
    altered: int
    """Lists that are not what they were written as, and were left out."""
    unplaced: int
    """Lists for units that are not in the material any more, and were left out."""
    first_format: int
    """Lists made by the first version, which did not record who saw them: left out."""
    data_hash: str
    """SHA-256 over the lists and what was decided: the same data give the same hash."""
    tool_version: str = __version__
