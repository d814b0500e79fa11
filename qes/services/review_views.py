"""What the review screen shows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.code import Level
from corpora.source import Role, SourceKind
from qes.base import CodeId, JudgementId, SegmentId, SourceId
from qes.services.coding import CodingState
from qes.services.rounds import RoundState
from qes.services.suggesting.showing import Showing

if TYPE_CHECKING:
    # it stands beside numbers, and opening a source loads no numpy
    from qes.suggest.calibration import Strength


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """One source and how far one is in it."""

    id: SourceId
    name: str
    kind: SourceKind
    n_segments: int
    """Units that await a decision."""
    n_decided: int


@dataclass(frozen=True, slots=True)
class TurnView:
    """What one speaker says in one go."""

    n: int
    speaker: str | None
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A unit one goes through."""

    id: SegmentId
    n: int
    start: int
    end: int
    speaker: str | None
    awaited: bool
    """False where no decision of one's is awaited: an interviewer speaks, or it is others' to code."""


@dataclass(frozen=True, slots=True)
class ReviewSource:
    """A source as it is read on the screen."""

    id: SourceId
    name: str
    kind: SourceKind
    text: str
    turns: tuple[TurnView, ...]
    segments: tuple[SegmentView, ...]


@dataclass(frozen=True, slots=True)
class CodingView:
    """One's own decision about one code on one passage."""

    start: int
    end: int
    code: CodeId
    path: str
    branch: CodeId
    """The root of the tree the code stands under."""
    state: CodingState
    judgement: JudgementId


@dataclass(frozen=True, slots=True)
class MemoView:
    """One's own memo about a passage."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceDecisions:
    """All that one has decided in one source."""

    codings: tuple[CodingView, ...]
    decided: frozenset[SegmentId]
    """Units with a code of one's own, or marked as having none."""
    no_code: frozenset[SegmentId]
    seen: frozenset[SegmentId]
    memos: tuple[MemoView, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """A passage a suggestion rests on."""

    segment: SegmentId | None
    """None where it is an example of the codebook."""
    source_name: str | None
    text: str
    code: CodeId
    excerpt: str
    """The sentence of it that shares most words with the segment, in one line."""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One suggested code, why it is suggested, and what one has decided about it."""

    id: str
    code: CodeId
    path: str
    name: str
    probability: float | None
    """Calibrated on past decisions; None until there are enough of them."""
    strength: Strength
    """What is said where there is no probability."""
    because: tuple[Because, ...]
    """Accepted passages like it, the nearest first."""
    words: tuple[str, ...]
    """Words of the segment that spoke for the code, most telling first."""
    definition: str
    state: CodingState | None


@dataclass(frozen=True, slots=True)
class SegmentSuggestions:
    """What is suggested for one segment, best first."""

    items: tuple[SuggestionView, ...]
    """Empty where they are withheld."""
    none_probability: float | None
    """How likely it is that no code applies; None until there are enough decisions."""
    none_strength: Strength
    probably_nothing: bool
    """Whether no code is likelier than any code."""
    decisions: int
    """How many decided segments it was learned from."""
    withheld: bool
    """Whether there are suggestions that are kept back until the reviewer has decided."""
    showing: Showing
    """What of this is before the reviewer's eyes, as it is recorded with a decision."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """One code of the tree, with the passages one has given it to."""

    id: CodeId
    parent: CodeId | None
    path: str
    name: str
    definition: str
    level: Level
    depth: int
    branch: CodeId
    n: int


@dataclass(frozen=True, slots=True)
class RoundView:
    """The round one works in."""

    id: str
    title: str
    state: RoundState
    blind: bool
