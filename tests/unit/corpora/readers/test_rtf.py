from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.rtf.rtf import MAX_DEPTH, read_rtf
from corpora.reading import read_source
from corpora.source import AsideKind, ChangeKind, RemarkCode, SourceKind
from corpora.text import canonical
from qes.errors import Refused, UserError

FONTS = (
    rb"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fcharset204{\*\falt B}Arial Cyr;}"
    rb"{\f2\fcharset238 Arial CE;}{\f3\fcharset128 Mincho;}{\f4\fcharset2 Symbol;}"
    rb"{\f5\fcharset0\cpg1253 Arial Greek;}}"
)


def read(body: bytes, header: bytes = rb"\ansi\ansicpg1252\deff0") -> Manuscript:
    return read_rtf(rb"{\rtf1" + header + FONTS + body + b"}", None, None)


def codes(found: Manuscript) -> list[RemarkCode]:
    return [remark.code for remark in found.remarks]


def test_paragraphs_are_lines() -> None:
    found = read(b"{\\b One}.\\par\r\n\\pard Two\\line lines.\\\nThree.\\par\\par Four.")
    assert found.text == "One.\nTwo\nlines.\nThree.\n\nFour.\n"
    assert found.paragraphs is not None
    assert [found.text[p.start : p.end] for p in found.paragraphs] == [
        "One.",
        "Two\nlines.",
        "Three.",
        "Four.",
    ]


def test_signs_are_characters() -> None:
    body = rb"a\tab b\~c\-d\_e\emdash\endash\lquote\rquote\ldblquote\rdblquote\bullet \{\\\}"
    assert read(body).text == "a\tb\u00a0c\u00add-e—–\u2018\u2019“”•{\\}\n"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (rb"caf\'e9 \'93ok\'94 na\'efve", "café “ok” naïve"),
        (rb"{\f1 \'c8\'f0\'e8\'ed\'e0}: {\f2\'bf\'f3\'b3w}", "Ирина: żółw"),
        (rb"\f3 \'93\'fa\'96\'7b \'83A\'83b", "日本 アッ"),
        (rb"\f5 \'cd\'e1\'e9", "Ναι"),
        (rb"\f4\'b7\'b7\plain  one", "•• one"),
        (rb"\u8220?ok\u8221? \u-10179?\u-8704?", "“ok” 😀"),
        (rb"\uc0\u233 \uc2\u26085\'93\'fa \uc1\u26412 ?x", "é日 本x"),
        (rb"{\uc0 \u233}\u233e", "éé"),
        (rb"\u8220\par \u8221?", "“\n”"),
        (rb"\u-10179?x\u-8704?", "\ufffdx\ufffd"),
        (rb"\u-3913?", "•"),
        (rb"{\upr{bad}{\*\ud{\u322?\u243o}}}d\'9f", "łódŸ"),
    ],
)
def test_characters_are_read_by_font_and_by_unicode(body: bytes, words: str) -> None:
    assert read(body).text == words + "\n"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (rb"\ansi\ansicpg1250", "żółw"),
        (rb"\ansi\ansicpg1251", "Ирина"),
        (rb"\mac", "café"),
        (rb"\ansi\ansicpg65001", "日本"),
    ],
)
def test_a_font_of_no_charset_is_in_the_documents_code_page(header: bytes, words: str) -> None:
    pages = {rb"\mac": "mac-roman", rb"\ansi\ansicpg65001": "utf-8"}
    page = pages.get(header, f"cp{header[-4:].decode()}")
    hexed = "".join(f"\\'{byte:02x}" for byte in words.encode(page)).encode()
    assert read(rb"\f0 " + hexed, header).text == words + "\n"


def test_a_code_page_told_by_a_person_stands() -> None:
    data = rb"{\rtf1\ansi\ansicpg1252 \'bf\'f3\'b3w}"
    assert read_rtf(data, "cp1250", None).text == "żółw\n"
    with pytest.raises(UserError, match="klingon"):
        read_rtf(data, "klingon", None)


def test_raw_utf8_is_read_though_no_rtf_should_hold_it() -> None:
    assert read("café “ok”".encode()).text == "café “ok”\n"


def test_bytes_that_mean_nothing_are_told() -> None:
    found = read(rb"a\'81\'8db")
    assert found.text == "a\ufffd\ufffdb\n"
    assert [(c.kind, c.count) for c in found.changes] == [(ChangeKind.UNREADABLE, 2)]
    assert codes(found) == [RemarkCode.INVALID_BYTES]


def test_groups_that_hold_no_words_are_skipped() -> None:
    body = (
        rb"{\*\generator X;}{\info{\title secret}}{\stylesheet{\s1 heading 1;}}{\colortbl;\red0;}"
        b"{\\pict\\pngblip 89504e47 {\\*\\picprop x}\\bin7 {}\\par\x00}{\\*\\unknown \\'e9 {x}}"
        rb"{\*\bkmkstart a}P1: {\field{\*\fldinst HYPERLINK {x}}{\fldrslt link}} end{\xe index}"
        rb"{\object{\*\objdata 00}{\result shown}}{\nonshppict {\pict 00}}{\header }\par"
    )
    assert read(body).text == "P1: link endshown\n"


