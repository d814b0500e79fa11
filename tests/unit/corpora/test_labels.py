from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.speech.labels import LabelSearch, LabelStyle, find_labels
from corpora.speech.layouts import layout_of


def spoken(text: str) -> list[tuple[str, str]]:
    """Give each label with the first line of its words."""
    return [
        (line.label, text[line.words :].lstrip().split("\n", 1)[0])
        for line in find_labels(text).lines
    ]


def times(text: str) -> list[float | None]:
    return [line.at for line in find_labels(text).lines]


TALK = [("Ida Berg", "Hello there."), ("Tom Lund", "Good morning."), ("Ida Berg", "Right.")]
CLOCK = [1.0, 12.0, 20.0]

REV = "Ida Berg (00:01):\nHello there.\n\nTom Lund (00:12):\nGood morning.\n\nIda Berg (00:20):\nRight.\n"
TRINT = "[00:00:01] Ida Berg:\nHello there.\n\n[00:00:12] Tom Lund:\nGood morning.\n\n[00:00:20] Ida Berg:\nRight.\n"
SONIX = "Ida Berg [00:00:01] Hello there.\n\nTom Lund [00:00:12] Good morning.\n\nIda Berg [00:00:20] Right.\n"
OTTER = "Ida Berg  0:01  \nHello there.\n\nTom Lund  0:12  \nGood morning.\n\nIda Berg  0:20  \nRight.\n"
TEAMS = (
    "Weekly-20300101-Meeting Recording\nIda Berg started transcription\n\nIda Berg   0:01\n"
    "Hello there.\n\nTom Lund   0:12\nGood morning.\n\nIda Berg   0:20\nRight.\n"
)
TEAMS_CUES = (
    "0:0:1.0 --> 0:0:5.12\nIda Berg\nHello there.\n0:0:12.0 --> 0:0:14.1\nTom Lund\n"
    "Good morning.\n0:0:20.0 --> 0:0:21.5\nIda Berg\nRight.\n"
)
ZOOM = "[Ida Berg] 00:00:01\nHello there.\n\n[Tom Lund] 00:00:12\nGood morning.\n\n[Ida Berg] 00:00:20\nRight.\n"
ZOOM_CHAT = (
    "00:00:01 From Ida Berg to Everyone:\n\tHello there.\n"
    "00:00:12 From Tom Lund to Ida Berg(Direct Message):\n\tGood morning.\n"
    "00:00:20 From Ida Berg : Right.\n"
)
NVIVO = (
    "\tTimespan\tSpeaker\tContent\n1\t0:01.0 - 0:05.0\tIda Berg\tHello there.\n"
    "2\t0:12.0 - 0:14.0\tTom Lund\tGood morning.\n3\t0:20.0 - 0:21.0\tIda Berg\tRight.\n"
)
DESCRIPT = "[00:00:01] **Ida Berg:** Hello there.\n\n[00:00:12] **Tom Lund:** Good morning.\n\n[00:00:20] **Ida Berg:** Right.\n"
WORD = "Transcript\n00:00:01 Ida Berg\nHello there.\n00:00:12 Tom Lund\nGood morning.\n00:00:20 Ida Berg\nRight.\n"
ABOVE = (
    "00:01\nIda Berg: Hello there.\n\n00:12\nTom Lund: Good morning.\n\n00:20\nIda Berg: Right.\n"
)
CUT = (
    "00;00;01;10 - 00;00;05;00\nIda Berg\nHello there.\n\n00;00;12;00 - 00;00;14;02\nTom Lund\n"
    "Good morning.\n\n00;00;20;00 - 00;00;21;12\nIda Berg\nRight.\n"
)
FRAMED = "[00:00:01:14] Ida Berg: Hello there.\n[00:00:12:00] Tom Lund: Good morning.\n[00:00:20:11] Ida Berg: Right.\n"
RANGED = (
    "00:00:01.000 - 00:00:05.000 Ida Berg: Hello there.\n00:00:12.000 - 00:00:14.000 Tom Lund: "
    "Good morning.\n00:00:20.000 - 00:00:21.000 Ida Berg: Right.\n"
)
NVIVO_PLAIN = (
    "\tTimespan\tContent\n1\t0:01.0 - 0:05.0\tIda Berg: Hello there.\n"
    "2\t0:12.0 - 0:14.0\tTom Lund: Good morning.\n3\t0:20.0 - 0:21.0\tIda Berg: Right.\n"
)
HAPPY = "[00:00:01] - Ida Berg\nHello there.\n\n[00:00:12] - Tom Lund\nGood morning.\n\n[00:00:20] - Ida Berg\nRight.\n"
PAGE = "Ida Berg0:01\nHello there.\n\nTom Lund0:12\nGood morning.\n\nIda Berg0:20\nRight.\n"
BARRED = (
    "Ida Berg | 0:01\nHello there.\n\nTom Lund | 0:12\nGood morning.\n\nIda Berg | 0:20\nRight.\n"
)
BARRED_FIRST = (
    "0:01 | Ida Berg\nHello there.\n\n0:12 | Tom Lund\nGood morning.\n\n0:20 | Ida Berg\nRight.\n"
)
TIMED_COLON = (
    "Ida Berg 0:01:\nHello there.\n\nTom Lund 0:12:\nGood morning.\n\nIda Berg 0:20:\nRight.\n"
)
BOLD_TIMED = "**Ida Berg (0:01):** Hello there.\n\n**Tom Lund (0:12):** Good morning.\n\n**Ida Berg (0:20):** Right.\n"
BRACKETED = "[Ida Berg 0:01] Hello there.\n[Tom Lund 0:12] Good morning.\n[Ida Berg 0:20] Right.\n"
BRACKETED_FIRST = (
    "[0:01 Ida Berg] Hello there.\n[0:12 Tom Lund] Good morning.\n[0:20 Ida Berg] Right.\n"
)
TABBED = "Ida Berg\t00:01\tHello there.\nTom Lund\t00:12\tGood morning.\nIda Berg\t00:20\tRight.\n"


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("rev", REV),
        ("trint", TRINT),
        (None, SONIX),
        ("otter", OTTER),
        ("teams", TEAMS),
        ("teams", TEAMS_CUES),
        ("zoom", ZOOM),
        ("zoom", ZOOM_CHAT),
        ("nvivo", NVIVO),
        (None, DESCRIPT),
        (None, WORD),
        (None, ABOVE),
        (None, TABBED),
        (None, CUT),
        (None, FRAMED),
        (None, RANGED),
        ("nvivo", NVIVO_PLAIN),
        (None, HAPPY),
        (None, PAGE),
        (None, BARRED),
        (None, BARRED_FIRST),
        (None, TIMED_COLON),
        (None, BOLD_TIMED),
        (None, BRACKETED),
        (None, BRACKETED_FIRST),
    ],
)
def test_the_layout_of_every_program_gives_who_speaks_and_when(
    program: str | None, text: str
) -> None:
    assert spoken(text) == TALK
    assert times(text) == CLOCK
    assert layout_of(text, find_labels(text)) == program


