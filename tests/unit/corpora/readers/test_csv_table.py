from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript, ParagraphKind
from corpora.readers.tables.csv_table import read_csv
from corpora.source import AsideKind, Change, ChangeKind, RemarkCode
from corpora.text import canonical
from qes.errors import Refused, UserError

TALK = (
    "time,speaker,words,tags\n"
    "[0:05],Ida Berg,How did you hear of it?,opening\n"
    ",IB,And when?,\n"
    ',TK,"A friend, I think.\nShe went ""first"".",network;trust\n'
    "[1:02],,Two years ago.,time\n"
    ",TK:,Yes.,\n"
)
PROSE = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=60
).filter(lambda words: bool(words.strip()))


def read(text: str, encoding: str = "utf-8") -> Manuscript:
    return read_csv(text.encode(encoding), None, None)


def said(found: Manuscript) -> list[tuple[str | None, str]]:
    assert found.utterances is not None
    return [(one.label, found.text[one.start : one.end]) for one in found.utterances]


def layout(found: Manuscript) -> str:
    (remark,) = [one for one in found.remarks if one.code is RemarkCode.LAYOUT]
    return remark.message


def written(rows: Sequence[Sequence[str]], **manner: str) -> str:
    kept = io.StringIO()
    csv.writer(kept, **manner).writerows(rows)  # type: ignore[arg-type] # names of its settings
    return kept.getvalue()


def test_each_row_is_an_utterance_where_someone_speaks() -> None:
    found = read(TALK)
    assert found.text == (
        "Ida Berg: How did you hear of it?\n\nIB: And when?\n\n"
        'TK: A friend, I think.\nShe went "first".\n\nTwo years ago.\n\nTK: Yes.\n'
    )
    assert said(found) == [
        ("Ida Berg", "How did you hear of it?"),
        ("IB", "And when?"),
        ("TK", 'A friend, I think.\nShe went "first".\n\nTwo years ago.'),
        ("TK:", "Yes."),
    ]
    assert (found.rows, found.labelled) == (5, 4)
    assert found.utterances is not None
    assert [one.at for one in found.utterances] == [5.0, None, None, None]
    assert "words from column 'words', speakers from 'speaker', times from 'time'" in layout(found)
    assert "1 other column kept" in layout(found)


def test_the_other_columns_are_kept_verbatim_beside_the_words() -> None:
    found = read(TALK)
    third = found.records[2]
    assert third.n == 3
    assert found.text[third.start : third.end] == 'A friend, I think.\nShe went "first".'
    assert third.values == (("speaker", "TK"), ("tags", "network;trust"))
    assert found.records[3].values == (("time", "[1:02]"), ("tags", "time"))


def test_each_row_is_a_respondent_where_columns_are_questions() -> None:
    found = read(
        "id,age,Q1,Q2\n"
        "A1,30,The waiting was long and nobody told us why.,n/a\n"
        "A2,,,I liked the garden very much indeed.\n"
        "A3,41,-,I came every week for three years.\n"
    )
    assert found.text == (
        "A1\n\nQ1\n\nThe waiting was long and nobody told us why.\n\nQ2\n\nn/a\n\n"
        "A2\n\nQ2\n\nI liked the garden very much indeed.\n\n"
        "A3\n\nQ1\n\n-\n\nQ2\n\nI came every week for three years.\n"
    )
    assert [label for label, _ in said(found)] == ["A1", "A1", "A2", "A3", "A3"]
    assert found.utterances is not None
    assert all(one.resumes for one in found.utterances)
    assert (found.rows, found.labelled) == (3, 5)
    assert found.people == (("A1", (("age", "30"),)), ("A3", (("age", "41"),)))
    assert found.paragraphs is not None
    headings = [
        found.text[p.start : p.end] for p in found.paragraphs if p.kind is ParagraphKind.HEADING
    ]
    assert headings == ["A1", "Q1", "Q2", "A2", "Q2", "A3", "Q1", "Q2"]
    (told,) = [one for one in found.remarks if one.code is RemarkCode.NON_ANSWERS]
    assert told.message.endswith(": 2 (n/a, -)")


def test_closed_questions_are_attributes_and_not_answers() -> None:
    likert = ("agree", "disagree", "strongly agree")
    rows = "".join(
        f"P{n},{likert[n % 3]},{n % 5},It was the {n}th time that I had gone there myself\n"
        for n in range(30)
    )
    found = read(f"Participant ID,Q1 I felt heard,Q2 How often?,Q3 Why?\n{rows}")
    assert found.labelled == 30
    assert found.people[4] == ("P4", (("Q1 I felt heard", "disagree"), ("Q2 How often?", "4")))


def test_people_without_an_id_are_numbered_and_a_bare_number_is_no_name() -> None:
    asked = "What helped?,What did not help?\nMy sister.,The forms.\nNobody.,The bus.\n"
    assert [label for label, _ in said(read(asked))][::2] == ["Respondent 1", "Respondent 2"]
    numbered = read("case,What helped?\n17,My sister.\n3,Nobody.\n")
    assert [label for label, _ in said(numbered)] == ["Respondent 17", "Respondent 3"]
    assert numbered.people[0] == ("Respondent 17", (("case", "17"),))


