from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.cast.people import Cast, FilePattern, Person
from corpora.source import Role

INES = Person("Ines Holm", Role.INTERVIEWER, ("IH", "Holm"), (("site", "South"),))
NAMED = FilePattern("{site}_{participant}_*.docx")


@pytest.mark.parametrize(
    "label", ["Ines Holm", "ih", "IH:", "**Holm**", "INES  HÓLM", "Hólm\u200b"]
)
def test_a_person_is_found_under_every_label(label: str) -> None:
    assert Cast((INES, Person("Tom"))).named(label) == INES


def test_nobody_is_found_under_a_label_that_is_not_told() -> None:
    assert Cast((INES,)).named("Ines") is None
    assert Cast().named("") is None


def test_the_first_of_two_people_with_one_label_has_it() -> None:
    assert Cast((INES, Person("Ida", labels=("IH",)))).named("IH") == INES


@pytest.mark.parametrize(
    ("pattern", "name", "values"),
    [
        ("{site}_{id}_*.docx", "A_P01_first.docx", (("site", "A"), ("id", "P01"))),
        ("{site}_{id}_*.docx", "folder/A_P01_.docx", (("site", "A"), ("id", "P01"))),
        ("{site}_{id}_*.docx", "folder\\A_P01_b_c.DOCX", (("site", "A"), ("id", "P01"))),
        ("{site}_{id}", "A_P01_x.docx", (("site", "A"), ("id", "P01_x"))),
        ("*-{id}", "a-b-c.txt", (("id", "b-c"),)),
        ("int{id}.txt", "INT7.txt", (("id", "7"),)),
        ("{a}.{b}", "x.txt", (("a", "x"), ("b", "txt"))),
        ("{site}_{id}_*.docx", "A_P01.docx", None),
        ("{site}_{id}_*.docx", "_P01_x.docx", None),
        ("{site}_{id}_*.docx", "A_P01_x.pdf", None),
        ("int{id}.txt", "print7.txt", None),
        ("{id}.txt", ".txt", None),
        ("{id}", "x" * 256, None),
    ],
)
def test_names_of_files_tell_what_stands_in_braces(
    pattern: str, name: str, values: tuple[tuple[str, str], ...] | None
) -> None:
    assert FilePattern(pattern).values_in(name) == values


WORDS = st.text("abAB.1 é", min_size=1, max_size=9)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_values_are_read_back_from_a_name_made_of_them(values: list[str]) -> None:
    pattern = "_".join(f"{{v{n}}}" for n in range(len(values))) + ".x"
    expected = tuple((f"v{n}", value) for n, value in enumerate(values))
    assert FilePattern(pattern).values_in("_".join(values) + ".x") == expected


def test_matching_takes_one_pass_over_the_name() -> None:
    # Tried with backtracking, this pattern would not end.
    pattern = FilePattern("a".join(f"{{v{n}}}" for n in range(12)) + "b.x")
    assert pattern.values_in("a" * 250 + ".x") is None


def test_what_a_file_tells_is_of_those_who_do_not_ask() -> None:
    cast = Cast((INES,), (NAMED,)).for_file("North_P3_x.docx")
    told = (("site", "North"), ("participant", "P3"))
    assert cast.attributes_of("Ida", Role.PARTICIPANT) == told
    assert cast.attributes_of("Ida", Role.UNKNOWN) == told
    assert cast.attributes_of("Dan", Role.MODERATOR) == ()
    assert cast.attributes_of("IH", Role.INTERVIEWER) == (("site", "South"),)


def test_what_is_told_of_a_person_outweighs_the_file() -> None:
    ida = Person("Ida", attributes=(("site", "West"),))
    cast = Cast((ida,), (NAMED,)).for_file("North_P3_x.docx")
    assert dict(cast.attributes_of("Ida", Role.PARTICIPANT)) == {
        "site": "West",
        "participant": "P3",
    }


def test_a_file_of_another_name_tells_nothing() -> None:
    first = Cast((INES,), (NAMED,)).for_file("North_P3_x.docx")
    assert first.for_file("notes.txt").of_file == ()
    assert first.for_file("notes.txt").people == (INES,)