@pytest.mark.parametrize(
    "text",
    [
        "Ida Berg\nHello there.\nTom Lund\nGood morning.\n" * 2,
        "Ida Berg\n\nHello there.\n\nTom Lund\n\nGood morning.\n\n" * 2,
        "### Ida Berg\n\nHello there.\n\n### Tom Lund\n\nGood morning.\n\n" * 2,
        "**Ida Berg**\n\nHello there.\n\n**Tom Lund**\n\nGood morning.\n\n" * 2,
        "- Ida Berg: Hello there.\n- Tom Lund: Good morning.\n" * 2,
        "[Ida Berg]: Hello there.\n[Tom Lund]: Good morning.\n" * 2,
        "\u00a0Ida Berg\u202f: Hello there.\n\u00a0Tom Lund\u202f: Good morning.\n" * 2,
        "> **Ida Berg:** Hello there.\n\n> **Tom Lund:** Good morning.\n\n" * 2,
        "Ida Berg:Hello there.\nTom Lund:Good morning.\n" * 2,
        "[Ida Berg](http://x.example/i): Hello there.\n[Tom Lund](http://x.example/t): Good morning.\n"
        * 2,
        ">> Ida Berg: Hello there.\n>> Tom Lund: Good morning.\n" * 2,
    ],
)
def test_names_are_found_without_times(text: str) -> None:
    assert spoken(text) == TALK[:2] * 2


