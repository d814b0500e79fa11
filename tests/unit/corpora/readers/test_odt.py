from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.limits import RATIO_FROM_BYTES
from corpora.readers.odt.odt import read_odt
from corpora.reading import read_source
from corpora.source import AsideKind, RemarkCode, SourceKind
from corpora.text import canonical
from qes.errors import Refused

SPACE = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    (
        *(
            f'xmlns:{prefix}="{SPACE}:{name}:1.0"'
            for prefix, name in (
                ("office", "office"),
                ("text", "text"),
                ("table", "table"),
                ("draw", "drawing"),
                ("style", "style"),
                ("fo", "xsl-fo-compatible"),
                ("svg", "svg-compatible"),
            )
        ),
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    )
)
LISTS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("'
    ' style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"'
    ' text:start-value="4"/></text:list-style><text:list-style style:name="B">'
    '<text:list-level-style-bullet text:level="1" text:bullet-char="\uf0b7"/></text:list-style>'
)


MORE = ' text:continue-numbering="true"'


def part(kind: str, inside: str) -> str:
    return f'<?xml version="1.0"?><office:document-{kind} {NAMESPACES}>{inside}</office:document-{kind}>'


def container(body: str, styles: str = "", named: str | None = None, **others: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = part(
            "content",
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f'<office:body><office:text text:use-soft-page-breaks="true">{body}</office:text>'
            "</office:body>",
        )
        archive.writestr("content.xml", content)
        if named is not None:
            archive.writestr("styles.xml", part("styles", named))
        for name, inside in others.items():
            archive.writestr(name.replace("__", "/") + ".xml", inside)
    return kept.getvalue()


def read(body: str, styles: str = "", named: str | None = None) -> Manuscript:
    return read_odt(container(body, styles, named), None, None)


def codes(found: Manuscript) -> list[RemarkCode]:
    return [remark.code for remark in found.remarks]


def p(words: str, style: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{words}</text:p>"


def test_white_space_is_what_the_standard_says() -> None:
    body = p("\n  Ida: I<text:s text:c='3'/>was <text:span> so\n</text:span> <text:tab/> ok")
    assert read(body + p("") + p("one<text:line-break/>two")).text == (
        "Ida: I   was so \t ok\n\none\ntwo\n"
    )


def test_a_paragraph_is_what_the_file_says_is_one() -> None:
    found = read("<text:h text:outline-level='1'>Part</text:h>" + p("One.") + p("") + p("Two."))
    assert found.paragraphs is not None
    assert [(found.text[one.start : one.end], one.kind) for one in found.paragraphs] == [
        ("Part", ParagraphKind.HEADING),
        ("One.", ParagraphKind.BODY),
        ("Two.", ParagraphKind.BODY),
    ]


def test_headings_are_known_by_the_style_they_descend_from() -> None:
    styles = (
        '<style:style style:name="P1" style:family="paragraph"'
        ' style:parent-style-name="Heading_20_2"/>'
        '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="P1"/>'
        '<style:style style:name="P3" style:family="paragraph" style:parent-style-name="P3"/>'
    )
    found = read(p("A", "P2") + p("B", "P3") + p("C", "Title"), styles)
    assert found.paragraphs is not None
    assert [one.kind for one in found.paragraphs] == [
        ParagraphKind.HEADING,
        ParagraphKind.BODY,
        ParagraphKind.HEADING,
    ]


def test_deleted_words_stay_out_and_are_told() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"<office:change-info/>{p('bad')}</text:deletion></text:changed-region>"
        "<text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
        + p("It was <text:change text:change-id='c'/>good")
    )
    found = read(body)
    assert found.text == "It was good\n"
    assert codes(found) == [RemarkCode.TRACKED_CHANGES]
    assert "2 tracked" in found.remarks[0].message


def test_notes_comments_and_running_heads_are_kept_beside_the_text() -> None:
    body = p(
        "Ida: yes<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        f"<text:note-body>{p('laughs')}{p('loud')}</text:note-body></text:note> it"
        "<office:annotation><dc:creator>A</dc:creator><dc:date>2020</dc:date>"
        f"{p('check tape')}</office:annotation> was"
        "<text:note text:note-class='endnote'><text:note-body>"
        f"{p('the end')}</text:note-body></text:note>."
    )
    named = (
        "<office:master-styles><style:master-page>"
        f"<style:header>{p('Study 4')}</style:header><style:header-left>{p('Study 4')}"
        f"</style:header-left><style:footer>{p('<text:page-number>1</text:page-number>')}"
        "</style:footer></style:master-page></office:master-styles>"
    )
    found = read(body, named=named)
    assert found.text == "Ida: yes it was.\n"
    assert [(a.kind, a.text, a.at) for a in found.asides] == [
        (AsideKind.FOOTNOTE, "laughs\nloud", 8),
        (AsideKind.COMMENT, "check tape", 11),
        (AsideKind.ENDNOTE, "the end", 15),
        (AsideKind.HEADER, "Study 4", None),
    ]
    assert codes(found) == [RemarkCode.SET_ASIDE]


def test_hidden_words_are_left_out_and_told() -> None:
    styles = (
        '<style:style style:name="T1" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    )
    body = (
        p("My name is <text:span text:style-name='T2'>Ida</text:span>[name]")
        + f"<text:section text:display='none'>{p('secret')}</text:section>"
        + p("<text:hidden-paragraph text:is-hidden='true'/>secret")
        + p("<text:hidden-text text:is-hidden='true'>secret</text:hidden-text>end")
    )
    found = read(body, styles)
    assert found.text == "My name is [name]\nend\n"
    assert codes(found) == [RemarkCode.HIDDEN_TEXT]
    assert "4 places" in found.remarks[0].message


def items(*inside: str, more: str = "", style: str = "L") -> str:
    held = "".join(f"<text:list-item>{one}</text:list-item>" for one in inside)
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named}{more}>{held}</text:list>"


def test_lists_print_their_numbers() -> None:
    inner = items(p("sub") + items(p("deep"), style=""), p("sub"), style="")
    body = items(p("one") + p("more"), p("two") + inner, p("three"))
    assert read(body, LISTS).text == (
        "1. one\nmore\n2. two\n(a) sub\n2.a.4 deep\n(b) sub\n3. three\n"
    )


def test_a_list_may_go_on_counting() -> None:
    body = (
        items(p("one"), p("two"))
        + p("words")
        + items(p("three"), more=' text:continue-numbering="true"')
        + items(p("one"))
        + items(p("x"), more=' xml:id="k"')
        + items(p("one"))
        + items(p("y"), more=' text:continue-list="k"')
        + '<text:list text:style-name="L"><text:list-header>'
        + p("head")
        + '</text:list-header><text:list-item text:start-value="7">'
        + p("seven")
        + "</text:list-item></text:list>"
    )
    assert read(body, LISTS).text.split("\n") == [
        *("1. one", "2. two", "words", "3. three", "1. one", "1. x", "1. one", "2. y"),
        *("head", "7. seven", ""),
    ]


def test_bullets_are_read_and_unknown_lists_have_none() -> None:
    body = items(p("a"), style="B") + items(p("b"), style="none")
    assert read(body, LISTS).text == "• a\nb\n"


def test_numbers_of_turns_stand_beside_them() -> None:
    body = "".join(items(p(words), more=MORE) for words in ("Ida: one", "Tom: two", "Ida: three"))
    found = read(body + items(p("Note: four"), more=MORE), LISTS)
    assert found.text == "Ida: one\n2. Tom: two\nIda: three\n4. Note: four\n"
    assert [(a.kind, a.text, a.at) for a in found.asides] == [
        (AsideKind.FURNITURE, "1.", 0),
        (AsideKind.FURNITURE, "3.", 21),
    ]
    assert codes(found) == [RemarkCode.SET_ASIDE]


def test_a_row_is_a_line_with_tabs() -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        + "<table:covered-table-cell/></table:table-row>"
        for cells in ((p("Ida"), p("One.") + p("Two.")), (p(""), p("Three.")), ("", p("Four.")))
    )
    found = read(p("before") + f"<table:table>{rows}</table:table>" + p("after"))
    assert found.text == "before\nIda\tOne.\nTwo.\n\tThree.\n\tFour.\nafter\n"


