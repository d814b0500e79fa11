from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.source import Change, ChangeKind, RemarkCode
from corpora.text import canonical, change_remarks, decode, tallied
from qes.errors import Refused, UserError

ANY_TEXT = st.text(st.characters(), max_size=200)
SPOKEN = "Anna: Nun ja – “schön” war's, 25 °C.\n"


@given(ANY_TEXT)
def test_only_crlf_changes_the_length(raw: str) -> None:
    made = canonical(raw)
    assert len(made.text) == len(raw) - raw.count("\r\n")


@given(ANY_TEXT)
def test_canonical_text_holds_nothing_that_steers_a_terminal(raw: str) -> None:
    text = canonical(raw).text
    for char in text:
        assert char in "\n\t" or ord(char) >= 0x20
        assert not 0x7F <= ord(char) <= 0x9F
        assert not 0xD800 <= ord(char) <= 0xDFFF
        assert not 0x202A <= ord(char) <= 0x202E
        assert not 0x2066 <= ord(char) <= 0x2069
    text.encode("utf-8")


@given(ANY_TEXT)
def test_canonical_text_is_its_own_canonical_text(raw: str) -> None:
    once = canonical(raw).text
    again = canonical(once)
    assert again.text == once
    assert again.changes == ()


@given(ANY_TEXT)
def test_every_change_is_counted(raw: str) -> None:
    made = canonical(raw)
    single = raw.replace("\r\n", "\n")
    changed = sum(a != b for a, b in zip(single, made.text, strict=True)) + raw.count("\r\n")
    assert sum(change.count for change in made.changes) == changed


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_utf8_is_read_as_it_is(raw: str) -> None:
    data = raw.encode("utf-8")
    if b"\0" in data or raw.startswith("\ufeff"):
        return
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.remarks) == (raw, "utf-8", ())


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_what_is_encoded_comes_back_but_for_what_is_counted(encoding: str, raw: str) -> None:
    if raw.startswith("\0"):
        return  # in UTF-16 this is the mark of UTF-32
    decoded = decode(raw.encode(encoding))
    assert decoded.text == raw
    assert decoded.changes == (Change(ChangeKind.BYTE_ORDER_MARK, 1),)
    made = canonical(decoded.text)
    counted = sum(change.count for change in tallied(decoded.changes, made.changes))
    single = raw.replace("\r\n", "\n")
    replaced = sum(a != b for a, b in zip(single, made.text, strict=True))
    assert counted == 1 + raw.count("\r\n") + replaced


@given(st.binary(max_size=200))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "ascii", "cp1252"])
def test_every_unreadable_byte_is_counted(encoding: str, data: bytes) -> None:
    decoded = decode(data, encoding)
    meant = data.decode(encoding, "ignore").count("\ufffd")
    lost = [change.count for change in decoded.changes if change.kind is ChangeKind.UNREADABLE]
    assert sum(lost) == decoded.text.count("\ufffd") - meant
    assert bool(lost) == bool(decoded.remarks)


def test_changes_are_added_up_by_kind() -> None:
    line_end, mark = Change(ChangeKind.LINE_END, 2), Change(ChangeKind.BYTE_ORDER_MARK, 1)
    assert tallied((mark,), (line_end,), (line_end,)) == (Change(ChangeKind.LINE_END, 4), mark)
    assert tallied((), ()) == ()


def test_escape_and_direction_characters_become_visible() -> None:
    made = canonical("a\x1b[31mb\u202ec\x85d\u2028e\u200ef")
    assert made.text == "a\ufffd[31mb\ufffdc\nd\ne\u200ef"
    assert made.changes == (
        Change(ChangeKind.LINE_END, 2),
        Change(ChangeKind.CONTROL, 1),
        Change(ChangeKind.DIRECTION, 1),
    )
    (remark,) = change_remarks(made.changes)
    assert remark.code is RemarkCode.CONTROL_CHARACTERS
    assert "1 x control character, 1 x direction override" in remark.message


def test_form_feeds_begin_pages() -> None:
    made = canonical("one\ftwo\fthree")
    assert made.text == "one\ntwo\nthree"
    assert made.page_starts == (0, 4, 8)
    assert canonical("one\x1b").page_starts == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_leaves_the_text(encoding: str) -> None:
    decoded = decode(SPOKEN.encode(encoding))
    assert decoded.text == SPOKEN
    assert decoded.remarks == ()


