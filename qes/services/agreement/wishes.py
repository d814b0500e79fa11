"""What people ask of a report, and how they write it."""

from __future__ import annotations

from dataclasses import dataclass, field

from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.report import Threshold, UnitKind
from qes.errors import UserError
from qes.services.code_levels import CodeLevel

MOST_DISAGREEMENTS = 1_000

_HELD = ("alpha", "kappa", "ac1", "percent", "positive", "negative", "brennan_prediger")


@dataclass(frozen=True, slots=True)
class ReportWish:
    """What is asked of a report."""

    unit: UnitKind = UnitKind.SEGMENT
    level: CodeLevel = CodeLevel.LEAF
    coefficients: bool = True
    """False leaves every coefficient out: for teams that want disagreements to talk about."""
    thresholds: tuple[Threshold, ...] = ()
    most_disagreements: int | None = MOST_DISAGREEMENTS
    """So many are listed, the furthest apart; None is all."""
    plan: IntervalPlan = field(default_factory=IntervalPlan)


def unit_named(text: str) -> UnitKind:
    """Return the unit of that name.

    Raises:
        UserError: there is none.
    """
    try:
        return UnitKind(text.strip().casefold())
    except ValueError:
        raise UserError(f"no unit {text[:40]!r}", hint=f"it may be {', '.join(UnitKind)}") from None


def threshold_named(text: str) -> Threshold:
    """Read what an interval's lower end is held against.

    Raises:
        UserError: it cannot be read, or names what has no interval.

    >>> threshold_named("alpha=.667")
    Threshold(name='alpha', least=0.667)
    """
    name, _, least = text.replace(">=", "=").partition("=")
    name = name.strip().casefold()
    if name not in _HELD:
        raise UserError(f"no statistic {name[:40]!r}", hint=f"it may be {', '.join(_HELD)}")
    try:
        value = float(least)
    except ValueError:
        raise UserError(
            f"the threshold {text[:40]!r} cannot be read", hint="write such as alpha=.667"
        ) from None
    if not -1 <= value <= 1:
        raise UserError(f"no {name} reaches {least[:20]}", hint="it lies between -1 and 1")
    return Threshold(name, value)


def most_named(text: str) -> int | None:
    """Read how many disagreements are to be listed; None is all.

    Raises:
        UserError: it is no number.
    """
    said = text.strip().casefold()
    if said == "all":
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise UserError(f"{text[:40]!r} is no number of disagreements", hint="give one, or all")
    return int(said)
