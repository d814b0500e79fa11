"""The model itself: which codes are boxes and bullets, in which column, joined by which edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from logicmodel.edge import Edge, EdgeKind
from logicmodel.element import Element, ElementKind
from logicmodel.outline import BoxPlan, Outline
from logicmodel.preset import Preset, PresetColumn
from logicmodel.wording import clean_title

if TYPE_CHECKING:
    import networkx as nx


class Position(StrEnum):
    """Where a column of the model stands."""

    FLOW = "flow"
    """One of the columns that lead from left to right."""
    BELOW = "below"
    """A band under all columns."""


class Omission(StrEnum):
    """Why an active code is not in the model."""

    NO_COLUMN = "no_column"
    """Its kind is not known, or the preset has no column for it."""
    FEW_STUDIES = "few_studies"
    """Fewer studies than the model was asked to show."""


@dataclass(frozen=True, slots=True)
class Bullet:
    """One code inside a box."""

    code: str
    text: str
    studies: tuple[str, ...]
    """The distinct studies under the code and the codes below it, sorted."""
    depth: int = 0
    """How many bullets it stands below."""

    @property
    def n_studies(self) -> int:
        """How many distinct studies speak for it."""
        return len(self.studies)


@dataclass(frozen=True, slots=True)
class Box:
    """One theme, or one domain without themes, with its bullets."""

    id: str
    """The code; with `@kind` behind it where a code needs boxes in two columns."""
    code: str
    kind: ElementKind
    title: str
    bullets: tuple[Bullet, ...]
    studies: tuple[str, ...]
    """The union over its codes, also of those too thin to be shown, sorted."""

    @property
    def n_studies(self) -> int:
        """How many distinct studies speak for it: a union, never a sum."""
        return len(self.studies)


@dataclass(frozen=True, slots=True)
class Column:
    """One column or band with its boxes from top to bottom, or from left to right."""

    id: str
    title: str
    position: Position
    boxes: tuple[Box, ...]
    studies: tuple[str, ...]
    """The union over its boxes and the domains they belong to, sorted."""

    @property
    def n_studies(self) -> int:
        """How many distinct studies speak for it."""
        return len(self.studies)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An active code that is not shown."""

    code: str
    title: str
    reason: Omission


