from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from logicmodel.edge import Edge, EdgeKind, EdgeStatus
from logicmodel.element import Element, ElementKind, ElementLevel, ElementStatus
from logicmodel.graph import LogicModel, Omission, Position, build_model
from logicmodel.preset import load_preset
from tests.unit.logicmodel.logic_model_samples import (
    edge,
    element,
    full_codebook,
    full_model,
    many_edges,
)

_DOMAIN = ElementLevel.DOMAIN
_THEME = ElementLevel.THEME


def _model(*elements: Element, min_studies: int = 0) -> LogicModel:
    return build_model(elements, [], load_preset(), title="T", min_studies=min_studies)


def test_a_full_codebook_gives_three_columns_a_band_and_nine_boxes() -> None:
    model = full_model()
    assert [(column.position, len(column.boxes)) for column in model.columns] == [
        (Position.FLOW, 3),
        (Position.FLOW, 1),
        (Position.FLOW, 1),
        (Position.BELOW, 4),
    ]
    assert [box.id for box in model.boxes] == ["A1", "A2", "A3", "C", "D", "B1", "B2", "B3", "B4"]
    assert sum(len(box.bullets) for box in model.boxes) == 73


def test_every_bullet_is_a_code_and_every_code_is_there_once() -> None:
    model = full_model()
    bullets = [bullet.code for box in model.boxes for bullet in box.bullets]
    subthemes = [one.code for one in full_codebook() if one.level is ElementLevel.SUBTHEME]
    assert sorted(bullets) == sorted(subthemes)


def test_nothing_is_drawn_between_boxes_until_somebody_accepts_it() -> None:
    proposed = [replace(one, status=EdgeStatus.PROPOSED) for one in many_edges()]
    assert full_model(proposed).drawn_edges == ()
    assert len(full_model(proposed).edges) == len(proposed)


@given(st.permutations(full_codebook()), st.permutations(many_edges()))
def test_the_order_in_which_codes_and_edges_are_given_does_not_matter(
    elements: list[Element], edges: list[Edge]
) -> None:
    again = build_model(elements, edges, load_preset(), title="How the programme works")
    assert again == full_model(many_edges())


def test_a_box_counts_the_union_of_its_studies_and_never_the_sum() -> None:
    model = _model(
        element("A", level=_DOMAIN, kind=ElementKind.ACTIVITY, studies=["z"]),
        element("A1", "A", level=_THEME, studies=["w"]),
        element("A1.a", "A1", studies=["x", "y", "x"]),
        element("A1.b", "A1", studies=["y"]),
    )
    column = model.columns[0]
    box = column.boxes[0]
    assert [bullet.n_studies for bullet in box.bullets] == [2, 1]
    assert box.studies == ("w", "x", "y")
    assert column.studies == ("w", "x", "y", "z")


def test_bullets_on_few_studies_are_left_out_and_still_count_in_their_box() -> None:
    model = _model(
        element("C", level=_DOMAIN, kind=ElementKind.IMPACT),
        element("C.a", "C", studies=["x", "y"]),
        element("C.b", "C", studies=["z"]),
        min_studies=2,
    )
    (box,) = model.boxes
    assert [bullet.code for bullet in box.bullets] == ["C.a"]
    assert box.n_studies == 3
    assert [(one.code, one.reason) for one in model.left_out] == [("C.b", Omission.FEW_STUDIES)]


def test_a_domain_whose_themes_have_nothing_below_them_is_one_box() -> None:
    model = _model(
        element("A", level=_DOMAIN, kind=ElementKind.ACTIVITY),
        element("A1", "A", level=_THEME, order=1),
        element("A2", "A", level=_THEME, order=2),
    )
    assert [(box.id, [b.code for b in box.bullets]) for box in model.boxes] == [("A", ["A1", "A2"])]


def test_subthemes_beside_themes_go_to_a_box_of_the_domain() -> None:
    model = _model(
        element("A", level=_DOMAIN, kind=ElementKind.ACTIVITY),
        element("A1", "A", level=_THEME, order=1),
        element("A1.a", "A1"),
        element("A.x", "A", order=2),
    )
    assert {box.id: [b.code for b in box.bullets] for box in model.boxes} == {
        "A": ["A.x"],
        "A1": ["A1.a"],
    }


def test_a_subtheme_below_a_subtheme_is_a_deeper_bullet() -> None:
    model = _model(
        element("A", level=_DOMAIN, kind=ElementKind.ACTIVITY),
        element("A.x", "A", order=1, studies=["s"]),
        element("A.x.y", "A.x", studies=["t"]),
        element("A.z", "A", order=2),
    )
    bullets = model.boxes[0].bullets
    assert [(b.code, b.depth, b.studies) for b in bullets] == [
        ("A.x", 0, ("s", "t")),
        ("A.x.y", 1, ("t",)),
        ("A.z", 0, ()),
    ]


def test_what_stands_below_a_retired_code_moves_up() -> None:
    model = _model(
        element("A", level=_DOMAIN, kind=ElementKind.ACTIVITY),
        element("A1", "A", level=_THEME, status=ElementStatus.RETIRED, studies=["gone"]),
        element("A1.a", "A1", studies=["x"]),
        element("A1.b", "A1", status=ElementStatus.MERGED),
    )
    (box,) = model.boxes
    assert (box.id, [bullet.code for bullet in box.bullets], box.studies) == (
        "A",
        ["A1.a"],
        ("x",),
    )


