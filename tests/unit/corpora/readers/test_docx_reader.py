from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.docx.docx import read_docx
from corpora.readers.limits import RATIO_FROM_BYTES
from corpora.source import AsideKind, RemarkCode
from qes.errors import Refused, UserError

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


def test_what_is_outside_the_body_is_kept_beside_it() -> None:
    found = read(
        paragraph(run("Body.")),
        header=paragraph(run("Running head")),
        footer=paragraph(run("Page "), run("3")),
    )
    assert found.text == "Body.\n"
    kept = [(aside.kind, aside.text, aside.at) for aside in found.asides]
    assert kept == [(AsideKind.HEADER, "Running head", None), (AsideKind.FOOTER, "Page 3", None)]
    (remark,) = found.remarks
    assert remark.code is RemarkCode.SET_ASIDE
    assert "1 header, 1 footer" in remark.message


def note(element: str, ident: int, words: str, more: str = "") -> str:
    return f'<w:{element} w:id="{ident}" {more}>{paragraph(run(words))}</w:{element}>'


def test_notes_and_comments_stand_where_their_marks_are() -> None:
    body = paragraph(
        run("They waited"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        run(" for long"),
        '<w:r><w:commentReference w:id="0"/></w:r>',
        run("."),
        '<w:r><w:endnoteReference w:id="2"/></w:r>',
    )
    found = read(
        paragraph(run("First.")) + body,
        footnotes=note("footnote", 0, "a line", 'w:type="separator"')
        + note("footnote", 2, "On it."),
        endnotes=note("endnote", 2, "At the end."),
        comments=note("comment", 0, "check tape"),
    )
    assert found.text == "First.\nThey waited for long.\n"
    kept = [(a.kind, a.text, found.text[: a.at].split()[-1]) for a in found.asides]
    assert kept == [
        (AsideKind.FOOTNOTE, "On it.", "waited"),
        (AsideKind.COMMENT, "check tape", "long"),
        (AsideKind.ENDNOTE, "At the end.", "long."),
    ]


def test_a_note_in_a_cell_stands_in_the_cell() -> None:
    marked = paragraph(run("yes"), '<w:r><w:footnoteReference w:id="1"/></w:r>', run(" and no"))
    cells = "".join(f"<w:tc>{content}</w:tc>" for content in (paragraph(run("P1")), marked))
    found = read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", footnotes=note("footnote", 1, "Why?"))
    assert found.text == "P1\tyes and no\n"
    assert [found.text[: a.at] for a in found.asides] == ["P1\tyes"]


def test_a_note_that_nothing_points_to_is_kept() -> None:
    found = read(paragraph(run("Body.")), comments=note("comment", 4, "lost"))
    assert [(aside.text, aside.at) for aside in found.asides] == [("lost", None)]


def level(depth: int, form: str, shown: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def item(words: str, depth: int = 0, ident: int = 1) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{ident}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words) if words else ''}</w:p>"


def test_the_numbers_of_lists_are_read_as_word_shows_them() -> None:
    numbering = lists(
        level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "upperRoman", "%1.%3")
    )
    body = item("One") + item("A", 1) + item("B", 1) + item("Deep", 2) + item("Two") + item("A", 1)
    assert read(body, numbering=numbering).text == ("1. One\na) A\nb) B\n1.I Deep\n2. Two\na) A\n")


def test_a_list_goes_on_after_other_paragraphs_and_empty_items_count() -> None:
    numbering = lists(level(0, "decimal", "%1.", start=4))
    body = item("Four") + paragraph(run("Between.")) + item("") + item("Six")
    assert read(body, numbering=numbering).text == "4. Four\nBetween.\n\n6. Six\n"


def test_a_list_that_restarts_counts_anew() -> None:
    change = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    second = f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{change}</w:num>'
    numbering = lists(level(0, "decimal", "(%1)"), more=second)
    body = item("a") + item("b") + item("c", ident=2) + item("d", ident=2)
    assert read(body, numbering=numbering).text == "(1) a\n(2) b\n(1) c\n(2) d\n"


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    numbering = lists(level(0, "bullet", "\uf0b7"), level(1, "bullet", "\u2013"))
    assert read(item("a") + item("b", 1), numbering=numbering).text == "\u2022 a\n\u2013 b\n"


def test_a_style_carries_its_list_and_a_paragraph_may_leave_it() -> None:
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:styleId="L">{listed}</w:style>'
    styles += '<w:style w:styleId="M"><w:basedOn w:val="L"/></w:style>'
    own = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{leaving}</w:pPr>{run(words)}</w:p>'
        for style, leaving, words in (("L", "", "a"), ("M", "", "b"), ("L", own, "c"))
    )
    found = read(body, styles=styles, numbering=lists(level(0, "decimal", "%1.")))
    assert found.text == "1. a\n2. b\nc\n"