def test_a_zero_after_the_mark_of_utf16_does_not_make_it_utf32() -> None:
    decoded = decode("\0Ida: Yes.\n".encode("utf-16"))
    assert (decoded.text, decoded.encoding) == ("\0Ida: Yes.\n", "utf-16-le")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen_and_told(encoding: str) -> None:
    decoded = decode(SPOKEN.encode(encoding))
    assert (decoded.text, decoded.encoding) == (SPOKEN, encoding)
    assert [remark.code for remark in decoded.remarks] == [RemarkCode.ENCODING]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
@pytest.mark.parametrize(
    "spoken",
    [
        SPOKEN,
        "I: Où est-ce?\nP1: À côté du café, «là». Ça va.\n",
        "She said: “don’t” and ‘can’t’ – £5, naïve…\n",
        "I don’t know.\n",
        "P1: ¿Qué pasó? El niño, mañana.\n",
        "Müller: Größe – 5 €, § 5.\n",
        "São João, coração\n",
        "“Hm,” she said.\n",
        "naïve\n",
    ],
)
def test_eight_bit_encodings_are_told_by_what_reads_like_words(
    spoken: str, encoding: str, end: str
) -> None:
    told = spoken.replace("\n", end)
    decoded = decode(told.encode(encoding))
    assert (decoded.text, decoded.encoding) == (told, encoding)
    assert [remark.code for remark in decoded.remarks] == [RemarkCode.ENCODING]
    assert decoded.changes == ()


def test_bare_carriage_returns_speak_for_mac_roman() -> None:
    spoken = "I: Où?\rP1: Au café, «là».\r"
    decoded = decode(spoken.encode("mac-roman"))
    assert (decoded.text, decoded.encoding) == (spoken, "mac-roman")


@pytest.mark.parametrize(
    "spoken",
    [
        "Анна: Где вы были?\nИван: Дома.\n",
        "问：你在哪里？\n答：在家。\n",
        "Άννα: Πού ήσασταν;\n",
        "س: أين كنت؟\nج: في البيت.\n",
        "はい、そうです。\nええ。\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_any_script_is_read_without_a_mark(spoken: str, encoding: str) -> None:
    decoded = decode(spoken.encode(encoding))
    assert (decoded.text, decoded.encoding) == (spoken, encoding)


def test_damaged_utf8_stays_utf8_and_says_where() -> None:
    data = "Ünïcode “here”: ".encode() + b"\xff\xfe" + " and – there".encode()
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text == "Ünïcode “here”: \ufffd\ufffd and – there"
    (remark,) = decoded.remarks
    assert remark.code is RemarkCode.INVALID_BYTES
    assert remark.where == f"byte {data.index(0xFF)}"
    assert decoded.changes == (Change(ChangeKind.UNREADABLE, 2),)


def test_a_file_cut_inside_a_character_is_still_utf8() -> None:
    decoded = decode("plain and then ü".encode()[:-1])
    assert (decoded.encoding, decoded.text) == ("utf-8", "plain and then \ufffd")


def test_the_encoding_a_person_names_is_believed() -> None:
    assert decode("zażółć".encode("cp1250"), "windows-1250").text == "zażółć"
    assert decode("\ufeffzażółć".encode(), "utf-8").text == "zażółć"


@pytest.mark.parametrize("unknown", ["klingon", "base64", "rot13"])
def test_an_unknown_encoding_is_the_persons_to_mend(unknown: str) -> None:
    with pytest.raises(UserError, match="unknown encoding"):
        decode(b"abc", unknown)


def test_a_stray_zero_in_a_text_is_only_a_control_character() -> None:
    decoded = decode(b"Ida: We waited\0 for a long time that day.\n")
    assert decoded.encoding == "utf-8"
    assert canonical(decoded.text).changes == (Change(ChangeKind.CONTROL, 1),)


def test_bytes_with_zeros_are_no_text() -> None:
    with pytest.raises(Refused, match="byte 3 is zero"):
        decode(b"abc\0\x01\x02defghijklmnopqrstuvwxyz")
