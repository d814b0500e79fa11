from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicmodel.drawing import Drawing, Line, Polygon, Rect, Text
from logicmodel.edge import Edge, EdgeKind, EvidenceKind, Sign
from logicmodel.element import ElementKind, ElementLevel
from logicmodel.font import text_width
from logicmodel.graph import LogicModel, build_model
from logicmodel.layout import lay_out
from logicmodel.page import SMALLEST_TYPE, Page, page_measures
from logicmodel.palette import BAND, EDGE_INK, FLOW, INK, PAPER, QUIET_INK
from logicmodel.preset import load_preset
from qes.errors import UserError
from tests.unit.logicmodel.logic_model_samples import (
    edge,
    element,
    full_codebook,
    full_model,
    many_edges,
)

_TITLES = st.text(
    st.one_of(
        st.sampled_from("abc de -/<&>\"'$\\"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Co", "Cn"]),
        st.sampled_from("漢字かな「」、שלוםالرضا\u0301"),
    ),
    min_size=1,
    max_size=70,
)
_NODES = [
    *(box.code for box in full_model().boxes),
    *("A1.s0", "A3.s6", "B1.s10", "B2.s0", "B4.s3", "C.s0", "C.s9", "D.s4"),
]
_EDGES = st.lists(
    st.tuples(st.sampled_from(_NODES), st.sampled_from(_NODES), st.sampled_from(Sign)),
    max_size=14,
)


def _leave_band_bullets_out(ends: Sequence[tuple[str, str, Sign]]) -> bool:
    codes = [code for source, target, _ in ends for code in (source, target)]
    return not any(code.startswith("B") and "." in code for code in codes)


def _edges(ends: Sequence[tuple[str, str, Sign]]) -> list[Edge]:
    return [
        edge(f"e{number:02}", source, target, sign=sign)
        for number, (source, target, sign) in enumerate(ends)
    ]


def _frames(drawing: Drawing) -> dict[str, Rect]:
    """Return the first rectangle of every box and head: its frame."""
    frames: dict[str, Rect] = {}
    for shape in drawing.shapes:
        if isinstance(shape, Rect) and shape.owner.startswith(("box:", "column:")):
            frames.setdefault(shape.owner, shape)
    return frames


def _extent(text: Text) -> tuple[float, float]:
    """Return the left and the right end of a line with its mark."""
    width = text_width(text.content, text.points, bold=text.bold)
    if text.mark:
        space = text_width(" ", text.points, bold=text.bold) if text.content else 0.0
        width += space + text_width(text.mark, text.points)
    if text.centred:
        return text.x - width / 2, text.x + width / 2
    return (text.x - width, text.x) if text.from_right else (text.x, text.x + width)


def _texts(drawing: Drawing) -> list[Text]:
    return [shape for shape in drawing.shapes if isinstance(shape, Text)]


def _boxes(drawing: Drawing) -> list[Rect]:
    return [frame for owner, frame in _frames(drawing).items() if owner.startswith("box:")]


def _assert_text_inside(drawing: Drawing) -> None:
    frames = _frames(drawing)
    page = Rect("page", 0, 0, drawing.width, drawing.height, PAPER)
    for text in _texts(drawing):
        frame = frames.get(text.owner, page)
        left, right = _extent(text)
        em = text.points * 25.4 / 72
        assert frame.x <= left
        assert right <= frame.right
        assert frame.y <= text.baseline - 0.93 * em
        assert text.baseline + 0.24 * em <= frame.bottom


def _assert_boxes_apart(drawing: Drawing) -> None:
    for one, other in itertools.combinations(_boxes(drawing), 2):
        assert (
            one.right <= other.x
            or other.right <= one.x
            or one.bottom <= other.y
            or other.bottom <= one.y
        )


@pytest.mark.parametrize("page", Page)
def test_every_box_and_bullet_of_a_full_model_is_on_the_page(page: Page) -> None:
    model = full_model()
    drawing = lay_out(model, page)
    _assert_text_inside(drawing)
    _assert_boxes_apart(drawing)
    assert len(_boxes(drawing)) == 9
    written = {}
    for owner, lines in itertools.groupby(_texts(drawing), key=lambda text: text.owner):
        written[owner] = "".join(line.content for line in lines).replace(" ", "")
    for box in model.boxes:
        for bullet in box.bullets:
            assert bullet.text.replace(" ", "") in written[f"box:{box.id}"]


@settings(max_examples=40, deadline=None)
@given(st.lists(_TITLES, min_size=6, max_size=6), st.sampled_from(Page))
def test_no_text_leaves_its_box_whatever_it_says(titles: list[str], page: Page) -> None:
    elements = [
        element("A", title=titles[0], level=ElementLevel.DOMAIN, kind=ElementKind.ACTIVITY),
        element("A1", "A", title=titles[1], level=ElementLevel.THEME, studies=["s"]),
        element("A1.a", "A1", title=titles[2]),
        element("C", title=titles[3], level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT),
        element("C.a", "C", title=titles[4]),
    ]
    model = build_model(elements, [], load_preset(), title=titles[5])
    drawing = lay_out(model, page)
    _assert_text_inside(drawing)
    _assert_boxes_apart(drawing)


def test_the_page_grows_with_its_text() -> None:
    short = lay_out(full_model())
    elements = [*full_codebook(), element("C.more", "C", title="and yet another thing " * 150)]
    model = build_model(elements, [], load_preset(), title="How the programme works")
    long = lay_out(model)
    assert long.height > short.height + 20
    assert long.width == short.width == 190.0
    _assert_text_inside(long)


def test_a_sheet_takes_the_largest_type_that_fits_and_grows_only_when_none_does() -> None:
    small = build_model(full_codebook()[:20], [], load_preset(), title="T")
    page = lay_out(small, Page.A4_LANDSCAPE)
    assert (page.width, page.height) == (297.0, 210.0)
    largest = page_measures(Page.A4_LANDSCAPE).sizes[0]
    assert largest in {text.points for text in _texts(page)}
    many = [element(f"D.x{n}", "D", title="One more of many effects") for n in range(60)]
    large = build_model([*full_codebook(), *many], [], load_preset(), title="T")
    grown = lay_out(large, Page.A4_LANDSCAPE)
    assert grown.height > 210.0
    _assert_text_inside(grown)


def test_smaller_type_is_taken_rather_than_a_word_cut() -> None:
    word = "Responsibilitiesofalltheothershere"
    codes = [
        element("C", title="Effects", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT),
        element("C.a", "C", title=word),
    ]
    drawing = lay_out(build_model(codes, [], load_preset(), title="T"))
    (shown,) = (text for text in _texts(drawing) if text.content == word)
    assert SMALLEST_TYPE <= shown.points < page_measures(Page.FULL).sizes[0]


@pytest.mark.parametrize("page", Page)
def test_no_type_is_smaller_than_seven_points(page: Page) -> None:
    assert min(text.points for text in _texts(lay_out(full_model(many_edges()), page))) >= 7.0
    assert SMALLEST_TYPE == 7.0


def test_columns_are_equally_wide_and_a_lone_box_stands_in_the_middle_of_its_lane() -> None:
    drawing = lay_out(full_model())
    lanes = {s.owner: s for s in drawing.shapes if isinstance(s, Rect) and s.owner[:5] == "lane:"}
    flow = [lanes[f"lane:{name}"] for name in ("programme_elements", "short_term", "long_term")]
    assert len({round(lane.width, 6) for lane in flow}) == 1
    assert len({lane.bottom for lane in flow}) == 1
    box = _frames(drawing)["box:D"]
    head = _frames(drawing)["column:long_term"]
    above, below = box.y - head.bottom, flow[2].bottom - box.bottom
    assert above == pytest.approx(below, abs=0.01)
    band = lanes["lane:influencing"]
    assert band.y > flow[0].bottom
    assert band.width == pytest.approx(188.0)


def test_block_arrows_lead_from_column_to_column_and_up_from_the_band() -> None:
    arrows = [s for s in lay_out(full_model()).shapes if isinstance(s, Polygon)]
    assert [arrow.owner for arrow in arrows] == ["flow", "flow", "flow"]
    assert [arrow.fill for arrow in arrows] == [FLOW.head, FLOW.head, BAND.head]


def test_without_an_accepted_edge_there_is_no_connector() -> None:
    shapes = lay_out(full_model()).shapes
    assert not [shape for shape in shapes if shape.owner.startswith("edge:")]


def _pieces(drawing: Drawing) -> Iterator[tuple[str, tuple[float, ...]]]:
    for shape in drawing.shapes:
        if isinstance(shape, Line) and shape.owner.startswith("edge:") and shape.width == 0.35:
            for (x1, y1), (x2, y2) in itertools.pairwise(shape.points):
                yield shape.owner, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _assert_ways_clear(drawing: Drawing) -> None:
    pieces = list(_pieces(drawing))
    for _, (x1, y1, x2, y2) in pieces:
        assert x1 == x2 or y1 == y2
        assert 0 <= x1 <= x2 <= drawing.width
        assert 0 <= y1 <= y2 <= drawing.height
        for box in _boxes(drawing):
            within_x = x1 < box.right - 0.01 and x2 > box.x + 0.01
            within_y = y1 < box.bottom - 0.01 and y2 > box.y + 0.01
            assert not (within_x and within_y)


def _drawn(drawing: Drawing) -> set[str]:
    return {s.owner.removeprefix("edge:") for s in drawing.shapes if s.owner.startswith("edge:")}


@pytest.mark.parametrize("page", Page)
def test_connectors_of_every_kind_are_right_angled_and_cross_no_box(page: Page) -> None:
    model = full_model(many_edges())
    drawing = lay_out(model, page)
    _assert_ways_clear(drawing)
    _assert_text_inside(drawing)
    assert _drawn(drawing) == {one.id for one in model.drawn_edges}
    assert len(model.drawn_edges) == len(many_edges())


@settings(max_examples=60, deadline=None)
@given(_EDGES, st.sampled_from([Page.FULL, Page.A4_LANDSCAPE, Page.SLIDE]))
def test_whatever_edges_there_are_no_connector_crosses_a_box(
    ends: list[tuple[str, str, Sign]], page: Page
) -> None:
    model = full_model(_edges(ends))
    drawing = lay_out(model, page)
    _assert_ways_clear(drawing)
    _assert_text_inside(drawing)
    assert _drawn(drawing) == {one.id for one in model.drawn_edges}


@settings(max_examples=60, deadline=None)
@given(_EDGES.filter(_leave_band_bullets_out))
def test_no_two_connectors_run_in_one_line_up_or_down(ends: list[tuple[str, str, Sign]]) -> None:
    pieces = list(_pieces(lay_out(full_model(_edges(ends)))))
    upright = [
        piece for piece in pieces if piece[1][0] == piece[1][2] and piece[1][1] != piece[1][3]
    ]
    for (one, (x, top, _, bottom)), (other, (x2, top2, _, bottom2)) in itertools.combinations(
        upright, 2
    ):
        if one != other and abs(x - x2) < 0.5:
            assert bottom <= top2 + 0.01 or bottom2 <= top + 0.01


def _one_edge(sign: Sign = Sign.UNKNOWN, *, weak: bool = False) -> Drawing:
    kind = EvidenceKind.COOCCURRENCE if weak else EvidenceKind.COMPARATIVE
    return lay_out(full_model([edge("e1", "A1", "C", sign=sign, evidence=[kind])]))


def _legend(drawing: Drawing) -> str:
    return " ".join(text.content for text in _texts(drawing) if text.owner == "legend")


def test_a_weak_link_is_dashed_and_the_legend_says_so() -> None:
    weak, strong = _one_edge(weak=True), _one_edge()
    for drawing, dashed in ((weak, True), (strong, False)):
        lines = [s for s in drawing.shapes if isinstance(s, Line) and s.owner == "edge:e1"]
        assert {line.dashed for line in lines} == {dashed}
        assert ("co-occurrence" in _legend(drawing)) is dashed


@pytest.mark.parametrize(
    ("sign", "strokes"),
    [(Sign.NEGATIVE, 1), (Sign.MIXED, 3), (Sign.POSITIVE, 0), (Sign.UNKNOWN, 0)],
)
def test_a_negative_link_bears_a_minus_and_a_mixed_one_a_plus_too(sign: Sign, strokes: int) -> None:
    lines = [s for s in _one_edge(sign).shapes if isinstance(s, Line) and s.owner == "edge:e1"]
    assert len(lines) == 1 + strokes


def test_an_end_at_one_bullet_is_marked_with_a_dot_level_with_it() -> None:
    drawing = lay_out(full_model([edge("e1", "C.s2", "D")]))
    (dot,) = (s for s in drawing.shapes if isinstance(s, Rect) and s.owner == "edge:e1")
    box = _frames(drawing)["box:C"]
    assert dot.x + dot.width / 2 == pytest.approx(box.right)
    assert "one bullet" in _legend(drawing)
    baselines = [text.baseline for text in _texts(drawing) if text.owner == "box:C"]
    assert min(abs(dot.y + dot.height / 2 - baseline + 1.0) for baseline in baselines) < 0.6


def test_an_edge_to_an_edge_ends_on_its_line() -> None:
    edges = [edge("e1", "A1", "C"), edge("e2", "B1", "e1", kind=EdgeKind.MODERATES)]
    drawing = lay_out(full_model(edges))
    (tip, *_), *_ = (
        s.points for s in drawing.shapes if isinstance(s, Polygon) and s.owner == "edge:e2"
    )
    x, y = tip
    assert any(
        owner == "edge:e1" and x1 - 0.01 <= x <= x2 + 0.01 and y1 - 0.01 <= y <= y2 + 0.01
        for owner, (x1, y1, x2, y2) in _pieces(drawing)
    )


def test_numbers_of_studies_are_drawn_when_there_is_a_study_or_when_asked_for() -> None:
    bare = [element("C", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT), element("C.a", "C")]
    model = build_model(bare, [], load_preset(), title="T")
    assert not any(text.mark for text in _texts(lay_out(model)))
    assert any(text.mark == "(n=0)" for text in _texts(lay_out(model, counted=True)))
    assert not any(text.mark for text in _texts(lay_out(full_model(), counted=False)))
    marks = [text.mark for text in _texts(lay_out(full_model())) if text.mark]
    assert len(marks) == 4 + 9 + 73


def test_codes_that_are_not_shown_are_counted_in_the_legend() -> None:
    model = build_model(full_codebook(), [], load_preset(), title="T", min_studies=2)
    thin = sum(len(one.studies) < 2 for one in full_codebook() if "." in one.code)
    assert f"{thin} codes with fewer studies not shown" in _legend(lay_out(model))


def test_a_title_that_the_head_of_the_column_says_is_not_said_again() -> None:
    same = element(
        "C",
        title="Short-term effects",
        level=ElementLevel.DOMAIN,
        kind=ElementKind.SHORT_TERM_EFFECT,
    )
    model = build_model([same, element("C.a", "C", title="Pay")], [], load_preset(), title="")
    inside = [text.content for text in _texts(lay_out(model)) if text.owner == "box:C"]
    assert inside == ["Pay"]


def test_a_page_too_narrow_for_the_columns_is_refused() -> None:
    model = build_model(full_codebook(), [], load_preset("kellogg"), title="T")
    with pytest.raises(UserError, match="90 mm wide is too narrow for 5 columns"):
        lay_out(model, Page.COLUMN)
    _assert_text_inside(lay_out(model, Page.FULL))


def test_a_page_too_narrow_for_the_arrows_between_columns_is_refused() -> None:
    edges = [edge(f"e{n}", f"A{1 + n % 3}.s{n % 7}", f"C.s{n % 11}") for n in range(40)]
    with pytest.raises(UserError, match="3 columns and the arrows between them"):
        lay_out(full_model(edges), Page.COLUMN)


def test_a_model_without_codes_is_drawn_with_its_empty_columns() -> None:
    drawing = lay_out(build_model([], [], load_preset(), title="T"))
    heads = [owner for owner in _frames(drawing) if owner.startswith("column:")]
    assert len(heads) == 4
    _assert_text_inside(drawing)


def test_a_text_from_right_to_left_begins_at_the_right() -> None:
    title = "الرضا عن العمل"
    codes = [element("C", title=title, level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT)]
    drawing = lay_out(build_model(codes, [], load_preset(), title="T"))
    lines = [text for text in _texts(drawing) if text.owner == "box:C"]
    assert all(line.from_right for line in lines)
    right = _frames(drawing)["box:C"].right - page_measures(Page.FULL).padding
    assert [line.x for line in lines] == [pytest.approx(right)] * len(lines)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_ink_stands_out_from_its_ground_in_grey_too() -> None:
    for tone in (FLOW, BAND):
        assert _contrast(tone.head_ink, tone.head) >= 4.5
        assert _contrast(tone.head, tone.box) >= 4.5
        assert _contrast(INK, tone.box) >= 4.5
        assert _contrast(QUIET_INK, tone.box) >= 4.5
        assert _contrast(EDGE_INK, tone.lane) >= 4.5
        assert _contrast(tone.border, tone.box) >= 3.0
    assert _contrast(QUIET_INK, PAPER) >= 4.5


def test_the_description_names_every_column_box_bullet_and_arrow() -> None:
    model: LogicModel = full_model(many_edges())
    words = lay_out(model).description
    for column in model.columns:
        assert column.title in words
    for box in model.boxes:
        assert box.title in words
        for bullet in box.bullets:
            assert bullet.text in words
    assert words.count("Arrow: ") == len(model.drawn_edges)
