"""Whether a calibration round has reached the agreement that the team asked for, code by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId
from qes.services.code_levels import CodeLevel
from qes.services.desk import Desk
from qes.services.rounds import Round, StopRule, all_met, find_round, parse_rule, rule_met
from qes.services.rounds.stop_rule import LOWER

if TYPE_CHECKING:
    from qes.analysis.agreement.report import CodeRow, CodeTable


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What two coders reached on one parent code, and whether that is enough."""

    code: CodeId
    path: str
    coders: tuple[AuthorName, AuthorName]
    figures: tuple[tuple[str, float | None], ...]
    """Those that the rule names, in its order."""
    met: bool | None
    """None where a figure is undefined, and so nothing can be said."""
    reason: str | None
    """Why a figure is undefined."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What came of a round that was held to a rule."""

    round: Round
    rule: StopRule
    verdicts: tuple[CodeVerdict, ...]
    met: bool | None
    """For all codes; None where it cannot be said of some and none falls short."""


def hold_to_rule(desk: Desk, name: str) -> Calibration | None:
    """Hold the agreement of each pair of coders on each parent code against the round's rule.

    Returns:
        None for a round without a rule, or whose reviewers are blind to each other still.

    Raises:
        NotFound: there is no such round.
        UserError: no two people have seen the same unit in it.
    """
    with desk.store.read() as connection:
        one = find_round(connection, name)
    if one.rule is None or one.blind:
        return None
    rule = parse_rule(one.rule)
    # numpy: only where a round is held to something
    from qes.services.agreement.pairs import pair_tables  # noqa: PLC0415

    pairs = pair_tables(desk, one.id, level=CodeLevel.PARENT)
    verdicts = tuple(verdict for pair in pairs for verdict in _verdicts(pair, rule))
    return Calibration(one, rule, verdicts, all_met(each.met for each in verdicts))


def _verdicts(pair: CodeTable, rule: StopRule) -> list[CodeVerdict]:
    coders = (AuthorName(pair.coders[0]), AuthorName(pair.coders[1]))
    found = []
    for row in pair.rows:
        said = {one.figure: _figure(row, one.figure) for one in rule.conditions}
        figures = {name: value for name, (value, _) in said.items()}
        reasons = [why for _, why in said.values() if why]
        found.append(
            CodeVerdict(
                CodeId(row.code),
                row.path,
                coders,
                tuple(figures.items()),
                rule_met(rule, figures),
                reasons[0] if reasons else None,
            )
        )
    return found


def _figure(row: CodeRow, name: str) -> tuple[float | None, str]:
    """Return a figure that a rule names, and why it is undefined."""
    if name == LOWER:
        # over documents: the first of alpha's intervals
        interval = row.measure("alpha").intervals[0]
        return interval.low, str(interval.reason or "")
    one = row.measure(name)
    return one.value, str(one.reason or "")