def test_the_rows_that_a_survey_tool_puts_below_its_names_are_no_respondents() -> None:
    found = read(
        "ResponseId,Q1,Q1\n"
        'Response ID,"How was it for you, at first?",Other\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        "R_1,It was hard at first.,No.\n"
        "R_2,Not bad at all I thought.,\n"
    )
    assert found.rows == 2
    assert "ImportId" not in found.text
    assert found.text.startswith("R_1\n\nQ1: How was it for you, at first?\n\nIt was hard")
    assert "\n\nQ1 (2)\n\nNo.\n\n" in found.text


def test_passages_of_no_one_stay_a_row_each() -> None:
    found = read("text,codes,document\nWe waited for a long time.,wait,a.txt\nYes.,,a.txt\n")
    assert said(found) == [(None, "We waited for a long time."), (None, "Yes.")]
    assert found.labelled is None
    assert found.records[1].values == (("document", "a.txt"),)


def test_a_table_without_names_is_read_by_what_recurs() -> None:
    found = read(
        "Interviewer,And then what did you do?\nAnna,I went home.\n"
        "Interviewer,Why was that?\nAnna,Nobody came.\n"
    )
    assert found.rows == 4
    assert {label for label, _ in said(found)} == {"Interviewer", "Anna"}


def test_a_title_with_the_name_of_a_column_is_a_title() -> None:
    found = read("Transcript,,\nNo,Speaker,Utterance\n1,Ida,Hello there.\n2,Tom,Good day.\n")
    assert found.text == "Ida: Hello there.\n\nTom: Good day.\n"
    assert [aside.text for aside in found.asides] == ["Transcript"]


def test_days_are_no_words() -> None:
    rows = "2026-03-01 10:00:03,Ida,Oh why?\n1/3/2026 9:15 AM,Tom,So so.\n2026-03-01T10:00:09Z,Ida,Ah me.\n"
    for names in ("When,Who,What", "Added on,Who,Their part"):
        assert read(f"{names}\n{rows}").text == "Ida: Oh why?\n\nTom: So so.\n\nIda: Ah me.\n"


def test_words_over_the_table_are_kept_beside_it() -> None:
    found = read("Interview with the driver,\n,\nspeaker,text\nIda,Hello there.\n")
    assert [(one.kind, one.text) for one in found.asides] == [
        (AsideKind.NOTE, "Interview with the driver")
    ]
    assert found.text == "Ida: Hello there.\n"


@pytest.mark.parametrize(
    ("name", "cell", "at"),
    [
        ("timestamp", "[1:02]", 62.0),
        ("Time", "0:00:45.5", 45.5),
        ("Timespan", "0:05.0 - 0:09.5", 5.0),
        ("start (s)", "1.5", 1.5),
        ("start_ms", "1500", 1.5),
        ("time", "1500", None),
        ("start", "1.5", 1.5),
        ("Start time", "1500", None),
        ("time", "10:22 AM", None),
        ("start_ms", "nan", None),
    ],
)
def test_times_are_read_in_the_unit_they_have(name: str, cell: str, at: float | None) -> None:
    found = read(f"{name},speaker,words\n{cell},Ida,Hello there.\n")
    assert found.utterances is not None
    assert [one.at for one in found.utterances] == [at]


def test_the_columns_of_nvivo_tell_the_program() -> None:
    assert read("Timespan,Content,Speaker\n0:00.0 - 0:05.0,Hello.,INT\n").layout == "nvivo"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Participant,Utterance\nModerator,Hi.\nP1,Hello.\nModerator,So?\n", 2),
        ("Turn,Role,Text\n1,Interviewer,How?\n2,Participant,So.\n3,Interviewer,Ah.\n", 2),
        ("Sprecher;Aussage\nI;Wie war das?\nB1;Ja, gut.\n", 2),
        ("Date,Participant,Response\n2020,P01,I was there.\n2020,P02,Not really.\n", 2),
        ("record_id,event,q1_why\n1,a,It was hard.\n1,b,It got better.\n2,a,Fine.\n", 2),
        ('"What helped you most?"\n"The nurse, I think."\nNothing\n', 2),
    ],
)
def test_who_speaks_is_found_under_many_names(text: str, labels: int) -> None:
    found = read(text)
    assert len({label for label, _ in said(found)}) == labels
    assert found.labelled == found.rows


def test_prose_that_only_has_commas_in_it_is_no_table() -> None:
    with pytest.raises(Refused, match="not a table"):
        read("Interviewer: Well, how was it?\nAnna: Good, I think, yes.\nInterviewer: Why?\n")


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman"])
def test_how_a_file_is_written_does_not_matter(delimiter: str, end: str, encoding: str) -> None:
    rows = [
        ["speaker", "words", "tags"],
        ["Zoë", "Well; I was there, “often” | and late.", "a;b"],
        ["Jörg", "Où? Là-bas, à côté du café.", "c,d"],
    ]
    found = read(written(rows, delimiter=delimiter, lineterminator=end), encoding)
    assert said(found) == [(row[0], row[1]) for row in rows[1:]]
    assert [dict(record.values)["tags"] for record in found.records] == ["a;b", "c,d"]


