"""The line under a drawing that says what its marks mean; only what is there is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logicmodel.connectors import draw_dot, draw_sign
from logicmodel.drawing import Line, Shape, Text
from logicmodel.edge import LineStyle, Sign
from logicmodel.font import text_width
from logicmodel.graph import LogicModel, Omission
from logicmodel.lines import break_lines
from logicmodel.page import Type
from logicmodel.palette import EDGE_INK, QUIET_INK
from logicmodel.wording import counted as number_of

_SAMPLE = 8.0
"""The length of a sample line in mm."""
_APART = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One explanation, with a sample of the line or sign it explains."""

    text: str
    line: LineStyle | None = None
    sign: Sign | None = None
    dot: bool = False

    @property
    def sample(self) -> float:
        """The room its sample takes in mm."""
        if self.line is not None:
            return _SAMPLE + 1.5
        return 4.0 if self.sign is not None or self.dot else 0.0


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries with their places, relative to the top left of the legend."""

    placed: tuple[tuple[Entry, tuple[str, ...], float, float], ...]
    type: Type
    height: float

    def shapes(self, x: float, y: float) -> Iterator[Shape]:
        """Draw the legend."""
        for entry, lines, left, top in self.placed:
            middle = y + top + self.type.leading / 2
            at = x + left
            if entry.line is not None:
                is_dashed = entry.line is LineStyle.DASHED
                ends = ((at, middle), (at + _SAMPLE, middle))
                yield Line("legend", ends, EDGE_INK, 0.35, is_dashed)
            if entry.sign is not None:
                yield from draw_sign("legend", entry.sign, (at + 1.2, middle))
            if entry.dot:
                yield draw_dot("legend", (at + 1.2, middle))
            for number, line in enumerate(lines):
                baseline = y + top + self.type.baseline + number * self.type.leading
                left_end = at + entry.sample
                yield Text("legend", left_end, baseline, line, self.type.points, QUIET_INK)


def set_legend(model: LogicModel, width: float, kind: Type, *, counted: bool) -> Legend:
    """Arrange the explanations in as few lines as the width in mm allows."""
    placed = []
    x = y = 0.0
    for entry in entries(model, counted=counted):
        needed = entry.sample + text_width(entry.text, kind.points)
        if x and x + needed > width:
            x, y = 0.0, y + kind.leading
        lines = break_lines(entry.text, width - entry.sample, kind.points)
        placed.append((entry, lines, x, y))
        y += (len(lines) - 1) * kind.leading
        x += needed + _APART
    return Legend(tuple(placed), kind, y + kind.leading if placed else 0.0)


def entries(model: LogicModel, *, counted: bool) -> Iterator[Entry]:
    """Yield what a reader of this drawing must be told."""
    edges = model.drawn_edges
    if counted:
        yield Entry("n = number of different studies")
    if any(edge.line is LineStyle.SOLID for edge in edges):
        yield Entry("link that a source or a theory states", line=LineStyle.SOLID)
    if any(edge.line is LineStyle.DASHED for edge in edges):
        yield Entry(
            "link that rests on co-occurrence or the reviewers' inference alone",
            line=LineStyle.DASHED,
        )
    boxes = {box.code for box in model.boxes} | {edge.id for edge in edges}
    if any(not {edge.source, edge.target} <= boxes for edge in edges):
        yield Entry("end that means one bullet, not the whole box", dot=True)
    if any(edge.sign is Sign.NEGATIVE for edge in edges):
        yield Entry("more of one, less of the other", sign=Sign.NEGATIVE)
    if any(edge.sign is Sign.MIXED for edge in edges):
        yield Entry("now more, now less", sign=Sign.MIXED)
    thin = sum(code.reason is Omission.FEW_STUDIES for code in model.left_out)
    if thin:
        yield Entry(f"{number_of(thin, 'code')} with fewer studies not shown")
    homeless = sum(code.reason is Omission.NO_COLUMN for code in model.left_out)
    if homeless:
        yield Entry(f"{number_of(homeless, 'code')} without a column not shown")