def test_a_bullet_of_another_kind_goes_to_a_box_in_its_own_column() -> None:
    model = _model(
        element("E", level=_DOMAIN, kind=ElementKind.SHORT_TERM_EFFECT),
        element("E.a", "E"),
        element("E.b", "E", kind=ElementKind.IMPACT),
    )
    assert [(column.id, [box.id for box in column.boxes]) for column in model.flow] == [
        ("programme_elements", []),
        ("short_term", ["E"]),
        ("long_term", ["E@impact"]),
    ]


def test_a_code_without_a_kind_is_left_out_and_said() -> None:
    model = _model(element("X", level=_DOMAIN), element("X.a", "X"))
    assert model.boxes == ()
    assert {(one.code, one.reason) for one in model.left_out} == {
        ("X", Omission.NO_COLUMN),
        ("X.a", Omission.NO_COLUMN),
    }
    assert len(model.columns) == 4


def test_titles_are_one_line_without_controls_and_never_empty() -> None:
    model = _model(
        element("A", title="  Two\nlines \x1b[31m\ud800 ", level=_DOMAIN, kind=ElementKind.INPUT),
        element("A.x", "A", title=" \t "),
    )
    (box,) = model.boxes
    assert box.title == "Two lines \ufffd[31m\ufffd"
    assert box.bullets[0].text == "A.x"


@pytest.mark.parametrize(
    "elements",
    [
        [element("A", "B"), element("B", "A")],
        [element("A", "nowhere")],
        [element("A"), element("A", title="again")],
    ],
    ids=["a circle", "no parent", "twice"],
)
def test_a_broken_tree_is_a_fault_of_the_caller(elements: list[Element]) -> None:
    with pytest.raises(ValueError, match=r"stands below|share a code"):
        _model(*elements)


def test_a_tree_of_great_depth_is_walked() -> None:
    chain = [element("c0", level=_DOMAIN, kind=ElementKind.INPUT)]
    chain += [element(f"c{n}", f"c{n - 1}") for n in range(1, 1500)]
    (box,) = _model(*chain).boxes
    assert [bullet.depth for bullet in box.bullets] == list(range(1499))


def test_the_graph_holds_boxes_bullets_and_drawn_edges() -> None:
    model = full_model(many_edges())
    graph = model.graph()
    shapes = Counter(graph.nodes[node]["shape"] for node in graph)
    assert shapes == {"box": 9, "bullet": 73}
    assert graph.edges["A1", "C", "e01"] == {"kind": "leads_to", "sign": "unknown", "line": "solid"}
    assert graph.edges["A2", "C", "e02"]["line"] == "dashed"
    assert all(graph.out_degree(bullet.code) >= 1 for box in model.boxes for bullet in box.bullets)


def test_an_accepted_edge_is_drawn_once_and_only_between_what_is_shown() -> None:
    edges = [
        edge("e1", "A1", "C"),
        edge("e2", "A1", "C"),
        edge("e3", "A1", "nowhere"),
        edge("e4", "A", "C"),
        edge("e5", "B1", "e1", kind=EdgeKind.MODERATES),
        edge("e6", "B1", "e3", kind=EdgeKind.MODERATES),
        edge("e7", "A1", "A1"),
    ]
    assert [one.id for one in full_model(edges).drawn_edges] == ["e1", "e5"]


def test_a_real_codebook_of_84_codes_gives_the_columns_and_counts_of_its_model(
    shared: Path,
) -> None:
    text = (shared / "seed-data" / "supported_employment_codebook.yaml").read_text("utf-8")
    codes = YAML(typ="safe", pure=True).load(text)["codes"]
    kinds = dict(zip("ABCD", _kinds_of_domains(), strict=True))
    elements = [
        Element(
            code["id"],
            code["parent"],
            code["name"],
            ElementLevel(code["level"]),
            kinds.get(code["id"]),
            number,
            tuple(code["contributing_studies"]),
        )
        for number, code in enumerate(codes)
    ]
    model = build_model(elements, [], load_preset(), title="T")
    counts = {column.id: column.n_studies for column in model.columns}
    assert counts == {
        "programme_elements": 10,
        "short_term": 7,
        "long_term": 6,
        "influencing": 11,
    }
    assert {box.id: box.n_studies for box in model.boxes} == {
        "A1": 9, "A2": 5, "A3": 5, "C": 7, "D": 6, "B1": 6, "B2": 6, "B3": 3, "B4": 5,
    }  # fmt: skip
    bullets = [bullet for box in model.boxes for bullet in box.bullets]
    assert len(bullets) == 73
    assert sum(bullet.n_studies == 1 for bullet in bullets) == 39
    assert sum(bullet.n_studies == 0 for bullet in bullets) == 5


def _kinds_of_domains() -> tuple[ElementKind, ...]:
    return (
        ElementKind.PROGRAMME_ELEMENT,
        ElementKind.INFLUENCING_FACTOR,
        ElementKind.SHORT_TERM_EFFECT,
        ElementKind.LONG_TERM_EFFECT,
    )