@pytest.mark.parametrize("sign", [" -", " \u2013", ";", ">"])
def test_names_before_dashes_are_labels_beside_a_role(sign: str) -> None:
    text = f"Interviewer{sign} How was it?\nRosa{sign} Fine.\n" * 2
    assert [label for label, _ in spoken(text)] == ["Interviewer", "Rosa"] * 2
    towns = f"Bergen{sign} a town.\nOslo{sign} another.\n" * 2
    assert find_labels(towns).lines == ()


@pytest.mark.parametrize("number", ["{} ", "{:03}  ", "{}. ", "({}) "])
def test_numbers_of_lines_are_no_part_of_labels(number: str) -> None:
    talk = ("I: How was it?", "Rosa: It was fine. I", "came back.", "I: And then?", "Rosa: Well.")
    text = "".join(f"{number.format(n)}{line}\n" for n, line in enumerate(talk, 1))
    assert [label for label, _ in spoken(text)] == ["I", "Rosa", "I", "Rosa"]


def test_a_number_before_one_known_label_is_no_part_of_it() -> None:
    text = "I: How was it?\nRosa: Fine.\n1. I: And?\nRosa: 2. Other: no.\n3. Other: no.\nI: So.\n"
    assert [label for label, _ in spoken(text)] == ["I", "Rosa", "I", "Rosa", "I"]


def test_numbered_points_and_numbers_that_do_not_count_up_stay() -> None:
    assert find_labels("1 Time: little.\n2 Money: less.\n3 Trust: none.\n").lines == ()
    text = "7 Ida: One.\n3 Ida: Two.\n5 Ida: Three.\n1 Ida: Four.\n"
    assert {label for label, _ in spoken(text)} == {"7 Ida", "3 Ida", "5 Ida", "1 Ida"}


def test_a_wide_colon_needs_no_space() -> None:
    text = "访问者：您好吗？\n小丽：很好。\n" * 2
    assert [label for label, _ in spoken(text)] == ["访问者", "小丽"] * 2


def test_small_words_after_a_colon_do_not_make_a_label() -> None:
    assert find_labels("Ida:yes.\nTom:no.\nIda:yes.\nTom:no.\n").lines == ()
    assert spoken("Ida: See\nhttp://here.\nTom: No.\nIda: No.\nTom: So.\n")[0][1] == "See"


def test_noises_do_not_keep_those_who_speak_once_from_being_believed() -> None:
    text = "[Ida] Hello.\n[laughter]\n[Tom] Hi.\n[long pause]\n"
    assert [label for label, _ in spoken(text)] == ["Ida", "Tom"]


@pytest.mark.parametrize("line", ["Break", "[Coffee break]", "--- BREAK ---", "Intermission."])
def test_a_break_on_a_line_of_its_own_breaks_speech_off(line: str) -> None:
    text = f"Ida: Hello.\n\nTom: Hi.\n\n{line}\n\nIda: So?\n\nTom: Yes.\n"
    assert find_labels(text).asides == (text.index(line),)
    assert find_labels(text.replace(line, "Break it, then.")).asides == ()


def test_what_a_break_is_for_is_not_said_by_anyone() -> None:
    text = "Ida: Hello.\nTom: Hi.\nBreak: ten minutes\nIda: So?\nTom: Yes.\n"
    assert find_labels(text).asides == (text.index("Break"),)


def test_a_footer_names_the_program() -> None:
    text = "Ida: Hello.\nTom: Hi.\nIda: Bye.\n\nTranscribed by https://otter.ai\n"
    assert layout_of(text, find_labels(text)) == "otter"


