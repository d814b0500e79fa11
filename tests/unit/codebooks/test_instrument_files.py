from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from codebooks.cerqual import CerqualComponent
from codebooks.instrument import Answer, Instrument, Role, load_instrument
from codebooks.scale import Tone
from codebooks.shipped import shipped_instrument, shipped_instruments
from codebooks.wording import Wording
from qes.errors import NotFound, Refused, UserError

_SMALL = """\
id: two-questions
title: Two questions
citation: Our own.
licence: {id: CC0-1.0, wording: paraphrase, redistributable: true}
sections:
  - {id: all, title: All}
items:
  - {id: a, section: all, short: Told, prompt: Is it told?, scale: light, role: appraisal}
  - {id: b, section: all, short: Remarks, prompt: What else?, required: false, role: free_text}
scales:
  light:
    values:
      - {code: G, label: Green, tone: good}
      - {code: R, label: Red, tone: bad, aliases: [stop]}
modifiers:
  - {code: half, label: only half was read}
branching:
  - {items: [a], values: [R], then: warn_stop}
"""


@pytest.fixture(scope="module")
def casp() -> Instrument:
    return shipped_instrument("casp-qual")


def test_the_qualitative_checklist_has_nine_questions_and_one_free_text(casp: Instrument) -> None:
    assert "casp-qual" in shipped_instruments()
    assert [item.id for item in casp.items] == [f"q{n}" for n in range(1, 11)]
    assert [item.role for item in casp.items[:2]] == [Role.SCREENING] * 2
    assert casp.items[-1].role is Role.FREE_TEXT
    assert [value.code for value in casp.values_of("q1")] == ["Y", "U", "N", "NA"]
    assert [value.tone for value in casp.values_of("q1")] == list(Tone)
    assert casp.overall is None


def test_every_question_that_is_judged_bears_on_methodological_limitations(
    casp: Instrument,
) -> None:
    for item in casp.items[:-1]:
        assert item.cerqual is CerqualComponent.METHODOLOGICAL_LIMITATIONS
        assert item.hints


def test_no_shipped_instrument_holds_official_wording_that_may_not_be_passed_on() -> None:
    for name in shipped_instruments():
        instrument = shipped_instrument(name)
        assert instrument.id == name
        assert instrument.licence.redistributable
        assert instrument.licence.wording is Wording.PARAPHRASE


def test_every_instrument_file_is_listed_save_the_scheme_for_findings() -> None:
    folder = files("codebooks") / "instruments"
    there = {entry.name.removesuffix(".yaml") for entry in folder.iterdir()}
    assert there - {"__pycache__"} == {*shipped_instruments(), "cerqual"}


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Y", Answer("Y")),
        (" y ", Answer("Y")),
        ("Yes", Answer("Y")),
        ("Y (MM)", Answer("Y", "MM")),
        ("no(mm)", Answer("N", "MM")),
        ("Can't tell", Answer("U")),
        ("can\u2019t  tell", Answer("U")),
        ("Unclear", Answer("U")),
        ("N/A", Answer("NA")),
    ],
)
def test_an_answer_is_read_as_tables_write_it(casp: Instrument, cell: str, answer: Answer) -> None:
    assert casp.parse_answer("q3", cell) == answer


@pytest.mark.parametrize("cell", ["", "Maybe", "Y N", "Y (MM", "(MM)", "Y (MM) (MM)", "\x1b[31m"])
def test_a_value_off_the_scale_is_refused_and_the_allowed_ones_are_named(
    casp: Instrument, cell: str
) -> None:
    with pytest.raises(UserError) as refusal:
        casp.parse_answer("q3", cell)
    assert refusal.value.message.startswith("q3: ")
    assert refusal.value.hint is not None
    assert "Y (Yes), U (Can't tell), N (No), NA (Not applicable)" in refusal.value.hint
    assert str(refusal.value).isprintable()


def test_a_mark_that_the_instrument_does_not_have_is_refused(casp: Instrument) -> None:
    with pytest.raises(UserError, match="only MM may"):
        casp.parse_answer("q3", "Y (PhD)")


def test_a_free_text_is_kept_as_it_is_brackets_and_all(casp: Instrument) -> None:
    assert casp.parse_answer("q10", " Short (but good) ") == Answer("Short (but good)")
    with pytest.raises(UserError, match=r"U\+001B"):
        casp.parse_answer("q10", "red \x1b[31m")


def test_an_item_that_is_not_there_is_not_found(casp: Instrument) -> None:
    with pytest.raises(NotFound, match="no item 'q11'"):
        casp.parse_answer("q11", "Y")


def test_an_instrument_that_does_not_come_with_it_is_not_found() -> None:
    with pytest.raises(NotFound, match="no instrument 'cerqual'"):
        shipped_instrument("cerqual")


def test_a_users_own_instrument_is_read() -> None:
    instrument = load_instrument(_SMALL, "small.yaml")
    assert instrument.parse_answer("a", "STOP (Half)") == Answer("R", "half")
    assert instrument.item("b").scale is None
    assert instrument.values_of("b") == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("wording: paraphrase, redistributable: true", "wording: official, redistributable: false",
         4, "official"),
        ("redistributable: true", "redistributable: perhaps", 4, "redistributable"),
        ("scale: light", "scale: dark", 1, "the scale 'dark' is used"),
        ("id: b,", "id: a,", 1, "'a' is there twice"),
        ("role: free_text", "role: value", 1, "'b' must have a scale"),
        ("section: all, short: Told", "section: one, short: Told", 1, "section 'one'"),
        ("tone: good", "tone: fine", 13, "'good', 'unclear', 'bad', 'none'"),
        ("code: R", "code: g", 11, "'g' is there twice"),
        ("aliases: [stop]", "aliases: [green]", 11, "'green' is there twice"),
        ("values: [R]", "values: [X]", 1, "values it cannot have"),
        ("items: [a]", "items: [b]", 1, "values it cannot have"),
        ("prompt: What", "promt: What", 9, "'items.1.prompt' is missing"),
        ("id: two-questions", "id: two questions", 1, "only letters"),
        ("title: Two questions\n", "", 1, "'title' is missing"),
    ],
)  # fmt: skip
def test_a_broken_instrument_is_refused_with_its_line(
    old: str, new: str, line: int, says: str
) -> None:
    text = _SMALL.replace(old, new, 1)
    assert text != _SMALL
    with pytest.raises(Refused) as refusal:
        load_instrument(text, "small.yaml")
    assert refusal.value.message.startswith(f"small.yaml, line {line}: ")
    assert says in refusal.value.message


def test_official_wording_may_be_loaded_by_those_who_hold_it() -> None:
    text = _SMALL.replace(
        "wording: paraphrase, redistributable: true",
        "wording: user_supplied, redistributable: false",
    )
    assert load_instrument(text, "small.yaml").licence.wording is Wording.USER_SUPPLIED


def test_every_cell_of_a_published_table_is_read(casp: Instrument, shared: Path) -> None:
    file = shared / "seed-data" / "casp_table3_import.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    answers = [
        [casp.parse_answer(item, cell) for item, cell in zip(head[1:], row[1:], strict=True)]
        for row in rows
    ]
    assert len(answers) == 13
    assert [answer.modifier for row in answers for answer in row if answer.modifier] == ["MM"]
    sixth = [row[5].value for row in answers]
    assert (sixth.count("Y"), sixth.count("U"), sixth.count("N")) == (4, 2, 7)
