from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.cast.file import MAX_BYTES, read_cast
from corpora.cast.people import Cast, FilePattern, Person
from corpora.source import Role
from qes.errors import Refused

YAML = """\
speakers:
  - name: Ines Holm
    labels: [IH, "IH:"]
    role: Interviewer
    group: staff
    site: 01
  - {name: Ida, labels: A1, role: facilitator, consent: no}
  - name: Tom
files:
  - pattern: "{site}_{participant}_*.docx"
"""


def test_people_and_patterns_are_read_from_yaml_as_written() -> None:
    assert read_cast(YAML.encode(), "people.yaml") == Cast(
        (
            Person("Ines Holm", Role.INTERVIEWER, ("IH",), (("group", "staff"), ("site", "01"))),
            Person("Ida", Role.MODERATOR, ("A1",), (("consent", "no"),)),
            Person("Tom"),
        ),
        (FilePattern("{site}_{participant}_*.docx", Role.PARTICIPANT),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "IH: {name: Ines Holm, role: interviewer, site: North}\nTom: participant\n",
        "speakers:\n  IH:\n    name: Ines Holm\n    role: interviewer\n    site: North\n  Tom: participant\n",
        "speakers:\n- {label: IH, name: Ines Holm, role: interviewer, site: North}\n- {label: Tom, role: participant}\n",
        "Ines Holm: {aliases: [IH], role: interviewer, site: North}\nTom: {role: participant}\n",
    ],
)
def test_people_may_be_written_in_other_shapes(text: str) -> None:
    assert read_cast(text.encode(), "people.yaml").people == (
        Person("Ines Holm", Role.INTERVIEWER, ("IH",), (("site", "North"),)),
        Person("Tom", Role.PARTICIPANT),
    )


def test_a_field_a_person_may_hold_other_labels_or_nothing() -> None:
    text = 'speakers:\n  Ines Holm: [IH, "Holm:"]\n  Tom:\nfiles:\n  - pattern: "{site}_*"\n'
    assert read_cast(text.encode(), "people.yaml") == Cast(
        (Person("Ines Holm", None, ("IH", "Holm")), Person("Tom")), (FilePattern("{site}_*"),)
    )


