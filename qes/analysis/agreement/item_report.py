"""Agreement on answers, such as those of an appraisal, as a value: what the report says of them."""

from __future__ import annotations

from dataclasses import dataclass

from qes.analysis.agreement.estimates import Estimate


@dataclass(frozen=True, slots=True)
class ItemRow:
    """How far coders agree on one item, such as a question of an appraisal."""

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


@dataclass(frozen=True, slots=True)
class ItemWork:
    """What one coder was given to answer, and answered."""

    name: str
    assigned: int
    """Studies."""
    answered: int
    """Studies of which they answered an item at least."""
    answers: int
    compared: int
    """Answers to what another answered too."""


@dataclass(frozen=True, slots=True)
class ItemDispute:
    """An item of a study that coders answered differently."""

    study: str
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
    """Agreement on the items of an instrument."""

    title: str
    coders: tuple[str, ...]
    categories: tuple[str, ...]
    rows: tuple[ItemRow, ...]
    """The last is all items together, each answer one case; none where no coefficient is wanted."""
    work: tuple[ItemWork, ...] = ()
    disputes: tuple[ItemDispute, ...] = ()
    """The furthest apart first."""
    data_sha256: str = ""
    """Over a line an item of a study that two answered: STUDY:ITEM, then each coder's answer, `-`
    where there is none; tabs between, LF at the end."""