def test_words_in_boxes_and_shapes_follow_their_paragraph() -> None:
    frame = f"<draw:frame><draw:text-box>{p('boxed')}</draw:text-box><svg:title>no</svg:title></draw:frame>"
    shape = f"<draw:custom-shape>{p('drawn')}</draw:custom-shape>"
    assert read(p(f"be{frame}{shape}fore") + p("after")).text == "before\nboxed\ndrawn\nafter\n"


def test_pages_begin_where_the_file_says() -> None:
    styles = (
        '<style:style style:name="N" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
    )
    found = read(p("one ") + p("tw<text:soft-page-break/>o") + p("three", "N"), styles)
    assert found.text == "one\ntwo\nthree\n"
    assert found.page_starts == (0, 6, 8)


def test_a_reading_over_words_stands_in_brackets() -> None:
    ruby = "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>"
    assert read(p(ruby + "字")).text == "漢(kan)字\n"


@pytest.mark.parametrize("size", ["999999999999", "-3", "x"])
def test_no_element_stands_for_endless_spaces(size: str) -> None:
    assert len(read(p(f"a<text:s text:c='{size}'/>b")).text) <= 1_003


def test_a_protected_document_is_refused() -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(Refused, match="protected by a password"):
        read_odt(container(p("x"), **{"META-INF__manifest": manifest}), None, None)
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("encrypted-package", "\x8f\x00")
    with pytest.raises(Refused, match="protected by a password"):
        read_source(kept.getvalue(), "a.odt", kind=SourceKind.PAPER)