@dataclass(frozen=True, slots=True)
class LogicModel:
    """A logic model: columns of boxes, the edges between them, and what was left out."""

    title: str
    preset: str
    columns: tuple[Column, ...]
    """Every column of the preset, then every band, also the empty ones."""
    edges: tuple[Edge, ...]
    """All edges, whatever people decided about them, by id."""
    left_out: tuple[LeftOut, ...]

    @property
    def flow(self) -> tuple[Column, ...]:
        """The columns from left to right."""
        return tuple(column for column in self.columns if column.position is Position.FLOW)

    @property
    def bands(self) -> tuple[Column, ...]:
        """The bands below."""
        return tuple(column for column in self.columns if column.position is Position.BELOW)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every box, column by column."""
        return tuple(box for column in self.columns for box in column.boxes)

    @property
    def drawn_edges(self) -> tuple[Edge, ...]:
        """The accepted edges whose ends are both shown; the same claim counts once."""
        shown = self.shown_codes
        taken = {
            (edge.source, edge.target, edge.kind): edge
            for edge in reversed(self.edges)
            if edge.is_accepted
            and edge.source != edge.target
            and {edge.source, edge.target} <= shown
        }
        edge_ids = {edge.id for edge in taken.values()}
        moderating = {
            (edge.source, edge.target, edge.kind): edge
            for edge in reversed(self.edges)
            if edge.is_accepted
            and edge.kind is EdgeKind.MODERATES
            and edge.source in shown
            and edge.target in edge_ids
        }
        drawn = [*taken.values(), *moderating.values()]
        return tuple(sorted(drawn, key=lambda edge: edge.id))

    @property
    def shown_codes(self) -> frozenset[str]:
        """The codes that are a box or a bullet."""
        bullets = {bullet.code for box in self.boxes for bullet in box.bullets}
        return frozenset(bullets | {box.code for box in self.boxes})

    def box_of(self, code: str) -> Box | None:
        """Return the box that is or holds a code; of two, the first."""
        for box in self.boxes:
            if code == box.code or any(code == bullet.code for bullet in box.bullets):
                return box
        return None

    def column_of(self, box: Box) -> Column:
        """Return the column a box stands in."""
        return next(column for column in self.columns if box in column.boxes)

    def graph(self) -> nx.MultiDiGraph[str]:
        """Return the model as a directed graph.

        Nodes are boxes (their id) and bullets (their code) with `shape`, `title`, `column` and
        `n_studies`; a bullet has one edge `in` to its box; every drawn edge runs from box or
        bullet to box or bullet under its own id, with `kind`, `sign` and `line`.
        """
        import networkx as nx  # noqa: PLC0415 - half a second that a listing need not wait for

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=self.title)
        for column in self.columns:
            for box in column.boxes:
                graph.add_node(
                    box.id, shape="box", title=box.title, column=column.id, n_studies=box.n_studies
                )
                for bullet in box.bullets:
                    graph.add_node(
                        bullet.code,
                        shape="bullet",
                        title=bullet.text,
                        column=column.id,
                        n_studies=bullet.n_studies,
                    )
                    graph.add_edge(bullet.code, box.id, key="in", kind="in")
        for edge in self.drawn_edges:
            source, target = self.node_of(edge.source), self.node_of(edge.target)
            if source is not None and target is not None:
                said = {"kind": str(edge.kind), "sign": str(edge.sign), "line": str(edge.line)}
                graph.add_edge(source, target, key=edge.id, **said)
        return graph

    def node_of(self, code: str) -> str | None:
        """Return the id of the box or bullet that a code is, or None."""
        box = self.box_of(code)
        if box is None:
            return None
        return box.id if box.code == code else code


def build_model(
    elements: Iterable[Element],
    edges: Iterable[Edge],
    preset: Preset,
    *,
    title: str,
    min_studies: int = 0,
) -> LogicModel:
    """Arrange codes and edges as a logic model.

    A theme is a box and the codes below it are its bullets. A domain is a box for the subthemes
    that stand directly below it, and for its themes if none of them has anything below it.
    Merged and retired codes are not shown; what stands below one moves up to its parent. The
    result does not depend on the order in which elements and edges are given.

    Args:
        elements: every code of the codebook.
        edges: every edge, whatever its status.
        preset: which kind goes to which column.
        title: the heading of the drawing.
        min_studies: leave out bullets with fewer distinct studies.
    """
    outline = Outline(elements)
    left_out: list[LeftOut] = []
    boxes: dict[str, list[Box]] = {place.id: [] for place in preset.places}
    for plan in outline.boxes():
        place = preset.place_of(plan.kind)
        if place is None or plan.kind is None:
            left_out.extend(_without_column(outline, plan))
            continue
        bullets = tuple(_bullets(outline, plan))
        shown = tuple(bullet for bullet in bullets if bullet.n_studies >= min_studies)
        thin = (bullet for bullet in bullets if bullet.n_studies < min_studies)
        left_out.extend(LeftOut(one.code, one.text, Omission.FEW_STUDIES) for one in thin)
        boxes[place.id].append(
            Box(plan.id, plan.code, plan.kind, _title(outline, plan.code), shown, plan.studies)
        )
    columns = tuple(
        _column(outline, place, Position.FLOW if place in preset.columns else Position.BELOW, boxes)
        for place in preset.places
    )
    return LogicModel(
        title=clean_title(title),
        preset=preset.id,
        columns=columns,
        edges=tuple(sorted(edges, key=lambda edge: edge.id)),
        left_out=tuple(left_out),
    )


def _column(
    outline: Outline, place: PresetColumn, position: Position, boxes: dict[str, list[Box]]
) -> Column:
    of_boxes = {study for box in boxes[place.id] for study in box.studies}
    of_domains = outline.studies_of_kinds(place.kinds)
    studies = tuple(sorted(of_boxes | of_domains))
    return Column(place.id, clean_title(place.title), position, tuple(boxes[place.id]), studies)


def _bullets(outline: Outline, plan: BoxPlan) -> Iterator[Bullet]:
    for code, depth in plan.bullets:
        yield Bullet(code, _title(outline, code), outline.studies(code), depth)


def _without_column(outline: Outline, plan: BoxPlan) -> Iterator[LeftOut]:
    for code in (plan.code, *(code for code, _ in plan.bullets)):
        yield LeftOut(code, _title(outline, code), Omission.NO_COLUMN)


def _title(outline: Outline, code: str) -> str:
    return clean_title(outline[code].title) or code