def test_a_table_may_call_its_labels_speakers() -> None:
    found = read_cast(b"speaker,role,site\nP1,participant,North\n", "people.csv")
    assert found.people == (Person("P1", Role.PARTICIPANT, ("P1",), (("site", "North"),)),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_people_are_read_from_a_table_with_one_row_a_label(delimiter: str, encoding: str) -> None:
    rows = [
        ("Label", "name", "role", "Site"),
        ("IH", "Inés Holm", "interviewer", "North"),
        ("", "", "", ""),
        ("Holm:", "Inés Holm", "", ""),
        ("Tom", "", "participant", ""),
    ]
    table = "".join(delimiter.join(row) + "\r\n" for row in rows)
    assert read_cast(table.encode(encoding), "people.CSV").people == (
        Person("Inés Holm", Role.INTERVIEWER, ("IH", "Holm"), (("site", "North"),)),
        Person("Tom", Role.PARTICIPANT, ("Tom",)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("speakers:\n  - name: X\n    role: boss\n", "line 3: 'role' must be one of interviewer"),
        ("speakers:\n  - labels: [X]\n", "line 2: 'name' is missing"),
        ("speakers: x\n", "line 1: 'speakers' must be a list"),
        ("speakers:\n  - Anna\n", "line 2: 'speakers' must hold fields"),
        ("speakers:\n  - name: ''\n", "line 2: 'name' is empty"),
        ("speakers:\n  - name: '**'\n", "line 2: 'name' holds nothing that shows"),
        ("speakers:\n  - name: A\n    site: [x]\n", "line 3: 'site' must be one text"),
        ("speakers:\n  - name: A\n    labels: [{x: y}]\n", "line 3: 'labels' must be one text"),
        ("speakers:\n  - name: A\n    lables: B\n", "the field 'lables': is 'labels' meant?"),
        (
            "speakers:\n  - {name: A, labels: B}\n  - {name: C, labels: b}\n",
            "line 3: the label 'b'",
        ),
        ("speakers: []\n", "no speakers in it"),
        ("places: 1\n", "line 1: this is no speakers map"),
        ("speakers: []\nplaces: 1\n", "line 2: 'places' is not a field"),
        ("- a\n", "line 1: this is no speakers map"),
        ("A: {role: participant}\nB:\n  role: boss\n", "line 3: 'role' must be one of"),
        ("speakers:\n  A: boss\n", "line 2: 'role' must be one of"),
        ("speakers:\n  - {aliases: [X]}\n", "line 2: 'name'"),
        ("title: Harbour\ncodes: {a: b}\n", "line 1: this is no speakers map"),
        ("speakers: [\n", "line 2: this is not YAML"),
        ("files: []\nfiles: []\n", "line 2: the field 'files' is given twice"),
        ("files:\n  - {pattern: abc}\n", "line 2: 'pattern' must hold 1 to 12 names"),
        ("files:\n  - {pattern: '{a}{b}'}\n", "must have a character between two names"),
        ("files:\n  - {pattern: '{a}_{a}'}\n", "must name each attribute once"),
        ("files:\n  - {pattern: '{a}_{b'}\n", "has a brace that is not closed"),
        ("speakers:\n  - name: &a X\n    site: *a\n", "line 3: an alias"),
        ("speakers:\n  - name: !!python/name:os.system X\n", "line 2: an alias (*name) or a tag"),
        ("a: " * 20 + "\n", "line 1"),
        ("[" * 200, "line 1"),
        ("x" * 30_000, "a word of more than"),
        ("--- {speakers: []}\n--- {}\n", "a second document"),
        (" \n", "an empty file"),
        ("speakers:\n\t- name: A\n", "this is not YAML"),
    ],
)
def test_a_wrong_map_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cast(text.encode(), "map.yaml")
    assert refused.value.message.startswith("map.yaml")
    assert said in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,role\na,b\n", "line 1: there is no column 'label'"),
        ("label,label\na,b\n", "line 1: the column 'label' is there twice"),
        ("label;role\nA;boss\n", "line 2: 'role' must be one of interviewer"),
        ("label,name\nA,X\nA,Y\n", "line 3: the label 'A' is given to 'X' too"),
        ("label,name,site\nA,X,1\nB,X,2\n", "line 3: 'site' of 'X' is another one further up"),
        ("label,name\nA,X,3\n", "line 2: 3 cells under 2 columns"),
        ("label,name\n,X\n", "line 2: the label is empty"),
        ('label,name\n"a\n', "line 2: this is not a table"),
        ("label\n", "no speakers in it"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cast(text.encode(), "map.csv")
    assert said in refused.value.message


def test_files_that_are_no_text_or_too_big_are_refused() -> None:
    with pytest.raises(Refused, match="not a text"):
        read_cast(b"PK\x03\x04\x00\x00", "map.xlsx")
    with pytest.raises(Refused, match="more than"):
        read_cast(b" " * (MAX_BYTES + 1), "map.yaml")


def test_no_control_character_of_a_map_reaches_the_terminal() -> None:
    for data, name in (
        (b"speakers:\n - name: A\n   role: \x1b[31m\n", "a\x1b.yaml"),
        (b"\x1b", "b.csv"),
    ):
        with pytest.raises(Refused) as refused:
            read_cast(data, name)
        assert "\x1b" not in str(refused.value)


@given(
    st.binary(max_size=60)
    | st.text("speakr:\n -{}[]name,labl\"'#&*!|>%@`", max_size=80).map(str.encode)
)
def test_damage_is_refused_and_never_a_fault(data: bytes) -> None:
    said = []
    for name in ("map.yaml", "map.csv"):
        try:
            read_cast(b"speakers:\n - name: " + data, name)
        except Refused as error:
            said.append(str(error))
    assert not any("\n" in message for message in said)
