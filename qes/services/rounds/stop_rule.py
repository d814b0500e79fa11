"""The rule by which a team stops calibrating: what agreement every code must reach.

qes has no thresholds of its own: the team says what it wants, and figures are held against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qes.errors import UserError

LOWER = "lower"
FIGURES = ("alpha", LOWER, "kappa", "ac1", "percent", "positive", "negative")
"""What may stand in a rule: `lower` is the lower end of alpha's 95 % interval."""
_EVERY = re.compile(r"\s*(?:every|each|all)\s+(?:parent\s+)?codes?\b\s*:?")
"""What every rule asks, said in so many words."""
_CONDITION = re.compile(
    r"\s*([a-z0-9]+)(?:\s+(?:bound|end))?\s*(?:>=|≥)\s*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*"
)
_EXAMPLE = 'write such as "alpha>=.70, lower>=.60"'


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure and the least it may be."""

    figure: str
    least: float

    def __str__(self) -> str:
        return f"{self.figure}>={_short(self.least)}"


@dataclass(frozen=True, slots=True)
class StopRule:
    """Conditions that must all hold."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.conditions))


def _short(value: float) -> str:
    return str(Decimal(str(value)).normalize()) if value else "0"


def parse_rule(text: str) -> StopRule:
    """Read a rule as people write it: with or without "every parent code", which all rules ask.

    Raises:
        UserError: it cannot be read, or names a figure twice or one there is not.

    >>> str(parse_rule("alpha >= .70, lower≥0.6"))
    'alpha>=0.7, lower>=0.6'
    >>> str(parse_rule("every parent code alpha ≥ .70, lower bound ≥ .60"))
    'alpha>=0.7, lower>=0.6'
    """
    conditions = []
    said = text.lower()
    every = _EVERY.match(said)
    for part in said[every.end() if every else 0 :].split(","):
        found = _CONDITION.fullmatch(part)
        if found is None:
            raise UserError(f"the rule {text!r} cannot be read", hint=_EXAMPLE)
        figure, least = found[1], float(found[2])
        if figure not in FIGURES:
            raise UserError(f"no figure {figure!r}", hint=f"there are: {', '.join(FIGURES)}")
        if not -1 <= least <= 1:
            raise UserError(f"no {figure} reaches {found[2]}", hint="figures lie between -1 and 1")
        conditions.append(Condition(figure, least))
    if len({one.figure for one in conditions}) < len(conditions):
        raise UserError(f"the rule {text!r} names a figure twice", hint=_EXAMPLE)
    return StopRule(tuple(conditions))


def rule_met(rule: StopRule, figures: Mapping[str, float | None]) -> bool | None:
    """Say whether figures meet a rule.

    Args:
        rule: What is wanted.
        figures: By the names of `FIGURES`; None, or none, is undefined.

    Returns:
        None where what is defined meets it and something is undefined: it cannot be said.
    """
    verdicts = [
        None if (value := figures.get(one.figure)) is None else value >= one.least
        for one in rule.conditions
    ]
    return all_met(verdicts)


def all_met(verdicts: Iterable[bool | None]) -> bool | None:
    """Say whether every verdict is a yes: one no is a no, else one that is open leaves it open."""
    found = set(verdicts)
    return False if False in found else None if None in found else True
