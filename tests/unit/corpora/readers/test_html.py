from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.html.html import read_html
from corpora.reading import read_source
from corpora.source import AsideKind, RemarkCode, SourceKind
from corpora.text import canonical
from qes.errors import UserError


def read(page: str | bytes) -> Manuscript:
    return read_html(page.encode() if isinstance(page, str) else page, None, None)


def paragraphs(page: str) -> list[str]:
    found = read(page)
    assert found.paragraphs is not None
    return [found.text[p.start : p.end] for p in found.paragraphs]


def codes(found: Manuscript) -> list[RemarkCode]:
    return [remark.code for remark in found.remarks]


def test_blocks_are_paragraphs_and_breaks_are_lines() -> None:
    found = read("<title>T</title><h2>Part</h2><p>Ida:\n  it  was<br>good</p><div>Tom: Yes</div>")
    assert found.text == "Part\n\nIda: it was\ngood\n\nTom: Yes\n"
    assert found.paragraphs is not None
    assert [p.kind for p in found.paragraphs] == [
        ParagraphKind.HEADING,
        ParagraphKind.BODY,
        ParagraphKind.BODY,
    ]


def test_a_label_split_over_elements_comes_together() -> None:
    page = "<P>I<FONT FACE='x'>da:&#9;&#9;Is it six?</P></FONT><P>Tom:&#9;<B>Ri</B>ght.</P>"
    assert read(page).text == "Ida: Is it six?\n\nTom: Right.\n"


def test_two_breaks_part_paragraphs() -> None:
    assert paragraphs("<p>Ida: one<br>two<br> <br/>Tom: three<br></p>") == [
        "Ida: one\ntwo",
        "Tom: three",
    ]


def test_a_heading_at_the_end_is_one() -> None:
    found = read("<p>Words.</p><h3>End</h3>")
    assert found.paragraphs is not None
    assert found.paragraphs[-1].kind is ParagraphKind.HEADING


def test_spaces_part_words_wherever_they_stand() -> None:
    page = "<p>a<b> </b>b <i> c</i><!-- --> d</p><pre>e<b> </b>f</pre>"
    assert read(page).text == "a b c d\n\ne f\n"


def test_what_is_typed_in_pre_keeps_its_lines() -> None:
    page = "<pre>\nIda: one\n  two\n\nTom: three</pre><p style='white-space: pre-wrap'>a\nb</p>"
    assert paragraphs(page) == ["Ida: one\n  two", "Tom: three", "a\nb"]


def test_numbers_of_turns_stand_beside_them() -> None:
    found = read("<ol><li>Ida: one<li>Tom: two<li><p>Ida: <b>three</b><li>Tom: four</ol>")
    assert found.text == "Ida: one\nTom: two\n\nIda: three\n\nTom: four\n"
    assert [(a.kind, a.text) for a in found.asides] == [
        (AsideKind.FURNITURE, f"{n}.") for n in range(1, 5)
    ]


def test_a_row_is_a_line_and_its_cells_are_parted_by_tabs() -> None:
    page = (
        "<table><thead><tr><th>Who<th>Words</thead><tr><td><p>Ida</p></td><td><p>One.</p><p>Two.</p>"
        "<tr><td></td><td>Three.</td></tr></table>after"
    )
    assert read(page).text == "Who\tWords\nIda\tOne.\n\nTwo.\n\n\tThree.\n\nafter\n"


def test_a_page_laid_out_in_one_cell_has_its_paragraphs() -> None:
    assert paragraphs("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>") == ["One.", "Two."]


def test_numbers_of_lists_are_read_and_bullets_are_not() -> None:
    page = (
        "<ol start=3><li>three<li><p>four</p><ul><li>in it</ul><li value=9>nine</ol>"
        "<ol type=a><li>letter<ol style='list-style-type: upper-roman'><li>roman</ol></ol>"
        "<ol style='list-style: none'><li>bare</ol>"
    )
    assert paragraphs(page) == [
        "3. three",
        "4. four",
        "in it",
        "9. nine",
        "a. letter",
        "I. roman",
        "bare",
    ]


def test_only_words_a_person_would_see_are_read() -> None:
    page = (
        "<head><script>one()</script><style>p{color:red}</style></head><body onload='x()'>"
        "<!-- Carl: no --><iframe src='file:///etc/passwd'>no</iframe><noscript>no</noscript>"
        "<template>no</template><svg><text>no</text></svg><p>Ida: yes<img src=x alt=no></p>"
    )
    found = read(page)
    assert (found.text, found.remarks) == ("Ida: yes\n", ())


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>Ida</span>",
        "<span style='color:red; display:none'>Ida</span>",
        "<span style='visibility:hidden'>Ida</span>",
        "<span style='mso-hide:all'>Ida</span>",
        "<span class='x secret'>Ida</span>",
        "<dialog>Ida</dialog>",
    ],
)
def test_hidden_words_are_left_out_and_told(hidden: str) -> None:
    found = read(f"<style>a{{}} .secret, .other {{display: none}}</style><p>My name is {hidden}.")
    assert "Ida" not in found.text
    assert codes(found) == [RemarkCode.HIDDEN_TEXT]


