"""A model as Graphviz DOT: columns as clusters, boxes as tables, so that bullets can have edges."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from logicmodel.edge import Edge, LineStyle, Sign
from logicmodel.font import FAMILY
from logicmodel.graph import Box, Column, LogicModel
from logicmodel.palette import BAND, EDGE_INK, FLOW, INK, Tone
from logicmodel.wording import clean_title

_SIGNS = {Sign.NEGATIVE: "\N{MINUS SIGN}", Sign.MIXED: "\N{PLUS-MINUS SIGN}"}


def write_dot(model: LogicModel, *, counted: bool | None = None) -> bytes:
    """Write a model as DOT in UTF-8; boxes keep their order, edges to edges are comments."""
    if counted is None:
        counted = any(box.studies for box in model.boxes)
    return ("\n".join(_lines(model, counted=counted)) + "\n").encode()


def _lines(model: LogicModel, *, counted: bool) -> Iterator[str]:
    yield "digraph logic_model {"
    yield f"  graph [{_attributes(label=model.title, labelloc='t', rankdir='LR', compound='true', newrank='true', fontname=FAMILY)}];"
    yield f"  node [{_attributes(shape='plain', fontname=FAMILY, fontsize='9', fontcolor=INK)}];"
    yield f"  edge [{_attributes(color=EDGE_INK, fontname=FAMILY, fontsize='9')}];"
    for column in model.columns:
        yield from _cluster(column, FLOW if column in model.flow else BAND, counted=counted)
    yield from _flow(model)
    for edge in model.drawn_edges:
        yield from _edge(edge, model)
    yield "}"


def _cluster(column: Column, tone: Tone, *, counted: bool) -> Iterator[str]:
    yield f"  subgraph {_quoted('cluster_' + column.id)} {{"
    yield f"    graph [{_attributes(label=column.title, style='filled', color=tone.lane, fontcolor=tone.head)}];"
    if not column.boxes:
        yield f"    {_quoted('empty:' + column.id)} [{_attributes(shape='point', style='invis')}];"
    for box in column.boxes:
        yield f"    {_quoted(box.id)} [label=<{_table(box, tone, counted=counted)}>];"
    names = "; ".join(_quoted(box.id) for box in column.boxes)
    if column.boxes:
        yield f"    {{ rank=same; {names}; }}"
    # Graphviz stacks the nodes of a rank upwards, so the invisible chain runs from the last up.
    for upper, lower in pairwise(column.boxes):
        yield f"    {_quoted(lower.id)} -> {_quoted(upper.id)} [{_attributes(style='invis')}];"
    yield "  }"


def _table(box: Box, tone: Tone, *, counted: bool) -> str:
    number = f" (n={box.n_studies})" if counted else ""
    rows = [f'<TR><TD PORT="box" ALIGN="LEFT"><B>{_markup(box.title)}</B>{number}</TD></TR>']
    for place, bullet in enumerate(box.bullets):
        number = f" (n={bullet.n_studies})" if counted else ""
        indent = "&#160;" * 2 * bullet.depth
        rows.append(
            f'<TR><TD PORT="b{place}" ALIGN="LEFT">{indent}&#8226; '
            f"{_markup(bullet.text)}{number}</TD></TR>"
        )
    table = f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" COLOR="{tone.border}" BGCOLOR="{tone.box}">'
    return f"{table}{''.join(rows)}</TABLE>"


def _flow(model: LogicModel) -> Iterator[str]:
    """Lead from column to column, and from each band to the first column."""
    steps = [*pairwise(model.flow), *((band, model.flow[0]) for band in model.bands)]
    for source, target in steps:
        attributes = _attributes(
            ltail="cluster_" + source.id,
            lhead="cluster_" + target.id,
            penwidth="3",
            color=FLOW.head if source in model.flow else BAND.head,
        )
        yield f"  {_anchor(source)} -> {_anchor(target)} [{attributes}];"


def _anchor(column: Column) -> str:
    return _quoted(column.boxes[0].id if column.boxes else "empty:" + column.id)


def _edge(edge: Edge, model: LogicModel) -> Iterator[str]:
    source, target = _end(edge.source, model), _end(edge.target, model)
    if source is None:
        return
    if target is None:
        yield "  // " + clean_title(f"{edge.id}: {edge.source} {edge.kind} {edge.target}")
        return
    style = "dashed" if edge.line is LineStyle.DASHED else "solid"
    label = _SIGNS.get(edge.sign, "")
    attributes = _attributes(
        id=edge.id,
        style=style,
        label=label,
        tooltip=f"{edge.kind}, {edge.sign}",
        constraint="false",
    )
    yield f"  {source} -> {target} [{attributes}];"


def _end(code: str, model: LogicModel) -> str | None:
    box = model.box_of(code)
    if box is None:
        return None
    if box.code == code:
        return _quoted(box.id)
    place = next(place for place, bullet in enumerate(box.bullets) if bullet.code == code)
    return f"{_quoted(box.id)}:b{place}"


def _attributes(**values: str) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in values.items() if value)


def _quoted(text: str) -> str:
    """Quote a string so that Graphviz shows it as it is: no escapes, no entities."""
    escaped = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _markup(text: str) -> str:
    return escape(text, quote=True)