def test_a_text_without_labels_has_no_layout() -> None:
    assert layout_of("Nothing here.\n", LabelSearch(None, (), ())) is None


@pytest.mark.parametrize(
    "odd",
    [
        "P1 : Yes.",
        "P1; Yes.",
        "P1. Yes.",
        "P1 - Yes.",
        "P1> Yes.",
        "P1 Yes.",
        "[P1] Yes.",
        "**P1:** Yes.",
        "P1 (00:12:03): Yes.",
        "P1\tYes.",
        "p1: Yes.",
    ],
)
def test_a_label_written_otherwise_in_places_is_not_lost(odd: str) -> None:
    text = f"I: Thanks.\n\nP1: Hello.\n\nI: And?\n\nP1: No.\n\nI: Sure?\n\n{odd}\n\nI: Well.\n"
    assert [label.upper() for label, _ in spoken(text)] == ["I", "P1"] * 3 + ["I"]
    assert spoken(text)[5][1] == "Yes."


def test_naming_someone_in_speech_does_not_give_them_the_word() -> None:
    text = (
        "I: Thanks, all. As\nP1 said before, it was\nP1. He knows.\n\nP1 and I went.\n\n"
        "P1: Hello.\n\nI: I - I mean it.\nI. never.\n\nP1: No.\n"
    )
    assert [label for label, _ in spoken(text)] == ["I", "P1", "I", "P1"]


def test_bold_questions_and_plain_answers_are_one_transcript() -> None:
    text = "**Interviewer:** How?\nP1: So.\n**Interviewer:** And?\nP1: Thus.\nP2: No.\n"
    assert [label for label, _ in spoken(text)] == ["Interviewer", "P1"] * 2 + ["P2"]


def test_questions_and_answers_may_end_in_stops() -> None:
    text = "Q. How was it?\nA. Fine.\nQ. And then?\nA. Fine too.\n"
    assert find_labels(text).style is LabelStyle.STOPPED
    assert [label for label, _ in spoken(text)] == ["Q", "A"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "A. First point.\n\nB. Second point.\n\nA. Again.\n\nB. And again.\n",
        "Aims: to see.\n\nParticipants: 12 women.\n\nSetting: a clinic.\n\nFindings: three.\n",
        "Methods\nWe met people.\nParticipants\nTwelve.\nMethods\nMore.\n",
        "Part 1: before.\n\nPart 2: after.\n\nPart 3: then.\n",
        "Session 1: before.\n\nSession 2: after.\n\nSession 1: then.\n",
        "T1\n\tFine.\nT2\n\tHard to find.\nT3\n\tFine.\n",
        "**Ann Lee:** wrote it. **Bo Ek:** read it.\n",
        "Points.\n\n- **Time:** little.\n- **Money:** less.\n- **Trust:** none.\n",
        "| Sort | Meaning |\n|---|---|\n| Big | good |\n| Small | bad |\n| Big | bad |\n" * 2,
        "Long prose.\n\n" * 400 + "Ann Lee: wrote it.\n\nBo Ek: read it.\n\nAnn Lee: paid.\n",
    ],
    ids=[
        "list",
        "abstract",
        "headings",
        "parts",
        "sessions",
        "tasks",
        "credit",
        "points",
        "table",
        "late",
    ],
)
def test_prose_and_lists_are_no_transcripts(text: str) -> None:
    assert find_labels(text).lines == ()


def test_unlabelled_answers_are_not_the_moderators_words() -> None:
    text = "Task 1\nI click here.\nMODERATOR: Please go on.\nI do.\nAnd here.\nNow this.\n" * 5
    assert find_labels(text).lines == ()
    assert len(find_labels("I: And?\nP1: Here.\nOr there.\nOr here.\nNow this.\n").lines) == 2


def test_the_fields_above_a_transcript_are_not_said_by_anyone() -> None:
    text = (
        "Interviewer: Jane Roe\nParticipant: female, 34\nDate: 12 May\nParticipant ID: P3\n"
        "Respondent: P3\n\nInterviewer: Thanks for coming.\nP3: Hello.\nInterviewer: And?\n"
    )
    assert [label for label, _ in spoken(text)] == ["Interviewer", "P3", "Interviewer"]