def zipped(content: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", content)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<office:document-content>", "not well-formed"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>', "document type"),
        ("<d>" + " " * (RATIO_FROM_BYTES + 1) + "</d>", "unpacks to more than is safe"),
        ("<d>" * 5000, "not well-formed"),
        (part("content", "<office:body><office:spreadsheet/></office:body>"), "no text document"),
        (part("content", ""), "no text document"),
    ],
)
def test_hostile_and_other_parts_are_refused(content: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_odt(zipped(content), None, None)


def test_a_transcript_has_its_turns() -> None:
    data = container(p("Ida:<text:tab/>one") + p("Tom: two") + p("Ida: three"))
    found = read_source(data, "talk.odt", kind=SourceKind.TRANSCRIPT)
    assert [(s.label, s.turns) for s in found.speakers] == [("Ida", 2), ("Tom", 1)]
    assert len(found.page_starts) == 1


@pytest.mark.parametrize(
    "name",
    ["P1_GMT20211118.odt", "P1_PSSUQ_comments.odt", "P2_GMT20211119.odt", "P7_GMT20211126.odt"],
)
def test_real_documents_give_the_figures_counted_elsewhere(shared: Path, name: str) -> None:
    expected = json.loads((shared / "corpora" / "expected.json").read_text("utf-8"))
    figures = expected[f"transcripts/odt_thinkaloud/{name}"]
    path = shared / "corpora" / "transcripts" / "odt_thinkaloud" / name
    found = read_odt(path.read_bytes(), None, None)
    assert len(found.text.split()) == figures["words_pandoc"]
    assert len(found.paragraphs or ()) == figures["paragraphs_pandoc"]


def test_a_hostile_document_keeps_speech_and_notes_apart(shared: Path) -> None:
    found = read_odt((shared / "corpora/hostile/odt_changes_notes.odt").read_bytes(), None, None)
    assert found.text == "Anna: I   was fine.\nBen:\tok\nthen\n"
    assert [a.text for a in found.asides] == ["laughs", "check tape"]


def test_a_note_in_a_box_without_words_is_kept() -> None:
    note = f"<text:note text:note-class='footnote'><text:note-body>{p('n')}</text:note-body></text:note>"
    inner = f"<text:note text:note-class='endnote'><text:note-body>{p(note)}</text:note-body></text:note>"
    found = read(p(f"a<draw:text-box>{p(note)}</draw:text-box>{inner}"))
    assert [a.text for a in found.asides] == ["n", "n"]


WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map("  ".join), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_words_put_into_a_document_come_back(lines: list[str]) -> None:
    written = (escape(line).replace("  ", " <text:s/>") for line in lines)
    wanted = canonical("\n".join(lines) + "\n").text
    assert read("".join(p(words) for words in written)).text == wanted


SOUP = (
    *("<text:p>", "<text:h>", "<text:list>", "<text:list-item>", "<text:list-header>"),
    *("<text:span>", "<text:note text:note-class='footnote'>", "<office:annotation>"),
    *("<text:tab>", "<text:soft-page-break>", "<table:table-row>", "<table:table-cell>"),
    *("<draw:text-box>", "<draw:rect>", "<text:hidden-text>", "<text:section text:display='none'>"),
    *("word", "word "),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SOUP), st.integers(0, 4)), max_size=25))
def test_elements_in_any_order_are_read(soup: list[tuple[str, int]]) -> None:
    body, opened = "", list[str]()
    for piece, closed in soup:
        body += piece
        if piece.startswith("<"):
            opened.append(f"</{piece[1:-1].split()[0]}>")
        for _ in range(min(closed, len(opened))):
            body += opened.pop()
    found = read(body + "".join(reversed(opened)), LISTS)
    assert found.paragraphs is not None
    for one in found.paragraphs:
        assert found.text[one.start : one.end].strip() == found.text[one.start : one.end] != ""
    assert all(0 <= a.at <= len(found.text) for a in found.asides if a.at is not None)


WHOLE = container(p("Ida: one <text:s/>two") + items(p("three")), LISTS, named="")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=8), st.integers(0, len(WHOLE)), st.integers(0, 8))
def test_damage_is_read_or_refused_in_words(junk: bytes, at: int, gone: int) -> None:
    try:
        text = read_odt(WHOLE[:at] + junk + WHOLE[at + gone :], None, None).text
    except Refused as refusal:
        text = str(refusal)
    assert text
