from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript
from corpora.readers.subtitles.srt import read_srt
from corpora.source import Change, ChangeKind, RemarkCode
from qes.errors import Refused, UserError

TALK = (
    "1\n00:00:01,000 --> 00:00:05,000\n[Ida Berg] I think\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\n[Tom] sorry\n\n"
    "3\n00:00:04,500 --> 00:00:08,000\n[Ida Berg] that it works.\nMostly.\n"
)
LINE = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters="<>{}&:[]"),
    min_size=1,
    max_size=30,
).map(lambda words: " ".join(words.split()) + " said x")


def read(text: str) -> Manuscript:
    return read_srt(text.encode(), None, None)


def cue(n: int, begins: str, ends: str, words: str) -> str:
    return f"{n}\n{begins} --> {ends}\n{words}\n\n"


def said(found: Manuscript) -> list[tuple[str | None, str, float | None]]:
    assert found.utterances is not None
    return [(one.label, found.text[one.start : one.end], one.at) for one in found.utterances]


def test_cues_keep_the_order_of_the_file_though_they_overlap() -> None:
    found = read(TALK)
    assert said(found) == [
        ("Ida Berg", "I think", 1.0),
        ("Tom", "sorry", 3.0),
        ("Ida Berg", "that it works.\nMostly.", 4.5),
    ]
    assert found.text.startswith("Ida Berg: I think\n\nTom: sorry\n\n")
    assert (found.cues, found.labelled, found.format) == (3, 3, "srt")


def test_names_before_colons_are_speakers() -> None:
    found = read(
        cue(1, "00:01,0", "00:02,0", "Anna: Hello: you?")
        + cue(2, "00:02,0", "00:03,0", "Ben: Yes.")
        + cue(3, "00:03,0", "00:04,0", "Anna: Good.")
    )
    assert [label for label, _, _ in said(found)] == ["Anna", "Ben", "Anna"]


def test_who_is_named_only_where_the_speaker_changes_goes_on() -> None:
    found = read(
        cue(1, "00:00:01,000", "00:00:02,000", "ANNA: It began")
        + cue(2, "00:00:02,000", "00:00:03,000", "a long time ago.")
        + cue(3, "00:00:03,000", "00:00:04,000", "INTERVIEWER: When?")
        + cue(4, "00:00:04,000", "00:00:05,000", "ANNA: In May.")
    )
    assert said(found)[0] == ("ANNA", "It began\na long time ago.", 1.0)
    assert (found.cues, found.labelled) == (4, 3)
    assert found.utterances is not None
    assert [one.labels for one in found.utterances] == [1, 1, 1]


def test_where_every_cue_is_named_one_without_a_name_is_no_ones() -> None:
    found = read(
        cue(1, "00:00:01,000", "00:00:02,000", "Anna: It began")
        + cue(2, "00:00:02,000", "00:00:03,000", "Anna: long ago.")
        + cue(3, "00:00:03,000", "00:00:04,000", "(a door)")
        + cue(4, "00:00:04,000", "00:00:05,000", "Ben: When?")
        + cue(5, "00:00:05,000", "00:00:06,000", "Ben: And how?")
    )
    assert [label for label, _, _ in said(found)] == ["Anna", None, "Ben"]
    assert found.utterances is not None
    assert [one.labels for one in found.utterances] == [2, 0, 2]


def test_markup_leaves_the_text_and_what_only_looks_like_it_stays() -> None:
    words = '{\\an8}<font color="#fff">R&amp;D is <I>fun</I></font> & <laughs> &copy 5 < 6'
    assert read(cue(1, "00:00:01,000", "00:00:02,000", words)).text == (
        "R&D is fun & <laughs> &copy 5 < 6\n"
    )


