from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.readers import limits
from corpora.reading import read_source
from corpora.source import Reading, RemarkCode, SourceKind, Unit
from qes.base import sha256
from qes.errors import Refused, UserError

TALK = (
    "Interview 4\n\nInterviewer: How was it? I mean the first week.\n\nIda: Long… but good.\n\n"
    "Really good.\n\nInterviewer: And then?\n\nIda: Then 3. They rang. “Come in,” they said.\n"
)


def read(
    text: str | bytes, kind: SourceKind = SourceKind.TRANSCRIPT, name: str = "a.txt"
) -> Reading:
    return read_source(text.encode() if isinstance(text, str) else text, name, kind=kind)


def of(reading: Reading, unit: Unit) -> list[str]:
    return [reading.text[s.start : s.end] for s in reading.segments if s.unit is unit]


def test_a_transcript_is_turns_paragraphs_and_sentences() -> None:
    found = read(TALK)
    assert of(found, Unit.TURN) == [
        "How was it? I mean the first week.",
        "Long… but good.\n\nReally good.",
        "And then?",
        "Then 3. They rang. “Come in,” they said.",
    ]
    assert of(found, Unit.PARAGRAPH) == [
        "Interview 4",
        "How was it? I mean the first week.",
        "Long… but good.",
        "Really good.",
        "And then?",
        "Then 3. They rang. “Come in,” they said.",
    ]
    assert of(found, Unit.SENTENCE)[:5] == [
        "Interview 4",
        "How was it?",
        "I mean the first week.",
        "Long… but good.",
        "Really good.",
    ]
    assert of(found, Unit.QUOTE) == []
    assert [s.turn for s in found.segments if s.unit is Unit.PARAGRAPH] == [None, 1, 2, 2, 3, 4]
    assert found.labelled == 4


def test_a_report_is_paragraphs_sentences_and_quotes() -> None:
    found = read("It helped. Some said so.\n\nI was glad. It helped. Client\n", SourceKind.REPORT)
    assert of(found, Unit.QUOTE) == ["I was glad. It helped."]
    assert of(found, Unit.PARAGRAPH) == [
        "It helped. Some said so.",
        "I was glad. It helped. Client",
    ]
    assert of(found, Unit.SENTENCE) == ["It helped.", "Some said so.", "I was glad.", "It helped."]
    assert found.turns == ()


def test_survey_answers_are_paragraphs_without_speakers() -> None:
    found = read("Note: it was good.\n\nI: it was bad. Client", SourceKind.SURVEY)
    assert (found.turns, found.quotes) == ((), ())
    assert len(of(found, Unit.PARAGRAPH)) == 2


def test_line_ends_do_not_change_a_reading() -> None:
    unix, windows, mac = (read(TALK.replace("\n", end)) for end in ("\n", "\r\n", "\r"))
    assert unix.turns == windows.turns == mac.turns
    assert unix.segments == windows.segments == mac.segments
    assert unix.text_sha256 == windows.text_sha256
    assert unix.bytes_sha256 != windows.bytes_sha256


def test_hashes_are_of_the_bytes_and_of_the_text() -> None:
    data = TALK.replace("\n", "\r\n").encode()
    found = read(data)
    assert found.bytes_sha256 == sha256(data)
    assert found.text_sha256 == sha256(TALK)


def refusal_of(data: bytes, name: str) -> str | None:
    """Return why bytes are refused, or None where they are read; anything else rises."""
    try:
        read(data, name=name)
    except Refused as refusal:
        return str(refusal)
    return None


LINES = st.lists(
    st.sampled_from(
        [
            "",
            " ",
            "Ida: One two. Three!",
            "Tom: (laughs)",
            "**Ida:** word",
            "[Tom] word",
            "Ida  0:09",
            "[00:12] and then 3. it… went",
            "# Head",
            "1.2 Head",
            "7 A note.",
            "Break:",
            " page two. Service User",
            "I was told “nothing at all of it” (P3).",
            "- Item\tmore",
            "Transcribed by https://otter.ai",
        ]
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(SourceKind), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_segments_are_what_they_say(lines: list[str], kind: SourceKind, end: str) -> None:
    text = end.join(lines)
    if not text.strip():
        return
    found = read(text, kind)
    for unit in Unit:
        segments = [s for s in found.segments if s.unit is unit]
        assert [s.n for s in segments] == list(range(1, len(segments) + 1))
        assert all(a.end <= b.start for a, b in pairwise(segments))
        for segment in segments:
            words = found.text[segment.start : segment.end]
            assert words.strip() == words != ""
    assert [(t.n, t.start, t.end) for t in found.turns] == [
        (s.turn, s.start, s.end) for s in found.segments if s.unit is Unit.TURN
    ]
    assert sum(speaker.turns for speaker in found.speakers) == sum(
        turn.speaker is not None for turn in found.turns
    )


@settings(max_examples=100, deadline=None)
@given(LINES, st.sampled_from([SourceKind.PAPER, SourceKind.SURVEY]))
def test_paragraphs_leave_no_word_out(lines: list[str], kind: SourceKind) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    found = read(text, kind)
    assert "".join("".join(of(found, Unit.PARAGRAPH)).split()) == "".join(found.text.split())


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_sentences_and_paragraphs_of_a_transcript_hold_the_same_words(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    found = read(text)
    kept = ["".join("".join(of(found, unit)).split()) for unit in (Unit.PARAGRAPH, Unit.SENTENCE)]
    assert kept[0] == kept[1]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.vtt", "a.docx", "a.pdf", "a"]))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, name: str) -> None:
    said = refusal_of(data, name)
    assert said is None or (said.startswith(f"{name}: ") and "\n" not in said)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"WEBVTT\n\n00:01.000 --> 00:02.000\n", b"%PDF-1.4\n", b"PK\x03\x04"]),
)
def test_a_promising_beginning_is_no_promise(data: bytes, opening: bytes) -> None:
    said = refusal_of(opening + data, "a.txt")
    assert said is None or said.startswith("a.txt: ")


@pytest.mark.parametrize("data", [b"", b" \n\t\n\xc2\xa0\n", b"\xef\xbb\xbf"])
def test_a_source_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^a\.txt: "):
        read(data)


def test_a_wrong_suffix_is_told() -> None:
    found = read(TALK, name="a.docx")
    assert found.format == "txt"
    assert [remark.code for remark in found.warnings] == [RemarkCode.WRONG_SUFFIX]


def test_an_unknown_encoding_names_the_file() -> None:
    with pytest.raises(UserError, match=r"^a\.txt: unknown encoding"):
        read_source(b"abc", "a.txt", kind=SourceKind.PAPER, encoding="klingon")


def test_a_file_name_cannot_steer_the_terminal() -> None:
    with pytest.raises(Refused) as refusal:
        read(b"", name="a\x1b[2J\nb.txt")
    assert str(refusal.value).startswith("a\ufffd[2J b.txt: ")


def test_a_file_that_is_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="too big: 11 bytes"):
        read(b"x" * 11)
