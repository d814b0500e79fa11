"""Whether a calibration round has reached the agreement that the team asked for, code by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId
from qes.services.agreeing import PairAgreement, agree
from qes.services.desk import Desk
from qes.services.rounds import Round, StopRule, all_met, find_round, parse_rule, rule_met
from qes.services.rounds.stop_rule import LOWER

if TYPE_CHECKING:
    from qes.analysis.agreement.estimates import Figure, Interval
    from qes.analysis.agreement.two_by_two import TwoByTwo


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
    pairs = agree(desk, one.id, level="parent")
    verdicts = tuple(verdict for pair in pairs for verdict in _verdicts(pair, rule))
    return Calibration(one, rule, verdicts, all_met(each.met for each in verdicts))


def _verdicts(pair: PairAgreement, rule: StopRule) -> list[CodeVerdict]:
    wanted = [one.figure for one in rule.conditions]
    lower = _lower_ends(pair) if LOWER in wanted else None
    found = []
    for at, one in enumerate(pair.comparison.codes):
        figures: dict[str, float | None] = {}
        reasons: list[str] = []
        for name in wanted:
            if name == LOWER and lower is not None:
                figures[name], why = lower[at].low, str(lower[at].reason or "")
            else:
                figure = _figure(one.counts, name)
                figures[name], why = figure.value, str(figure.reason or "")
            reasons += [why] if why else []
        code = CodeId(one.code)
        found.append(
            CodeVerdict(
                code,
                pair.paths[code],
                (pair.a, pair.b),
                tuple(figures.items()),
                rule_met(rule, figures),
                reasons[0] if reasons else None,
            )
        )
    return found


def _figure(counts: TwoByTwo, name: str) -> Figure:
    return {
        "alpha": counts.alpha,
        "kappa": counts.kappa,
        "ac1": counts.ac1,
        "percent": counts.percent,
        "positive": counts.positive,
        "negative": counts.negative,
    }[name]


def _lower_ends(pair: PairAgreement) -> tuple[Interval, ...]:
    """Return alpha's interval over documents for each code."""
    # numpy: only where intervals are asked for
    from qes.analysis.agreement.code_statistics import (  # noqa: PLC0415
        Statistic,
        code_statistics,
    )
    from qes.analysis.agreement.estimates import Method  # noqa: PLC0415

    computed = code_statistics(pair.comparison.cells)
    return tuple(
        computed.interval(Statistic.ALPHA, at, Method.DOCUMENT_JACKKNIFE)
        for at in range(len(pair.comparison.codes))
    )
