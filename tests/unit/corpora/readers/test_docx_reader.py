from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.docx import read_docx
from corpora.readers.limits import RATIO_FROM_BYTES
from corpora.source import RemarkCode
from qes.errors import Refused

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def container(body: str, *, namespace: str = TRANSITIONAL, **parts: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        document = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        related = "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
            for n, kind in enumerate(parts)
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>',
        )
        for kind, content in parts.items():
            archive.writestr(f"word/{kind}.xml", f'<w:x xmlns:w="{namespace}">{content}</w:x>')
    return kept.getvalue()


def read(body: str, *, namespace: str = TRANSITIONAL, **parts: str) -> Manuscript:
    return read_docx(container(body, namespace=namespace, **parts), None, None)


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
def test_paragraphs_are_lines_in_both_forms_of_the_standard(namespace: str) -> None:
    found = read(paragraph(run("One.")) + paragraph(run("Two.")), namespace=namespace)
    assert found.text == "One.\nTwo.\n"
    assert found.paragraphs is not None
    assert [found.text[p.start : p.end] for p in found.paragraphs] == ["One.", "Two."]


def test_tabs_breaks_and_hyphens_are_characters() -> None:
    body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>"
    assert read(body).text == "a\tb\nc-\n"


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    body = paragraph(
        run("It was "),
        f'<w:del w:id="1">{run("bad").replace("w:t>", "w:delText>")}</w:del>',
        f'<w:ins w:id="2">{run("good")}</w:ins>',
        f'<w:moveFrom w:id="3">{run(" gone")}</w:moveFrom>',
    )
    found = read(body)
    assert found.text == "It was good\n"
    assert [remark.code for remark in found.remarks] == [RemarkCode.TRACKED_CHANGES]


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('one ')}</w:p>"
    assert read(first + paragraph(run("line"))).text == "one line\n"


def test_hidden_text_is_left_out_and_told() -> None:
    styles = '<w:style w:styleId="H"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    body = paragraph(
        run("My name is "),
        run("Ida", "<w:vanish/>"),
        run("Berg", '<w:rStyle w:val="H"/>'),
        run("[name]", '<w:vanish w:val="0"/>'),
    )
    found = read(body, styles=styles)
    assert found.text == "My name is [name]\n"
    assert [remark.code for remark in found.remarks] == [RemarkCode.HIDDEN_TEXT]


def test_field_codes_are_not_words_but_their_results_are() -> None:
    body = paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:instrText> HYPERLINK x </w:instrText></w:r>",
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("link"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    assert read(body).text == "link\n"


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('boxed'))}</w:txbxContent>"
    body = paragraph(
        run("before"),
        f"<w:r><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:r>",
    )
    assert read(body).text == "before\nboxed\n"


def test_a_table_row_is_a_line_with_tabs() -> None:
    cells = "".join(f"<w:tc>{paragraph(run(words))}</w:tc>" for words in ("P1", "I waited."))
    assert read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>").text == "P1\tI waited.\n"


def test_headings_are_known_by_their_styles_name() -> None:
    styles = '<w:style w:styleId="u1"><w:name w:val="heading 1"/></w:style>'
    head = f'<w:p><w:pPr><w:pStyle w:val="u1"/></w:pPr>{run("Part")}</w:p>'
    found = read(head + paragraph(run("Words.")), styles=styles)
    assert found.paragraphs is not None
    assert [p.kind for p in found.paragraphs] == [ParagraphKind.HEADING, ParagraphKind.BODY]


def test_what_is_outside_the_body_is_told_not_read() -> None:
    found = read(
        paragraph(run("Body.")),
        header=paragraph(run("Running head")),
        comments=paragraph(run("check tape")),
        footnotes=paragraph(),
    )
    assert found.text == "Body.\n"
    (remark,) = found.remarks
    assert remark.code is RemarkCode.SET_ASIDE
    assert "1 header, 1 set of comments" in remark.message
    assert "footnotes" not in remark.message


def zipped(name: str, content: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<w:document><w:p>", "not well-formed"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>', "document type"),
        ("<d>" + " " * (RATIO_FROM_BYTES + 1) + "</d>", "unpacks to more than is safe"),
        ("<d>" * 5000, "not well-formed"),
    ],
)
def test_hostile_parts_are_refused(content: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_docx(zipped("word/document.xml", content), None, None)


def test_a_container_without_a_body_is_refused() -> None:
    with pytest.raises(Refused, match=r"has no word/document\.xml"):
        read_docx(zipped("word/styles.xml", "<d/>"), None, None)


def test_a_damaged_container_is_refused() -> None:
    data = bytearray(container(paragraph(run("words " * 200))))
    at = data.find(b"word/document.xml") + 40
    data[at : at + 20] = b"\xff" * 20
    with pytest.raises(Refused, match="cannot be unpacked"):
        read_docx(bytes(data), None, None)
