"""A codebook of our own in the shape of a full synthesis, as elements of a logic model."""

from __future__ import annotations

from collections.abc import Sequence

from logicmodel.edge import (
    Edge,
    EdgeKind,
    EdgeLevel,
    EdgeStatus,
    Evidence,
    EvidenceKind,
    Sign,
)
from logicmodel.element import Element, ElementKind, ElementLevel, ElementStatus
from logicmodel.graph import LogicModel, build_model
from logicmodel.preset import load_preset

_WORDS = (
    "Weekly meetings",
    "Someone who listens and comes back",
    "Help with forms",
    "A say in the pace, the place and the task",
    "Lunch with the team",
    "Travel and child care",
    "Clear tasks",
    "Contact after the first month / later on",
    "Knowing the local firms",
)
_SHAPE: tuple[tuple[str, ElementKind, dict[str, int]], ...] = (
    ("A", ElementKind.PROGRAMME_ELEMENT, {"A1": 9, "A2": 7, "A3": 7}),
    ("B", ElementKind.INFLUENCING_FACTOR, {"B1": 11, "B2": 5, "B3": 6, "B4": 9}),
    ("C", ElementKind.SHORT_TERM_EFFECT, {"": 11}),
    ("D", ElementKind.LONG_TERM_EFFECT, {"": 8}),
)


def element(
    code: str,
    parent: str | None = None,
    *,
    title: str = "",
    level: ElementLevel = ElementLevel.SUBTHEME,
    kind: ElementKind | None = None,
    order: int = 0,
    studies: Sequence[str] = (),
    status: ElementStatus = ElementStatus.ACTIVE,
) -> Element:
    return Element(code, parent, title or code, level, kind, order, tuple(studies), status)


def full_codebook() -> tuple[Element, ...]:
    """84 codes: 4 domains, 7 themes, 73 subthemes; every third subtheme has two studies."""
    elements: list[Element] = []
    for domain, kind, themes in _SHAPE:
        elements.append(
            element(domain, title=f"Domain {domain}", level=ElementLevel.DOMAIN, kind=kind)
        )
        for theme, n_bullets in themes.items():
            if theme:
                elements.append(
                    element(
                        theme,
                        domain,
                        title=f"Theme {theme} of the programme",
                        level=ElementLevel.THEME,
                        order=len(elements),
                    )
                )
            for number in range(n_bullets):
                studies = ["ames2020", "boye2021"] if number % 3 == 0 else ["ames2020"]
                elements.append(
                    element(
                        f"{theme or domain}.s{number}",
                        theme or domain,
                        title=_WORDS[(number + len(elements)) % len(_WORDS)],
                        order=len(elements),
                        studies=studies if number else (),
                    )
                )
    return tuple(elements)


def edge(
    name: str,
    source: str,
    target: str,
    *,
    kind: EdgeKind = EdgeKind.LEADS_TO,
    sign: Sign = Sign.UNKNOWN,
    status: EdgeStatus = EdgeStatus.ACCEPTED,
    evidence: Sequence[EvidenceKind] = (EvidenceKind.AUTHOR_CLAIM,),
) -> Edge:
    level = EdgeLevel.BULLET if "." in source + target else EdgeLevel.BOX
    pieces = tuple(Evidence(one, study="ames2020", phrase="because of it") for one in evidence)
    return Edge(name, source, target, kind, sign, status, level, pieces)


def many_edges() -> tuple[Edge, ...]:
    """Edges of every kind of way: between columns, past one, back, inside, from the band."""
    return (
        edge("e01", "A1", "C"),
        edge("e02", "A2", "C", evidence=[EvidenceKind.COOCCURRENCE]),
        edge("e03", "A3", "D"),
        edge("e04", "C", "D", sign=Sign.POSITIVE),
        edge("e05", "B1", "C", sign=Sign.NEGATIVE),
        edge("e06", "B4", "A2", evidence=[EvidenceKind.REVIEWER_INFERENCE]),
        edge("e07", "B2", "B1", kind=EdgeKind.INFLUENCES, sign=Sign.MIXED),
        edge("e08", "D", "A1", kind=EdgeKind.FEEDBACK),
        edge("e09", "A1", "A2"),
        edge("e10", "B3", "e01", kind=EdgeKind.MODERATES),
        edge("e11", "C.s1", "D.s2"),
        edge("e12", "B1.s3", "C.s4"),
        edge("e13", "C.s5", "C.s7"),
        edge("e14", "B2.s1", "B3.s2"),
        edge("e15", "B1", "e07", kind=EdgeKind.MODERATES),
        edge("e16", "C", "B4", kind=EdgeKind.FEEDBACK),
    )


def full_model(edges: Sequence[Edge] = (), *, title: str = "How the programme works") -> LogicModel:
    return build_model(full_codebook(), edges, load_preset(), title=title)
