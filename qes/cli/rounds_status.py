"""`qes rounds status` and `units`: how far reviewers are, and whether a rule was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import beside, counted, rows
from qes.cli.settings import Format, current
from qes.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.calibrating import Calibration, CodeVerdict
    from qes.services.desk import Desk
    from qes.services.rounds import Round, RoundOverview, RoundProgress

_COLUMNS = (
    ("round", "round"),
    ("title", "title"),
    ("state", "state"),
    ("reviewer", "reviewer"),
    ("assigned", "assigned"),
    ("seen", "seen"),
    ("decided", "decided"),
    ("left", "left"),
    ("decisions", "decisions"),
)


def show_status(desk: Desk, name: str | None) -> None:
    """Print how far each round is, or one: counts only."""
    from qes.services.rounds import list_rounds, overlook

    chosen = [one.id for one in list_rounds(desk)] if name is None else [name]
    found = [overlook(desk, one) for one in chosen]
    held = {one.round.id: _held(desk, one.round) for one in found}
    rows(
        [
            _row(one, person, held[one.round.id])
            for one in found
            for person in (one.reviewers or (None,))
        ],
        _COLUMNS,
        empty="no rounds yet: qes rounds open",
    )
    if current().format is Format.TABLE:
        for one in found:
            _tell(one, held[one.round.id])


def show_units(desk: Desk, name: str | None, *, left: bool) -> None:
    """Print the units that are one's own in a round, or those that are left of them."""
    from qes.services.rounds import UnitProgress, own_units

    found = own_units(desk, name)
    chosen = [one for one in found if not left or one.progress is UnitProgress.LEFT]
    rows(
        [{"unit": one.id, "progress": one.progress.value, "text": one.text} for one in chosen],
        (("unit", "unit"), ("progress", "progress"), ("text", "text")),
        empty="no unit is left for you" if found else "no unit of it is yours",
    )


def _held(desk: Desk, one: Round) -> Calibration | str | None:
    """Hold a round to its rule; where that cannot be, say why."""
    if one.rule is None or one.blind:
        return None
    from qes.services.calibrating import hold_to_rule

    try:
        return hold_to_rule(desk, one.id)
    except UserError as error:
        return str(error)


def _row(
    one: RoundOverview, person: RoundProgress | None, held: Calibration | str | None
) -> dict[str, Json]:
    round_, plan = one.round, one.round.plan
    return {
        "round": round_.id,
        "title": round_.title,
        "state": round_.state.value,
        "blind": round_.blind,
        "about": round_.about.value,
        "units": one.units,
        "overlap": one.overlap,
        "overlap_done": one.overlap_done,
        "choice": "all" if plan is None else plan.choice.value,
        "of": one.units if plan is None else plan.frame,
        "by": None if plan is None else plan.by,
        "without": [] if plan is None else list(plan.without),
        "seed": None if plan is None else plan.seed,
        "calibrates": round_.calibrates,
        "rule": round_.rule,
        "calibration": _as_json(held),
        "reviewer": person.reviewer if person else None,
        "assigned": person.assigned if person else 0,
        "seen": person.seen if person else 0,
        "decided": person.decided if person else 0,
        "left": person.left if person else 0,
        "decisions": person.decisions if person else 0,
    }


def _as_json(held: Calibration | str | None) -> Json:
    if held is None:
        return None
    if isinstance(held, str):
        return {"met": None, "reason": held, "codes": []}
    return {
        "met": held.met,
        "reason": None,
        "codes": [
            {
                "code": one.code,
                "path": one.path,
                "coders": list(one.coders),
                **dict(one.figures),
                "met": one.met,
                "reason": one.reason,
            }
            for one in held.verdicts
        ],
    }


def _tell(one: RoundOverview, held: Calibration | str | None) -> None:
    round_ = one.round
    if one.overlap_done is not None and round_.plan is not None:
        beside(
            f"{round_.title}: {one.overlap_done:,} of {one.overlap:,} units done by two, "
            f"of {counted(one.units, 'unit', 'units')} in all"
        )
    if round_.rule is not None and round_.blind:
        beside(f"{round_.title}: held to {round_.rule} once it is compared")
    elif isinstance(held, str):
        beside(f"{round_.title}: it cannot be said whether {round_.rule}: {held}")
    elif held is not None:
        beside(f"{round_.title}: {round_.rule} on {_met(held.verdicts)}")
        for each in held.verdicts:
            if each.met is not None:
                beside(f"  {_verdict(each)}")
        for reason, paths in _unknown(held.verdicts).items():
            beside(f"  not known, {reason}: {'; '.join(paths)}")


def _met(verdicts: Sequence[CodeVerdict]) -> str:
    """Count what was met: code by code, or where there are more than two coders, pair by pair."""
    met = sum(each.met is True for each in verdicts)
    codes, pairs = len({each.code for each in verdicts}), len({each.coders for each in verdicts})
    of = counted(codes, "parent code", "parent codes")
    return f"{met} of {of}" if pairs == 1 else f"{met} of {len(verdicts)}: {of}, {pairs} pairs"


def _unknown(verdicts: Sequence[CodeVerdict]) -> dict[str, list[str]]:
    """Return by reason the codes of which nothing can be said, and of whom where it matters."""
    from qes.analysis.agreement.reasons import reason_words

    pairs = len({each.coders for each in verdicts})
    coders: dict[tuple[str, str], list[str]] = {}
    for each in verdicts:
        if each.met is None:
            key = (reason_words(each.reason or ""), each.path)
            coders.setdefault(key, []).append(" and ".join(each.coders))
    found: dict[str, list[str]] = {}
    for (reason, path), who in coders.items():
        whose = "" if len(who) == pairs else f" ({', '.join(who)})"
        found.setdefault(reason, []).append(f"{path}{whose}")
    return found


def _verdict(one: CodeVerdict) -> str:
    said = ", ".join(
        f"{name} {'undefined' if value is None else f'{value:.2f}'}" for name, value in one.figures
    )
    met = "met" if one.met else "not met"
    return f"{one.path} ({' and '.join(one.coders)}): {said}: {met}"


def short_of_rule(desk: Desk, name: str) -> str | None:
    """Say in a line how far a round is from the rule that it was held to; None if it met it."""
    from qes.services.rounds import list_rounds

    found = next((one for one in list_rounds(desk) if name in {one.id, one.title}), None)
    held = None if found is None else _held(desk, found)
    if found is None or held is None or (not isinstance(held, str) and held.met):
        return None
    if isinstance(held, str):
        return f"{found.title} was held to {found.rule}: {held}"
    return f"{found.title} was held to {found.rule}: met on {_met(held.verdicts)}"
