"""A drawing in words, for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from logicmodel.edge import LineStyle, Sign
from logicmodel.graph import Box, Column, LogicModel, Position
from logicmodel.wording import counted

_SIGNS = {
    Sign.POSITIVE: ", more with more",
    Sign.NEGATIVE: ", less with more",
    Sign.MIXED: ", now more and now less",
    Sign.UNKNOWN: "",
}


def describe(model: LogicModel) -> str:
    """List the columns, their boxes and bullets, and the arrows, one sentence a line."""
    return "\n".join(_sentences(model))


def _sentences(model: LogicModel) -> Iterator[str]:
    flow = " leads to ".join(column.title for column in model.flow)
    yield f"Logic model in {counted(len(model.flow), 'column')} from left to right: {flow}."
    for column in model.columns:
        yield from _column(column)
    titles = {box.code: box.title for box in model.boxes}
    titles |= {bullet.code: bullet.text for box in model.boxes for bullet in box.bullets}
    edges = {edge.id: edge for edge in model.drawn_edges}
    for edge in edges.values():
        source = titles[edge.source]
        target = titles.get(edge.target)
        if target is None:
            meant = edges[edge.target]
            target = f"the arrow from {titles[meant.source]} to {titles[meant.target]}"
        weak = ", a link without a source that states it" if edge.line is LineStyle.DASHED else ""
        verb = edge.kind.replace("_", " ")
        yield f"Arrow: {source} ({verb}) {target}{_SIGNS[edge.sign]}{weak}."


def _column(column: Column) -> Iterator[str]:
    place = "Column" if column.position is Position.FLOW else "Band below all columns"
    if not column.boxes:
        yield f"{place}: {column.title}, empty."
    for box in column.boxes:
        yield f"{place}: {column.title}. {_box(box)}"


def _box(box: Box) -> str:
    if not box.bullets:
        return f"Box: {box.title} ({counted(box.n_studies, 'study')})."
    bullets = "; ".join(
        f"{bullet.text} ({counted(bullet.n_studies, 'study')})" for bullet in box.bullets
    )
    return f"Box: {box.title} ({counted(box.n_studies, 'study')}): {bullets}."
