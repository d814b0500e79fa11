from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpora.names.matching import NameMatcher, restored
from corpora.names.name import Form, Name, NameKind, Where, cleaned, next_pseudonym

ALPHABET = "abA.B*o'’ -\n\r\t:é(ü[+)|_1"
TEXTS = st.text(alphabet=ALPHABET, max_size=60)


def person(pseudonym: str, *forms: str | Form) -> Name:
    made = tuple(form if isinstance(form, Form) else Form(form) for form in forms)
    return Name(NameKind.PERSON, pseudonym, made)


def replaced(text: str, *names: Name) -> str:
    return NameMatcher(names).replaced(text).text


@st.composite
def name_sets(draw: st.DrawFn) -> tuple[Name, ...]:
    wheres = st.sampled_from(list(Where))
    forms = draw(st.lists(st.tuples(TEXTS.map(cleaned), wheres), max_size=8))
    names: list[Name] = []
    for text, where in forms:
        if text:
            taken = [one.pseudonym for one in names]
            kind = draw(st.sampled_from([NameKind.PERSON, NameKind.PLACE]))
            names.append(Name(kind, next_pseudonym(kind, taken), (Form(text, where),)))
    return tuple(names)


@given(text=TEXTS, names=name_sets())
def test_restoring_undoes_replacing_whatever_the_names(text: str, names: tuple[Name, ...]) -> None:
    made = NameMatcher(names).replaced(text)
    assert restored(made.text, made.edits) == text


@given(text=TEXTS, names=name_sets())
def test_replacing_again_changes_nothing(text: str, names: tuple[Name, ...]) -> None:
    matcher = NameMatcher(names)
    once = matcher.replaced(text).text
    assert matcher.claims(once) == ()


@given(text=TEXTS, names=name_sets())
def test_no_name_is_taken_out_of_a_longer_word(text: str, names: tuple[Name, ...]) -> None:
    for claim in NameMatcher(names).claims(text):
        for edge in (text[claim.start - 1 : claim.start] or " ", text[claim.end : claim.end + 1]):
            assert not edge.isalnum()
            assert not unicodedata.combining(edge or " ")


@given(names=name_sets(), form=TEXTS.map(cleaned).filter(bool))
def test_a_name_standing_alone_is_always_found(names: tuple[Name, ...], form: str) -> None:
    one = Name(NameKind.PLACE, "Place 99", (Form(form),))
    for text in (form, unicodedata.normalize("NFD", form), f"x, {form}!", f"{form}\n"):
        assert NameMatcher((one, *names)).claims(text)


def test_the_longest_name_wins_and_its_parts_stand_for_the_same_person() -> None:
    lee = person("Person 1", "Ann Lee", "Ann", "Lee")
    other = person("Person 2", "Ann Leeson")
    text = "Ann Leeson met Ann Lee; Lee's sister calls her Ann."
    assert replaced(text, lee, other) == (
        "Person 2 met Person 1; Person 1's sister calls her Person 1."
    )


def test_parts_of_one_name_side_by_side_are_one_and_a_stutter_is_two() -> None:
    lee = person("Person 1", "Ann", "Lee")
    assert (
        replaced("Ann Lee, Ann, Lee; Ann Ann", lee)
        == "Person 1, Person 1, Person 1; Person 1 Person 1"
    )


def test_a_name_in_a_word_or_a_double_name_stays() -> None:
    ann = person("Person 1", "Ann")
    assert replaced("Annual, Joann, Ann-Marie, Rose-Ann", ann) == (
        "Annual, Joann, Ann-Marie, Rose-Ann"
    )
    assert replaced("ex-Ann, Ann-like", ann) == "ex-Person 1, Person 1-like"


def test_a_contraction_is_another_word_and_so_is_a_prefixed_name() -> None:
    don = person("Person 1", "Don", "Dea")
    text = "Don't, Don\u2019t, O'Dea; Don's, Don'll, d'Dea"
    assert replaced(text, don) == ("Don't, Don\u2019t, O'Dea; Person 1's, Person 1'll, d'Person 1")


def test_a_decomposed_name_and_another_apostrophe_are_found() -> None:
    zoe = person("Person 1", "Zoë O'Dea")
    for spelled in ("Zoe\u0308 O'Dea", "Zoë O\u2019Dea"):
        assert replaced(f"To {spelled}.", zoe) == "To Person 1."
    # an accent of its own makes it another word
    assert replaced("Zoe\u0308\u0301 O'Dea", person("Person 1", "Zoë")) == "Zoe\u0308\u0301 O'Dea"


def test_a_name_may_break_over_a_line_but_not_over_a_speaker() -> None:
    place = Name(NameKind.PLACE, "Place 1", (Form("Kings Weir"),))
    assert replaced("to Kings\r\n  Weir by bus", place) == "to Place 1 by bus"
    assert replaced("to Kings\nWeir: I went too", place) == "to Kings\nWeir: I went too"
    assert replaced("to Kings\n\nWeir", place) == "to Kings\n\nWeir"


def test_a_form_for_labels_is_found_only_where_someone_is_said_to_speak() -> None:
    brook = person("Person 1", Form("brook", Where.LABEL))
    for label in (
        "brook: a brook\n",
        "a\r\nbrook: a brook",
        "[00:01:02] brook: a brook",
        "<v brook>a brook",
        "**brook:** a brook",
        "00:01:02\tbrook:\ta brook",
        "[brook] a brook",
        "brook (Weir House): a brook",
        '1,"brook","a brook"',
    ):
        assert replaced(label, brook) == label.replace("brook", "Person 1", 1)


def test_a_name_that_is_a_word_is_left_where_a_sentence_begins() -> None:
    hope = person("Person 1", Form("Hope", Where.WITHIN))
    assert replaced(
        "Hope so. I told Hope that. Hope, wait! Hope's here. \u201cHope not.", hope
    ) == ("Hope so. I told Person 1 that. Person 1, wait! Person 1's here. \u201cHope not.")


def test_a_pseudonym_is_never_taken_for_a_name() -> None:
    names = (person("Maria", "Ann"), person("Person 2", "Person", "2"))
    text = "Maria and Person 2 saw Ann."
    assert replaced(text, *names) == "Maria and Person 2 saw Maria."


def test_someone_who_bears_a_pseudonym_in_a_longer_name_is_still_replaced() -> None:
    names = (person("Maria", "Ann"), person("Person 2", "Maria Lund"))
    assert replaced("Ann met Maria Lund.", *names) == "Maria met Person 2."


def test_edits_that_fit_no_text_restore_nothing() -> None:
    made = NameMatcher((person("Person 1", "Ann"),)).replaced("Ann and Ann")
    assert restored("Person 2 and Person 1", made.edits) is None
    assert restored("Person 1", made.edits) is None


def test_many_names_in_a_long_text_take_time_in_proportion() -> None:
    names = tuple(person(f"Person {n}", f"Name{n} Sur{n}", f"Name{n}") for n in range(1, 201))
    text = "So Name7 went with Name99 Sur99 to the market, and the market was shut. " * 2000
    assert len(NameMatcher(names).claims(text)) == 4000
