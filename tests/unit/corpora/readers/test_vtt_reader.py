from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.manuscript import Manuscript
from corpora.readers.subtitles.vtt import read_vtt
from corpora.source import AsideKind, Change, ChangeKind, RemarkCode
from qes.errors import Refused


def cue(begins: float, ends: float, words: str) -> str:
    return f"00:00:{begins:06.3f} --> 00:00:{ends:06.3f}\n{words}\n\n"


def read(*cues: str, header: str = "WEBVTT\n\n") -> Manuscript:
    return read_vtt((header + "".join(cues)).encode(), None, None)


def test_voices_become_labels_and_markup_leaves_the_text() -> None:
    found = read(
        cue(1, 2, "<v Berg, Ida (Guest)>Hello, <i>can</i> you\nhear me?</v>"),
        cue(2, 3, "<v Berg, Ida (Guest)>I start.</v>"),
        cue(3, 4, "<v.loud Tom>Yes &amp; welcome &lt;3</v>"),
    )
    assert found.text == (
        "Berg, Ida (Guest): Hello, can you\nhear me?\nI start.\n\nTom: Yes & welcome <3\n"
    )
    assert found.utterances is not None
    assert [(said.label, said.at) for said in found.utterances] == [
        ("Berg, Ida (Guest)", 1.0),
        ("Tom", 3.0),
    ]
    assert (found.cues, found.labelled) == (3, 3)


def test_two_voices_in_a_cue_are_two_speakers() -> None:
    found = read(cue(1, 2, "<v Ida>One.</v>\n<v Tom>Two.</v>"))
    assert found.text == "Ida: One.\n\nTom: Two.\n"
    assert (found.cues, found.labelled) == (1, 2)


def test_names_before_colons_are_speakers_where_they_recur() -> None:
    found = read(
        cue(1, 2, "Ida Berg: One: two."),
        cue(2, 3, "Ida Berg: Three."),
        cue(3, 4, "kasey: Four."),
        cue(4, 5, "Ida Berg: Five."),
        cue(5, 6, "kasey: Six."),
    )
    assert (
        found.text
        == "Ida Berg: One: two.\nThree.\n\nkasey: Four.\n\nIda Berg: Five.\n\nkasey: Six.\n"
    )
    assert found.labelled == 5


def test_the_line_over_a_cue_may_say_who_speaks() -> None:
    found = read(
        '1 "Ida Berg" (2345)\n' + cue(1, 2, "One."),
        '2 "Tom" (77)\n' + cue(2, 3, "Two."),
        '"Tom" said\n' + cue(3, 4, "Three."),
    )
    assert found.text == "Ida Berg: One.\n\nTom: Two.\n\nThree.\n"
    assert found.labelled == 2


def test_captions_may_say_that_the_speaker_changes_and_not_to_whom() -> None:
    found = read(
        cue(1, 2, "&gt;&gt; IDA: One."),
        cue(2, 3, "&gt;&gt;TOM: Two."),
        cue(3, 4, "&gt;&gt; Three."),
    )
    assert found.text == "IDA: One.\n\nTOM: Two.\n\n>> Three.\n"


def test_line_ends_do_not_matter() -> None:
    text = "WEBVTT\n\n" + cue(1, 2, "<v Ida>One\ntwo.</v>") + cue(2, 3, "<v Tom>Three.</v>")
    read_lf, read_crlf = (
        read_vtt(data, None, None) for data in (text.encode(), text.replace("\n", "\r\n").encode())
    )
    assert replace(read_crlf, changes=()) == read_lf
    assert read_crlf.changes == (Change(ChangeKind.LINE_END, text.count("\n")),)


def test_notes_styles_and_regions_are_not_speech() -> None:
    header = (
        "WEBVTT - a title\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:a\n\nNOTE\nmulti\nline\n\n"
    )
    found = read("intro\n" + cue(1, 2, "Hello."), header=header)
    assert found.text == "Hello.\n"
    assert [remark.code for remark in found.remarks] == [RemarkCode.SET_ASIDE]


