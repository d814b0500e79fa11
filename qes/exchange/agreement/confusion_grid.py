"""The confusion map as a square of the codes that stand against each other most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from qes.analysis.agreement.report import AgreementReport
from qes.exchange.agreement.plots import short_label

_MOST = 14
_NOTHING = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """How much one code stands against another."""

    weight: float
    shade: int
    """From 0 to 100, by the largest weight."""


@dataclass(frozen=True, slots=True)
class ConfusionGrid:
    """Rows are what the first coder gave, columns what the second gave."""

    labels: tuple[str, ...]
    paths: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    left_out: int
    """Codes that stand against others less."""


def confusion_grid(report: AgreementReport) -> ConfusionGrid | None:
    """Lay out the codes with the most confusion; None where coders never differ."""
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    for pair in report.confusion.pairs:
        found[pair.one, pair.other] += pair.forward
        found[pair.other, pair.one] += pair.backward
    for alone in report.confusion.alone:
        found[alone.code, _NOTHING] += alone.by_first
        found[_NOTHING, alone.code] += alone.weight - alone.by_first
    if not found:
        return None
    weight: defaultdict[str, float] = defaultdict(float)
    for (one, other), n in found.items():
        weight[one] += n
        weight[other] += n
    codes = sorted((code for code in weight if code), key=lambda code: (-weight[code], code))
    shown = [*codes[:_MOST], _NOTHING]
    most = max(found[one, other] for one in shown for other in shown)
    names = dict(report.paths)
    paths = tuple(names.get(code, code) if code else "nothing in its place" for code in shown)
    return ConfusionGrid(
        tuple(short_label(path) for path in paths),
        paths,
        tuple(
            tuple(
                GridCell(n, round(100 * n / most) if most else 0)
                for other in shown
                for n in (found.get((one, other), 0.0),)
            )
            for one in shown
        ),
        max(0, len(codes) - _MOST),
    )