@pytest.mark.parametrize("rule", ["@media print {.x {display: none}}", ".y {display: none}", ".x"])
def test_rules_that_do_not_hide_a_word_hide_nothing(rule: str) -> None:
    found = read(f"<style>{rule}</style><p class=x>Ida: yes</p>")
    assert (found.text, found.remarks) == ("Ida: yes\n", ())


def test_hidden_scripts_are_no_hidden_words() -> None:
    assert read("<div style='display:none'><script>a</script></div><p>yes").remarks == ()


def test_struck_out_changes_are_accepted_and_told() -> None:
    found = read("<p>It was <del>bad</del><ins>good</ins></p>")
    assert found.text == "It was good\n"
    assert codes(found) == [RemarkCode.TRACKED_CHANGES]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        (
            "<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'>[1]</a>",
            "<div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1'>[1]</a> laughs</p></div>",
        ),
        (
            "<a class='sdfootnoteanc' href='#sdfootnote1sym'><sup>1</sup></a>",
            "<div id='sdfootnote1'><p><a href='#sdfootnote1anc'>1</a>laughs</p></div>",
        ),
        (
            "<a href='#fn1' role='doc-noteref'>1</a>",
            "<ol><li id='fn1'>laughs<a href='#fnref1' role='doc-backlink'>back</a></li></ol>",
        ),
    ],
)
def test_footnotes_are_kept_where_they_belong(mark: str, note: str) -> None:
    found = read(f"<p>Ida: yes{mark} it was.</p><p>Tom: no.</p>{note}")
    assert found.text == "Ida: yes it was.\n\nTom: no.\n"
    (aside,) = found.asides
    assert (aside.kind, aside.text, aside.at) == (AsideKind.FOOTNOTE, "laughs", len("Ida: yes"))


def test_comments_of_a_word_processor_are_kept() -> None:
    mark = "<a class=msocomanchor href='#_msocom_1'>[A1]</a>"
    note = "<div style='mso-element:comment'><div id='_com_1'><p>check tape</p></div></div>"
    found = read(f"<p>Ida: yes{mark}</p>{note}")
    assert found.text == "Ida: yes\n"
    assert [(a.kind, a.text, a.at) for a in found.asides] == [(AsideKind.COMMENT, "check tape", 8)]


def test_a_link_to_a_heading_is_no_note() -> None:
    found = read("<p>See <a href='#fn1'>one</a> and <a href='#part'>two</a></p><h1 id=part>P</h1>")
    assert found.text == "See one and two\n\nP\n"


@pytest.mark.parametrize(
    ("declared", "written", "read_as", "doubted"),
    [
        ("utf-8", "cp1252", "cp1252", True),
        ("utf-8", "utf-8", "utf-8", False),
        ("iso-8859-1", "cp1252", "cp1252", False),
        ("windows-1250", "cp1250", "cp1250", False),
        ("windows-1250", "utf-8", "utf-8", True),
        ("klingon", "cp1252", "cp1252", True),
        ("utf-16", "utf-8", "utf-8", False),
    ],
)
def test_evidence_outweighs_what_a_page_declares(
    declared: str, written: str, read_as: str, *, doubted: bool
) -> None:
    page = f"<meta http-equiv=x content='text/html; charset={declared}'><p>café “bar”, née"
    found = read(page.encode(written))
    assert (found.encoding, found.text) == (read_as, "café “bar”, née\n")
    assert (RemarkCode.ENCODING in codes(found)) is doubted


def test_scripts_beyond_latin_are_read_as_declared() -> None:
    words = "Ирина: да, конечно. Это было давно."
    for name in ("windows-1251", "koi8-r", "iso-8859-5"):
        found = read(f"<meta charset={name}><p>{words}".encode(name))
        assert found.text == words + "\n"
    japanese = "はい、そうです。"
    page = f"<?xml version='1.0' encoding='Shift_JIS'?><html><p>{japanese}</p></html>"
    assert read(page.encode("cp932")).text == japanese + "\n"


def test_a_page_of_ascii_is_in_what_it_declares_or_in_the_webs_default() -> None:
    assert read("<p>yes").encoding == "cp1252"
    assert read("<meta charset=utf-8><p>yes").encoding == "utf-8"


def test_an_encoding_told_by_a_person_stands() -> None:
    page = "<meta charset=utf-8><p>żółw".encode("cp1250")
    assert read_html(page, "cp1250", None).text == "żółw\n"
    with pytest.raises(UserError, match="klingon"):
        read_html(page, "klingon", None)


