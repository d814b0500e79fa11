"""Agreement on answers, of an appraisal or a screening, as a value: what the report says of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qes.analysis.agreement.estimates import Estimate


class Answered(StrEnum):
    """What answers are about."""

    STUDY = "study"
    REFERENCE = "reference"

    @property
    def many(self) -> str:
        """Return the word for several."""
        return "studies" if self is Answered.STUDY else "references"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """How far coders agree on one item: a question of an appraisal, or a stage of screening."""

    item: str
    label: str
    n_units: int
    percent: Estimate
    alpha: Estimate
    kappa: Estimate | None
    """None for more than two coders."""
    ac2: Estimate | None
    """Quadratic weights; None where the answers have no order."""
    table: tuple[tuple[int, ...], ...]
    """Of two coders, the first one's answers in the rows; else empty."""
    ac1: Estimate | None = None
    """None where the answers have an order, as all that follows."""
    brennan_prediger: Estimate | None = None
    """Of two answers PABAK."""
    positive: Estimate | None = None
    """Of the first answer, such as to include; of two coders only."""
    negative: Estimate | None = None
    """Of the second answer, such as to exclude; of two coders only."""
    fleiss: Estimate | None = None
    """Of more than two coders."""
    coders: tuple[str, ...] = ()
    """Where they are not all the table's: of more than two, each two."""
    categories: tuple[str, ...] = ()
    """Where they are not all the table's: an answer beyond the second that nobody gave is none."""


@dataclass(frozen=True, slots=True)
class ItemWork:
    """What one coder was given to answer, and answered."""

    name: str
    assigned: int
    """Studies or references."""
    answered: int
    """Those of which they answered an item at least."""
    answers: int
    compared: int
    """Answers to what another answered too."""


@dataclass(frozen=True, slots=True)
class ItemDispute:
    """An item of a study or reference that coders answered differently."""

    subject: str
    """What people call it: a study's label, a reference's title."""
    subject_id: str
    item: str
    label: str
    answers: tuple[str | None, ...]
    """In the order of the table's coders; None has not answered."""
    reasons: tuple[str | None, ...]
    distance: float
    agreed: str | None
    """What was settled; None is not yet."""
    cause: str | None
    panel: tuple[str, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class ItemTable:
    """Agreement on the items of an instrument, or on the stages of screening."""

    title: str
    coders: tuple[str, ...]
    categories: tuple[str, ...]
    rows: tuple[ItemRow, ...]
    """Of an appraisal the last is all items together, each answer one case; none where no
    coefficient is wanted."""
    work: tuple[ItemWork, ...] = ()
    disputes: tuple[ItemDispute, ...] = ()
    """The furthest apart first."""
    data_sha256: str = ""
    """Over a line an item of a study or reference that two answered: its ID:ITEM, then each coder's
    answer, `-` where there is none; tabs between, LF at the end."""
    about: Answered = Answered.STUDY
    notes: tuple[str, ...] = ()
    """What to mind."""