@pytest.mark.parametrize(
    ("timing", "at"),
    [
        ("00:00:01,500 --> 00:00:02,000", 1.5),
        ("00:00:01.5 --> 00:00:02.0", 1.5),
        ("0:1,5-->0:2,0", 1.5),
        ("00:00:01:500 --> 00:00:02:000", 1.5),
        ("00:00:01 --> 00:00:02", 1.0),
        ("123:00:00,000 --> 123:00:01,000", 442_800.0),
        ("00:00:01,500 --> ", 1.5),
        ("00:00:01,500 --> 00:00:02,000 X1:40 X2:600", 1.5),
    ],
)
def test_times_are_read_however_they_are_written(timing: str, at: float) -> None:
    assert said(read(f"1\n{timing}\nHello.\n")) == [(None, "Hello.", at)]


@pytest.mark.parametrize("arrow", ["->", "\u2013>", "=>", "\u2192", "--", " "])
def test_a_broken_arrow_loses_no_words_and_is_told(arrow: str) -> None:
    found = read(TALK + f"\n4\n00:00:09,000 {arrow} 00:00:10,000\nStill here.\n")
    assert "Still here." in found.text
    assert "00:00" not in found.text
    assert found.cues == 4
    (told,) = [one for one in found.remarks if one.code is RemarkCode.DAMAGED]
    assert told.where == "line 15"


def test_a_missing_empty_line_or_number_loses_nothing() -> None:
    found = read(
        "\n\n1\n00:00:01,000 --> 00:00:02,000\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nOne.\n3\n00:00:05,000 --> 00:00:06,000\nTwo.\n\n"
        "00:00:07,000 --> 00:00:08,000\nThree"
    )
    assert found.text == "One.\nTwo.\nThree\n"
    assert found.cues == 4


def test_a_number_that_someone_says_is_no_number_of_a_cue() -> None:
    found = read(
        "1\n00:00:01,000 --> 00:00:02,000\nHow many?\n7\n00:00:02,000 --> 00:00:03,000\nOh.\n"
    )
    assert found.text == "How many?\n7\nOh.\n"


def test_a_cue_whose_times_are_missing_is_kept_and_told() -> None:
    found = read(
        "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\nTwo.\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nThree.\n"
    )
    assert found.text.split() == ["One.", "Two.", "Three."]
    assert found.cues == 2
    (told,) = [one for one in found.remarks if one.code is RemarkCode.DAMAGED]
    assert told.where == "line 5"


def test_words_before_the_first_cue_are_kept() -> None:
    assert read("Talk with Ida\n\n" + TALK).text.startswith("Talk with Ida\n\nIda Berg: I think")


def test_what_decoding_changed_is_counted() -> None:
    data = b"\xef\xbb\xbf" + TALK.replace("\n", "\r\n").encode()
    assert read_srt(data, None, None).changes == (
        Change(ChangeKind.LINE_END, TALK.count("\n")),
        Change(ChangeKind.BYTE_ORDER_MARK, 1),
    )


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(Refused, match="no captions"):
        read("Only words.\n\nAnd more.\n")


@given(st.lists(LINE, min_size=1, max_size=12))
def test_no_word_is_lost_and_none_is_added(lines: list[str]) -> None:
    text = "".join(
        cue(n, f"00:00:{n:02},000", f"00:00:{n:02},900", words) for n, words in enumerate(lines, 1)
    )
    assert read(text).text.split() == " ".join(lines).split()


@settings(max_examples=200)
@given(st.binary(max_size=40), st.integers(0, len(TALK)))
def test_damage_is_refused_or_read_but_never_a_fault(noise: bytes, at: int) -> None:
    data = TALK.encode()
    for damaged in (data[:at] + noise + data[at:], data[:at], data[at:], noise):
        with suppress(UserError):
            read_srt(damaged, None, None)


@given(st.lists(st.sampled_from([*TALK.splitlines(), "", "7", "-->", "words"]), max_size=30))
def test_every_spoken_line_survives_any_disorder(lines: list[str]) -> None:
    try:
        found = read("\n".join(lines))
    except Refused:
        return
    for words in ("I think", "sorry", "that it works.", "words"):
        expected = sum(line.endswith(words) for line in lines)
        assert found.text.count(words) >= min(expected, 1)