def test_notes_and_the_title_are_kept_where_they_stand() -> None:
    found = read(
        "NOTE by the transcriber:\nnames are changed\n\n" + cue(1, 2, "<v Ida>One.</v>"),
        "NOTE she laughs\n\n" + cue(2, 3, "<v Tom>Two.</v>") + cue(3, 4, "<v Tom>Three.</v>"),
        "NOTE the end\n",
        header="WEBVTT - Talk in May\nKind: captions\n\n",
    )
    assert [(one.kind, one.text, found.text[one.at :]) for one in found.asides] == [
        (AsideKind.NOTE, "Talk in May", found.text),
        (AsideKind.NOTE, "by the transcriber:\nnames are changed", found.text),
        (AsideKind.NOTE, "she laughs", "Tom: Two.\nThree.\n"),
        (AsideKind.NOTE, "the end", ""),
    ]


def test_cues_of_one_speaker_are_counted_though_they_are_joined() -> None:
    found = read(cue(1, 2, "<v Ida>One.</v>"), cue(2, 3, "<v Ida>Two.</v>"))
    assert found.utterances is not None
    assert [one.labels for one in found.utterances] == [2]


def test_the_program_is_told_by_its_cue_ids() -> None:
    named = [cue(n, n + 1, f"Ida Berg: Number {n}.") for n in range(1, 4)]
    zoom = "".join(f"{n}\n{one}" for n, one in enumerate(named, 1))
    guid = "4f1c7d0e-0000-4222-8333-444455556666"
    teams = f"{guid}/1-0\n" + cue(1, 2, "<v Ida>One.</v>")
    assert [read(text).layout for text in (zoom, teams, "".join(named))] == ["zoom", "teams", None]


def test_what_stands_over_a_cue_beside_its_id_is_kept() -> None:
    found = read(cue(1, 2, "One."), "lost words\n7\n" + cue(2, 3, "Two."))
    assert found.text == "One.\nlost words\nTwo.\n"
    assert [r.code for r in found.remarks] == [RemarkCode.DAMAGED]


def test_a_ruby_reading_stays_in_brackets() -> None:
    assert read(cue(1, 2, "<ruby>漢<rt>kan</rt></ruby> <lang en>ok</lang>")).text == "漢(kan) ok\n"


def test_rolled_up_captions_are_said_once() -> None:
    found = read(
        cue(0, 2, " \nso<00:00:00.400><c> what</c>"),
        cue(2, 2.01, "so what\n "),
        cue(2.01, 4, "so what\nis<00:00:03.000><c> research</c>"),
    )
    assert " ".join(found.text.split()) == "so what is research"
    assert [remark.code for remark in found.remarks] == [RemarkCode.REPEATED_CAPTIONS]
    assert found.cues == 3


def test_what_is_really_said_twice_stays() -> None:
    found = read(cue(0, 1, "No."), cue(5, 6, "No."), cue(9, 10, "Why?"), cue(14, 15, "No."))
    assert found.text.split() == ["No.", "No.", "Why?", "No."]


def test_words_under_no_time_are_kept_and_told() -> None:
    found = read(cue(1, 2, "One."), "lost words\n\n", cue(3, 4, "Two."))
    assert "lost words" in found.text
    assert [(r.code, r.where) for r in found.remarks] == [(RemarkCode.DAMAGED, "line 6")]


def test_silence_parts_captions_of_no_one() -> None:
    found = read(cue(0, 1, "One"), cue(1.5, 3, "two."), cue(9, 10, "Three."))
    assert found.text == "One\ntwo.\n\nThree.\n"
    assert found.labelled is None


def test_escape_sequences_do_not_hide_in_entities() -> None:
    assert "\x1b" not in read(cue(1, 2, "a&#27;[31mb")).text


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(Refused, match="no captions"):
        read()