def test_numbers_of_turns_stand_beside_the_labels() -> None:
    said = ["Ida: One.", "Tom: Two.", "Ida: Three.", "Tom: Four."]
    found = read("".join(map(item, said)), numbering=lists(level(0, "decimal", "%1.")))
    assert found.text == "\n".join(said) + "\n"
    assert [a.text for a in found.asides] == ["1.", "2.", "3.", "4."]
    assert [found.text[a.at : a.at + 3] for a in found.asides if a.at is not None] == [
        "Ida",
        "Tom",
        "Ida",
        "Tom",
    ]


def table(*rows: tuple[str, ...]) -> str:
    def cell(words: str) -> str:
        return f"<w:tc>{''.join(paragraph(run(line)) for line in words.split('|'))}</w:tc>"

    drawn = (f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(drawn)}</w:tbl>"


SAID = (
    "I was rather late that morning, since no bus came.",
    "And what happened after that, if I may ask?",
    "Well, I walked, and met the others at the gate.",
    "Right.",
    "So we went in and nobody said a word about it.",
)
WHO = ("Ida", "Interviewer", "Ida", "Interviewer", "Ida")


def spans_and_times() -> str:
    rows = [(f"0:0{n}.0 - 0:0{n}.9", said, WHO[n]) for n, said in enumerate(SAID)]
    return table(("Timespan", "Content", "Speaker"), *rows)


def names_and_words() -> str:
    return table(*((WHO[n], said) for n, said in enumerate(SAID)))


def times_names_and_words() -> str:
    return table(*((f"0:0{n}", WHO[n], said) for n, said in enumerate(SAID)))


def names_over_times() -> str:
    return table(*((f"{WHO[n]}|0:0{n}", said) for n, said in enumerate(SAID)))


def names_with_times() -> str:
    return table(*((f"{WHO[n]} (00:0{n})", said) for n, said in enumerate(SAID)))


@pytest.mark.parametrize(
    ("body", "timed"),
    [
        (spans_and_times, True),
        (names_and_words, False),
        (times_names_and_words, True),
        (names_over_times, True),
        (names_with_times, True),
    ],
)
def test_rows_of_speech_are_utterances(body: Callable[[], str], *, timed: bool) -> None:
    found = read(body())
    assert found.utterances is not None
    said = [(u.label, found.text[u.start : u.end], u.at) for u in found.utterances]
    times = [float(n) if timed else None for n in range(5)]
    assert said == list(zip(WHO, SAID, times, strict=True))
    assert found.labelled == 5
    assert RemarkCode.LAYOUT in [remark.code for remark in found.remarks]


def test_a_row_without_a_name_goes_on_with_the_one_before() -> None:
    rows = [(WHO[n] if n != 2 else "", said) for n, said in enumerate(SAID)]
    found = read(table(("Speaker", "Words"), *rows))
    assert found.utterances is not None
    assert [u.label for u in found.utterances] == ["Ida", *("Interviewer",) * 3, "Ida"]


def test_a_small_table_in_a_report_is_not_speech() -> None:
    rows = [("Ida", "34", "nurse"), ("Tom", "51", "clerk"), ("Eva", "29", "nurse")]
    text = paragraph(run("A long paragraph about who took part in it all. " * 5))
    found = read(text + table(("Name", "Age", "Work"), *rows))
    assert found.utterances is None
    assert found.text.endswith("Eva\t29\tnurse\n")


def test_a_table_around_a_whole_text_keeps_its_paragraphs() -> None:
    found = read(table(("Ida: One.|Tom: Two.|Ida: Three.",)))
    assert found.text == "Ida: One.\nTom: Two.\nIda: Three.\n"
    assert found.paragraphs is not None
    assert len(found.paragraphs) == 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp"))), max_size=6))
def test_words_come_back_as_they_are(words: list[str]) -> None:
    found = read("".join(paragraph(run(escape(one))) for one in words))
    assert found.text == "\n".join(one.rstrip() for one in words) + "\n"


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_never_worse(data: st.DataObject) -> None:
    whole = bytearray(
        container(
            item("One") + names_with_times() + paragraph(run("End.")),
            numbering=lists(level(0, "decimal", "%1.")),
            comments=note("comment", 0, "aside"),
        )
    )
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UserError):
        read_docx(bytes(whole), None, None)


@settings(max_examples=120, deadline=None)
@given(st.recursive(st.text("ab \t", max_size=3), lambda inner: st.lists(inner, max_size=4)))
def test_any_nesting_of_elements_is_read(tree: object) -> None:
    names = ("p", "r", "t", "tbl", "tr", "tc", "sdt", "txbxContent", "numPr", "ins", "del", "x")

    def written(node: object, depth: int) -> str:
        if isinstance(node, str):
            return f"<w:t>{node}</w:t>"
        assert isinstance(node, list)
        name = names[(len(node) * 5 + depth * 7) % len(names)]
        return f"<w:{name}>{''.join(written(one, depth + 1) for one in node)}</w:{name}>"

    assert read(written(tree, 0)).text.endswith("\n")


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