def test_what_is_said_right_below_a_field_is_kept() -> None:
    text = "Date: 12 May\nInterviewer: Hello.\nP3: Hello.\nInterviewer: And?\n"
    assert [label for label, _ in spoken(text)] == ["Interviewer", "P3", "Interviewer"]


@pytest.mark.parametrize(
    "line",
    [
        "[crosstalk]",
        "[inaudible 00:01:02]",
        "(laughs)",
        "[END OF RECORDING]",
        "[Recording paused]",
        "[Break]",
        "Break: ten minutes",
        "Note: a phone rings",
        "[long pause]",
    ],
)
@pytest.mark.parametrize("labels", [("[Ida]", "[Tom]"), ("Ida:", "Tom:")])
def test_noises_and_notes_are_not_people(line: str, labels: tuple[str, str]) -> None:
    one, two = labels
    text = (
        f"{one} Hello.\n\n{two} Hi.\n\n{line}\n\n{one} So?\n\n{two} Yes.\n\n{line}\n\n{one} No.\n"
    )
    assert {label for label, _ in spoken(text)} == {"Ida", "Tom"}


def test_the_end_of_a_recording_breaks_speech_off() -> None:
    text = "Ida: Hello.\nTom: Hi.\nIda: So?\nTom: Yes.\n[End of recording]\nTyped by us.\n"
    assert find_labels(text).asides == (text.index("[End"),)


@pytest.mark.parametrize(
    "line",
    [
        "[00:42:10] [END OF AUDIO]",
        "Meeting ended after 00:42:10",
        "This editable transcript was computer generated and might contain errors.",
    ],
)
def test_what_programs_write_at_the_end_is_not_speech(line: str) -> None:
    text = f"Ida: Hello.\nTom: Hi.\nIda: So?\nTom: Yes.\n\n{line}\n"
    assert find_labels(text).asides == (text.index(line),)


def test_everyone_may_speak_just_once_where_times_stand_by_the_names() -> None:
    text = "Ida  0:01\nHello.\n\nTom  0:09\nHi.\n\nUnknown Speaker  0:12\nYes.\n"
    assert [label for label, _ in spoken(text)] == ["Ida", "Tom", "Unknown Speaker"]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["P1: a", "I: b?", "P1. C", "P1 D", "**P1:** e", "[P1] f", "00:01", "Ida  0:09", "Ida"]
        ),
        st.sampled_from(
            ["", "Date: x", "0:1 --> 0:2", "[00:01] I:", "End of tape", "Q. x", "A. y"]
        ),
        st.text("PI1:.[]*\t 0-Aa", max_size=12),
    ),
    max_size=25,
)


@given(LINES)
def test_labels_are_in_order_and_never_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = find_labels(text)
    for line in found.lines:
        assert 0 <= line.start < line.words <= len(text)
        assert line.label in text[line.start : line.words]
    assert all(one.words <= other.start for one, other in pairwise(found.lines))
    assert list(found.asides) == sorted(found.asides)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("**" + " " * 90_000, 0),
        ("00:12" + " " * 90_000, 0),
        ("P1: a\nI: b\nP1" + " " * 90_000, 2),
        ("1\t" * 90_000, 0),
        ("[00:12]\n" * 30_000, 0),
        ("0:00 --> 0:01\n" * 30_000, 0),
        ("P1: x.\nP1 Yes.\n" * 30_000, 60_000),
        ("00;00;" * 60_000, 0),
        ("Ida - " * 60_000, 0),
        (">" * 90_000, 0),
        ("Break\n\n" * 30_000, 0),
    ],
    ids=["bold", "time", "label", "tabs", "marks", "cues", "variants", *"fdqb"],
)
def test_long_and_repeated_lines_are_read_in_one_pass(text: str, count: int) -> None:
    # A pattern that tries the same spaces over and over would not end within hours.
    assert len(find_labels(text).lines) == count