def test_xhtml_is_read_and_its_entities_are_not_expanded() -> None:
    bomb = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))
    page = (
        f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY l0 'ha'>{bomb}"
        "<!ENTITY y '[a]'><!ENTITY x SYSTEM 'file:///etc/hostname'> ] ><html><head><script src='a'/><title/></head>"
        "<body><p>Ida: &l9; &x; &eacute;</p></body></html>"
    )
    assert read(page).text == "Ida: &l9; &x; é\n"


def test_control_characters_never_reach_the_text() -> None:
    found = read("<p>Ida: &#27;[2J&#x202E;yes\x1b]0;x\x07</p>")
    assert canonical(found.text).text == found.text
    assert RemarkCode.CONTROL_CHARACTERS in codes(found)


def test_a_page_named_doc_is_read_as_what_it_is() -> None:
    data = b"<html><body><p>Ida: One.</p><p>Tom: Two.</p><p>Ida: Three.</p></body></html>"
    found = read_source(data, "talk.doc", kind=SourceKind.TRANSCRIPT)
    assert (found.format, [s.label for s in found.speakers]) == ("html", ["Ida", "Tom"])
    assert found.warnings[0].code is RemarkCode.WRONG_SUFFIX


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\ufeff"),
    min_size=1,
    max_size=12,
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_words_put_into_a_page_come_back(texts: list[str]) -> None:
    page = "".join(f"<p>{html.escape(words)}</p>" for words in texts)
    wanted = canonical("\n\n".join(texts) + "\n").text
    assert read(f"<meta charset=utf-8>{page}").text == wanted


SOUP = (
    *("<p>", "</p>", "<li>", "<ol>", "</ol>", "<td>", "<tr>", "<table>", "</table>", "<br>", "<b"),
    *("<pre>", "</pre>", "<del>", "</del>", "<q>", "<h1>", "</h1>", "<a href='#fn1'>", "</a>"),
    *("<li id=fn1>", "<div hidden>", "</div>", "<style>", "</style>", "<script>", "</script>"),
    *(".x{display:none}", "word", " ", "&amp;", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA["),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(SOUP),
        max_size=40,
    )
)
def test_any_soup_of_tags_is_read(soup: list[str]) -> None:
    found = read("".join(soup))
    assert found.paragraphs is not None
    for one in found.paragraphs:
        assert found.text[one.start : one.end].strip() == found.text[one.start : one.end] != ""
    assert all(0 <= aside.at <= len(found.text) for aside in found.asides if aside.at is not None)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 30))
def test_damage_is_read_or_refused_in_words(junk: bytes, at: int, gone: int) -> None:
    page = (
        "<html><meta charset=koi8-r><table><tr><td>Ida:<td>да <b>нет</b> &#8212; yes</table></html>"
    )
    data = page.encode("koi8-r")
    broken = data[:at] + junk + data[at + gone :]
    try:
        text = read(broken).text
    except UserError as refusal:
        text = str(refusal)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text) is None


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<table><tr><td>", "<ol><li>", "<", "<!--", "&", "<a b='"]
)
def test_depth_costs_nothing(opening: str) -> None:
    assert read("<p>words</p>" + opening * 50_000).text.startswith("words\n")


def test_a_page_of_many_elements_loses_no_word() -> None:
    page = "".join(
        f"<p><i>word{n}</i><ul><li>more{n}<br></ul>" if n % 3 else f"<table><td>cell{n}"
        for n in range(5_000)
    )
    assert len(read(page).text.split()) == sum(2 if n % 3 else 1 for n in range(5_000))


@pytest.mark.parametrize("name", ["ritchie.htm", "thompson.htm"])
def test_real_pages_give_the_figures_counted_elsewhere(shared: Path, name: str) -> None:
    expected = json.loads((shared / "corpora" / "expected.json").read_text("utf-8"))
    figures = expected[f"transcripts/html_word97/{name}"]
    path = shared / "corpora" / "transcripts" / "html_word97" / name
    found = read_source(path.read_bytes(), name, kind=SourceKind.TRANSCRIPT)
    assert (found.labelled, len(found.turns)) == (
        figures["labelled_paragraphs"],
        figures["merged_turns"],
    )
    assert {s.label: s.labelled for s in found.speakers} == figures["speakers"]
    assert found.encoding == figures["encoding"]


def test_hostile_pages_are_read_as_a_browser_shows_them(shared: Path) -> None:
    folder = shared / "corpora" / "hostile"
    assert read((folder / "html_script_charset.html").read_bytes()).text == (
        "Anna:\u00a0café & “bar”\n\nBen: ok\nnext line\n"
    )
    split = read((folder / "html_word_fontsplit.html").read_bytes())
    assert split.text == "MSM: Is it six?\n\nThompson: Right.\n"