def test_hidden_and_deleted_words_are_left_out_and_told() -> None:
    found = read(
        rb"My name is {\v Ida\v0 [name]}{\v  Berg}.\par It was {\deleted bad}{\revised good}"
        rb"\deleted\par\deleted0 \plain and more.\par"
    )
    assert found.text == "My name is [name].\nIt was goodand more.\n"
    assert codes(found) == [RemarkCode.TRACKED_CHANGES, RemarkCode.HIDDEN_TEXT]
    assert "2 places" in found.remarks[1].message


def test_notes_and_running_heads_are_kept_beside_the_text() -> None:
    found = read(
        rb"{\header\pard Study 4\par}{\headerf\pard Study 4\par}{\footer \chpgn 7}"
        rb"Ida: yes{\super\chftn{\footnote\pard\plain{\chftn} laughs{\*\annotation deep}\par}}"
        rb" it{\*\atnid AB}{\*\atnauthor Ab}\chatn{\*\annotation{\*\atndate 1}check tape}"
        rb" was{\*\footnote\ftnalt at the end}.\par"
    )
    assert found.text == "Ida: yes it was.\n"
    assert [(a.kind, a.text, a.at) for a in found.asides] == [
        (AsideKind.FOOTNOTE, "laughs", 8),
        (AsideKind.COMMENT, "deep", 8),
        (AsideKind.COMMENT, "check tape", 11),
        (AsideKind.ENDNOTE, "at the end", 15),
        (AsideKind.HEADER, "Study 4", None),
    ]
    assert codes(found) == [RemarkCode.SET_ASIDE]


def test_numbers_of_turns_stand_beside_them() -> None:
    body = b"".join(
        rb"{\listtext "
        + str(n).encode()
        + rb".\tab}"
        + (b"Tom: yes" if n % 2 else b"Ida: no")
        + rb"\par "
        for n in range(1, 5)
    )
    found = read(body)
    assert found.text == "Tom: yes\nIda: no\nTom: yes\nIda: no\n"
    assert [(a.kind, a.text) for a in found.asides] == [
        (AsideKind.FURNITURE, f"{n}.") for n in range(1, 5)
    ]


def test_a_role_need_not_recur_where_numbers_stand_before_labels() -> None:
    words = (b"I: How?", b"P1: So.", b"Aim: none.", b"I: And?")
    body = b"".join(
        rb"{\listtext " + str(n).encode() + rb".\tab}" + said + rb"\par "
        for n, said in enumerate(words, 1)
    )
    assert read(body).text == "I: How?\nP1: So.\n3. Aim: none.\nI: And?\n"


def test_a_row_is_a_line_with_a_bar_after_each_cell() -> None:
    row = rb"\trowd\cellx1\cellx2\pard\intbl "
    body = (
        b"Before\\par" + row + rb"Ida\cell One.\par Two.\cell\row" + row + rb"\cell Three.\par\cell"
        rb"{\trowd\row}\pard After\par"
    )
    assert read(body).text == "Before\nIda|One.\nTwo.|\n|Three.|\nAfter\n"


def test_nested_tables_are_read_once() -> None:
    body = (
        rb"\trowd\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\nestrow}"
        rb"{\nonesttables\par}\pard\intbl\itap1 c\cell\row"
    )
    assert read(body).text == "a|b|\nc|\n"


def test_numbers_of_lists_are_read_as_printed() -> None:
    body = (
        rb"{\listtext\pard\plain 1.\tab}One\par{\pntext\f4\'B7\tab}Two\par{\*\pn\pntxtb -}Three\par"
    )
    assert read(body).text == "1. One\n• Two\nThree\n"


def test_headings_are_known_by_style_or_outline_level() -> None:
    styles = (
        rb"{\stylesheet{\s0 Normal;}{\s3\b heading 2;}{\s4\outlinelevel1 Kapitel;}{\s5 Quote;}}"
    )
    found = read(
        styles + rb"\pard\s3 A\par\pard\s4 B\par\pard\s5 C\par\pard\outlinelevel0 D\par"
        rb"\pard\outlinelevel9 E\par"
    )
    assert found.paragraphs is not None
    assert [p.kind for p in found.paragraphs] == [
        *[ParagraphKind.HEADING] * 2,
        ParagraphKind.BODY,
        ParagraphKind.HEADING,
        ParagraphKind.BODY,
    ]


def test_a_text_box_follows_its_paragraph_once() -> None:
    body = (
        rb"before{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard boxed\par}}{\shprslt\par boxed}}"
        rb" after\par last\par"
    )
    assert read(body).text == "before after\nboxed\nlast\n"


