"""Where things stand in the plots of the agreement page: the page itself draws them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qes.analysis.agreement.report import CodeRow

_LEFT, _PLOT, _RIGHT = 310, 400, 160
_ROW, _TOP, _BOTTOM = 20, 26, 34
_SIDE, _HIGH = 520, 320
_MARGIN = 54
_LEAST_SHARE = 1e-4
_LONGEST_LABEL = 42


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One code of the forest plot."""

    label: str
    path: str
    y: float
    x: float
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Forest:
    """Alpha of each code with its interval, one line a code."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: float
    zero: float | None
    ticks: tuple[Tick, ...]
    lines: tuple[ForestLine, ...]
    left_out: int
    """Codes that were applied too seldom, or have no value."""
    said: str
    """The plot in words, for those who do not see it."""


def forest(rows: Sequence[CodeRow], pooled: CodeRow) -> Forest:
    """Place alpha of every code that was applied often enough, and of all together."""
    shown = [row for row in rows if not row.few and row.measure("alpha").value is not None]
    with_pooled = [*shown, *([pooled] if pooled.measure("alpha").value is not None else [])]
    values = [
        value
        for row in with_pooled
        for value in ((row.measure("alpha").ends or ())[:1] or (row.measure("alpha").value or 0.0,))
    ]
    least = max(-1.0, min([0.0, *(math.floor(10 * value) / 10 for value in values)]))

    def place(value: float) -> float:
        return round(_LEFT + _PLOT * (max(value, least) - least) / (1 - least), 1)

    lines = tuple(_line(row, _TOP + _ROW * (at + 0.5), place) for at, row in enumerate(with_pooled))
    bottom = _TOP + _ROW * len(lines)
    alphas = [row.measure("alpha").value or 0.0 for row in shown]
    said = (
        f"Alpha of {len(shown)} codes, from {min(alphas):.2f} to {max(alphas):.2f}; the table of "
        "codes holds the same numbers."
        if alphas
        else "No code was applied often enough."
    )
    step = 0.2 if 1 - least <= 1.2 else 0.5
    first = math.ceil(least / step - 1e-9)
    return Forest(
        _LEFT + _PLOT + _RIGHT,
        round(bottom + _BOTTOM),
        _LEFT,
        _LEFT + _PLOT,
        _TOP,
        bottom,
        place(0.0) if least < 0 else None,
        tuple(Tick(place(step * n), f"{step * n:z.1f}") for n in range(first, round(1 / step) + 1)),
        lines,
        len(rows) - len(shown),
        said,
    )


def _line(row: CodeRow, y: float, place: Callable[[float], float]) -> ForestLine:
    measure = row.measure("alpha")
    value, ends = measure.value or 0.0, measure.ends
    said = f"{value:z.2f}" + (f" [{ends[0]:z.2f}, {ends[1]:z.2f}]" if ends else " (no CI)")
    return ForestLine(
        short_label(row.path),
        row.path,
        y,
        place(value),
        None if ends is None else place(ends[0]),
        None if ends is None else place(ends[1]),
        said,
    )


def short_label(path: str) -> str:
    """Return the last step of a code's path, cut where it is long."""
    name = path.rpartition(" > ")[2]
    return name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"


@dataclass(frozen=True, slots=True)
class Point:
    """One code in the plot of agreement against prevalence."""

    x: float
    alpha: float | None
    percent: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """Alpha and percent agreement against prevalence, which has a logarithmic axis."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    points: tuple[Point, ...]
    said: str


def scatter(rows: Sequence[CodeRow]) -> Scatter:
    """Place every code that someone applied by its prevalence and its agreement."""
    used = [row for row in rows if row.counts is not None and row.counts.applied]
    shares = [max(_LEAST_SHARE, row.counts.prevalence.value or 0.0) for row in used if row.counts]
    least = 10.0 ** math.floor(math.log10(min(shares, default=0.01)))
    alphas = [row.measure("alpha").value for row in used]
    low = min([0.0, *(math.floor(5 * one) / 5 for one in alphas if one is not None)])
    left, right, top, bottom = _MARGIN, _SIDE - 30, 16, _HIGH - 46

    def across(share: float) -> float:
        part = math.log10(max(share, least) / least) / max(1.0, -math.log10(least))
        return round(left + (right - left) * part, 1)

    def up(value: float) -> float:
        return round(bottom - (bottom - top) * (value - low) / (1 - low), 1)

    points = tuple(
        Point(
            across(share),
            None if alpha is None else up(alpha),
            None if (percent := row.measure("percent").value) is None else up(percent),
            f"{row.path}: prevalence {100 * share:.2f} %, agreement "
            f"{100 * (percent or 0):.1f} %, alpha "
            + ("not defined" if alpha is None else f"{alpha:z.2f}"),
        )
        for row, share, alpha in zip(used, shares, alphas, strict=True)
    )
    decades = range(round(math.log10(least)), 1)
    return Scatter(
        _SIDE,
        _HIGH,
        left,
        right,
        top,
        bottom,
        tuple(Tick(across(10.0**n), f"{100 * 10.0**n:g} %") for n in decades),
        tuple(Tick(up(n / 5), f"{n / 5:z.1f}") for n in range(round(5 * low), 6)),
        points,
        f"{len(points)} codes; the table of codes holds the same numbers.",
    )
