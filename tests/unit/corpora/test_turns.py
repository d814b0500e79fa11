from __future__ import annotations

import pytest

from corpora.manuscript import Manuscript
from corpora.paragraphs import paragraphs
from corpora.source import RemarkCode, Role
from corpora.speech.labels import LabelStyle, find_labels, seconds
from corpora.speech.turns import Talk, talk


def spoken(text: str) -> Talk:
    return talk(Manuscript("txt", text), paragraphs(text))


def said(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in spoken(text).turns]


BOTH = [("Ida", "Hello there."), ("Tom", "Good morning.")]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (LabelStyle.COLON, "Ida: Hello there.\nTom: Good morning.\n"),
        (LabelStyle.COLON, "[00:01] Ida: Hello there.\n\n[00:05] Tom: Good morning.\n"),
        (LabelStyle.COLON, "Ida (0:01):\nHello there.\n\nTom (0:05):\nGood morning.\n"),
        (LabelStyle.COLON, "0:00:01\tIda:\tHello there.\n0:00:05\tTom:\tGood morning.\n"),
        (LabelStyle.BOLD, "**Ida:** Hello there.\n\n**Tom:** Good morning.\n"),
        (LabelStyle.BOLD, "**Ida**: Hello there.\n\n**Tom**: \\[00:05\\] Good morning.\n"),
        (LabelStyle.BRACKET, "[Ida] Hello there.\n[Tom] Good morning.\n"),
        (LabelStyle.BRACKET, "[Ida] 14:03:05\nHello there.\n\n[Tom] 14:03:09\nGood morning.\n"),
        (LabelStyle.TIMED, "Ida  0:01  \nHello there.\n\nTom  1:00:05  \nGood morning.\n"),
        (LabelStyle.TIMED, "Ida [00:00:01]\nHello there.\nTom [00:00:05]\nGood morning.\n"),
        (LabelStyle.TIMED, "00:01 Ida\nHello there.\n\n00:05 Tom\nGood morning.\n"),
        (LabelStyle.TAB, "Ida\tHello there.\nTom\tGood morning.\n"),
    ],
)
def test_every_style_of_label_gives_the_same_turns(style: LabelStyle, text: str) -> None:
    assert find_labels(text * 2).style is style
    assert said(text * 2) == BOTH * 2


def test_one_tab_or_bracket_does_not_make_a_label() -> None:
    assert said("P1\tand a table\n\nMore words.\n")[0][0] is None
    assert said("[P1] is what we call her.\n\nMore words.\n")[0][0] is None


def test_names_on_lines_of_their_own_are_labels_where_they_recur() -> None:
    text = "IDA\nHello there.\n\nTOM\nGood morning.\n\n"
    assert said(text * 2) == [("IDA", "Hello there."), ("TOM", "Good morning.")] * 2


def test_a_role_or_a_code_is_a_label_even_once() -> None:
    assert said("I: Where?\nP7: Here.\n") == [("I", "Where?"), ("P7", "Here.")]


def test_words_before_a_colon_are_not_labels_in_running_speech() -> None:
    text = "Ida: I thought so.\nThe thing is: nobody came.\nTom: Yes.\nIda: No.\nTom: Well.\n"
    assert said(text)[0] == ("Ida", "I thought so.\nThe thing is: nobody came.")


def test_one_who_speaks_once_is_believed_in_company() -> None:
    text = "Ida: One.\nTom: Two.\nIda: Three.\nTom: Four.\nEva Lund: Five.\n"
    assert said(text)[-1] == ("Eva Lund", "Five.")


def test_what_stands_before_the_first_label_is_said_by_no_one() -> None:
    text = "Title: A talk\nPlace: Oslo\n\nIda: One.\nTom: Two.\nIda: Three.\nTom: Four.\n"
    assert said(text)[0] == ("Ida", "One.")


def test_consecutive_paragraphs_of_one_speaker_are_one_turn() -> None:
    text = "Ida: One.\n\nIda: Two.\n\nStill two.\n\nTom: Three.\n"
    found = spoken(text)
    assert said(text) == [("Ida", "One.\n\nIda: Two.\n\nStill two."), ("Tom", "Three.")]
    assert found.labelled == 3
    assert list(found.turn_of) == [1, 1, 2]


def test_a_break_parts_turns_and_is_no_person() -> None:
    text = "**Ida:** One.\n\n**Break:** \\[19:24\\]\n\n**Ida:** Two.\n\n**Tom:** Three.\n"
    assert said(text) == [("Ida", "One."), ("Ida", "Two."), ("Tom", "Three.")]
    assert [speaker.label for speaker in spoken(text).speakers] == ["Ida", "Tom"]


def test_times_are_read_in_seconds() -> None:
    text = "Ida  0:09  \nOne.\n\nTom  1:02:13  \nTwo.\n\nIda  1:02:20\nThree.\n"
    assert [turn.at for turn in spoken(text).turns] == [9.0, 3733.0, 3740.0]
    assert seconds("00:01:02,500") == 62.5
    assert seconds("no time") is None


def test_a_time_on_the_line_below_a_label_is_no_speech() -> None:
    text = "Ida:\n0:09\nOne.\n\nTom:\n1:02:13\nTwo.\n\nIda:\nAt 9:15.\n"
    assert said(text) == [("Ida", "One."), ("Tom", "Two."), ("Ida", "At 9:15.")]
    assert [turn.at for turn in spoken(text).turns] == [9.0, 3733.0, None]


def test_frames_are_left_out_of_times() -> None:
    assert seconds("00:01:02:24") == seconds("00;01;02;24") == 62.0


def test_the_bar_that_ends_a_row_is_not_said() -> None:
    assert said("Ida|One.|\nTom|Two | too.|\nIda|Three.|\nTom|Four.|\n") == [
        ("Ida", "One."),
        ("Tom", "Two | too."),
        ("Ida", "Three."),
        ("Tom", "Four."),
    ]


def test_a_label_without_words_makes_no_turn() -> None:
    assert said("Ida: One.\nTom:\nIda: Two.\nTom: Three.\n") == [
        ("Ida", "One."),
        ("Ida", "Two."),
        ("Tom", "Three."),
    ]


def test_the_vendors_footer_is_not_speech() -> None:
    text = "Ida  0:01\nOne.\n\nTom  0:02\nTwo.\n\nTranscribed by https://otter.ai\n"
    assert said(text)[-1] == ("Tom", "Two.")


def test_spellings_of_one_speaker_are_joined_and_told() -> None:
    found = spoken("JP: One.\nI: Two.\nJp: Three.\nI: Four.\nJP: Five.\n")
    assert [(s.label, s.role, s.turns) for s in found.speakers] == [
        ("JP", Role.PARTICIPANT, 3),
        ("I", Role.INTERVIEWER, 2),
    ]
    assert [remark.code for remark in found.remarks] == [RemarkCode.MERGED_LABELS]


def test_a_transcript_without_labels_has_paragraphs_as_turns_of_no_one() -> None:
    found = spoken("First thing said.\n\nSecond thing said.\n")
    assert [turn.speaker for turn in found.turns] == [None, None]
    assert found.labelled is None
    assert [remark.code for remark in found.remarks] == [RemarkCode.NO_LABELS]


def test_thousands_of_speakers_are_doubted() -> None:
    found = spoken("".join(f"S{n:03}: line\n" for n in range(300)))
    assert len(found.speakers) == 300
    assert [remark.code for remark in found.remarks] == [RemarkCode.ODD_LABELS]