@pytest.mark.parametrize(
    ("data", "text", "said"),
    [
        (rb"{\rtf1 a\par {\b b", "a\nb\n", "2 braces are not closed"),
        (rb"{\rtf1 a\par}b\par}", "a\nb\n", "closes the document before its end"),
        (rb"{\rtf1 a\par{\*\generator b\par c", "a\n", "what follows the last one is no text"),
    ],
)
def test_unbalanced_braces_are_told(data: bytes, text: str, said: str) -> None:
    found = read_rtf(data, None, None)
    assert found.text == text
    assert codes(found) == [RemarkCode.DAMAGED]
    assert said in found.remarks[0].message


def test_padding_after_the_end_is_nothing() -> None:
    found = read_rtf(b"{\\rtf1 a}\r\n\0\0\x1a", None, None)
    assert (found.text, found.remarks) == ("a\n", ())


def test_a_transcript_has_its_turns_under_any_name() -> None:
    data = rb"{\rtf1\ansi Ida:\tab one\par Tom: two\par Ida: three\par}"
    found = read_source(data, "talk.doc", kind=SourceKind.TRANSCRIPT)
    assert [(s.label, s.turns) for s in found.speakers] == [("Ida", 2), ("Tom", 1)]
    assert (found.format, found.warnings[0].code) == ("rtf", RemarkCode.WRONG_SUFFIX)


def test_groups_nested_too_deep_are_refused() -> None:
    deep = MAX_DEPTH - 1
    assert read_rtf(b"{\\rtf1" + b"{" * deep + b"a" + b"}" * deep + b"}", None, None).text == "a\n"
    with pytest.raises(Refused, match="nested deeper"):
        read_rtf(b"{" * 100_000, None, None)


@pytest.mark.parametrize(
    "name", ["Example_text", "ansicpg1250", "french", "hello", "simple_table", "unicode"]
)
def test_real_documents_give_the_text_told_elsewhere(shared: Path, name: str) -> None:
    folder = shared / "corpora" / "transcripts" / "rtf"
    found = read_rtf((folder / f"{name}.rtf").read_bytes(), None, None)
    expected = (folder / f"{name}.expected.txt").read_text("utf-8")
    assert found.text.split() == expected.split()


def test_hostile_documents_are_read_to_their_end(shared: Path) -> None:
    folder = shared / "corpora" / "hostile"
    found = read_rtf((folder / "rtf_unicode_bin.rtf").read_bytes(), None, None)
    assert found.text == "P1:\tcafé “ok” 😀\nI: next\nline\nP1: link end\n"
    found = read_rtf((folder / "rtf_unbalanced.rtf").read_bytes(), None, None)
    assert (found.text, codes(found)) == ("P1: hello\nbold I: no closing\n", [RemarkCode.DAMAGED])


def escaped(words: str) -> bytes:
    """Write words as any program may: what is not ASCII by Unicode, in halves above U+FFFF."""
    written = bytearray()
    for char in words:
        if char in "\\{}":
            written += b"\\" + char.encode()
        elif char == "\n":
            written += b"\\par\n"
        elif char < "\x80":
            written += char.encode()
        else:
            raw = char.encode("utf-16-le")
            for at in range(0, len(raw), 2):
                half = int.from_bytes(raw[at : at + 2], "little", signed=True)
                written += f"\\u{half}?".encode()
    return bytes(written)


WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp"),
        # symbol fonts' codes become what they draw
        exclude_characters="".join(map(chr, range(0xF020, 0xF100))),
    ),
    max_size=30,
).map(str.rstrip)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_words_written_as_rtf_come_back(lines: list[str]) -> None:
    wanted = canonical("\n".join(lines).rstrip("\n") + "\n").text
    found = read(escaped("\n".join(lines)))
    assert found.text.rstrip("\n") + "\n" == wanted.rstrip("\n") + "\n"


WHOLE = (
    rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + rb"{\stylesheet{\s1 heading 1;}}\pard\s1 Head\par"
    rb"\trowd Ida\cell \'e9\u8220? yes{\footnote a note}\cell\row{\f3\'93\'fa}{\v x}{\shp{\*\shpinst"
    rb"{\shptxt box\par}}}\bin3 abc end\par}"
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=12), st.integers(0, len(WHOLE)), st.integers(0, 12))
def test_damage_never_ends_in_a_bug(junk: bytes, at: int, gone: int) -> None:
    found = read_rtf(WHOLE[:at] + junk + WHOLE[at + gone :], None, None)
    assert canonical(found.text).text == found.text
    assert found.paragraphs is not None
    for one in found.paragraphs:
        assert found.text[one.start : one.end].strip() == found.text[one.start : one.end] != ""
    assert all(0 <= a.at <= len(found.text) for a in found.asides if a.at is not None)


@pytest.mark.parametrize(
    "token", [b"\\'e9", b"\\u233?", b"{\\b x}", b"x\\par ", b"\\", b"}", b"\\bin9"]
)
def test_many_tokens_are_read_in_one_go(token: bytes) -> None:
    found = read_rtf(b"{\\rtf1 start\\par " + token * 20_000, None, None)
    assert found.text.startswith("start\n")
