"""What `qes suggest` prints of the order of work and of what is still undecided."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import Json, SegmentId
from qes.cli.output import counted, rows, say

if TYPE_CHECKING:
    from qes.services.desk import Desk
    from qes.services.suggesting.estimating import RemainingOfCode

USUAL_LENGTH = 20
"""So many units are printed of an order unless another number is asked for."""


class OrderName(StrEnum):
    """What `--order` takes."""

    DOUBTFUL = "doubtful"
    NOVEL = "novel"
    RANDOM = "random"
    DOCUMENT = "document"


def next_segments(
    desk: Desk, order: OrderName, source: str | None = None, limit: int = USUAL_LENGTH
) -> tuple[SegmentId, ...]:
    """Return the undecided segments to look at next, in the order asked for."""
    from qes.services.suggesting.ordering import Order, work_order

    return work_order(desk, Order(order.value), source=source, limit=limit)


def print_remaining(
    desk: Desk, codes: Sequence[str] = (), level: float = 0.95, target: float = 0.95
) -> None:
    """Print for each code how many undecided segments it may still apply to."""
    from qes.services.suggesting.estimating import Goal, remaining_of_codes

    found = remaining_of_codes(desk, codes, goal=Goal(level, target))
    rows(
        [_row(one) for one in found],
        (
            ("path", "code"),
            ("found", "found"),
            ("unseen", "undecided"),
            ("low", "at least"),
            ("high", "at most"),
            ("advice", "what it means"),
        ),
        empty="you have given no code yet; name one to see what is known of it",
    )
    if not found:
        return
    draws = max(one.estimate.draws for one in found)
    if draws:
        say(
            f"from {counted(draws, 'decision', 'decisions')} on segments drawn at random; "
            f"each code by itself at {100 * level:g} %, however often one looks"
        )
    else:
        say(
            "these numbers say nothing before you have decided segments drawn at random: "
            "in 'qes review' choose the random order of work"
        )


def _row(one: RemainingOfCode) -> dict[str, Json]:
    estimate = one.estimate
    return {
        "code": one.code,
        "path": one.path,
        "found": estimate.found,
        "unseen": estimate.unseen,
        "low": estimate.low,
        "likely": estimate.likely if estimate.draws else None,
        "high": estimate.high,
        "level": estimate.level,
        "draws": estimate.draws,
        "outdated_draws": one.outdated,
        "share_found": estimate.share_found,
        "target": one.goal.target,
        "more_draws": one.more,
        "advice": one.advice,
    }