def test_the_delimiter_a_file_names_is_believed() -> None:
    assert said(read("sep=;\nspeaker;words\nIda;Yes, and no, or so.\n")) == [
        ("Ida", "Yes, and no, or so.")
    ]


def test_quotes_may_be_escaped_by_a_backslash() -> None:
    found = read('speaker,words,tags\nIda,"She said \\"no, never\\", I think",x\nTom,Yes,y\n')
    assert said(found)[0] == ("Ida", 'She said "no, never", I think')


def test_words_that_were_not_quoted_are_put_together_again() -> None:
    found = read("speaker,words\nIda,Well, I think, so\nTom,Yes\nIda,Good\n")
    assert said(found)[0] == ("Ida", "Well, I think, so")
    assert RemarkCode.DAMAGED in {one.code for one in found.remarks}


def test_cells_beyond_the_last_column_are_kept() -> None:
    found = read("words,speaker\nYes I do think so,Ida,left over\nNo I do not,Tom\nWell,Ida\n")
    assert found.records[0].values == (("speaker", "Ida"), ("column 3", "left over"))


def test_a_quote_that_is_never_closed_takes_one_row_only() -> None:
    rows = "".join(f"P{n % 2},We went there {n} times.\n" for n in range(10))
    found = read('speaker,words\nIda,"And so it began.\n' + rows)
    assert found.rows == 11
    assert said(found)[0] == ("Ida", '"And so it began.')
    (told,) = [one for one in found.remarks if one.code is RemarkCode.DAMAGED]
    assert told.where == "line 2"


def test_a_file_cut_off_inside_a_cell_keeps_the_cell() -> None:
    found = read('speaker,words\nIda,Yes.\nTom,"It was\nlong ago\n\nand far')
    assert said(found)[1] == ("Tom", "It was\nlong ago\n\nand far")


def test_a_cell_may_be_as_long_as_the_file_and_the_limit_is_set_back() -> None:
    before = csv.field_size_limit()
    found = read("id,text\n1," + "long answer " * 20_000 + "\n")
    assert said(found)[0][1] == ("long answer " * 20_000).strip()
    assert csv.field_size_limit() == before


def test_formulas_are_words() -> None:
    found = read('id,speaker,text\n1,P1,=1+1\n2,P1,"\t=A1"\n3,P2,"- well, I think so"\n')
    assert [words for _, words in said(found)] == ["=1+1", "=A1", "- well, I think so"]
    assert found.text[found.records[1].start : found.records[1].end] == "\t=A1"


def test_control_characters_in_cells_are_made_safe_and_counted() -> None:
    found = read("speaker,words\nIda,one\u2028two\x1b[31m\x00three\n")
    assert said(found) == [("Ida", "one\ntwo\ufffd[31m\ufffdthree")]
    assert found.changes == (Change(ChangeKind.LINE_END, 1), Change(ChangeKind.CONTROL, 2))


@pytest.mark.parametrize(
    "text",
    [
        "unit,A,B\n1,1,2\n2,1,1\n",
        "case,age,gender\nID1,20,f\nID2,22,m\n",
        "speaker,words\n",
        "\n\n",
        "," * 20_000 + "\n",
    ],
)
def test_a_table_without_words_is_refused_with_what_is_needed(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text)
    assert refusal.value.hint


def test_the_columns_that_were_seen_are_named_in_the_refusal() -> None:
    with pytest.raises(Refused, match="unit, A, B"):
        read("unit,A,B\n1,1,2\n")


@given(st.lists(st.tuples(st.sampled_from(["Ida", "Tom"]), PROSE), min_size=1, max_size=8))
def test_whatever_is_written_comes_back_word_for_word(rows: list[tuple[str, str]]) -> None:
    found = read(written([("speaker", "words"), *rows]))
    assert [found.text[one.start : one.end] for one in found.records] == [
        canonical(words).text for _, words in rows
    ]
    assert found.rows == found.labelled == len(rows)


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), max_size=8))
def test_what_is_found_lies_in_order_inside_the_text(rows: list[list[str]]) -> None:
    try:
        found = read(written([("speaker", "words", "tag"), *rows]), "utf-8")
    except (Refused, UnicodeEncodeError):
        return
    assert found.utterances is not None
    assert found.paragraphs is not None
    for stretches in (found.utterances, found.paragraphs, found.records):
        places = [place for one in stretches for place in (one.start, one.end)]
        assert places == sorted(places)
        assert all(0 <= place <= len(found.text) for place in places)
    assert canonical(found.text).changes == ()


@settings(max_examples=200)
@given(st.binary(max_size=80), st.integers(0, len(TALK)), st.sampled_from(["utf-8", "utf-16"]))
def test_damage_is_refused_or_read_but_never_a_fault(noise: bytes, at: int, encoding: str) -> None:
    data = TALK.encode(encoding)
    for damaged in (data[:at] + noise + data[at:], noise):
        with suppress(UserError):
            read_csv(damaged, None, None)
