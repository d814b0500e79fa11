from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from logicmodel.edge import EdgeKind
from logicmodel.element import ElementKind, ElementLevel
from logicmodel.graph import LogicModel, build_model
from logicmodel.page import Page
from logicmodel.preset import load_preset
from logicmodel.renderers import FORMATS, render
from qes.errors import UserError
from tests.unit.logicmodel.logic_model_samples import (
    edge,
    element,
    full_codebook,
    full_model,
    many_edges,
)

_ROOT = Path(__file__).parents[3]
_SVG = "{http://www.w3.org/2000/svg}"
_HOSTILE = "<b>&amp; \"quoted\" 'too' $x_1$ \\n \\l {a|b} %s ]]> --"


def _hostile() -> LogicModel:
    codes = [
        element("C", title=_HOSTILE, level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT),
        element("C.a", "C", title=f"bullet {_HOSTILE}"),
    ]
    return build_model(codes, [], load_preset(), title=_HOSTILE)


def _svg(model: LogicModel, page: Page = Page.FULL) -> ET.Element:
    return ET.fromstring(render(model, "svg", page=page))  # noqa: S314 - our own file


def _svg_lines(root: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{_SVG}text")]


def _bare(text: str) -> str:
    """Leave out white space and hyphens, which a break may add."""
    return "".join(text.replace("-", "").split())


@pytest.fixture(scope="module")
def pdf_text() -> Iterator[str]:
    document = pypdfium2.PdfDocument(render(full_model(), "pdf"))
    page = document[0]
    text = page.get_textpage()
    yield text.get_text_bounded()
    text.close()
    page.close()
    document.close()


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_model_gives_the_same_bytes_in_whatever_order_it_is_given(name: str) -> None:
    other = build_model(
        full_codebook()[::-1], many_edges()[::-1], load_preset(), title="How the programme works"
    )
    first = render(full_model(many_edges()), name, dpi=60)
    assert render(other, name, dpi=60) == first
    assert render(other, name, dpi=60) == first


def test_another_process_with_other_hashes_writes_the_same_bytes() -> None:
    script = (
        "import hashlib\n"
        "from tests.unit.logicmodel.logic_model_samples import full_model, many_edges\n"
        "from logicmodel.renderers import FORMATS, render\n"
        "model = full_model(many_edges())\n"
        "for name in FORMATS:\n"
        "    print(hashlib.sha256(render(model, name, dpi=60)).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONHASHSEED": "4242", "PATH": "", "HOME": str(Path.home())},
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    model = full_model(many_edges())
    here = [hashlib.sha256(render(model, name, dpi=60)).hexdigest() for name in FORMATS]
    assert done.stdout.split() == here


def test_an_svg_holds_its_text_as_text_with_a_title_and_a_description() -> None:
    model = full_model(many_edges())
    root = _svg(model)
    assert root.get("width") == "190mm"
    assert root.findtext(f"{_SVG}title") == model.title
    description = root.findtext(f"{_SVG}desc") or ""
    assert all(column.title in description for column in model.columns)
    written = "".join(_svg_lines(root)).replace(" ", "")
    for box in model.boxes:
        for bullet in box.bullets:
            assert f"{bullet.text}(n={bullet.n_studies})".replace(" ", "") in written


def test_markup_in_a_title_stays_text() -> None:
    root = _svg(_hostile())
    assert root.findtext(f"{_SVG}title") == _HOSTILE
    assert {child.tag.removeprefix(_SVG) for child in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "text", "tspan", "polygon", "polyline",
    }  # fmt: skip
    assert render(_hostile(), "pdf").startswith(b"%PDF")
    assert render(_hostile(), "png", dpi=60).startswith(b"\x89PNG")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_title_gives_well_formed_xml_and_json(title: str) -> None:
    codes = [element("C", title=title, level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT)]
    model = build_model(codes, [], load_preset(), title=title)
    root = _svg(model)
    shown = model.boxes[0].title
    written = "".join(_svg_lines(root))
    assert _bare(shown) in _bare(written)
    assert json.loads(render(model, "json"))["nodes"][0]["title"] == shown


def test_a_png_has_the_size_of_the_page_and_says_its_resolution() -> None:
    picture = Image.open(io.BytesIO(render(full_model(), "png", dpi=150)))
    assert picture.width == pytest.approx(190 / 25.4 * 150, abs=1)
    assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    assert picture.info["Title"] == "How the programme works"
    assert "Theme A1 of the programme" in picture.info["Description"]
    darkness = picture.convert("L").histogram()
    assert sum(darkness[:80]) > 5_000
    assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_a_pdf_is_one_page_of_the_right_size() -> None:
    document = pypdfium2.PdfDocument(render(full_model(), "pdf", page=Page.A4_LANDSCAPE))
    assert len(document) == 1
    width, height = document.get_page_size(0)
    assert width == pytest.approx(297 / 25.4 * 72, abs=0.5)
    assert height >= 210 / 25.4 * 72 - 0.5
    document.close()


def test_the_text_of_a_pdf_can_be_read_and_its_fonts_are_embedded(pdf_text: str) -> None:
    words = set(pdf_text.split())
    for box in full_model().boxes:
        for bullet in box.bullets:
            assert set(bullet.text.split()) <= words
    assert b"/FontFile2" in render(full_model(), "pdf")
    assert b"/CreationDate" not in render(full_model(), "pdf")


def test_text_in_a_pdf_stays_within_the_page() -> None:
    document = pypdfium2.PdfDocument(render(full_model(many_edges()), "pdf", page=Page.COLUMN))
    page = document[0]
    text = page.get_textpage()
    width, height = page.get_size()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        assert left >= 0
        assert right <= width
        assert bottom >= 0
        assert top <= height
    text.close()
    page.close()
    document.close()


@pytest.mark.parametrize("name", ["pdf", "png"])
def test_a_character_the_font_lacks_is_refused_and_svg_is_named_as_the_way(name: str) -> None:
    codes = [element("C", title="就労支援", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT)]
    model = build_model(codes, [], load_preset(), title="T")
    with pytest.raises(UserError, match="就労支援") as caught:
        render(model, name)
    assert "SVG" in (caught.value.hint or "")
    assert "就労支援" in _svg_lines(_svg(model))


def test_text_from_right_to_left_is_drawn_in_every_format() -> None:
    codes = [
        element("C", title="الرضا عن العمل", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT),
        element("C.a", "C", title="שלום ותקווה", studies=["s"]),
    ]
    model = build_model(codes, [], load_preset(), title="سلام")
    assert all(render(model, name, dpi=60) for name in FORMATS)
    lines = [text for text in _svg(model).iter(f"{_SVG}text") if text.get("direction") == "rtl"]
    assert len(lines) >= 3


@pytest.mark.parametrize(
    ("name", "dpi", "words"),
    [("gif", 300, "cannot be written as 'gif'"), ("png", 5, "5 dpi"), ("png", 9999, "9999 dpi")],
)
def test_what_cannot_be_written_is_refused(name: str, dpi: int, words: str) -> None:
    with pytest.raises(UserError, match=words):
        render(full_model(), name, dpi=dpi)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    codes = [element("C", level=ElementLevel.DOMAIN, kind=ElementKind.IMPACT)]
    codes += [element(f"C.{n}", "C") for n in range(1200)]
    model = build_model(codes, [], load_preset(), title="T")
    with pytest.raises(UserError, match="too large"):
        render(model, "png", dpi=600)


def test_a_format_may_be_named_by_a_suffix() -> None:
    assert render(full_model(), ".SVG") == render(full_model(), "svg")


def test_the_json_holds_columns_nodes_and_all_edges_with_their_evidence() -> None:
    edges = [edge("e1", "A1", "C"), edge("e2", "B1", "e1", kind=EdgeKind.MODERATES)]
    document = json.loads(render(full_model(edges), "json"))
    assert document["preset"] == "seed-fig2"
    assert [column["id"] for column in document["columns"]][-1] == "influencing"
    assert [node["id"] for node in document["nodes"]][:4] == ["A1", "A2", "A3", "C"]
    node = document["nodes"][0]
    assert node["kind"] == "programme_element"
    assert node["column"] == "programme_elements"
    assert node["bullets"][3] == {
        "code": "A1.s3",
        "text": full_model().boxes[0].bullets[3].text,
        "n_studies": 2,
        "studies": ["ames2020", "boye2021"],
    }
    assert document["edges"][0] == {
        "id": "e1",
        "source": "A1",
        "target": "C",
        "kind": "leads_to",
        "sign": "unknown",
        "status": "accepted",
        "level": "box",
        "line": "solid",
        "evidence": [
            {
                "kind": "author_claim",
                "study": "ames2020",
                "passage": None,
                "phrase": "because of it",
                "coder": None,
            }
        ],
    }


def test_dot_keeps_columns_as_clusters_and_boxes_in_order() -> None:
    text = render(full_model(many_edges()), "dot").decode()
    names = ["programme_elements", "short_term", "long_term", "influencing"]
    places = [text.index(f'subgraph "cluster_{name}"') for name in names]
    assert places == sorted(places)
    assert text.index('"A1" [label=') < text.index('"A2" [label=') < text.index('"A3" [label=')
    assert '"A2" -> "C" [id="e02", style="dashed"' in text
    assert '"C":b1 -> "D":b2 [id="e11"' in text
    assert "// e10: B3 moderates e01" in text
    assert text.count("{") == text.count("}")


def test_dot_quotes_what_graphviz_would_read_otherwise() -> None:
    text = render(_hostile(), "dot").decode()
    assert 'label="<b>&amp;amp; \\"quoted\\"' in text
    assert "&lt;b&gt;&amp;amp; &quot;quoted&quot;" in text
    assert "\\\\n \\\\l {a|b}" in text


def test_writing_json_needs_no_plotting_library() -> None:
    script = (
        "import sys\n"
        "from tests.unit.logicmodel.logic_model_samples import full_model\n"
        "from logicmodel.renderers import render\n"
        "render(full_model(), 'json')\n"
        "print(sorted({'matplotlib', 'networkx', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
